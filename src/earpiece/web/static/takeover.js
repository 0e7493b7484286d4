// <earpiece-takeover>: a person speaks with the customer, with suggested replies at hand, until they give back.
import { leads } from "./card-facts.js";
import { lines } from "./card-side.js";
import "./compose.js";
import { fill, h, icon, newId, store } from "./dom.js";
import { call, follow } from "./net.js";

export class EarpieceTakeover extends HTMLElement {
  conversation = "";
  #me = "";
  /** @type {AbortController | null} */ #life = null;
  #busy = false;
  #shown = 0; // the last line that is shown
  #heard = 0; // the customer's last line that replies were suggested for
  #message = { of: "", id: "" };

  connectedCallback() {
    if (this.log) return;
    this.head = h("div.takeover-head");
    this.log = h("ol.transcript", { tabindex: "0", "aria-label": "Conversation", "aria-live": "polite" });
    this.composer = /** @type {any} */ (h("earpiece-composer", { label: "What you say to the customer", placeholder: "Write to the customer" }));
    this.problem = h("p.problem", { role: "alert", dir: "auto" });
    const send = h("button.confirm", { type: "submit" }, "Send", h("kbd", { "aria-hidden": "true" }, "Enter"));
    const give = h("button.key", { type: "button", "aria-keyshortcuts": "G", onclick: () => this.#ending(true) }, h("kbd", { "aria-hidden": "true" }, "G"), "Give back");
    this.form = h("form.dock", {}, this.composer, h("div.line-form.end", {}, give, send));
    this.note = h("input", { name: "note", maxlength: 1000, autocomplete: "off", dir: "auto", "aria-label": "What was settled" });
    this.close = h("button.quick", { type: "button", onclick: () => this.#finish("POST", "/close", { outcome: "resolved" }) }, "End the conversation");
    const stay = h("button.key", { type: "button", onclick: () => this.#ending(false) }, h("kbd", { "aria-hidden": "true" }, "Esc"), "Go on speaking");
    this.end = h("form.dock.panel", { hidden: true }, h("div.panel-title", {}, "The agent leads again. What was settled?"), h("div.line-form", {}, this.note, h("button.confirm", {}, "Give back"), this.close, stay));
    this.over = h("div.notice", { role: "status", hidden: true });
    const away = h("button.key.to-transcript", { type: "button", "aria-keyshortcuts": "D", onclick: () => this.leave() }, h("kbd", { "aria-hidden": "true" }, "D"), "Questions");
    this.append(h("div.card-column", {}, h("div.card-top", {}, this.head, away), this.log, this.over, this.problem, this.form, this.end));
    this.form.addEventListener("submit", (event) => (event.preventDefault(), this.#send()));
    this.composer.addEventListener("send", () => this.#send());
    this.composer.addEventListener("typed", () => store.set("local", this.#draft, this.composer.field.value || null));
    this.end.addEventListener("submit", (event) => (event.preventDefault(), this.#finish("DELETE", "/takeover", { note: this.note.value.trim() })));
  }

  get #draft() {
    return `earpiece:speaking:${this.conversation}`;
  }

  /** @param {string} [path] */
  #url(path = "") {
    return `/conversations/${encodeURIComponent(this.conversation)}${path}`;
  }

  /** Speak in this conversation. @param {string} conversation @param {string} me */
  speak(conversation, me) {
    if (conversation !== this.conversation) {
      this.#stop();
      this.conversation = conversation;
      this.#me = me;
      this.#heard = this.#shown = 0;
      this.log.replaceChildren();
      this.composer.of(conversation);
      this.composer.field.value = store.get("local", this.#draft) ?? "";
    }
    this.hidden = false;
    this.#ending(false);
    if (!this.#life) this.#listen();
  }

  disconnectedCallback() {
    this.#stop();
  }

  #stop() {
    this.#life?.abort();
    this.#life = null;
  }

  /** Back to the questions; the conversation is still theirs. */
  leave() {
    this.hidden = true;
    this.#stop();
    this.dispatchEvent(new CustomEvent("left", { bubbles: true }));
  }

  /** A key pressed outside of a field. @param {string} key @returns {boolean} whether it meant something */
  press(key) {
    if (!this.end.hidden) return key === "Escape" && (this.#ending(false), true);
    if (key === "g") return this.#ending(true), true;
    if (key === "d") return this.leave(), true;
    if (key === "s" || key === "Enter") return this.composer.field.focus(), true;
    if (/^[1-3]$/.test(key)) return this.composer.insert(Number(key) - 1);
    if (key === "Escape") return /** @type {any} */ (document.activeElement)?.blur(), true;
    return false;
  }

  /** Read along live. */
  #listen() {
    const life = (this.#life = new AbortController());
    follow(this.#url("/stream"), {
      last: String(this.#shown),
      signal: life.signal,
      onState: (state) => {
        if (state === "refused") this.#gone("This conversation is not open to you any more.");
        this.#say(state === "lost" ? "Connection lost. Trying again; what you typed is kept." : "");
      },
      onEvent: ({ event, data }) => void (event === "view" && this.#show(data)),
    });
  }

  /** @param {string} why nothing can be said here any more */
  #gone(why) {
    this.form.hidden = this.end.hidden = true;
    this.over.hidden = false;
    fill(this.over, why, () => [icon("ear"), h("span", { dir: "auto" }, why)]);
    this.dispatchEvent(new CustomEvent("ended", { bubbles: true }));
  }

  /** @param {any} view */
  #show(view) {
    const atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
    const { lead, status, items } = view;
    const mine = lead.who === "person" && lead.by === this.#me && status === "open";
    fill(this.head, [view.customer, mine], () => [icon("person"), h("strong", {}, mine ? "You speak with " : "Conversation with ", h("bdi", {}, view.customer ?? "the customer")), h("span", {}, mine ? "The agent listens." : "")]);
    const fresh = items.filter((item) => item.position > this.#shown);
    this.log.append(...lines(fresh));
    this.#shown = Math.max(this.#shown, view.position);
    if (atEnd) this.log.scrollTop = this.log.scrollHeight;
    this.form.hidden = !mine || !this.end.hidden;
    this.over.hidden = mine;
    this.close.hidden = !view.may.includes("close");
    const ended = { agent: "The agent leads this conversation again." }[lead.who] ?? leads(lead);
    if (!mine) this.#gone(status === "closed" ? "The conversation has ended." : ended);
    const last = items.filter((item) => item.who === "customer").at(-1)?.position ?? 0;
    if (last > this.#heard && this.#heard) this.composer.refresh();
    this.#heard = Math.max(this.#heard, last, 1);
  }

  /** @param {string} message */
  #say(message) {
    this.problem.textContent = message;
  }

  async #send() {
    const text = this.composer.value;
    if (!text || this.#busy) return;
    this.#busy = true;
    this.#say("");
    if (this.#message.of !== text) this.#message = { of: text, id: newId() };
    try {
      const view = await call("POST", this.#url("/messages"), { message: this.#message.id, text, ...this.composer.use });
      this.#message = { of: "", id: "" };
      store.set("local", this.#draft, null);
      this.composer.clear();
      this.composer.field.focus();
      this.#show(view);
    } catch (error) {
      this.#say(error.status === 0 ? "Not sent: the server cannot be reached. Your words are still here; try again." : error.message);
    } finally {
      this.#busy = false;
    }
  }

  /** @param {boolean} ending the note is asked for */
  #ending(ending) {
    this.end.hidden = !ending;
    this.form.hidden = ending;
    if (ending) this.note.focus();
    else this.composer.field.focus();
  }

  /** @param {string} method @param {string} path @param {object} body */
  async #finish(method, path, body) {
    try {
      await call(method, this.#url(path), body);
      this.note.value = "";
      store.set("local", this.#draft, null);
      this.leave();
      this.dispatchEvent(new CustomEvent("ended", { bubbles: true }));
    } catch (error) {
      this.#say(error.message);
    }
  }
}

customElements.define("earpiece-takeover", EarpieceTakeover);
