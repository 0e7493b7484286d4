// The page that a tool opens in a frame: the token behind the # signs in, then it goes where the tool wanted.
import { icon } from "./dom.js";
import { call } from "./net.js";

const token = location.hash.slice(1);
const to = new URLSearchParams(location.search).get("to") ?? "/desk/embed";
history.replaceState(null, "", location.pathname); // a used token has no place in the history
document.querySelector(".mark-large")?.append(icon("ear"));

try {
  await call("POST", "/session/hand-off", { token });
  location.replace(/^\/(?![/\\])/.test(to) ? to : "/desk/embed");
} catch (error) {
  const problem = /** @type {HTMLElement} */ (document.querySelector(".problem"));
  problem.textContent = error.message;
}
