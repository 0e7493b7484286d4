// Where a card is answered: the choices, the field for own words, and one panel at a time for everything else.
import { choices, origin, REASONS } from "./answer.js";
import { AnswerForm } from "./answer-form.js";
import "./compose.js";
import { fill, h } from "./dom.js";
import { Instead } from "./instead.js";

/** Panels with fields. Each field: name, label, how long. */
const PANELS = {
  no: { title: "Why not? One line is enough.", send: "Send", fields: [["reason", "Reason for the no", 300]] },
  ask: { title: "What do you need to know from the customer? The agent asks.", send: "Ask", fields: [["question", "Question for the customer", 1000]] },
  agent: { title: "What should the agent look up? It searches this conversation and the company’s knowledge.", send: "Look up", fields: [["question", "Question for the agent", 1000]] },
  pass: { title: "Which team should answer this?", send: "Pass on", fields: [["to", "Team", 100], ["reason", "Why, in a few words", 300]] },
  second: { title: "Have somebody else answer as well, without knowing your answer. Why?", send: "Then my answer", fields: [["reason", "Why a second opinion", 300]] },
  over: { title: "Take over? You speak with the customer yourself, and the agent listens until you give back.", send: "Take over", fields: [["reason", "Why you take over", 300]] },
};

export class Dock {
  panel = "";

  /**
   * @param {{choose: (choice: any) => void, no: (reason: string) => void, read: () => void, confirm: () => void, typed: () => void,
   *   submit: (panel: string, values: Record<string, string>) => void, fillIn: (data: Record<string, any>) => void, exact: (text: string) => void, skills: () => string[],
   *   changed: () => void, hold: import("./hold.js").Hold, card: any}} host the card's element
   */
  constructor(host) {
    this.host = host;
    this.reference = h("input", { name: "reference", autocomplete: "off", dir: "auto", placeholder: "Number or note from the other system" });
    this.referenceLabel = h("label.reference", {}, "Reference ", this.reference);
    this.other = h("p.second", { role: "status", hidden: true }, "Now your answer. It counts once somebody else has said the same; Esc drops that.");
    this.buttons = h("div.choices");
    this.text = h("textarea", { rows: 1, maxlength: 4000, dir: "auto", placeholder: "Say it in your words", "aria-label": "Say it in your words", "aria-keyshortcuts": "S" });
    this.back = h("div.read", { role: "status" });
    this.free = h("div.free", {}, this.text, this.back);
    this.typed = new AnswerForm((data) => host.fillIn(data), () => this.show("no"));
    this.instead = new Instead();
    this.forms = Object.fromEntries(Object.entries(PANELS).map(([name, about]) => [name, this.#form(name, about)]));
    this.forms.exact = this.#exact();
    this.forms.doubt = h("div.panel.doubt", { hidden: true, role: "alertdialog", "aria-label": "Please look again", tabindex: "-1" });
    this.el = h("div.dock", {}, this.referenceLabel, this.other, this.buttons, ...Object.values(this.forms), this.typed.el, this.free);
    this.text.addEventListener("input", () => host.typed());
    this.text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.repeat) return;
      event.preventDefault();
      event.stopPropagation();
      host.read();
    });
  }

  /** @param {string} name @param {{title: string, send: string, fields: (string | number)[][]}} about */
  #form(name, { title, send, fields }) {
    const inputs = fields.map(([field, label, most]) => h("input", { name: field, autocomplete: "off", dir: "auto", maxlength: most, "aria-label": label, placeholder: fields.length > 1 ? label : null, list: field === "to" ? "earpiece-skills" : null }));
    const quick = h("div.reasons");
    const form = h("form.panel", { hidden: true, "data-panel": name }, h("div.panel-title", {}, title), quick, name === "pass" && h("datalist", { id: "earpiece-skills" }), name === "no" && this.instead.el, h("div.line-form", {}, ...inputs, h("button.confirm", {}, send), this.#leave()));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const values = Object.fromEntries(inputs.map((input) => [input.name, input.value.trim()]));
      const missing = inputs.find((input) => !input.value.trim());
      if (missing && name !== "over") return missing.focus();
      this.host.submit(name, values);
    });
    inputs[0].addEventListener("keydown", (event) => {
      const button = !inputs[0].value && /^[1-9]$/.test(event.key) && quick.children[Number(event.key) - 1];
      if (!button) return;
      event.preventDefault();
      button.click();
    });
    return form;
  }

  #exact() {
    this.composer = /** @type {any} */ (h("earpiece-composer", { label: "Words for the customer", placeholder: "The agent says exactly this" }));
    const form = h("form.panel", { hidden: true, "data-panel": "exact" }, h("div.panel-title", {}, "The agent says exactly this to the customer, and carries on."), this.composer, h("div.line-form.end", {}, h("button.confirm", {}, "Have it said"), this.#leave()));
    const say = (event) => (event.preventDefault(), this.composer.value && this.host.exact(this.composer.value));
    form.addEventListener("submit", say);
    this.composer.addEventListener("send", say);
    return form;
  }

  #leave() {
    return h("button.key", { type: "button", onclick: () => this.show("") }, h("kbd", { "aria-hidden": "true" }, "Esc"), "Back");
  }

  /** @param {string} panel which one to show, or none */
  show(panel) {
    const was = this.panel;
    this.panel = panel;
    for (const [name, form] of Object.entries(this.forms)) form.hidden = name !== panel;
    this.#ownWords();
    if (panel === "exact") this.#words();
    const first = panel && (this.forms[panel].querySelector("input, textarea") ?? this.forms[panel].querySelector("button"));
    if (first) first.focus();
    else if (document.activeElement instanceof HTMLElement && this.el.contains(document.activeElement)) document.activeElement.blur();
    if (was !== panel) this.host.changed();
  }

  /** A typed answer is filled in, any other said in own words. */
  #ownWords() {
    const typed = Boolean(this.typed.schema);
    this.buttons.hidden = typed || this.panel !== "";
    this.free.hidden = typed || this.panel !== "";
    this.typed.el.hidden = !typed || this.panel !== "";
  }

  /** To where the answer is written. */
  say() {
    if (this.typed.schema) this.typed.focus();
    else this.text.focus();
  }

  /** Replies are suggested to whoever holds the card. */
  async #words() {
    this.composer.of(this.host.card.conversation);
    if (!this.host.hold.free) return;
    await this.host.hold.claim().catch(() => null);
    this.composer.refresh();
  }

  /** Another card: nothing of the one before is left. */
  clear() {
    for (const input of this.el.querySelectorAll("input")) input.value = "";
  }

  /** Something about the answer may be a slip. @param {{code: string, message: string, field: string}[]} doubts */
  doubt(doubts) {
    const confirm = h("button.confirm", { type: "button", onclick: () => this.host.confirm() }, "Yes, I mean it", h("kbd", { "aria-hidden": "true" }, "Enter"));
    this.forms.doubt.replaceChildren(h("div.panel-title", {}, "Please look again"), ...doubts.map((one) => h("p", { dir: "auto" }, one.message)), h("div.group-line", {}, confirm, this.#leave()));
    this.show("doubt");
  }

  /** @param {any} card @param {boolean} edited arguments were changed @param {any} reading own words as they were understood @param {boolean} second somebody else is to look too @param {boolean} can it takes an answer from this person */
  render(card, edited, reading, second, can) {
    this.typed.render(card, can);
    const whom = card.channel === "ask" ? card.customer.name ?? "whoever asks" : "";
    this.forms.ask.querySelector(".panel-title").textContent = whom ? `What do you need to know from ${whom} first?` : PANELS.ask.title;
    this.#ownWords();
    this.other.hidden = !second || this.panel !== "";
    this.referenceLabel.hidden = card.kind !== "task" || this.panel !== "";
    fill(this.buttons, [card.id, card.suggestions, card.kind, edited], () => choices(card).map((one) => this.#choice(card, one, edited)));
    fill(this.forms.no.querySelector(".reasons"), card.kind, () => (REASONS[card.kind] ?? []).map((reason, place) => this.#quick(reason, place, () => this.host.no(reason))));
    const skills = this.host.skills();
    const to = this.forms.pass.elements.namedItem("to");
    const choose = (skill) => ((to.value = skill), this.forms.pass.elements.namedItem("reason").focus());
    fill(this.forms.pass.querySelector(".reasons"), skills, () => skills.slice(0, 9).map((skill, place) => this.#quick(skill, place, () => choose(skill))));
    fill(this.forms.pass.querySelector("datalist"), skills, () => skills.map((skill) => h("option", { value: skill })));
    this.instead.render(card);
    fill(this.back, reading, () => (reading ? this.#readBack(reading) : []));
  }

  #choice(card, choice, edited) {
    const { decision } = choice.answer;
    const label = decision === "yes" && edited && card.kind === "approval" ? `${choice.label}, with changes` : choice.label;
    const tone = decision === "yes" ? "yes" : decision === "no" ? "no" : "option";
    const from = choice.source && !["playbook", "asker"].includes(choice.source) && h("span.from", {}, `From ${origin(choice.source)}`);
    const text = h("span", { dir: "auto" }, h("span.label", {}, label), choice.leads_to && h("span.leads", { title: choice.leads_to }, choice.leads_to), from);
    return h(`button.choice.${tone}`, { type: "button", onclick: () => this.host.choose(choice), "aria-keyshortcuts": choice.key }, text, h("kbd", { "aria-hidden": "true" }, choice.key.toUpperCase()));
  }

  #quick(text, place, run) {
    return h("button.quick", { type: "button", onclick: run }, h("bdi", {}, text), h("kbd", { "aria-hidden": "true" }, String(place + 1)));
  }

  #readBack({ in_words, problems }) {
    const ok = !problems.length;
    return [
      h("p", { dir: "auto" }, h("strong", {}, ok ? "Understood as: " : ""), in_words, ...problems.map((problem) => h("span.wrong", {}, ` ${problem}`))),
      ok && h("button.confirm", { type: "button", onclick: () => this.host.confirm() }, "Send this", h("kbd", { "aria-hidden": "true" }, "Enter")),
    ];
  }
}
