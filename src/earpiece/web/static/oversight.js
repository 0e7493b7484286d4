// <earpiece-oversight>: how questions were answered, with care or without; a card as each person saw it.
import { bar, whoIsHere } from "./bar.js";
import { fill, h, timeOfDay } from "./dom.js";
import { call } from "./net.js";
import { seedsBox, useAsCheck } from "./seeds.js";
import { attempt, dayAndTime, field, percent, said } from "./work.js";

const DAY = 86400;
const COLUMNS = [
  ["Answered", (one) => String(one.answered), "Cards answered"],
  ["Served", (one) => String(one.answered + one.released), "Customers who got the answers, those who asked the same included"],
  ["Evidence", (one) => percent(one.evidence), "Share of cards of which what stands behind them was opened"],
  ["Stored as shown", (one) => percent(one.shown), "Share of cards stored as the person saw them"],
  ["Time", (one) => (one.seconds == null ? "–" : `${Math.round(one.seconds)} s`), "Median from taking a card to its answer; not a target"],
  ["Agreement", (one) => (one.opinions ? `${percent(one.agreement)} of ${one.opinions}` : "–"), "Independent opinions that were the answer in the end"],
  ["Doubts kept", (one) => String(one.doubts_kept), "Answers kept to though a doubt was put"],
  ["Checks", (one) => (one.seeds ? `${one.seeds_right} of ${one.seeds}` : "–"), "Cards whose right answer is known that were answered right"],
  ["Overturned", (one) => String(one.overturned), "Answers found wrong afterwards"],
];

export class EarpieceOversight extends HTMLElement {
  async connectedCallback() {
    if (this.table) return;
    const me = await whoIsHere();
    if (me.role === "expert") return location.assign("/desk");
    const day = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 10);
    const now = Date.now() / 1000;
    this.from = h("input", { type: "date", value: day(now - 6 * DAY), required: true });
    this.to = h("input", { type: "date", value: day(now), required: true });
    this.said = said();
    const show = h("button.act.main", {}, "Show");
    const form = h("form.acts", {}, field("From", this.from), field("To", this.to), show);
    form.addEventListener("submit", (event) => (event.preventDefault(), this.#load(show)));
    this.table = h("div.scroll", { tabindex: "0", role: "region", "aria-label": "By person" });
    this.skills = h("div.scroll", { tabindex: "0", role: "region", "aria-label": "By skill" });
    this.cards = h("ol.picks", { "aria-label": "Cards answered, the newest first" });
    this.card = h("section.box", { "aria-label": "Card" }, h("p.hint", {}, "Choose a card to see it as each person saw it."));
    this.seeds = seedsBox((card) => this.#open(card));
    this.replaceChildren(
      bar(me, "/oversight"),
      h(
        "main.work",
        {},
        h("section.box", {}, form, this.said),
        h("section.box", {}, h("h2", {}, "People, by name"), h("p.hint", {}, "Nobody is ranked: seconds and counts depend on the questions. Look at what they tell together."), this.table),
        h("section.box", {}, h("h2", {}, "Skills"), this.skills),
        this.seeds.el,
        h("div.split", {}, h("section.box", {}, h("h2", {}, "Cards"), this.cards), this.card),
      ),
    );
    await Promise.all([this.#load(show), attempt(show, this.said, this.seeds.load)]);
    const asked = new URLSearchParams(location.search).get("card");
    if (asked) await this.#open(asked);
  }

  /** @param {any} button */
  async #load(button) {
    const from = new Date(`${this.from.value}T00:00:00`).getTime() / 1000;
    const to = new Date(`${this.to.value}T00:00:00`).getTime() / 1000 + DAY;
    await attempt(button, this.said, async () => {
      const { people, skills, cards, whole } = await call("GET", `/oversight/figures?from=${from}&to=${to}`);
      fill(this.table, people, () => [people.length ? this.#figures("Person", people) : h("p.nothing-here", {}, "Nothing was answered in this time.")]);
      fill(this.skills, skills, () => [skills.length ? this.#figures("Skill", skills) : h("p.nothing-here", {}, "Nothing was answered in this time.")]);
      this.cards.replaceChildren(...cards.map((one) => this.#row(one)));
      if (!whole) this.said.tell("These are the newest five thousand cards of this time.");
    });
  }

  /** @param {string} of @param {any[]} list */
  #figures(of, list) {
    const columns = COLUMNS.filter(([name]) => of === "Person" || name !== "Checks");
    const head = h("tr", {}, h("th", { scope: "col" }, of), ...columns.map(([name, , about]) => h("th.number", { scope: "col", title: about }, name)));
    const rows = list.map((one) => h("tr", {}, h("th", { scope: "row", dir: "auto" }, one.name), ...columns.map(([, value]) => h("td.number", {}, value(one)))));
    return h("table", {}, h("thead", {}, head), h("tbody", {}, ...rows));
  }

  /** @param {any} one */
  #row(one) {
    const about = [one.skill, `${Math.round(one.seconds)} s`, one.evidence && "evidence opened", one.doubts > 0 && "kept to it despite a doubt"].filter(Boolean).join(" · ");
    return h("li", {}, h("button.pick", { type: "button", "data-card": one.card, onclick: () => this.#open(one.card) }, h("strong", { dir: "auto" }, `${one.name}, ${dayAndTime(one.at)}`), h("span", {}, about), one.overturned && h("span", {}, h("span.tag.red", {}, "overturned"))));
  }

  /** @param {string} id */
  async #open(id) {
    for (const row of this.cards.querySelectorAll(".pick")) row.setAttribute("aria-current", String(row.dataset.card === id));
    try {
      this.#show(await call("GET", `/oversight/cards/${encodeURIComponent(id)}`));
    } catch (error) {
      this.card.replaceChildren(h("p.outcome.bad", { role: "alert" }, error.message));
    }
    this.card.tabIndex = -1;
    this.card.focus();
  }

  /** @param {any} card */
  #show(card) {
    const fact = (name, value) => value && [h("dt", {}, name), h("dd", { dir: "auto" }, value)];
    const given = card.answer && Object.entries(card.answer).filter(([, value]) => value && Object.keys(value).length !== 0).map(([name, value]) => `${name}: ${typeof value === "object" ? JSON.stringify(value) : value}`).join("; ");
    const facts = [fact("Answer", given), fact("By", card.name), fact("Time", card.seconds ? `${Math.round(card.seconds)} s` : ""), fact("Overturned", card.overturned)].filter(Boolean).flat();
    const seen = card.seen.map((one) =>
      h("details", {}, h("summary", {}, `${one.name} at ${timeOfDay(one.at)}, revision ${one.revision}`, one.digest === card.saw && h("span.tag", {}, "what the answer was given on")), h("pre.seen-as", { tabindex: "0" }, JSON.stringify(one.shown, null, 2))),
    );
    const steps = card.steps.map((step) => h("li", {}, h("time", {}, timeOfDay(step.at)), " ", h("strong", {}, step.who), ` ${step.what}`));
    const shown = h(
      "div",
      {},
      h("h2", { dir: "auto" }, card.question.text),
      h("dl.facts", {}, ...facts),
      h("h3", {}, "As it was seen"),
      ...(seen.length ? seen : [h("p.hint", {}, "No look at this card was stored.")]),
      h("details.unfold", { open: true }, h("summary", {}, "What was done"), h("ol.steps", {}, ...steps)),
      card.status === "answered" && !card.overturned && this.#overturn(card.card),
      card.status === "answered" && !card.overturned && useAsCheck(card.card, this.seeds.show),
      h("p", {}, h("a.act.small", { href: `/board?conversation=${encodeURIComponent(card.conversation)}` }, "The conversation")),
    );
    this.card.replaceChildren(shown);
  }

  /** @param {string} id */
  #overturn(id) {
    const reason = h("input", { maxlength: 1000, required: true });
    const button = h("button.act.grave", {}, "Overturn");
    const line = said();
    const form = h("form", {}, h("div.fields", {}, field("What was wrong with the answer?", reason)), button, line);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      attempt(button, line, async () => this.#show(await call("POST", `/desk/cards/${encodeURIComponent(id)}/overturn`, { reason: reason.value })));
    });
    return h("details.unfold", {}, h("summary", {}, "Overturn this answer"), h("p.hint", {}, "It stays what was answered, and what was done stays done. That it was wrong is on record."), form);
  }
}

customElements.define("earpiece-oversight", EarpieceOversight);
