// A typed answer: a form made of the asker's JSON Schema, filled in with keys alone, checked before it is sent.
import { words } from "./answer.js";
import { fill, h } from "./dom.js";

const FEW = 5; // so many values are shown side by side; more are a list
const SHORT = 120; // characters that fit on one line
const NOTHING = Symbol("left empty");

export class AnswerForm {
  /** @type {any} */ #card = null;
  /** @type {(() => any)[]} */ #reads = [];

  /** @param {(data: Record<string, any>) => void} send @param {() => void} decline nobody can say this */
  constructor(send, decline) {
    this.fields = h("div.answer-fields");
    this.problem = h("p.wrong", { role: "alert", dir: "auto" });
    this.button = h("button.confirm", {}, "Send", h("kbd", { "aria-hidden": "true" }, "Enter"));
    this.cannot = h("button.key", { type: "button", onclick: () => decline(), "aria-keyshortcuts": "N" }, h("kbd", { "aria-hidden": "true" }, "N"), "I cannot answer this");
    this.el = h("form.answer-form", { hidden: true, novalidate: true, "aria-label": "Your answer" }, this.fields, h("div.line-form.end", {}, this.problem, this.cannot, this.button));
    this.el.addEventListener("input", (event) => this.#mended(/** @type {HTMLElement} */ (event.target)));
    this.el.addEventListener("submit", (event) => {
      event.preventDefault();
      const data = this.#read();
      if (data) send(data);
    });
    this.el.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing || event.repeat || event.shiftKey || !(event.target instanceof HTMLTextAreaElement)) return;
      event.preventDefault();
      this.el.requestSubmit();
    });
  }

  /** The schema of the answer, where it is one of the asker's own. */
  get schema() {
    return this.#card?.form?.properties?.data ?? null;
  }

  focus() {
    const first = this.fields.querySelector("input:checked, input, select, textarea");
    if (first instanceof HTMLElement) first.focus();
  }

  /** @param {any} card @param {boolean} answerable */
  render(card, answerable) {
    const typed = this.#card?.id === card.id ? this.#typed() : new Map();
    this.#card = card;
    this.el.classList.toggle("read-only", !answerable);
    this.button.hidden = this.cannot.hidden = !answerable;
    fill(this.fields, [card.id, card.revision, answerable, this.schema], () => {
      this.problem.textContent = "";
      this.#reads = [];
      if (!this.schema) return [];
      const { parts, read } = group(this.schema, "", answerable);
      this.#reads = [read];
      return parts;
    });
    this.#restore(typed);
  }

  /** What stands in the fields, by name: it outlives a change of the question. */
  #typed() {
    return new Map([...this.fields.querySelectorAll("input, select, textarea")].map((field) => [`${field.name} ${field.type === "radio" || field.type === "checkbox" ? field.value : ""}`, field.type === "radio" || field.type === "checkbox" ? field.checked : field.value]));
  }

  /** @param {Map<string, any>} typed */
  #restore(typed) {
    for (const field of this.fields.querySelectorAll("input, select, textarea")) {
      const box = field.type === "radio" || field.type === "checkbox";
      const was = typed.get(`${field.name} ${box ? field.value : ""}`);
      if (was === undefined) continue;
      if (box) field.checked = was;
      else field.value = was;
    }
  }

  /** @param {HTMLElement} field */
  #mended(field) {
    if (!this.problem.textContent) return;
    this.problem.textContent = "";
    field.removeAttribute("aria-invalid");
  }

  /** @returns {Record<string, any> | null} the answer; null, with the reason on the screen, if something is missing or wrong */
  #read() {
    for (const field of this.fields.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    try {
      const data = this.#reads[0]();
      this.problem.textContent = "";
      if (data !== NOTHING) return data;
      this.problem.textContent = "Fill in at least one field.";
      this.focus();
    } catch (error) {
      if (!error.field) throw error;
      this.problem.textContent = error.message;
      error.field.setAttribute("aria-invalid", "true");
      error.field.focus();
    }
    return null;
  }
}

/** @param {any} schema of an object @param {string} path @param {boolean} can */
function group(schema, path, can) {
  const made = Object.entries(schema.properties).map(([name, part]) => {
    const at = path ? `${path}.${name}` : name;
    const title = part.title ?? words(name);
    const required = (schema.required ?? []).includes(name);
    if (part.type !== "object") return [name, field(part, at, title, required, can)];
    const inner = group(part, at, can);
    return [name, { parts: [h("fieldset.answer-group", {}, h("legend", { dir: "auto" }, title, left(required)), hint(part), ...inner.parts)], read: () => nothing(inner.read(), required, title, null) }];
  });
  const read = () => {
    const values = made.map(([name, one]) => [name, one.read()]).filter(([, value]) => value !== NOTHING);
    return values.length ? Object.fromEntries(values) : NOTHING;
  };
  return { parts: made.flatMap(([, one]) => one.parts), read };
}

/** @param {any} part @param {string} name @param {string} title @param {boolean} required @param {boolean} can */
function field(part, name, title, required, can) {
  if (part.type === "array") return several(part, name, title, required, can);
  const values = part.enum ?? (part.type === "boolean" ? [true, false] : null);
  if (values) return one(values, part, name, title, required, can);
  return typed(part, name, title, required, can);
}

/** One of several values: side by side, or as a list. */
function one(values, part, name, title, required, can) {
  const label = (value) => (typeof value === "boolean" ? (value ? "Yes" : "No") : words(String(value)));
  if (values.length > FEW) {
    const select = h("select", { name, "aria-label": title, disabled: !can }, h("option", { value: "" }, ""), ...values.map((value) => h("option", { value: JSON.stringify(value) }, label(value))));
    select.value = "default" in part ? JSON.stringify(part.default) : "";
    const read = () => nothing(select.value === "" ? NOTHING : JSON.parse(select.value), required, title, select);
    return { parts: [h("label.answer-field", {}, h("span", { dir: "auto" }, title, left(required)), hint(part), select)], read };
  }
  const boxes = values.map((value) => h("input", { type: "radio", name, value: JSON.stringify(value), checked: part.default === value, disabled: !can }));
  // a radio button cannot be taken back: what may be left out has a button for that
  const none = !required && h("input", { type: "radio", name, value: "", checked: !("default" in part), disabled: !can });
  const shown = boxes.map((box, place) => h("label.answer-pick", {}, box, h("span", { dir: "auto" }, label(values[place]))));
  if (none) shown.push(h("label.answer-pick", {}, none, h("span", {}, "Leave out")));
  const read = () => {
    const chosen = boxes.find((box) => box.checked);
    return nothing(chosen ? JSON.parse(chosen.value) : NOTHING, required, title, boxes[0]);
  };
  return { parts: [h("fieldset.answer-picks", {}, h("legend", { dir: "auto" }, title, left(required)), hint(part), h("div.answer-row", {}, ...shown))], read };
}

/** Several of several values. */
function several(part, name, title, required, can) {
  const values = part.items.enum;
  const boxes = values.map((value) => h("input", { type: "checkbox", name, value: JSON.stringify(value), checked: (part.default ?? []).includes(value), disabled: !can }));
  const read = () => {
    const chosen = boxes.filter((box) => box.checked).map((box) => JSON.parse(box.value));
    if (chosen.length < (part.minItems ?? 0) && (required || chosen.length)) throw wrong(`${title}: choose at least ${part.minItems}.`, boxes[0]);
    if (chosen.length > (part.maxItems ?? values.length)) throw wrong(`${title}: choose at most ${part.maxItems}.`, boxes[0]);
    return chosen.length || required ? chosen : NOTHING;
  };
  const shown = boxes.map((box, place) => h("label.answer-pick", {}, box, h("span", { dir: "auto" }, words(String(values[place])))));
  return { parts: [h("fieldset.answer-picks", {}, h("legend", { dir: "auto" }, title, left(required)), hint(part), h("div.answer-row", {}, ...shown))], read };
}

/** Words or a number. */
function typed(part, name, title, required, can) {
  const number = part.type === "number" || part.type === "integer";
  const props = { name, dir: "auto", readonly: !can, required, value: part.default == null ? "" : String(part.default), autocomplete: "off" };
  const long = !number && !part.format && (part.maxLength ?? Infinity) > SHORT;
  const types = { date: "date", time: "time", "date-time": "datetime-local", email: "email" };
  const input = long ? h("textarea", { ...props, rows: 1, maxlength: part.maxLength ?? 4000 }) : h("input", { ...props, type: types[part.format] ?? "text", maxlength: part.maxLength ?? null, inputmode: number ? "decimal" : null });
  const read = () => {
    const text = input.value.trim();
    if (text === "") return nothing(NOTHING, required, title, input);
    return number ? figure(text, part, title, input) : line(text, part, title, input);
  };
  return { parts: [h("label.answer-field", {}, h("span", { dir: "auto" }, title, left(required)), hint(part, range(part)), input)], read };
}

/** @param {string} text @param {any} part @param {string} title @param {HTMLElement} input */
function figure(text, part, title, input) {
  const value = Number(text.replace(",", "."));
  if (!Number.isFinite(value)) throw wrong(`${title} is to be a number.`, input);
  if (part.type === "integer" && !Number.isInteger(value)) throw wrong(`${title} is to be a whole number.`, input);
  const low = value < (part.minimum ?? -Infinity) || value <= (part.exclusiveMinimum ?? -Infinity);
  const high = value > (part.maximum ?? Infinity) || value >= (part.exclusiveMaximum ?? Infinity);
  if (low || high) throw wrong(`${title}: ${range(part)}.`, input);
  return value;
}

/** @param {string} text @param {any} part @param {string} title @param {HTMLElement} input */
function line(text, part, title, input) {
  if (text.length < (part.minLength ?? 0)) throw wrong(`${title} needs at least ${part.minLength} characters.`, input);
  return text;
}

/** @param {any} value @param {boolean} required @param {string} title @param {HTMLElement | null} input */
function nothing(value, required, title, input) {
  if (value === NOTHING && required && input) throw wrong(`${title} is needed.`, input);
  return value === NOTHING && required ? {} : value;
}

/** @param {string} message @param {HTMLElement} field */
const wrong = (message, field) => Object.assign(new Error(message), { field });

/** @param {boolean} required */
const left = (required) => !required && h("span.source", {}, " may be left out");

/** @param {any} part @param {string} [more] */
const hint = (part, more = "") => (part.description || more) && h("span.source", { dir: "auto" }, [part.description, more].filter(Boolean).join(" "));

/** Between what a number may lie, in words. @param {any} part */
function range({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }) {
  const from = minimum != null ? `from ${minimum}` : exclusiveMinimum != null ? `more than ${exclusiveMinimum}` : "";
  const to = maximum != null ? `up to ${maximum}` : exclusiveMaximum != null ? `less than ${exclusiveMaximum}` : "";
  return [from, to].filter(Boolean).join(" ");
}
