// A transfer beside a consult: the same customer, the same words, the same moment, both clocks running.
import { SmallCard, WholePerson } from "./compare-card.js";
import { Figures, Seconds, summary } from "./compare-figures.js";
import { Player } from "./compare-player.js";
import { Settings } from "./compare-settings.js";
import { SideColumn, note } from "./compare-side.js";
import { clock } from "./compare-time.js";
import { h, icon, store } from "./dom.js";
import { call } from "./net.js";

const LONGEST = 600; // seconds that a visitor may take for a card
const OPEN = 180; // seconds drawn after the gap while nobody knows how long the visitor takes
const TRANSFER = "At its limit, the agent hands the customer over to a person.";
const CONSULT = "At its limit, the agent asks an expert one question and stays.";

const asked = new URLSearchParams(location.search);
/** @type {Record<string, any>} what the timeline is asked for; null is left out */
const wanted = { case: asked.get("case"), channel: asked.get("channel"), seed: 0, wait_s: asked.get("wait"), pickup_s: null, own_s: null, answer: null };
/** @type {import("./compare-time.js").Pair} */ let pair;
let mine = false; // the visitor answers the card
let shownAt = 0; // when the visitor saw the card, by the machine's clock
let resume = 1; // the speed from before
let loads = 0;
let phases = "";
/** @type {{seconds: number, answer: string}[]} */ const answers = store.get("session", "compare-answers") ?? [];

const person = new WholePerson();
const card = new SmallCard(answer);
const left = new SideColumn("transfer", "Transfer", TRANSFER, person.el);
const right = new SideColumn("consult", "Consult", CONSULT, card.el);
const figures = new Figures();
const seconds = new Seconds();
const player = new Player(render);
const settings = new Settings({ change, answerMyself, again });
const said = h("p.visually-hidden", { role: "status" });
const verdict = h("section.summary", { role: "status", "aria-label": "The comparison in words" });
const problem = h("p.problem", { role: "alert", hidden: true });

document.querySelector(".logo").append(icon("ear"));
document.querySelector("main").append(
  h("p.lead", {}, "The same customer, the same words, the same moment. ", h("span", {}, "Right: Earpiece’s engine, as its journal has it. Left: the same conversation with a transfer, computed.")),
  settings.cases,
  h("div.deck", {}, player.el, settings.mine),
  problem,
  h("div.columns", {}, left.el, right.el),
  legend(),
  figures.el,
  verdict,
  settings.sliders,
  seconds.el,
  settings.assumed,
  said,
);

/** What the colours of the lanes are. */
function legend() {
  const keys = [["agent", "the agent serves"], ["dead", "dead air"], ["explain", "said again"], ["of-person", "a person’s time"]];
  return h("p.legend", { "aria-hidden": "true" }, ...keys.map(([key, words]) => h("span", {}, h(`i.key.${key}`), words)));
}

/** Ask for the conversation anew. @param {boolean} [fromStart] */
async function load(fromStart = false) {
  const mineNow = ++loads;
  const open = mine && wanted.own_s === null;
  const query = { ...wanted, own_s: open ? LONGEST : wanted.own_s };
  const given = Object.entries(query).filter(([, value]) => value != null);
  try {
    const found = await call("GET", `/demo/compare/timeline?${new URLSearchParams(given.map(([k, v]) => [k, String(v)]))}`);
    if (mineNow !== loads) return;
    problem.hidden = true;
    show(found, fromStart);
  } catch (error) {
    player.pause();
    problem.textContent = error.message;
    problem.hidden = false;
  }
}

/** @param {import("./compare-time.js").Pair} found @param {boolean} fromStart */
function show(found, fromStart) {
  pair = found;
  const open = mine && wanted.own_s === null;
  const total = Math.max(pair.transfer.over, pair.consult.over);
  const drawn = open ? Math.min(total, pair.consult.gap + OPEN) : total;
  left.show(pair.transfer, transferNotes(pair), drawn);
  right.show(pair.consult, consultNotes(pair), drawn);
  card.show(pair);
  seconds.show(pair);
  settings.show(pair, { mine, answers });
  verdict.replaceChildren();
  player.load(total, fromStart, open);
}

/** @param {import("./compare-time.js").Pair} data */
function transferNotes({ transfer }) {
  const at = transfer.moments.findIndex((moment) => moment.simulated);
  const own = note("The agent cannot go on alone. Simulated from here on.", transfer.gap);
  return transfer.moments.toSpliced(at, 0, own);
}

/** @param {import("./compare-time.js").Pair} data */
function consultNotes({ consult, card: asks }) {
  const moments = [...consult.moments];
  const words = asks.counted > consult.gap ? "The agent cannot go on alone." : "Here it could not have gone on alone. The answer is there already.";
  const after = (at) => moments.findLastIndex((moment) => moment.at <= at + 1e-6 && moment.who === "customer") + 1;
  moments.splice(after(consult.gap), 0, note(words, consult.gap));
  moments.splice(moments.findLastIndex((moment) => moment.at <= asks.opened + 1e-6 && moment.purpose !== "holding") + 1, 0, note("An expert is asked one question.", asks.opened));
  const later = moments.findIndex((moment) => moment.at > asks.counted - 1e-6);
  moments.splice(later < 0 ? moments.length : later, 0, note(`The expert has answered: ${asks.answer}`, asks.counted));
  return moments;
}

/** Everything is a function of the moment. @param {number} t seconds since hello @param {boolean} ended */
function render(t, ended) {
  const waiting = mine && wanted.own_s === null;
  if (waiting && t >= pair.card.opened && !shownAt) return see();
  if (shownAt && t >= pair.card.opened + LONGEST) return answerMyself(false);
  left.render(t);
  right.render(t);
  person.render(pair.transfer, t);
  card.render(t);
  figures.render(left.figures(t), right.figures(t));
  seconds.render(t);
  if (ended && !verdict.childElementCount) verdict.replaceChildren(...summary(pair));
  if (!ended && verdict.childElementCount) verdict.replaceChildren();
  tell(t);
}

/** Say what changed, for those who do not see it: phases only, not lines. @param {number} t */
function tell(t) {
  const now = `Transfer: ${left.phase(t)}. Consult: ${right.phase(t)}.`;
  if (!player.playing || now === phases) return;
  phases = now;
  said.textContent = now;
}

/** The visitor's card is here: from now on their seconds count, at the speed of life. */
function see() {
  resume = player.speed;
  shownAt = performance.now();
  player.hold(pair.card.opened);
  card.ask(true);
  said.textContent = `Your card: ${pair.card.question}`;
}

/** @param {string} key of a choice */
async function answer(key) {
  if (!shownAt) return;
  const took = Math.min(LONGEST, Math.max(0.1, Math.round((performance.now() - shownAt) / 100) / 10));
  const given = pair.card.choices.find((choice) => choice.key === key);
  card.ask(false);
  shownAt = 0;
  Object.assign(wanted, { own_s: took, answer: key });
  answers.push({ seconds: took, answer: given.label });
  store.set("session", "compare-answers", answers.slice(-20));
  player.freeze(pair.card.opened + took);
  await load();
  player.release(resume);
  player.toggle.focus({ preventScroll: true });
}

/** Another case, channel or assumption. @param {Record<string, any>} changes */
function change(changes) {
  const another = "case" in changes || "channel" in changes;
  Object.assign(wanted, changes, another ? { own_s: null, answer: null } : {});
  if (another) leaveCard();
  load(another);
}

/** @param {boolean} on */
function answerMyself(on) {
  mine = on;
  Object.assign(wanted, { own_s: null, answer: null });
  leaveCard();
  load(true).then(() => mine && pair && player.play());
}

/** Answer the same card once more. */
function again() {
  answerMyself(true);
}

function leaveCard() {
  if (!shownAt) return;
  shownAt = 0;
  card.ask(false);
  player.release(resume, false);
}

store.set("session", "demo", true); // the bar of the desk leads here, too
await load(true);
if (pair) said.textContent = `Ready. ${clock(player.total)} in all.`;
