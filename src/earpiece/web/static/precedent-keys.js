// The keys of the precedents page; the page's line and its help are made of them.

/** @typedef {{some: boolean, may: boolean, settles: boolean, panel: boolean, standing: string, disputed: boolean, undo: boolean, back: boolean}} Scene */

/** @param {Scene} s whoever looks has the right, and nothing is in the way */
const free = (s) => s.some && s.may && !s.panel;

/** @type {import("./keys.js").Key[]} */
export const KEYS = /** @type {any} */ ([
  { key: "p", act: "publish", short: "Publish", about: "Let the agent give this answer by itself from now on", when: (s) => free(s) && s.standing === "candidate" && !s.disputed },
  { key: "e", act: "edit", short: "Publish in other words", about: "Say when it holds, why, for whom and how long; then publish it", when: (s) => free(s) && !s.disputed && s.standing !== "recalled" },
  { key: "123456789", name: "1 – 9", act: "settle", about: "Where people answered differently: this answer holds", when: (s) => free(s) && s.disputed && s.settles },
  { key: "r", act: "retire", short: "Retire", about: "Use it no more; what was said stays as it is", when: (s) => free(s) && (s.standing === "candidate" || s.standing === "published") },
  { key: "x", act: "recall", short: "Recall", about: "It was wrong: stop it at once, and see every conversation it reached", when: (s) => free(s) && s.standing === "published" },
  { key: "u", act: "undo", short: "Undo", about: "Take the last step back", when: (s) => !s.panel && s.undo },
  { key: "b", act: "putBack", short: "Put back", about: "Put a retired or recalled answer back to where it was", when: (s) => free(s) && s.back },
  { key: "j ArrowDown", name: "J", act: "next", short: "Next", about: "Next answer; the arrow works too", when: (s) => s.some && !s.panel },
  { key: "k ArrowUp", name: "K", act: "previous", about: "Previous answer; the arrow works too", when: (s) => s.some && !s.panel },
  { key: "t", act: "shelf", short: "Next list", about: "To review, in use, contradicted, retired: the next of them", when: (s) => !s.panel },
  { key: "/", act: "search", short: "Search", about: "Search; Esc leaves the field", when: (s) => !s.panel },
  { key: "Escape", name: "Esc", act: "leave", short: "Leave", about: "Leave a field or a panel", when: (s) => s.panel },
  { key: "?", act: "help", short: "All keys", about: "This help", when: () => true },
]);

/** @param {string} key letters small @param {Scene} scene */
export function meaning(key, scene) {
  return KEYS.find((one) => (one.act === "settle" ? one.key.includes(key) : one.key.split(" ").includes(key)) && one.when(/** @type {any} */ (scene)));
}
