/**
 * How the film lies in the window: CSS pixels = film pixels * scale + (x, y). Pure.
 * @typedef {{scale: number, x: number, y: number}} View
 * @typedef {{width: number, height: number}} Size
 */

export const MOST = 24;

/** The whole film, centred, with a little air. */
export function whole(film, stage, air = 8) {
  const scale = Math.min((stage.width - 2 * air) / film.width, (stage.height - 2 * air) / film.height);
  return centred(film.width / 2, film.height / 2, Math.max(scale, 0.01), stage);
}

/** A place of the film in the middle of the window. */
export function centred(x, y, scale, stage) {
  return { scale, x: stage.width / 2 - x * scale, y: stage.height / 2 - y * scale };
}

/** Zoom by a factor; the film under (px, py) stays there. */
export function zoomed(view, factor, px, py, least = 0.01) {
  const scale = Math.min(Math.max(view.scale * factor, least), MOST);
  const real = scale / view.scale;
  return { scale, x: px - (px - view.x) * real, y: py - (py - view.y) * real };
}

export function panned(view, dx, dy) {
  return { ...view, x: view.x + dx, y: view.y + dy };
}

/** Never lose the film: at least a quarter of the window keeps some of it. */
export function kept(view, film, stage) {
  const clamp = (at, size, room) => Math.min(Math.max(at, room / 4 - size), (3 * room) / 4);
  return {
    ...view,
    x: clamp(view.x, film.width * view.scale, stage.width),
    y: clamp(view.y, film.height * view.scale, stage.height),
  };
}

/** Window to film. */
export function toFilm(view, px, py) {
  return { x: (px - view.x) / view.scale, y: (py - view.y) / view.scale };
}

/** Film to window. */
export function toStage(view, x, y) {
  return { x: x * view.scale + view.x, y: y * view.scale + view.y };
}

/** Between two views: the middle of the window and the zoom change evenly for the eye. */
export function between(from, to, part, stage) {
  const scale = from.scale * (to.scale / from.scale) ** part;
  const a = toFilm(from, stage.width / 2, stage.height / 2);
  const b = toFilm(to, stage.width / 2, stage.height / 2);
  // Even steps on the screen, not on the film: weigh by how far the zoom has come.
  const change = to.scale - from.scale;
  const way = Math.abs(change) < 1e-9 ? part : ((scale - from.scale) / change) * (to.scale / scale);
  return centred(a.x + (b.x - a.x) * way, a.y + (b.y - a.y) * way, scale, stage);
}
