// <earpiece-chat server="https://…" token="…" language="en" customer="…" theme="light|dark" floating>
// The customer's chat, usable in any page. Everything it needs comes from its own server.
import { Outbox } from "./chat-outbox.js";
import { buildFrame, customerLine, dress, nowLine, otherLine } from "./chat-frame.js";
import { h, icon, store, timeOfDay } from "./dom.js";
import { call, follow } from "./net.js";

/** @typedef {{position: number, at: number, who: "customer" | "agent" | "person", text: string, name: string | null, purpose: string,
 *   message: string | null, removed: string[], options: {label: string}[], sources: string[]}} ChatItem */

const HERE = new URL(".", import.meta.url);
const LONGEST = 4000;
const ABOUT = "AI agent · a specialist may read along";

export class EarpieceChat extends HTMLElement {
  connectedCallback() {
    if (!this.shadowRoot) this.#build();
    this.#life = new AbortController();
    const { signal } = this.#life;
    document.addEventListener("visibilitychange", () => this.#hear(), { signal });
    addEventListener("online", () => this.#send(), { signal });
    if (!this.hasAttribute("floating")) this.start();
  }

  disconnectedCallback() {
    this.#life?.abort();
    this.#started = false;
  }

  /** The conversation's id and token, once there is one. @returns {{id: string, token: string} | null} */
  get conversation() {
    return this.#conversation;
  }

  /** Say something in the customer's name. @param {string} text */
  say(text) {
    const words = text.trim().slice(0, LONGEST);
    if (!words || this.#status === "closed") return;
    const unsent = this.#outbox.add(words, this.#conversation?.id ?? null);
    this.#showCustomer({ key: unsent.id, text: words, at: Date.now() / 1000, pending: true });
    this.#scroll(true);
    this.#send();
  }

  /** Leave this conversation, e.g. when the customer signs out of the host page. */
  forget() {
    this.#remember(null);
    this.#outbox.save([]);
    this.#life?.abort();
    this.#started = false;
    this.#reset();
  }

  /** Begin, or take up the conversation this browser knows. */
  async start() {
    if (this.#started) return;
    this.#started = true;
    if (!this.#life || this.#life.signal.aborted) this.#life = new AbortController();
    const { signal } = this.#life;
    this.#conversation = store.get("session", this.#key) ?? (this.#shared ? store.get("local", this.#key) : null);
    for (let wait = 500; !signal.aborted; wait = Math.min(wait * 2, 8000)) {
      try {
        await this.#open();
        return this.#live(signal);
      } catch (error) {
        if ([401, 404].includes(error.status) && this.#conversation) {
          this.#remember(null); // it is gone; begin a new one
          continue;
        }
        if (error.status >= 400 && error.status < 500 && error.status !== 429) return this.#fail(error.message);
        this.#connection(false);
        await new Promise((resolve) => setTimeout(resolve, Math.max(wait, (error.retryAfter || 0) * 1000)));
      }
    }
  }

  /** The parts of the frame by name. @type {any} */ #ui;

  // ── state ──────────────────────────────────────────────────────────────────────────────────────────────────────

  /** @type {AbortController | null} */ #life = null;
  /** @type {{id: string, token: string} | null} */ #conversation = null;
  #resends = 0;
  #lostTimer = 0;
  #started = false;
  #status = "open";
  #waiting = false;
  /** @type {string | null | undefined} */ #person; // who speaks in place of the agent
  #last = 0;
  #heard = 0;
  #owed = 0; // until when a reply is on its way, in milliseconds
  #sending = false;
  /** @type {Map<string, HTMLElement>} */ #lines = new Map();

  get #server() {
    return new URL(this.getAttribute("server") || HERE.origin).origin;
  }

  get #key() {
    return `earpiece:chat:${this.#server}:${this.getAttribute("customer") ?? ""}`;
  }

  /** A vouched-for customer's conversation is shared between tabs only under the customer's own name. */
  get #shared() {
    return !this.hasAttribute("token") || this.hasAttribute("customer");
  }

  get #outbox() {
    return new Outbox(`${this.#key}:unsent`);
  }

  /** @param {{id: string, token: string} | null} conversation */
  #remember(conversation) {
    this.#conversation = conversation;
    store.set("session", this.#key, conversation);
    if (this.#shared) store.set("local", this.#key, conversation);
  }

  #url(rest = "") {
    return `${this.#server}/chat/conversations/${encodeURIComponent(this.#conversation?.id ?? "")}${rest}`;
  }

  get #auth() {
    return { Authorization: `Bearer ${this.#conversation?.token}` };
  }

  // ── talking to the server ──────────────────────────────────────────────────────────────────────────────────────

  async #open() {
    if (!this.#conversation) {
      const body = { language: this.getAttribute("language") || "en", token: this.getAttribute("token") || null };
      const opened = await call("POST", `${this.#server}/chat/conversations`, body);
      this.#remember({ id: opened.conversation, token: opened.token });
    }
    const view = await call("GET", this.#url(), undefined, this.#auth);
    this.#outbox.address(this.#conversation.id);
    this.#ui.company.textContent = view.company;
    this.#ui.agent.textContent = view.agent_name;
    for (const item of view.items) this.#take(item);
    for (const { id, text } of this.#outbox.of(this.#conversation.id)) {
      if (!this.#lines.has(id)) this.#showCustomer({ key: id, text, at: Date.now() / 1000, pending: true });
    }
    this.#last = Math.max(this.#last, view.position);
    this.#setStatus(view);
    this.shadowRoot.querySelector(".chat").removeAttribute("aria-busy");
    this.#connection(true);
    this.#tell("open");
    this.#scroll(true);
    this.#send();
  }

  /** @param {AbortSignal} signal */
  #live(signal) {
    if (this.#status === "closed") return;
    follow(this.#url("/stream"), {
      headers: this.#auth,
      last: String(this.#last),
      signal,
      onState: (state) => {
        this.#connection(state === "live");
        if (state === "live") this.#send();
        if (state === "refused") {
          this.#remember(null);
          this.#started = false;
          this.start();
        }
      },
      onEvent: ({ event, data }) => {
        if (event === "item") this.#take(data);
        if (event === "status") {
          this.#setStatus(data);
          if (data.status === "closed") return false;
        }
      },
    });
  }

  /** Deliver what is unsent, oldest first, until all is acknowledged. */
  async #send() {
    if (this.#sending || !this.#conversation) return;
    this.#sending = true;
    try {
      for (let next; (next = this.#outbox.of(this.#conversation.id)[0]); ) {
        this.#mark(next.id, "Sending…");
        this.#owed = Date.now() + 25000;
        setTimeout(() => this.#tail(), 250);
        await call("POST", this.#url("/messages"), { id: next.id, text: next.text }, this.#auth);
        this.#outbox.remove(next.id);
        this.#resends = 0;
        this.#mark(next.id, "");
      }
    } catch (error) {
      this.#owed = 0;
      const [unsent] = this.#outbox.of(this.#conversation.id);
      const hopeless = [403, 413, 422].includes(error.status) || (error.status === 409 && this.#status === "closed");
      if (hopeless && unsent) {
        this.#outbox.remove(unsent.id);
        this.#mark(unsent.id, `Not sent: ${error.message}`, true);
        setTimeout(() => this.#send());
      } else if (unsent && ![401, 404].includes(error.status)) {
        this.#mark(unsent.id, "Will be sent as soon as possible");
        const pause = this.#resends++ ? 2000 : 300; // another node may take it at once
        setTimeout(() => this.#send(), Math.max(pause, (error.retryAfter || 0) * 1000));
      }
    } finally {
      this.#sending = false;
      this.#tail();
    }
  }

  /** Tell the server what was shown, when it was really visible. */
  #hear() {
    const seen = this.#last;
    if (!this.#conversation || document.hidden || !this.#atEnd || seen <= this.#heard) return;
    this.#heard = seen;
    call("POST", this.#url("/heard"), { upto: seen }, this.#auth).catch(() => {
      this.#heard = Math.min(this.#heard, seen - 1);
    });
  }

  // ── showing ────────────────────────────────────────────────────────────────────────────────────────────────────

  /** @param {ChatItem} item */
  #take(item) {
    this.#last = Math.max(this.#last, item.position);
    const stick = this.#atEnd;
    if (item.who === "customer") {
      const key = item.message ?? `p${item.position}`;
      this.#outbox.remove(key);
      this.#showCustomer({ key, text: item.text, at: item.at, pending: false, removed: item.removed });
    } else if (!this.#lines.has(`p${item.position}`)) {
      this.#owed = 0;
      this.#showOther(item);
    }
    this.#tail();
    this.#scroll(stick);
    if (!stick) this.#ui.newer.hidden = false;
    this.#hear();
    this.#tell("item", item);
  }

  /** @param {{key: string, text: string, at: number, pending: boolean, removed?: string[]}} line */
  #showCustomer({ key, text, at, pending, removed = [] }) {
    this.#ui.options.replaceChildren();
    let line = this.#lines.get(key);
    if (!line) {
      line = customerLine();
      this.#lines.set(key, line);
      this.#ui.log.append(line);
    }
    line.classList.toggle("pending", pending);
    line.title = timeOfDay(at);
    line.querySelector(".bubble").textContent = text;
    const taken = removed.length ? `For your safety we removed: ${removed.join(", ")}` : "";
    line.querySelector(".mark").textContent = pending ? "Sending…" : taken;
  }

  /** The agent's words, or those of a person, with their name. @param {ChatItem} item */
  #showOther(item) {
    const line = otherLine(item, this.#ui.agent.textContent);
    this.#lines.set(`p${item.position}`, line);
    const pending = this.#ui.log.querySelector(".pending");
    this.#ui.log.insertBefore(line, pending);
    if (pending) return;
    if (item.options.length) {
      const say = (label) => (this.say(label), this.#ui.input.focus());
      this.#ui.options.replaceChildren(...item.options.map(({ label }) => h("button.option", { type: "button", onclick: () => say(label) }, label)));
    }
  }

  /** @param {string} id @param {string} text @param {boolean} [failed] */
  #mark(id, text, failed = false) {
    const line = this.#lines.get(id);
    if (!line) return;
    line.querySelector(".mark").textContent = text;
    line.classList.toggle("failed", failed);
    line.classList.toggle("pending", text !== "" && !failed);
  }

  /** @param {{status: string, waiting: boolean, person?: string | null, survey?: boolean, rating?: number | null}} view */
  #setStatus({ status, waiting, person = null, survey = false, rating = null }) {
    this.#status = status;
    this.#waiting = waiting;
    this.#speaks(person);
    const closed = status === "closed";
    this.#ui.form.hidden = closed;
    this.#ui.ended.hidden = !closed;
    this.#ui.survey.show(closed && survey, rating);
    if (closed) this.#ui.options.replaceChildren();
    this.#tail();
    this.#tell("status", { status, waiting, person });
  }

  /** Who the customer speaks with. @param {string | null} person */
  #speaks(person) {
    if (this.#person === person) return;
    this.#person = person;
    this.#ui.avatar.replaceChildren(icon(person ? "person" : "ear"));
    this.#ui.avatar.classList.toggle("person", Boolean(person));
    this.#ui.about.replaceChildren(...(person ? [h("bdi", {}, person), " speaks with you, in person"] : [ABOUT]));
  }

  /** What happens right now, under the last line; its place is always kept, so nothing jumps. */
  #tail() {
    const open = this.#status === "open" && !this.#person; // a person writes when they write
    const state = open && this.#owed > Date.now() ? "typing" : open && this.#waiting ? "waiting" : "";
    if (this.#ui.now.dataset.state === state) return;
    this.#ui.now.dataset.state = state;
    this.#ui.now.replaceChildren(...nowLine(state, this.#ui.agent.textContent));
    if (state === "typing") setTimeout(() => this.#tail(), this.#owed - Date.now() + 50);
  }

  get #atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.#ui.scroller;
    return scrollHeight - scrollTop - clientHeight < 60;
  }

  /** @param {boolean} stick */
  #scroll(stick) {
    if (!stick) return;
    this.#ui.scroller.scrollTop = this.#ui.scroller.scrollHeight;
    this.#ui.newer.hidden = true;
    this.#hear();
  }

  /** @param {boolean} live */
  #connection(live) {
    clearTimeout(this.#lostTimer);
    this.#lostTimer = setTimeout(() => (this.#ui.lost.hidden = live), live ? 0 : 1200); // a short hiccup needs no word
  }

  /** @param {string} message */
  #fail(message) {
    this.#ui.lost.textContent = message;
    this.#ui.lost.hidden = false;
  }

  /** Tell the host page. @param {string} type @param {object} [detail] */
  #tell(type, detail = {}) {
    this.dispatchEvent(new CustomEvent("earpiece-chat", { bubbles: true, composed: true, detail: { ...detail, type } }));
  }

  #reset() {
    this.#lines.clear();
    this.#ui.log.replaceChildren();
    this.#ui.options.replaceChildren();
    this.#last = this.#heard = this.#owed = 0;
    this.#setStatus({ status: "open", waiting: false });
  }

  /** Begin anew, after the end or on request. */
  restart() {
    this.#life?.abort();
    this.#started = false;
    this.#remember(null);
    this.#outbox.save([]);
    this.#reset();
    this.start();
    this.#ui.input.focus();
  }

  #build() {
    const root = this.attachShadow({ mode: "open", delegatesFocus: true });
    const rate = (/** @type {number} */ rating) => call("POST", this.#url("/rating"), { rating }, this.#auth);
    this.#ui = buildFrame({ again: () => this.restart(), close: () => this.#toggle(false), newer: () => this.#scroll(true), open: () => this.#toggle(true), rate, longest: LONGEST });
    this.#ui.form.addEventListener("submit", (event) => (event.preventDefault(), this.#submit()));
    this.#ui.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.#submit();
      }
    });
    this.#ui.input.addEventListener("input", () => this.#grow());
    this.#ui.scroller.addEventListener("scroll", () => this.#atEnd && ((this.#ui.newer.hidden = true), this.#hear()), { passive: true });
    this.#ui.input.value = store.get("session", `${this.#key}:draft`) ?? "";
    dress(root, HERE, [this.#ui.chat, this.#ui.launch], () => this.#scroll(true));
  }

  #submit() {
    this.say(this.#ui.input.value);
    this.#ui.input.value = "";
    this.#grow();
  }

  #grow() {
    store.set("session", `${this.#key}:draft`, this.#ui.input.value || null);
    this.#ui.input.rows = Math.min(this.#ui.input.value.split("\n").length, 6); // where field-sizing is not known
  }

  /** @param {boolean} open for the floating chat */
  #toggle(open) {
    this.toggleAttribute("open", open);
    if (open) {
      this.start();
      this.#ui.input.focus();
      this.#scroll(true);
    } else {
      this.shadowRoot.querySelector(".launch").focus();
    }
  }
}

customElements.define("earpiece-chat", EarpieceChat);
