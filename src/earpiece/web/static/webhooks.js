// <earpiece-webhooks>: the addresses that are told what happens at the desk, for admins.
import { bar, whoIsHere } from "./bar.js";
import { h, timeOfDay } from "./dom.js";
import { call } from "./net.js";

const TYPES = [
  "card.opened", "card.changed", "card.claimed", "card.returned", "card.answered", "card.closed",
  "conversation.closed", "follow_up.ready",
];
const LOOK_AGAIN = 5000;

/** @param {number} at seconds since 1970 @returns {string} */
const moment = (at) => `${new Date(at * 1000).toLocaleDateString()}, ${timeOfDay(at)}`;

export class EarpieceWebhooks extends HTMLElement {
  #shown = "";

  async connectedCallback() {
    const me = await whoIsHere();
    this.outcome = h("p.outcome", { role: "status" });
    this.secret = h("div", {});
    this.list = h("div.part", {});
    this.replaceChildren(
      bar(me, "/admin/webhooks"),
      h("main.work", {},
        h("section.box", { "aria-labelledby": "add" }, h("h2", { id: "add" }, "Add a webhook"), this.#form(), this.secret, this.outcome),
        this.list,
      ),
    );
    await this.#look();
    setInterval(() => this.#look(), LOOK_AGAIN);
  }

  #form() {
    const boxes = TYPES.map((type) =>
      h("label.acts", {}, h("input", { type: "checkbox", name: "types", value: type, checked: true }), type));
    const form = h("form", {},
      h("div.fields", {},
        h("label.field.wide", {}, "Address", h("input", { name: "url", type: "url", required: true, placeholder: "https://…", autocomplete: "off" }),
          h("small", {}, "It is told with a POST for each of these:"))),
      h("fieldset.fields", {}, h("legend.visually-hidden", {}, "What it is told"), ...boxes),
      h("label.acts", {}, h("input", { type: "checkbox", name: "details" }), "With people’s words: the question, its facts, the answer"),
      h("p.acts", {}, h("button.act.main", { type: "submit" }, "Add")),
    );
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const data = new FormData(form);
      const made = await this.#do("The webhook is there.", "POST", "/webhooks",
        { url: data.get("url"), types: data.getAll("types"), details: data.has("details") });
      if (!made) return;
      this.#tell(made.secret);
      form.reset();
    });
    return form;
  }

  /** @param {string} secret shown until the page is left */
  #tell(secret) {
    this.secret.replaceChildren(
      h("p.hint", {}, "Its messages are signed with this secret. Copy it now: it is not shown again."),
      h("code.secret", { tabindex: "0" }, secret),
    );
  }

  /**
   * Do something, say how it went, and look again.
   * @param {string} done @param {string} method @param {string} path @param {unknown} [body] @returns {Promise<any>}
   */
  async #do(done, method, path, body) {
    this.outcome.classList.remove("bad");
    try {
      const result = await call(method, path, body);
      this.outcome.textContent = done;
      await this.#look();
      return result;
    } catch (error) {
      this.outcome.classList.add("bad");
      this.outcome.textContent = error.message;
      return null;
    }
  }

  async #look() {
    let hooks;
    try {
      hooks = await call("GET", "/webhooks");
    } catch (error) {
      this.list.replaceChildren(h("p.outcome.bad", {}, error.message));
      return;
    }
    const dead = await Promise.all(hooks.map((hook) => (hook.dead ? call("GET", `/webhooks/${hook.id}/dead`).catch(() => []) : [])));
    const shown = JSON.stringify([hooks, dead]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const none = h("p.nothing-here", {}, "Nobody is told anything yet.");
    this.list.replaceChildren(...(hooks.length ? hooks.map((hook, at) => this.#hook(hook, dead[at])) : [none]));
  }

  #hook(hook, dead) {
    const { id, url, types, details, status } = hook;
    const now = { url, types, details, active: status === "active" };
    const renew = async () => {
      const made = await this.#do("It has a new secret. The old one signs, too, for a day.", "PUT", `/webhooks/${id}`, { ...now, new_secret: true });
      if (made) this.#tell(made.secret);
    };
    const toggle = () => this.#do(now.active ? "It is paused." : "It is told again.", "PUT", `/webhooks/${id}`, { ...now, active: !now.active });
    const remove = () => confirm(`Tell ${url} nothing more?`) && this.#do("It is gone.", "DELETE", `/webhooks/${id}`);
    const button = (label, onclick, grave = "") => h(`button.act.small${grave}`, { type: "button", "aria-label": `${label}: ${url}`, onclick }, label);
    return h("section.box", { "aria-label": url },
      h("h2", {}, url),
      h("p.hint", {}, types.length === TYPES.length ? "Everything" : types.join(", "), details ? ", with people’s words" : ""),
      h("p.acts", {},
        h("span.tag", { class: now.active ? null : "tag amber" }, now.active ? "active" : "paused"),
        hook.pending > 0 && h("span.tag.amber", {}, `${hook.pending} on the way`),
        hook.dead > 0 && h("span.tag.red", {}, `${hook.dead} not delivered`),
        button(now.active ? "Pause" : "Go on", toggle), button("New secret", renew), button("Remove", remove, ".grave")),
      dead.length > 0 && this.#table("Not delivered", dead, (attempt) =>
        button("Send again", () => this.#do("It is being sent again.", "POST", `/webhooks/${id}/dead/${attempt.message}/retry`))),
      hook.recent.length > 0 && this.#table("Last deliveries", [...hook.recent].reverse(), () => null),
    );
  }

  /** @param {string} title @param {any[]} attempts @param {(attempt: any) => Node | null} act */
  #table(title, attempts, act) {
    const row = (attempt) => h("tr", {},
      h("td", {}, moment(attempt.at)),
      h("td.number", {}, attempt.message),
      h("td.number", {}, attempt.attempt),
      h("td", {}, attempt.error || `taken (${attempt.status}) in ${attempt.seconds.toFixed(2)} s`),
      h("td", {}, act(attempt)));
    return h("div.part.scroll", { tabindex: "0", role: "group", "aria-label": title },
      h("h3", {}, title),
      h("table", {},
        h("thead", {}, h("tr", {}, ...["When", "Message", "Attempt", "What came of it", ""].map((name) => (name ? h("th", { scope: "col" }, name) : h("td", {}))))),
        h("tbody", {}, ...attempts.map(row))));
  }
}

customElements.define("earpiece-webhooks", EarpieceWebhooks);
