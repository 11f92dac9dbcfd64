/**
 * The one place where the page's state lives. Everything shown follows from it.
 *
 * @typedef {import('./record.js').Film} Film
 * @typedef {object} State
 * @property {any} setup     answer of /api/setup
 * @property {any} status    answer of /api/status
 * @property {any[]} rows    all films of the list, in the server's order
 * @property {number} total  how many films there are (more than `rows` while they stream in)
 * @property {{search: string, state: string, order: string}} finding
 * @property {Film | null} film   the open film as the person sees it, unsent actions included
 * @property {string} bone   name of the current bone
 * @property {string} tool   'move' or 'window': what a drag on the film does
 * @property {any} score     answer of /api/score, or null
 * @property {{kind: string, words: string, waiting: number}} saving
 * @property {{undo: number, redo: number}} depth
 * @property {string} message
 * @property {string} fault  why the open film cannot be shown
 * @property {boolean} loading  the open film's grey values are on their way
 * @property {any} look      window and picture switches, see look.js
 * @property {import('./view.js').View} view  how the film lies in its window
 * @property {any} help      stage definitions by bone
 * @property {boolean} uncertainFirst
 * @property {boolean} laying  points are being clicked that the usual hand is to be laid on
 */

export class Store {
  /** @param {State} state */
  constructor(state) {
    this.state = state;
    /** @type {{pick: (s: State) => any, last: any, run: (value: any) => void}[]} */
    this.watchers = [];
    this.waiting = false;
  }

  /** Change some of the state; who watches it is told once, after the present task. */
  set(patch) {
    this.state = { ...this.state, ...patch };
    if (this.waiting) return;
    this.waiting = true;
    queueMicrotask(() => this.tell());
  }

  /**
   * Run now and whenever what `pick` gives changes. A list is compared item by item.
   * @param {(s: State) => any} pick
   * @param {(value: any) => void} run
   */
  watch(pick, run) {
    const watcher = { pick, last: pick(this.state), run };
    this.watchers.push(watcher);
    run(watcher.last);
  }

  tell() {
    this.waiting = false;
    for (const watcher of this.watchers) {
      const value = watcher.pick(this.state);
      if (same(value, watcher.last)) continue;
      watcher.last = value;
      watcher.run(value);
    }
  }
}

function same(a, b) {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, at) => Object.is(item, b[at]));
  }
  return Object.is(a, b);
}

export const store = new Store({
  setup: null, status: null, rows: [], total: 0,
  finding: { search: '', state: 'all', order: 'name' },
  film: null, bone: '', tool: 'move', score: null,
  saving: { kind: 'saved', words: 'Saved', waiting: 0 },
  depth: { undo: 0, redo: 0 }, message: '', fault: '', loading: false, look: null, view: { scale: 1, x: 0, y: 0 }, help: null,
  uncertainFirst: true, laying: false,
});
