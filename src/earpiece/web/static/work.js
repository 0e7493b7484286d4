// What the pages for supervisors and admins share: fields, buttons that say how it went, percentages.
import { h } from "./dom.js";

/**
 * A labelled field.
 * @param {string} label @param {HTMLElement} input @param {string} [hint]
 * @returns {HTMLElement}
 */
export function field(label, input, hint = "") {
  return h("label.field", {}, h("span", {}, label), input, hint && h("small", {}, hint));
}

/** @param {[string, string][]} options @param {string} chosen @param {object} props @returns {HTMLSelectElement} */
export function choice(options, chosen, props = {}) {
  return h("select", props, ...options.map(([value, text]) => h("option", { value, selected: value === chosen }, text)));
}

/** A line that says how it went. @returns {any} */
export function said() {
  const el = h("p.outcome", { role: "status" });
  el.tell = (text, bad = false) => {
    el.textContent = text;
    el.classList.toggle("bad", bad);
  };
  return el;
}

/**
 * Do something, with the button out of reach meanwhile; what goes wrong is told.
 * @param {any} button @param {any} line see `said` @param {() => Promise<any>} work @returns {Promise<boolean>} whether it went well
 */
export async function attempt(button, line, work) {
  const focused = document.activeElement === button;
  button.disabled = true;
  line.tell("");
  try {
    await work();
    return true;
  } catch (error) {
    line.tell(error.message, true);
    return false;
  } finally {
    button.disabled = false;
    if (focused && document.activeElement === document.body) button.focus();
  }
}

/** @param {number | null} share @returns {string} */
export function percent(share) {
  return share == null ? "–" : `${Math.round(share * 100)} %`;
}

/** @param {number} at seconds since 1970 @returns {string} day and time */
export function dayAndTime(at) {
  return new Date(at * 1000).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
}

/** Words of a field, one for each line or comma. @param {string} text @returns {string[]} */
export function words(text) {
  return text.split(/[,\n]/).map((word) => word.trim()).filter(Boolean);
}

/** "refund 200, waiver 50" as numbers by name; what is no number is told. @param {string} text @returns {Record<string, number>} */
export function amounts(text) {
  return Object.fromEntries(
    words(text).map((part) => {
      const [, name, amount] = part.match(/^(.*\S)\s*[: ]\s*([\d.]+)$/) ?? [];
      if (!name) throw new Error(`“${part}”: write a name and a number, such as “refund 200”.`);
      return [name.replace(/:$/, "").trim(), Number(amount)];
    }),
  );
}

/** The other way. @param {Record<string, number>} amounts @returns {string} */
export function inAmounts(amounts) {
  return Object.entries(amounts).map(([name, amount]) => `${name} ${amount}`).join(", ");
}
