// Beside the card: the conversation so far, or where a fact comes from.
import { origin } from "./answer.js";
import { fill, h, icon, timeOfDay } from "./dom.js";
import { cardUrl } from "./hold.js";
import { call } from "./net.js";

const NAMES = { agent: "Agent", customer: "Customer" };

/** @param {any[]} items @returns {HTMLElement[]} the lines of a conversation */
export function lines(items) {
  return items.map((item) => h(`li.${item.who}`, { "data-turn": item.position }, h("span.who", {}, `${item.name ?? NAMES[item.who] ?? "A person"} · ${timeOfDay(item.at)}`), h("span.said", { dir: "auto" }, item.text)));
}

export class Side {
  /** @type {HTMLElement | null} */ #from = null;
  #shows = "";

  /** @param {() => void} changed it was opened or closed */
  constructor(changed) {
    this.changed = changed;
    this.title = h("h3", {});
    this.list = h("ol.transcript", { tabindex: "0", "aria-label": "Transcript" });
    this.evidence = h("div.evidence", { tabindex: "0", role: "region", "aria-label": "Evidence", "aria-live": "polite" });
    const close = h("button.back.always", { type: "button", "aria-label": "Close", title: "Close (Esc)", onclick: () => this.close() }, icon("cross"));
    this.el = h("aside.side", { hidden: true, "aria-label": "Beside the card" }, h("div.side-head", {}, this.title, close), this.list, this.evidence);
  }

  get open() {
    return !this.el.hidden;
  }

  get transcript() {
    return this.open && this.#shows === "transcript";
  }

  /** @param {string} what @param {string} title */
  #show(what, title) {
    this.#shows = what;
    this.title.textContent = title;
    this.list.hidden = what !== "transcript";
    this.evidence.hidden = what === "transcript";
    this.el.hidden = false;
    this.changed();
  }

  /** Evidence, fact after fact. @param {HTMLElement} main what has the facts */
  next(main) {
    const facts = /** @type {HTMLElement[]} */ ([...main.querySelectorAll("[data-fact]")]);
    const next = facts[facts.findIndex((one) => one.getAttribute("aria-expanded") === "true") + 1];
    if (!next) return this.close();
    next.closest("[hidden]")?.removeAttribute("hidden");
    next.focus();
    next.click();
  }

  close() {
    if (!this.open) return;
    this.#from?.setAttribute("aria-expanded", "false");
    const back = this.el.contains(document.activeElement) ? this.#from : null;
    this.#from = null;
    this.el.hidden = true;
    back?.focus();
    this.changed();
  }

  /** Show or hide the transcript. */
  flip() {
    if (this.transcript) return this.close();
    this.close();
    this.#show("transcript", "Conversation");
  }

  /** @param {any[]} items */
  fill(items) {
    const atEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 80;
    fill(this.list, items, () => lines(items));
    if (atEnd) this.list.scrollTop = this.list.scrollHeight;
  }

  /** Where it comes from; a second press closes. @param {string} card @param {{source: string, turn?: number | null}} fact @param {HTMLElement} from */
  async look(card, fact, from) {
    const again = this.open && this.#from === from;
    this.close();
    if (again) return;
    this.#from = from;
    from.setAttribute("aria-expanded", "true");
    this.evidence.replaceChildren(h("p.source", {}, "Looking it up…"));
    this.#show("evidence", origin(fact.source));
    const query = new URLSearchParams({ source: fact.source });
    if (fact.turn != null) query.set("turn", String(fact.turn));
    let nodes;
    try {
      const found = await call("GET", cardUrl(card, `/evidence?${query}`));
      if (this.#from === from) this.title.textContent = found.title;
      nodes = found.lines.map((line) => h(`p${line.marked ? ".marked" : ""}`, {}, line.label && h("span.who", {}, line.label), h("span.said", { dir: "auto" }, line.text)));
    } catch (error) {
      nodes = [h("p.wrong", { role: "alert" }, error.message)];
    }
    if (this.#from !== from) return;
    this.evidence.replaceChildren(...nodes);
    this.evidence.querySelector(".marked")?.scrollIntoView({ block: "nearest" });
  }
}
