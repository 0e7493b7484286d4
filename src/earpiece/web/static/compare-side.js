// One side of the comparison: a conversation that comes line by line, two lanes of time, and what it takes of a person.
import { h, icon } from "./dom.js";
import { clock, current, soFar } from "./compare-time.js";

const WHO = { customer: "Customer", agent: "Agent", person: "Person", note: "" };

export class SideColumn {
  /** @param {string} name "transfer" or "consult" @param {string} title @param {string} about @param {HTMLElement} aside what it takes of people */
  constructor(name, title, about, aside) {
    const id = `title-${name}`;
    this.clock = h("span.since", {}, "0:00");
    this.lines = h("ol.lines");
    this.scroll = h("div.scroll", { tabindex: 0, role: "region", "aria-label": `${title}: the conversation` }, this.lines);
    this.now = h("p.now");
    this.lanes = { customer: h("div.lane.customer-lane"), people: h("div.lane.people-lane") };
    this.el = h(
      `section.side.${name}`,
      { "aria-labelledby": id },
      h("header", {}, h("div", {}, h("h2", { id }, title), h("p", {}, about)), h("span.clock", {}, icon("clock"), this.clock)),
      h("div.lanes", { "aria-hidden": "true" }, h("span", {}, "Customer"), this.lanes.customer, h("span", {}, "People"), this.lanes.people),
      h("div.talk", {}, h("div.chat-part", {}, this.scroll, this.now), aside),
    );
  }

  /**
   * Another conversation.
   * @param {import("./compare-time.js").Side} side @param {import("./compare-time.js").Moment[]} moments with notes
   * @param {number} total seconds that both sides are drawn to
   */
  show(side, moments, total) {
    this.side = side;
    this.moments = moments;
    for (const [lane, el] of Object.entries(this.lanes)) {
      const parts = side.stretches.filter((each) => each.lane === lane).map((each) => segment(each, total));
      el.replaceChildren(h("div.past", {}, ...parts));
      const gap = h("i.gap");
      gap.style.left = `${(side.gap / total) * 100}%`;
      el.append(gap);
    }
    this.total = total;
    this.lines.replaceChildren();
  }

  /** @param {number} t the moment that is shown, in seconds since hello */
  render(t) {
    const { side } = this;
    this.clock.textContent = clock(Math.min(t, side.done));
    this.el.classList.toggle("is-done", t >= side.done);
    for (const el of Object.values(this.lanes)) {
      const left = Math.max(0, 100 - (t / this.total) * 100);
      /** @type {HTMLElement} */ (el.firstElementChild).style.clipPath = `inset(0 ${left}% 0 0)`;
    }
    this.#renderLines(t);
    this.#renderNow(t);
  }

  #renderLines(t) {
    const wanted = this.moments.filter((moment) => moment.at <= t + 1e-6).length;
    while (this.lines.children.length > wanted) this.lines.lastElementChild.remove();
    if (this.lines.children.length === wanted) return;
    for (const moment of this.moments.slice(this.lines.children.length, wanted)) this.lines.append(line(moment));
    this.scroll.scrollTop = this.scroll.scrollHeight;
  }

  #renderNow(t) {
    const stretch = current(this.side, "customer", t);
    const state = t >= this.side.done ? "done" : stretch?.waits ? "dead" : "";
    this.now.className = `now ${state}`;
    if (state === "done") this.now.replaceChildren(icon("check"), `Done after ${clock(this.side.done)}`);
    else if (stretch) this.now.replaceChildren(h("i.pulse"), `${stretch.title} `, h("span.count", {}, clock(t - stretch.since)));
    else this.now.replaceChildren();
  }

  /** @param {number} t @returns {string} what goes on, for those who listen */
  phase(t) {
    if (t >= this.side.done) return "done";
    return current(this.side, "customer", t)?.title.toLowerCase() ?? "";
  }

  /** @param {number} t */
  figures(t) {
    return soFar(this.side, t);
  }
}

/** @param {import("./compare-time.js").Stretch} stretch @param {number} total */
function segment(stretch, total) {
  const part = h(`span.part.${stretch.what}${stretch.waits ? ".dead" : ""}`, { title: `${stretch.title}: ${clock(stretch.until - stretch.since)}` });
  part.style.left = `${(stretch.since / total) * 100}%`;
  part.style.width = `${((stretch.until - stretch.since) / total) * 100}%`;
  return part;
}

/** @param {import("./compare-time.js").Moment} moment */
function line(moment) {
  const time = h("time", {}, clock(moment.at));
  if (moment.who === "note") return h("li.note", {}, h("span", {}, moment.text), time);
  const holding = moment.purpose === "holding" ? ".holding" : "";
  return h(`li.said.${moment.who}${holding}`, {}, h("span.visually-hidden", {}, `${WHO[moment.who]}: `), h("p.bubble", {}, moment.text), time);
}

/** @param {string} text @param {number} at @returns {import("./compare-time.js").Moment} */
export const note = (text, at) => ({ at, who: "note", text, purpose: "", simulated: false });
