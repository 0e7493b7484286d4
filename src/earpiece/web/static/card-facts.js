// What a card says, top to bottom. Each function takes the card and gives the elements.
import { inWords, isAsked, isOpen, kindName, origin, words } from "./answer.js";
import { h, icon, span, timeOfDay } from "./dom.js";
import { nextRung } from "./queue.js";

const LONG = 36; // words of a summary that are shown at first
const MANY = 5; // facts that are shown at first

/** @param {number} count @param {string} one @param {string} [many] */
const count = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** @param {any} card @param {boolean} mine */
export function top(card, mine) {
  const age = isOpen(card) && h("span", { title: "Time since it was asked" }, "asked ", h("span", { "data-since": card.asked_at }), " ago");
  const held = mine && isOpen(card) && h("span.held", {}, icon("person"), "with you");
  const left = card.next_rung && isAsked(card) && !card.audit && nextRung(card);
  return [h(`span.kind.${card.audit ? "audit" : card.kind}`, {}, kindName(card)), h("span.skill", { title: card.why_me || null }, card.skill), age, held, left];
}

/** Things to know before all else. @param {any} card */
export function marks(card) {
  const all = [];
  const mark = (sign, tone, ...text) => all.push(h(`p.mark-line${tone && `.${tone}`}`, {}, icon(sign), h("span", { dir: "auto" }, ...text)));
  if (card.overturned) mark("cross", "bad", h("strong", {}, "Found wrong later: "), card.overturned);
  if (card.left?.length) mark("person", "amber", h("strong", {}, "Not for all: "), card.left.join("; "));
  if (card.lead && card.lead.who !== "agent") mark("talk", "amber", leads(card.lead));
  if (card.returned && isAsked(card) && !card.audit) mark("back", "", h("strong", {}, "Came back: "), card.returned);
  for (const one of card.passed ?? []) mark("out", "", one);
  if (card.opinions && card.opinions.wanted > 1) mark("person", card.opinions.differ ? "amber" : "", opinions(card));
  return all;
}

/** @param {{who: string, name: string, by: string, reason: string}} lead */
export function leads({ who, name, by, reason }) {
  const person = name || by;
  const what = { person: `${person} speaks with the customer`, paused: `${person} has paused the agent`, stopped: `${person} has stopped the agent` }[who];
  return `${what}${reason ? `: ${reason}` : "."}`;
}

/** @param {any} card */
function opinions(card) {
  const { wanted, given, mine, differ, all } = card.opinions;
  const said = (all ?? []).map((one) => `${one.name}: ${inWords(one.answer, card)}`).join("; ");
  if (differ) return `The answers differ, and you may decide. ${said}`;
  const state = `${count(wanted, "person", "people")} must say the same, each without knowing the others’ answers; ${given} of ${wanted} in.`;
  return mine ? `You said: ${inWords(mine, card)}. ${state}` : state;
}

/** The question and what it is about. @param {any} card @param {(fact: any, button: HTMLElement) => void} open */
export function main(card, open) {
  const { customer } = card;
  const elsewhere = card.channel === "ask"; // an agent that is not ours asks, and speaks with the customer itself
  const who = elsewhere ? [`Asked by ${customer.name ?? "an agent elsewhere"}`] : [customer.name ?? "Guest", customer.verified ? "identity verified" : "identity not verified"];
  const known = [...who, customer.language.toUpperCase()];
  if (card.channel && card.channel !== "chat" && !elsewhere) known.push(card.channel);
  if (customer.earlier) known.push(count(customer.earlier, "earlier conversation"));
  return [
    h("p.customer-line", {}, icon(customer.verified ? "shield" : "person"), h("span", {}, ...known.flatMap((one, place) => [place > 0 && " · ", h("bdi", {}, one)]).filter(Boolean))),
    h("h2.question", { dir: "auto" }, card.question),
    card.why && h("p.why", { dir: "auto" }, h("strong", {}, "Why now "), card.why),
    ...customer.promises.map((promise) => h("p.promise", { dir: "auto" }, `Still owed to this customer: ${promise}`)),
    card.summary && summary(card.summary, card.summary_by),
    card.facts.length > 0 && facts(card.facts, open),
  ];
}

/** @param {string} text @param {string} by the large model that wrote it, if one did */
function summary(text, by) {
  const all = text.split(/\s+/);
  const source = by ? [" ", h("span.source", { title: `${by} wrote it; it was held against the conversation` }, "written by the model, checked")] : [];
  if (all.length <= LONG + 10) return h("p.summary", { dir: "auto" }, text, ...source);
  const el = h("p.summary", { dir: "auto" }, `${all.slice(0, LONG).join(" ")} … `);
  el.append(h("button.more", { type: "button", onclick: () => el.replaceChildren(text, ...source) }, "More"), ...source);
  return el;
}

/** @param {any[]} list @param {(fact: any, button: HTMLElement) => void} open */
function facts(list, open) {
  const rows = list.map((fact, place) => {
    const button = h("button.fact", { type: "button", "data-fact": place, "aria-expanded": "false", title: `Show where it comes from: ${fact.source}`, onclick: () => open(fact, button) }, h("span", { dir: "auto" }, fact.value), h("span.source", {}, origin(fact.source)));
    return h("div", { hidden: place >= MANY && list.length > MANY + 1 }, h("dt", { dir: "auto" }, fact.label), h("dd", {}, button));
  });
  const table = h("dl.facts", {}, ...rows);
  const hidden = rows.filter((row) => row.hidden);
  if (!hidden.length) return table;
  const more = h("button.more", { type: "button", onclick: () => (hidden.forEach((row) => (row.hidden = false)), more.remove(), hidden[0].querySelector("button").focus()) }, `${hidden.length} more facts`);
  return h("div", {}, table, more);
}

/** What was asked and found meanwhile, and the customer's new words. @param {any} card @param {(fact: any, button: HTMLElement) => void} open */
export function talk(card, open) {
  const exchanges = card.exchanges.map(({ question, reply }) =>
    h("p.exchange", {}, icon("talk"), h("span", {}, h("strong", {}, "Asked the customer "), h("bdi", {}, question), h("br"), reply == null ? h("em", {}, "No reply yet.") : h("span", {}, h("strong", {}, "Reply "), h("bdi", {}, reply)))),
  );
  const looked = (card.looked ?? []).map(({ question, found, note }) => {
    const items = found.map((one) => {
      const button = h("button.fact", { type: "button", "aria-expanded": "false", onclick: () => open(one, button) }, h("span", { dir: "auto" }, one.text), h("span.source", {}, origin(one.source)));
      return h("li", {}, button);
    });
    return h("div.exchange", {}, icon("ear"), h("div", {}, h("strong", {}, "Asked the agent "), h("bdi", {}, question), items.length ? h("ul.found", {}, ...items) : h("p.nothing-found", {}, note || "It found nothing about this.")));
  });
  const news = (card.news ?? []).map((item) => h("li", { dir: "auto" }, h("span.source", {}, timeOfDay(item.at)), " ", item.text));
  return [news.length > 0 && h("div.news", {}, h("strong", {}, "The customer said since"), h("ul", {}, ...news)), ...exchanges, ...looked];
}

/** Those who wait for the same. @param {any} card @param {{alone: boolean, can: boolean, open: boolean, toggle: () => void, flip: () => void, takeOut: (one: any) => void}} group */
export function group(card, { alone, can, open, toggle, flip, takeOut }) {
  const waiting = card.alike ?? [];
  const others = Math.max((card.waiting ?? 1) - 1, waiting.length);
  if (!others) return [];
  const rest = others - waiting.length;
  const list = h("ul.waiting", { hidden: !open }, ...waiting.map((one) =>
    h("li", {}, h("span", {}, h("bdi", {}, one.customer ?? "Guest"), h("span.source", {}, " ", h("span", { "data-since": one.asked_at })), one.question && h("span.own", { dir: "auto" }, one.question)), can && h("button.quick", { type: "button", onclick: () => takeOut(one), "aria-label": `Take out ${one.customer ?? "Guest"}` }, "Take out")),
  ), rest > 0 && h("li", {}, `and ${count(rest, "other")}`));
  const who = h("button.who-waits", { type: "button", "aria-expanded": String(open), "aria-keyshortcuts": "G", onclick: toggle }, icon("person"), h("span", {}, `and ${count(others, "other waits", "others wait")} for this`), icon("down"));
  const only = can && h("button.quick", { type: "button", "aria-pressed": String(alone), "aria-keyshortcuts": "L", onclick: flip }, "Only this one");
  return [h("div.group-line", {}, who, only, alone && h("span.source", {}, "The others go on waiting.")), list];
}

/** Cards that may ask the same. @param {any} card @param {string[]} apart those found to differ @param {(one: any) => void} join @param {(one: any) => void} differ */
export function similar(card, apart, join, differ) {
  const one = (card.similar ?? []).find((other) => !apart.includes(other.card));
  if (!one) return [];
  return [
    h("p", {}, h("strong", {}, "Same question? "), h("bdi", {}, `${one.customer ?? "Guest"}: ${one.question}`)),
    h("div.group-line", {}, h("button.quick", { type: "button", onclick: () => join(one) }, "The same", h("kbd", {}, "M")), h("button.quick", { type: "button", onclick: () => differ(one) }, "Not the same")),
  ];
}

/** Why it is here, and how long it may take. @param {any} card */
export function about(card) {
  if (!isAsked(card)) return [];
  const { expected } = card;
  const wait = expected && `Such questions are answered within ${span(expected.half)}, nine in ten within ${span(expected.most)}.`;
  const asks = card.why_asked && h("p", { dir: "auto" }, h("strong", {}, "Why it asks "), `${words(card.why_asked)}.`.replace(/\.\.$/, "."));
  const look = card.audit && h("p", {}, "Nobody waits for this. What you say teaches the agent; what was wrong is set right.");
  return [asks, look, card.why_me && h("p", { dir: "auto" }, h("strong", {}, "Why you "), card.why_me), wait && h("p", {}, wait)];
}

/** What came of it. @param {any} card @param {string} me */
export function outcome(card, me) {
  if (card.graded) {
    const { right, known, because } = card.graded;
    const told = right ? "Right. " : ["Others decided: ", h("bdi", {}, known), " "];
    return [icon(right ? "check" : "cross"), h("span", {}, h("strong", {}, "This card was a check. "), ...[told].flat(), h("bdi", {}, because))];
  }
  if (card.deciding) {
    const who = card.deciding.by === me ? "You answered" : `${card.deciding.name} answered`;
    return [icon("clock"), h("span", {}, h("strong", {}, `${who}: `), h("bdi", {}, inWords(card.deciding.answer, card)), ". It counts ", h("span", { "data-until": card.deciding.until }), ".")];
  }
  if (!card.given) return [icon("clock"), h("span", {}, `No answer needed any more: ${card.closed ?? "closed"}.`)];
  const { by, name, at, answer } = card.given;
  return [icon("check"), h("span", {}, h("strong", {}, `${by === me ? "You" : name} answered at ${timeOfDay(at)}: `), h("bdi", {}, inWords(answer, card)))];
}
