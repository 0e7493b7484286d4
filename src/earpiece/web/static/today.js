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
    const shown = closed ? figures : [];
    fill(this.figures, [shown.map((one) => one.name), pickup_s], () => shown.map((one) => this.#figure(one, pickup_s)));
    for (const one of shown) this.#tell(this.figures.querySelector(`[data-name="${one.name}"] strong`), one.told);
    const from = new Date(since * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    const over = closed === conversations ? "" : `, ${closed} of them over`;
    this.note.textContent = conversations ? `${conversations} ${conversations === 1 ? "conversation" : "conversations"} since ${from}${over}` : `No conversation since ${from}`;
  }

  /** @param {any} one @param {number} pickup the seconds that a service level names */
  #figure(one, pickup) {
    const meaning = one.name === "service_level" ? `${one.definition} Here: ${pickup} seconds.` : one.definition;
    return h("details", { "data-name": one.name }, h("summary", {}, h("span", {}, one.title), " ", h("strong")), h("p", {}, meaning));
  }

  /** @param {HTMLElement} where @param {string} told */
  #tell(where, told) {
    fill(where, told, () => (told === "–" ? [h("span", { "aria-hidden": "true" }, "–"), h("span.visually-hidden", {}, "not known yet")] : [told]));
  }
}

customElements.define("earpiece-today", EarpieceToday);
