/** The list of bones: state, stage, machine's stage, confidence; and both readings to adjudicate. */
import { byId, make } from './dom.js';
import { agreedBones, boneOrder, confidenceOf, confidentBones, disagree, proposer, stageOf, stateOf } from './record.js';
import { stateWords } from './stage_panel.js';
import { store } from './store.js';

const SIGN = { confirmed: '●', proposed: '◌', template: '◌', unrated: '◑', empty: '○', absent: '–', rejected: '✕' };

/** @param {(bone: string) => void} goTo */
export function bonePanel(setup, goTo) {
  const names = setup.bones.map(bone => bone.name), body = byId('bone-rows');
  body.addEventListener('click', event => {
    const row = event.target.closest('[data-bone]');
    if (row) goTo(row.dataset.bone);
  });
  store.watch(s => [s.film, s.bone, s.uncertainFirst, s.score], () => {
    const { film, bone, uncertainFirst, score } = store.state;
    const first = byId('bones').querySelector('[data-command=uncertain-first]');
    first.setAttribute('aria-pressed', String(uncertainFirst));
    if (!film) return;
    offerAll(film, names, setup.confident);
    first.textContent = film.readings.length > 1 ? 'Disputed first' : 'Uncertain first';
    const order = boneOrder(film, names, uncertainFirst), focused = document.activeElement;
    const held = body.contains(focused) ? /** @type {any} */ (focused).dataset.bone : '';
    body.replaceChildren(...order.map(name => line(film, name, name === bone, score, setup.confident)));
    if (held) body.querySelector(`[data-bone=${held}]`)?.focus();
  });
  store.watch(s => [s.film, s.bone], () => raters(names));
}

/** How many may be accepted at once: confident proposals, or what two raters agree on. */
function offerAll(film, names, confident) {
  const button = byId('bones').querySelector('[data-command=accept-all]'), two = film.readings.length > 1;
  const count = (two ? agreedBones(film, names) : confidentBones(film, names, confident)).length;
  const word = two ? 'agreed' : 'confident';
  button.textContent = count ? `Accept ${count} ${word}` : `None ${word}`;
  button.disabled = !count;
}

function line(film, name, current, score, confident) {
  const state = stateOf(film, name), stage = stageOf(film, name), sure = confidenceOf(film, name);
  const machine = film.proposal.bones[name]?.stage;
  const odd = score?.odd?.bone === name;
  const doubt = sure !== null && sure < confident && state === 'proposed';
  const said = stage ? stage.stage + (stage.confirmed ? '' : '?') : '–';
  const differs = stage?.confirmed && machine && machine !== stage.stage;
  const words = [stateWords(film, state), stage ? `stage ${stage.stage}` : 'no stage', differs ? `${proposer(film)} ${machine}` : '',
    sure === null ? '' : `confidence ${Math.round(sure * 100)} %`, odd ? 'out of line with the other bones' : ''];
  const bar = make('span', { className: 'fill' });
  bar.style.transform = `scaleX(${sure ?? 0})`;
  const button = make('button', {
    className: 'bone-row', data: { bone: name }, title: words.filter(Boolean).join(' · '),
    aria: { current, label: [name, ...words].filter(Boolean).join(', ') },
  },
  make('span', { className: `sign ${state}`, textContent: SIGN[state] }),
  make('span', { className: 'name', textContent: name }),
  make('span', { className: `letter ${stage?.confirmed ? 'said' : ''}`, textContent: said }),
  make('span', { className: 'machine faint', textContent: differs ? `← ${machine}` : '' }),
  make('span', { className: 'warn', textContent: odd ? '⚠ odd' : doubt ? 'unsure' : '' }),
  make('span', { className: 'track' }, bar));
  return make('li', {}, button);
}

function raters(names) {
  const { film, bone } = store.state, readings = film?.readings ?? [];
  byId('raters').hidden = readings.length === 0;
  if (!readings.length) return;
  const length = (a, b) => (a && b && a.x !== null && b.x !== null ? Math.hypot(a.x - b.x, a.y - b.y) : null);
  const apart = length(readings[0].bones[bone], readings[1]?.bones[bone]);
  const disputed = names.filter(name => disagree(readings, name));
  const cards = readings.map((reading, at) => {
    const said = reading.bones[bone];
    const words = !said ? 'nothing' : said.absent ? 'absent' : said.stage ?? 'no stage';
    const years = reading.bone_age_months === null || reading.bone_age_months === undefined
      ? '' : `bone age ${(reading.bone_age_months / 12).toFixed(1)} y`;
    const card = make('div', { className: 'rater' },
      make('span', { className: 'faint', textContent: `${at % 2 ? '◇' : '□'} ${at + 1}  ${reading.rater}` }),
      make('b', { className: 'letter', textContent: words }),
      make('span', { className: 'faint', textContent: years }));
    if (at < 2) {
      card.append(make('button', { className: 'small', data: { command: `take-${at + 1}` }, textContent: `Take ${at + 1}` }));
    }
    return card;
  });
  const far = apart === null ? '' : ` Points ${apart.toFixed(1)} px apart.`;
  byId('raters-body').replaceChildren(make('div', { className: 'rater-cards' }, ...cards),
    make('p', { className: 'faint', textContent: `${disputed.length ? `Stages differ at ${disputed.join(', ')}.` : 'All stages agree.'}${far}` }));
}
