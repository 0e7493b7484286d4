// <earpiece-story>: who did what, and why, as it happens.
import { h, icon, timeOfDay } from "./dom.js";
import { call } from "./net.js";

const WHO = {
  customer: ["person", "Customer"], agent: ["ear", "Agent"], expert: ["spark", "Expert"],
  tool: ["tool", "Tool"], gate: ["shield", "Gate"], system: ["clock", "System"],
};

/** Words with the kept answer that they name as a link. @param {string} text @returns {(Node | string)[]} */
function linked(text) {
  const link = (id) => h("a", { href: `/desk/precedents?precedent=${encodeURIComponent(id)}` }, "precedent");
  return text.split(/\bprecedent (p[0-9a-f]{8,})/).map((part, place) => (place % 2 ? link(part) : part));
}

export class EarpieceStory extends HTMLElement {
  #shown = 0;
  #again = false;
  #busy = false;
  #of = "";

  connectedCallback() {
    if (this.list) return;
    this.list = h("ol.story", { "aria-label": "Story", tabindex: "0" });
    this.empty = h("p.story-empty", {}, "Everything that happens is written here: what was said, what the gate decided, who was asked, what was done.");
    this.append(this.empty, this.list);
  }

  /** Fetch what is new; without a token with the right of whoever is signed in. @param {{id: string, token?: string} | null} conversation */
  async refresh(conversation) {
    if (!conversation) return;
    if (this.#of !== conversation.id) {
      this.#of = conversation.id;
      this.#shown = 0;
      this.list.replaceChildren();
    }
    this.#again = this.#busy;
    if (this.#busy) return;
    this.#busy = true;
    const headers = conversation.token ? { Authorization: `Bearer ${conversation.token}` } : {};
    const lines = await call("GET", `/conversations/${encodeURIComponent(conversation.id)}/story`, undefined, headers).catch(() => []);
    if (this.#of === conversation.id) this.#show(lines);
    setTimeout(() => {
      this.#busy = false;
      if (this.#again) this.refresh(conversation);
    }, 250);
  }

  /** @param {{at: number, who: string, what: string, detail: string, kind: string}[]} lines */
  #show(lines) {
    const atEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 60;
    for (const line of lines.slice(this.#shown)) {
      const [sign, name] = WHO[line.who] ?? WHO.system;
      const what = h("p", {}, h("strong", {}, name), " ", line.what, line.detail && h("span.detail", {}, ...linked(line.detail)));
      this.list.append(h(`li.${line.who}`, { title: line.kind }, h("span.sign", {}, icon(sign)), what, h("time", {}, timeOfDay(line.at))));
    }
    this.#shown = lines.length;
    this.empty.hidden = lines.length > 0;
    if (atEnd) this.list.scrollTop = this.list.scrollHeight;
  }
}

customElements.define("earpiece-story", EarpieceStory);
