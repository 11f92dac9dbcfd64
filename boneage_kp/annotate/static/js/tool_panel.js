/** The bar under the film, the notes on it, and its buttons' states. */
import { byId, write } from './dom.js';
import { pointOf, settled } from './record.js';
import { store } from './store.js';

export function toolPanel(names) {
  const press = (command, on) => byId('toolbar')
    .querySelector(`[data-command=${command}]`).setAttribute('aria-pressed', String(on));
  store.watch(s => s.look, look => {
    if (!look) return;
    for (const key of ['negative', 'sharpen', 'loupe', 'marks']) press(key, look[key]);
    const number = value => Math.round(value).toLocaleString('en', { useGrouping: false });
    write('window-words', `C ${number((look.low + look.high) / 2)} W ${number(look.high - look.low)}`);
  });
  store.watch(s => s.tool, tool => {
    press('window-tool', tool === 'window');
    byId('stage').classList.toggle('windowing', tool === 'window');
  });
  store.watch(s => s.view.scale, scale => {
    const percent = scale * Math.min(devicePixelRatio || 1, 2) * 100;
    write('zoom-words', `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`);
  });
  store.watch(s => s.laying, laying => press('template', laying));
  store.watch(s => [s.film, s.bone, s.fault, s.loading, s.total, s.setup, s.laying], () => note(names));
}

/** What may be done instead of clicking this bone's place. */
function otherwise(film, names) {
  if (store.state.laying) return ': two points, and the others follow';
  if (film.readings.length) return ', or take over a reading (1, 2)';
  if (names.every(name => !pointOf(film, name))) return ', or press * to place all 13 by two clicks';
  return ', or mark it absent (X) if it is not on the film';
}

/** What stands in the way, or what to do next, in one line on the film. */
function note(names) {
  const { film, bone, fault, loading, total, setup, finding } = store.state;
  let words = '';
  if (fault) words = fault;
  else if (loading) words = 'Loading the film';
  else if (setup && total === 0 && !finding.search) words = 'This folder holds no films.';
  else if (film && film.bones[bone] && !film.bones[bone].absent && !pointOf(film, bone)) {
    const { title } = setup.bones.find(each => each.name === bone);
    words = `Click the growth plate of the ${title}${otherwise(film, names)}`;
  } else if (film && !film.done && names.every(name => settled(film, name))) {
    words = 'All bones settled. Enter: done, next film';
  }
  write('stage-note', words);
  byId('stage-note').classList.toggle('late', loading);
  const waiting = film && ['waiting', 'none'].includes(film.proposal.state);
  const hint = waiting && film.proposal.state === 'waiting' ? 'Proposal is being computed'
    : film?.proposal.message || (setup && !setup.proposals ? setup.no_proposals_reason ?? '' : '');
  write('hints', (hint ? `${hint[0].toUpperCase()}${hint.slice(1)}     ` : '') + 'Space accept   A–I stage   J K bone   arrows move   Enter next film   ? all keys');
}
