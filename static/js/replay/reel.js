// Time that runs: from a second on, at a speed, until an end; the board is drawn a few times a second.

const still = matchMedia("(prefers-reduced-motion: reduce)");
const EVERY = 200; // milliseconds between two boards
const EVERY_STILL = 1000;

export class Reel {
  // `show(second)` draws the board, `tell(second)` only what says the time; `stopped()` is called at a pause.
  constructor({ until, speed, show, tell, stopped }) {
    Object.assign(this, { until, speed, show, tell, stopped, second: 0, frame: null });
  }

  get isPlaying() {
    return this.frame !== null;
  }

  play() {
    if (this.second >= this.until) this.second = 0;
    let [last, drawn] = [performance.now(), -Infinity];
    const step = (at) => {
      this.second = Math.min(this.until, this.second + (Math.max(0, at - last) / 1000) * this.speed());
      last = at;
      const isDue = at - drawn >= (still.matches ? EVERY_STILL : EVERY) || this.second >= this.until;
      if (isDue) drawn = at;
      this.frame = requestAnimationFrame(step);
      if (isDue) this.show(this.second);
      else this.tell(this.second);
      if (this.second >= this.until) this.pause();
    };
    this.frame = requestAnimationFrame(step);
  }

  pause() {
    cancelAnimationFrame(this.frame);
    this.frame = null;
    this.stopped();
  }

  seek(second) {
    this.second = Math.max(0, Math.min(this.until, second));
    this.show(this.second);
  }
}
