// What a recalled answer reached: each conversation and sentence, with a correction that can be changed and said.
import { h, icon, newId } from "./dom.js";
import { call } from "./net.js";
import { attempt, dayAndTime, said } from "./work.js";

/** @param {any[]} touched @param {{role: string}} me @returns {HTMLElement} */
export function reached(touched, me) {
  const title = touched.length ? `It reached ${touched.length === 1 ? "one conversation" : `${touched.length} conversations`}` : "It reached nobody";
  const hint = touched.length ? "Each has a correction ready. Change it if need be; the agent says it word for word where the conversation is still open." : "No customer was told this answer by the agent alone.";
  return h("section.reached", { "aria-label": "Conversations it reached" }, h("h3", {}, icon("talk"), title), h("p.source", {}, hint), touched.length > 0 && h("ol.touched", {}, ...touched.map((one) => item(one, me))));
}

/** @param {any} one @param {{role: string}} me */
function item(one, me) {
  const name = one.customer ?? "Guest";
  const words = h("textarea", { rows: 2, maxlength: 2000, dir: "auto", "aria-label": `Correction for ${name}` }, one.draft);
  const line = said();
  const send = h("button.confirm", { type: "button", "aria-label": `Have it said to ${name}` }, "Have it said");
  let key = newId();
  words.addEventListener("input", () => (key = newId()));
  send.addEventListener("click", async () => {
    const text = words.value.trim();
    if (!text) return words.focus();
    const body = { text, kind: "say", confirm: true, key };
    if (!(await attempt(send, line, () => call("POST", `/conversations/${encodeURIComponent(one.conversation)}/guidance`, body)))) return;
    words.readOnly = true;
    send.remove();
    line.tell("The agent was told to say it.");
  });
  const silent = !one.said && !one.draft;
  const who = me.role === "expert" ? h("bdi", {}, name) : h("a", { href: `/board?conversation=${encodeURIComponent(one.conversation)}` }, h("bdi", {}, name));
  return h("li", {}, h("p.touched-who", {}, who, h("span.source", {}, ` ${dayAndTime(one.at)}`)), h("p.touched-said", { dir: "auto" }, ...(one.said ? [h("strong", {}, "The agent said "), one.said] : ["Nothing was said from it there."])), !silent && h("div.line-form", {}, words, send), line);
}
