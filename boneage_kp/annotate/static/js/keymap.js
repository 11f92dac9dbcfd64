/**
 * Every action of the page, its keys and its words: one table, from which the keyboard, the help,
 * and the tips of the buttons are made. A key is `KeyboardEvent.key`, with Ctrl+ or Shift+ before
 * it; ArrowLeft and its kin; digits count by their place on the keyboard.
 *
 * @typedef {{command: string, keys: string[], words: string, also: string, repeats?: boolean}} Row
 */

/** @type {{title: string, rows: Row[]}[]} */
export const KEYMAP = [
  { title: 'Bones', rows: [
    row('accept', ['Space'], 'Accept the proposal, go to the next open bone', 'Accept'),
    row('accept-all', ['Shift+Space'], 'Accept all confident proposals, or all that two raters agree on', 'Accept … confident'),
    row('reject', ['r'], 'Reject the proposal', 'Reject'),
    row('next-bone', ['j', '.'], 'Next bone, zoomed', 'arrow beside the bone, or its row', true),
    row('previous-bone', ['k', ','], 'Previous bone, zoomed', 'arrow beside the bone', true),
    row('uncertain-first', ['u'], 'Uncertain bones first, or in anatomical order', 'Uncertain first'),
    row('hidden', ['v'], 'Hidden: placed though not seen', 'Hidden'),
    row('absent', ['x'], 'Absent: not on this film', 'Absent'),
    row('template', ['*', 'Insert'], 'Place all 13 from two points, then drag them; again: the other hand', 'Hand'),
    row('clear', ['Delete', 'Backspace'], 'Clear what you said of the bone', 'Clear'),
  ] },
  { title: 'Stage', rows: [
    ...'ABCDEFGHI'.split('').map(letter =>
      row(`stage-${letter}`, [letter.toLowerCase()], `Stage ${letter}`, 'the drawing', false)),
  ] },
  { title: 'Point', rows: [
    ...arrows('nudge', '', 'Move the point by 1 pixel'),
    ...arrows('nudge-far', 'Shift+', 'Move the point by 10 pixels'),
  ] },
  { title: 'Film', rows: [
    row('next-film', ['Enter', 'PageDown'], 'Next film; marks this one done when nothing is open', 'arrow beside the name'),
    row('previous-film', ['Shift+Enter', 'PageUp'], 'Previous film', 'arrow beside the name'),
    row('done', ['o'], 'Mark the film done, or take that back', 'Done'),
    row('flag', ['q'], 'Flag for review', 'Review'),
    row('undo', ['Ctrl+z'], 'Undo, without limit', 'Undo', true),
    row('redo', ['Ctrl+Shift+z', 'Ctrl+y'], 'Redo', 'Redo', true),
    row('search', ['/'], 'Search films', 'the field above the list'),
    row('films', ['p'], 'Show or hide the films', 'Films'),
  ] },
  { title: 'View', rows: [
    row('whole', ['0', 'Escape'], 'Whole film', 'Whole; two fingers'),
    row('bone-zoom', ['z'], 'Zoom to the bone, or back', 'Bone'),
    row('zoom-in', ['+', '='], 'Zoom in', 'wheel; two fingers', true),
    row('zoom-out', ['-'], 'Zoom out', 'wheel; two fingers', true),
    row('actual', ['4'], 'Pixel for pixel', 'the zoom figure'),
    row('loupe', ['l'], 'Loupe', 'Loupe'),
    row('marks', ['m'], 'Marks on or off', 'Marks'),
  ] },
  { title: 'Window', rows: [
    row('window-tool', ['w'], 'Dragging windows the film', 'Window; or right button'),
    row('narrower', ['5'], 'Narrower window: more contrast', 'drag left', true),
    row('wider', ['6'], 'Wider window', 'drag right', true),
    row('darker', ['7'], 'Darker', 'drag down', true),
    row('brighter', ['8'], 'Brighter', 'drag up', true),
    row('window-view', ['3'], 'Window for what is in view', 'Auto'),
    row('window-reset', ['9'], 'The film\'s own window', 'the window figures'),
    row('negative', ['n'], 'Invert', 'Invert'),
    row('sharpen', ['s'], 'Sharpen', 'Sharpen'),
  ] },
  { title: 'Two readings', rows: [
    row('take-1', ['1'], 'Take over rater 1\'s reading of the bone', 'Take 1'),
    row('take-2', ['2'], 'Take over rater 2\'s reading of the bone', 'Take 2'),
  ] },
  { title: 'Page', rows: [
    row('help', ['?'], 'This help', 'the question mark'),
    row('theme', ['t'], 'Light or dark', 'the moon'),
    row('saving', ['y'], 'What is saved and what is on its way', 'the saving state'),
  ] },
];

function row(command, keys, words, also, repeats = false) {
  return { command, keys, words, also, repeats };
}

function arrows(command, before, words) {
  return ['Left', 'Right', 'Up', 'Down'].map(way =>
    row(`${command}-${way.toLowerCase()}`, [`${before}Arrow${way}`], `${words}, ${way.toLowerCase()}`,
      'drag the point', true));
}

/** The name of a pressed key as the table writes it. */
export function nameOf(event) {
  let key = event.key === ' ' ? 'Space' : event.key;
  if (/^Digit\d$/.test(event.code) && !event.shiftKey) key = event.code.slice(5);
  const letter = key.length === 1;
  if (letter) key = key.toLowerCase();
  const ctrl = event.ctrlKey || event.metaKey ? 'Ctrl+' : '';
  // A sign that needs Shift on some keyboards is the sign, whatever it took; a letter is not.
  const shift = event.shiftKey && (!letter || (ctrl && /[a-z]/.test(key))) ? 'Shift+' : '';
  return `${ctrl}${shift}${key}`;
}

const BY_KEY = new Map(KEYMAP.flatMap(group => group.rows)
  .flatMap(each => each.keys.map(key => /** @type {[string, Row]} */ ([key, each]))));

/** @returns {Row | undefined} */
export const rowFor = event => (event.altKey ? undefined : BY_KEY.get(nameOf(event)));

/** @returns {Row | undefined} */
export const rowOf = command =>
  KEYMAP.flatMap(group => group.rows).find(each => each.command === command);

const SIGNS = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc',
  PageDown: 'Page down', PageUp: 'Page up', Delete: 'Del', Backspace: '⌫' };

/** A key as people read it. */
export function keyWords(key) {
  return key.split('+').filter(Boolean).map(part => SIGNS[part] ?? (part.length === 1
    ? part.toUpperCase() : part)).join(' ') || key;
}
