// Keep the answer for the next time: one key beside the answer, then for whom and how long.
import { fill, h } from "./dom.js";

export const SCOPES = { always: "everybody who asks this", customer: "this customer", conversation: "this conversation" };
const DAY = 86400;
export const LASTS = { 0: "until further notice", 7: "for a week", 30: "for a month", 365: "for a year" };
const THEN = { publish: "The agent then answers this by itself.", propose: "It is proposed; whoever has the right publishes it." };

/**
 * When it ends, in seconds since 1970; null: never. The end of a day, so that an answer sent again is the same one.
 * @param {string} days as in `LASTS`; empty: as it is
 */
export function lasting(days) {
  return Number(days) ? (Math.floor(Date.now() / 1000 / DAY) + Number(days) + 1) * DAY : null;
}

export class Keep {
  #on = false;
  #may = "no";
  #of = "";

  /** @param {() => void} changed something that the keys depend on is different */
  constructor(changed) {
    this.changed = changed;
    const select = (label, options) => h("select", { "aria-label": label, onchange: () => this.#draw() }, ...Object.entries(options).map(([value, text]) => h("option", { value }, text)));
    this.scope = select("For whom", SCOPES);
    this.lasts = select("How long", LASTS);
    this.button = h("button.quick", { type: "button", "aria-keyshortcuts": "H", onclick: () => this.flip() }, "Keep for next time", h("kbd", { "aria-hidden": "true" }, "H"));
    this.reason = h("input", { maxlength: 1000, autocomplete: "off", dir: "auto", "aria-label": "Why, for whoever reads it later", placeholder: "Why, for whoever reads it later" });
    this.reason.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) this.reason.blur();
    });
    this.choices = h("span.keep-choices", {}, "for ", this.scope, " ", this.lasts);
    this.then = h("span.source", { role: "status" });
    this.el = h("div.keep", { hidden: true }, this.button, this.choices, this.then, this.reason);
    this.#draw();
  }

  /** Another card: what was chosen for the one before is not meant for it. @param {string} card */
  enter(card) {
    this.#of = card;
    this.#on = false;
    this.#may = "no";
    this.scope.value = "always";
    this.lasts.value = "0";
    this.reason.value = "";
    this.#draw();
  }

  /** What this person's answer may become. @param {string} card @param {string} [may] `no`, `propose` or `publish` */
  allow(card, may = "no") {
    if (card !== this.#of || may === this.#may) return;
    this.#may = may;
    this.#draw();
    this.changed();
  }

  get can() {
    return this.#may !== "no";
  }

  /** @returns {{keep?: {scope: string, expires_at: number | null, reason: string, publish: boolean}}} what an answer carries of it */
  get wanted() {
    if (!this.#on || !this.can) return {};
    return { keep: { scope: this.scope.value, expires_at: lasting(this.lasts.value), reason: this.reason.value.trim(), publish: this.#may === "publish" } };
  }

  flip() {
    this.#on = !this.#on && this.can;
    this.#draw();
    this.changed();
    this.el.scrollIntoView({ block: "nearest" });
  }

  /** @param {boolean} shown nothing else is in its place */
  show(shown) {
    this.el.hidden = !shown || !this.can;
  }

  #draw() {
    this.button.setAttribute("aria-pressed", String(this.#on));
    this.choices.hidden = this.reason.hidden = !this.#on;
    fill(this.then, [this.#on, this.#may], () => (this.#on ? [THEN[this.#may]] : []));
  }
}
