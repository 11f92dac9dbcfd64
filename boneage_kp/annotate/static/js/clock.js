/** Time spent on a film: pauses longer than half a minute and hidden tabs count as half a minute. */

const PAUSE_S = 30;

export class Clock {
  constructor(now = () => performance.now()) {
    this.now = now;
    this.restart();
    this.spent = 0;
  }

  restart() {
    this.last = this.now();
  }

  /** Something was done: the time since the last sign of life counts. */
  tick() {
    const now = this.now();
    this.spent += Math.min((now - this.last) / 1000, PAUSE_S);
    this.last = now;
  }

  /** Seconds since the last call, to be sent with an action. */
  take() {
    this.tick();
    const spent = this.spent;
    this.spent = 0;
    return spent;
  }
}
