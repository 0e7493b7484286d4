// Checks: answered cards whose answer is known to be right, put to others now and then; how large a share of cards they are.
import { h } from "./dom.js";
import { call } from "./net.js";
import { attempt, choice, field, said } from "./work.js";

const SHARES = [["0", "No checks"], ["0.02", "One card in 50"], ["0.05", "One card in 20"], ["0.1", "One card in 10"], ["0.2", "One card in 5"]];

/** The list of what is known, and the share. @param {(card: string) => void} open shows a card's record */
export function seedsBox(open) {
  const list = h("ol.picks", { "aria-label": "Answers that are known to be right" });
  const line = said();
  const share = choice(SHARES, "0");
  const set = h("button.act", {}, "Set");
  const form = h("form.acts", {}, field("Share of each expert’s cards", share), set);
  const show = (all) => {
    const near = SHARES.reduce((best, one) => (Math.abs(Number(one[0]) - all.share) < Math.abs(Number(best[0]) - all.share) ? one : best));
    share.value = near[0];
    const none = h("li.nothing-here", {}, "There are none yet. Open a card below and use it as a check.");
    list.replaceChildren(...(all.seeds.length ? all.seeds.map(row) : [none]));
  };
  const row = (seed) => {
    const told = seed.answered ? `${seed.right} of ${seed.answered} answered the same` : seed.put ? "put, and not answered yet" : "put to nobody yet";
    const drop = h("button.act.small", { type: "button", "aria-label": `Drop the check: ${seed.question}` }, "Drop");
    drop.addEventListener("click", () =>
      attempt(drop, line, async () => {
        await call("DELETE", `/oversight/seeds/${encodeURIComponent(seed.seed)}`);
        show(await call("GET", "/oversight/seeds"));
      }),
    );
    const about = [h("strong", { dir: "auto" }, seed.question), h("span", { dir: "auto" }, `${seed.answer} ${seed.because}`), h("span", {}, `${seed.skill} · ${told} · ${seed.name}`)];
    return h("li", {}, h("button.pick", { type: "button", onclick: () => open(seed.seed) }, ...about), drop);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(set, line, async () => {
      show(await call("PUT", "/oversight/seeds/share", { share: Number(share.value) }));
      line.tell(share.value === "0" ? "Nobody gets checks." : "Set.");
    });
  });
  const about = "Now and then an expert gets a card whose right answer is known, and is told at once how it compares. No customer waits behind it, nothing is done, and no other figure counts it.";
  const el = h("section.box", { "aria-label": "Checks" }, h("h2", {}, "Checks"), h("p.hint", {}, about), form, line, list);
  return { el, show, load: async () => show(await call("GET", "/oversight/seeds")) };
}

/** On a card's record: take its answer as known. @param {string} card @param {(all: any) => void} made */
export function useAsCheck(card, made) {
  const because = h("input", { maxlength: 1000, required: true });
  const button = h("button.act", {}, "Use as a check");
  const line = said();
  const form = h("form", {}, h("div.fields", {}, field("Why is this answer right?", because, "Whoever answers otherwise reads it.")), button, line);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(button, line, async () => {
      made(await call("POST", "/oversight/seeds", { card, because: because.value }));
      line.tell("It is a check now.");
    });
  });
  return h("details.unfold", {}, h("summary", {}, "Use it as a check"), h("p.hint", {}, "Others who can answer it, and have not seen it, may get it once. They see the conversation as it was when it was asked."), form);
}
