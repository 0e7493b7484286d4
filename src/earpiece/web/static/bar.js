// The bar on top of every page of the human side: who is here, where else to go, the way out.
import { h, icon, store } from "./dom.js";
import { call } from "./net.js";

const PAGES = [
  ["/desk", "Desk", ["expert", "supervisor", "admin"]],
  ["/desk/precedents", "Precedents", ["expert", "supervisor", "admin"]],
  ["/board", "Board", ["supervisor", "admin"]],
  ["/oversight", "Oversight", ["supervisor", "admin"]],
  ["/admin", "Admin", ["admin"]],
  ["/admin/webhooks", "Webhooks", ["admin"]],
  ["/practice", "Practice", ["expert", "supervisor", "admin"]],
];

/** For a visitor who came through the demo. */
const DEMO = [["/demo/compare", "Side by side"]];

/** End the session and go to the door. */
export async function signOut() {
  await call("DELETE", "/session").catch(() => null);
  location.assign("/sign-in");
}

/** To the door, and back here afterwards. */
export function signIn() {
  location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
}

/**
 * Who is signed in; whoever is not goes to the door.
 * @returns {Promise<any>} the person; never ends where the page is left
 */
export async function whoIsHere() {
  for (;;) {
    try {
      return await call("GET", "/session");
    } catch (error) {
      if (error.status === 401) {
        signIn();
        return new Promise(() => {});
      }
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
  }
}

/**
 * The bar. Links are shown by role; somebody with one page only reads its name.
 * @param {{name: string, role: string}} me @param {string} here the path of this page
 * @param {...(Node | null | false)} tools buttons of this page, between the name and the way out
 * @returns {HTMLElement}
 */
export function bar(me, here, ...tools) {
  const demo = store.get("session", "demo") ? DEMO : [];
  const mine = [...PAGES.filter(([, , roles]) => roles.includes(me.role)), ...demo];
  const link = ([path, name]) => h("a", { href: path, "aria-current": path === here ? "page" : null }, name);
  const title = PAGES.find(([path]) => path === here)?.[1] ?? "Desk";
  const leave = h("button.tool", { type: "button", "aria-label": "Sign out", title: "Sign out", onclick: signOut }, icon("out"));
  return h(
    "header.bar",
    {},
    h("span.logo", {}, icon("ear")),
    h("h1", { class: mine.length > 1 ? "visually-hidden" : null }, title),
    mine.length > 1 && h("nav.pages", { "aria-label": "Pages" }, ...mine.map(link)),
    h("span.me", {}, me.name),
    ...tools,
    leave,
  );
}
