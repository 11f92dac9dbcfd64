/**
 * Actions on their way to the server. Each is in localStorage before it is sent and leaves it when
 * the server has it on disk; what could not be sent is sent again, also after the page was closed.
 *
 * @typedef {{action: string, film: string, name: string, version: string, changes: any,
 *   seconds: number, tried: boolean}} Entry
 */
import { ApiError, call } from './api.js';
import { merged } from './record.js';

const WAITS_MS = [500, 1000, 2000, 4000, 8000, 15000];
const STAYING = new Set(['film_changed', 'file_changed', 'no_session']);

export class Outbox {
  /**
   * @param {string} scope what file the actions are for: a folder of another day has its own
   * @param {{saved: (film: any, rest: any) => void, changed: () => void,
   *   stopped: (error: ApiError, entry: Entry) => void}} told
   */
  constructor(scope, told) {
    // Each page has a drawer of its own, so that two windows do not write over each other.
    this.key = `boneage outbox ${scope} ${crypto.randomUUID()}`;
    this.told = told;
    /** @type {Entry[]} */
    this.entries = adopted(`boneage outbox ${scope} `);
    this.busy = false;
    this.failures = 0;
    this.timer = 0;
    this.full = false;
    /** @type {ApiError | null} */
    this.error = null;
    /** Newest version the server is known to have, by film. */
    this.versions = new Map();
    addEventListener('online', () => this.retry());
  }

  /** @param {{film: string, name: string, version: string}} film */
  add(film, changes, seconds) {
    const last = this.entries.at(-1);
    if (last && last.film === film.film && !last.tried) {
      last.changes = merged(last.changes, changes);
      last.seconds += seconds;
    } else {
      const version = this.versions.get(film.film) ?? film.version;
      const action = crypto.randomUUID();
      this.entries.push({ action, film: film.film, name: film.name, version, changes, seconds,
        tried: false });
    }
    this.keep();
    // The next task, not this one: taps of one gesture become one action.
    if (!this.busy && !this.error) this.later(0);
  }

  /** All that is not saved yet of a film, as one change. */
  unsent(film) {
    return this.entries.filter(e => e.film === film).map(e => e.changes).reduce(merged, {});
  }

  retry() {
    this.failures = 0;
    this.error = null;
    this.told.changed();
    this.later(0);
  }

  /** After a conflict: send what is left with the server's version, or forget it. */
  settle(film, version, changes) {
    const rest = this.entries.filter(entry => entry.film !== film.film);
    const seconds = this.entries.filter(e => e.film === film.film).reduce((s, e) => s + e.seconds, 0);
    const fresh = changes && { action: crypto.randomUUID(), film: film.film, name: film.name,
      version, changes, seconds, tried: false };
    this.entries = fresh ? [fresh, ...rest] : rest;
    this.versions.set(film.film, version);
    this.keep();
    this.retry();
  }

  /** Forget one action, which the server will never take. */
  drop(action) {
    this.entries = this.entries.filter(entry => entry.action !== action);
    this.keep();
    this.retry();
  }

  keep() {
    try {
      if (this.entries.length) localStorage.setItem(this.key, JSON.stringify(this.entries));
      else localStorage.removeItem(this.key);
      this.full = false;
    } catch {
      this.full = true; // said in the saving state; the actions are still in memory
    }
    this.told.changed();
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), wait);
  }

  async send() {
    const entry = this.entries[0];
    if (this.busy || !entry) return;
    this.busy = true;
    entry.tried = true;
    entry.version = this.versions.get(entry.film) ?? entry.version;
    this.keep();
    const { action, version, changes, seconds } = entry;
    const body = { action, version, changes, seconds: Math.min(Math.round(seconds * 10) / 10, 3600) };
    try {
      const film = await call('PATCH', `/api/films/${entry.film}`, body);
      this.versions.set(entry.film, film.version);
      this.entries.shift();
      this.failures = 0;
      this.error = null;
      this.busy = false;
      this.keep();
      this.told.saved(film, this.unsent(film.film));
      this.later(0);
    } catch (error) {
      this.busy = false;
      this.failed(error, entry);
    }
  }

  failed(error, entry) {
    if (!(error instanceof ApiError)) throw error;
    this.error = error;
    const refused = [400, 404, 413, 415, 422].includes(error.status);
    if (refused || STAYING.has(error.kind)) {
      this.told.stopped(error, entry);
    } else {
      this.later(WAITS_MS[Math.min(this.failures, WAITS_MS.length - 1)]);
      this.failures += 1;
    }
    this.told.changed();
  }
}

/**
 * What pages before this one could not send. An action that was never tried may still grow in a
 * window that is open: it goes under a name of its own here, and equal values are no conflict.
 * @returns {Entry[]}
 */
function adopted(prefix) {
  const keys = Object.keys(localStorage).filter(key => key.startsWith(prefix));
  const entries = keys.flatMap(key => JSON.parse(localStorage.getItem(key) ?? '[]'));
  keys.forEach(key => localStorage.removeItem(key));
  return entries.map(entry => (entry.tried ? entry : { ...entry, action: crypto.randomUUID() }));
}
