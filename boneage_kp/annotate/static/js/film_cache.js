/** Films near the one that is open, fetched ahead: records and grey values. */
import { getFilm, greyUrl } from './api.js';

// A film of 4,000 px at 16 bits takes about 40 MB here.
const KEPT_FILMS = 5;

export class FilmCache {
  constructor() {
    /** @type {Map<string, {record: Promise<any>, pixels: Promise<any>}>} oldest use first */
    this.films = new Map();
    this.worker = new Worker('/static/js/film_worker.js', { type: 'module' });
    this.jobs = new Map();
    this.worker.onmessage = ({ data }) => {
      const job = this.jobs.get(data.id);
      this.jobs.delete(data.id);
      if (data.pixels) job.resolve(data.pixels);
      else job.reject(new Error(data.fault));
    };
  }

  /** A film's record and grey values, as promises; fetched only if not here already. */
  get(film) {
    const known = this.films.get(film);
    this.films.delete(film);
    const found = known ?? { record: getFilm(film), pixels: this.fetchPixels(film) };
    this.films.set(film, found);
    for (const part of [found.record, found.pixels]) {
      part.catch(() => this.films.delete(film)); // the next try asks again
    }
    for (const old of this.films.keys()) {
      if (this.films.size <= KEPT_FILMS) break;
      this.films.delete(old);
    }
    return found;
  }

  /** A newer record of a film came by. */
  renew(record) {
    const known = this.films.get(record.film);
    if (known) known.record = Promise.resolve(record);
  }

  forgetRecords() {
    for (const [film, known] of this.films) known.record = getFilm(film);
  }

  fetchPixels(film) {
    return new Promise((resolve, reject) => {
      const id = crypto.randomUUID();
      this.jobs.set(id, { resolve, reject });
      this.worker.postMessage({ id, url: new URL(greyUrl(film), location.href).href });
    });
  }
}
