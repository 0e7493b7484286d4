// <earpiece-conversation>: read along, and step in: guide, pause, stop, take over, give back, resume.
import { lines } from "./card-side.js";
import { fill, h, icon, newId } from "./dom.js";
import { call, follow } from "./net.js";
import "./story.js";
import "./takeover.js";
import { attempt, said } from "./work.js";

const ACTS = {
  guide: ["Guide the agent", "Tell the agent what to do. It says back what it understood before it does it.", "What should it do?"],
  pause: ["Pause", "The agent says and does nothing until it is resumed.", "Why?"],
  stop: ["Stop", "The agent is out of this conversation, and the customer is told.", "Why?"],
  take_over: ["Take over", "You speak with the customer; the agent listens.", "Why?"],
  give_back: ["Give back", "The agent leads again.", "What was settled?"],
};

export class EarpieceConversation extends HTMLElement {
  /** @type {AbortController | null} */ #life = null;
  /** @type {any} */ #view = null;
  #me = "";
  #id = "";
  #shown = 0;

  connectedCallback() {
    if (this.head) return;
    this.head = h("div.talk-head");
    this.ask = h("form.talk-ask", { hidden: true });
    this.said = said();
    this.log = h("ol.transcript", { tabindex: "0", "aria-label": "Conversation", "aria-live": "polite" });
    this.story = h("earpiece-story", { hidden: true });
    this.speaking = /** @type {any} */ (h("earpiece-takeover", { hidden: true }));
    this.append(h("article.talk", { "aria-label": "Conversation" }, this.head, this.ask, this.said, h("div.talk-body", {}, this.log, this.story, this.speaking)));
    this.addEventListener("left", () => this.#draw());
    this.addEventListener("ended", () => this.#draw());
  }

  /** Read along from now on. @param {string} id @param {{id: string}} me */
  read(id, me) {
    this.leave();
    this.#id = id;
    this.#me = me.id;
    this.#shown = 0;
    this.log.replaceChildren();
    this.ask.hidden = true;
    this.said.tell("");
    this.head.replaceChildren(h("p", {}, "Opening …"));
    this.#life = new AbortController();
    follow(this.#url("/stream"), {
      signal: this.#life.signal,
      onState: (state) => this.said.tell(state === "refused" ? "This conversation cannot be read." : state === "lost" ? "Connection lost. Trying again." : "", state !== "live"),
      onEvent: ({ event, data }) => void (event === "view" && this.#take(data)),
    });
  }

  /** Read no more. */
  leave() {
    this.#life?.abort();
    this.#life = this.#view = null;
    if (!this.speaking.hidden) this.speaking.leave();
  }

  /** @param {string} path */
  #url(path) {
    return `/conversations/${encodeURIComponent(this.#id)}${path}`;
  }

  /** @param {any} view */
  #take(view) {
    const first = !this.#view;
    const atEnd = first || this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
    this.#view = view;
    this.log.append(...lines(view.items.filter((item) => item.position > this.#shown)));
    this.#shown = Math.max(this.#shown, view.position);
    this.#draw();
    if (atEnd) this.log.scrollTop = this.log.scrollHeight;
    if (!this.story.hidden) this.story.refresh({ id: this.#id });
    if (first) this.head.querySelector("button")?.focus();
  }

  get #mine() {
    return this.#view?.lead.who === "person" && this.#view.lead.by === this.#me && this.#view.status === "open";
  }

  #draw() {
    const view = this.#view;
    if (!view) return;
    const { customer, request, lead, may, cards, guides, status, verified, channel } = view;
    const focused = this.head.contains(document.activeElement) ? document.activeElement.textContent : null;
    fill(this.head, [customer, request, lead, may, cards, guides, status, this.story.hidden, this.speaking.hidden], () => {
      const state = { paused: `paused by ${lead.name}`, stopped: `stopped by ${lead.name}`, person: `${lead.name} speaks with the customer` }[lead.who] ?? "the agent leads";
      const about = [status === "closed" ? "closed" : state, request, verified ? "identity known" : "guest", channel].filter(Boolean).join(" · ");
      return [
        h("div.who-line", {}, h("button.act.small", { type: "button", onclick: () => this.dispatchEvent(new CustomEvent("close")) }, icon("back"), "Back"), h("h2", { dir: "auto" }, customer ?? "Guest")),
        h("p", { dir: "auto" }, about),
        lead.reason && h("p", { dir: "auto" }, `Reason: ${lead.reason}`),
        ...cards.map((card) => h("p", { dir: "auto" }, h("span.tag", {}, card.skill), ` ${card.question}${card.holder ? ` (${card.holder} has it)` : ""}`)),
        ...guides.map((guide) => h("p", { dir: "auto" }, h("span.tag.amber", {}, "guided"), ` ${guide.text}`)),
        h("div.acts", {}, ...this.#buttons(may)),
      ];
    });
    if (focused !== null && !this.head.contains(document.activeElement)) {
      const buttons = [...this.head.querySelectorAll("button")];
      (buttons.find((button) => button.textContent === focused) ?? buttons[0]).focus();
    }
    this.log.hidden = !this.story.hidden || !this.speaking.hidden;
  }

  /** @param {string[]} may */
  #buttons(may) {
    const acts = Object.keys(ACTS).filter((act) => may.includes(act));
    const tone = { stop: ".grave" };
    const buttons = acts.map((act) => h(`button.act.small${tone[act] ?? ""}`, { type: "button", onclick: () => this.#open(act) }, ACTS[act][0]));
    if (may.includes("resume")) buttons.push(h("button.act.small.main", { type: "button", onclick: (event) => this.#do(event.currentTarget, "POST", "/resume") }, "Resume"));
    if (this.#mine && this.speaking.hidden) buttons.unshift(h("button.act.small.main", { type: "button", onclick: () => this.#begin() }, "Write to the customer"));
    const story = h("button.act.small", { type: "button", "aria-pressed": String(!this.story.hidden), onclick: () => this.#switch() }, this.story.hidden ? "Story" : "Transcript");
    return [...buttons, story];
  }

  #begin() {
    this.story.hidden = true;
    this.speaking.hidden = false;
    this.speaking.speak(this.#id, this.#me);
    this.#draw();
  }

  #switch() {
    this.story.hidden = !this.story.hidden;
    if (!this.story.hidden) this.story.refresh({ id: this.#id });
    this.#draw();
  }

  /** @param {string} act */
  #open(act) {
    const [name, about, label] = ACTS[act];
    const input = h("input", { name: "why", maxlength: 300, autocomplete: "off", required: act === "guide" });
    const button = h("button.act.main", {}, name);
    const cancel = h("button.act", { type: "button", onclick: () => this.#shut() }, "Cancel");
    const back = h("p.hint", { role: "status" });
    this.ask.replaceChildren(h("p.hint", {}, about), h("label.field", {}, label, input), back, h("div.acts", {}, button, cancel));
    let read = "";
    const key = newId();
    this.ask.onsubmit = async (event) => {
      event.preventDefault();
      const words = input.value.trim();
      if (act === "guide") {
        const body = { text: words, confirm: read === words, key };
        await attempt(button, this.said, async () => {
          const heard = await call("POST", this.#url("/guidance"), body);
          if (heard.done) return this.#shut();
          read = heard.problem ? "" : words;
          back.textContent = heard.problem || heard.in_words;
          button.textContent = heard.problem ? name : "Yes, do that";
        });
        return;
      }
      const [method, path, sent] = { pause: ["POST", "/pause", { reason: words }], stop: ["POST", "/stop", { reason: words }], take_over: ["POST", "/takeover", { reason: words }], give_back: ["DELETE", "/takeover", { note: words }] }[act];
      if (await this.#do(button, method, path, sent)) {
        this.#shut();
        if (act === "take_over") this.#begin();
      }
    };
    this.ask.onkeydown = (event) => void (event.key === "Escape" && (event.stopPropagation(), this.#shut()));
    this.ask.hidden = false;
    input.focus();
  }

  #shut() {
    this.ask.hidden = true;
    this.head.querySelector("button")?.focus();
  }

  /** @param {any} button @param {string} method @param {string} path @param {object} [body] */
  async #do(button, method, path, body) {
    const done = await attempt(button, this.said, async () => this.#take(await call(method, this.#url(path), body)));
    if (document.activeElement === document.body) this.head.querySelector("button")?.focus(); // the button is gone
    return done;
  }
}

customElements.define("earpiece-conversation", EarpieceConversation);
