// The practice desk: the same desk with simulated customers, and how each answer compares with what is known to be right.
import { h, icon } from "./dom.js";
import { call } from "./net.js";
import "./desk.js";

const WAIT = 700; // milliseconds until an answer that counts has its grade
const TRIES = 15; // an answer with an effect counts only when it can no longer be undone

export class EarpieceGrades extends HTMLElement {
  connectedCallback() {
    if (this.list) return;
    this.score = h("strong");
    this.last = h("p.last", { role: "status" }, "These customers are simulated, and nothing is really done. The first ones are writing: their questions are here within a minute. Answer as you would at work.");
    this.list = h("ol.grades");
    this.past = h("details", { hidden: true }, h("summary", {}, "All answers"), this.list);
    this.append(h("header", {}, icon("ear"), h("span.name", {}, "Practice"), this.score, h("a", { href: "/desk" }, "To the real desk")), this.last, this.past);
    this.#look();
  }

  /** The grade of that card comes with the next look, or one of those after it. @param {string} card */
  async expect(card) {
    for (let tries = 0; tries < TRIES; tries += 1) {
      await new Promise((done) => setTimeout(done, WAIT));
      if ((await this.#look()).some((grade) => grade.card === card)) return;
    }
  }

  async #look() {
    const { grades, right, of } = await call("GET", "/desk/grades").catch((error) => this.#failed(error));
    this.score.textContent = of ? `${right} of ${of} right` : "";
    this.past.hidden = of < 2;
    this.list.replaceChildren(...grades.map((grade) => h("li", {}, ...this.#told(grade))));
    if (grades.length) this.last.replaceChildren(...this.#told(grades[0]));
    this.last.classList.toggle("wrong", grades.length > 0 && !grades[0].right);
    return grades;
  }

  /** @param {import("./net.js").ApiError} error */
  #failed(error) {
    if (error.status === 404) this.last.textContent = "There is nobody to practise with: no rehearsal of this company says why an answer is right.";
    return { grades: [], right: 0, of: 0 };
  }

  #told({ question, given, known, right, because }) {
    const mark = h(`span.mark${right ? ".right" : ".wrong"}`, {}, icon(right ? "check" : "cross"), right ? "Right. " : "Others decide differently. ");
    const other = right ? [] : [h("br"), "Known to be right: ", h("strong", {}, known)];
    return [mark, question, h("br"), "You: ", h("strong", {}, given), ...other, " ", because];
  }
}

customElements.define("earpiece-grades", EarpieceGrades);

document.querySelector(".practice-desk").append(h("earpiece-desk", { "part-of-page": true }));
document.addEventListener("answered", ({ detail }) => document.querySelector("earpiece-grades").expect(detail.id));
