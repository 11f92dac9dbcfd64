/**
 * Draws the film: the part of the right pyramid level that is in view, windowed, onto a canvas.
 * The windowed part is kept, so that panning and small zooms only copy it.
 */
import { lookup } from './look.js';

// Beyond the window, so that a short pan needs no new part.
const MARGIN = 0.2;

export class FilmLayer {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.context = canvas.getContext('2d', { alpha: false });
    this.part = document.createElement('canvas');
    this.partContext = this.part.getContext('2d', { alpha: false });
    /** @type {any} */ this.pixels = null;
    /** @type {any} */ this.made = null;
    this.table = undefined;
    this.tableKey = '';
  }

  show(pixels) {
    this.pixels = pixels;
    this.made = null;
    this.tableKey = '';
  }

  /**
   * @param {import('./view.js').View} view
   * @param {import('./look.js').Look} look
   * @param {{width: number, height: number, ratio: number}} stage
   * @param {boolean} hurry while things move, a coarser level will do
   */
  paint(view, look, stage, hurry) {
    const { context } = this;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = '#050607';
    context.fillRect(0, 0, stage.width * stage.ratio, stage.height * stage.ratio);
    if (!this.pixels) return;
    const index = levelFor(view.scale * stage.ratio, this.pixels.levels.length, hurry);
    const seen = inView(view, stage, this.pixels.levels[index], 2 ** index, hurry ? 0 : MARGIN);
    if (!this.fits(index, look, view, stage)) this.make(index, seen, look);
    const { at, level } = this.made;
    const size = view.scale * stage.ratio * 2 ** level;
    context.imageSmoothingEnabled = view.scale * stage.ratio < 6;
    context.imageSmoothingQuality = 'medium';
    context.drawImage(
      this.part, 0, 0, at.width, at.height,
      view.x * stage.ratio + at.x * size, view.y * stage.ratio + at.y * size,
      at.width * size, at.height * size,
    );
  }

  /** Grey values between which nearly all of what is in view lies. */
  rangeInView(view, stage) {
    const { levels } = this.pixels;
    const index = levelFor(view.scale * stage.ratio, levels.length, true);
    return this.rangeOf(inView(view, stage, levels[index], 2 ** index, 0), index);
  }

  /** The same of a part of the film, in film pixels. */
  rangeInBox({ x, y, width, height }) {
    const index = this.pixels.levels.length - 1, step = 2 ** index, level = this.pixels.levels[index];
    return this.rangeOf(inView({ scale: 1, x: -x, y: -y }, { width, height }, level, step, 0), index);
  }

  rangeOf(at, index) {
    const { levels, bits } = this.pixels, level = levels[index], counts = new Uint32Array(1 << bits);
    for (let y = at.y; y < at.y + at.height; y += 1) {
      for (let x = at.x; x < at.x + at.width; x += 1) counts[level.data[y * level.width + x]] += 1;
    }
    const below = part => {
      let left = part * at.width * at.height;
      return counts.findIndex(count => (left -= count) <= 0);
    };
    const low = below(0.01);
    return { low, high: Math.max(below(0.995), low + 2) };
  }

  fits(index, look, view, stage) {
    const { made } = this;
    if (!made || made.level !== index || made.key !== keyOf(look)) return false;
    const need = inView(view, stage, this.pixels.levels[index], 2 ** index, 0);
    return need.x >= made.at.x && need.y >= made.at.y
      && need.x + need.width <= made.at.x + made.at.width
      && need.y + need.height <= made.at.y + made.at.height;
  }

  /** Window (and sharpen) a part of a level. */
  make(index, at, look) {
    const level = this.pixels.levels[index], key = keyOf(look);
    if (this.tableKey !== key) {
      this.table = lookup(look, this.pixels.bits, this.table);
      this.tableKey = key;
    }
    if (this.part.width < at.width || this.part.height < at.height) {
      this.part.width = Math.max(this.part.width, at.width);
      this.part.height = Math.max(this.part.height, at.height);
    }
    const image = this.partContext.createImageData(at.width, at.height);
    const out = new Uint32Array(image.data.buffer);
    (look.sharpen ? sharpened : plain)(level, at, this.table, out);
    this.partContext.putImageData(image, 0, 0);
    this.made = { level: index, at, key };
  }
}

const keyOf = look => `${look.low} ${look.high} ${look.negative} ${look.sharpen}`;

/** The level whose pixels are about as large as the screen's. */
export function levelFor(scale, count, hurry) {
  const wanted = Math.log2(1 / scale);
  return Math.min(Math.max(hurry ? Math.round(wanted) : Math.floor(wanted + 0.2), 0), count - 1);
}

/**
 * The part of a level that the window shows, with a margin in parts of the window.
 * step: film pixels per pixel of the level; halving leaves an odd last one out, so it is exact.
 */
export function inView(view, stage, level, step, margin) {
  const span = (origin, room, size) => {
    const first = Math.floor((-margin * room - origin) / view.scale / step) - 1;
    const last = Math.ceil(((1 + margin) * room - origin) / view.scale / step) + 1;
    const from = Math.min(Math.max(first, 0), size - 1);
    return [from, Math.max(Math.min(last, size) - from, 1)];
  };
  const [x, width] = span(view.x, stage.width, level.width);
  const [y, height] = span(view.y, stage.height, level.height);
  return { x, y, width, height };
}

function plain(level, at, table, out) {
  for (let row = 0, to = 0; row < at.height; row += 1) {
    let from = (at.y + row) * level.width + at.x;
    for (let end = to + at.width; to < end; to += 1, from += 1) out[to] = table[level.data[from]];
  }
}

/** Unsharp mask over the four neighbours; the film's border pixels stay as they are. */
function sharpened(level, at, table, out) {
  const { data, width, height } = level, most = table.length - 1;
  for (let row = 0, to = 0; row < at.height; row += 1) {
    const y = at.y + row, inside = y > 0 && y < height - 1;
    for (let x = at.x; x < at.x + at.width; x += 1, to += 1) {
      const i = y * width + x, value = data[i];
      if (!inside || x === 0 || x === width - 1) {
        out[to] = table[value];
        continue;
      }
      const around = (data[i - 1] + data[i + 1] + data[i - width] + data[i + width]) / 4;
      const sharp = value + 2 * (value - around);
      out[to] = table[sharp < 0 ? 0 : sharp > most ? most : sharp | 0];
    }
  }
}
