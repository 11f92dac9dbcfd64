/**
 * Window and other switches of the picture. Pure.
 * @typedef {{low: number, high: number, negative: boolean, sharpen: boolean, marks: boolean,
 *   loupe: boolean}} Look
 */

/** @returns {Look} */
export function firstLook(low, high, kept) {
  return { low, high, negative: false, sharpen: false, marks: true, loupe: false, ...kept };
}

/**
 * The window to begin with: the film's, unless the hand uses less than half of it, as on a film that
 * was scanned dark; then what the hand uses.
 * @param {{low: number, high: number}} film  its own window
 * @param {{low: number, high: number}} hand  grey values of the hand
 */
export function litWindow(film, hand) {
  const wide = hand.high - hand.low;
  if (2 * wide > film.high - film.low) return film;
  return { low: Math.max(hand.low - 0.1 * wide, film.low), high: Math.min(hand.high + 0.1 * wide, film.high) };
}

/**
 * Drag of (dx, dy) CSS pixels: sideways the width, upwards brighter, as on other viewers.
 * @param {Look} look
 */
export function windowed(look, dx, dy) {
  const width = look.high - look.low, centre = (look.high + look.low) / 2;
  const wide = Math.min(Math.max(width * Math.exp(dx / 250), 2), 131072);
  const middle = centre + (dy * width) / 500;
  return { ...look, low: middle - wide / 2, high: middle + wide / 2 };
}

/**
 * Grey value to screen pixel (RGBA in a 32-bit number).
 * @param {Look} look
 * @param {number} bits 8 or 16
 * @param {Uint32Array} [table] one to fill again
 */
export function lookup(look, bits, table) {
  const out = table?.length === 1 << bits ? table : new Uint32Array(1 << bits);
  const slope = 255 / Math.max(look.high - look.low, 1e-6);
  for (let value = 0; value < out.length; value += 1) {
    const grey = Math.min(Math.max((value - look.low) * slope, 0), 255);
    const shown = Math.round(look.negative ? 255 - grey : grey);
    out[value] = (255 << 24) | (shown << 16) | (shown << 8) | shown;
  }
  return out;
}
