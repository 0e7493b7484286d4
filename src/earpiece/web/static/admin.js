// <earpiece-admin>: accounts, what they may do, how they and their programs get in.
import { bar, whoIsHere } from "./bar.js";
import { h } from "./dom.js";
import { call } from "./net.js";
import { amounts, attempt, choice, dayAndTime, field, inAmounts, said, words } from "./work.js";

const ROLES = /** @type {[string, string][]} */ ([["expert", "Expert: answers cards"], ["supervisor", "Supervisor: also the board"], ["admin", "Admin: also accounts"]]);

/** Over the whole width. @param {HTMLElement} el */
const wide = (el) => (el.classList.add("wide"), el);

export class EarpieceAdmin extends HTMLElement {
  #open = "";

  async connectedCallback() {
    if (this.list) return;
    this.me = await whoIsHere();
    if (this.me.role !== "admin") return location.assign("/desk");
    this.list = h("ol.picks", { "aria-label": "Accounts" });
    this.filter = h("input", { type: "search", "aria-label": "Find a person", placeholder: "Find a person", oninput: () => this.#list() });
    this.account = h("section.box", { "aria-label": "Account", tabindex: "-1" }, h("p.hint", {}, "Choose a person, or add one."));
    const add = h("button.act.main", { type: "button", onclick: () => this.#add() }, "Add a person");
    this.replaceChildren(
      bar(this.me, "/admin"),
      h("main.work", {}, h("div.split", {}, h("section.box", { "aria-label": "People" }, h("h2", {}, "People"), h("div.fields", {}, h("label.field", {}, this.filter)), add, this.list), this.account)),
    );
    await this.#load();
  }

  async #load() {
    try {
      this.people = (await call("GET", "/people")).sort((one, other) => one.name.localeCompare(other.name));
    } catch (error) {
      this.people = [];
      this.account.replaceChildren(h("p.outcome.bad", { role: "alert" }, error.message));
    }
    this.#list();
  }

  #list() {
    const wanted = this.filter.value.trim().toLowerCase();
    const shown = this.people.filter((person) => [person.id, person.name, person.role, ...person.skills].join(" ").toLowerCase().includes(wanted));
    this.list.replaceChildren(
      ...shown.map((person) => {
        const about = [person.id, person.skills.join(", ")].filter(Boolean).join(" · ");
        const role = person.disabled ? h("span.tag.red", {}, "disabled") : person.role !== "expert" && h("span.tag", {}, person.role);
        return h("li", {}, h("button.pick", { type: "button", "aria-current": String(person.id === this.#open), onclick: () => this.#show(person.id) }, h("strong", { dir: "auto" }, person.name, " ", role), h("span", {}, about)));
      }),
    );
  }

  /** The fields of an account. @param {any} person @returns {{fields: HTMLElement, read: () => any}} */
  #fields(person) {
    const name = h("input", { value: person.name ?? "", maxlength: 200, required: true, autocomplete: "off" });
    const role = choice(ROLES, person.role ?? "expert", {});
    const skills = h("input", { value: (person.skills ?? []).join(", "), autocomplete: "off" });
    const levels = h("input", { value: inAmounts(person.levels ?? {}), autocomplete: "off" });
    const limits = h("input", { value: inAmounts(person.authority ?? {}), autocomplete: "off" });
    const languages = h("input", { value: (person.languages ?? ["en"]).join(", "), autocomplete: "off" });
    const capacity = h("input", { type: "number", value: String(person.capacity ?? 4), min: 0.5, max: 1000, step: 0.5, required: true });
    const fields = h(
      "div.fields",
      {},
      field("Name", name),
      field("Role", role),
      wide(field("Skills", skills, "With commas between them.")),
      field("Levels", levels, "Such as “disputes 2”; without one it is 1."),
      wide(field("Limits", limits, "Such as “refund 200”: how far their yes reaches.")),
      field("Languages", languages),
      field("Capacity", capacity, "How much work they hold at one time."),
    );
    const read = () => ({ name: name.value.trim(), role: role.value, skills: words(skills.value), levels: amounts(levels.value), authority: amounts(limits.value), languages: words(languages.value), capacity: Number(capacity.value) });
    return { fields, read };
  }

  #add() {
    this.#open = "";
    this.#list();
    const id = h("input", { required: true, maxlength: 100, pattern: "[A-Za-z0-9_\\-]+", autocapitalize: "none", autocomplete: "off", spellcheck: "false" });
    const { fields, read } = this.#fields({});
    fields.prepend(field("Id", id, "To sign in with: letters, digits, dashes."));
    const save = h("button.act.main", {}, "Add");
    const line = said();
    const form = h("form", {}, h("h2", {}, "A new person"), fields, save, line);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const done = await attempt(save, line, async () => call("POST", "/people", { id: id.value.trim(), ...read() }));
      if (done) (await this.#load(), await this.#show(id.value.trim()));
    });
    this.account.replaceChildren(form);
    id.focus();
  }

  /** @param {string} id @param {string} [told] */
  async #show(id, told = "") {
    this.#open = id;
    this.#list();
    let person;
    try {
      person = await call("GET", `/people/${encodeURIComponent(id)}`);
    } catch (error) {
      return this.account.replaceChildren(h("p.outcome.bad", { role: "alert" }, error.message));
    }
    const line = said();
    line.tell(told);
    const { fields, read } = this.#fields(person);
    const save = h("button.act.main", {}, "Save");
    const form = h("form", {}, h("h2", { dir: "auto" }, person.name, " ", person.disabled && h("span.tag.red", {}, "disabled")), h("p.hint", {}, [person.id, person.by_hand ? "added by hand" : "from desk.yaml", person.sessions === 1 ? "1 open session" : `${person.sessions} open sessions`, person.has_password ? "has a password" : "signs in by one-time links"].join(" · ")), fields, save);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const done = await attempt(save, line, async () => call("PUT", this.#url(id), read()));
      if (done) (await this.#load(), await this.#show(id, "Saved. It counts from now on."));
    });
    this.account.replaceChildren(form, line, this.#ways(person, line), this.#tokens(person, line));
    this.account.focus();
  }

  /** @param {string} id @param {string} [path] */
  #url(id, path = "") {
    return `/people/${encodeURIComponent(id)}${path}`;
  }

  /** How the person gets in, and no longer does. @param {any} person @param {any} line */
  #ways(person, line) {
    const act = (name, tone, work, told) => {
      const button = h(`button.act${tone}`, { type: "button" }, name);
      button.onclick = async () => (await attempt(button, line, work)) && (await this.#load(), await this.#show(person.id, told));
      return button;
    };
    const shown = h("div", { role: "status" });
    const link = h("button.act", { type: "button" }, "One-time link");
    link.onclick = () =>
      attempt(link, line, async () => {
        const { path } = await call("POST", this.#url(person.id, "/link"));
        shown.replaceChildren(h("p.hint", {}, "Opens the desk once, within an hour. Hand it over in a way you trust."), h("code.secret", {}, new URL(path, location.href).href));
      });
    const password = h("input", { type: "password", minlength: 10, maxlength: 1000, required: true, autocomplete: "new-password" });
    const current = h("input", { type: "password", maxlength: 1000, autocomplete: "current-password" });
    const set = h("button.act", {}, "Set password");
    const mine = person.id === this.me.id;
    const form = h("form", {}, h("div.fields", {}, mine && person.has_password && field("Your password now", current), field("New password", password, "At least ten characters. Their other sessions end.")), set);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const body = { password: password.value, ...(mine ? { current: current.value } : {}) };
      if (await attempt(set, line, () => call("PUT", this.#url(person.id, "/password"), body))) await this.#show(person.id, "The password is set.");
    });
    const on = person.disabled ? act("Enable", ".main", () => call("POST", this.#url(person.id, "/enable")), "Enabled.") : act("Disable", ".grave", () => call("POST", this.#url(person.id, "/disable")), "Disabled: sessions and tokens have ended, cards in hand are back.");
    const out = act("Sign out everywhere", "", () => call("DELETE", this.#url(person.id, "/sessions")), "All sessions have ended.");
    return h("section.part", {}, h("h3", {}, "Signing in"), h("div.acts", {}, !person.disabled && link, out, on), shown, h("details.unfold", {}, h("summary", {}, "Set a password"), form));
  }

  /** @param {any} person @param {any} line */
  #tokens(person, line) {
    const rows = person.tokens.map((token) => {
      const end = h("button.act.small.grave", { type: "button", "aria-label": `Revoke ${token.name}` }, "Revoke");
      end.onclick = async () => (await attempt(end, line, () => call("DELETE", this.#url(person.id, `/tokens/${encodeURIComponent(token.id)}`)))) && this.#show(person.id, "Revoked.");
      return h("tr", {}, h("th", { scope: "row", dir: "auto" }, token.name), h("td", {}, h("code", {}, `${token.prefix}…`)), h("td", {}, token.may === "ask" ? "ask experts" : "all the account may"), h("td", {}, token.until ? dayAndTime(token.until) : "no end"), h("td", {}, end));
    });
    const table = h("table", {}, h("thead", {}, h("tr", {}, ...["Name", "Begins with", "May", "Until"].map((name) => h("th", { scope: "col" }, name)), h("td", {}))), h("tbody", {}, ...rows));
    const name = h("input", { maxlength: 100, required: true, placeholder: "nightly report", autocomplete: "off" });
    const days = choice([["7", "a week"], ["90", "90 days"], ["365", "a year"], ["", "until revoked"]], "90", {});
    const may = choice([["all", "Act as this account"], ["ask", "Ask experts, nothing else"]], "all", {});
    const issue = h("button.act", {}, "Issue");
    const shown = h("div", { role: "status" });
    const form = h("form", {}, h("div.fields", {}, field("What for", name), field("May", may), field("Good for", days)), issue, shown);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const body = { name: name.value.trim(), days: days.value ? Number(days.value) : null, may: may.value };
      attempt(issue, line, async () => {
        const { token } = await call("POST", this.#url(person.id, "/tokens"), body);
        const done = h("button.act.small", { type: "button", onclick: () => this.#show(person.id) }, "Done");
        shown.replaceChildren(h("p.hint", {}, "Shown this once. Send it as “Authorization: Bearer …”."), h("code.secret", {}, token), done);
      });
    });
    const list = rows.length ? h("div.scroll", { tabindex: "0", role: "region", "aria-label": "API tokens" }, table) : h("p.hint", {}, "No program acts as this account.");
    return h("section.part", {}, h("h3", {}, "API tokens"), list, !person.disabled && h("details.unfold", {}, h("summary", {}, "New token"), form));
  }
}

customElements.define("earpiece-admin", EarpieceAdmin);
