// Sending an answer: exactly once, with what was on the screen, and again only if a doubt was looked at.
import { newId } from "./dom.js";
import { cardUrl } from "./hold.js";
import { call } from "./net.js";

export class Sending {
  #key = { of: "", id: "" };
  #seen = { of: "", digest: Promise.resolve("") };
  /** @type {any} */ #doubted = null;

  /** What is on the screen is put on record, once for each state of the question. @param {string} id @param {number} revision @returns {Promise<string>} its digest */
  looked(id, revision) {
    const of = `${id} ${revision}`;
    if (this.#seen.of !== of) {
      const unseen = () => ((this.#seen.of = ""), "");
      this.#seen = { of, digest: call("POST", cardUrl(id, "/seen"), { revision }).then((seen) => seen.digest, unseen) };
    }
    return this.#seen.digest;
  }

  /**
   * @param {string} id of the card
   * @param {{answer: any, revision: number, fence: number | null, alone: boolean, sure?: string[], keep?: any}} request
   * @param {string | null} second why somebody else is to look too; null: nobody has to
   * @returns {Promise<{card?: any, doubts?: any[]}>} the card, or what may be a slip
   */
  async send(id, request, second = null) {
    const { sure = [] } = request;
    const of = JSON.stringify([id, request.answer, request.revision, sure, request.alone, request.keep, second]);
    if (this.#key.of !== of) this.#key = { of, id: newId() };
    const shown = await this.looked(id, request.revision);
    const body = { ...request, sure, shown, key: this.#key.id, ...(second !== null && { reason: second }) };
    try {
      const card = await call("POST", cardUrl(id, second === null ? "/answer" : "/opinions"), body);
      this.#key = { of: "", id: "" }; // undone and given again, it is another answer
      return { card };
    } catch (error) {
      if (error.code !== "doubtful") throw error;
      const { doubts } = error.details;
      this.#doubted = { answer: request.answer, sure: [...sure, ...doubts.map((one) => one.code)] };
      return { doubts };
    }
  }

  /** The answer that was doubted last, and what the person has looked at. @returns {{answer: any, sure: string[]}} */
  get doubted() {
    return this.#doubted;
  }
}
