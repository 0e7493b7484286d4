// What the chat is made of, before anything was said.
import { buildSurvey } from "./chat-survey.js";
import { h, icon, timeOfDay } from "./dom.js";

/**
 * @param {{again: () => void, close: () => void, newer: () => void, open: () => void, rate: (rating: number) => Promise<unknown>, longest: number}} run what its buttons do
 * @returns {Record<string, any>} its parts by name
 */
export function buildFrame(run) {
  const company = h("span.company", {}, "\u00a0");
  const agent = h("span.name", {}, "\u00a0");
  const log = h("ol.log");
  const options = h("div.options", { role: "group", "aria-label": "Suggested replies" });
  const now = h("div.now", { role: "status" });
  const scroller = h("div.scroller", { tabindex: "0", "aria-label": "Messages", role: "region" }, h("div", { role: "log", "aria-label": "Conversation" }, log), options, now);
  const newer = h("button.newer", { type: "button", hidden: true, onclick: run.newer }, icon("down"), "New message");
  const lost = h("div.lost", { role: "status", hidden: true }, "No connection. What you write is kept and will be sent.");
  const input = h("textarea", { rows: 1, maxlength: run.longest, dir: "auto", placeholder: "Write a message", "aria-label": "Your message", enterkeyhint: "send" });
  const form = h("form.composer", {}, input, h("button.send", { type: "submit", "aria-label": "Send" }, icon("send")));
  const again = h("button.again", { type: "button", onclick: run.again }, "Start a new conversation");
  const survey = buildSurvey(run.rate);
  const ended = h("div.ended", { hidden: true }, survey.part, h("span", {}, "This conversation has ended."), again);
  const close = h("button.close", { type: "button", "aria-label": "Close the chat", onclick: run.close }, icon("down"));
  const about = h("span.about", { role: "status" }, "\u00a0");
  const avatar = h("span.avatar", {}, icon("ear"));
  const head = h("header", {}, avatar, h("div.who", {}, h("div.title", {}, company, agent), about), close);
  const chat = h("section.chat", { "aria-label": "Chat", "aria-busy": "true" }, head, lost, h("div.middle", {}, scroller, newer), form, ended);
  const launch = h("button.launch", { type: "button", "aria-label": "Open the chat", onclick: run.open }, icon("talk"));
  return { company, agent, about, avatar, log, options, now, scroller, newer, lost, input, form, ended, survey, chat, launch };
}

/** A line of the customer's, still without words. */
export function customerLine() {
  return h("li.line.customer", {}, h("span.visually-hidden", {}, "You: "), h("p.bubble", { dir: "auto" }), h("span.mark"));
}

/** The agent's words, or those of a person, with their name. @param {import("./earpiece-chat.js").ChatItem} item @param {string} agent */
export function otherLine(item, agent) {
  const person = item.who === "person";
  const said = h("span.visually-hidden", {}, person ? ": " : `${agent}: `);
  const sources = item.sources.length > 0 && h("span.mark", {}, icon("page"), `From: ${item.sources.join(" · ")}`);
  const kind = person ? ".person" : item.purpose === "holding" ? ".holding" : "";
  const by = person ? h("span.by", {}, icon("person"), h("bdi", {}, item.name ?? "A person"), said) : said;
  return h(`li.line.agent${kind}`, { title: timeOfDay(item.at) }, by, h("p.bubble", { dir: "auto" }, item.text), sources);
}

/** What happens right now. @param {string} state @param {string} agent @returns {(Node | string)[]} */
export function nowLine(state, agent) {
  if (state === "waiting") return [h("span.pulse", { "aria-hidden": "true" }), "Asking a specialist. You can keep writing."];
  if (state !== "typing") return [];
  const dots = h("span.dots", { "aria-hidden": "true" }, h("i"), h("i"), h("i"));
  return [dots, h("span.visually-hidden", {}, `${agent} is writing`)];
}

/**
 * Show it once its styles are here. @param {ShadowRoot} root @param {URL} from where the styles are @param {any[]} parts @param {() => void} shown
 */
export function dress(root, from, parts, shown) {
  for (const part of parts) part.hidden = true;
  let missing = 2;
  const loaded = () => {
    missing -= 1;
    if (missing) return;
    for (const part of parts) part.hidden = false;
    shown();
  };
  for (const name of ["tokens.css", "earpiece-chat.css"]) {
    root.append(h("link", { rel: "stylesheet", href: new URL(name, from).href, onload: loaded, onerror: loaded }));
  }
  root.append(...parts);
}
