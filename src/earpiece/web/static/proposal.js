// What a yes would do, with the arguments that may be changed; what a change leads to is shown while it is typed.
import { plain, words } from "./answer.js";
import { fill, h, icon } from "./dom.js";
import { cardUrl } from "./hold.js";
import { call } from "./net.js";

const PAUSE = 200; // milliseconds without a key until the change is looked at

export class Proposal {
  /** @type {any} */ #card = null;
  #timer = 0;
  #asked = 0;

  /** @param {() => void} edited an argument was changed */
  constructor(edited) {
    this.edited = edited;
    this.outlook = h("div.outlook", { "aria-live": "polite" });
    this.title = h("h3");
    this.args = h("dl.facts");
    this.words = h("textarea.words", { rows: 2, maxlength: 2000, dir: "auto", "aria-label": "The agent’s words, may be changed", oninput: () => edited() });
    this.el = h("section.action", { "aria-label": "Proposed action" }, this.title, this.words, this.outlook, this.args);
  }

  /** @returns {Record<string, any>} arguments the expert changed */
  get edits() {
    const edits = {};
    for (const input of this.args.querySelectorAll("input, select, textarea")) {
      const before = this.#card.call.args[input.name];
      if (input instanceof HTMLSelectElement) {
        const chosen = JSON.parse(input.value);
        if (chosen !== before) edits[input.name] = chosen;
        continue;
      }
      if (input instanceof HTMLTextAreaElement) {
        const written = parsed(input.value);
        if (JSON.stringify(written) !== JSON.stringify(before)) edits[input.name] = written;
        continue;
      }
      const after = typeof before === "number" ? Number(input.value.replace(",", ".")) : input.value.trim();
      if (input.value.trim() !== "" && after !== before) edits[input.name] = Number.isNaN(after) ? input.value : after;
    }
    return edits;
  }

  /** @returns {string | null} the agent's words as the expert changed them */
  get said() {
    const words = this.words.value.trim();
    return this.#card?.draft_words && words && words !== this.#card.draft_words.trim() ? words : null;
  }

  get changed() {
    return this.said !== null || Object.keys(this.edits).length > 0;
  }

  /** @param {any} card @param {boolean} answerable @param {boolean} asked */
  render(card, answerable, asked) {
    const other = this.#card?.id !== card.id || this.#card.draft_words !== card.draft_words;
    this.#card = card;
    this.el.hidden = !card.call && !card.draft_words;
    this.words.hidden = !card.draft_words;
    this.words.readOnly = !answerable;
    if (other) this.words.value = card.draft_words ?? "";
    const yes = card.draft_words ? "If you say yes, the agent says" : "If you say yes";
    fill(this.title, [asked, yes], () => [icon(card.call ? "tool" : "talk"), asked ? yes : "What was proposed"]);
    if (!card.call) return [this.args, this.outlook].forEach((part) => fill(part, null, () => []));
    const changeable = new Set(answerable ? card.call.changeable : []);
    const row = ([name, value]) => h("div", {}, h("dt", {}, words(name)), h("dd", { dir: "auto" }, ...(changeable.has(name) ? this.#field(name, value) : [plain(value)])));
    fill(this.args, [card.id, card.call, answerable], () => Object.entries(card.call.args).map(row));
    if (!Object.keys(this.edits).length) fill(this.outlook, card.call, () => outlook(card.call));
  }

  #field(name, value) {
    const part = this.#card.form?.properties?.changes?.properties?.[name] ?? {};
    const values = part.enum ?? (part.type === "boolean" ? [true, false] : null);
    if (values) return [this.#list(name, value, values), h("span.source", {}, "you may change this")];
    if (typeof value === "object" && value !== null) {
      const text = h("textarea", { name, rows: 3, spellcheck: "false", value: JSON.stringify(value, null, 1), "aria-label": `${words(name)}, may be changed`, oninput: () => this.#typed() });
      return [text, h("span.source", {}, "you may change this")];
    }
    const input = h("input", { name, value: plain(value), dir: "auto", "aria-label": `${words(name)}, may be changed`, inputmode: typeof value === "number" ? "decimal" : null, autocomplete: "off", oninput: () => this.#typed() });
    return [input, h("span.source", {}, "you may change this")];
  }

  /** @param {string} name @param {any} value @param {any[]} values */
  #list(name, value, values) {
    const all = values.includes(value) ? values : [value, ...values];
    const label = (one) => (typeof one === "boolean" ? (one ? "yes" : "no") : plain(one));
    const select = h("select", { name, "aria-label": `${words(name)}, may be changed`, onchange: () => this.#typed() }, ...all.map((one) => h("option", { value: JSON.stringify(one) }, label(one))));
    select.value = JSON.stringify(value);
    return select;
  }

  #typed() {
    this.edited();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), PAUSE);
  }

  /** Look at what the change leads to; the last one counts. */
  async #look() {
    const { id } = this.#card;
    const changes = this.edits;
    const asked = ++this.#asked;
    if (!Object.keys(changes).length) return;
    const found = await call("POST", cardUrl(id, "/preview"), { changes }).catch((error) => error);
    if (this.#asked !== asked || this.#card.id !== id || found.status === 404) return;
    const shown = found instanceof Error ? { problem: found.message } : found;
    fill(this.outlook, shown, () => (shown.problem ? [h("p.wrong", {}, shown.problem)] : outlook(shown)));
  }
}

/** @param {string} text @returns {any} what it holds; the text itself where it is no JSON, and the server says what is wrong */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text.trim();
  }
}

/** The effect and what changes. @param {{effect: string, changes: {label: string, before: string | null, after: string}[]}} call */
function outlook({ effect, changes = [] }) {
  const rows = changes.map(({ label, before, after }) => {
    const was = before == null ? [] : [h("span.before", { dir: "auto" }, before), h("span.arrow", { "aria-label": "becomes", role: "img" }, "→")];
    return h("div", {}, h("dt", { dir: "auto" }, label), h("dd", {}, h("span.change", {}, ...was, h("strong", { dir: "auto" }, after))));
  });
  return [h("p.effect", { dir: "auto" }, effect), rows.length > 0 && h("dl.facts.changes", {}, ...rows)];
}
