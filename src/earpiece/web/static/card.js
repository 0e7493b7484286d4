// <earpiece-card>: one question, readable in ten seconds and answered with one key.
import { choices, inWords, isAsked, isOpen } from "./answer.js";
import { Dock } from "./card-dock.js";
import { about, group, main, marks, outcome, similar, talk, top } from "./card-facts.js";
import { Side } from "./card-side.js";
import { fill, h, icon, newId } from "./dom.js";
import { Draft } from "./draft.js";
import { cardUrl, Hold } from "./hold.js";
import { Keep } from "./keep.js";
import { call } from "./net.js";
import { Proposal } from "./proposal.js";
import { tick } from "./queue.js";
import { Sending } from "./sending.js";

export class EarpieceCard extends HTMLElement {
  /** @type {any} */ card = null;
  me = "";
  /** Teams that are known. @type {Set<string>} */ teams = new Set();
  #seen = 0;
  #sending = new Sending();
  /** What is under way, or waits for what is. @type {Set<string>} */ #begun = new Set();
  #turn = Promise.resolve();
  #guarded = 0;
  #doubted = 0; // when the doubt that is shown came
  #lost = "";
  #leaving = ""; // a card that is being given away
  /** @type {any} */ #reading = null;
  #alone = false;
  #group = false;
  /** Why somebody else is to look too; null: nobody has to. @type {string | null} */ #second = null;
  #said = ""; // words the agent was to say exactly
  #guide = { of: "", id: "" };
  /** @type {string[]} */ #apart = [];

  connectedCallback() {
    if (this.head) return;
    this.#build();
    for (const type of ["pointerdown", "keydown", "input"]) this.addEventListener(type, () => this.hold.acted());
  }

  /**
   * @param {any} card what to show, or null @param {string} me
   * @param {boolean} [chosen] the person chose it, so it is theirs after a moment
   */
  show(card, me, chosen = false) {
    this.me = me;
    if (card?.id !== this.card?.id) {
      this.hold.leave(Boolean(this.dock.text.value.trim()));
      this.card = card;
      this.#enter(card);
    } else if (card && this.card) this.#notice(this.card, card);
    this.card = card && { ...card, transcript: this.card.transcript };
    if (chosen && card) this.hold.soon();
    this.hold.keep();
    this.#render();
  }

  /** A card that came by itself takes no answer for a moment: the key may have been meant for the one before. */
  guard(ms = 500) {
    this.#guarded = Date.now() + ms;
  }

  /** What the keys depend on. */
  get scene() {
    const { card } = this;
    const can = Boolean(card) && this.#answerable && !this.#changed;
    const lead = Boolean(card) && isOpen(card) && !card.audit && card.may_answer && card.channel !== "ask" && card.lead?.who !== "person" && (!card.holder || this.hold.mine);
    return {
      card: Boolean(card), can, lead, changed: this.#changed, mine: this.hold.mine, free: this.hold.free,
      panel: this.dock.panel, side: this.side.open || this.#second !== null,
      confirming: can && (this.dock.panel === "doubt" || (!this.dock.panel && Boolean(this.#reading && !this.#reading.problems.length))),
      choices: can ? choices(card).map((one) => one.key.toLowerCase()) : [],
      facts: card?.facts.length ?? 0, alike: (card?.waiting ?? 1) - 1,
      similar: Boolean(card?.similar?.some((one) => !this.#apart.includes(one.card))),
      keep: can && this.keep.can, audit: Boolean(card?.audit),
    };
  }

  /** Do what a key means. @param {string} act @param {string} key */
  act(act, key) {
    if (["ask", "agent", "pass", "second", "exact", "over"].includes(act)) this.dock.show(act);
    else if (act === "choose") {
      const choice = choices(this.card).find((one) => one.key.toLowerCase() === key);
      if (Date.now() >= this.#guarded) this.choose(choice);
    } else this.#acts[act]?.();
  }

  #acts = {
    seen: () => this.#acknowledge(),
    confirm: () => this.confirm(),
    say: () => this.dock.say(),
    claim: () => this.#try("claim", () => this.hold.claim()),
    back: () => this.#giveBack(),
    same: () => this.#join(this.card.similar.find((one) => !this.#apart.includes(one.card))),
    alone: () => ((this.#alone = !this.#alone), this.#render()),
    group: () => ((this.#group = !this.#group), this.#render()),
    keep: () => this.keep.flip(),
    evidence: () => this.side.next(this.main),
    transcript: () => (this.side.flip(), this.refresh()),
    leave: () => this.#leave(),
  };

  /** Out of what was begun last. */
  #leave() {
    if (this.dock.panel) return this.dock.show("");
    if (this.side.open) return this.side.close();
    this.#second = null;
    this.#render();
  }

  /** The transcript may have grown. */
  refresh() {
    if (this.card && this.side.transcript) this.#fetch();
  }

  /** The transcript and the draft are not part of the list. */
  async #fetch() {
    const { id } = this.card;
    const full = await call("GET", cardUrl(id)).catch(() => null);
    if (!full || this.card?.id !== id) return;
    this.card.transcript = full.transcript;
    this.side.fill(full.transcript);
    this.draft.offer(full.draft);
    this.keep.allow(id, full.may_keep);
  }

  get #answerable() {
    const { card } = this;
    const given = card?.opinions?.mine && !card.opinions.differ;
    return Boolean(card) && isAsked(card) && card.may_answer && !given && !(card.holder && !this.hold.mine);
  }

  get #changed() {
    return Boolean(this.card) && isAsked(this.card) && this.card.may_answer && this.card.revision > this.#seen;
  }

  /** @param {any} card news about a card, from an answer of the server */
  news(card) {
    this.dispatchEvent(new CustomEvent("news", { detail: card, bubbles: true }));
  }

  /** Something that the keys depend on is different now. */
  changed = () => this.#render();

  /** @param {string} [path] @param {object} [body] @param {string} [method] */
  async #post(path, body, method = "POST") {
    const card = await call(method, cardUrl(this.card.id, path), body);
    if (card?.id) this.news(card);
    return card;
  }

  #giveBack() {
    this.#try("back", async () => {
      this.#leaving = this.card.id;
      await this.hold.claim();
      this.news(await this.hold.giveBack("not me"));
      this.dispatchEvent(new CustomEvent("move-on", { bubbles: true }));
    });
  }

  /**
   * One thing after the other, each for the card it was begun at. The same again, while it is under way, is a key pressed twice.
   * @param {string} what @param {() => Promise<any>} action
   */
  async #try(what, action) {
    if (this.#begun.has(what)) return;
    const { id } = this.card;
    this.#begun.add(what);
    const done = this.#turn.then(() => this.#carryOut(id, action)).finally(() => this.#begun.delete(what));
    this.#turn = done;
    await done;
  }

  /** @param {string} id @param {() => Promise<any>} action */
  async #carryOut(id, action) {
    if (this.card?.id !== id) return;
    this.#say("");
    this.dock.el.setAttribute("aria-busy", "true");
    try {
      await action();
    } catch (error) {
      const kept = String(error.details?.field ?? "").startsWith("keep") ? " H answers without keeping it." : "";
      this.#say(error.status === 0 ? "Not sent: the server cannot be reached. Your answer is still here; try again." : error.message + kept);
      if ([403, 404, 409].includes(error.status)) this.news(await call("GET", cardUrl(id)).catch(() => this.card));
    } finally {
      this.dock.el.removeAttribute("aria-busy");
    }
  }

  /** @param {any} answer @param {string[]} [sure] doubts that the person has seen and keeps to the answer */
  #send(answer, sure = []) {
    this.#try("answer", async () => {
      const { id } = this.card;
      const revision = this.#seen;
      const fence = await this.hold.claim();
      const kept = this.keep.wanted;
      const { card, doubts } = await this.#sending.send(id, { answer, revision, fence, alone: this.#alone, sure, ...kept }, this.#second);
      if (doubts) {
        this.#doubted = Date.now();
        return this.dock.doubt(doubts);
      }
      this.draft.forget(id);
      this.#reading = null;
      this.#leaving = id;
      this.dock.show("");
      this.dispatchEvent(new CustomEvent("answered", { detail: { ...card, kept: "keep" in kept }, bubbles: true, composed: true }));
    });
  }

  /** @param {any} choice */
  choose(choice) {
    const answer = { ...choice.answer };
    if (answer.decision === "no" && !answer.reason) return this.dock.show("no");
    if (answer.decision === "yes") {
      const changes = { ...answer.changes, ...this.proposal.edits };
      if (Object.keys(changes).length) answer.changes = changes;
      if (this.proposal.said !== null) answer.text = this.proposal.said;
      const reference = this.dock.reference.value.trim();
      if (this.card.kind === "task" && reference) answer.reference = reference;
    }
    this.#send(answer);
  }

  /** @param {Record<string, any>} data a typed answer */
  fillIn(data) {
    if (Date.now() >= this.#guarded) this.#send({ data });
  }

  /** @param {string} reason */
  no(reason) {
    try {
      this.#send({ decision: "no", reason, ...this.dock.instead.answer });
    } catch (error) {
      this.#say(error.message);
    }
  }

  #acknowledge() {
    this.#seen = this.card.revision;
    this.#reading = null;
    this.#sending.looked(this.card.id, this.#seen);
    this.#render();
  }

  async read() {
    const text = this.dock.text.value.trim();
    if (!text) return;
    if (this.#reading?.of === text) return this.confirm();
    await this.#try("read", async () => {
      this.#reading = { ...(await call("POST", cardUrl(this.card.id, "/reading"), { text })), of: text };
    });
    this.#render();
  }

  /** Send what was read back, or keep to what was doubted. */
  confirm() {
    if (this.dock.panel === "doubt") {
      if (Date.now() > this.#doubted + 400) this.#send(this.#sending.doubted.answer, this.#sending.doubted.sure);
    } else if (this.#reading && !this.#reading.problems.length) this.#send(this.#reading.answer);
  }

  typed() {
    if (this.#reading && this.#reading.of !== this.dock.text.value.trim()) this.#reading = null;
    if (this.hold.free) this.hold.claim().catch(() => {});
    this.draft.typed();
    this.#render();
  }

  /** A panel was filled in. @param {string} panel @param {Record<string, string>} values */
  submit(panel, values) {
    if (panel === "no") return this.no(values.reason);
    if (panel === "second") return (this.#second = values.reason), this.dock.clear(), this.dock.show("");
    this.#try(panel, async () => {
      const { conversation } = this.card;
      const needed = panel === "ask" || panel === "pass";
      const fence = needed ? await this.hold.claim() : this.hold.free ? await this.hold.claim().catch(() => null) : null;
      this.#leaving = panel === "pass" ? this.card.id : this.#leaving;
      if (panel === "ask") await this.#post("/questions", { ...values, fence });
      else if (panel === "agent") await this.#post("/lookups", values);
      else if (panel === "pass") await this.#post("/pass", { ...values, fence });
      else await call("POST", `/conversations/${encodeURIComponent(conversation)}/takeover`, values);
      this.dock.clear();
      this.dock.show("");
      if (panel === "over") this.dispatchEvent(new CustomEvent("speak", { detail: conversation, bubbles: true }));
      if (panel === "pass") this.dispatchEvent(new CustomEvent("move-on", { bubbles: true }));
    });
  }

  /** @param {string} text */
  exact(text) {
    if (this.#guide.of !== text) this.#guide = { of: text, id: newId() };
    this.#try("exact", async () => {
      if (this.hold.free) await this.hold.claim();
      await call("POST", `/conversations/${encodeURIComponent(this.card.conversation)}/guidance`, { text, kind: "say", confirm: true, key: this.#guide.id });
      this.#said = text;
      this.dock.show("");
    });
  }

  /** @param {any} other */
  #join(other) {
    this.#try("join", () => this.#post("/joined", { card: other.card }));
  }

  /** @param {any} other */
  #takeOut(other) {
    this.#try(`out ${other.card}`, async () => {
      await call("POST", cardUrl(other.card, "/alone"), { reason: "asks something of its own" });
      this.news(await call("GET", cardUrl(this.card.id)));
    });
  }

  #look = (fact, button) => void this.side.look(this.card.id, fact, button);

  // ── showing ────────────────────────────────────────────────────────────────────────────────────────────────────

  /** @param {any} card */
  #enter(card) {
    this.#seen = card?.revision ?? 0;
    this.#reading = null;
    this.#alone = this.#group = false;
    this.#second = null;
    this.#lost = this.#leaving = this.#said = "";
    this.#say("");
    this.side.close();
    this.dock.show("");
    this.dock.clear();
    this.draft.of(card?.id ?? "");
    this.keep.enter(card?.id ?? "");
    this.body.scrollTop = 0;
    if (!card) return;
    this.#fetch();
    setTimeout(() => this.card?.id === card.id && isAsked(card) && !document.hidden && this.#sending.looked(card.id, this.#seen), 400);
  }

  /** Somebody else did something about the card that is looked at. @param {any} before @param {any} now */
  #notice(before, now) {
    const mine = before.holder?.expert === this.me;
    const kept = this.dock.text.value.trim() ? " What you typed is kept." : "";
    if (now.holder?.expert === this.me || !isAsked(now)) this.#lost = "";
    else if (mine && this.#leaving !== now.id) this.#lost = `You no longer hold this question: ${now.returned || "the time ran out"}.${kept}${now.holder ? "" : " C claims it again."}`;
    const winner = now.given ?? now.deciding;
    if (isAsked(now) && !isAsked(before)) this.#say("");
    if (isAsked(before) && winner && winner.by !== this.me) {
      this.#say(`${winner.name} was first: ${inWords(winner.answer, now)}.${kept}`);
      this.dock.show("");
    } else if (isAsked(before) && !isOpen(now) && !winner) this.#say(`No answer is needed any more: ${now.closed ?? "closed"}.${kept}`);
  }

  /** @param {string} message */
  #say = (message) => void (this.problem.textContent = message);

  #render() {
    const { card } = this;
    this.hidden = !card;
    this.dispatchEvent(new CustomEvent("scene", { bubbles: true }));
    if (!card) return;
    this.toggleAttribute("audit", Boolean(card.audit));
    const answerable = this.#answerable;
    const [{ holder }, asked] = [card, isAsked(card)];
    fill(this.head, [card.kind, card.audit, card.skill, card.asked_at, card.status, holder, card.next_rung, card.why_me, asked], () => top(card, this.hold.mine));
    fill(this.marks, [card.overturned, card.left, card.lead, card.returned, card.passed, card.opinions, card.audit, asked], () => marks(card));
    fill(this.main, [card.id, card.question, card.why, card.summary, card.summary_by, card.facts, card.customer, card.channel], () => main(card, this.#look));
    this.proposal.render(card, answerable, asked);
    fill(this.talk, [card.exchanges, card.looked, card.news], () => talk(card, this.#look));
    const of = { alone: this.#alone, can: answerable, open: this.#group };
    fill(this.group, [card.alike, card.waiting, of], () => group(card, { ...of, toggle: this.#acts.group, flip: this.#acts.alone, takeOut: (one) => this.#takeOut(one) }));
    const differ = (one) => (this.#apart.push(one.card), this.#render());
    fill(this.similar, [answerable && card.similar, this.#apart], () => (answerable ? similar(card, this.#apart, (one) => this.#join(one), differ) : []));
    fill(this.about, [card.why_me, card.why_asked, card.audit, card.expected, asked], () => about(card));
    fill(this.outcome, [card.given, card.closed, card.deciding, card.graded], () => outcome(card, this.me));
    this.outcome.hidden = asked;
    const said = this.#said && `The agent was told to say: “${this.#said}”`;
    const given = card.opinions?.mine && "Your answer is in. It counts once somebody else says the same.";
    const other = holder && !this.hold.mine ? `${holder.name} is answering this.` : "";
    const words = [asked && this.#lost, asked && !answerable && (card.may_not || (card.may_answer ? given || other : "You may not answer this.")), said].filter(Boolean);
    this.notice.hidden = !words.length;
    fill(this.notice, words, () => [icon(card.may_answer ? "person" : "lock"), h("span", { dir: "auto" }, words.join(" "))]);
    this.dock.el.hidden = (!answerable || this.#changed) && !["exact", "over"].includes(this.dock.panel);
    this.keep.show(answerable && !this.dock.panel);
    this.banner.hidden = !this.#changed;
    this.bannerText.textContent = `The question changed: ${card.changed || "see above."}`;
    this.dock.render(card, answerable && this.proposal.changed, this.#reading, this.#second !== null, answerable);
    tick(this);
  }

  /** @returns {string[]} teams it may be passed on to, as far as this desk knows */
  skills() {
    const known = new Set(this.teams);
    known.delete(this.card.skill);
    return [...known].sort();
  }

  #build() {
    this.head = h("div.card-head");
    const part = (name, props) => h(`div.${name}`, props);
    [this.marks, this.main, this.talk, this.group, this.similar, this.about] = ["marks", "card-main", "talk", "group", "similar", "about-card"].map((name) => part(name));
    this.talk.setAttribute("aria-live", "polite");
    this.proposal = new Proposal(() => this.#render());
    this.outcome = part("outcome", { role: "status" });
    this.body = h("div.card-body", { tabindex: "0", role: "region", "aria-label": "The question" }, this.outcome, this.marks, this.main, this.proposal.el, this.group, this.similar, this.talk, this.about);
    this.notice = part("notice", { role: "status" });
    this.bannerText = h("span", { dir: "auto" });
    this.banner = h("div.banner", { role: "alert" }, this.bannerText, h("button.confirm", { type: "button", onclick: () => this.#acknowledge() }, "I have seen it", h("kbd", { "aria-hidden": "true" }, "Enter")));
    this.problem = h("p.problem", { role: "alert", dir: "auto" });
    this.dock = new Dock(this);
    this.keep = new Keep(this.changed);
    this.dock.free.before(this.keep.el);
    this.hold = new Hold(this);
    this.draft = new Draft(this.dock.text);
    this.side = new Side(() => this.#render());
    const back = h("button.back", { type: "button", "aria-label": "Back to the questions", onclick: () => this.dispatchEvent(new CustomEvent("back", { bubbles: true })) }, icon("back"));
    const transcript = h("button.key.to-transcript", { type: "button", onclick: this.#acts.transcript, "aria-keyshortcuts": "T" }, h("kbd", { "aria-hidden": "true" }, "T"), "Transcript");
    const column = h("div.card-column", {}, h("div.card-top", {}, back, this.head, transcript), this.body, this.notice, this.banner, this.problem, this.dock.el);
    this.append(column, this.side.el);
  }
}

customElements.define("earpiece-card", EarpieceCard);
