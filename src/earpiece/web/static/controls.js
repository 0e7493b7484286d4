// <earpiece-controls>: bulletins, stop switches and review dials, for all conversations.
import { fill, h } from "./dom.js";
import { call } from "./net.js";
import { attempt, choice, field, said, words } from "./work.js";

const HOURS = [["1", "for an hour"], ["4", "for four hours"], ["24", "for a day"], ["168", "for a week"]];
const SHARES = [["0", "none"], ["0.1", "one in ten"], ["0.5", "every other"], ["1", "every one"]];

export class EarpieceControls extends HTMLElement {
  connectedCallback() {
    if (this.bulletins) return;
    this.said = said();
    this.bulletins = h("div");
    this.stops = h("div");
    this.dials = h("div");
    this.append(
      h("section", {}, h("h2", {}, "Bulletins"), this.bulletins, this.#bulletinForm()),
      h("section", {}, h("h2", {}, "Stop switches"), this.stops, (this.stopForm = h("div"))),
      h("section", {}, h("h2", {}, "Review before it is said or done"), this.dials, (this.dialForm = h("div"))),
      this.said,
    );
    this.refresh();
    this.timer = setInterval(() => document.hidden || this.hidden || this.refresh(), 15000);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  async refresh() {
    try {
      this.#draw(await call("GET", "/controls"));
      this.#drawBulletins(await call("GET", "/desk/bulletins"));
    } catch (error) {
      if (error.status !== 404) this.said.tell(error.message, true);
    }
  }

  /** @param {any[]} list */
  #drawBulletins(list) {
    fill(this.bulletins, list, () =>
      list.map((one) => {
        const end = h("button.act.small", { type: "button", "aria-label": `End: ${one.text}` }, "End");
        end.onclick = () => attempt(end, this.said, async () => (await call("DELETE", `/desk/bulletins/${encodeURIComponent(one.id)}`), this.refresh()));
        const until = new Date(one.until * 1000).toLocaleString([], { dateStyle: "short", timeStyle: "short" });
        const scope = [...one.targets, ...one.words.map((word) => `“${word}”`), ...one.languages].join(", ") || "whatever the agent does not know";
        return h("div.row-of", {}, h("span", { dir: "auto" }, one.text, h("small", {}, `${scope} · until ${until} · ${one.source} · ${one.name}`)), end);
      }),
    );
  }

  #bulletinForm() {
    const text = h("textarea", { name: "text", maxlength: 300, required: true, placeholder: "Card payments are down in Spain until 14:00." });
    const source = h("input", { name: "source", maxlength: 100, required: true, placeholder: "status page, 12:40" });
    const about = h("input", { name: "words", placeholder: "Spain, card" });
    const hours = choice(HOURS, "4", { name: "hours" });
    const post = h("button.act.main", {}, "Post");
    const form = h("form", {}, h("div.fields", {}, field("What the agent says, word for word", text), field("Where it is known from", source), field("Words of messages it answers", about, "All of them must occur; none: whatever the agent does not know."), field("In force", hours)), post);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const until = Date.now() / 1000 + Number(hours.value) * 3600 - 1;
      const body = { text: text.value, source: source.value, words: words(about.value), until };
      if (await attempt(post, this.said, async () => (await call("POST", "/desk/bulletins", body), this.refresh()))) {
        form.reset();
        this.said.tell("Posted: in force from now on.");
      }
    });
    return h("details.unfold", {}, h("summary", {}, "New bulletin"), form);
  }

  /** @param {any} set */
  #draw(set) {
    const lift = (stop) => {
      const button = h("button.act.small", { type: "button", "aria-label": `Lift: ${stop.title || stop.name || stop.what}` }, "Lift");
      const query = new URLSearchParams({ what: stop.what, name: stop.name });
      button.onclick = () => attempt(button, this.said, async () => this.#draw(await call("DELETE", `/controls/stops?${query}`)));
      return h("div.row-of", {}, h("span", { dir: "auto" }, h("span.tag.red", {}, "stopped"), ` ${stop.title || stop.name || "everything"}`, h("small", {}, [stop.by_name, stop.reason].filter(Boolean).join(": "))), button);
    };
    fill(this.stops, set.stops, () => (set.stops.length ? set.stops.map(lift) : [h("p.hint", {}, "All is running.")]));
    const name = (playbook) => (playbook === "*" ? "All requests" : set.playbooks[playbook] ?? playbook);
    const share = (value) => SHARES.find(([each]) => Number(each) === value)?.[1] ?? `${Math.round(value * 100)} %`;
    const dials = set.dials.filter((dial) => dial.share > 0);
    fill(this.dials, dials, () => (dials.length ? dials.map((dial) => h("div.row-of", {}, h("span", {}, name(dial.playbook), h("small", {}, `${dial.kind === "message" ? "what it says" : "what it does"}: ${share(dial.share)} · ${dial.by_name}`)))) : [h("p.hint", {}, "Nothing is reviewed beyond what the rules ask for.")]));
    fill(this.stopForm, [set.tools, set.playbooks], () => [this.#stopForm(set)]);
    fill(this.dialForm, set.playbooks, () => [this.#dialForm(set)]);
  }

  /** @param {any} set */
  #stopForm(set) {
    const options = [["everything ", "Everything: every agent"], ...Object.entries(set.playbooks).map(([id, title]) => [`playbook ${id}`, `Request: ${title}`]), ...Object.keys(set.tools).map((id) => [`tool ${id}`, `Tool: ${id}`])];
    const what = choice(/** @type {any} */ (options), options[0][0], {});
    const reason = h("input", { maxlength: 300, required: true });
    const stop = h("button.act.grave", {}, "Stop");
    const sure = h("input", { type: "checkbox", required: true });
    const form = h("form", {}, h("div.fields", {}, field("What", what), field("Why", reason)), h("label.acts", {}, sure, "Stop it on every node, at once"), h("div.acts", {}, stop));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const [kind, id = ""] = what.value.split(" ");
      const body = { what: kind, name: id, reason: reason.value };
      if (await attempt(stop, this.said, async () => this.#draw(await call("POST", "/controls/stops", body)))) form.reset();
    });
    return h("details.unfold", {}, h("summary", {}, "Stop something"), form);
  }

  /** @param {any} set */
  #dialForm(set) {
    const playbook = choice([["*", "All requests"], ...Object.entries(set.playbooks)], "*", {});
    const kind = choice([["message", "What it says"], ["effect", "What it does"]], "message", {});
    const share = choice(/** @type {any} */ (SHARES), "1", {});
    const save = h("button.act.main", {}, "Set");
    const form = h("form", {}, h("div.fields", {}, field("Request", playbook), field("Which", kind), field("How many a person reviews first", share)), save);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const body = { playbook: playbook.value, kind: kind.value, share: Number(share.value) };
      attempt(save, this.said, async () => this.#draw(await call("PUT", "/controls/dials", body)));
    });
    return h("details.unfold", {}, h("summary", {}, "Set a dial"), form);
  }
}

customElements.define("earpiece-controls", EarpieceControls);
