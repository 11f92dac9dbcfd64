/**
 * The usual hand laid on the points that are there: where the others would lie. Pure.
 *
 * @typedef {{mirrored: boolean, told: boolean, points: Record<string, {x: number, y: number}>}} Laid
 */
import { pointOf } from './record.js';

/** Fewer points say nothing of how a hand lies. */
export const LEAST = 2;
// Of hand length: where one side fits better by this much, the points tell which hand it is.
const TELLS = 0.03;

/** Bones whose place a person or a proposal gives. */
export const placed = (film, names) => names.filter(name => {
  const point = pointOf(film, name);
  return point && !point.template;
});

/**
 * @param {import('./record.js').Film} film
 * @param {Record<string, number[]>} hand  bone to (x, y) in hand lengths, y down, thumb on the right
 * @param {boolean} mirrored  which side to lay where the points tell none
 * @returns {Laid | null} null where there are too few points; bones off the film have none
 */
export function laid(film, hand, mirrored) {
  const known = placed(film, Object.keys(hand)).map(name => ({ name, ...pointOf(film, name) }));
  if (known.length < LEAST) return null;
  const fits = [false, true].map(side => fitted(known, hand, side));
  const told = Math.abs(fits[0].off - fits[1].off) > TELLS;
  const fit = told ? fits[fits[1].off < fits[0].off ? 1 : 0] : fits[mirrored ? 1 : 0];
  if (!(fit.scale > 0)) return null; // all points on one place
  const inside = ({ x, y }) => x >= 0 && y >= 0 && x < film.width && y < film.height;
  const points = Object.keys(hand).map(name => /** @type {[string, any]} */ ([name, fit.at(name)]));
  return { mirrored: fit.side, told, points: Object.fromEntries(points.filter(([, at]) => inside(at))) };
}

/** The least-squares similarity: with points as complex numbers a turn and a scale are one product. */
function fitted(known, hand, side) {
  const of = name => ({ x: side ? -hand[name][0] : hand[name][0], y: hand[name][1] });
  const from = middle(known.map(each => of(each.name))), to = middle(known);
  let re = 0, im = 0, size = 0;
  for (const { name, x, y } of known) {
    const a = of(name), dx = a.x - from.x, dy = a.y - from.y, px = x - to.x, py = y - to.y;
    re += dx * px + dy * py;
    im += dx * py - dy * px;
    size += dx * dx + dy * dy;
  }
  const [c, s] = [re / size, im / size], scale = Math.hypot(c, s);
  const at = name => {
    const a = of(name), dx = a.x - from.x, dy = a.y - from.y;
    return { x: to.x + c * dx - s * dy, y: to.y + s * dx + c * dy };
  };
  const misses = known.map(each => Math.hypot(at(each.name).x - each.x, at(each.name).y - each.y));
  const off = Math.sqrt(misses.reduce((sum, one) => sum + one * one, 0) / known.length) / scale;
  return { side, scale, at, off };
}

const middle = points => ({
  x: points.reduce((sum, each) => sum + each.x, 0) / points.length,
  y: points.reduce((sum, each) => sum + each.y, 0) / points.length,
});
