/** Keys and buttons run the commands of one table; buttons get their tips from it. */
import { keyWords, rowFor, rowOf } from './keymap.js';

const WRITING = 'input:not([type=radio]), textarea, select';
// Keys that a focused control uses itself.
const OWN = { Enter: 'button, a, select, [role=listbox]', ' ': 'button, input, select' };

/** @param {Record<string, () => void>} commands */
export function listen(commands) {
  addEventListener('keydown', event => {
    const target = /** @type {Element} */ (event.target);
    if (document.querySelector('dialog[open]') || target.matches(WRITING)) return;
    if (OWN[event.key] && target.matches(OWN[event.key])) return;
    if (target.matches('[type=radio], [role=listbox]') && event.key.startsWith('Arrow')) return;
    const row = rowFor(event);
    if (!row || (event.repeat && !row.repeats)) return;
    event.preventDefault();
    commands[row.command]?.();
  });
  document.addEventListener('click', event => {
    const button = /** @type {Element} */ (event.target).closest('[data-command]');
    if (!button) return;
    commands[/** @type {HTMLElement} */ (button).dataset.command]?.();
    // A button clicked by mouse does not keep Space and Enter for itself.
    if (event.detail > 0) /** @type {HTMLElement} */ (document.getElementById('stage')).focus({ preventScroll: true });
  });
}

/** Tip and key of every button that has a command. */
export function label(root = document) {
  for (const button of root.querySelectorAll('[data-command]')) {
    const row = rowOf(/** @type {HTMLElement} */ (button).dataset.command);
    if (!row) continue;
    button.setAttribute('title', `${row.words} (${row.keys.map(keyWords).join(', ')})`);
    button.setAttribute('aria-keyshortcuts', row.keys.map(spoken).join(' '));
  }
}

const spoken = key => key.replace('Ctrl', 'Control');
