// Seconds of the compared conversation: how they are written, and what of a side lies before a moment.

/** @typedef {{at: number, who: "customer" | "agent" | "person" | "note", text: string, purpose: string, simulated: boolean}} Moment */
/** @typedef {{lane: "customer" | "people", what: string, title: string, since: number, until: number, waits: boolean,
 *   people: number, simulated: boolean, source: string}} Stretch */
/** @typedef {{moments: Moment[], stretches: Stretch[], gap: number, done: number, over: number, waited_s: number, people_s: number,
 *   from_gap_s: number}} Side */
/** @typedef {{kind: string, question: string, why: string, facts: {label: string, value: string, source: string}[],
 *   choices: {key: string, label: string, leads_to: string}[], opened: number, taken: number, decided: number, counted: number,
 *   answer: string}} Card */
/** @typedef {{case: string, cases: {case: string, title: string}[], channel: string, seed: number, own: boolean, wait_s: number,
 *   pickup_s: number, decision_s: number, transfer: Side, consult: Side, card: Card, assumed: [string, string, string][]}} Pair */

/** Whole seconds that have gone by; a customer's glance at the screen (0.05 s) is no second. @param {number} seconds */
const whole = (seconds) => Math.floor(Math.max(0, seconds) + 0.06);

/** @param {number} seconds @returns {string} "1:04", as a clock shows it */
export function clock(seconds) {
  const s = whole(seconds);
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;
}

/** @param {number} seconds @returns {string} "40 s", "1 min 4 s" */
export function inWords(seconds) {
  const s = whole(seconds);
  if (s < 60) return `${s} s`;
  return s % 60 ? `${Math.floor(s / 60)} min ${s % 60} s` : `${s / 60} min`;
}

/** @param {{since: number, until: number}} stretch @param {number} t @returns {number} how much of it has gone by */
export function gone({ since, until }, t) {
  return Math.max(0, Math.min(t, until) - since);
}

/** @param {Side} side @param {number} t @returns {{hello: number, gap: number, waited: number, people: number}} so far, in seconds */
export function soFar(side, t) {
  const sum = (/** @type {(stretch: Stretch) => number} */ weight) =>
    side.stretches.reduce((total, each) => total + weight(each) * gone(each, t), 0);
  return {
    hello: Math.min(t, side.done),
    gap: Math.max(0, Math.min(t, side.done) - side.gap),
    waited: sum((each) => (each.waits ? 1 : 0)),
    people: sum((each) => each.people),
  };
}

/** @param {Side} side @param {"customer" | "people"} lane @param {number} t @returns {Stretch | undefined} what goes on */
export function current(side, lane, t) {
  return side.stretches.find((each) => each.lane === lane && each.since <= t && t < each.until);
}
