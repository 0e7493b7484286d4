// <earpiece-busy>: how busy the demo's floor is, and a button that makes many customers ask the same at once.
import { h } from "./dom.js";
import { call } from "./net.js";

const SURGE = 500;
const EVERY = 1000; // milliseconds between two looks

/** @typedef {{live: number, waiting: number, served: number, answers: number, cards: number, seconds_per_answer: number | null,
 *   per_expert: number | null}} Figures */

/** @type {[string, (figures: Figures) => string, string][]} label, value, what it means */
const SHOWN = [
  ["live conversations", (f) => String(f.live), "Customers in the chat at this moment"],
  ["wait for an answer", (f) => String(f.waiting), "Open questions; the agent goes on serving these customers meanwhile"],
  ["seconds per answer", (f) => (f.seconds_per_answer == null ? "–" : f.seconds_per_answer.toFixed(1)), "Half of your answers took less, from taking the card to the answer"],
  ["conversations per expert", (f) => (f.per_expert == null ? "–" : String(Math.round(f.per_expert))), "Live conversations for each person who has answered within ten minutes"],
  ["customers answered", (f) => String(f.answers), "One answer may be for many"],
  ["cards answered", (f) => String(f.cards), "What you had to do for it"],
];

export class EarpieceBusy extends HTMLElement {
  /** @type {Map<string, HTMLElement>} */ #values = new Map();
  #timer = 0;

  connectedCallback() {
    if (this.#values.size) return;
    const figures = SHOWN.map(([label, , about]) => {
      const value = h("dd", {}, "–");
      this.#values.set(label, value);
      return h("div", { title: about }, value, h("dt", {}, label));
    });
    this.note = h("span.note", { role: "status" });
    const surge = h("button.say", { type: "button", onclick: () => this.#surge(surge) }, `${SURGE} customers ask the same`);
    this.append(h("dl", {}, ...figures), this.note, surge);
    this.#timer = setInterval(() => this.#look(), EVERY);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  async #look() {
    const figures = await call("GET", "/demo/busy").catch(() => null);
    if (!figures) return;
    for (const [label, read] of SHOWN) this.#values.get(label).textContent = read(figures);
  }

  /** @param {HTMLButtonElement} button */
  async #surge(button) {
    button.disabled = true;
    try {
      const { customers } = await call("POST", "/demo/surge", { customers: SURGE });
      this.note.textContent = `${customers} customers are coming with one question. Answer it once.`;
    } catch (error) {
      this.note.textContent = error.message;
    }
    setTimeout(() => (button.disabled = false), 10_000);
  }
}

customElements.define("earpiece-busy", EarpieceBusy);
