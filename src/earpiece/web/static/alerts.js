// How the desk calls for attention: the title, a soft sound, a notification when the page is hidden.
import { store } from "./dom.js";

/** @type {AudioContext | null} */
let audio = null;

export const alerts = {
  /** @returns {boolean} */
  get on() {
    return store.get("local", "earpiece:alerts") === true;
  },

  /** @param {boolean} on a press of a button, so the browser lets us ask */
  async set(on) {
    store.set("local", "earpiece:alerts", on);
    if (!on) return;
    beep();
    if (globalThis.Notification?.permission === "default") await Notification.requestPermission();
  },

  /** @param {number} count open cards this expert may answer */
  title(count) {
    document.title = `${count ? `(${count}) ` : ""}Desk · Earpiece`;
  },

  /** @param {{question: string, id: string}} card */
  ring(card) {
    if (!this.on) return;
    beep();
    if (document.hidden && globalThis.Notification?.permission === "granted") {
      const note = new Notification("A question for you", { body: card.question, tag: card.id });
      note.onclick = () => (focus(), note.close());
    }
  },
};

function beep() {
  audio ??= new AudioContext();
  [660, 880].forEach((frequency, index) => {
    const start = audio.currentTime + index * 0.13;
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.08, start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.3);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.32);
  });
}
