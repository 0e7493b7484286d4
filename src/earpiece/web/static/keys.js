// Every key of the desk in one table: when it works, what it does, how the help and the line below call it.
import { h } from "./dom.js";

/**
 * What the keys depend on.
 * @typedef {{can: boolean, changed: boolean, confirming: boolean, panel: string, side: boolean, choices: string[],
 *   facts: number, alike: number, similar: boolean, lead: boolean, leads: boolean, undo: boolean, card: boolean, open: number,
 *   free: boolean, mine: boolean, keep: boolean, audit: boolean}} Scene
 * @typedef {{key: string, name?: string, act: string, short?: string, about: string, when: (scene: Scene) => boolean,
 *   rare?: boolean}} Key
 */

/** @param {Scene} s nothing is in the way of an answer */
const ready = (s) => s.can && !s.panel;

/** @param {Scene} s somebody waits for the answer, too */
const someone = (s) => ready(s) && !s.audit;

/** In the order in which they are looked at, and shown. An answer's own key comes before all others. @type {Key[]} */
export const KEYS = [
  { key: "y", act: "choose", about: "Yes, or done", when: (s) => ready(s) && s.choices.includes("y") },
  { key: "n", act: "choose", about: "No, with a reason", when: (s) => ready(s) && s.choices.includes("n") },
  { key: "123456789", name: "1 – 9", act: "choose", about: "Choose an option", when: ready },
  { key: "Enter", name: "Enter", act: "seen", short: "I have seen it", about: "Go on after the question has changed", when: (s) => s.changed },
  { key: "Enter", name: "Enter", act: "confirm", short: "Send", about: "Send what was read back, or keep to what was doubted", when: (s) => s.confirming },
  { key: "u", act: "undo", short: "Undo", about: "Take the last answer back, while it does not count yet", when: (s) => s.undo },
  { key: "s", act: "say", about: "Say it in your words; Enter reads it, Enter again sends it", when: ready },
  { key: "a", act: "agent", short: "Ask the agent", about: "Ask the agent what it knows", when: ready },
  { key: "b", act: "ask", short: "Ask the customer", about: "Have the agent ask the customer first", when: someone },
  { key: "m", act: "same", short: "Same question", about: "Answer a similar question together with this one", when: (s) => ready(s) && s.similar },
  { key: "l", act: "alone", short: "Only this one", about: "Answer for this customer only, not for all who wait", when: (s) => ready(s) && s.alike > 0 },
  { key: "h", act: "keep", short: "Keep for next time", about: "Keep your answer for next time; Tab reaches for whom, and how long", when: (s) => ready(s) && s.keep },
  { key: "g", act: "group", short: "Who waits", about: "Show all who wait for this answer", when: (s) => s.alike > 0 && !s.panel },
  { key: "c", act: "claim", short: "Claim", about: "Claim the question", when: (s) => ready(s) && s.free },
  { key: "r", act: "back", short: "Not me", about: "Not me: back to the queue", when: ready },
  { key: "p", act: "pass", short: "Pass on", about: "Pass it on to another team", when: someone },
  { key: "o", act: "second", short: "Second opinion", about: "Have somebody else answer it as well", when: someone },
  { key: "e", act: "exact", short: "Say exactly", about: "Have the agent say your words exactly", when: (s) => s.lead && !s.panel },
  { key: "v", act: "over", short: "Take over", about: "Take over the conversation, after a confirmation", when: (s) => s.lead && !s.panel },
  { key: "w", act: "speak", short: "Go on speaking", about: "Go back to a conversation you took over", when: (s) => s.leads && !s.panel },
  { key: "f", act: "evidence", short: "Evidence", about: "Where the next fact comes from", when: (s) => s.facts > 0 && !s.panel },
  { key: "t", act: "transcript", about: "Show or hide the transcript", when: (s) => s.card },
  { key: "j ArrowDown", name: "J", act: "next", short: "Next", about: "Next question; the arrow works too", when: (s) => s.open > 0 },
  { key: "k ArrowUp", name: "K", act: "previous", about: "Previous question; the arrow works too", when: (s) => s.open > 0 },
  { key: "Escape", name: "Esc", act: "leave", short: "Leave", about: "Leave a field, a panel or the evidence", when: (s) => s.panel !== "" || s.side },
  { key: "?", act: "help", short: "All keys", about: "This help", when: () => true },
];

/** While you speak with a customer yourself. */
export const SPEAKING = [
  ["1 – 3", "Put a suggested reply into the empty field", "Suggestion"], ["Tab  →", "Take the completion", "Completion"],
  ["Enter", "Send", "Send"], ["Shift+Enter", "A new line"], ["Esc", "Drop a completion or a suggestion; then leave the field", "Leave the field"],
  ["G", "Outside the field: give the conversation back to the agent", "Give back"], ["D", "Outside the field: back to the questions", "Questions"],
];

/** @param {string} key as in KeyboardEvent.key, letters small @param {Scene} scene @returns {Key | undefined} what it means now */
export function meaning(key, scene) {
  const own = KEYS.find((one) => one.act === "choose");
  if (ready(scene) && scene.choices.includes(key)) return own;
  return KEYS.find((one) => one.act !== "choose" && one.key.split(" ").includes(key) && one.when(scene));
}

/** @param {Key} one */
const label = (one) => one.name ?? one.key.toUpperCase();

/** The keys that work now, as buttons. @param {any} scene @param {(act: string) => void} run @param {Key[]} [table] of another page */
export function line(scene, run, table = KEYS) {
  const now = table.filter((one) => one.short && one.when(scene));
  return now.map((one) =>
    h("button.key", { type: "button", onclick: () => run(one.act), "aria-keyshortcuts": label(one) }, h("kbd", { "aria-hidden": "true" }, label(one)), one.short),
  );
}

/** The keys that work while you speak, to be read. */
export function speakingLine() {
  return SPEAKING.filter(([, , short]) => short).map(([name, , short]) => h("span.key", {}, ...name.split("  ").map((one) => h("kbd", {}, one)), short));
}

/** @param {string} name @param {string} about */
const row = (name, about) => h("div", {}, h("dt", {}, ...name.split("  ").map((one) => h("kbd", {}, one))), h("dd", {}, about));

/** A table of keys with what each does. @param {Key[]} table */
export function listed(table) {
  return h("dl", {}, ...table.map((one) => row(label(one), one.about)));
}

/** @returns {HTMLElement[]} the key map */
export function keyMap() {
  const speaking = SPEAKING.map(([name, about]) => row(name, about));
  return [h("h3", {}, "At a question"), listed(KEYS), h("h3", {}, "While you speak with a customer"), h("dl", {}, ...speaking)];
}
