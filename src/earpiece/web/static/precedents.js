// <earpiece-precedents>: answers kept for the next time, to be reviewed, published, taken back and searched.
import { bar, whoIsHere } from "./bar.js";
import { fill, h, icon, store } from "./dom.js";
import { line, listed } from "./keys.js";
import { call } from "./net.js";
import { KEYS, meaning } from "./precedent-keys.js";
import { Panels } from "./precedent-panels.js";
import { cardOf, detail, disputed, row, settles } from "./precedent.js";
import { reached } from "./recall.js";

/** The lists: what each is called, what it says when there is nothing in it. @type {Record<string, [string, string, string]>} */
const SHELVES = {
  candidate: ["To review", "Nothing to review", "What experts answer waits here to be published. Until then the agent only suggests it to whoever is asked the same."],
  published: ["In use", "No answer is in use yet", "Publish one under “To review”: the agent then gives it by itself, and the story of each conversation names it."],
  contradicted: ["Contradicted", "Nobody disagrees", "Where people answer the same question differently, the answers appear here side by side."],
  retired: ["Retired", "Nothing is retired", "Answers that are no longer used, or were found wrong, are kept here."],
};
const COUNTED = { candidate: "candidates", contradicted: "contradicted" };
const DONE = {
  publish: "Published: the agent gives this answer by itself from now on.", retire: "Retired: it is used no more.",
  recall: "Recalled: it is used no more.", restore: "Taken back.", settle: "Settled and published: this answer holds.",
};
const EVERY = 15_000;

export class EarpiecePrecedents extends HTMLElement {
  /** @type {any[]} */ #list = [];
  /** @type {any} */ #shown = null;
  /** @type {any[] | null} */ #touched = null; // by a recalled answer
  /** @type {{id: string, act: string} | null} */ #last = null;
  #shelf = "candidate";
  #pages = 1;
  #more = 0;
  #pinned = false; // it stays, though it is on another list now
  #busy = false;
  #typing = 0;
  #told = 0;
  /** @type {any} */ #me = null;

  async connectedCallback() {
    if (this.rows) return;
    this.#me = await whoIsHere();
    this.#build();
    const life = new AbortController();
    document.addEventListener("keydown", (event) => this.#key(event), { signal: life.signal });
    const timer = setInterval(() => document.hidden || this.panels.open || this.#load(), EVERY);
    this.addEventListener("disconnected", () => (life.abort(), clearInterval(timer)));
    const asked = new URLSearchParams(location.search).get("precedent");
    if (asked) await this.#open(asked);
    await this.#load();
  }

  disconnectedCallback() {
    this.dispatchEvent(new CustomEvent("disconnected"));
  }

  /** The one in the address, whatever list it is on. @param {string} id */
  async #open(id) {
    try {
      this.#shown = await call("GET", `/precedents/${encodeURIComponent(id)}`);
      this.#shelf = disputed(this.#shown) ? "contradicted" : { recalled: "retired" }[this.#shown.standing] ?? this.#shown.standing;
      this.#pinned = true;
      this.toggleAttribute("reading", true);
      await this.#fetch();
    } catch (error) {
      this.#tell(error.message);
    }
  }

  async #load() {
    const query = new URLSearchParams({ search: this.search.value.trim(), standing: this.#shelf });
    const asked = query.toString();
    try {
      const parts = [];
      for (let page = 0; page < this.#pages; page++) parts.push(await call("GET", `/precedents?${asked}&page=${page}`));
      const now = new URLSearchParams({ search: this.search.value.trim(), standing: this.#shelf }).toString();
      if (now !== asked) return; // something else was asked for meanwhile
      this.#take(parts);
      this.lost.hidden = true;
    } catch (error) {
      this.lost.hidden = false;
      this.lost.textContent = error.message;
    }
  }

  /** @param {any[]} parts pages of the list */
  #take(parts) {
    const before = this.#list.findIndex((one) => one.id === this.#shown?.id);
    this.#list = parts.flatMap((part) => part.precedents);
    this.#more = parts.at(-1).more;
    for (const [name, count] of Object.entries(COUNTED)) this.counts[name].textContent = parts[0][count] ? String(parts[0][count]) : "";
    const same = this.#list.find((one) => one.id === this.#shown?.id);
    if (same) this.#choose({ ...same, rehearsed: this.#shown.rehearsed }, this.#pinned);
    else if (!this.#pinned) this.#choose(this.#list[Math.max(0, Math.min(before, this.#list.length - 1))] ?? null);
    else this.#draw();
  }

  /** @param {any} one @param {boolean} [pinned] */
  #choose(one, pinned = false) {
    const other = one?.id !== this.#shown?.id;
    this.#shown = one;
    this.#pinned = pinned;
    if (other) {
      this.#touched = null;
      this.panels.leave();
      this.body.scrollTop = 0;
      this.problem.textContent = "";
      this.#fetch();
    }
    this.#draw();
  }

  /** What the list does not have: what a rehearsal found, and what a recalled one reached. */
  async #fetch() {
    const { id, standing } = this.#shown ?? {};
    if (!id) return;
    const found = await call("GET", `/precedents/${encodeURIComponent(id)}${standing === "recalled" ? "/touched" : ""}`).catch(() => null);
    if (!found || this.#shown?.id !== id || this.#busy) return;
    this.#touched = found.touched ?? null;
    this.#shown = found.precedent ?? found;
    this.#draw();
  }

  /** @param {string} act @param {any} [body] @param {string} [id] */
  async #do(act, body, id = this.#shown?.id) {
    if (this.#busy || !id) return;
    this.#busy = true;
    this.problem.textContent = "";
    this.dock.setAttribute("aria-busy", "true");
    try {
      const answer = await call("POST", `/precedents/${encodeURIComponent(id)}/${act}`, body);
      const now = answer.precedent ?? answer;
      this.#last = act === "restore" ? null : { id: now.id, act };
      this.panels.leave();
      this.#tell(`${DONE[act]}${act === "restore" ? "" : " U takes it back."}`);
      this.#touched = answer.touched ?? null;
      if (["recall", "settle", "restore"].includes(act)) (this.#shown = now), (this.#pinned = true);
      else this.#pinned = false;
      await this.#load();
    } catch (error) {
      this.problem.textContent = error.status === 0 ? "Not sent: the server cannot be reached. Try again." : error.message;
    } finally {
      this.#busy = false;
      this.dock.removeAttribute("aria-busy");
    }
  }

  // ── the keyboard ───────────────────────────────────────────────────────────────────────────────────────────────

  get #scene() {
    const one = this.#shown;
    return {
      some: Boolean(one), settles: Boolean(one && settles(one, this.#me)), may: Boolean(one?.may_publish), panel: this.panels.open !== "", standing: one?.standing ?? "", undo: this.#last !== null,
      disputed: Boolean(one && disputed(one)), back: one?.standing === "retired" || one?.standing === "recalled",
    };
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || this.help.open) return;
    const target = event.composedPath()[0];
    const typing = target instanceof HTMLElement && target.closest("input, textarea, select");
    if (typing && event.key !== "Escape") return;
    if (store.get("local", "earpiece:keys") === false && event.key !== "Escape") return;
    if (typing) target.blur();
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const one = meaning(key, this.#scene);
    if (!one || (event.repeat && !["next", "previous"].includes(one.act))) return;
    event.preventDefault();
    this.#act(one.act, key);
  }

  /** @param {string} act @param {string} [key] */
  #act(act, key = "") {
    if (act === "publish") return this.#do("publish");
    if (act === "retire") return this.#do("retire", {});
    if (act === "settle") {
      const card = cardOf(this.#shown, Number(key) - 1);
      return card && this.#do("settle", { card });
    }
    return {
      recall: () => this.panels.show("recall", this.#shown), edit: () => this.panels.show("edit", this.#shown), undo: () => this.#do("restore", undefined, this.#last?.id), putBack: () => this.#do("restore"), leave: () => this.panels.leave(), search: () => this.search.focus(),
      next: () => this.#move(1), previous: () => this.#move(-1), help: () => this.help.showModal(), shelf: () => this.#nextShelf(),
    }[act]();
  }

  /** @param {number} step */
  #move(step) {
    const at = this.#list.findIndex((one) => one.id === this.#shown?.id);
    const next = this.#list[at < 0 ? 0 : Math.min(Math.max(at + step, 0), this.#list.length - 1)];
    if (next) this.#choose(next);
    this.rows.querySelector('[aria-current="true"]')?.scrollIntoView({ block: "nearest" });
  }

  #nextShelf() {
    const names = Object.keys(SHELVES);
    this.#turn(names[(names.indexOf(this.#shelf) + 1) % names.length]);
  }

  /** @param {string} shelf */
  #turn(shelf) {
    this.#shelf = shelf;
    this.#list = [];
    this.#pages = 1;
    this.#choose(null);
    this.#load();
  }

  // ── showing ────────────────────────────────────────────────────────────────────────────────────────────────────

  /** @param {string} text */
  #tell(text) {
    this.toast.textContent = text;
    this.toast.classList.add("shown");
    clearTimeout(this.#told);
    this.#told = setTimeout(() => this.toast.classList.remove("shown"), 4500);
  }

  #draw() {
    const one = this.#shown;
    for (const [name, tab] of Object.entries(this.tabs)) tab.setAttribute("aria-pressed", String(name === this.#shelf));
    const focused = document.activeElement?.closest?.("li")?.dataset.id;
    fill(this.rows, [this.#list, one?.id], () =>
      this.#list.map((each) => h("li", { "data-id": each.id }, h("button.row", { type: "button", "aria-current": String(each.id === one?.id), onclick: () => (this.#choose(each), this.toggleAttribute("reading", true)) }, ...row(each, this.#shelf)))),
    );
    if (focused) this.rows.querySelector(`[data-id="${CSS.escape(focused)}"] button`)?.focus();
    this.moreButton.hidden = !this.#more;
    this.moreButton.textContent = `${this.#more} more`;
    const [, title, words] = SHELVES[this.#shelf];
    const searched = this.search.value.trim();
    this.none.hidden = this.#list.length > 0;
    fill(this.none, [this.#shelf, Boolean(searched)], () => (searched ? [icon("keep"), h("strong", {}, "Nothing has all these words"), "Search looks at questions, answers and reasons of this list."] : [icon("keep"), h("strong", {}, title), words]));
    this.column.hidden = !one;
    this.nothing.hidden = Boolean(one);
    fill(this.body, [one, this.#touched], () => (one ? detail(one, this.#me, (card) => this.#do("settle", { card }), this.#touched && reached(this.#touched, this.#me)) : []));
    const scene = this.#scene;
    const acts = KEYS.filter((key) => ["publish", "retire", "recall", "putBack"].includes(key.act) && key.when(/** @type {any} */ (scene)));
    fill(this.choices, acts.map((key) => key.act), () => acts.map((key) => this.#choice(key)));
    this.notice.hidden = !one || one.may_publish;
    this.choices.hidden = this.panels.open !== "";
    this.dock.hidden = !one || (!acts.length && !this.panels.open);
    fill(this.keys, scene, () => line(scene, (act) => this.#act(act), KEYS));
  }

  /** @param {import("./keys.js").Key} key */
  #choice({ key, act, short, about }) {
    const tone = { publish: "yes", recall: "no" }[act] ?? "option";
    const text = h("span", {}, h("span.label", {}, short), h("span.leads", {}, about));
    return h(`button.choice.${tone}`, { type: "button", "aria-keyshortcuts": key.toUpperCase(), onclick: () => this.#act(act) }, text, h("kbd", { "aria-hidden": "true" }, key.toUpperCase()));
  }

  #build() {
    const help = h("button.tool", { type: "button", "aria-label": "Keyboard help", title: "Keyboard help (?)", onclick: () => this.help.showModal() }, icon("help"));
    this.help = h("dialog.help", { "aria-label": "Keyboard" }, h("h2", { tabindex: "-1", autofocus: true }, "Keyboard"), listed(KEYS), h("form", { method: "dialog" }, h("button.confirm", {}, "Close")));
    this.search = h("input", { type: "search", placeholder: "Search", "aria-label": "Search", "aria-keyshortcuts": "/", oninput: () => (clearTimeout(this.#typing), (this.#typing = setTimeout(() => ((this.#pages = 1), this.#load()), 250))) });
    this.counts = Object.fromEntries(Object.keys(COUNTED).map((name) => [name, h("span.count")]));
    this.tabs = Object.fromEntries(Object.entries(SHELVES).map(([name, [title]]) => [name, h("button.shelf", { type: "button", onclick: () => this.#turn(name) }, title, " ", this.counts[name])]));
    this.rows = h("ol.rows", { "aria-label": "Answers" });
    this.moreButton = h("button.quick.rest", { type: "button", hidden: true, onclick: () => (this.#pages++, this.#load()) });
    this.none = h("div.nothing", { hidden: true });
    this.nothing = h("div.nothing", {}, icon("keep"), h("strong", {}, "Answers for the next time"), h("span", {}, "What an expert answered once, the agent need not ask again."));
    this.lost = h("div.lost", { role: "status", hidden: true });
    this.body = h("div.card-body", { tabindex: "0", role: "region", "aria-label": "The answer" });
    this.notice = h("div.notice", { hidden: true }, icon("lock"), h("span", {}, "You may read this; publishing is for whoever has the right."));
    this.problem = h("p.problem", { role: "alert", dir: "auto" });
    this.choices = h("div.choices");
    this.panels = new Panels((act, body) => this.#do(act, body), () => this.#draw());
    this.dock = h("div.dock", {}, this.choices, ...this.panels.all);
    const back = h("button.back", { type: "button", "aria-label": "Back to the list", onclick: () => this.removeAttribute("reading") }, icon("back"));
    this.column = h("article.card-column", { hidden: true }, h("div.card-top.only-narrow", {}, back), this.body, this.notice, this.problem, this.dock);
    this.toast = h("div.toast", { role: "status" });
    this.keys = h("div.line", { role: "group", "aria-label": "Keys that work now" });
    const side = h("nav.queue-side", { "aria-label": "Precedents" }, h("div.shelves", {}, this.search, h("div.shelf-names", { role: "group", "aria-label": "Lists" }, ...Object.values(this.tabs))), h("div.list", {}, this.none, this.rows, this.moreButton));
    this.replaceChildren(bar(this.#me, "/desk/precedents", help), this.lost, h("main.desk-main", {}, side, h("section.card-side", { "aria-label": "Precedent" }, this.nothing, this.column)), h("footer.foot", {}, this.keys), this.toast, this.help);
  }
}

customElements.define("earpiece-precedents", EarpiecePrecedents);
