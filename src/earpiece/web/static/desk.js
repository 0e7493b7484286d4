// <earpiece-desk>: the queue on the left, the card on the right, the keyboard over both.
// Attributes: `embedded` leaves the bar out, `one-card` shows the card in the address alone, `part-of-page` is for the demo.
import { isAsked, isOpen } from "./answer.js";
import { alerts } from "./alerts.js";
import { bar, signIn, signOut } from "./bar.js";
import "./card.js";
import { fill, h, icon, store } from "./dom.js";
import { keyMap, line, meaning, speakingLine } from "./keys.js";
import { call, follow } from "./net.js";
import { presence, sayWhenActive, sayWhenGone, sound } from "./presence.js";
import { tick } from "./queue.js";
import "./takeover.js";
import "./undo.js";

const SPEAKS = "earpiece:speaks";

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
  #only = ""; // the card in the address
  /** @type {AbortController | null} */ #life = null;

  async connectedCallback() {
    if (this.#me) return;
    try {
      this.#me = await call("GET", "/session");
    } catch (error) {
      if (error.status === 401) return signIn();
      this.replaceChildren(h("p.lost", { role: "alert" }, error.message));
      setTimeout(() => this.connectedCallback(), 2000);
      return;
    }
    if (this.hasAttribute("one-card")) this.#only = decodeURIComponent(location.pathname.split("/").pop() ?? "");
    this.#build();
    this.#life = new AbortController();
    const { signal } = this.#life;
    document.addEventListener("keydown", (event) => this.#key(event), { signal });
    const ticking = setInterval(() => tick(this), 1000);
    signal.addEventListener("abort", () => clearInterval(ticking));
    sayWhenGone(signal);
    sayWhenActive(signal);
    follow("/desk/stream", {
      signal,
      onState: (state) => {
        this.lost.hidden = state === "live";
        if (state === "refused") signIn();
      },
      onEvent: ({ event, data }) => void (event === "cards" && this.#take(data)),
    });
    const speaks = store.get("local", SPEAKS);
    if (speaks?.by === this.#me.id) this.#speak(speaks.conversation);
  }

  disconnectedCallback() {
    this.#life?.abort();
    this.#me = null;
  }

  /** @param {{order: string[], changed: any[], more?: number, more_than?: boolean}} change */
  async #take({ order, changed, more = 0, more_than = false }) {
    this.#order = order;
    this.#more = more_than ? `${more}+` : more ? String(more) : "";
    for (const card of changed) {
      const before = this.#cards.get(card.id);
      this.#cards.set(card.id, card);
      this.card.teams.add(card.skill);
      const rings = !before || (card.reminded ?? 0) > (before.reminded ?? 0);
      const forMe = isAsked(card) && card.may_answer && card.offered !== false && !card.audit && this.#me.presence !== "away";
      if (rings && !this.#first && forMe) alerts.ring(card);
    }
    const stays = (id) => id === this.#only || (id === this.#selected && this.#cards.get(id).graded);
    for (const id of this.#cards.keys()) if (!order.includes(id) && !stays(id)) this.#cards.delete(id);
    this.#first = false;
    if (this.#only) await this.#fetchOnly();
    this.#show();
    this.dispatchEvent(new CustomEvent("desk-change", { bubbles: true }));
    if (Date.now() - this.#refreshed > 1200) {
      this.#refreshed = Date.now();
      this.card.refresh();
    }
  }

  /** The card in the address may not be at the head of the list. */
  async #fetchOnly() {
    if (this.#order.includes(this.#only)) return;
    try {
      this.#cards.set(this.#only, await call("GET", `/desk/cards/${encodeURIComponent(this.#only)}`));
    } catch (error) {
      this.nothing.replaceChildren(icon("ear"), h("strong", {}, error.message));
    }
  }

  get #list() {
    return this.#order.map((id) => this.#cards.get(id)).filter(Boolean);
  }

  /** @param {boolean} [chosen] */
  #show(chosen = false) {
    const list = this.#list;
    const asked = list.filter(isAsked);
    const current = this.#cards.get(this.#selected);
    const mineDone = current && !isAsked(current) && !current.graded && (current.given ?? current.deciding)?.by === this.#me.id && !this.#reviewing;
    if (this.#only) this.#selected = this.#only;
    else if (!current || mineDone) {
      const next = this.#next(asked);
      if (next || !current) this.#selected = next?.id ?? null;
      if (next && current) this.card.guard();
      chosen ||= Boolean(next) && Date.now() - this.#answered < 2000;
    }
    const shown = this.#cards.get(this.#selected) ?? null;
    this.queue.update(list, this.#selected, this.#me.id, this.#more);
    this.card.show(shown, this.#me.id, chosen);
    this.undo.show(this.#cards.values(), this.#me.id);
    this.nothing.hidden = Boolean(shown);
    if (!this.hasAttribute("part-of-page")) alerts.title(asked.filter((card) => card.may_answer && !card.holder && !card.audit).length);
    this.#scene();
  }

  /** @param {any[]} asked @returns {any} the next one for this person: offered and free comes first */
  #next(asked) {
    const may = asked.filter((card) => card.may_answer && !(card.opinions?.mine && !card.opinions.differ));
    const free = may.filter((card) => !card.holder || card.holder.expert === this.#me.id);
    const waited = free.filter((card) => !card.audit);
    return waited.find((card) => card.offered !== false) ?? waited[0] ?? free[0] ?? may[0];
  }

  /** @param {string} id */
  #pick(id) {
    this.#selected = id;
    this.#reviewing = !isAsked(this.#cards.get(id));
    this.toggleAttribute("reading", true);
    this.card.guard(0);
    if (!this.takeover.hidden) this.takeover.leave();
    this.#show(true);
    this.queue.querySelector('[aria-current="true"]')?.scrollIntoView({ block: "nearest" });
  }

  /** @param {number} step */
  #move(step) {
    const open = this.queue.order.filter((id) => isOpen(this.#cards.get(id)));
    if (!open.length) return;
    const at = open.indexOf(this.#selected);
    const next = open[at < 0 ? 0 : Math.min(Math.max(at + step, 0), open.length - 1)];
    if (next !== this.#selected) this.#pick(next);
  }

  /** After giving one back: on to the next one that is free. */
  #moveOn() {
    const next = this.#list.find((card) => isAsked(card) && card.may_answer && !card.holder && card.id !== this.#selected);
    if (!next || this.#only) return;
    this.#pick(next.id);
    this.card.guard();
  }

  // ── the keyboard ───────────────────────────────────────────────────────────────────────────────────────────────

  get #now() {
    const open = this.#only ? 0 : this.#list.filter(isOpen).length;
    return { ...this.card.scene, open, undo: Boolean(this.undo.card), leads: Boolean(store.get("local", SPEAKS)?.by === this.#me.id) };
  }

  #scene() {
    if (!this.#me || !this.line) return;
    const scene = this.#now;
    const speaking = !this.takeover.hidden;
    fill(this.line, [scene, speaking], () => (speaking ? speakingLine() : line(scene, (act) => this.#do(act, ""))));
  }

  /** @param {string} act @param {string} key */
  #do(act, key) {
    const own = {
      next: () => this.#move(1), previous: () => this.#move(-1), help: () => this.help.showModal(),
      undo: () => this.undo.undo(), speak: () => this.#speak(store.get("local", SPEAKS).conversation),
    }[act];
    if (own) own();
    else this.card.act(act, key);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || this.help.open) return;
    const target = event.composedPath()[0];
    const inside = target instanceof HTMLElement;
    const typing = inside && target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select");
    const foreign = inside && target !== document.body && !this.contains(target);
    if (foreign || (typing && event.key !== "Escape") || (!this.#keysOn && event.key !== "Escape")) return;
    const pressable = event.key === "Enter" && inside && target.closest("button:not([aria-current=true]), summary, a");
    if (pressable) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (!this.takeover.hidden && key !== "?") {
      if (!event.repeat && this.takeover.press(key)) event.preventDefault();
      return;
    }
    const one = meaning(key, this.#now);
    const moves = one?.act === "next" || one?.act === "previous";
    if (typing && !this.card.scene.panel) target.blur();
    if (!one || (event.repeat && !moves)) return;
    event.preventDefault();
    this.#do(one.act, key);
  }

  get #keysOn() {
    return store.get("local", "earpiece:keys") !== false;
  }

  // ── what happens ───────────────────────────────────────────────────────────────────────────────────────────────

  /** @param {string} text */
  #toast(text) {
    this.toast.textContent = text;
    this.toast.classList.add("shown");
    clearTimeout(this.#toastTimer);
    this.#toastTimer = setTimeout(() => this.toast.classList.remove("shown"), 3500);
  }
  #toastTimer = 0;

  /** @param {any} card from an answer of the server, which the list may have overtaken */
  #news(card) {
    if (card.version < this.#cards.get(card.id)?.version) return;
    if (!this.#cards.has(card.id)) this.#order.push(card.id);
    this.#cards.set(card.id, card);
    this.#show();
  }

  /** @param {any} card */
  #done(card) {
    const said = card.deciding || card.graded ? "" : card.audit ? "Noted. The agent learns from it." : card.given ? `Answered${card.kept ? ", and kept for next time" : ""}. The agent carries on with it.` : "Your answer is in.";
    if (said) this.#toast(said);
    this.#answered = Date.now();
    this.#reviewing = false;
    this.#cards.set(card.id, card);
    this.#show();
  }

  /** @param {any} card */
  async #undo(card) {
    try {
      const back = await call("DELETE", `/desk/cards/${encodeURIComponent(card.id)}/answer`);
      this.#cards.set(card.id, back);
      this.#selected = card.id;
      this.#toast("Taken back. Nothing was done.");
      this.card.guard();
      this.#show(true);
    } catch (error) {
      this.#toast(error.message);
    }
  }

  /** @param {string} conversation that this person has taken over */
  #speak(conversation) {
    store.set("local", SPEAKS, { conversation, by: this.#me.id });
    this.toggleAttribute("reading", true);
    this.takeover.speak(conversation, this.#me.id);
    this.toggleAttribute("speaking", true);
    this.#scene();
  }

  #build() {
    const help = h("button.tool", { type: "button", "aria-label": "Keyboard help", title: "Keyboard help (?)", onclick: () => this.help.showModal() }, icon("help"));
    const keys = h("input", { type: "checkbox", checked: this.#keysOn, onchange: (event) => store.set("local", "earpiece:keys", event.target.checked ? null : false) });
    this.help = h("dialog.help", { "aria-label": "Keyboard" }, h("h2", { tabindex: "-1", autofocus: true }, "Keyboard"), ...keyMap(), h("label", {}, keys, "Single keys are on"), h("form", { method: "dialog" }, h("button.confirm", {}, "Close")));
    this.queue = h("earpiece-queue");
    this.card = h("earpiece-card", { hidden: true });
    this.takeover = h("earpiece-takeover", { hidden: true });
    this.nothing = h("div.nothing", {}, icon("ear"), h("strong", {}, "Nothing to answer"), h("span", {}, "The agent is serving the customers. It will ask when it needs you."));
    this.lost = h("div.lost", { role: "status", hidden: true }, "Connection lost. Trying again; your drafts are kept.");
    this.toast = h("div.toast", { role: "status" });
    this.undo = h("earpiece-undo", { hidden: true });
    this.line = h("div.line", { role: "group", "aria-label": "Keys that work now" });
    const bare = this.hasAttribute("embedded");
    const page = this.hasAttribute("part-of-page");
    const change = presence(this.#me, (me) => (this.#me = me), (problem) => this.#toast(problem));
    const top = page
      ? h("div.bar", {}, h("span.logo", {}, icon("ear")), h("h2.bar-title", {}, "Desk"), h("span.me", {}, this.#me.name), change, sound(), help, h("button.tool", { type: "button", "aria-label": "Sign out", title: "Sign out", onclick: signOut }, icon("out")))
      : bar(this.#me, "/desk", change, sound(), help);
    this.replaceChildren(
      ...(bare ? [] : [top]),
      this.lost,
      h(page ? "div.desk-main" : "main.desk-main", {}, bare && h("h1.visually-hidden", {}, "Desk"), h("nav.queue-side", { "aria-label": "Questions" }, this.queue), h("section.card-side", { "aria-label": "Card" }, this.nothing, this.card, this.takeover)),
      h(page ? "div.foot" : "footer.foot", {}, this.line, this.undo),
      this.toast,
      this.help,
    );
    this.queue.addEventListener("pick", (event) => this.#pick(event.detail));
    const on = (name, run) => this.addEventListener(name, (event) => run(event.detail));
    on("back", () => this.removeAttribute("reading"));
    on("move-on", () => this.#moveOn());
    on("news", (card) => this.#news(card));
    on("answered", (card) => this.#done(card));
    on("undo", (card) => this.#undo(card));
    on("scene", () => this.#scene());
    on("speak", (conversation) => this.#speak(conversation));
    on("left", () => (this.removeAttribute("speaking"), this.#scene()));
    on("ended", () => store.set("local", SPEAKS, null));
  }
}

customElements.define("earpiece-desk", EarpieceDesk);
