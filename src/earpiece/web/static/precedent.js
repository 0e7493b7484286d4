// A precedent as it is read in ten seconds: what was asked, what was answered and why, who says so, where it is used.
import { plain } from "./answer.js";
import { h, icon, span } from "./dom.js";
import { dayAndTime } from "./work.js";

export const STANDINGS = { candidate: ["To review", "amber"], published: ["In use", ""], retired: ["Retired", "plain"], recalled: ["Found wrong", "red"] };
const SCOPES = { conversation: "Its own conversation only", customer: "Its own customer only", always: "Everybody who asks this" };

/** @param {number} many @param {string} one @param {string} [more] */
const count = (many, one, more = `${one}s`) => `${many} ${many === 1 ? one : more}`;

/** @param {any} one @returns {string} whose card asked, in words: "What to do next" of `what-to-do-next` */
const kindOf = (one) => one.consult.replaceAll("-", " ").replaceAll("_", " ");

/** @param {any} one @returns {boolean} people answered differently, and nobody has said yet which answer holds */
export const disputed = (one) => one.differed.length > 0;

/** What people said, each answer with the first card it was given on. @param {any} one @returns {Map<string, any[]>} */
function answers(one) {
  const groups = new Map();
  for (const said of [...one.agreed, ...one.differed]) groups.set(said.answer, [...(groups.get(said.answer) ?? []), said]);
  return groups;
}

/** Which answer holds is for supervisors to say. @param {any} one @param {{role: string}} me */
export const settles = (one, me) => one.may_publish && me.role !== "expert";

/** A row of the list. @param {any} one @param {string} shelf the list it is on */
export function row(one, shelf) {
  const [name, tone] = STANDINGS[one.standing];
  const shown = disputed(one) ? h("span.stand.red", {}, `${answers(one).size} answers`) : one.standing !== shelf && h(`span.stand${tone && `.${tone}`}`, {}, name);
  const used = one.used > 0 && h("span", { title: "How many conversations it has answered" }, `used ${count(one.used, "time")}`);
  return [
    h("span.row-top", {}, shown, h("bdi.who", {}, kindOf(one)), h("span.age", { title: "Kept since" }, span(Date.now() / 1000 - one.made_at))),
    h("span.row-question", { dir: "auto" }, one.situation || one.question),
    h("span.row-foot", {}, h("span.gist", { dir: "auto" }, icon("talk"), h("span", {}, one.answer)), used),
  ];
}

const STABLE = 3;
const STATES = {
  candidate: "Kept for next time, not yet published", published: "The agent gives this answer by itself",
  retired: "Used no more", recalled: "Used no more",
};

/**
 * @param {any} one @param {{id: string, role: string}} me @param {(card: string) => void} settle which card's answer holds
 * @param {HTMLElement | null} reached what a recalled one reached
 */
export function detail(one, me, settle, reached = null) {
  const [name, tone] = disputed(one) ? ["Contradicted", "red"] : STANDINGS[one.standing];
  return [
    h("p.customer-line", {}, h(`span.stand${tone && `.${tone}`}`, {}, name), h("span", {}, disputed(one) ? (one.standing === "published" ? "In use, though people have answered otherwise" : "Not used until it is settled") : STATES[one.standing])),
    h("h2.question", { dir: "auto" }, one.situation ? `“${one.situation}”` : one.question),
    one.situation && !one.question.includes(one.situation) && h("p.why", { dir: "auto" }, h("strong", {}, "The agent asked "), one.question),
    ...(disputed(one) ? [versions(one, me, settle)] : [answer(one)]),
    reached,
    one.standing === "candidate" && rehearsed(one.rehearsed),
    STABLE <= one.agreed.length && !disputed(one) && ["candidate", "published"].includes(one.standing) && stable(one),
    facts(one, me),
  ].filter(Boolean);
}

/** @param {any} one */
function answer(one) {
  return h("div.kept", {}, h("h3", {}, icon("talk"), one.standing === "published" ? "The agent answers" : "Answer"), h("p.kept-answer", { dir: "auto" }, one.answer), one.reason && h("p.kept-reason", { dir: "auto" }, h("strong", {}, "Why "), one.reason));
}

/** Answers that differ, side by side. @param {any} one @param {any} me @param {(card: string) => void} settle */
function versions(one, me, settle) {
  const version = ([words, all], place) =>
    h(
      "li.version",
      {},
      h("p.kept-answer", { dir: "auto" }, words),
      ...all.filter((said) => said.reason).map((said) => h("p.kept-reason", { dir: "auto" }, h("strong", {}, "Why "), said.reason)),
      h("p.source", {}, ...people(all, me)),
      settles(one, me) && h("button.quick", { type: "button", "aria-keyshortcuts": String(place + 1), onclick: () => settle(all[0].card) }, "This one holds", place < 9 && h("kbd", { "aria-hidden": "true" }, String(place + 1))),
    );
  return h("section.disputed", { "aria-label": "Answers that differ" }, h("h3", {}, icon("person"), "People answered differently"), h("ul.versions", {}, ...[...answers(one)].map(version)));
}

/** The card whose answer a digit means. @param {any} one @param {number} place from 0 @returns {string | undefined} */
export function cardOf(one, place) {
  return [...answers(one).values()][place]?.[0].card;
}

/** Names with a link to where each said it. @param {any[]} all @param {{role: string}} me @returns {(Node | string)[]} */
function people(all, me) {
  return all.flatMap((said, place) => [place > 0 && ", ", h("a", { href: where(said, me), title: `${said.name}, ${dayAndTime(said.at)}` }, h("bdi", {}, said.name))]).filter(Boolean);
}

/** Supervisors read the conversation, experts the card. @param {any} said @param {{role: string}} me */
const where = (said, me) => (me.role === "expert" ? `/card/${encodeURIComponent(said.card)}` : `/board?conversation=${encodeURIComponent(said.conversation)}`);

/** So many people say the same that the company's own files could say it. @param {any} one */
function stable(one) {
  return h("p.mark-line", {}, icon("page"), h("span", {}, h("strong", {}, `${one.agreed.length} answers agree. `), "This can become a page or a rule of the company; as a difference, to be read first: ", h("code", {}, `earpiece precedents propose ${one.id} COMPANY`)));
}

/** What earlier questions say about it. @param {any} found */
function rehearsed(found) {
  if (!found) return null;
  const { fits, same, other, notes } = found;
  const would = `It would have answered ${count(fits, "earlier question")}; people said`;
  const mixed = same ? `the same in ${same}, something else in ${other}` : "something else";
  const told = !fits ? "No earlier question is like it, so nothing speaks for or against it." : `${would} ${other ? mixed : fits === 1 ? "the same" : "the same in all of them"}.`;
  const tone = other ? ".amber" : "";
  return h("div.rehearsed", {}, h(`p.mark-line${tone}`, {}, icon(fits && !other ? "check" : "clock"), h("span", {}, h("strong", {}, "Rehearsed: "), told)), notes.length > 0 && h("ul.rehearsal-notes", {}, ...notes.map((note) => h("li", { dir: "auto" }, note))));
}

/** @param {string} id of a person @param {any} one @param {any} me @returns {string} the name, where it is known here */
function nameOf(id, one, me) {
  const known = [me, { id: one.owner, name: one.owner_name }, ...[...one.agreed, ...one.differed].map((said) => ({ id: said.by, name: said.name }))];
  return known.find((person) => person.id === id)?.name || id;
}

/** @param {any} one @param {{role: string}} me */
function facts(one, me) {
  const first = [...one.agreed, ...one.differed].sort((a, b) => a.at - b.at)[0];
  const use = [one.used > 0 && `answered ${count(one.used, "conversation")} alone`, one.suggested > 0 && `suggested ${count(one.suggested, "time")}`].filter(Boolean).join(", ");
  const alone = one.agreed.length === 1 && one.agreed[0].by === one.owner;
  const list = [
    ["For", SCOPES[one.scope]],
    ["Until", one.expires_at ? dayAndTime(one.expires_at) : "Further notice"],
    ["Used", use || "Not yet"],
    [alone ? "Said and kept by" : "Kept by", h("span", {}, h("bdi", {}, one.owner_name || one.owner || "–"), `, ${dayAndTime(one.made_at)}`)],
    one.published_by && ["Published by", nameOf(one.published_by, one, me)],
    !disputed(one) && !alone && one.agreed.length > 0 && [one.agreed.length > 1 ? "All of these say so" : "Said by", h("span", {}, ...people(one.agreed, me))],
    first && ["Comes from", h("a", { href: where(first, me) }, me.role === "expert" ? "This card" : "This conversation")],
    ...one.facts.map(([label, value]) => [label, plain(value)]),
  ].filter(Boolean);
  return h("dl.facts", {}, ...list.map(([label, value]) => h("div", {}, h("dt", { dir: "auto" }, label), h("dd", { dir: "auto" }, value))));
}
