// <earpiece-queue>: the open cards in the order they should be answered, and the ones done.
import { inWords, isAsked, isOpen, kindName, RUNGS } from "./answer.js";
import { fill, h, icon, span, timeOfDay } from "./dom.js";

/** Seconds of every `data-since` and `data-until` inside. @param {Element} root */
export function tick(root) {
  const now = Date.now() / 1000;
  for (const el of root.querySelectorAll("[data-since]")) el.textContent = span(now - Number(el.dataset.since));
  for (const el of root.querySelectorAll("[data-until]")) {
    const left = Number(el.dataset.until) - now;
    el.textContent = left > 0 ? `in ${span(left)}` : "now";
    el.closest(".rung")?.classList.toggle("soon", left < 10);
  }
}

/** @param {any} card @returns {HTMLElement} what happens next, with a countdown */
export function nextRung(card) {
  const [short, about] = RUNGS[card.next_rung.do] ?? [card.next_rung.do, ""];
  return h("span.rung", { title: `If nobody answers: ${about}` }, icon("clock"), h("span", {}, `${short} `, h("span", { "data-until": card.next_rung.at })));
}

export class EarpieceQueue extends HTMLElement {
  /** @type {Map<string, HTMLElement>} */ #rows = new Map();
  /** The ids as they are shown. @type {string[]} */ order = [];

  connectedCallback() {
    if (this.#lists) return;
    const list = (name) => h("ol.rows", { "aria-label": name });
    this.#lists = { offered: list("Offered to you"), also: list("You may also take"), looks: list("When there is time"), done: list("Done") };
    this.#lists.looks.classList.add("looks");
    this.#counts = { open: h("span.count"), also: h("span.count"), looks: h("span.count"), done: h("span.count") };
    this.#lists.done.classList.add("done");
    const empty = h("div.empty", {}, icon("check"), h("strong", {}, "All answered"), "New questions appear here by themselves.");
    this.#also = h("h3.queue-part", { hidden: true }, "You may also take ", this.#counts.also);
    this.#looks = h("h3.queue-part", { hidden: true, title: "What the agent decided alone: was it right?" }, "When there is time ", this.#counts.looks);
    this.#none = h("p.rest", { hidden: true }, "Nothing is offered to you at this moment.");
    this.#rest = h("p.rest", { hidden: true });
    const past = h("details.past", {}, h("summary", {}, "Done ", this.#counts.done), this.#lists.done);
    this.#title = h("span", {}, "Questions");
    this.append(h("h2.queue-title", {}, this.#title, " ", this.#counts.open), empty, this.#none, this.#lists.offered, this.#also, this.#lists.also, this.#rest, this.#looks, this.#lists.looks, past);
  }

  /** @param {any[]} cards @param {string | null} selected @param {string} me @param {string} more how many others are open */
  update(cards, selected, me, more = "") {
    const open = cards.filter(isOpen);
    const mine = (card) => card.offered !== false || card.holder?.expert === me || card.deciding?.by === me;
    const asked = open.filter((card) => !card.audit);
    const parts = { offered: asked.filter(mine), also: asked.filter((card) => !mine(card)), looks: open.filter((card) => card.audit), done: cards.filter((card) => !isOpen(card)) };
    this.order = Object.values(parts).flat().map((card) => card.id);
    this.#counts.open.textContent = String(parts.offered.length);
    this.#counts.also.textContent = String(parts.also.length);
    this.#counts.looks.textContent = String(parts.looks.length);
    this.#looks.hidden = !parts.looks.length;
    this.#counts.done.textContent = String(parts.done.length);
    this.#title.textContent = parts.also.length ? "Offered to you" : "Questions";
    this.#also.hidden = !parts.also.length;
    this.#none.hidden = !parts.also.length || parts.offered.length > 0;
    this.#rest.hidden = !more;
    this.#rest.textContent = `and ${more} less urgent`;
    this.classList.toggle("is-empty", asked.length === 0);
    if (open.length) this.removeAttribute("tabindex");
    else this.tabIndex = 0; // with nothing in it to reach, it is scrolled by keys itself
    this.classList.toggle("is-new", parts.done.length === 0);
    const focused = document.activeElement;
    for (const [name, list] of Object.entries(this.#lists)) this.#arrange(list, parts[name], selected, me);
    if (focused instanceof HTMLElement && this.contains(focused) && document.activeElement !== focused) focused.focus();
    const known = new Set(this.order);
    for (const [id, row] of this.#rows) if (!known.has(id)) (row.remove(), this.#rows.delete(id));
    tick(this);
  }

  /** @param {HTMLElement} list @param {any[]} cards @param {string | null} selected @param {string} me */
  #arrange(list, cards, selected, me) {
    cards.forEach((card, place) => {
      let row = this.#rows.get(card.id);
      if (!row) {
        row = h("li", { "data-card": card.id }, h("button.row", { type: "button", onclick: () => this.#pick(card.id) }));
        this.#rows.set(card.id, row);
      }
      if (list.children[place] !== row) list.insertBefore(row, list.children[place] ?? null);
      const button = row.firstElementChild;
      button.setAttribute("aria-current", String(card.id === selected));
      button.classList.toggle("not-mine", isOpen(card) && !card.may_answer);
      const { kind, question, asked_at, holder, next_rung, status, skill, customer, given, closed, may_answer, deciding, opinions, reminded } = card;
      const alike = (card.waiting ?? 1) - 1;
      button.classList.toggle("reminded", (reminded ?? 0) > 0 && isAsked(card) && !holder);
      fill(button, [kind, question, asked_at, holder?.name, next_rung, status, skill, customer.name, given, closed, may_answer, alike, deciding, opinions, card.lead?.who], () => [
        h("span.row-top", {}, h(`span.kind.${card.audit ? "audit" : kind}`, {}, kindName(card)), h("bdi.who", {}, customer.name ?? "Guest"), alike > 0 && h("span.many", { title: `${alike + 1} customers wait for this` }, `×${alike + 1}`), this.#when(card)),
        h("span.row-question", { dir: "auto" }, question),
        h("span.row-foot", {}, ...this.#foot(card, me)),
      ]);
    });
  }

  /** @param {any} card */
  #when(card) {
    if (!isOpen(card)) return h("span.age", {}, timeOfDay(card.given?.at ?? card.asked_at));
    return h("span.age", { "data-since": card.asked_at, title: "Time since it was asked" });
  }

  /** @param {any} card @param {string} me */
  #foot(card, me) {
    if (card.given) return [h("span", {}, `${card.given.by === me ? "You" : card.given.name}: `, h("bdi", {}, inWords(card.given.answer, card)))];
    if (!isOpen(card)) return [h("span", {}, card.closed ?? "Closed")];
    const skill = h("span.skill", {}, card.skill);
    const state = (sign, ...text) => [skill, h("span.held", {}, icon(sign), h("span", {}, ...text))];
    if (card.deciding) return state("check", `${card.deciding.by === me ? "you answered" : card.deciding.name}, counts `, h("span", { "data-until": card.deciding.until }));
    if (card.status === "awaiting_customer") return state("talk", "customer was asked");
    if (card.opinions?.mine && !card.opinions.differ) return state("check", "your answer is in");
    if (!card.may_answer) return [skill, h("span", {}, icon("lock"), "not for you")];
    if (card.holder) return state("person", h("bdi", {}, card.holder.expert === me ? "with you" : card.holder.name));
    return [skill, card.next_rung && !card.audit && nextRung(card)];
  }

  /** @param {string} id */
  #pick(id) {
    this.dispatchEvent(new CustomEvent("pick", { detail: id, bubbles: true }));
  }

  /** @type {Record<string, any>} */ #lists;
  /** @type {Record<string, any>} */ #counts;
  /** @type {any} */ #title;
  /** @type {any} */ #also;
  /** @type {any} */ #looks;
  /** @type {any} */ #none;
  /** @type {any} */ #rest;
}

customElements.define("earpiece-queue", EarpieceQueue);
