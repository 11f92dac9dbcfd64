/** The current bone: what is said of it, its stages as drawings, the machine's doubt. */
import { byId, make, write } from './dom.js';
import { keyWords, rowOf } from './keymap.js';
import { proposer, stageOf, stateOf } from './record.js';
import { store } from './store.js';

const STATE_WORDS = {
  absent: 'Absent', rejected: 'Proposal rejected, to be placed', confirmed: 'Confirmed',
  unrated: 'Placed, stage open', template: 'Usual place, to be dragged',
};
/** What is said of a bone's state. */
export const stateWords = (film, state) =>
  state === 'proposed' ? `Proposed by the ${proposer(film)}` : STATE_WORDS[state] ?? nothing(film);

const nothing = film =>
  film.proposal.source === 'network' ? 'Not found by the machine' : 'Nothing yet';

// Between the drawings of one bone and those of the next, so that films come first.
const AHEAD_MS = 150;
const HOW = { accepted: 'Accepted as proposed', corrected: 'Corrected', own: 'Own reading' };

export function stagePanel(setup) {
  const tiles = byId('stages'), tilesOf = keptTiles(setup);
  let peeked = '';
  const peek = event => {
    peeked = event.type === 'pointerleave' || event.type === 'focusout' ? ''
      : event.target.closest?.('[data-stage]')?.dataset.stage ?? '';
    define(peeked);
  };
  for (const kind of ['pointerover', 'pointerleave', 'focusin', 'focusout']) tiles.addEventListener(kind, peek);
  store.watch(s => [s.bone, s.help], ([bone]) => tiles.replaceChildren(...tilesOf(bone)));
  store.watch(s => [s.film, s.bone, s.help, s.score], () => {
    head(setup);
    mark(tiles);
    define(peeked);
  });
}

/** Tiles by bone, made once: a bone that comes again, or for the first time, shows its drawings at once. */
function keptTiles(setup) {
  const made = new Map();
  const tilesOf = bone => {
    const row = setup.bones.find(each => each.name === bone);
    if (!row || !store.state.help) return row ? row.stages.map(stage => tile(row, stage)) : [];
    if (!made.has(bone)) made.set(bone, row.stages.map(stage => tile(row, stage)));
    return made.get(bone);
  };
  const ahead = () => {
    const next = setup.bones.find(bone => !made.has(bone.name));
    if (!next) return;
    tilesOf(next.name);
    setTimeout(ahead, AHEAD_MS);
  };
  store.watch(s => s.help && !s.loading, ready => ready && setTimeout(ahead, AHEAD_MS));
  return tilesOf;
}

function helpFor(bone, stage) {
  return store.state.help?.bones[bone]?.find(each => each.stage === stage);
}

function tile(bone, stage) {
  const help = helpFor(bone.name, stage), row = rowOf(`stage-${stage}`);
  const button = make('button', {
    className: 'tile', data: { stage, command: `stage-${stage}` },
    title: help?.text ?? '', aria: { pressed: false, keyshortcuts: keyWords(row.keys[0]) },
  });
  if (help?.drawing) {
    const image = make('img', { alt: '', src: help.drawing, draggable: false });
    image.addEventListener('error', () => image.remove());
    button.append(image);
  }
  button.append(make('span', { className: 'letter', textContent: stage }),
    make('span', { className: 'share' }),
    make('span', { className: 'track', ariaHidden: 'true' }, make('span', { className: 'fill' })));
  return button;
}

/** Chosen stage, posterior and the stage that the other bones speak for. */
function mark(tiles) {
  const { film, bone, score } = store.state;
  if (!film || !film.bones[bone]) return;
  const posterior = film.proposal.bones[bone]?.posterior ?? {}, said = stageOf(film, bone);
  const odd = score?.odd?.bone === bone ? score.odd : null;
  for (const button of tiles.children) {
    const { stage } = button.dataset, part = posterior[stage] ?? 0;
    const chosen = said?.confirmed && said.stage === stage;
    button.setAttribute('aria-pressed', String(!!chosen));
    button.classList.toggle('proposed', !!said && !said.confirmed && said.stage === stage);
    button.classList.toggle('expected', odd?.expected === stage);
    button.querySelector('.fill').style.transform = `scaleX(${part})`;
    button.querySelector('.share').textContent = part >= 0.005 ? `${Math.round(part * 100)} %` : '';
    const words = [`Stage ${stage}`, chosen ? 'chosen' : '', part >= 0.005 ? `${proposer(film)} ${Math.round(part * 100)} %` : ''];
    button.setAttribute('aria-label', words.filter(Boolean).join(', '));
  }
}

function head(setup) {
  const { film, bone } = store.state;
  if (!film || !film.bones[bone]) return;
  const row = setup.bones.find(each => each.name === bone), state = stateOf(film, bone);
  write('bone-title', row.title[0].toUpperCase() + row.title.slice(1));
  const value = film.bones[bone], machine = film.proposal.bones[bone];
  const words = [state === 'confirmed' ? HOW[value.decision] ?? STATE_WORDS.confirmed : stateWords(film, state)];
  if (value.visibility === 1) words.push('hidden');
  if (machine?.stage && value.stage && machine.stage !== value.stage) words.push(`${proposer(film)} said ${machine.stage}`);
  const moved = machine && machine.x !== null && value.x !== null ? Math.hypot(machine.x - value.x, machine.y - value.y) : 0;
  if (moved >= 0.5) words.push(`moved ${moved.toFixed(moved < 10 ? 1 : 0)} px`);
  write('bone-state', words.join(' · '));
  const button = command => byId('bone').querySelector(`[data-command=${command}]`);
  button('hidden').setAttribute('aria-pressed', String(value.visibility === 1));
  button('absent').setAttribute('aria-pressed', String(value.absent));
}

function define(peeked) {
  const { film, bone } = store.state;
  if (!film || !film.bones[bone]) return;
  const stage = peeked || stageOf(film, bone)?.stage, help = stage && helpFor(bone, stage);
  byId('definition').replaceChildren(...(help
    ? [make('b', { textContent: stage }), ` ${help.text}`] : ['Point at a stage, or give it, to read what it looks like.']));
}
