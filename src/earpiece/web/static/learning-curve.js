// Two small pictures of a class of decisions: who decided, and how asking fell over time. Plain SVG, coloured by classes.
import { h, timeOfDay } from "./dom.js";

const WIDE = 320;
const HIGH = 56;
const TOP = 6;

/** @param {string} name @param {Record<string, any>} props @param {...Node} children */
function s(name, props, ...children) {
  const el = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(props)) el.setAttribute(key, String(value));
  el.append(...children);
  return el;
}

const percent = (share) => `${Math.round(share * 100)} %`;

/** A bar: asked, and decided alone. @param {any} one a class @returns {SVGElement} */
export function shares(one) {
  const all = Math.max(one.asked + one.alone, 1);
  const asked = (one.asked / all) * 100;
  const looked = one.alone ? (Math.min(one.audited, one.alone) / all) * 100 : 0;
  const label = `${percent(one.asked / all)} asked, ${percent(one.alone / all)} alone`;
  const part = (kind, x, width) => s("rect", { class: kind, x, y: 0, width: Math.max(width, 0), height: 8 });
  return s(
    "svg",
    { class: "shares", viewBox: "0 0 100 8", preserveAspectRatio: "none", role: "img", "aria-label": label },
    part("part-alone", 0, 100),
    part("part-asked", 0, asked),
    part("part-looked", asked, looked),
  );
}

/** The share that was asked, point after point; points where more was wrong than the budget allows are marked. @param {any} one a class */
export function curve(one) {
  const points = one.curve;
  const [from, to] = [points[0].at, points.at(-1).at];
  const x = (at) => ((at - from) / Math.max(to - from, 1)) * (WIDE - 8) + 4;
  const y = (share) => TOP + (1 - share) * (HIGH - TOP - 4);
  const line = points.map((point) => `${x(point.at).toFixed(1)},${y(point.asked).toFixed(1)}`);
  const over = points.filter((point) => point.error != null && point.error > one.budget);
  const [first, last] = [points[0].asked, points.at(-1).asked];
  const label = `Share asked: ${percent(first)} at first, ${percent(last)} lately${over.length ? `; more wrong than allowed at ${over.length} of ${points.length} points` : ""}`;
  const picture = s(
    "svg",
    { class: "curve", viewBox: `0 0 ${WIDE} ${HIGH}`, preserveAspectRatio: "none", role: "img", "aria-label": label },
    s("line", { class: "curve-ground", x1: 0, x2: WIDE, y1: y(0), y2: y(0) }),
    s("polygon", { class: "curve-area", points: `${x(from).toFixed(1)},${y(0)} ${line.join(" ")} ${x(to).toFixed(1)},${y(0)}` }),
    s("polyline", { class: "curve-line", points: line.join(" ") }),
    ...over.map((point) => s("line", { class: "curve-over", x1: x(point.at).toFixed(1), x2: x(point.at).toFixed(1), y1: y(0), y2: y(0) - 9 })),
  );
  const day = (at) => (to - from < 86400 ? timeOfDay(at) : new Date(at * 1000).toLocaleDateString([], { day: "numeric", month: "short" }));
  return h("figure.class-curve", {}, picture, h("figcaption", {}, h("span", {}, `${day(from)}: ${percent(first)} asked`), h("span", {}, `${day(to)}: ${percent(last)}`)));
}
