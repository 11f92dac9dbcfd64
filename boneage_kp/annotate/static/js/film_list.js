/** The list of films: only the rows in view are elements, so that 10,000 films stay quick. */
import { getFilms } from './api.js';
import { byId, make, write } from './dom.js';
import { STATES, counts, found } from './rows.js';
import { store } from './store.js';

const ROW_PX = 34, SPARE = 6, PAGE = 500, FIRST = 60;
// Sign and word of a film's state: never told by colour alone.
const SIGN = { todo: '○', started: '◐', done: '●' };

const CHECKS = { review: '⚠ checks', rejected: '✕ checks' };

const many = (count, word) => `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;

export class FilmList {
  /** @param {(film: string) => void} open */
  constructor(setup, open) {
    this.open = open;
    this.scroll = byId('film-scroll');
    this.body = byId('film-rows');
    this.turn = 0;
    this.shown = [];
    this.fillChoices(setup);
    this.scroll.addEventListener('scroll', () => this.draw(), { passive: true });
    new ResizeObserver(() => this.draw()).observe(this.scroll);
    byId('search').addEventListener('input', event => this.find({ search: event.target.value }));
    byId('state').addEventListener('change', event => this.find({ state: event.target.value }));
    byId('order').addEventListener('change', event => {
      this.find({ order: event.target.value });
      this.load();
    });
    this.body.addEventListener('click', event => {
      const row = event.target.closest('[data-film]');
      if (row) this.open(row.dataset.film);
    });
    this.scroll.addEventListener('keydown', event => this.keyed(event));
    store.watch(s => [s.rows, s.finding, s.film?.film], () => this.renew());
    store.watch(s => s.film?.film, () => this.bringIntoView());
  }

  fillChoices(setup) {
    const option = ([value, words]) => make('option', { value, textContent: words });
    byId('state').append(...Object.entries(STATES).map(option));
    const words = { name: 'By name', next: 'Most to gain', list: 'To adjudicate' };
    byId('order').append(...setup.orders.map(order => option([order, words[order] ?? order])));
    byId('order').value = setup.order;
  }

  find(patch) {
    store.set({ finding: { ...store.state.finding, ...patch } });
    this.scroll.scrollTop = 0;
  }

  /**
   * All rows, the first few at once, the rest as they come.
   * @param {boolean} again  rows are there already, and are changed for the new ones all at once
   */
  async load(again = false) {
    const { order } = store.state.finding, turn = ++this.turn;
    let rows = [], total = 1;
    for (let offset = 0; offset < total; offset = rows.length) {
      const page = await getFilms({ offset, limit: offset ? PAGE : FIRST, order });
      if (turn !== this.turn || !page.films.length) return;
      total = page.total;
      rows = [...rows, ...page.films];
      if (!again || rows.length >= total) store.set({ rows, total });
    }
  }

  renew() {
    const { rows, finding, film, total } = store.state;
    this.shown = found(rows, finding, film?.film);
    this.body.style.height = `${this.shown.length * ROW_PX}px`;
    const all = counts(rows);
    for (const option of byId('state').options) {
      option.textContent = `${STATES[option.value]} (${all[option.value].toLocaleString('en')})`;
    }
    const some = this.shown.length === rows.length ? '' : `${this.shown.length.toLocaleString('en')} of `;
    write('film-count', `${some}${many(total, 'film')}, ${all.done.toLocaleString('en')} done`);
    this.draw();
  }

  draw() {
    const open = store.state.film?.film;
    const first = Math.max(Math.floor(this.scroll.scrollTop / ROW_PX) - SPARE, 0);
    const count = Math.ceil(this.scroll.clientHeight / ROW_PX) + 2 * SPARE;
    this.body.replaceChildren(...this.shown.slice(first, first + count).map((row, at) =>
      this.line(row, first + at, row.film === open)));
    const id = open && this.shown.some(row => row.film === open) ? `film-${open}` : '';
    this.scroll.setAttribute('aria-activedescendant', id);
  }

  line(row, place, current) {
    const why = row.reasons?.[0] ?? (row.proposal === 'failed' ? 'no proposal' : CHECKS[row.verdict] ?? '');
    const facts = [STATES[row.state].toLowerCase(), row.flagged ? 'to review' : '',
      row.state === 'started' ? `${many(row.points, 'point')}, ${many(row.stages, 'stage')}` : '', why];
    const slash = row.name.lastIndexOf('/') + 1;
    const line = make('div', {
      id: `film-${row.film}`, className: 'film-row', role: 'option', data: { film: row.film },
      title: row.name,
      aria: { selected: current, posinset: place + 1, setsize: this.shown.length },
    },
    make('span', { className: `sign ${row.state}`, textContent: SIGN[row.state], ariaHidden: 'true' }),
    make('span', { className: 'name' },
      make('span', { className: 'file', textContent: row.name.slice(slash) }),
      make('span', { className: 'faint', textContent: [row.name.slice(0, Math.max(slash - 1, 0)), ...facts].filter(Boolean).join(' · ') })),
    make('span', { className: 'flag', textContent: row.flagged ? '⚑' : '', ariaHidden: 'true' }));
    line.style.transform = `translateY(${place * ROW_PX}px)`;
    return line;
  }

  bringIntoView() {
    const at = this.shown.findIndex(row => row.film === store.state.film?.film);
    if (at < 0) return;
    const top = at * ROW_PX, { scrollTop, clientHeight } = this.scroll;
    if (top < scrollTop || top + ROW_PX > scrollTop + clientHeight) {
      this.scroll.scrollTop = top - clientHeight / 3;
    }
  }

  /** Arrows walk through the films while the list has the focus. */
  keyed(event) {
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
    if (!step || !this.shown.length) return;
    event.preventDefault();
    const at = this.shown.findIndex(row => row.film === store.state.film?.film) + step;
    this.open(this.shown[Math.min(Math.max(at, 0), this.shown.length - 1)].film);
  }
}
