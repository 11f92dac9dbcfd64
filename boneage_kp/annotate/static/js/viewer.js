/** The film in its window: view, repainting once a frame, zooming to bones, the loupe. */
import { FilmLayer } from './film_layer.js';
import { firstLook, litWindow } from './look.js';
import { Loupe } from './loupe.js';
import { MarksLayer } from './marks_layer.js';
import { handBox, handLength, pointOf } from './record.js';
import { store } from './store.js';
import * as views from './view.js';

// Side of what is shown around a bone, in hand lengths.
const BONE_SPAN = 0.26;
const GLIDE_MS = 170;
const REST_MS = 140;

export class Viewer {
  constructor(setup) {
    this.stage = document.getElementById('stage');
    this.canvases = ['film-canvas', 'marks-canvas'].map(id => document.getElementById(id));
    this.film = new FilmLayer(this.canvases[0]);
    this.marks = new MarksLayer(this.canvases[1], setup.bones, setup.skeleton);
    this.loupe = new Loupe(document.getElementById('loupe'), this.canvases);
    this.view = { scale: 1, x: 0, y: 0 };
    this.shown = '';
    this.hover = '';
    /** @type {{bone: string, x: number, y: number} | null} */
    this.dragged = null;
    this.fitting = true;
    this.frame = 0;
    this.dirty = { film: true, marks: true };
    this.hurryUntil = 0;
    this.glide = null;
    new ResizeObserver(() => this.resized()).observe(this.stage);
    store.watch(s => s.look, () => this.touch('film', 'marks'));
    store.watch(s => [s.film, s.bone], () => this.touch('marks'));
  }

  /** A film's grey values have come. */
  show(film, pixels) {
    const again = this.shown === film.film;
    this.film.show(pixels);
    this.size = { width: film.width, height: film.height };
    this.range = { low: pixels.low, high: pixels.high };
    const { negative, sharpen, marks, loupe } = store.state.look ?? {};
    const kept = store.state.look ? { negative, sharpen, marks, loupe } : {};
    const { low, high } = pixels.own ? pixels : litWindow(pixels, this.film.rangeInBox(handBox(film)));
    store.set({ look: firstLook(low, high, kept) });
    this.shown = film.film;
    if (!again) this.whole(false);
    this.touch('film', 'marks');
  }

  /** Nothing to show until the next film's grey values are here. */
  blank() {
    this.film.show(null);
    this.shown = '';
    this.touch('film', 'marks');
  }

  resized() {
    const { clientWidth: width, clientHeight: height } = this.stage;
    const ratio = Math.min(devicePixelRatio || 1, 2);
    this.room = { width, height, ratio };
    for (const canvas of this.canvases) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    if (this.size && this.fitting) this.whole(false);
    this.touch('film', 'marks');
    this.paint(); // in this frame: a resized canvas is empty
  }

  whole(gliding = true) {
    if (!this.size) return;
    this.go(views.whole(this.size, this.room), gliding);
    this.fitting = true;
  }

  /** The current bone large; a bone without a place shows the whole film. */
  zoomToBone(gliding = true) {
    const { film, bone } = store.state;
    const point = film && pointOf(film, bone);
    if (!point) return this.whole(gliding);
    const span = BONE_SPAN * handLength(film);
    const scale = Math.min(Math.min(this.room.width, this.room.height) / span, views.MOST);
    return this.go(views.centred(point.x, point.y, scale, this.room), gliding);
  }

  go(view, gliding) {
    this.fitting = false;
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (!gliding || still || !this.room.width) {
      this.glide = null;
      return this.set(view);
    }
    this.glide = { from: this.view, to: view, began: performance.now() };
    return this.touch('film', 'marks');
  }

  zoom(factor, px = this.room.width / 2, py = this.room.height / 2) {
    if (this.size) this.move(views.zoomed(this.view, factor, px, py, this.least()));
  }

  actual() {
    this.zoom(1 / this.room.ratio / this.view.scale);
  }

  least() {
    return Math.min(views.whole(this.size, this.room).scale / 2, 1);
  }

  pan(dx, dy) {
    if (this.size) this.move(views.panned(this.view, dx, dy));
  }

  /** A view that a hand brings about. */
  move(view) {
    this.glide = null;
    this.fitting = false;
    this.set(views.kept(view, this.size, this.room));
    this.hurry();
  }

  set(view) {
    this.view = view;
    store.set({ view });
    this.touch('film', 'marks');
  }

  /** While things move, paint coarser; finer when they rest. */
  hurry() {
    this.hurryUntil = performance.now() + REST_MS;
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.touch('film'), REST_MS + 10);
  }

  touch(...parts) {
    for (const part of parts) this.dirty[part] = true;
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.paint();
    });
  }

  paint() {
    const { look, film, bone } = store.state, now = performance.now();
    if (!this.room?.width || !look) return;
    if (this.glide) this.glided(now);
    const hurried = now < this.hurryUntil || this.glide !== null;
    if (this.dirty.film) this.film.paint(this.view, look, this.room, hurried);
    if (this.dirty.film || this.dirty.marks) {
      const how = { bone, hover: this.hover, marks: look.marks, dragged: this.dragged };
      this.marks.paint(this.shown === film?.film ? film : null, this.view, this.room, how);
    }
    this.dirty = { film: false, marks: false };
    this.loupe.paint(this.room);
    if (this.glide) this.touch('film', 'marks');
  }

  glided(now) {
    const { from, to, began } = this.glide, part = Math.min((now - began) / GLIDE_MS, 1);
    const eased = 1 - (1 - part) ** 3;
    this.view = part < 1 ? views.between(from, to, eased, this.room) : to;
    if (part === 1) {
      this.glide = null;
      this.hurry();
    }
    store.set({ view: this.view });
    this.dirty.film = true;
  }
}
