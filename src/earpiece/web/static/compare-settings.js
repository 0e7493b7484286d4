// What can be chosen: the case, the channel, how long people are waited for, and who answers the card.
import { fill, h, icon } from "./dom.js";
import { inWords } from "./compare-time.js";

const CHANNELS = [["chat", "Chat"], ["voice", "Telephone"]];

export class Settings {
  /** @param {{change: (changes: Record<string, any>) => void, answerMyself: (on: boolean) => void, again: () => void}} on */
  constructor(on) {
    this.on = on;
    this.seed = 0;
    this.which = h("fieldset.choice-of", {}, h("legend", {}, "Case"));
    this.channel = h("fieldset.choice-of", {}, h("legend", {}, "Channel"), ...CHANNELS.map(([value, label]) => this.#radio("channel", value, label)));
    this.cases = h("div.cases", {}, this.which, this.channel);
    this.toggle = h("button.mine", { type: "button", "aria-pressed": "false", onclick: () => on.answerMyself(this.toggle.getAttribute("aria-pressed") === "false") }, icon("person"), "Answer it yourself");
    this.took = h("span.took", { role: "status" });
    this.mine = h("div.own", {}, this.toggle, this.took);
    this.wait = slider("Queue for a person (left)", 600, (wait_s) => on.change({ wait_s }));
    this.pickup = slider("Until an expert takes the card (right)", 120, (pickup_s) => on.change({ pickup_s }));
    this.drawn = h("span.drawn");
    this.draw = h("button.quiet", { type: "button", onclick: () => on.change({ seed: (this.seed += 1) }) }, "Draw other seconds");
    this.mean = h("button.quiet", { type: "button", onclick: () => on.change({ seed: (this.seed = 0) }) }, "Take the mean");
    this.sliders = h(
      "section.sliders",
      { "aria-labelledby": "title-sliders" },
      h("h2", { id: "title-sliders" }, "What if"),
      h("div.two", {}, this.wait.el, this.pickup.el),
      h("p.draws", {}, this.drawn, this.draw, this.mean),
    );
    this.table = h("tbody");
    const head = h("tr", {}, ...["What", "How much", "Where it is from"].map((title) => h("th", { scope: "col" }, title)));
    this.assumed = h("details.assumed", {}, h("summary", {}, "Everything that is assumed, with its source"), h("div.table", { tabindex: 0, role: "region", "aria-label": "Assumptions" }, h("table", {}, h("thead", {}, head), this.table)));
  }

  /** @param {import("./compare-time.js").Pair} pair @param {{mine: boolean, answers: {seconds: number, answer: string}[]}} visitor */
  show(pair, { mine, answers }) {
    fill(this.which, pair.cases, () => [h("legend", {}, "Case"), ...pair.cases.map((each) => this.#radio("case", each.case, each.title))]);
    check(this.which, pair.case);
    check(this.channel, pair.channel);
    this.wait.show(pair.wait_s);
    this.pickup.show(pair.pickup_s);
    this.pickup.input.disabled = mine;
    this.seed = pair.seed;
    this.toggle.setAttribute("aria-pressed", String(mine));
    this.draw.disabled = mine;
    this.mean.hidden = pair.seed === 0 || mine;
    this.drawn.textContent = pair.own ? "The decision took your own seconds. " : `The decision takes ${inWords(pair.decision_s)}, ${pair.seed ? "drawn" : "the mean"}, on both sides. `;
    const last = mine && pair.own ? answers.at(-1) : null;
    fill(this.took, [mine, answers.length, last], () => this.#took(mine, answers, last));
    this.table.replaceChildren(...pair.assumed.map((row) => h("tr", {}, h("th", { scope: "row" }, row[0]), ...row.slice(1).map((text) => h("td", {}, text)))));
  }

  #took(mine, answers, last) {
    if (!mine) return [];
    const all = answers.map((each) => `${each.seconds.toFixed(1)} s`).join(", ");
    const again = h("button.quiet", { type: "button", onclick: this.on.again }, "Again");
    if (!last) return ["The card comes to you. ", answers.length > 0 && `So far: ${all}.`];
    return [`${last.answer} in ${last.seconds.toFixed(1)} s. `, answers.length > 1 && `All of yours: ${all}. `, again];
  }

  #radio(name, value, label) {
    return h("label", {}, h("input", { type: "radio", name, value, onchange: () => this.on.change({ [name]: value }) }), h("span", {}, label));
  }
}

/** @param {HTMLElement} group @param {string} value */
function check(group, value) {
  for (const input of group.querySelectorAll("input")) input.checked = input.value === value;
}

/** @param {string} label @param {number} max seconds @param {(seconds: number) => void} onChange */
function slider(label, max, onChange) {
  const told = h("span.told");
  const tell = () => {
    told.textContent = inWords(Number(input.value));
    input.setAttribute("aria-valuetext", told.textContent);
  };
  const input = h("input", { type: "range", min: 0, max, step: 5, oninput: tell, onchange: () => onChange(Number(input.value)) });
  const show = (/** @type {number} */ seconds) => {
    input.value = String(seconds);
    tell();
  };
  return { el: h("label.slider", {}, h("span", {}, label, " ", told), input), input, show };
}
