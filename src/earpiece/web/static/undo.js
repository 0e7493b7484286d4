// <earpiece-undo>: an answer with an effect waits a moment; until then one key takes it back.
import { inWords } from "./answer.js";
import { h, icon } from "./dom.js";

export class EarpieceUndo extends HTMLElement {
  /** @type {any[]} */ #cards = [];
  #timer = 0;

  connectedCallback() {
    if (this.words) return;
    this.words = h("span.undo-words", { dir: "auto" });
    this.left = h("span.undo-left", { "aria-hidden": "true" });
    this.button = h("button.confirm", { type: "button", "aria-keyshortcuts": "U", onclick: () => this.undo() }, "Undo", h("kbd", { "aria-hidden": "true" }, "U"));
    this.setAttribute("role", "status");
    this.append(icon("clock"), this.words, this.left, this.button);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  /** @param {Iterable<any>} cards all that are known @param {string} me */
  show(cards, me) {
    this.#cards = [...cards].filter((card) => card.deciding?.by === me).sort((a, b) => b.deciding.until - a.deciding.until);
    clearInterval(this.#timer);
    if (this.#cards.length) this.#timer = setInterval(() => this.#tick(), 250);
    this.#tick();
  }

  /** The answer that can be taken back now. */
  get card() {
    const now = Date.now() / 1000;
    return this.#cards.find((card) => card.deciding.until > now) ?? null;
  }

  #tick() {
    const { card } = this;
    const was = this.hidden;
    this.hidden = !card;
    if (card) {
      const seconds = Math.max(1, Math.ceil(card.deciding.until - Date.now() / 1000));
      const words = `${inWords(card.deciding.answer, card)} — ${card.question}`;
      if (this.words.textContent !== words) this.words.textContent = words;
      this.left.textContent = `counts in ${seconds} s`;
    } else clearInterval(this.#timer);
    if (was !== this.hidden) this.dispatchEvent(new CustomEvent("scene", { bubbles: true }));
  }

  /** Take the last answer back. */
  undo() {
    const { card } = this;
    if (card) this.dispatchEvent(new CustomEvent("undo", { detail: card, bubbles: true }));
  }
}

customElements.define("earpiece-undo", EarpieceUndo);
