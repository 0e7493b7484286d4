// Below both sides: the running figures, where the seconds went with their sources, and the comparison in words.
import { h } from "./dom.js";
import { clock, gone, inWords } from "./compare-time.js";

/** @type {[keyof ReturnType<typeof import("./compare-time.js").soFar>, string, string][]} */
const ROWS = [
  ["hello", "since hello", "Until the customer is finished"],
  ["gap", "since the gap", "From the moment at which the agent could not go on alone"],
  ["waited", "dead air", "The customer waits because of people, and nothing else goes on"],
  ["people", "of a person’s time", "Left the whole person, with what they write up; right one card"],
];

/** The figures of both sides, as a table with what they mean between them. */
export class Figures {
  constructor() {
    this.cells = ROWS.map(([key, title, about]) => ({ key, title, about, left: h("td"), right: h("td") }));
    const rows = this.cells.map(({ title, about, left, right }) => h("tr", {}, left, h("th", { scope: "row", title: about }, title), right));
    const head = h("tr", {}, h("th", { scope: "col" }, "Transfer"), h("th", { scope: "col" }, h("span.visually-hidden", {}, "Figure")), h("th", { scope: "col" }, "Consult"));
    this.el = h("table.figures", {}, h("caption.visually-hidden", {}, "Both clocks"), h("thead", {}, head), h("tbody", {}, ...rows));
  }

  /** @param {Record<string, number>} left @param {Record<string, number>} right so far */
  render(left, right) {
    for (const cell of this.cells) {
      cell.left.textContent = clock(left[cell.key]);
      cell.right.textContent = clock(right[cell.key]);
      cell.left.classList.toggle("more", left[cell.key] > right[cell.key] + 1);
      cell.right.classList.toggle("more", right[cell.key] > left[cell.key] + 1);
    }
  }
}

/** What each stretch takes; whose seconds are assumed says so, and from where. */
export class Seconds {
  constructor() {
    this.lists = { transfer: h("ul"), consult: h("ul") };
    this.el = h(
      "section.seconds",
      { "aria-labelledby": "title-seconds" },
      h("h2", { id: "title-seconds" }, "Where the seconds go"),
      h("div.two", {}, h("div", {}, h("h3", {}, "Transfer"), this.lists.transfer), h("div", {}, h("h3", {}, "Consult"), this.lists.consult)),
    );
  }

  /** @param {import("./compare-time.js").Pair} pair */
  show(pair) {
    this.rows = [];
    for (const [name, list] of Object.entries(this.lists)) {
      list.replaceChildren(...pair[name].stretches.map((stretch) => this.#row(stretch)));
    }
  }

  #row(stretch) {
    const count = h("span.count");
    this.rows.push({ stretch, count });
    const mark = stretch.simulated ? "simulated" : "measured";
    const share = stretch.people && stretch.people < 1 ? ` × ${stretch.people.toFixed(1)}` : "";
    const source = h("p", { id: `source-${this.rows.length}`, hidden: true }, stretch.source);
    const press = () => {
      source.hidden = !source.hidden;
      from.setAttribute("aria-expanded", String(!source.hidden));
    };
    const about = `${mark}: where the seconds of “${stretch.title}” are from`;
    const from = h(`button.from.${mark}`, { type: "button", "aria-label": about, "aria-expanded": "false", "aria-controls": source.id, onclick: press }, mark);
    return h(
      `li${stretch.lane === "people" ? ".of-people" : ""}`,
      {},
      h(`i.key.${stretch.what}${stretch.waits ? ".dead" : ""}`, { "aria-hidden": "true" }),
      h("span.title", {}, stretch.title, stretch.lane === "people" && h("small", {}, ` a person${share}`), stretch.waits && h("small", {}, " dead air")),
      count,
      from,
      source,
    );
  }

  /** @param {number} t */
  render(t) {
    for (const { stretch, count } of this.rows) count.textContent = clock(gone(stretch, t));
  }
}

/** @param {import("./compare-time.js").Pair} pair @returns {Node[]} both sides in words */
export function summary({ transfer: left, consult: right, own }) {
  const part = (/** @type {import("./compare-time.js").Side} */ side) => [
    h("strong", {}, inWords(side.from_gap_s)), " after the gap it was done. It took ",
    h("strong", {}, inWords(side.people_s)), " of a person, and the customer waited ",
    side.waited_s ? h("strong", {}, inWords(side.waited_s)) : h("strong", {}, "not at all"), ".",
  ];
  const times = (/** @type {number} */ a, /** @type {number} */ b) => (b > 0 ? `${(a / b).toFixed(1)} times` : "many times");
  const lines = [
    h("p", {}, h("span.side-name", {}, "Consult: "), ...part(right)),
    h("p", {}, h("span.side-name", {}, "Transfer: "), ...part(left)),
    right.waited_s > left.waited_s && h("p.verdict", {}, "The customer waited longer on the right: the card waits for an expert as the customer does in a queue. A question that is asked early hides it."),
    h("p.verdict", {}, `After the gap the transfer took ${times(left.from_gap_s, right.from_gap_s)} as long, and ${times(left.people_s, right.people_s)} as much of a person. `,
      own ? "The decision took your own seconds on both sides; the others on the left are simulated." : "Seconds marked simulated are the scenario’s, not measured: press one to see where it is from."),
  ];
  return lines.filter((line) => line);
}
