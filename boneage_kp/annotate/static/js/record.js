/**
 * A film's record: what is said of each bone, by whom, and what a change does to it. Pure.
 *
 * @typedef {{x: number|null, y: number|null, visibility: number, stage: string|null,
 *   absent: boolean, decision: string|null}} Bone
 * @typedef {{film: string, name: string, version: string, width: number, height: number,
 *   sex: string|null, age_months: number|null, bones: Record<string, Bone>, done: boolean,
 *   flagged: boolean, note: string, proposal: any, readings: any[],
 *   side?: string|null, template?: import('./template.js').Laid|null}} Film
 * @typedef {{bones?: Record<string, Partial<Bone>>, sex?: string|null, age_months?: number|null,
 *   done?: boolean, flagged?: boolean, note?: string}} Changes
 */

export const EMPTY = { x: null, y: null, visibility: 0, stage: null, absent: false, decision: null };

/** Who proposed: the network, or the file of labels that the rater starts from. */
export const proposer = film => (film.proposal.source === 'file' ? 'file' : 'machine');

/** The machine's word on a bone, or null where it has none that may be shown. */
export function proposed(film, name) {
  const bone = film.bones[name], machine = film.proposal.bones[name];
  if (!machine || bone.absent || bone.decision === 'rejected') return null;
  return machine;
}

/**
 * Where a bone's point is drawn, whether a person has confirmed it, and whether it comes from the
 * usual hand (template.js), which is no proposal and is never saved as one.
 * @returns {{x: number, y: number, confirmed: boolean, template?: boolean} | null}
 */
export function pointOf(film, name) {
  const bone = film.bones[name];
  if (bone.x !== null) return { x: bone.x, y: bone.y, confirmed: true };
  const machine = bone.decision === null ? proposed(film, name) : null;
  if (machine && machine.x !== null) return { x: machine.x, y: machine.y, confirmed: false };
  const usual = bone.absent ? null : film.template?.points[name];
  return usual ? { ...usual, confirmed: false, template: true } : null;
}

/** @returns {{stage: string, confirmed: boolean} | null} */
export function stageOf(film, name) {
  const bone = film.bones[name];
  if (bone.stage !== null) return { stage: bone.stage, confirmed: true };
  const machine = proposed(film, name);
  return machine && machine.stage ? { stage: machine.stage, confirmed: false } : null;
}

/** One of: absent, confirmed, unrated (point yes, stage no), proposed, template, rejected, empty. */
export function stateOf(film, name) {
  const bone = film.bones[name];
  if (bone.absent) return 'absent';
  if (bone.x !== null) return bone.stage !== null ? 'confirmed' : 'unrated';
  const point = pointOf(film, name);
  if (point) return point.template ? 'template' : 'proposed';
  return bone.decision === 'rejected' ? 'rejected' : 'empty';
}

/** Whether nothing is left to decide about a bone. */
export function settled(film, name) {
  return ['absent', 'confirmed'].includes(stateOf(film, name));
}

/** Least of the confidence in place and stage; null where the machine said nothing. */
export function confidenceOf(film, name) {
  const machine = film.proposal.bones[name];
  if (!machine || machine.x === null) return null;
  return Math.min(machine.confidence, machine.posterior?.[machine.stage] ?? 0);
}

/** Bones whose proposal is still open, and at least as certain as `least`. */
export const confidentBones = (film, names, least) => names.filter(name =>
  stateOf(film, name) === 'proposed' && (confidenceOf(film, name) ?? 0) >= least);

/** Names in the order in which bones are gone through. */
export function boneOrder(film, names, uncertainFirst) {
  if (!uncertainFirst) return names;
  if (film.readings.length > 1) {
    const rank = name => (disagree(film.readings, name) ? 0 : 1);
    return [...names].sort((a, b) => rank(a) - rank(b));
  }
  const first = (film.proposal.uncertain_first ?? []).filter(name => names.includes(name));
  return [...first, ...names.filter(name => !first.includes(name))];
}

/** Whether raters differ in a bone's stage, or in whether it is there. */
export function disagree(readings, name) {
  const said = readings.map(r => (r.bones[name]?.absent ? 'absent' : r.bones[name]?.stage ?? null));
  return new Set(said).size > 1;
}

// Of hand length: points further apart than this are in dispute too, as in the list to adjudicate.
const APART = 0.03;

/** Bones that nobody has decided yet and that the raters see alike, with the point between theirs. */
export function agreedBones(film, names) {
  const [one, other] = film.readings;
  if (!one || !other) return [];
  const { radius, dp3 } = one.bones;
  const long = radius?.x != null && dp3?.x != null ? Math.hypot(radius.x - dp3.x, radius.y - dp3.y) : handLength(film);
  return names.flatMap(name => {
    const a = one.bones[name], b = other.bones[name];
    if (settled(film, name) || !a || !b || disagree(film.readings, name)) return [];
    if (a.absent) return [{ name, ...EMPTY, absent: true }];
    if (a.x === null || b.x === null || a.stage === null) return [];
    if (Math.hypot(a.x - b.x, a.y - b.y) > APART * long) return [];
    return [{ name, x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, stage: a.stage, absent: false,
      visibility: Math.min(a.visibility, b.visibility) }];
  });
}

/**
 * A new record with the changes in it.
 * @param {Film} film
 * @param {Changes} changes
 * @returns {Film}
 */
export function applied(film, changes) {
  const { bones, ...rest } = changes;
  const next = { ...film, ...rest, bones: { ...film.bones } };
  for (const [name, fields] of Object.entries(bones ?? {})) {
    next.bones[name] = { ...film.bones[name], ...fields };
  }
  return next;
}

/** The changes that take `applied(film, changes)` back to `film`. */
export function inverse(film, changes) {
  const { bones, ...rest } = changes;
  /** @type {any} */
  const back = Object.fromEntries(Object.keys(rest).map(key => [key, film[key]]));
  if (bones) {
    back.bones = Object.fromEntries(Object.entries(bones).map(([name, fields]) => [
      name, Object.fromEntries(Object.keys(fields).map(key => [key, film.bones[name][key]])),
    ]));
  }
  return back;
}

/** Two changes, one after the other, as one. */
export function merged(first, second) {
  const bones = { ...first.bones };
  for (const [name, fields] of Object.entries(second.bones ?? {})) {
    bones[name] = { ...bones[name], ...fields };
  }
  const both = { ...first, ...second };
  return Object.keys(bones).length ? { ...both, bones } : both;
}

/** Distance radius to dp3 by the points shown, or a guess from the film's size. */
export function handLength(film) {
  const a = film.bones.radius && pointOf(film, 'radius'), b = film.bones.dp3 && pointOf(film, 'dp3');
  return a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0.7 * Math.max(film.width, film.height);
}

/** A box about the points shown, or most of the film where there are too few. */
export function handBox(film) {
  const points = Object.keys(film.bones).map(name => pointOf(film, name)).filter(Boolean);
  if (points.length < 5) {
    const { width, height } = film;
    return { x: 0.15 * width, y: 0.15 * height, width: 0.7 * width, height: 0.7 * height };
  }
  const xs = points.map(point => point.x), ys = points.map(point => point.y);
  const x = Math.min(...xs), y = Math.min(...ys);
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}
