// Plays time: a clock that runs at a speed, can be stopped, moved, and held at the speed of life.
import { h } from "./dom.js";
import { clock } from "./compare-time.js";

const SPEEDS = [1, 4, 10];
const LONGEST_STEP = 0.25; // seconds of the machine between two frames: a page that was hidden does not jump

export class Player {
  #last = 0;
  #held = false; // somebody answers a card: time runs as it does, and cannot be moved

  /** @param {(t: number, ended: boolean) => void} onTime */
  constructor(onTime) {
    this.onTime = onTime;
    this.t = 0;
    this.total = 0;
    this.speed = 4;
    this.playing = false;
    this.open = false;
    this.toggle = h("button.play", { type: "button", onclick: () => (this.playing ? this.pause() : this.play()) }, "Play");
    this.speeds = SPEEDS.map((speed) => h("button", { type: "button", "aria-pressed": String(speed === this.speed), onclick: () => this.#choose(speed) }, `${speed}×`));
    this.range = h("input.moment", { type: "range", min: 0, max: 1, step: 1, value: 0, "aria-label": "Moment", oninput: () => this.#move(Number(this.range.value)) });
    this.shown = h("span.clock-now", {}, "0:00");
    this.end = h("button.end", { type: "button", onclick: () => this.#move(this.total) }, "To the end");
    this.el = h(
      "div.player",
      { role: "group", "aria-label": "Player" },
      this.toggle,
      h("span.speeds", { role: "group", "aria-label": "Speed" }, ...this.speeds),
      this.range,
      this.shown,
      this.end,
    );
    this.#disable();
  }

  /**
   * Another conversation.
   * @param {number} total seconds @param {boolean} fromStart @param {boolean} open nobody knows yet how it ends: it cannot be moved
   */
  load(total, fromStart, open) {
    const atEnd = this.total > 0 && this.t >= this.total;
    this.total = total;
    this.open = open;
    this.range.max = String(Math.ceil(total));
    this.#disable();
    if (fromStart) this.pause();
    this.#set(fromStart ? 0 : atEnd ? total : Math.min(this.t, total));
    this.#name();
  }

  play() {
    if (this.t >= this.total) this.#set(0);
    this.#run(true);
  }

  pause() {
    this.#run(false);
  }

  /** Run at the speed of life from `t` on; nothing can be moved. @param {number} t */
  hold(t) {
    this.#held = true;
    this.#choose(1);
    this.#disable();
    this.#set(t);
    this.#run(true);
  }

  /** Stand still at `t` until it is released. @param {number} t */
  freeze(t) {
    this.#run(false);
    this.t = t;
  }

  /** Go on. @param {number} speed @param {boolean} [play] */
  release(speed, play = true) {
    this.#held = false;
    this.#disable();
    this.#choose(speed);
    this.#run(play);
  }

  #disable() {
    const nothing = this.total === 0;
    for (const control of [this.toggle, ...this.speeds]) control.disabled = this.#held || nothing;
    for (const control of [this.range, this.end]) control.disabled = this.open || nothing;
  }

  #name() {
    this.toggle.textContent = this.playing ? "Pause" : this.t > 0 && this.t >= this.total ? "Play again" : "Play";
  }

  #choose(speed) {
    this.speed = speed;
    this.speeds.forEach((button, i) => button.setAttribute("aria-pressed", String(SPEEDS[i] === speed)));
  }

  #move(t) {
    this.#set(t);
    if (t >= this.total) this.#run(false);
    this.#name();
  }

  #run(on) {
    const begins = on && !this.playing;
    this.playing = on;
    this.#name();
    if (!begins) return;
    this.#last = performance.now();
    requestAnimationFrame((now) => this.#frame(now));
  }

  #frame(now) {
    if (!this.playing) return;
    const step = Math.max(0, now - this.#last) / 1000;
    this.#last = now;
    this.#set(this.t + (this.#held ? step : Math.min(step, LONGEST_STEP)) * this.speed);
    if (this.t >= this.total) this.#run(false);
    else requestAnimationFrame((next) => this.#frame(next));
  }

  #set(t) {
    this.t = Math.max(0, Math.min(t, this.total));
    this.range.value = String(Math.round(this.t));
    this.range.setAttribute("aria-valuetext", `${clock(this.t)} of ${clock(this.total)}`);
    this.shown.textContent = this.open ? clock(this.t) : `${clock(this.t)} / ${clock(this.total)}`;
    this.onTime(this.t, this.t >= this.total);
  }
}
