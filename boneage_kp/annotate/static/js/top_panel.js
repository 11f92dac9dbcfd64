/** The head of the page: film, sex, age, done, saving state. */
import { byId, write } from './dom.js';
import { found } from './rows.js';
import { store } from './store.js';

const SIGNS = { saved: '✓', saving: '↑', offline: '⚠', conflict: '⇄', refused: '✕' };
const SOURCES = { header: 'from the film\'s header', file: 'from the file', rater: '' };

/** @param {import('./desk.js').Desk} desk */
export function topPanel(desk) {
  byId('facts').addEventListener('submit', event => event.preventDefault());
  for (const radio of document.querySelectorAll('[name=sex]')) {
    radio.addEventListener('change', () => desk.act('sex', { sex: /** @type {any} */ (radio).value }));
  }
  byId('age').addEventListener('change', () => ageGiven(desk));
  byId('age').addEventListener('keydown', event => {
    if (event.key === 'Enter' || event.key === 'Escape') byId('stage').focus();
  });
  byId('note').addEventListener('change', () => desk.act('note', { note: byId('note').value }));
  store.watch(s => s.film, film => shown(film));
  store.watch(s => [s.rows, s.finding, s.film?.film, s.total], () => place());
  store.watch(s => s.depth, depth => {
    byId('top').querySelector('[data-command=undo]').disabled = !depth.undo;
    byId('top').querySelector('[data-command=redo]').disabled = !depth.redo;
  });
  store.watch(s => s.saving, saving => {
    const button = byId('save-state');
    button.dataset.kind = saving.kind;
    button.firstElementChild.textContent = SIGNS[saving.kind];
    write('save-words', saving.words);
  });
  store.watch(s => s.message, message => write('message', message));
}

function ageGiven(desk) {
  const text = byId('age').value.trim().replace(',', '.'), years = Number(text);
  if (text && (!Number.isFinite(years) || years < 0 || years > 25)) {
    byId('age').setAttribute('aria-invalid', 'true');
    write('age-words', '0 to 25 years');
    return;
  }
  const months = text ? Math.round(years * 1200) / 100 : null;
  desk.act('age', { age_months: months });
  shown(store.state.film);
}

function shown(film) {
  byId('facts').hidden = !film;
  if (!film) return;
  const name = film.name.slice(film.name.lastIndexOf('/') + 1);
  write('film-name', name);
  byId('film-name').title = film.name;
  document.title = `${name} – Annotate`;
  for (const radio of document.querySelectorAll('[name=sex]')) {
    /** @type {any} */ (radio).checked = /** @type {any} */ (radio).value === film.sex;
  }
  byId('facts').classList.toggle('wanting', !film.sex);
  const age = byId('age');
  age.removeAttribute('aria-invalid');
  if (document.activeElement !== age) {
    age.value = film.age_months === null ? '' : String(Math.round(film.age_months / 0.12) / 100);
  }
  const source = SOURCES[film.age_source] ?? '';
  write('age-words', film.age_months === null ? '' : inWords(film.age_months));
  byId('age-words').title = source;
  const pressed = (command, on) =>
    byId('top').querySelector(`[data-command=${command}]`).setAttribute('aria-pressed', String(on));
  pressed('flag', film.flagged);
  pressed('done', film.done);
  write('done-word', film.done ? '● Done' : '○ Done');
  if (document.activeElement !== byId('note')) byId('note').value = film.note ?? '';
}

const inWords = months => `${Math.floor(Math.round(months) / 12)} y ${Math.round(months) % 12} m`;

function place() {
  const { rows, finding, film, total } = store.state;
  const shownRows = found(rows, finding, film?.film);
  const at = shownRows.findIndex(row => row.film === film?.film);
  const of = shownRows.length === rows.length ? total : shownRows.length;
  write('film-place', at < 0 ? '' : `${(at + 1).toLocaleString('en')} / ${of.toLocaleString('en')}`);
}
