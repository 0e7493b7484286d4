// <earpiece-today>: what the conversations of the day came to so far, each figure with its definition one press away.
import { fill, h } from "./dom.js";
import { call } from "./net.js";

const EVERY = 15_000;

export class EarpieceToday extends HTMLElement {
  connectedCallback() {
    if (this.figures) return;
    this.figures = h("div.figures-of-day");
    this.note = h("p.hint", { role: "status" }, "Counting …");
    this.append(h("section", { "aria-label": "Today" }, h("h2", {}, "Today"), this.figures, this.note));
    this.refresh();
    this.timer = setInterval(() => document.hidden || this.refresh(), EVERY);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  async refresh() {
    try {
      this.#draw(await call("GET", "/figures"));
    } catch (error) {
      this.hidden = error.status === 404;
      if (error.status !== 0 || !this.figures.childElementCount) this.note.textContent = error.message;
    }
  }

  /** @param {any} today */
  #draw({ conversations, closed, since, pickup_s, figures }) {
    fill(this.figures, closed ? figures : [], () => (closed ? figures.map((one) => this.#figure(one, pickup_s)) : []));
    const from = new Date(since * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    const over = closed === conversations ? "" : `, ${closed} of them over`;
    this.note.textContent = conversations ? `${conversations} ${conversations === 1 ? "conversation" : "conversations"} since ${from}${over}` : `No conversation since ${from}`;
  }

  /** @param {any} one @param {number} pickup the seconds that a service level names */
  #figure(one, pickup) {
    const meaning = one.name === "service_level" ? `${one.definition} Here: ${pickup} seconds.` : one.definition;
    const told = h("strong", {}, one.told);
    if (one.told === "–") told.replaceChildren(h("span", { "aria-hidden": "true" }, "–"), h("span.visually-hidden", {}, "not known yet"));
    const open = this.querySelector(`details[data-name="${one.name}"]`)?.open ?? false;
    return h("details", { "data-name": one.name, open }, h("summary", {}, h("span", {}, one.title), " ", told), h("p", {}, meaning));
  }
}

customElements.define("earpiece-today", EarpieceToday);
