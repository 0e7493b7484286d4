// <earpiece-desk>: the queue on the left, the card on the right, the keyboard over both.
import { isOpen } from "./answer.js";
import { alerts } from "./alerts.js";
import "./card.js";
import { h, icon, store } from "./dom.js";
import { call, follow } from "./net.js";
import { tick } from "./queue.js";

const KEYS = [
  ["Y", "Yes"], ["N", "No, with a reason"], ["1 – 9", "Choose an option"], ["S", "Say it in your words; Enter reads it, Enter again sends it"],
  ["B", "Ask the customer first"], ["R", "Not me: back to the queue"], ["C", "Claim"], ["T", "Transcript"],
  ["J  K", "Next and previous question; arrows work too"], ["Esc", "Leave a field or panel"], ["?", "This help"],
];

export class EarpieceDesk extends HTMLElement {
  /** @type {Map<string, any>} */ #cards = new Map();
  /** @type {string[]} */ #order = [];
  /** @type {string | null} */ #selected = null;
  /** @type {any} */ #me = null;
  #more = ""; // how many less urgent questions are not shown
  #first = true;
  #answered = 0;
  #reviewing = false; // a done card was chosen on purpose; it stays
  #refreshed = 0;

  async connectedCallback() {
    if (this.#me) return;
    try {
      this.#me = await call("GET", "/session");
    } catch (error) {
      if (error.status === 401) return location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
      this.replaceChildren(h("p.lost", { role: "alert" }, error.message));
      setTimeout(() => this.connectedCallback(), 2000);
      return;
    }
    this.#build();
    this.#life = new AbortController();
    const { signal } = this.#life;
    document.addEventListener("keydown", (event) => this.#key(event), { signal });
    const ticking = setInterval(() => tick(this), 1000);
    signal.addEventListener("abort", () => clearInterval(ticking));
    follow("/desk/stream", {
      signal,
      onState: (state) => {
        this.lost.hidden = state === "live";
        if (state === "refused") location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
      },
      onEvent: ({ event, data }) => void (event === "cards" && this.#take(data)),
    });
  }

  disconnectedCallback() {
    this.#life?.abort();
    this.#me = null;
  }

  /** @param {{order: string[], changed: any[], more?: number, more_than?: boolean}} change */
  #take({ order, changed, more = 0, more_than = false }) {
    this.#order = order;
    this.#more = more_than ? `${more}+` : more ? String(more) : "";
    for (const card of changed) {
      const fresh = !this.#cards.has(card.id);
      this.#cards.set(card.id, card);
      if (fresh && !this.#first && isOpen(card) && card.may_answer && this.#me.presence !== "away") alerts.ring(card);
    }
    for (const id of this.#cards.keys()) if (!order.includes(id)) this.#cards.delete(id);
    this.#first = false;
    this.#show();
    this.dispatchEvent(new CustomEvent("desk-change", { bubbles: true }));
    if (Date.now() - this.#refreshed > 1200) {
      this.#refreshed = Date.now();
      this.card.refresh();
    }
  }

  get #list() {
    return this.#order.map((id) => this.#cards.get(id)).filter(Boolean);
  }

  /** @param {boolean} [chosen] */
  #show(chosen = false) {
    const list = this.#list;
    const open = list.filter(isOpen);
    const current = this.#cards.get(this.#selected);
    const mineDone = current && !isOpen(current) && current.given?.by === this.#me.id && !this.#reviewing;
    if (!current || mineDone) {
      const next = open.find((card) => card.may_answer && !card.holder) ?? open.find((card) => card.may_answer);
      if (next || !current) this.#selected = next?.id ?? null;
      if (next && current) this.card.guard();
      chosen ||= Boolean(next) && Date.now() - this.#answered < 2000;
    }
    this.queue.update(list, this.#selected, this.#me.id, this.#more);
    this.card.show(this.#cards.get(this.#selected) ?? null, this.#me.id, chosen);
    this.nothing.hidden = Boolean(this.#selected);
    if (!this.hasAttribute("part-of-page")) alerts.title(open.filter((card) => card.may_answer && !card.holder).length);
  }

  /** @param {string} id */
  #pick(id) {
    this.#selected = id;
    this.#reviewing = !isOpen(this.#cards.get(id));
    this.toggleAttribute("reading", true);
    this.card.guard(0);
    this.#show(true);
    this.queue.querySelector('[aria-current="true"]')?.scrollIntoView({ block: "nearest" });
  }

  /** @param {number} step */
  #move(step) {
    const open = this.#list.filter(isOpen);
    if (!open.length) return;
    const at = open.findIndex((card) => card.id === this.#selected);
    const next = open[at < 0 ? 0 : Math.min(Math.max(at + step, 0), open.length - 1)];
    if (next.id !== this.#selected) this.#pick(next.id);
  }

  /** After giving one back: on to the next one that is free. */
  #moveOn() {
    const next = this.#list.find((card) => isOpen(card) && card.may_answer && !card.holder && card.id !== this.#selected);
    if (!next) return;
    this.#pick(next.id);
    this.card.guard();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || this.help.open) return;
    const target = event.composedPath()[0];
    const typing = target instanceof HTMLElement && target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select");
    const foreign = target instanceof HTMLElement && target !== document.body && !this.contains(target);
    if (foreign || (typing && event.key !== "Escape") || (!this.#keysOn && event.key !== "Escape")) return;
    const pressable = event.key === "Enter" && target instanceof HTMLElement && target.closest("button:not([aria-current=true]), summary");
    if (pressable) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === "?") this.help.showModal();
    else if (key === "j" || key === "ArrowDown") this.#move(1);
    else if (key === "k" || key === "ArrowUp") this.#move(-1);
    else if (event.repeat || !this.card.press(key)) return;
    event.preventDefault();
  }

  get #keysOn() {
    return store.get("local", "earpiece:keys") !== false;
  }

  /** @param {string} text */
  #toast(text) {
    this.toast.textContent = text;
    this.toast.classList.add("shown");
    clearTimeout(this.#toastTimer);
    this.#toastTimer = setTimeout(() => this.toast.classList.remove("shown"), 3500);
  }
  #toastTimer = 0;

  #build() {
    const presence = ["available", "focus", "away"].map((value) => {
      const input = h("input", { type: "radio", name: "presence", value, checked: this.#me.presence === value, onchange: () => this.#presence(value) });
      const about = { available: "Cards are offered to you", focus: "Only cards you already hold", away: "No cards" }[value];
      return h("label", { title: about }, input, h("span", {}, value.charAt(0).toUpperCase() + value.slice(1)));
    });
    const sound = h("button.tool", { type: "button", "aria-pressed": String(alerts.on), title: "Sound and notifications" });
    const drawSound = () => (sound.setAttribute("aria-pressed", String(alerts.on)), sound.replaceChildren(icon(alerts.on ? "sound" : "mute"), h("span.visually-hidden", {}, "Sound and notifications")));
    sound.addEventListener("click", async () => (await alerts.set(!alerts.on), drawSound()));
    drawSound();
    const help = h("button.tool", { type: "button", "aria-label": "Keyboard help", title: "Keyboard help (?)", onclick: () => this.help.showModal() }, icon("help"));
    const leave = h("button.tool", { type: "button", "aria-label": "Sign out", title: "Sign out", onclick: () => this.#signOut() }, icon("out"));
    const keys = h("input", { type: "checkbox", checked: this.#keysOn, onchange: (event) => store.set("local", "earpiece:keys", event.target.checked ? null : false) });
    const rows = KEYS.map(([key, about]) => h("div", {}, h("dt", {}, ...key.split(/ {2}/).map((one) => h("kbd", {}, one))), h("dd", {}, about)));
    this.help = h("dialog.help", { "aria-label": "Keyboard" }, h("h2", {}, "Keyboard"), h("dl", {}, ...rows), h("label", {}, keys, "Single keys are on"), h("form", { method: "dialog" }, h("button.confirm", {}, "Close")));
    this.queue = h("earpiece-queue");
    this.card = h("earpiece-card", { hidden: true });
    this.nothing = h("div.nothing", {}, icon("ear"), h("strong", {}, "Nothing to answer"), h("span", {}, "The agent is serving the customers. It will ask when it needs you."));
    this.lost = h("div.lost", { role: "status", hidden: true }, "Connection lost. Trying again; your drafts are kept.");
    this.toast = h("div.toast", { role: "status" });
    this.replaceChildren(
      h("header.bar", {}, h("span.logo", {}, icon("ear")), h("h1", {}, "Desk"), h("span.me", {}, this.#me.name), h("fieldset.presence", {}, h("legend.visually-hidden", {}, "Presence"), ...presence), sound, help, leave),
      this.lost,
      h(this.hasAttribute("part-of-page") ? "div.desk-main" : "main.desk-main", {}, h("nav.queue-side", { "aria-label": "Questions" }, this.queue), h("section.card-side", { "aria-label": "Card" }, this.nothing, this.card)),
      this.toast,
      this.help,
    );
    this.queue.addEventListener("pick", (event) => this.#pick(event.detail));
    this.card.addEventListener("back", () => this.removeAttribute("reading"));
    this.card.addEventListener("move-on", () => this.#moveOn());
    this.card.addEventListener("news", (event) => {
      if (!this.#cards.has(event.detail.id)) this.#order.push(event.detail.id);
      this.#cards.set(event.detail.id, event.detail);
      this.#show();
    });
    this.card.addEventListener("answered", ({ detail }) => {
      this.#toast("Answered. The agent carries on with it.");
      this.#answered = Date.now();
      this.#cards.set(detail.id, detail);
      this.#show();
    });
  }

  /** @param {string} value */
  async #presence(value) {
    try {
      this.#me = await call("PUT", "/desk/presence", { presence: value });
    } catch (error) {
      this.#toast(error.message);
      this.querySelector(`input[value="${this.#me.presence}"]`).checked = true;
    }
  }

  async #signOut() {
    await call("DELETE", "/session").catch(() => null);
    location.assign("/sign-in");
  }

  /** @type {AbortController | null} */ #life = null;
}

customElements.define("earpiece-desk", EarpieceDesk);
