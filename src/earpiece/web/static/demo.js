// The demo page: the customer's chat, the expert's desk, and the story of what happens between them.
import { h, store } from "./dom.js";
import "./demo-busy.js";
import "./demo-recorded.js";
import "./earpiece-chat.js";
import { call } from "./net.js";
import "./story.js";

/** What the visitor is led through: an approval first, then how an answer makes the next question unnecessary.
 * @typedef {{title: string, text: string, say?: string, next?: string}} Step
 * @type {{ask: Step[], learn: Step[]}} */
const WALKS = {
  ask: [
    { title: "You are the customer.", text: "Tell the agent what is wrong.", say: "I don't recognise a payment" },
    { title: "Answer the agent.", text: "Pick the payment of £370.00. The agent may not credit that much by itself." },
    { title: "The agent is asking a specialist.", text: "It does not hand you over: go on, or ask something else meanwhile.", say: "What's your exchange rate?" },
    { title: "Now you are the specialist.", text: "Read the card and press Y, or the Yes button." },
    { title: "That is Earpiece.", text: "One key, and the agent told the customer in its own words. The story shows every step.", next: "See it learn" },
  ],
  learn: [
    { title: "You are another customer.", text: "Ask what no page of the bank answers.", say: "Do you sponsor local football clubs?" },
    { title: "The agent does not know, so it asks you.", text: "Press H to keep your answer for next time, then S, write it, and press Enter twice." },
    { title: "The answer is kept.", text: "It is used from now on, under your name.", next: "Be the next customer" },
    { title: "You are the next customer.", text: "Ask the same in other words.", say: "I run our local football club, and we need a sponsor." },
    { title: "Nobody was asked.", text: "The agent answered alone. The story names the answer it went by, and whose it is. Later a card may ask: was this right?" },
  ],
};
const DESK = { ask: 3, learn: 1 }; // the step at which the visitor answers a card
const NEXT = 3; // the step of learning at which the next customer begins
const FORGOTTEN = { title: "Answered, and not kept.", text: "So the next customer's question would come to you again. Press H before you answer." };

const coach = document.querySelector(".coach");
const story = /** @type {import("./story.js").EarpieceStory} */ (document.querySelector("earpiece-story"));
const visit = await call("GET", "/demo/session").catch((error) => (coach.append(error.message), Promise.reject(error)));

const chat = /** @type {import("./earpiece-chat.js").EarpieceChat} */ (h("earpiece-chat", { token: visit.customer_token }));
document.querySelector(".customer-side").append(chat);
await import("./desk.js");
document.querySelector(".expert-side").append(h("earpiece-desk", { "part-of-page": true }));

const busy = (await call("GET", "/demo/busy")) !== null;
document.querySelector(".demo-page").classList.toggle("is-busy", busy);
/** @type {import("./demo-recorded.js").Talk[]} */ const talks = await call("GET", "/demo/recorded");
const recorded = talks.length
  ? /** @type {import("./demo-recorded.js").EarpieceRecorded} */ (Object.assign(document.createElement("earpiece-recorded"), { talks, say: (words) => chat.say(words), restart: anew }))
  : null;
/** @type {"ask" | "learn"} */ let walk = "ask";
let step = 0;
let spoke = false; // in this conversation

/** @param {number} to steps only go forward */
function advance(to) {
  if (busy || recorded || to <= step) return;
  step = to;
  show();
  if (step === DESK[walk]) /** @type {HTMLElement | null} */ (document.activeElement)?.blur(); // so that keys reach the desk
}

/** @param {Step} [said] */
function show(said = WALKS[walk][step]) {
  const { title, text, say, next } = said;
  const dots = WALKS[walk].slice(0, -1).map((_, i) => h(`i${i < step ? ".did" : i === step ? ".doing" : ""}`));
  coach.replaceChildren(
    h("span.steps", { "aria-hidden": "true" }, ...dots),
    h("p", {}, h("strong", {}, title), " ", text),
    say ? h("button.say", { type: "button", onclick: () => chat.say(say) }, `“${say}”`) : next ? h("button.say", { type: "button", onclick: goOn }, next) : h("span"),
    compare(),
    h("button.key", { type: "button", onclick: () => again("ask", 0) }, "Start again"),
  );
}

/** To what comes after a step that ends with a button: another customer. */
function goOn() {
  return walk === "ask" ? again("learn", 0) : again("learn", NEXT);
}

/** The same beside a transfer. */
function compare() {
  return h("a.compare", { href: "/demo/compare" }, "Beside a transfer");
}

/** Another customer, with fresh books. @param {"ask" | "learn"} which @param {number} at */
async function again(which, at) {
  [walk, step, spoke] = [which, at, false];
  show();
  await anew();
}

/** Another conversation, of another customer. */
async function anew() {
  chat.setAttribute("token", (await call("GET", "/demo/session")).customer_token);
  chat.restart();
}

/** The steps of asking: what the chat and the desk do moves them on. @param {any} detail */
function asking(detail) {
  if (detail.type === "item" && detail.who === "customer") advance(step === 2 ? 3 : 1);
  if (detail.type === "status" && detail.waiting) advance(2);
  if (detail.type === "status" && detail.status === "closed") advance(4);
}

/** The steps of learning. @param {any} detail */
function learning(detail) {
  if (detail.type === "item" && detail.who === "customer") spoke = true;
  if (detail.type === "status" && detail.waiting && step === 0) advance(1);
  if (detail.type === "item" && detail.who === "agent" && spoke && step === NEXT) advance(NEXT + 1);
}

document.addEventListener("earpiece-chat", ({ detail }) => {
  story.refresh(chat.conversation);
  if (recorded) return detail.type === "item" && detail.who === "customer" && recorded.spoke();
  (walk === "ask" ? asking : learning)(detail);
});
document.addEventListener("desk-change", () => busy || story.refresh(chat.conversation));
document.addEventListener("answered", ({ detail }) => {
  if (busy) return story.refresh({ id: detail.conversation });
  if (recorded) return story.refresh(chat.conversation);
  if (walk === "ask") return advance(4);
  return detail.kept ? advance(2) : show(FORGOTTEN);
});

store.set("session", "demo", true); // the bar of the desk leads to the comparison, too
if (recorded) coach.replaceChildren(recorded);
else if (busy) coach.replaceChildren(h("earpiece-busy"), compare());
else show();
