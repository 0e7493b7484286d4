// <earpiece-chat server="https://…" token="…" language="en" customer="…" theme="light|dark" floating>
// The customer's chat, usable in any page. Everything it needs comes from its own server.
import { Outbox } from "./chat-outbox.js";
import { h, icon, store, timeOfDay } from "./dom.js";
import { call, follow } from "./net.js";

/** @typedef {{position: number, at: number, who: "customer" | "agent", text: string, purpose: string,
 *   message: string | null, removed: string[], options: {label: string}[], sources: string[]}} ChatItem */

const HERE = new URL(".", import.meta.url);
const LONGEST = 4000;

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

  // ── state ──────────────────────────────────────────────────────────────────────────────────────────────────────

  /** @type {AbortController | null} */ #life = null;
  /** @type {{id: string, token: string} | null} */ #conversation = null;
  #resends = 0;
  #started = false;
  #status = "open";
  #waiting = false;
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
    this.#company.textContent = view.company;
    this.#agent.textContent = view.agent_name;
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
      this.#showAgent(item);
    }
    this.#tail();
    this.#scroll(stick);
    if (!stick) this.#newer.hidden = false;
    this.#hear();
    this.#tell("item", item);
  }

  /** @param {{key: string, text: string, at: number, pending: boolean, removed?: string[]}} line */
  #showCustomer({ key, text, at, pending, removed = [] }) {
    this.#options.replaceChildren();
    let line = this.#lines.get(key);
    if (!line) {
      line = h("li.line.customer", {}, h("span.visually-hidden", {}, "You: "), h("p.bubble"), h("span.mark"));
      this.#lines.set(key, line);
      this.#log.append(line);
    }
    line.classList.toggle("pending", pending);
    line.title = timeOfDay(at);
    line.querySelector(".bubble").textContent = text;
    const taken = removed.length ? `For your safety we removed: ${removed.join(", ")}` : "";
    line.querySelector(".mark").textContent = pending ? "Sending…" : taken;
  }

  /** @param {ChatItem} item */
  #showAgent(item) {
    const line = h(
      `li.line.agent${item.purpose === "holding" ? ".holding" : ""}`,
      { title: timeOfDay(item.at) },
      h("span.visually-hidden", {}, `${this.#agent.textContent}: `),
      h("p.bubble", {}, item.text),
      item.sources.length > 0 && h("span.mark", {}, icon("page"), `From: ${item.sources.join(" · ")}`),
    );
    this.#lines.set(`p${item.position}`, line);
    const pending = this.#log.querySelector(".pending");
    this.#log.insertBefore(line, pending);
    if (pending) return;
    if (item.options.length) {
      const buttons = item.options.map(({ label }) =>
        h("button.option", { type: "button", onclick: () => (this.say(label), this.#input.focus()) }, label),
      );
      this.#options.replaceChildren(...buttons);
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

  /** @param {{status: string, waiting: boolean}} view */
  #setStatus({ status, waiting }) {
    this.#status = status;
    this.#waiting = waiting;
    const closed = status === "closed";
    this.#form.hidden = closed;
    this.#ended.hidden = !closed;
    if (closed) this.#options.replaceChildren();
    this.#tail();
    this.#tell("status", { status, waiting });
  }

  /** What happens right now, under the last line; its place is always kept, so nothing jumps. */
  #tail() {
    const typing = this.#owed > Date.now() && this.#status === "open";
    const state = typing ? "typing" : this.#waiting && this.#status === "open" ? "waiting" : "";
    if (this.#now.dataset.state === state) return;
    this.#now.dataset.state = state;
    if (state === "typing") {
      const dots = h("span.dots", { "aria-hidden": "true" }, h("i"), h("i"), h("i"));
      this.#now.replaceChildren(dots, h("span.visually-hidden", {}, `${this.#agent.textContent} is writing`));
      setTimeout(() => this.#tail(), this.#owed - Date.now() + 50);
    } else if (state === "waiting") {
      this.#now.replaceChildren(h("span.pulse", { "aria-hidden": "true" }), "Asking a specialist. You can keep writing.");
    } else {
      this.#now.replaceChildren();
    }
  }

  get #atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight < 60;
  }

  /** @param {boolean} stick */
  #scroll(stick) {
    if (!stick) return;
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#newer.hidden = true;
    this.#hear();
  }

  /** @param {boolean} live */
  #connection(live) {
    clearTimeout(this.#lostTimer);
    const show = () => (this.#lost.hidden = live);
    if (live) show();
    else this.#lostTimer = setTimeout(show, 1200); // a short hiccup needs no word
  }
  #lostTimer = 0;

  /** @param {string} message */
  #fail(message) {
    this.#lost.textContent = message;
    this.#lost.hidden = false;
  }

  /** Tell the host page. @param {string} type @param {object} [detail] */
  #tell(type, detail = {}) {
    this.dispatchEvent(new CustomEvent("earpiece-chat", { bubbles: true, composed: true, detail: { ...detail, type } }));
  }

  #reset() {
    this.#lines.clear();
    this.#log.replaceChildren();
    this.#options.replaceChildren();
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
    this.#input.focus();
  }

  #build() {
    const root = this.attachShadow({ mode: "open", delegatesFocus: true });
    this.#company = h("span.company", {}, "\u00a0");
    this.#agent = h("span.name", {}, "\u00a0");
    this.#log = h("ol.log");
    this.#options = h("div.options", { role: "group", "aria-label": "Suggested replies" });
    this.#now = h("div.now", { role: "status" });
    this.#scroller = h("div.scroller", { tabindex: "0", "aria-label": "Messages", role: "region" }, h("div", { role: "log", "aria-label": "Conversation" }, this.#log), this.#options, this.#now);
    this.#newer = h("button.newer", { type: "button", hidden: true, onclick: () => this.#scroll(true) }, icon("down"), "New message");
    this.#lost = h("div.lost", { role: "status", hidden: true }, "No connection. What you write is kept and will be sent.");
    this.#input = h("textarea", { rows: 1, maxlength: LONGEST, placeholder: "Write a message", "aria-label": "Your message", enterkeyhint: "send" });
    this.#form = h("form.composer", {}, this.#input, h("button.send", { type: "submit", "aria-label": "Send" }, icon("send")));
    const again = h("button.again", { type: "button", onclick: () => this.restart() }, "Start a new conversation");
    this.#ended = h("div.ended", { hidden: true }, h("span", {}, "This conversation has ended."), again);
    const close = h("button.close", { type: "button", "aria-label": "Close the chat", onclick: () => this.#toggle(false) }, icon("down"));
    const about = h("span.about", {}, "AI agent · a specialist may read along");
    const head = h("header", {}, h("span.avatar", {}, icon("ear")), h("div.who", {}, h("div.title", {}, this.#company, this.#agent), about), close);
    const chat = h("section.chat", { "aria-label": "Chat", "aria-busy": "true" }, head, this.#lost, h("div.middle", {}, this.#scroller, this.#newer), this.#form, this.#ended);
    const launch = h("button.launch", { type: "button", "aria-label": "Open the chat", onclick: () => this.#toggle(true) }, icon("talk"));
    this.#form.addEventListener("submit", (event) => (event.preventDefault(), this.#submit()));
    this.#input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.#submit();
      }
    });
    this.#input.addEventListener("input", () => this.#grow());
    this.#scroller.addEventListener("scroll", () => this.#atEnd && ((this.#newer.hidden = true), this.#hear()), { passive: true });
    this.#input.value = store.get("session", `${this.#key}:draft`) ?? "";
    chat.hidden = launch.hidden = true; // until the styles are here
    let missing = 2;
    const shown = () => --missing || ((chat.hidden = launch.hidden = false), this.#scroll(true));
    for (const name of ["tokens.css", "earpiece-chat.css"]) {
      root.append(h("link", { rel: "stylesheet", href: new URL(name, HERE).href, onload: shown, onerror: shown }));
    }
    root.append(chat, launch);
  }

  #submit() {
    this.say(this.#input.value);
    this.#input.value = "";
    this.#grow();
  }

  #grow() {
    store.set("session", `${this.#key}:draft`, this.#input.value || null);
    this.#input.rows = Math.min(this.#input.value.split("\n").length, 6); // where field-sizing is not known
  }

  /** @param {boolean} open for the floating chat */
  #toggle(open) {
    this.toggleAttribute("open", open);
    if (open) {
      this.start();
      this.#input.focus();
      this.#scroll(true);
    } else {
      this.shadowRoot.querySelector(".launch").focus();
    }
  }

  /** @type {any} */ #company;
  /** @type {any} */ #agent;
  /** @type {any} */ #log;
  /** @type {any} */ #options;
  /** @type {any} */ #now;
  /** @type {any} */ #scroller;
  /** @type {any} */ #newer;
  /** @type {any} */ #lost;
  /** @type {any} */ #input;
  /** @type {any} */ #form;
  /** @type {any} */ #ended;
}

customElements.define("earpiece-chat", EarpieceChat);
