// Holding a card: a lease, renewed every third of its time while somebody works on it.
import { isAsked, isOpen } from "./answer.js";
import { call } from "./net.js";

const IDLE = 90000;

/** @param {string} id @param {string} path */
export const cardUrl = (id, path = "") => `/desk/cards/${encodeURIComponent(id)}${path}`;

export class Hold {
  #acted = 0;
  #renewed = "";
  #timer = 0;
  #dwell = 0;

  /** @param {{card: any, me: string, news: (card: any) => void}} host the card's element */
  constructor(host) {
    this.host = host;
  }

  get mine() {
    return this.host.card?.holder?.expert === this.host.me;
  }

  get free() {
    const { card } = this.host;
    return Boolean(card && card.status === "open" && isAsked(card) && card.may_answer && !card.holder && !document.hidden);
  }

  /** The person did something. */
  acted() {
    this.#acted = Date.now();
  }

  /** A chosen card is theirs after a moment. */
  soon() {
    clearTimeout(this.#dwell);
    this.acted();
    this.#dwell = setTimeout(() => this.free && this.claim().catch(() => {}), 900);
  }

  /** @returns {Promise<number | null>} the fence of the hold */
  async claim() {
    const { id } = this.host.card;
    if (!this.mine) this.host.news(await call("POST", cardUrl(id, "/claim")));
    return this.host.card?.id === id ? (this.host.card.holder?.fence ?? null) : null;
  }

  /** Look after the hold that the card shows. */
  keep() {
    const { card } = this.host;
    const of = this.mine && isOpen(card) ? `${card.id} ${card.holder.fence} ${card.holder.until}` : "";
    if (of === this.#renewed) return;
    this.#renewed = of;
    clearTimeout(this.#timer);
    if (of) this.#timer = setTimeout(() => this.#renew(), Math.min(Math.max((card.holder.until * 1000 - Date.now()) / 3, 1000), 20000));
  }

  async #renew() {
    const { card } = this.host;
    if (!this.mine || !isOpen(card)) return;
    const again = () => (this.#timer = setTimeout(() => this.#renew(), 2000));
    if (Date.now() - this.#acted > IDLE) return void again();
    try {
      this.host.news(await call("PUT", cardUrl(card.id, "/claim"), { fence: card.holder.fence }));
    } catch (error) {
      if (error.status === 0 || error.status >= 500) again();
      else this.host.news(await call("GET", cardUrl(card.id)).catch(() => card));
    }
  }

  /** Going on to another card. @param {boolean} keeping something is half done */
  leave(keeping) {
    clearTimeout(this.#dwell);
    clearTimeout(this.#timer);
    this.#renewed = "";
    const { card } = this.host;
    if (card && this.mine && isAsked(card) && !keeping) this.giveBack("moved on").catch(() => {});
  }

  /** @param {string} reason @returns {Promise<any>} the card */
  giveBack(reason) {
    clearTimeout(this.#dwell);
    return call("DELETE", cardUrl(this.host.card.id, `/claim?reason=${encodeURIComponent(reason)}`));
  }
}
