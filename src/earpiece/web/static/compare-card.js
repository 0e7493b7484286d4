// What each side takes of people: on the left a whole person, on the right one card, which a visitor may answer.
import { h, icon } from "./dom.js";
import { clock, current, soFar } from "./compare-time.js";

const DOES = { explain: "asks again", redo: "asks again", decide: "decides", person: "serves", wrap_up: "writes it up" };

/** The person who leads the conversation after a transfer. */
export class WholePerson {
  constructor() {
    this.state = h("p.state");
    this.count = h("p.count");
    this.el = h("aside.takes.person-takes", { "aria-label": "The person" }, h("h3", {}, icon("person"), "A person"), this.state, this.count);
  }

  /** @param {import("./compare-time.js").Side} side @param {number} t */
  render(side, t) {
    const busy = current(side, "people", t);
    const does = busy?.what === "wrap_up" ? "wrap_up" : current(side, "customer", t)?.what;
    const over = t >= side.over;
    this.el.classList.toggle("is-busy", Boolean(busy));
    this.el.classList.toggle("is-idle", !busy && !over);
    const before = t < side.gap ? "not needed yet" : "busy with others";
    this.state.textContent = busy ? DOES[does] ?? "leads the conversation" : over ? "free again" : before;
    this.count.textContent = clock(soFar(side, t).people);
  }
}

/** The card, small beside the chat. */
export class SmallCard {
  /** @param {(key: string) => void} onAnswer */
  constructor(onAnswer) {
    this.onAnswer = onAnswer;
    this.body = h("div.card-words");
    this.state = h("p.state");
    this.count = h("p.count");
    this.choices = h("div.choices", { hidden: true });
    this.title = h("h3", { tabindex: -1 }, icon("ear"), "One card");
    this.el = h("aside.takes.card-takes", { "aria-label": "The expert's card" }, this.title, this.body, this.choices, this.state, this.count);
    document.addEventListener("keydown", (event) => this.#press(event));
  }

  /** @param {import("./compare-time.js").Pair} pair */
  show(pair) {
    const { card } = pair;
    this.pair = pair;
    this.body.replaceChildren(
      h("p.question", {}, card.question),
      h("dl", {}, ...card.facts.map((fact) => h("div", {}, h("dt", {}, fact.label), h("dd", {}, fact.value)))),
    );
    this.choices.replaceChildren(...card.choices.map((choice) => this.#choice(choice)));
  }

  #choice({ key, label, leads_to }) {
    const name = key.toUpperCase();
    const says = h("span", {}, h("span.label", {}, label), leads_to && h("span.leads", {}, leads_to));
    return h("button.choice", { type: "button", "aria-keyshortcuts": name, onclick: () => this.onAnswer(key) }, says, h("kbd", { "aria-hidden": "true" }, name));
  }

  /** @param {boolean} open whether the visitor is to answer now */
  ask(open) {
    if (this.choices.hidden === !open) return;
    this.choices.hidden = !open;
    this.el.classList.toggle("is-yours", open);
    if (open) this.title.focus({ preventScroll: true });
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.el.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
  }

  #press(event) {
    if (this.choices.hidden || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    if (!this.pair.card.choices.some((choice) => choice.key === key)) return;
    event.preventDefault();
    this.onAnswer(key);
  }

  /** @param {number} t */
  render(t) {
    const { card, consult } = this.pair;
    const there = t >= card.opened;
    const busy = current(consult, "people", t);
    this.body.hidden = !there;
    this.el.classList.toggle("is-idle", !there);
    this.el.classList.toggle("is-busy", Boolean(busy));
    this.el.classList.toggle("is-answered", t >= card.decided);
    this.count.textContent = clock(soFar(consult, t).people);
    this.state.textContent = this.#state(t, there, Boolean(busy));
  }

  #state(t, there, busy) {
    const { card } = this.pair;
    if (!there) return "no card yet";
    if (!this.choices.hidden) return "your seconds";
    if (busy) return "an expert reads and decides";
    if (t < card.decided) return `waits for an expert ${clock(t - card.opened)}`;
    return `Answered: ${card.answer}${t < card.counted ? " It can still be undone." : ""}`;
  }
}
