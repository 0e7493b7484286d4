// Small helpers for building elements. Text always goes in as text, never as markup.

/**
 * Build an element: h("button.primary", { type: "button", onclick: go }, "Go").
 * @param {string} tag a tag name with optional classes
 * @param {Record<string, any>} [props] attributes; functions named on… become listeners; null and false are left out
 * @param {...(Node | string | number | null | undefined | false)} children
 * @returns {any}
 */
export function h(tag, props = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const el = document.createElement(name);
  if (classes.length) el.className = classes.join(" ");
  for (const [key, value] of Object.entries(props)) {
    if (value == null || value === false) continue;
    if (key.startsWith("on")) el.addEventListener(key.slice(2), value);
    else if (key === "value") el.value = value;
    else el.setAttribute(key, value === true ? "" : String(value));
  }
  el.append(...children.filter((child) => child != null && child !== false).map((c) => (c instanceof Node ? c : String(c))));
  return el;
}

const PATHS = {
  send: "M12 19V5M5 12l7-7 7 7",
  check: "M5 12.5l4.5 4.5L19 7.5",
  cross: "M6 6l12 12M18 6L6 18",
  clock: "M12 7v5l3 2M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20c1.2-3.4 4-5 7.5-5s6.3 1.6 7.5 5",
  ear: "M7 9a5 5 0 0 1 10 0c0 4-4 4.5-4 8a3 3 0 0 1-5.5 1.7M10 9a2 2 0 0 1 4 0c0 1.6-1.6 2-1.9 3.3",
  page: "M7 3h7l4 4v14H7zM14 3v4h4M10 12h5M10 16h5",
  tool: "M14.5 6.5a4 4 0 0 0-5 5L4 17l3 3 5.5-5.5a4 4 0 0 0 5-5L15 12l-3-3z",
  shield: "M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6z",
  bell: "M6 16V11a6 6 0 0 1 12 0v5l1.5 2H4.5zM10 21h4",
  sound: "M4 10v4h3l5 4V6l-5 4zM16 9a4 4 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11",
  mute: "M4 10v4h3l5 4V6l-5 4zM16 9.5l5 5M21 9.5l-5 5",
  back: "M15 5l-7 7 7 7",
  down: "M6 9l6 6 6-6",
  help: "M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.8.4-1 .9-1 1.7M12 17v.01M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z",
  talk: "M4 5h16v11H9l-5 4z",
  out: "M10 4H5v16h5M14 8l4 4-4 4M18 12H9",
  lock: "M7 11V8a5 5 0 0 1 10 0v3M5 11h14v9H5z",
  keep: "M6 4h12v17l-6-5-6 5z",
  spark: "M12 3l1.8 5.2L19 10l-5.2 1.8L12 17l-1.8-5.2L5 10l5.2-1.8z",
};

/** @param {keyof PATHS} name @returns {SVGElement} a decorative icon, as big as the text around it */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

const filled = new WeakMap();

/**
 * Rebuild an element's children only when what they show has changed, so that focus and half-typed words survive.
 * @param {Element} el @param {unknown} data @param {() => (Node | string | null | false)[]} build
 */
export function fill(el, data, build) {
  const key = JSON.stringify(data);
  if (filled.get(el) === key) return;
  filled.set(el, key);
  el.replaceChildren(...build().filter((child) => child != null && child !== false));
}

/** @returns {string} an unguessable id, also where the page is served without TLS */
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
}

/** @param {number} seconds @returns {string} "12 s", "3 min", "2 h", "4 d" */
export function span(seconds) {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min`;
  return s < 172800 ? `${Math.floor(s / 3600)} h` : `${Math.floor(s / 86400)} d`;
}

/** @param {number} at seconds since 1970 @returns {string} the time of day */
export function timeOfDay(at) {
  return new Date(at * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

/** Browser storage that may be forbidden: then nothing is remembered, and nothing fails. */
export const store = {
  /** @param {"local" | "session"} kind @param {string} key @returns {any} */
  get(kind, key) {
    try {
      return JSON.parse(globalThis[`${kind}Storage`].getItem(key) ?? "null");
    } catch {
      return null;
    }
  },
  /** @param {"local" | "session"} kind @param {string} key @param {unknown} value null removes it */
  set(kind, key, value) {
    try {
      if (value == null) globalThis[`${kind}Storage`].removeItem(key);
      else globalThis[`${kind}Storage`].setItem(key, JSON.stringify(value));
    } catch {
      /* storage is full or forbidden */
    }
  },
};
