/**
 * The work on the open film: opening, changing, undoing, saving. Changes the store; draws nothing.
 */
import { call } from './api.js';
import { Clock } from './clock.js';
import { FilmCache } from './film_cache.js';
import { History } from './history.js';
import { Outbox } from './outbox.js';
import { applied, boneOrder, inverse, settled } from './record.js';
import { found } from './rows.js';
import { store } from './store.js';
import { laid } from './template.js';

const AHEAD = [1, 2, -1];

export class Desk {
  /** @param {{conflict: (record: any) => void, fileConflict: (words: string) => void,
   *   refused: () => void}} asking */
  constructor(setup, asking) {
    this.asking = asking;
    this.cache = new FilmCache();
    this.clock = new Clock();
    this.histories = new Map();
    this.hand = setup.template;
    /** Films on which the usual hand was laid, and as which side. @type {Map<string, boolean>} */
    this.laidAs = new Map();
    this.names = setup.bones.map(bone => bone.name);
    this.outbox = new Outbox(`${setup.folder}/${setup.file}`, {
      saved: (film, unsent) => this.saved(film, unsent),
      changed: () => this.tellSaving(),
      stopped: (error, entry) => this.stopped(error, entry),
    });
    /** @type {(film: any, grey: any) => void} */
    this.pixelsReady = () => {};
    this.opening = '';
    this.outbox.keep();
    this.outbox.retry();
  }

  /** Open a film; what the last session could not send is shown as done. */
  async open(id) {
    this.opening = id;
    const { record, pixels } = this.cache.get(id);
    let film;
    try {
      film = await record;
    } catch (error) {
      return this.say(error.message);
    }
    if (this.opening !== id) return;
    const busy = this.outbox.entries.some(entry => entry.film === id);
    if (!busy) this.outbox.versions.set(id, film.version);
    const shown = this.dressed(applied(film, this.outbox.unsent(id)));
    const order = boneOrder(shown, this.names, store.state.uncertainFirst);
    const bone = order.find(name => !settled(shown, name)) ?? order[0];
    this.clock.take(); // time on a film that was only looked at is no reason to save it
    store.set({ film: shown, bone, score: null, depth: this.history(id).depth, fault: '',
      loading: true });
    try {
      const grey = await pixels;
      if (this.opening !== id) return undefined;
      this.pixelsReady(shown, grey);
      store.set({ loading: false });
    } catch (error) {
      if (this.opening === id) store.set({ fault: error.message, loading: false });
    }
    for (const step of AHEAD) {
      const near = this.neighbour(step);
      if (near) this.cache.get(near);
    }
    this.cache.get(id); // the open film is the last to be forgotten
    return undefined;
  }

  /** Id of the film that lies `step` places further in the list as it is shown. */
  neighbour(step) {
    const rows = found(store.state.rows, store.state.finding, this.opening);
    const at = rows.findIndex(row => row.film === this.opening);
    return at < 0 ? rows[0]?.film : rows[at + step]?.film;
  }

  history(id) {
    if (!this.histories.has(id)) this.histories.set(id, new History());
    return this.histories.get(id);
  }

  /** Do something: shown at once, undoable, and on its way to the disk. */
  act(label, changes, { bone = null, joins = false } = {}) {
    const { film } = store.state;
    if (!film || !changes) return false;
    const back = inverse(film, changes);
    if (JSON.stringify(back) === JSON.stringify(changes)) return false;
    const history = this.history(film.film);
    history.push({ label, bone, forth: changes, back, at: performance.now() }, joins);
    this.put(changes);
    return true;
  }

  put(changes) {
    const film = this.dressed(applied(store.state.film, changes));
    store.set({ film, depth: this.history(film.film).depth });
    this.outbox.add(film, changes, this.clock.take());
    this.renewRow(film);
  }

  /** Lay the usual hand on the points there are; what it gives is shown, and never saved by itself. */
  lay(mirrored) {
    const { film } = store.state;
    this.laidAs.set(film.film, mirrored);
    const shown = this.dressed(film);
    store.set({ film: shown });
    return shown.template;
  }

  /** A film with the usual hand on its points of now, where one was laid. */
  dressed(film) {
    const mirrored = this.laidAs.get(film.film);
    return mirrored === undefined ? film : { ...film, template: laid({ ...film, template: null }, this.hand, mirrored) };
  }

  undo(direction = 'undo') {
    const { film } = store.state;
    const step = film && this.history(film.film)[direction]();
    if (!step) return this.say(direction === 'undo' ? 'Nothing to undo.' : 'Nothing to redo.');
    if (step.bone) store.set({ bone: step.bone });
    this.put(direction === 'undo' ? step.back : step.forth);
    return this.say(`${direction === 'undo' ? 'Undone' : 'Done again'}: ${step.label}.`);
  }

  /** The server has an action: its record counts, with what is still on its way on top. */
  saved(record, unsent) {
    this.cache.renew(record);
    const { film } = store.state;
    if (film?.film === record.film) store.set({ film: this.dressed(applied(record, unsent)) });
  }

  /** A proposal or another change came in; ignored while actions of ours are on their way. */
  async refresh() {
    const { film } = store.state;
    if (!film || this.outbox.entries.some(entry => entry.film === film.film)) return;
    const record = await call('GET', `/api/films/${film.film}`);
    const busy = this.outbox.entries.some(entry => entry.film === film.film);
    if (busy || store.state.film?.film !== record.film) return;
    this.outbox.versions.set(record.film, record.version);
    this.cache.renew(record);
    store.set({ film: this.dressed(record) });
  }

  renewRow(film) {
    const bones = Object.values(film.bones);
    const state = film.done ? 'done' : 'started';
    store.set({ rows: store.state.rows.map(row => (row.film !== film.film ? row : {
      ...row, state, flagged: film.flagged, points: bones.filter(b => b.x !== null).length,
      stages: bones.filter(b => b.stage !== null).length,
    })) });
  }

  stopped(error, entry) {
    if (error.kind === 'film_changed') return this.asking.conflict(error.current, entry);
    if (error.kind === 'file_changed') return this.asking.fileConflict(error.message);
    if (error.kind === 'no_session') return undefined;
    this.asking.refused();
    return this.say(`Not saved: ${error.message}`);
  }

  tellSaving() {
    const { entries, error, full } = this.outbox, waiting = entries.length;
    const s = waiting === 1 ? '' : 's';
    let [kind, words] = waiting ? ['saving', 'Saving'] : ['saved', 'Saved'];
    if (error?.kind === 'no_session') [kind, words] = ['offline', `Session over, ${waiting} kept`];
    else if (error?.status === 409) [kind, words] = ['conflict', 'Conflict'];
    else if (error?.status >= 400 && error.status < 500) [kind, words] = ['refused', 'Not saved'];
    else if (error && waiting) [kind, words] = ['offline', `Offline, ${waiting} action${s} kept`];
    else if (full && waiting) [kind, words] = ['offline', 'Browser storage full'];
    store.set({ saving: { kind, words, waiting, detail: error?.message ?? '' } });
  }

  say(message) {
    store.set({ message });
  }
}
