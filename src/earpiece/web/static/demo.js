// The demo page: the customer's chat, the expert's desk, and the story of what happens between them.
import { h, store } from "./dom.js";
import "./demo-busy.js";
import "./earpiece-chat.js";
import { call } from "./net.js";
import "./story.js";

const STEPS = [
  { title: "You are the customer.", text: "Tell the agent what is wrong.", say: "I don't recognise a payment" },
  { title: "Answer the agent.", text: "Pick the payment of £370.00. The agent may not credit that much by itself." },
  { title: "The agent is asking a specialist.", text: "It does not hand you over: go on, or ask something else meanwhile.", say: "What's your exchange rate?" },
  { title: "Now you are the specialist.", text: "Read the card and press Y, or the Yes button." },
  { title: "That is Earpiece.", text: "One key, and the agent told the customer in its own words. The story shows every step." },
];

const coach = document.querySelector(".coach");
const story = /** @type {import("./story.js").EarpieceStory} */ (document.querySelector("earpiece-story"));
const visit = await call("GET", "/demo/session").catch((error) => (coach.append(error.message), Promise.reject(error)));

const chat = /** @type {import("./earpiece-chat.js").EarpieceChat} */ (h("earpiece-chat", { token: visit.customer_token }));
document.querySelector(".customer-side").append(chat);
await import("./desk.js");
document.querySelector(".expert-side").append(h("earpiece-desk", { "part-of-page": true }));

const busy = (await call("GET", "/demo/busy")) !== null;
document.querySelector(".demo-page").classList.toggle("is-busy", busy);
let step = 0;

/** @param {number} to steps only go forward */
function advance(to) {
  if (busy || to <= step) return;
  step = to;
  show();
  if (step === 3) /** @type {HTMLElement | null} */ (document.activeElement)?.blur(); // so that Y reaches the desk
}

function show() {
  const { title, text, say } = STEPS[step];
  const dots = STEPS.slice(0, -1).map((_, i) => h(`i${i < step ? ".did" : i === step ? ".doing" : ""}`));
  coach.replaceChildren(
    h("span.steps", { "aria-hidden": "true" }, ...dots),
    h("p", {}, h("strong", {}, title), " ", text),
    say ? h("button.say", { type: "button", onclick: () => chat.say(say) }, `“${say}”`) : h("span"),
    compare(),
    h("button.key", { type: "button", onclick: again }, "Start again"),
  );
}

/** The same beside a transfer. */
function compare() {
  return h("a.compare", { href: "/demo/compare" }, "Beside a transfer");
}

/** From the start, as a customer with fresh books. */
async function again() {
  chat.setAttribute("token", (await call("GET", "/demo/session")).customer_token);
  step = 0;
  show();
  chat.restart();
}

document.addEventListener("earpiece-chat", ({ detail }) => {
  story.refresh(chat.conversation);
  if (detail.type === "item" && detail.who === "customer") advance(step === 2 ? 3 : 1);
  if (detail.type === "status" && detail.waiting) advance(2);
  if (detail.type === "status" && detail.status === "closed") advance(4);
});
document.addEventListener("desk-change", () => busy || story.refresh(chat.conversation));
document.addEventListener("answered", ({ detail }) => (busy ? story.refresh({ id: detail.conversation }) : advance(4)));

store.set("session", "demo", true); // the bar of the desk leads to the comparison, too
if (busy) coach.replaceChildren(h("earpiece-busy"), compare());
else show();
