/**
 * Undo and redo without limit, one history per film. Pure.
 * @typedef {{label: string, bone: string|null, forth: any, back: any, at: number}} Step
 */
import { merged } from './record.js';

// Taps of one held arrow key count as one step.
const SAME_GESTURE_MS = 700;

export class History {
  constructor() {
    /** @type {Step[]} */
    this.done = [];
    /** @type {Step[]} */
    this.undone = [];
  }

  /**
   * Note a step. A step that `joins` the one before (same label and bone, soon after) grows it.
   * @param {Step} step
   * @param {boolean} joins
   */
  push(step, joins = false) {
    this.undone = [];
    const last = this.done.at(-1);
    const same = last && last.label === step.label && last.bone === step.bone;
    if (joins && same && step.at - last.at < SAME_GESTURE_MS) {
      this.done[this.done.length - 1] = {
        ...step, forth: merged(last.forth, step.forth), back: merged(step.back, last.back),
      };
    } else {
      this.done.push(step);
    }
  }

  /** @returns {Step | undefined} the step to take back */
  undo() {
    const step = this.done.pop();
    if (step) this.undone.push(step);
    return step;
  }

  /** @returns {Step | undefined} the step to do again */
  redo() {
    const step = this.undone.pop();
    if (step) this.done.push({ ...step, at: 0 });
    return step;
  }

  get depth() {
    return { undo: this.done.length, redo: this.undone.length };
  }
}
