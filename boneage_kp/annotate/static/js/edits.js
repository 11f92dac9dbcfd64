/** What each action on a bone changes: pure, from the record to `Changes`. */
import { EMPTY, agreedBones, confidentBones, pointOf, proposed, stateOf } from './record.js';

const one = (name, fields) => ({ bones: { [name]: fields } });

/** How the values came about, given what they will be. */
function decisionFor(film, name, x, y, stage) {
  const machine = film.proposal.bones[name];
  if (!machine || machine.x === null || film.bones[name].decision === 'rejected') return 'own';
  const asIs = machine.x === x && machine.y === y && machine.stage === stage;
  return asIs ? 'accepted' : 'corrected';
}

/** The proposal's point and stage, or the usual hand's point, where a person has not said otherwise. */
export function accept(film, name) {
  const bone = film.bones[name], machine = proposed(film, name), usual = film.template?.points[name];
  if (stateOf(film, name) === 'template') return place(film, name, usual.x, usual.y);
  if (!machine || machine.x === null || !['proposed', 'unrated'].includes(stateOf(film, name))) {
    return null;
  }
  const x = bone.x ?? machine.x, y = bone.y ?? machine.y, stage = bone.stage ?? machine.stage;
  return one(name, {
    x, y, stage, visibility: bone.visibility || 2, absent: false,
    decision: decisionFor(film, name, x, y, stage),
  });
}

/** Every proposal at least as certain as `least`. */
export function acceptConfident(film, names, least) {
  const bones = {};
  for (const name of confidentBones(film, names, least)) Object.assign(bones, accept(film, name).bones);
  return Object.keys(bones).length ? { bones } : null;
}

/** All that two raters agree on, to have only their disputes left. */
export function acceptAgreed(film, names) {
  const bones = Object.fromEntries(agreedBones(film, names).map(({ name, ...said }) =>
    [name, { ...said, decision: 'own' }]));
  return Object.keys(bones).length ? { bones } : null;
}

export function reject(film, name) {
  return proposed(film, name) ? one(name, { ...EMPTY, decision: 'rejected' }) : null;
}

/** Put the point somewhere, kept on the film. The stage stays as it is. */
export function place(film, name, x, y) {
  const bone = film.bones[name];
  const kept = { x: within(x, film.width), y: within(y, film.height) };
  return one(name, {
    ...kept, visibility: bone.visibility || 2, absent: false,
    decision: decisionFor(film, name, kept.x, kept.y, bone.stage),
  });
}

export function nudge(film, name, dx, dy) {
  const point = pointOf(film, name);
  return point && place(film, name, point.x + dx, point.y + dy);
}

/** A stage; it takes the proposed point with it, which the rater had before the eyes. */
export function setStage(film, name, stage) {
  const bone = film.bones[name], point = pointOf(film, name);
  const place = point ? { x: point.x, y: point.y, visibility: bone.visibility || 2 } : {};
  return one(name, {
    ...place, stage, absent: false,
    decision: decisionFor(film, name, point?.x, point?.y, stage),
  });
}

export function toggleHidden(film, name) {
  const point = pointOf(film, name);
  if (!point) return null;
  const bone = film.bones[name], visibility = bone.visibility === 1 ? 2 : 1;
  return one(name, {
    x: point.x, y: point.y, visibility,
    decision: decisionFor(film, name, point.x, point.y, bone.stage),
  });
}

export function toggleAbsent(film, name) {
  const absent = !film.bones[name].absent;
  return one(name, absent ? { ...EMPTY, absent, decision: 'own' } : { ...EMPTY });
}

/** Back to nothing said: a proposal shows again. */
export function clear(film, name) {
  const bone = film.bones[name];
  return Object.keys(EMPTY).some(key => bone[key] !== EMPTY[key]) ? one(name, { ...EMPTY }) : null;
}

/** Take over what a rater said of a bone. */
export function takeReading(film, name, reading) {
  const said = reading.bones[name];
  if (!said) return null;
  const { x, y, visibility, stage, absent } = said;
  return one(name, { x, y, visibility, stage, absent, decision: 'own' });
}

/** Hundredths of a pixel are finer than any hand; the last pixel's far edge is off the film. */
function within(value, size) {
  return Math.round(Math.min(Math.max(value, 0), size - 0.01) * 100) / 100;
}
