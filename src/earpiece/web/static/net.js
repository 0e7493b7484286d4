// Talking to the server: plain calls, and live streams that survive lost connections.

/** What the server answered instead of a result; status 0 means it could not be reached. */
export class ApiError extends Error {
  /** @param {number} status @param {string} code @param {string} message @param {object} [details] @param {number} [retryAfter] */
  constructor(status, code, message, details = {}, retryAfter = 0) {
    super(message);
    Object.assign(this, { status, code, details, retryAfter });
  }
}

/** The practice page talks to a floor of its own, under the same paths. */
const BASE = location.pathname.startsWith("/practice") ? "/practice" : "";

/**
 * @param {string} method @param {string} url @param {unknown} [body] sent as JSON
 * @param {Record<string, string>} [headers]
 * @returns {Promise<any>} the JSON result, or null where there is none
 */
export async function call(method, url, body, headers = {}) {
  let response;
  try {
    response = await fetch(BASE + url, {
      method,
      headers: body === undefined ? headers : { "Content-Type": "application/json", ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      signal: AbortSignal.timeout(20000),
    });
  } catch {
    throw new ApiError(0, "unreachable", "The server cannot be reached at the moment.");
  }
  const json = await response.json().catch(() => null);
  if (response.ok) return json;
  const error = json?.error ?? {};
  const message = error.message ?? `The server answered ${response.status}.`;
  throw new ApiError(response.status, error.code ?? "error", message, error.details, Number(response.headers.get("Retry-After")));
}

/** A last word as the page goes away. @param {string} url */
export function farewell(url) {
  navigator.sendBeacon(BASE + url);
}

/** @typedef {{event: string, id: string, data: any}} LiveEvent */

/** @param {ReadableStream<Uint8Array>} body @param {() => void} alive @returns {AsyncGenerator<LiveEvent>} */
async function* parse(body, alive) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    alive();
    const blocks = (rest + value).split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const field = { event: "message", id: "", data: "" };
      for (const line of block.split(/\r?\n/)) {
        const at = line.indexOf(":");
        const name = line.slice(0, at);
        if (name in field) field[name] += line.slice(at + 1).replace(/^ /, "");
        if (name === "event") field.event = line.slice(at + 1).trim();
      }
      if (field.data) yield { ...field, data: JSON.parse(field.data) };
    }
  }
}

/** @param {number} ms @param {AbortSignal} signal @returns {Promise<void>} early when the network comes back */
function pause(ms, signal) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    addEventListener("online", done);
    signal.addEventListener("abort", done);
  });
}

const SILENCE = 40000; // heartbeats come every 15 seconds

/**
 * Follow a stream until `signal` aborts, `onEvent` returns false, or the server refuses for good.
 * @param {string} url
 * @param {{headers?: Record<string, string>, last?: string, signal: AbortSignal,
 *   onEvent: (event: LiveEvent) => (void | false), onState: (state: "live" | "lost" | "refused", status?: number) => void}} options
 */
export async function follow(url, { headers = {}, last = "", signal, onEvent, onState }) {
  let wait = 400;
  while (!signal.aborted) {
    const attempt = new AbortController();
    const stop = () => attempt.abort();
    let watchdog = setTimeout(stop, SILENCE);
    signal.addEventListener("abort", stop);
    try {
      const resume = last ? { "Last-Event-ID": last } : {};
      const response = await fetch(BASE + url, { headers: { ...headers, ...resume }, signal: attempt.signal, cache: "no-store" });
      if ([401, 403, 404].includes(response.status)) return onState("refused", response.status);
      if (!response.ok || !response.body) throw new Error(String(response.status));
      onState("live");
      wait = 400;
      const alive = () => {
        clearTimeout(watchdog);
        watchdog = setTimeout(stop, SILENCE);
      };
      for await (const event of parse(response.body, alive)) {
        if (event.id) last = event.id;
        if (onEvent(event) === false) return;
      }
    } catch {
      /* reconnect below */
    } finally {
      clearTimeout(watchdog);
      signal.removeEventListener("abort", stop);
      attempt.abort();
    }
    if (signal.aborted) return;
    onState("lost");
    await pause(wait * (0.7 + 0.6 * Math.random()), signal);
    wait = Math.min(wait * 2, 8000);
  }
}
