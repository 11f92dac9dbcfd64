/** What else is known of the open film: the checks of the machine's reading, notes, and names if asked for. */
import { byId, make, write } from './dom.js';
import { store } from './store.js';

const VERDICTS = {
  rejected: '✕ The checks reject the machine\'s reading',
  review: '⚠ The checks ask for a look',
  ok: '✓ The checks pass, with notes',
};
const NAMES = { name: 'Name', id: 'Number', born: 'Born', taken: 'Taken' };

export function aboutPanel() {
  store.watch(s => [s.film?.film, s.film?.proposal], () => show(store.state.film));
}

function show(film) {
  const reasons = [...lacking(film), ...film?.proposal.reasons ?? []], checks = byId('checks');
  const all = new Set([...reasons, ...film?.notes ?? []].map(sentence));
  checks.hidden = !all.size;
  write('checks-head', head(film, reasons));
  checks.dataset.verdict = film?.proposal.verdict ?? '';
  byId('checks-list').replaceChildren(...[...all].map(textContent => make('li', { textContent })));
  const said = Object.entries(film?.identity ?? {});
  byId('identity').hidden = !said.length;
  write('identity', said.map(([key, value]) => `${NAMES[key] ?? key} ${value}`).join(' · '));
  byId('about').hidden = checks.hidden && !said.length;
}

/** Why there is no proposal, where one was asked for. */
const lacking = film =>
  (['failed', 'none'].includes(film?.proposal.state) && film.proposal.message ? [film.proposal.message] : []);

function head(film, reasons) {
  if (!reasons.length) return 'Notes on the film';
  return VERDICTS[film.proposal.verdict] ?? 'No proposal';
}

/** A reason is `name_of_check: sentence`; people get the sentence. */
function sentence(reason) {
  const text = reason.replace(/^\w+: /, '');
  return text[0].toUpperCase() + text.slice(1);
}
