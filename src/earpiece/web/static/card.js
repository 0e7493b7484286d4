// <earpiece-card>: one question, readable in ten seconds and answered with one key.
import { choices, inWords, isOpen, KINDS, origin, plain, REASONS, words } from "./answer.js";
import { fill, h, icon, newId, store, timeOfDay } from "./dom.js";
import { call } from "./net.js";
import { nextRung, tick } from "./queue.js";

const RENEW = 10000;
const IDLE = 90000;

export class EarpieceCard extends HTMLElement {
  /** @type {any} */ card = null;
  #me = "";
  #seen = 0;
  #key = { of: "", id: "" };
  #busy = false;
  #acted = 0;
  /** @type {any} */ #reading = null;
  #draftTimer = 0;
  #typed = false;
  #guarded = 0;
  #dwell = 0;

  connectedCallback() {
    if (this.head) return;
    this.#build();
    setInterval(() => this.#renew(), RENEW);
    for (const type of ["pointerdown", "keydown", "input"]) this.addEventListener(type, () => (this.#acted = Date.now()));
  }

  /**
   * @param {any} card what to show, or null @param {string} me
   * @param {boolean} [chosen] the person chose it, so it is theirs after a moment
   */
  show(card, me, chosen = false) {
    this.#me = me;
    if (card?.id !== this.card?.id) {
      this.#leave();
      this.card = card;
      this.#seen = card?.revision ?? 0;
      this.#say("");
      this.#mode("");
      if (card) this.#enter(card);
    }
    this.card = card && { ...card, transcript: this.card.transcript };
    if (chosen && card) {
      clearTimeout(this.#dwell);
      this.#acted = Date.now();
      this.#dwell = setTimeout(() => this.#free && this.#claim().catch(() => {}), 900);
    }
    this.#render();
  }

  /** A card that came by itself takes no answer for a moment: the key may have been meant for the one before. */
  guard(ms = 500) {
    this.#guarded = Date.now() + ms;
  }

  /** A key pressed anywhere on the desk. @param {string} key @returns {boolean} whether it meant something */
  press(key) {
    const card = this.card;
    if (!card) return false;
    if (key === "t") return this.#flip(), true;
    if (key === "Escape") return this.#mode(""), true;
    if (!isOpen(card) || !card.may_answer) return false;
    if (this.#changed) {
      if (key === "Enter") this.#acknowledge();
      return true;
    }
    if (key === "c") return this.#try(() => this.#claim()), true;
    if (key === "r") return this.#giveBack(), true;
    if (key === "b") return this.#mode("ask"), true;
    if (key === "s" || key === "/") return this.text.focus(), true;
    if (key === "Enter" && this.#reading) return this.#confirm(), true;
    const list = choices(card);
    const decision = { y: "yes", n: "no" }[key];
    const choice = list.find((one) => one.key.toLowerCase() === key) ?? (decision && list.find((one) => one.answer.decision === decision));
    if (choice && Date.now() >= this.#guarded) this.#choose(choice);
    return Boolean(choice);
  }

  /** The transcript may have grown. */
  refresh() {
    if (this.card && !this.side.hidden) this.#fetch();
  }

  /** The transcript and the draft are not part of the list. */
  async #fetch() {
    const { id } = this.card;
    const full = await call("GET", this.#url()).catch(() => null);
    if (!full || this.card?.id !== id) return;
    this.card.transcript = full.transcript;
    this.#renderTranscript();
    if (!this.#typed && !this.text.value) this.text.value = full.draft;
  }

  // ── holding and answering ──────────────────────────────────────────────────────────────────────────────────────

  get #mine() {
    return this.card?.holder?.expert === this.#me;
  }

  get #free() {
    return this.card && this.card.status === "open" && this.card.may_answer && !this.card.holder && !document.hidden;
  }

  get #changed() {
    return isOpen(this.card) && this.card.revision > this.#seen;
  }

  /** @param {string} path */
  #url(path = "") {
    return `/desk/cards/${encodeURIComponent(this.card.id)}${path}`;
  }

  /** @param {any} card news about a card, from an answer of the server */
  #news(card) {
    this.dispatchEvent(new CustomEvent("news", { detail: card, bubbles: true }));
  }

  async #claim() {
    if (!this.#mine) this.#news(await call("POST", this.#url("/claim")));
    return this.card.holder?.fence ?? null;
  }

  #renew() {
    if (!this.#mine || !isOpen(this.card) || document.hidden || Date.now() - this.#acted > IDLE) return;
    call("PUT", this.#url("/claim"), { fence: this.card.holder.fence }).then((card) => this.#news(card), () => {});
  }

  #giveBack() {
    const url = this.#url(`/claim?reason=${encodeURIComponent("not me")}`);
    this.#try(async () => {
      await this.#claim();
      this.#news(await call("DELETE", url));
      this.dispatchEvent(new CustomEvent("move-on", { bubbles: true }));
    });
  }

  /** @param {() => Promise<any>} action */
  async #try(action) {
    if (this.#busy) return;
    this.#busy = true;
    this.#say("");
    this.dock.setAttribute("aria-busy", "true");
    const url = this.#url();
    try {
      await action();
    } catch (error) {
      this.#say(error.status === 0 ? "Not sent: the server cannot be reached. Your answer is still here; try again." : error.message);
      if (error.status === 409) this.#news(await call("GET", url).catch(() => this.card));
    } finally {
      this.#busy = false;
      this.dock.removeAttribute("aria-busy");
    }
  }

  /** @param {any} answer */
  #send(answer) {
    this.#try(async () => {
      const revision = this.#seen;
      const of = JSON.stringify([this.card.id, answer, revision]);
      if (this.#key.of !== of) this.#key = { of, id: newId() };
      const fence = await this.#claim();
      const card = await call("POST", this.#url("/answer"), { answer, revision, fence, key: this.#key.id });
      this.#forgetDraft();
      this.#mode("");
      this.dispatchEvent(new CustomEvent("answered", { detail: card, bubbles: true, composed: true }));
    });
  }

  /** @param {any} choice */
  #choose(choice) {
    const answer = { ...choice.answer };
    if (answer.decision === "no" && !answer.reason) return this.#mode("no");
    if (answer.decision === "yes") {
      const changes = { ...answer.changes, ...this.#edits() };
      if (Object.keys(changes).length) answer.changes = changes;
      if (this.card.kind === "task" && this.reference.value.trim()) answer.reference = this.reference.value.trim();
    }
    this.#send(answer);
  }

  /** @returns {Record<string, any>} arguments the expert changed */
  #edits() {
    const edits = {};
    for (const input of this.action.querySelectorAll("input")) {
      const before = this.card.call.args[input.name];
      const after = typeof before === "number" ? Number(input.value.replace(",", ".")) : input.value.trim();
      if (input.value.trim() !== "" && after !== before) edits[input.name] = Number.isNaN(after) ? input.value : after;
    }
    return edits;
  }

  #acknowledge() {
    this.#seen = this.card.revision;
    this.#reading = null;
    this.#render();
  }

  async #read() {
    const text = this.text.value.trim();
    if (!text) return;
    if (this.#reading?.of === text) return this.#confirm();
    await this.#try(async () => {
      this.#reading = { ...(await call("POST", this.#url("/reading"), { text })), of: text };
    });
    this.#render();
  }

  #confirm() {
    if (this.#reading && !this.#reading.problems.length) this.#send(this.#reading.answer);
  }

  #ask() {
    const question = this.askText.value.trim();
    if (!question) return;
    this.#try(async () => {
      const fence = await this.#claim();
      this.#news(await call("POST", this.#url("/questions"), { question, fence }));
      this.askText.value = "";
      this.#mode("");
    });
  }

  // ── coming and going ───────────────────────────────────────────────────────────────────────────────────────────

  #enter(card) {
    this.reference.value = this.reason.value = this.askText.value = "";
    this.text.value = store.get("local", `earpiece:draft:${card.id}`) ?? "";
    this.#reading = null;
    this.#typed = false;
    this.body.scrollTop = 0;
    this.#fetch();
  }

  #leave() {
    clearTimeout(this.#dwell);
    if (this.card && this.#mine && isOpen(this.card) && !this.text.value.trim()) {
      call("DELETE", this.#url(`/claim?reason=${encodeURIComponent("moved on")}`)).catch(() => {});
    }
  }

  #forgetDraft() {
    clearTimeout(this.#draftTimer);
    store.set("local", `earpiece:draft:${this.card.id}`, null);
    this.text.value = "";
    this.#reading = null;
  }

  /** Kept here at once, and on the server soon, until the server has it. */
  #draft() {
    const { id } = this.card;
    const text = this.text.value;
    this.#typed = true;
    if (this.#reading && this.#reading.of !== text.trim()) this.#reading = null;
    if (this.#free) this.#claim().catch(() => {});
    store.set("local", `earpiece:draft:${id}`, text);
    clearTimeout(this.#draftTimer);
    const save = () =>
      call("PUT", `/desk/cards/${encodeURIComponent(id)}/draft`, { text }).then(
        () => store.set("local", `earpiece:draft:${id}`, null),
        () => (this.#draftTimer = setTimeout(save, 3000)),
      );
    this.#draftTimer = setTimeout(save, 600);
    this.#render();
  }

  // ── showing ────────────────────────────────────────────────────────────────────────────────────────────────────

  /** @param {"" | "no" | "ask"} mode */
  #mode(mode) {
    this.noForm.hidden = mode !== "no";
    this.askForm.hidden = mode !== "ask";
    this.buttons.hidden = this.free.hidden = mode !== "";
    if (mode === "no") this.reason.focus();
    else if (mode === "ask") this.askText.focus();
    else if (document.activeElement instanceof HTMLElement && this.dock.contains(document.activeElement)) document.activeElement.blur();
  }

  /** @param {string} message */
  #say(message) {
    this.problem.textContent = message;
  }

  #flip() {
    this.side.hidden = !this.side.hidden;
    this.refresh();
  }

  #render() {
    const card = this.card;
    this.hidden = !card;
    if (!card) return;
    const { transcript, draft, holder, next_rung, ...rest } = card;
    fill(this.head, [card.kind, card.skill, card.asked_at, card.status, holder, next_rung, card.why_me], () => this.#top(card));
    fill(this.main, { ...rest, given: null, status: null, exchanges: null, revision: null }, () => this.#facts(card));
    const answerable = isOpen(card) && card.may_answer && !(holder && !this.#mine);
    fill(this.action, [card.call, answerable, isOpen(card)], () => this.#proposal(card, answerable));
    fill(this.talk, [card.exchanges, card.status], () => card.exchanges.map((one) => this.#exchange(one)));
    fill(this.outcome, [card.given, card.closed, card.status], () => this.#result(card));
    this.outcome.hidden = isOpen(card);
    const other = holder && !this.#mine ? `${holder.name} is answering this.` : "";
    this.notice.hidden = !isOpen(card) || answerable;
    fill(this.notice, [other, card.may_not], () => [icon(card.may_answer ? "person" : "lock"), h("span", {}, card.may_answer ? other : card.may_not)]);
    this.dock.hidden = !answerable || this.#changed;
    this.banner.hidden = !this.#changed;
    this.bannerText.textContent = `The question changed: ${card.changed || "see above."}`;
    this.referenceLabel.hidden = card.kind !== "task";
    this.noForm.dataset.kind = card.kind;
    const edited = JSON.stringify(answerable ? this.#edits() : {});
    fill(this.buttons, [card.id, card.suggestions, card.kind, edited], () => choices(card).map((one) => this.#button(one, edited !== "{}")));
    fill(this.reasons, card.kind, () => (REASONS[card.kind] ?? []).map((reason, i) => this.#quick(reason, i)));
    fill(this.read, this.#reading, () => (this.#reading ? this.#readBack() : []));
    this.#renderTranscript();
    tick(this);
  }

  #top(card) {
    const back = h("button.back", { type: "button", "aria-label": "Back to the questions", onclick: () => this.dispatchEvent(new CustomEvent("back", { bubbles: true })) }, icon("back"));
    const age = isOpen(card) && h("span", { title: "Time since it was asked" }, "asked ", h("span", { "data-since": card.asked_at }), " ago");
    const held = this.#mine && isOpen(card) && h("span.held", {}, icon("person"), "with you");
    return [back, h(`span.kind.${card.kind}`, {}, KINDS[card.kind]), h("span.skill", { title: card.why_me || null }, card.skill), age, held, card.next_rung && isOpen(card) && nextRung(card)];
  }

  #facts(card) {
    const { customer } = card;
    const known = [customer.name ?? "Guest", customer.verified ? "identity verified" : "identity not verified", customer.language.toUpperCase()];
    if (customer.earlier) known.push(`${customer.earlier} earlier conversation${customer.earlier > 1 ? "s" : ""}`);
    const rows = card.facts.map((fact) => h("div", {}, h("dt", {}, fact.label), h("dd", {}, h("span", {}, fact.value), h("span.source", { title: fact.source }, origin(fact.source)))));
    return [
      h("p.customer-line", {}, icon(customer.verified ? "shield" : "person"), h("span", {}, known.join(" · "))),
      h("h2.question", {}, card.question),
      card.why && h("p.why", {}, h("strong", {}, "Why now "), card.why),
      ...customer.promises.map((promise) => h("p.promise", {}, `Still owed to this customer: ${promise}`)),
      card.summary && h("p.summary", {}, card.summary),
      rows.length > 0 && h("dl.facts", {}, ...rows),
    ];
  }

  #proposal(card, answerable) {
    if (!card.call) return [];
    const changeable = new Set(answerable ? card.call.changeable : []);
    const rows = Object.entries(card.call.args).map(([name, value]) => {
      if (!changeable.has(name)) return h("div", {}, h("dt", {}, words(name)), h("dd", {}, plain(value)));
      const input = h("input", { name, value: plain(value), "aria-label": `${words(name)}, may be changed`, inputmode: typeof value === "number" ? "decimal" : null, autocomplete: "off", oninput: () => this.#render() });
      return h("div", {}, h("dt", {}, words(name)), h("dd", {}, input, h("span.source", {}, "you may change this")));
    });
    return [h("h3", {}, icon("tool"), isOpen(card) ? "If you say yes" : "What was proposed"), h("p.effect", {}, card.call.effect), h("dl.facts", {}, ...rows)];
  }

  #exchange({ question, reply }) {
    return h("p.exchange", {}, icon("talk"), h("span", {}, h("strong", {}, "Asked the customer "), question, h("br"), reply == null ? h("em", {}, "No reply yet.") : [h("strong", {}, "Reply "), reply].reduce((all, part) => (all.append(part), all), h("span"))));
  }

  #result(card) {
    if (!card.given) return [icon("clock"), h("span", {}, `No answer needed any more: ${card.closed ?? "closed"}.`)];
    const { by, name, at, answer } = card.given;
    return [icon("check"), h("span", {}, h("strong", {}, `${by === this.#me ? "You" : name} answered at ${timeOfDay(at)}: `), inWords(answer, card))];
  }

  #button(choice, edited) {
    const { decision } = choice.answer;
    const label = decision === "yes" && edited && this.card.kind === "approval" ? `${choice.label}, with changes` : choice.label;
    const tone = decision === "yes" ? "yes" : decision === "no" ? "no" : "option";
    const text = h("span", {}, h("span.label", {}, label), choice.leads_to && h("span.leads", {}, choice.leads_to));
    return h(`button.choice.${tone}`, { type: "button", onclick: () => this.#choose(choice), "aria-keyshortcuts": choice.key }, text, h("kbd", {}, choice.key.toUpperCase()));
  }

  #quick(reason, index) {
    return h("button.quick", { type: "button", onclick: () => this.#send({ decision: "no", reason }) }, reason, h("kbd", {}, String(index + 1)));
  }

  #readBack() {
    const { in_words, problems } = this.#reading;
    const ok = !problems.length;
    return [
      h("p", {}, h("strong", {}, ok ? "Understood as: " : ""), in_words, ...problems.map((problem) => h("span.wrong", {}, ` ${problem}`))),
      ok && h("button.confirm", { type: "button", onclick: () => this.#confirm() }, "Send this", h("kbd", {}, "Enter")),
    ];
  }

  #renderTranscript() {
    const lines = this.card.transcript ?? [];
    const atEnd = this.lines.scrollHeight - this.lines.scrollTop - this.lines.clientHeight < 80;
    fill(this.lines, lines, () =>
      lines.map((line) => h(`li.${line.who}`, {}, h("span.who", {}, `${line.who === "agent" ? "Agent" : "Customer"} · ${timeOfDay(line.at)}`), line.text)),
    );
    if (atEnd) this.lines.scrollTop = this.lines.scrollHeight;
  }

  #build() {
    this.head = h("div.card-head");
    this.main = h("div.card-main");
    this.action = h("section.action", { "aria-label": "Proposed action" });
    this.talk = h("div.talk");
    this.outcome = h("div.outcome", { role: "status" });
    this.body = h("div.card-body", { tabindex: "0", role: "region", "aria-label": "The question" }, this.outcome, this.main, this.action, this.talk);
    this.notice = h("div.notice", { role: "status" });
    this.bannerText = h("span");
    this.banner = h("div.banner", { role: "alert" }, this.bannerText, h("button.confirm", { type: "button", onclick: () => this.#acknowledge() }, "I have seen it", h("kbd", {}, "Enter")));
    this.reference = h("input", { name: "reference", autocomplete: "off", placeholder: "Number or note from the other system" });
    this.referenceLabel = h("label.reference", {}, "Reference ", this.reference);
    this.buttons = h("div.choices");
    this.reason = h("input", { name: "reason", autocomplete: "off", maxlength: 300, "aria-label": "Reason for the no" });
    const cancel = () => h("button.key", { type: "button", onclick: () => this.#mode("") }, h("kbd", {}, "Esc"), "Back");
    this.reasons = h("div.reasons");
    this.noForm = h("form.panel", { hidden: true }, h("div.panel-title", {}, "Why not? One line is enough."), this.reasons, h("div.line-form", {}, this.reason, h("button.confirm", {}, "Send"), cancel()));
    this.askText = h("input", { name: "ask", autocomplete: "off", maxlength: 1000, "aria-label": "Question for the customer" });
    this.askForm = h("form.panel", { hidden: true }, h("div.panel-title", {}, "What do you need to know from the customer? The agent asks."), h("div.line-form", {}, this.askText, h("button.confirm", {}, "Ask"), cancel()));
    this.text = h("textarea", { rows: 1, maxlength: 4000, placeholder: "Say it in your words", "aria-label": "Say it in your words" });
    this.read = h("div.read", { role: "status" });
    const key = (label, name, run) => h("button.key", { type: "button", onclick: run, "aria-keyshortcuts": name }, h("kbd", {}, name), label);
    const keys = h("div.keys", {}, key("Ask the customer", "B", () => this.#mode("ask")), key("Not me", "R", () => this.#giveBack()));
    this.free = h("div.free", {}, this.text, keys, this.read);
    this.problem = h("p.problem", { role: "alert" });
    this.dock = h("div.dock", {}, this.referenceLabel, this.buttons, this.noForm, this.askForm, this.free);
    this.lines = h("ol.transcript", { tabindex: "0", "aria-label": "Transcript" });
    const close = h("button.back.always", { type: "button", "aria-label": "Close the transcript", onclick: () => this.#flip() }, icon("cross"));
    this.side = h("aside.side", { hidden: true, "aria-label": "Transcript" }, h("div.side-head", {}, h("h3", {}, "Conversation"), close), this.lines);
    const transcript = h("button.key.to-transcript", { type: "button", onclick: () => this.#flip(), "aria-keyshortcuts": "T" }, h("kbd", {}, "T"), "Transcript");
    const column = h("div.card-column", {}, h("div.card-top", {}, this.head, transcript), this.body, this.notice, this.banner, this.problem, this.dock);
    this.append(column, this.side);
    this.noForm.addEventListener("submit", (event) => (event.preventDefault(), this.reason.value.trim() && this.#send({ decision: "no", reason: this.reason.value.trim() })));
    this.askForm.addEventListener("submit", (event) => (event.preventDefault(), this.#ask()));
    this.reason.addEventListener("keydown", (event) => {
      const quick = this.reason.value === "" && REASONS[this.card.kind]?.[Number(event.key) - 1];
      if (!quick) return;
      event.preventDefault();
      this.#send({ decision: "no", reason: quick });
    });
    this.text.addEventListener("input", () => this.#draft());
    this.text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#read();
    });
  }
}

customElements.define("earpiece-card", EarpieceCard);
