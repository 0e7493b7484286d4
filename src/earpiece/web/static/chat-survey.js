// The one question after a conversation, where the company asks it.
import { h } from "./dom.js";

const LABELS = ["Poor", "Fair", "OK", "Good", "Great"];

/**
 * @param {(rating: number) => Promise<unknown>} rate tells the server
 * @returns {{part: HTMLElement, show: (asked: boolean, rating: number | null) => void}} its part of the frame, and whether to show it
 */
export function buildSurvey(rate) {
  const told = h("p.told", { role: "status" });
  const buttons = LABELS.map((label, at) => h("button.rating", { type: "button", "aria-pressed": "false", onclick: () => choose(at + 1) }, label));
  const question = h("p.question", { id: "survey-question" }, "How was this conversation?");
  const part = h("div.survey", { hidden: true }, question, h("div.ratings", { role: "group", "aria-labelledby": "survey-question" }, ...buttons), told);

  /** @param {number | null} rating */
  const press = (rating) => buttons.forEach((button, at) => button.setAttribute("aria-pressed", String(at + 1 === rating)));

  /** @param {number} rating */
  async function choose(rating) {
    const before = buttons.findIndex((button) => button.getAttribute("aria-pressed") === "true") + 1;
    press(rating);
    try {
      await rate(rating);
      if (told.textContent !== "Thank you for telling us.") told.textContent = "Thank you for telling us.";
    } catch (error) {
      press(before || null);
      told.textContent = `Not sent: ${error.message}`;
    }
  }

  return {
    part,
    show(asked, rating) {
      part.hidden = !asked;
      press(rating);
      told.textContent = "";
    },
  };
}
