// Whether this person takes questions, and that they have left when the page is closed.
import { h, icon } from "./dom.js";
import { alerts } from "./alerts.js";
import { call, farewell } from "./net.js";

const ABOUT = { available: "Questions are offered to you", focus: "Only questions you already hold", away: "No questions" };

/**
 * @param {{presence: string}} me @param {(me: any) => void} changed @param {(problem: string) => void} failed
 * @returns {HTMLElement} the switch
 */
export function presence(me, changed, failed) {
  let now = me.presence;
  const choose = async (value) => {
    try {
      changed(await call("PUT", "/desk/presence", { presence: value }));
      now = value;
    } catch (error) {
      failed(error.message);
      field.querySelector(`input[value="${now}"]`).checked = true;
    }
  };
  const options = Object.entries(ABOUT).map(([value, title]) => {
    const input = h("input", { type: "radio", name: "presence", value, checked: now === value, onchange: () => choose(value) });
    return h("label", { title }, input, h("span", {}, value.charAt(0).toUpperCase() + value.slice(1)));
  });
  const field = h("fieldset.presence", {}, h("legend.visually-hidden", {}, "Presence"), ...options);
  return field;
}

/** @returns {HTMLElement} the switch of sound and notifications */
export function sound() {
  const button = h("button.tool", { type: "button", title: "Sound and notifications" });
  const draw = () => {
    button.setAttribute("aria-pressed", String(alerts.on));
    button.replaceChildren(icon(alerts.on ? "sound" : "mute"), h("span.visually-hidden", {}, "Sound and notifications"));
  };
  button.addEventListener("click", async () => (await alerts.set(!alerts.on), draw()));
  draw();
  return button;
}

/** A closed page says so, so that its questions go to others at once. @param {AbortSignal} signal */
export function sayWhenGone(signal) {
  const gone = (event) => void (event.persisted || farewell("/desk/gone"));
  addEventListener("pagehide", gone, { signal });
}

/** Seconds within which doing something twice is said once. */
const ACTIVE = 60;

/** Whoever works on the page says so, so that nobody at work counts as away. @param {AbortSignal} signal */
export function sayWhenActive(signal) {
  let said = -Infinity;
  const active = () => {
    if (performance.now() - said < ACTIVE * 1000) return;
    said = performance.now();
    call("POST", "/desk/seen", { workspace: "desk", active: true }).catch(() => (said = -Infinity));
  };
  for (const event of ["pointerdown", "pointermove", "keydown"]) addEventListener(event, active, { signal, passive: true });
}
