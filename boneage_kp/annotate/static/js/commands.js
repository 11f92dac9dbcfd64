/** What each command of the key table does. */
import * as edits from './edits.js';
import { windowed } from './look.js';
import { boneOrder, settled, stateOf } from './record.js';
import { store } from './store.js';

const STEPS = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] };

/**
 * @param {import('./desk.js').Desk} desk
 * @param {import('./viewer.js').Viewer} viewer
 * @param {Record<string, () => void>} page  commands of the page itself: help, films, theme …
 * @returns {Record<string, () => void>}
 */
export function commandsFor(setup, desk, viewer, page) {
  const { names } = desk;
  const now = () => store.state;
  /** Run `work(film, bone)` if a film is open. */
  const withBone = work => () => (now().film ? work(now().film, now().bone) : undefined);
  const edit = (label, change, refusal) => withBone((film, bone) => {
    const changes = change(film, bone);
    if (!changes) return desk.say(refusal ?? 'Nothing to change.');
    return desk.act(`${label} ${bone}`, changes, { bone }) && desk.say('');
  });
  const look = change => () => {
    if (!now().look) return;
    store.set({ look: change(now().look) });
    viewer.hurry();
  };
  const turn = key => look(was => ({ ...was, [key]: !was[key] }));

  function goTo(bone) {
    store.set({ bone });
    viewer.zoomToBone();
    desk.clock.tick();
  }

  const step = by => withBone((film, bone) => {
    const order = boneOrder(film, names, now().uncertainFirst);
    goTo(order[(order.indexOf(bone) + by + order.length) % order.length]);
  });

  /** The next bone with something left to decide, from `first` places after this one and round. */
  function nextOpen(first = 1) {
    const { film, bone } = now(), order = boneOrder(film, names, now().uncertainFirst);
    const at = order.indexOf(bone) + first;
    const after = [...order.slice(at), ...order.slice(0, at)];
    const open = after.find(name => !settled(film, name));
    if (open) return goTo(open);
    viewer.whole();
    return desk.say('All bones are settled. Enter marks the film done and opens the next.');
  }

  const accept = withBone((film, bone) => {
    const changes = edits.accept(film, bone);
    if (changes) desk.act(`accept ${bone}`, changes, { bone });
    else if (!settled(film, bone)) {
      const lacking = stateOf(film, bone) === 'unrated' ? 'a stage (A to I)' : 'a point: click it';
      return desk.say(`No proposal to accept: ${bone} lacks ${lacking}, or is absent (X).`);
    } else desk.say('');
    return nextOpen();
  });

  const acceptAll = withBone(film => {
    const two = film.readings.length > 1;
    const changes = two ? edits.acceptAgreed(film, names) : edits.acceptConfident(film, names, setup.confident);
    const count = Object.keys(changes?.bones ?? {}).length;
    if (!count) return desk.say(two ? 'Nothing is left on which the raters agree.' : 'No open proposal is confident enough.');
    desk.act(`accept ${count} ${two ? 'agreed' : 'confident'}`, changes);
    desk.say(`Accepted ${count}; ${names.filter(n => !settled(now().film, n)).length} left to look at.`);
    return nextOpen(0);
  });

  const film = by => () => {
    const { film: open } = now(), next = desk.neighbour(by);
    if (by > 0 && open && !open.done && names.every(name => settled(open, name))) {
      desk.act('mark done', { done: true });
    }
    const left = open && !now().film.done ? names.filter(n => !settled(open, n)).length : 0;
    if (!next) return desk.say(by > 0 ? 'This is the last film of the list.' : 'This is the first film of the list.');
    desk.open(next);
    return desk.say(left && by > 0 ? `${open.name} is not marked done: ${left} bones open.` : '');
  };

  const done = withBone(open => {
    desk.act(open.done ? 'take done back' : 'mark done', { done: !open.done });
  });
  const flag = withBone(open => {
    desk.act(open.flagged ? 'take the flag back' : 'flag', { flagged: !open.flagged });
  });
  const stage = letter => withBone((open, bone) => {
    const { stages } = setup.bones.find(each => each.name === bone);
    if (!stages.includes(letter)) {
      return desk.say(`${bone} has no stage ${letter}; it ends with ${stages.at(-1)}.`);
    }
    desk.act(`stage ${letter} at ${bone}`, edits.setStage(open, bone, letter), { bone });
    return desk.say('');
  });
  const nudge = (way, far) => withBone((open, bone) => {
    const [dx, dy] = STEPS[way], changes = edits.nudge(open, bone, dx * far, dy * far);
    if (!changes) return desk.say(`${bone} has no point yet: click its place on the film.`);
    return desk.act(`nudge ${bone}`, changes, { bone, joins: true });
  });
  const take = at => withBone((open, bone) => {
    const reading = open.readings[at], changes = reading && edits.takeReading(open, bone, reading);
    if (!changes) return desk.say(`There is no reading ${at + 1} of ${bone} to take over.`);
    desk.act(`take ${reading.rater} at ${bone}`, changes, { bone });
    return desk.say('');
  });

  const letters = 'ABCDEFGHI'.split('').map(letter => [`stage-${letter}`, stage(letter)]);
  const arrows = Object.keys(STEPS).flatMap(way => [
    [`nudge-${way}`, nudge(way, 1)], [`nudge-far-${way}`, nudge(way, 10)],
  ]);
  return {
    ...Object.fromEntries([...letters, ...arrows]),
    accept, 'accept-all': acceptAll, done, flag,
    reject: edit('reject', edits.reject, 'There is no proposal to reject.'),
    hidden: edit('hidden or seen', edits.toggleHidden, 'Only a placed bone can be hidden.'),
    absent: edit('absent or not', edits.toggleAbsent),
    clear: edit('clear', edits.clear, 'Nothing has been said of this bone.'),
    'next-bone': step(1), 'previous-bone': step(-1),
    'uncertain-first': () => store.set({ uncertainFirst: !now().uncertainFirst }),
    'take-1': take(0), 'take-2': take(1),
    'next-film': film(1), 'previous-film': film(-1),
    undo: () => desk.undo(), redo: () => desk.undo('redo'),
    whole: () => viewer.whole(),
    'bone-zoom': () => (viewer.fitting ? viewer.zoomToBone() : viewer.whole()),
    'zoom-in': () => viewer.zoom(1.25), 'zoom-out': () => viewer.zoom(0.8),
    actual: () => viewer.actual(),
    loupe: turn('loupe'), marks: turn('marks'), negative: turn('negative'), sharpen: turn('sharpen'),
    'window-tool': () => store.set({ tool: now().tool === 'window' ? 'move' : 'window' }),
    'window-reset': look(was => ({ ...was, ...viewer.range })),
    'window-view': look(was => ({ ...was, ...viewer.film.rangeInView(viewer.view, viewer.room) })),
    narrower: look(was => windowed(was, -30, 0)), wider: look(was => windowed(was, 30, 0)),
    darker: look(was => windowed(was, 0, 20)), brighter: look(was => windowed(was, 0, -20)),
    ...page,
  };
}
