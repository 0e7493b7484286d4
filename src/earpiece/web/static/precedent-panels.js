// The panels of the precedents page: what was wrong with an answer, and how one is to hold.
import { h } from "./dom.js";
import { LASTS, lasting, SCOPES } from "./keep.js";
import { dayAndTime } from "./work.js";

export class Panels {
  /** Which one is open, or none. @type {"" | "recall" | "edit"} */ open = "";

  /** @param {(act: string, body: object) => void} send @param {() => void} changed one was opened or left */
  constructor(send, changed) {
    this.changed = changed;
    const line = (name, label, required = false) => h("label.lined", {}, label, h("textarea", { name, rows: 1, maxlength: 1000, required, dir: "auto" }));
    const select = (name, label, options) => h("select", { name, "aria-label": label }, ...Object.entries(options).map(([value, text]) => h("option", { value }, text)));
    this.asItIs = h("option", { value: "" });
    this.lasts = select("lasts", "How long", LASTS);
    this.lasts.prepend(this.asItIs);
    const recall = this.#form("What was wrong with it? Its use stops at once, on every node.", "Recall", [line("reason", "What was wrong with it", true), line("instead", "What is right, in words for the customers")], ({ reason, instead }) => send("recall", { reason, instead }));
    const edit = this.#form("How is it to hold? The agent compares questions with the first line.", "Publish", [line("situation", "When it holds"), line("reason", "Why"), h("span.keep-choices", {}, "for ", select("scope", "For whom", SCOPES), this.lasts)], ({ lasts, ...told }) =>
      send("publish", { ...told, expires_at: lasting(lasts) }),
    );
    this.forms = { recall, edit };
    this.all = [recall, edit];
  }

  /** @param {string} title @param {string} name @param {HTMLElement[]} fields @param {(values: any) => void} send */
  #form(title, name, fields, send) {
    const leave = h("button.key", { type: "button", onclick: () => this.leave() }, h("kbd", { "aria-hidden": "true" }, "Esc"), "Back");
    const form = h("form.panel", { hidden: true }, h("div.panel-title", {}, title), ...fields, h("div.line-form", {}, h("button.confirm", {}, name), leave));
    form.addEventListener("keydown", (event) => {
      const field = event.target instanceof HTMLTextAreaElement;
      if (event.key === "Enter" && field && !event.shiftKey && !event.isComposing && !event.repeat) (event.preventDefault(), form.requestSubmit());
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const values = Object.fromEntries([...new FormData(form)].map(([key, value]) => [key, String(value).trim()]));
      if (form.elements.reason.required && !values.reason) return form.elements.reason.focus();
      send(values);
    });
    return form;
  }

  /** @param {"recall" | "edit"} name @param {any} one the precedent */
  show(name, one) {
    this.leave();
    const form = this.forms[name];
    form.reset();
    if (name === "edit") {
      form.elements.situation.value = one.situation;
      form.elements.reason.value = one.reason;
      form.elements.scope.value = one.scope;
      this.asItIs.hidden = this.asItIs.disabled = !one.expires_at;
      this.asItIs.textContent = one.expires_at ? `until ${dayAndTime(one.expires_at)}` : "";
      this.lasts.value = one.expires_at ? "" : "0";
    }
    form.hidden = false;
    this.open = name;
    form.querySelector("textarea").focus();
    this.changed();
  }

  leave() {
    if (!this.open) return;
    for (const form of this.all) form.hidden = true;
    this.open = "";
    this.changed();
  }
}
