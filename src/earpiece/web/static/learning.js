// <earpiece-learning>: what the agent decides alone, kind by kind: how much, how often it is wrong, and what it may be.
import { fill, h } from "./dom.js";
import { curve, shares } from "./learning-curve.js";
import { call } from "./net.js";

const EVERY = 15_000;
const SHOWN = 5;
const STANDINGS = { asking: ["asks", "plain"], earning: ["earning it", "amber"], alone: ["decides alone", ""], lost: ["asks again", "red"] };
const WORDS = {
  asking: "People decide each of these; the agent learns from their answers.",
  earning: "The agent decides a few that are like many before, and asks about the rest.",
  alone: "The agent decides what it is sure of, and asks about the rest.",
  lost: "The agent was wrong too often here, and asks again.",
};

/**
 * A share as people say it: "1 in 60"; from a third on in hundredths.
 * @param {number} share @param {"near" | "most"} [how] the nearest figure, or one that is not too small
 */
export function oneIn(share, how = "near") {
  if (share <= 0) return "none";
  if (share > 1 / 3) return `${how === "most" ? Math.ceil(share * 100 - 1e-9) : Math.round(share * 100)} in 100`;
  const many = 1 / share;
  return `1 in ${Math.min(how === "most" ? Math.floor(many + 1e-9) : Math.round(many), 1000)}`;
}

/** How often it is wrong, in a sentence. @param {any} one a class */
export function verdict(one) {
  const budget = `budget ${oneIn(one.budget)}`;
  if (!one.alone) return `It has decided none of these alone (${budget}).`;
  if (one.error == null) return `How often it is wrong is not known yet (${budget}).`;
  if (one.error_upper > 0.5) return `Too few of its own decisions were looked at to tell how many are wrong (${budget}).`;
  const most = one.error_upper == null ? "" : `at most ${oneIn(one.error_upper, "most")}, `;
  const told = one.error < 0.001 ? "None of its own decisions is known to be wrong" : `About ${oneIn(one.error)} of its own decisions is wrong`;
  return `${told} (${most}${budget}).`;
}

export class EarpieceLearning extends HTMLElement {
  #all = false;

  connectedCallback() {
    if (this.list) return;
    this.list = h("ul.classes", { "aria-label": "Kinds of decisions" });
    this.more = h("button.act.small", { type: "button", hidden: true, onclick: () => ((this.#all = true), this.refresh()) });
    this.unmet = h("p.hint");
    this.note = h("p.hint", { role: "status" }, "Counting …");
    this.append(h("section", { "aria-label": "What the agent decides alone" }, h("h2", {}, "What the agent decides alone"), this.list, this.more, this.unmet, this.note));
    this.refresh();
    this.timer = setInterval(() => document.hidden || this.refresh(), EVERY);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  async refresh() {
    try {
      this.#draw(await call("GET", "/learning"));
    } catch (error) {
      this.hidden = error.status === 404;
      if (error.status !== 0 || !this.list.childElementCount) this.note.textContent = error.message;
    }
  }

  /** @param {any} view */
  #draw({ classes, precedents, candidates, answered_alone }) {
    const met = classes.filter((one) => one.decided > 0);
    const shown = this.#all ? met : met.slice(0, SHOWN);
    fill(this.list, shown, () => shown.map((one) => this.#one(one)));
    this.more.hidden = shown.length === met.length;
    this.more.textContent = `${met.length - shown.length} more`;
    const unmet = classes.filter((one) => !one.decided).map((one) => one.title);
    fill(this.unmet, unmet, () => (unmet.length ? [h("strong", {}, "Not met yet: "), h("bdi", {}, unmet.join(", ")), ". People decide these first, and the agent learns from them."] : []));
    fill(this.note, [classes.length, precedents, candidates, answered_alone], () => {
      const none = !classes.length && "Nothing yet: what people answer is counted here, and from it the agent earns deciding alone. ";
      const use = `${precedents} ${precedents === 1 ? "answer" : "answers"} in use`;
      return [none, h("a", { href: "/desk/precedents" }, use), candidates > 0 && `, ${candidates} to review`, answered_alone > 0 && `; with them it answered ${answered_alone} ${answered_alone === 1 ? "question" : "questions"} alone`, "."];
    });
  }

  /** @param {any} one a class */
  #one(one) {
    const [name, tone] = STANDINGS[one.standing];
    const counted = [["asked", `${one.asked} asked`], ["alone", `${one.alone} alone`], one.audited > 0 && ["looked", `${one.audited} looked at afterwards`]];
    const counts = counted.filter(Boolean).map(([kind, text]) => h(`span.of-${kind}`, {}, text));
    return h(
      "li.class",
      {},
      h("p.class-top", {}, h("strong", { dir: "auto" }, one.title), h(`span.tag${tone && `.${tone}`}`, {}, name)),
      shares(one),
      h("p.class-counts", {}, ...counts),
      h("p.class-verdict", { class: one.alone && one.error > one.budget ? "class-verdict over" : null }, verdict(one)),
      h("p.class-words", { dir: "auto" }, one.words || WORDS[one.standing]),
      one.curve.length > 1 && curve(one),
    );
  }
}

customElements.define("earpiece-learning", EarpieceLearning);
