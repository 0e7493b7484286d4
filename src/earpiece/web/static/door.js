// The sign-in page and the page behind a one-time link.
import { icon } from "./dom.js";
import { call } from "./net.js";

const form = /** @type {HTMLFormElement} */ (document.querySelector("form"));
const problem = /** @type {HTMLElement} */ (document.querySelector(".problem"));
const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
document.querySelector(".mark-large")?.append(icon("ear"));

const query = new URLSearchParams(location.search);
const link = query.get("token");
if (link !== null) history.replaceState(null, "", location.pathname); // a used link has no place in the history

if (query.has("problem")) problem.textContent = "That did not sign you in. Try again, or ask an admin for a new one-time link.";

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  button.disabled = true;
  problem.textContent = "";
  try {
    const fields = Object.fromEntries(new FormData(form));
    await call("POST", "/session", form.dataset.kind === "link" ? { link: link ?? "" } : fields);
    const next = query.get("next") ?? "/desk";
    location.assign(/^\/(?![/\\])/.test(next) ? next : "/desk");
  } catch (error) {
    problem.textContent = error.message;
    button.disabled = false;
  }
});
