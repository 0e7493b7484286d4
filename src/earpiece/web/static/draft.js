// What has been typed on a card: kept here at once and on the server soon, until it is sent.
import { store } from "./dom.js";
import { cardUrl } from "./hold.js";
import { call } from "./net.js";

export class Draft {
  #timer = 0;
  #typed = false;
  id = "";

  /** @param {HTMLTextAreaElement} field */
  constructor(field) {
    this.field = field;
  }

  get #key() {
    return `earpiece:draft:${this.id}`;
  }

  /** Another card is shown. @param {string} id */
  of(id) {
    this.id = id;
    this.#typed = false;
    this.field.value = store.get("local", this.#key) ?? "";
  }

  /** The server's copy came. @param {string} text */
  offer(text) {
    if (!this.#typed && !this.field.value) this.field.value = text;
  }

  typed() {
    const { id } = this;
    const text = this.field.value;
    this.#typed = true;
    store.set("local", this.#key, text);
    clearTimeout(this.#timer);
    const save = () =>
      call("PUT", cardUrl(id, "/draft"), { text }).then(
        () => store.set("local", `earpiece:draft:${id}`, null),
        () => (this.#timer = setTimeout(save, 3000)),
      );
    this.#timer = setTimeout(save, 600);
  }

  /** It was sent. @param {string} id */
  forget(id) {
    clearTimeout(this.#timer);
    store.set("local", `earpiece:draft:${id}`, null);
    if (this.id === id) this.field.value = "";
  }
}
