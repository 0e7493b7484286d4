// <earpiece-board>: all live conversations, those that need an eye first; what waits; who is there.
import { bar, signIn, whoIsHere } from "./bar.js";
import "./conversation.js";
import "./controls.js";
import "./learning.js";
import "./today.js";
import { fill, h, span } from "./dom.js";
import { follow } from "./net.js";

const RUNGS = { remind: "reminder", widen: "widens", reroute: "goes on", promise: "promise", fallback: "safe way", handoff: "handoff", expire: "expires" };
const LEADS = { paused: ["paused", "amber"], stopped: ["stopped", "red"], person: ["person", ""] };

export class EarpieceBoard extends HTMLElement {
  /** @type {Map<string, any>} */ #views = new Map();
  /** @type {Map<string, HTMLElement>} */ #rows = new Map();
  /** @type {AbortController | null} */ #life = null;
  #skew = 0; // the server's clock, as seen from here
  #open = "";

  async connectedCallback() {
    if (this.list) return;
    this.me = await whoIsHere();
    if (this.me.role === "expert") return location.assign("/desk");
    this.#build();
    const ticking = setInterval(() => this.#tick(), 1000);
    this.addEventListener("disconnected", () => clearInterval(ticking));
    this.#follow();
    const asked = new URLSearchParams(location.search).get("conversation");
    if (asked) this.#read(asked);
  }

  disconnectedCallback() {
    this.#life?.abort();
    this.dispatchEvent(new CustomEvent("disconnected"));
  }

  #build() {
    this.list = h("ol.lives", { "aria-label": "Live conversations, those that need an eye first" });
    this.figures = h("p.counted", { role: "status" });
    this.filter = h("input", { type: "search", placeholder: "Filter: a name, a skill, “paused”", "aria-label": "Filter", oninput: () => this.#filtered() });
    this.none = h("p.nothing-here.hint", { hidden: true });
    this.lost = h("div.lost", { role: "status", hidden: true }, "Connection lost. Trying again.");
    this.staffing = h("div.scroll", { tabindex: "0", role: "region", "aria-label": "Staffing" });
    this.wall = h("ol.clocks", { "aria-label": "Open questions" });
    this.talk = h("earpiece-conversation", { hidden: true });
    this.controls = h("earpiece-controls");
    this.overview = h("div", {}, h("earpiece-today"), h("section", {}, h("h2", {}, "Who is needed"), this.staffing), h("section", {}, h("h2", {}, "Open questions"), this.wall), h("earpiece-learning"), this.controls);
    const live = h("section.live-side", { "aria-label": "Conversations" }, h("div.live-head", {}, h("h2", {}, "Live conversations"), this.filter, this.figures), this.none, this.list);
    this.replaceChildren(bar(this.me, "/board"), this.lost, h("main.board-main", {}, live, h("div.beside", {}, this.overview, this.talk)));
    this.list.addEventListener("keydown", (event) => this.#arrow(event));
    this.talk.addEventListener("close", () => this.#close());
    this.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.#open && !event.target.closest("input, textarea, earpiece-takeover")) this.#close();
    });
  }

  #filtered() {
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#follow(), 250);
  }
  #typing = 0;

  #follow() {
    this.#life?.abort();
    this.#life = new AbortController();
    this.#views.clear();
    const query = this.filter.value.trim();
    follow(`/board/stream?limit=100&filter=${encodeURIComponent(query)}`, {
      signal: this.#life.signal,
      onState: (state, status) => {
        this.lost.hidden = state === "live";
        if (state === "lost") this.#views.clear();
        if (state === "refused") status === 403 ? location.assign("/desk") : signIn();
      },
      onEvent: ({ event, data }) => void (event === "board" && this.#take(data)),
    });
  }

  /** @param {any} change */
  #take({ at, order, changed, counts, wall, staffing }) {
    this.#skew = at - Date.now() / 1000;
    for (const view of changed) this.#views.set(view.id, view);
    for (const id of this.#views.keys()) if (!order.includes(id)) this.#views.delete(id);
    this.#arrange(order.map((id) => this.#views.get(id)).filter(Boolean));
    const parts = [`${counts.live} live`, `${counts.waiting} wait for an expert`];
    if (counts.people) parts.push(`${counts.people} led by people`);
    if (counts.halted) parts.push(`${counts.halted} paused or stopped`);
    if (counts.matching !== counts.live) parts.unshift(`${counts.matching} found`);
    if (counts.unread) parts.push(`still reading ${counts.unread}`);
    fill(this.figures, parts, () => [parts.join(" · ")]);
    this.none.hidden = order.length > 0;
    this.none.textContent = counts.live ? "No conversation has all these words." : "No conversation is open. New ones appear here by themselves.";
    if (wall) fill(this.wall, wall, () => (wall.length ? wall.map((each) => this.#clock(each)) : [h("li.hint", {}, "Nothing waits for an answer.")]));
    if (staffing) fill(this.staffing, staffing, () => [this.#table(staffing)]);
    this.#tick();
  }

  /** @param {any[]} views */
  #arrange(views) {
    const focused = document.activeElement;
    const wanted = new Set(views.map((view) => view.id));
    for (const [id, row] of this.#rows) if (!wanted.has(id)) (row.remove(), this.#rows.delete(id));
    views.forEach((view, place) => {
      let row = this.#rows.get(view.id);
      if (!row) {
        row = h("li", {}, h("button.live", { type: "button", onclick: () => this.#read(view.id) }));
        this.#rows.set(view.id, row);
      }
      if (this.list.children[place] !== row) this.list.insertBefore(row, this.list.children[place] ?? null);
      const button = row.firstElementChild;
      button.setAttribute("aria-current", String(view.id === this.#open));
      button.classList.toggle("some", view.score >= 15 && view.score < 40);
      button.classList.toggle("much", view.score >= 40);
      const { customer, about, lead, last, last_who } = view;
      const reasons = view.reasons.filter((one, first) => view.reasons.findIndex((other) => other.words === one.words) === first);
      fill(button, [customer, about, lead, reasons.map((reason) => [reason.words, reason.since]), last, view.score >= 40], () => [
        h("span.live-top", {}, h("strong", { dir: "auto" }, customer ?? "Guest"), h("span.about", { dir: "auto" }, about), this.#lead(lead), view.score >= 40 && h("span.visually-hidden", {}, "needs an eye")),
        reasons.length ? h("span.why", {}, ...this.#reasons(reasons.slice(0, 4))) : null,
        last && h("span.last", { dir: "auto" }, `${last_who === "customer" ? "Customer" : last_who === "agent" ? "Agent" : "Person"}: ${last}`),
      ]);
    });
    if (focused instanceof HTMLElement && this.list.contains(focused) && document.activeElement !== focused) focused.focus();
  }

  /** @param {any} lead */
  #lead(lead) {
    const [name, tone] = LEADS[lead.who] ?? [];
    return name && h(`span.tag${tone && `.${tone}`}`, {}, lead.who === "person" ? lead.name || name : name);
  }

  /** @param {any[]} reasons @returns {(Node | string)[]} with a clock where they tell a time */
  #reasons(reasons) {
    return reasons.flatMap((reason, place) => {
      const [before, after] = reason.words.split("{span}");
      const told = after === undefined ? [before] : [before, h("span", { "data-since": reason.since }), after];
      return place ? [" · ", ...told] : told;
    });
  }

  /** @param {any} one an open question */
  #clock(one) {
    const rung = h("span", {}, `${RUNGS[one.next_do] ?? "next"} `, h("span", { "data-until": one.next_at }));
    const foot = [h("span", {}, one.skill), h("span", {}, "waits ", h("span", { "data-since": one.asked_at })), rung, h("span", {}, one.holder ?? "nobody has it"), one.waiting > 1 && h("span.tag", {}, `${one.waiting} customers`)];
    return h("li", {}, h("button.clock", { type: "button", onclick: () => this.#read(one.conversation) }, h("span.asked", { dir: "auto" }, one.question), h("span.times", {}, ...foot)));
  }

  /** @param {any[]} staffing */
  #table(staffing) {
    const rows = staffing.map((each) =>
      h("tr", {}, h("th", { scope: "row" }, each.skill), h("td", { title: each.on_duty.join(", ") }, each.on_duty.length ? each.on_duty.join(", ") : "nobody"), h("td.number", {}, String(each.open)), h("td", {}, each.missing ? h("span.tag.red", {}, each.words) : each.words)),
    );
    return h("table", {}, h("thead", {}, h("tr", {}, ...["Skill", "There", "Open", "Need"].map((name) => h("th", { scope: "col" }, name)))), h("tbody", {}, ...rows));
  }

  #tick() {
    const now = Date.now() / 1000 + this.#skew;
    for (const el of this.querySelectorAll("[data-since]")) el.textContent = span(now - Number(el.dataset.since));
    for (const el of this.querySelectorAll("[data-until]")) {
      const left = Number(el.dataset.until) - now;
      el.textContent = left > 0 ? `in ${span(left)}` : "now";
      el.classList.toggle("soon", left < 15);
    }
  }

  /** @param {string} id */
  #read(id) {
    this.#open = id;
    this.talk.hidden = false;
    this.overview.hidden = true;
    this.toggleAttribute("reading", true);
    for (const [each, row] of this.#rows) row.firstElementChild.setAttribute("aria-current", String(each === id));
    this.talk.read(id, this.me);
  }

  #close() {
    const id = this.#open;
    this.#open = "";
    this.talk.leave();
    this.talk.hidden = true;
    this.overview.hidden = false;
    this.toggleAttribute("reading", false);
    const row = this.#rows.get(id)?.firstElementChild;
    row?.setAttribute("aria-current", "false");
    (row ?? this.filter).focus();
  }

  /** @param {KeyboardEvent} event */
  #arrow(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const rows = [...this.list.querySelectorAll("button.live")];
    const next = rows[rows.indexOf(document.activeElement) + step];
    if (next) (next.focus(), event.preventDefault());
  }
}

customElements.define("earpiece-board", EarpieceBoard);
