// With a no: what is to be done in its place, chosen from the tools the agent has, with the arguments that each of them takes.
import { plain, words } from "./answer.js";
import { fill, h } from "./dom.js";

export class Instead {
  /** @type {any} */ #card = null;

  constructor() {
    this.tool = h("select", { name: "instead", "aria-label": "What is to be done instead", onchange: () => this.#fields() });
    this.args = h("div.instead-args");
    this.el = h("div.instead", { hidden: true }, h("label", {}, "Instead ", this.tool), this.args);
  }

  /** @returns {any[]} the calls that may be wanted, as schemas */
  get #offers() {
    return this.#card?.form?.properties?.instead?.oneOf ?? [];
  }

  get #offer() {
    return this.#offers.find((offer) => offer.properties.tool.const === this.tool.value);
  }

  /** @returns {{instead?: {tool: string, args: Record<string, any>}}} a part of the answer; throws if a field cannot be read */
  get answer() {
    if (this.el.hidden || !this.tool.value) return {};
    const args = {};
    for (const input of this.args.querySelectorAll("input, select, textarea")) {
      if (input.value.trim() !== "") args[input.name] = read(input);
    }
    return { instead: { tool: this.tool.value, args } };
  }

  /** @param {any} card */
  render(card) {
    const other = this.#card?.id !== card.id || this.#card.revision !== card.revision;
    this.#card = card;
    this.el.hidden = !this.#offers.length;
    fill(this.tool, [card.id, this.#offers], () => [
      h("option", { value: "" }, "nothing: the agent is told why not"),
      ...this.#offers.map((offer) => h("option", { value: offer.properties.tool.const }, `${words(offer.properties.tool.const)}: ${offer.title}`)),
    ]);
    if (other) {
      this.tool.value = "";
      this.#fields();
    }
  }

  #fields() {
    const { properties = {}, required = [] } = this.#offer?.properties.args ?? {};
    const known = this.#card?.call?.args ?? {};
    this.args.replaceChildren(...Object.entries(properties).map(([name, part]) => field(name, part, known[name], required.includes(name))));
  }
}

/** @param {string} name @param {any} part its JSON Schema @param {any} value what is known of it @param {boolean} required */
function field(name, part, value, required) {
  const label = required ? words(name) : `${words(name)} (may be left out)`;
  const shown = value == null ? "" : typeof value === "object" ? JSON.stringify(value, null, 1) : plain(value);
  const type = part.enum ? "choice" : (part.type ?? "json");
  const common = { name, "data-type": type, required, "aria-label": label, dir: "auto", value: shown };
  if (type === "choice" || type === "boolean") {
    const options = part.enum ?? ["true", "false"];
    const select = h("select", common, !required && h("option", { value: "" }, ""), ...options.map((option) => h("option", { value: option }, String(option))));
    select.value = shown || (required ? String(options[0]) : "");
    return h("label", {}, label, select);
  }
  if (["string", "number", "integer"].includes(type)) return h("label", {}, label, h("input", { ...common, autocomplete: "off", inputmode: type === "string" ? null : "decimal" }));
  return h("label", {}, label, h("textarea", { ...common, rows: 3, spellcheck: "false", placeholder: part.type === "array" ? "[…]" : "{…}" }));
}

/** @param {HTMLInputElement} input @returns {any} the value that stands in the field */
function read(input) {
  const [text, type] = [input.value.trim(), input.dataset.type];
  if (type === "number" || type === "integer") return Number(text.replace(",", "."));
  if (type === "boolean") return text === "true";
  if (type === "string" || type === "choice") return text;
  try {
    return JSON.parse(text);
  } catch {
    throw Object.assign(new Error(`${words(input.name)} cannot be read: write it as JSON, such as ["a", "b"].`), { status: 422 });
  }
}
