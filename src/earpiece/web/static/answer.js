// What an answer looks like, in words and as choices.

/** @typedef {{decision?: "yes" | "no" | null, changes?: Record<string, any>, choice?: string | null, text?: string | null,
 *   data?: Record<string, any>, reason?: string | null, reference?: string | null, note?: string | null, instead?: {tool: string, args: Record<string, any>} | null}} Answer */
/** @typedef {{key: string, label: string, answer: Answer, leads_to: string}} Choice */
/** @typedef {any} CardView as in /openapi.json */

export const KINDS = { approval: "Approval", clarification: "Clarification", instruction: "Instruction", task: "Task" };

/** What a card is called; a look at what the agent decided alone waits for nobody. @param {any} card */
export const kindName = (card) => (card.audit ? "Look back" : KINDS[card.kind]);

export const RUNGS = {
  remind: ["reminder", "You are reminded"], widen: ["more people", "More people are asked"],
  reroute: ["other team", "The question goes to another team"], fallback: ["safe way", "The agent takes the safe way without an answer"], promise: ["promise", "The customer is promised an answer for later"],
  handoff: ["handover", "A person takes over the conversation"], expire: ["expires", "The question closes without an answer"],
};

export const REASONS = {
  approval: ["Not enough evidence", "Outside our policy", "Another solution is better"],
  task: ["Not possible in the system", "Something is missing", "Another team has to do it"],
};

/** @param {CardView} card */
export const isOpen = (card) => card.status === "open" || card.status === "awaiting_customer";

/** It still takes an answer: none is in, not even one that may be undone. @param {CardView} card */
export const isAsked = (card) => isOpen(card) && !card.deciding;

/** @param {string} text "card_status" as "Card status" */
export const words = (text) => text.charAt(0).toUpperCase() + text.slice(1).replaceAll("_", " ");

/** Where something is from, without ids: "tool recent_payments" as "tool recent payments". @param {string} source */
export function origin(source) {
  if (source.startsWith("customer")) return "the customer";
  if (source.startsWith("asker ")) return source.slice("asker ".length);
  if (source.startsWith("precedent")) return "an answer kept for next time";
  if (source.startsWith("earlier")) return "an earlier answer";
  if (source.startsWith("model")) return "the model, checked";
  return source.replace(/, chosen in .*/, "").replaceAll("_", " ");
}

/** @param {any} value */
export const plain = (value) => (typeof value === "object" && value !== null ? JSON.stringify(value) : String(value ?? "–"));

/** @param {any} value of a typed answer @returns {string} */
function told(value) {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.map(told).join(" and ");
  if (typeof value !== "object" || value === null) return plain(value);
  return Object.entries(value).map(([name, part]) => `${words(name).toLowerCase()} ${told(part)}`).join(", ");
}

/** @param {CardView} card @returns {Choice[]} the suggestions; approvals and tasks always have a yes and a no */
export function choices(card) {
  const list = [...card.suggestions];
  if (card.form?.properties?.data) return [{ key: "n", label: "I cannot answer this", answer: { decision: "no" }, leads_to: "The asker is told why" }];
  if (card.kind !== "approval" && card.kind !== "task") return list;
  const task = card.kind === "task";
  const has = (decision) => list.some((choice) => choice.answer.decision === decision);
  if (!has("yes")) list.unshift({ key: "y", label: task ? "Done" : "Yes", answer: { decision: "yes" }, leads_to: "" });
  if (!has("no")) list.push({ key: "n", label: task ? "Could not do it" : "No", answer: { decision: "no" }, leads_to: "" });
  return list;
}

/** @param {Answer} answer @param {CardView} card @returns {string} one line, e.g. "Yes, with amount 150" */
export function inWords(answer, card) {
  const changes = Object.entries(answer.changes ?? {}).map(([name, value]) => `${name.replaceAll("_", " ")} ${plain(value)}`);
  const parts = [];
  if (answer.decision) {
    const [yes, no] = card.audit ? ["It was right", "It was not right"] : card.kind === "task" ? ["Done", "Could not be done"] : ["Yes", "No"];
    parts.push(answer.decision === "yes" ? yes : no);
  }
  if (answer.choice) {
    const chosen = card.suggestions.find((choice) => choice.answer.choice === answer.choice);
    parts.push(chosen?.label ?? words(answer.choice));
  }
  if (changes.length) parts.push(`with ${changes.join(" and ")}`);
  if (answer.instead) parts.push(`instead ${answer.instead.tool.replaceAll("_", " ")} ${plain(answer.instead.args)}`);
  const data = Object.entries(answer.data ?? {});
  if (data.length) parts.push(data.map(([name, value]) => `${words(name)}: ${told(value)}`).join(", "));
  if (answer.reference) parts.push(`reference ${answer.reference}`);
  let line = parts.join(", ");
  for (const text of [answer.reason, answer.text]) if (text) line += line ? `: ${text}` : text;
  return answer.note ? `${line} (${answer.note})` : line;
}
