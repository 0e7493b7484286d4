// <earpiece-recorded>: recorded conversations to choose from, and the recorded customer's next words as a button.
import { h } from "./dom.js";

/** @typedef {{title: string, says: string[]}} Talk */

const SHORTENED = 90;

export class EarpieceRecorded extends HTMLElement {
  /** @type {Talk[]} */ talks = [];
  /** Says the customer's words. @type {(words: string) => void} */ say = () => {};
  /** Begins another conversation. @type {() => Promise<void>} */ restart = async () => {};
  #said = 0;

  connectedCallback() {
    if (this.choice) return;
    const options = this.talks.map((talk, at) => h("option", { value: String(at) }, talk.title));
    this.choice = /** @type {HTMLSelectElement} */ (h("select", { "aria-label": "Recorded conversation", onchange: () => this.#again() }, ...options));
    this.next = h("button.say", { type: "button", onclick: () => this.#goOn() });
    this.append(
      h("p", {}, h("strong", {}, "A recorded model leads, and you are the expert."), " Play the recorded customer, or write in their place; answer the cards: yes, no, or no and do this instead."),
      this.choice,
      this.next,
    );
    this.#show();
  }

  /** The customer has written something, by this button or by hand. */
  spoke() {
    this.#said += 1;
    this.#show();
  }

  async #again() {
    this.#said = 0;
    this.#show();
    await this.restart();
  }

  /** Say the next words; after the last ones, play it again. */
  #goOn() {
    const words = this.#words;
    return words ? this.say(words) : this.#again();
  }

  get #words() {
    return this.talks[Number(this.choice.value)]?.says[this.#said];
  }

  #show() {
    const words = this.#words;
    this.next.textContent = words ? `“${words.length > SHORTENED ? `${words.slice(0, SHORTENED)}…` : words}”` : "That was all: play it again";
  }
}

customElements.define("earpiece-recorded", EarpieceRecorded);
