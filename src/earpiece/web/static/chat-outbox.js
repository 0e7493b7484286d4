// What the customer wrote and the server has not acknowledged yet. It survives reloads and restarts.
import { newId, store } from "./dom.js";

/** @typedef {{id: string, text: string, conversation: string | null}} Unsent */

export class Outbox {
  /** @param {string} key where in this browser's storage */
  constructor(key) {
    this.key = key;
    /** @type {Unsent[]} */
    this.memory = [];
  }

  /** @returns {Unsent[]} */
  all() {
    return store.get("local", this.key) ?? this.memory;
  }

  /** @param {Unsent[]} list */
  save(list) {
    this.memory = list;
    store.set("local", this.key, list.length ? list : null);
  }

  /** @param {string} text @param {string | null} conversation null: whichever is opened next @returns {Unsent} */
  add(text, conversation) {
    const unsent = { id: newId(), text, conversation };
    this.save([...this.all(), unsent]);
    return unsent;
  }

  /** @param {string} id */
  remove(id) {
    this.save(this.all().filter((unsent) => unsent.id !== id));
  }

  /** Unaddressed messages go to this conversation. @param {string} conversation */
  address(conversation) {
    this.save(this.all().map((unsent) => (unsent.conversation ? unsent : { ...unsent, conversation })));
  }

  /** @param {string} conversation @returns {Unsent[]} */
  of(conversation) {
    return this.all().filter((unsent) => unsent.conversation === conversation);
  }
}
