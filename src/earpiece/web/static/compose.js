// <earpiece-composer>: words for a customer, with suggested replies, a completion as ghost text, and hints on the brand's voice.
import { h } from "./dom.js";
import { call } from "./net.js";
import { origin } from "./answer.js";

const PAUSE = 250; // milliseconds without a key until a completion is asked for

export class EarpieceComposer extends HTMLElement {
  /** @type {{text: string, source: string}[]} */ #replies = [];
  #taken = ""; // the suggestion that was put in, as it was
  #conversation = "";
  #ghost = "";
  #timer = 0;
  #asked = 0;

  connectedCallback() {
    if (this.field) return;
    this.list = h("ol.replies", { "aria-label": "Suggested replies" });
    this.field = h("textarea", { rows: 1, maxlength: 2000, dir: "auto", "aria-label": this.getAttribute("label") ?? "Your words", placeholder: this.getAttribute("placeholder") ?? "Your words" });
    this.shade = h("div.shade", { "aria-hidden": "true", dir: "auto" });
    this.told = h("span.visually-hidden", { role: "status" });
    this.hints = h("ul.hints", { "aria-label": "The brand’s voice" });
    this.append(this.list, h("div.ghosted", {}, this.shade, this.field), this.told, this.hints);
    this.field.addEventListener("input", () => this.#typed());
    this.field.addEventListener("blur", () => this.#suggest(""));
    this.field.addEventListener("scroll", () => (this.shade.scrollTop = this.field.scrollTop));
    this.field.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {string} conversation whose replies and completions */
  of(conversation) {
    this.#conversation = conversation;
    this.clear();
    this.refresh();
  }

  get value() {
    return this.field.value.trim();
  }

  /** How the suggested replies were used, as the server counts it. */
  get use() {
    const use = !this.#taken ? "own" : this.#taken === this.value ? "accepted" : "edited";
    return { use, suggested: this.#replies.length };
  }

  clear() {
    this.field.value = this.#taken = "";
    this.#suggest("");
    this.hints.replaceChildren();
  }

  /** Replies that fit what was said last. */
  async refresh() {
    const of = this.#conversation;
    const found = await call("GET", `/conversations/${encodeURIComponent(of)}/replies`).catch(() => null);
    if (!found || of !== this.#conversation) return;
    this.#replies = found.slice(0, 3);
    const rows = this.#replies.map((reply, place) => {
      const button = h("button.reply", { type: "button", "aria-keyshortcuts": String(place + 1), onclick: () => this.insert(place) }, h("kbd", { "aria-hidden": "true" }, String(place + 1)), h("span", {}, h("span", { dir: "auto" }, reply.text), reply.source && h("span.source", {}, origin(reply.source))));
      return h("li", {}, button);
    });
    this.list.replaceChildren(...rows);
  }

  /** @param {number} place of a suggested reply; to be edited before it is sent @returns {boolean} whether there is one */
  insert(place) {
    const reply = this.#replies[place];
    if (!reply) return false;
    this.field.value = this.#taken = reply.text;
    this.field.focus();
    this.field.setSelectionRange(reply.text.length, reply.text.length);
    this.#typed();
    return true;
  }

  #typed() {
    this.classList.toggle("typing", this.value !== "");
    if (!this.field.value) this.#taken = "";
    this.#suggest("");
    this.dispatchEvent(new CustomEvent("typed", { bubbles: true }));
    clearTimeout(this.#timer);
    if (this.value) this.#timer = setTimeout(() => this.#complete(), PAUSE);
    else this.hints.replaceChildren();
  }

  async #complete() {
    const text = this.field.value;
    const asked = ++this.#asked;
    const found = await call("POST", `/conversations/${encodeURIComponent(this.#conversation)}/completions`, { text }).catch(() => null);
    if (!found || asked !== this.#asked || text !== this.field.value) return;
    const [first = ""] = found.completions;
    this.#suggest(first.startsWith(text) ? first.slice(text.length) : first);
    this.hints.replaceChildren(...found.hints.map((hint) => h("li", { dir: "auto" }, typeof hint === "string" ? hint : (hint.message ?? hint.text))));
  }

  /** @param {string} rest shown after what is typed, if the caret stands at its end */
  #suggest(rest) {
    const atEnd = this.field.selectionStart === this.field.value.length && document.activeElement === this.field;
    this.#ghost = atEnd ? rest : "";
    this.shade.replaceChildren(h("span.typed", {}, this.field.value), this.#ghost);
    this.told.textContent = this.#ghost ? `Completion: ${this.#ghost}. Tab takes it.` : "";
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing) return;
    const { key } = event;
    const atEnd = this.field.selectionStart === this.field.value.length;
    const plain = !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (this.#ghost && plain && (key === "Tab" || (key === "ArrowRight" && atEnd))) {
      this.field.value += this.#ghost;
      this.#typed();
    } else if (this.#ghost && key === "Escape") this.#suggest("");
    else if (key === "Escape" && this.#taken && this.#taken === this.field.value) this.clear();
    else if (/^[1-3]$/.test(key) && plain && !this.field.value) {
      if (!this.insert(Number(key) - 1)) return;
    } else if (key === "Enter" && plain) this.dispatchEvent(new CustomEvent("send", { bubbles: true }));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

customElements.define("earpiece-composer", EarpieceComposer);
