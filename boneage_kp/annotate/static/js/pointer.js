/** Mouse, pen and fingers on the film: drag points, place, pan, zoom, window. */
import { place } from './edits.js';
import { windowed } from './look.js';
import { pointOf } from './record.js';
import { store } from './store.js';
import { toFilm, toStage } from './view.js';

const CLICK_PX = 4;
const REACH_PX = { mouse: 16, pen: 20, touch: 28 };

export class Pointer {
  /**
   * @param {import('./viewer.js').Viewer} viewer
   * @param {import('./desk.js').Desk} desk
   * @param {string[]} names
   */
  constructor(viewer, desk, names) {
    this.viewer = viewer;
    this.desk = desk;
    this.names = names;
    /** Fingers or buttons that are down. @type {Map<number, {x: number, y: number}>} */
    this.down = new Map();
    this.gesture = null;
    const { stage } = viewer, on = (kind, run) => stage.addEventListener(kind, run);
    on('pointerdown', event => this.began(event));
    on('pointermove', event => this.moved(event));
    on('pointerup', event => this.ended(event, true));
    on('pointercancel', event => this.ended(event, false));
    on('pointerleave', () => this.left());
    on('contextmenu', event => event.preventDefault());
    stage.addEventListener('wheel', event => this.wheeled(event), { passive: false });
  }

  at(event) {
    const box = this.viewer.stage.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  /** The bone whose point is under the pointer; the current one wins. */
  boneAt({ x, y }, kind) {
    const { film, bone, look } = store.state;
    if (!film || !look?.marks) return '';
    const far = name => {
      const point = pointOf(film, name);
      if (!point) return Infinity;
      const on = toStage(this.viewer.view, point.x, point.y);
      return Math.hypot(on.x - x, on.y - y) - (name === bone ? 6 : 0);
    };
    const near = this.names.map(name => ({ name, far: far(name) })).sort((a, b) => a.far - b.far)[0];
    return near && near.far <= REACH_PX[kind] ? near.name : '';
  }

  began(event) {
    const at = this.at(event);
    this.viewer.stage.focus({ preventScroll: true });
    this.viewer.stage.setPointerCapture(event.pointerId);
    this.down.set(event.pointerId, at);
    this.viewer.glide = null;
    if (this.down.size > 1) {
      this.viewer.dragged = null;
      // The first finger of two chose no bone.
      if (this.gesture?.before) store.set({ bone: this.gesture.before });
      this.gesture = { kind: 'pinch' };
      return;
    }
    const { tool, film } = store.state, name = this.boneAt(at, event.pointerType);
    const windowing = event.button === 2 || (tool === 'window' && event.button === 0);
    this.gesture = { kind: windowing ? 'window' : 'pan', from: at, last: at, moved: false };
    if (windowing || event.button !== 0 || !name) return;
    this.gesture.before = store.state.bone;
    store.set({ bone: name });
    const point = pointOf(film, name), on = toStage(this.viewer.view, point.x, point.y);
    // A point is moved by as much as the hand moves: it does not jump to the finger.
    Object.assign(this.gesture, { kind: 'drag', bone: name, dx: on.x - at.x, dy: on.y - at.y });
  }

  moved(event) {
    const at = this.at(event), known = this.down.get(event.pointerId);
    this.readOut(at);
    if (!known) return this.hovered(at, event);
    const gesture = this.gesture;
    if (gesture.kind === 'pinch') return this.pinched(event.pointerId, known, at);
    this.down.set(event.pointerId, at);
    gesture.moved ||= Math.hypot(at.x - gesture.from.x, at.y - gesture.from.y) > CLICK_PX;
    if (!gesture.moved) return undefined;
    const dx = at.x - gesture.last.x, dy = at.y - gesture.last.y;
    gesture.last = at;
    if (gesture.kind === 'pan') this.viewer.pan(dx, dy);
    else if (gesture.kind === 'window') this.window(dx, dy);
    else this.drag(at, event.pointerType);
    return undefined;
  }

  drag(at, kind) {
    const { gesture, viewer } = this;
    const on = { x: at.x + gesture.dx, y: at.y + gesture.dy };
    viewer.dragged = { bone: gesture.bone, ...toFilm(viewer.view, on.x, on.y) };
    if (kind === 'touch') viewer.loupe.follow({ ...on, finger: true });
    else if (store.state.look.loupe) viewer.loupe.follow(on);
    viewer.touch('marks');
  }

  window(dx, dy) {
    store.set({ look: windowed(store.state.look, dx, dy) });
    this.viewer.hurry();
  }

  pinched(id, was, is) {
    const other = [...this.down.entries()].find(([key]) => key !== id)?.[1];
    this.down.set(id, is);
    if (!other) return;
    const before = Math.hypot(was.x - other.x, was.y - other.y);
    const after = Math.hypot(is.x - other.x, is.y - other.y);
    this.viewer.pan((is.x - was.x) / 2, (is.y - was.y) / 2);
    if (before > 8) this.viewer.zoom(after / before, (is.x + other.x) / 2, (is.y + other.y) / 2);
  }

  ended(event, kept) {
    const at = this.at(event), { gesture, viewer } = this;
    if (!this.down.delete(event.pointerId) || !gesture) return;
    if (gesture.kind === 'pinch') {
      // What remains of a pinch is no click; panning goes on with the last finger.
      const rest = [...this.down.values()][0];
      this.gesture = rest ? { kind: 'pan', from: rest, last: rest, moved: true } : null;
      return;
    }
    const { dragged } = viewer;
    this.gesture = null;
    viewer.dragged = null;
    viewer.loupe.follow(null);
    if (gesture.kind === 'drag' && dragged && kept) {
      const changes = place(store.state.film, gesture.bone, dragged.x, dragged.y);
      this.desk.act(`move ${gesture.bone}`, changes, { bone: gesture.bone });
    } else if (gesture.kind === 'pan' && !gesture.moved && kept && event.button === 0) {
      this.placed(at);
    }
    viewer.touch('marks');
  }

  /** A click beside all points places the current bone where it has no point yet. */
  placed(at) {
    const { film, bone } = store.state;
    if (!film || !film.bones[bone] || pointOf(film, bone) || film.bones[bone].absent) return;
    const on = toFilm(this.viewer.view, at.x, at.y);
    if (on.x < 0 || on.y < 0 || on.x >= film.width || on.y >= film.height) return;
    this.desk.act(`place ${bone}`, place(film, bone, on.x, on.y), { bone });
  }

  hovered(at, event) {
    const { viewer } = this, name = this.boneAt(at, event.pointerType);
    if (store.state.look?.loupe && event.pointerType !== 'touch') {
      viewer.loupe.follow(at);
      viewer.touch('marks');
    }
    if (name === viewer.hover) return;
    viewer.hover = name;
    viewer.stage.classList.toggle('on-point', !!name);
    viewer.touch('marks');
  }

  left() {
    if (this.down.size) return;
    this.viewer.hover = '';
    this.viewer.loupe.follow(null);
    document.getElementById('readout').textContent = '';
    this.viewer.touch('marks');
  }

  wheeled(event) {
    event.preventDefault();
    const step = event.deltaMode === 1 ? 30 * event.deltaY : event.deltaY;
    const { x, y } = this.at(event);
    this.viewer.zoom(Math.exp(-Math.min(Math.max(step, -240), 240) / 480), x, y);
  }

  /** Place and grey value under the pointer. */
  readOut(at) {
    const level = this.viewer.film.pixels?.levels[0];
    if (!level) return;
    const on = toFilm(this.viewer.view, at.x, at.y), x = Math.floor(on.x), y = Math.floor(on.y);
    const inside = x >= 0 && y >= 0 && x < level.width && y < level.height;
    document.getElementById('readout').textContent = inside
      ? `${x}, ${y}  grey ${level.data[y * level.width + x]}` : '';
  }
}
