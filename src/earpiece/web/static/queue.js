// <earpiece-queue>: the open cards in the order they should be answered, and the ones done.
import { inWords, isOpen, KINDS, RUNGS } from "./answer.js";
import { fill, h, icon, span, timeOfDay } from "./dom.js";

/** Seconds of every `data-since` and `data-until` inside. @param {Element} root */
export function tick(root) {
  const now = Date.now() / 1000;
  for (const el of root.querySelectorAll("[data-since]")) el.textContent = span(now - Number(el.dataset.since));
  for (const el of root.querySelectorAll("[data-until]")) {
    const left = Number(el.dataset.until) - now;
    el.textContent = left > 0 ? `in ${span(left)}` : "now";
    el.closest(".rung").classList.toggle("soon", left < 10);
  }
}

/** @param {any} card @returns {HTMLElement} what happens next, with a countdown */
export function nextRung(card) {
  const [short, about] = RUNGS[card.next_rung.do] ?? [card.next_rung.do, ""];
  return h("span.rung", { title: `If nobody answers: ${about}` }, icon("clock"), h("span", {}, `${short} `, h("span", { "data-until": card.next_rung.at })));
}

export class EarpieceQueue extends HTMLElement {
  /** @type {Map<string, HTMLElement>} */ #rows = new Map();

  connectedCallback() {
    if (this.#open) return;
    this.#open = h("ol.rows", { "aria-label": "Open questions" });
    this.#done = h("ol.rows.done", { "aria-label": "Done" });
    this.#count = h("span.count");
    this.#doneCount = h("span.count");
    const empty = h("div.empty", {}, icon("check"), h("strong", {}, "All answered"), "New questions appear here by themselves.");
    const past = h("details.past", {}, h("summary", {}, "Done ", this.#doneCount), this.#done);
    this.#rest = h("p.rest", { hidden: true });
    this.append(h("h2.queue-title", {}, "Questions ", this.#count), empty, this.#open, this.#rest, past);
  }

  /** @param {any[]} cards @param {string | null} selected @param {string} me @param {string} more how many others are open */
  update(cards, selected, me, more = "") {
    const open = cards.filter(isOpen);
    const done = cards.filter((card) => !isOpen(card));
    this.#count.textContent = String(open.length);
    this.#doneCount.textContent = String(done.length);
    this.#rest.hidden = !more;
    this.#rest.textContent = `and ${more} less urgent`;
    this.classList.toggle("is-empty", open.length === 0);
    this.classList.toggle("is-new", done.length === 0);
    const focused = document.activeElement;
    this.#arrange(this.#open, open, selected, me);
    this.#arrange(this.#done, done, selected, me);
    if (focused instanceof HTMLElement && this.contains(focused) && document.activeElement !== focused) focused.focus();
    const known = new Set(cards.map((card) => card.id));
    for (const [id, row] of this.#rows) if (!known.has(id)) (row.remove(), this.#rows.delete(id));
    tick(this);
  }

  /** @param {HTMLElement} list @param {any[]} cards @param {string | null} selected @param {string} me */
  #arrange(list, cards, selected, me) {
    cards.forEach((card, place) => {
      let row = this.#rows.get(card.id);
      if (!row) {
        row = h("li", {}, h("button.row", { type: "button", onclick: () => this.#pick(card.id) }));
        this.#rows.set(card.id, row);
      }
      if (list.children[place] !== row) list.insertBefore(row, list.children[place] ?? null);
      const button = row.firstElementChild;
      button.setAttribute("aria-current", String(card.id === selected));
      button.classList.toggle("not-mine", isOpen(card) && !card.may_answer);
      const { kind, question, asked_at, holder, next_rung, status, skill, customer, given, closed, may_answer } = card;
      fill(button, [kind, question, asked_at, holder?.name, next_rung, status, skill, customer.name, given, closed, may_answer], () => [
        h("span.row-top", {}, h(`span.kind.${kind}`, {}, KINDS[kind]), h("span.who", {}, customer.name ?? "Guest"), this.#when(card)),
        h("span.row-question", {}, question),
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
    if (card.given) return [h("span", {}, `${card.given.by === me ? "You" : card.given.name}: ${inWords(card.given.answer, card)}`)];
    if (!isOpen(card)) return [h("span", {}, card.closed ?? "Closed")];
    const skill = h("span.skill", {}, card.skill);
    if (card.status === "awaiting_customer") return [skill, h("span.held", {}, icon("talk"), "customer was asked")];
    if (!card.may_answer) return [skill, h("span", {}, icon("lock"), "not for you")];
    if (card.holder) return [skill, h("span.held", {}, icon("person"), card.holder.expert === me ? "with you" : card.holder.name)];
    return [skill, card.next_rung && nextRung(card)];
  }

  /** @param {string} id */
  #pick(id) {
    this.dispatchEvent(new CustomEvent("pick", { detail: id, bubbles: true }));
  }

  /** @type {any} */ #open;
  /** @type {any} */ #done;
  /** @type {any} */ #rest;
  /** @type {any} */ #count;
  /** @type {any} */ #doneCount;
}

customElements.define("earpiece-queue", EarpieceQueue);
