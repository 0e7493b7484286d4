// The page of a single card: the card in the address, kept up to date.
import "./card.js";
import { signIn, whoIsHere } from "./bar.js";
import { call, follow } from "./net.js";

const id = decodeURIComponent(location.pathname.split("/").pop() ?? "");
const shown = /** @type {any} */ (document.querySelector("earpiece-card"));
const lost = /** @type {HTMLElement} */ (document.querySelector(".lost"));

const me = await whoIsHere();

/** Look at the card, and show it or say why not. */
async function look() {
  try {
    shown.show(await call("GET", `/desk/cards/${encodeURIComponent(id)}`), me.id, true);
    lost.hidden = true;
  } catch (error) {
    lost.textContent = error.message;
    lost.hidden = false;
  }
}

await look();
follow("/desk/stream", {
  signal: new AbortController().signal,
  onState: (state) => void (state === "refused" && signIn()),
  onEvent: () => void look(),
});
