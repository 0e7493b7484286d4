"""How soon a change reaches an expert's screen, on a busy floor: a real browser beside many desks and conversations.

`python -m bench.desk --json FILE`
"""

import argparse
import asyncio
import json
import random
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import CDPSession, Page, async_playwright

from bench.chromium import ARGS, chromium
from bench.crowd import SKILL, Crowd, Customer
from bench.frame.figures import number
from bench.frame.machine import machine, today
from bench.frame.result import Aim, Line, Lines, Result, Table
from bench.frame.subject import percentile
from bench.load import Door, Json
from bench.printed import print_result
from bench.server import Server, fresh_folder, own_cpu, raise_file_limit, served, versions

SCREEN_AIM = 300.0
"""Milliseconds, at the 95th percentile."""
CPU_AIM = 1.0
FLAT_AIM = 1.1
"""The browser's memory at the end against that after it had settled."""
VIEWER = "viewer"
WATCH = """
() => {
  window.changes = [];
  const seen = (kind, card) => requestAnimationFrame(() => window.changes.push([kind, card, Date.now()]));
  const rows = (nodes) => [...nodes].filter((node) => node.dataset?.card);
  const watch = new MutationObserver((records) => {
    for (const { target, addedNodes, removedNodes } of records) {
      if (target.matches("ol.rows.done")) for (const row of rows(addedNodes)) seen("answered", row.dataset.card);
      else for (const row of rows(removedNodes)) if (!row.isConnected) seen("answered", row.dataset.card);
      const row = target.closest?.("li[data-card]");
      if (row && target.matches(".row") && row.querySelector(".held")) seen("claimed", row.dataset.card);
    }
  });
  watch.observe(document.querySelector("earpiece-queue"), { subtree: true, childList: true });
}
"""
"""Notes when a card's row shows its holder, and when it leaves the open ones, each with the frame that shows it."""


@dataclass(frozen=True)
class Load:
    """What the floor is like."""

    live: int = 2000
    """Conversations with a customer connected."""
    desks: int = 40
    """Experts who follow their desk live, the one in the browser among them."""
    cards: int = 200
    """Open at any time."""
    answers: float = 3.0
    """A second, of all experts together; as many new questions come up."""
    seconds: float = 600.0
    sample: float = 30.0
    """Seconds between two looks at the browser's memory."""


QUICKLY = Load(live=150, desks=5, cards=30, seconds=40.0, sample=10.0)


@dataclass
class Floor(Crowd):
    """A crowd whose experts leave so many cards open, and answer the most urgent ones at a steady rate."""

    keep: int = 200
    rate: float = 3.0
    sent: dict[tuple[str, str], float] = field(default_factory=dict)
    """By what was done (`claimed`, `answered`) and the card: when sending began, on the machine's clock."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.order: list[str] = []
        """The cards at the head of the list, as the desks see it, the most urgent first."""
        self.taken: set[str] = set()
        self.waiting: set[str] = set()
        """Conversations with a question that is open."""

    def _item(self, customer: Customer, item: Json, came: float) -> None:
        if item["purpose"] == "holding":
            self.waiting.add(customer.conversation)
        elif item["purpose"] == "result":
            self.waiting.discard(customer.conversation)
        super()._item(customer, item, came)

    def _on_cards(self, name: str, data: bytes, came: float) -> None:
        if name != "cards":
            return
        change = json.loads(data)
        self.order = change["order"]
        self.taken.update(
            card["id"] for card in change["changed"] if card["status"] != "open" or card["holder"] or card["audit"]
        )

    async def fill(self) -> None:
        """Customers speak until as many cards are open as are kept."""
        self.working = True
        while len(self.waiting) < self.keep:
            self._someone_speaks(time.perf_counter())
            await asyncio.sleep(0.02)

    async def answer_steadily(self, seconds: float) -> None:
        """Take and answer the most urgent cards, at random moments; never more than are too many."""
        due = time.perf_counter()
        end = due + seconds
        while due < end:
            due += self.random.expovariate(self.rate)
            await asyncio.sleep(max(due - time.perf_counter(), 0.0))
            card = next((card for card in self.order if card not in self.taken), None)
            if len(self.waiting) > self.keep and card is not None:
                self.taken.add(card)
                self._next_desk = (self._next_desk + 1) % len(self._experts)
                self._start(self._take(card, self._experts[self._next_desk]))

    async def _take(self, card: str, expert: str) -> None:
        path = f"/desk/cards/{card}"
        self.sent["claimed", card] = time.time()
        claimed = await self._ask("POST", f"{path}/claim", acting_as=expert)
        if claimed is None:
            return
        await asyncio.sleep(self.random.uniform(1.0, 4.0))
        held = claimed.json()
        body = {
            "answer": {"decision": "yes", "reference": f"R-{len(self.sent)}"}, "revision": held["revision"],
            "fence": held["holder"]["fence"], "key": "once",
        }  # fmt: skip
        self.sent["answered", card] = time.time()
        await self._ask("POST", f"{path}/answer", body, expert)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the result."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--json", type=Path, help="the file for the result")
    reader.add_argument("--quick", action="store_true", help="small and short: shows that it works")
    reader.add_argument("--seconds", type=float, help="how long it is watched")
    asked = reader.parse_args(arguments)
    load = QUICKLY if asked.quick else Load()
    if asked.seconds is not None:
        load = Load(**{**load.__dict__, "seconds": asked.seconds})
    raise_file_limit()
    with fresh_folder() as data, served(data) as server:
        raw = asyncio.run(measure(server, load))
    result = result_of(load, raw)
    print_result(result)
    if asked.json is not None:
        result.write(asked.json)


async def measure(server: Server, load: Load) -> Json:
    """Fill the floor, open the browser, and watch."""
    floor = Floor(Door(server.port, server.service_token), random.Random(1), keep=load.cards, rate=load.answers)
    await floor.arrive(load.live)
    await floor.staff(load.desks - 1)
    await floor.get_going()
    await floor.fill()
    async with AsyncExitStack() as stack:
        page = await _desk(stack, server, floor)
        await page.evaluate(WATCH)
        browser = await page.context.new_cdp_session(page)
        before, own, began = server.used(), own_cpu(), time.time()
        speaking = asyncio.ensure_future(floor.work(load.seconds, load.answers * 4))
        answering = asyncio.ensure_future(floor.answer_steadily(load.seconds))
        memory = await _memory(browser, load)
        await asyncio.gather(speaking, answering)
        after, took = server.used(), time.time() - began
        await asyncio.sleep(3.0)
        changes = await page.evaluate("window.changes")
        open_rows = await page.locator("earpiece-queue ol.rows:not(.done) li").count()
    await floor.leave()
    return {
        "changes": _delays(floor, changes), "sent": len(floor.sent), "memory": memory, "rows": open_rows,
        "server_cpu": (after.cpu - before.cpu) / took, "load_cpu": (own_cpu() - own) / took,
        "server_memory": after.memory, "open": len(floor.waiting), "problems": floor.problems[:20],
        "server_output": server.output[-2000:],
    }  # fmt: skip


async def _desk(stack: AsyncExitStack, server: Server, floor: Floor) -> Page:
    """An expert's desk in a real browser, with the list on the screen."""
    person = {"id": VIEWER, "name": "Vera Viewer", "role": "expert", "skills": [SKILL, "general"]}
    (await floor.door.ask("POST", "/people", person)).json()
    link = (await floor.door.ask("POST", f"/people/{VIEWER}/link")).json()["path"]
    playwright = await stack.enter_async_context(async_playwright())
    browser = await playwright.chromium.launch(executable_path=chromium(), args=ARGS)
    stack.push_async_callback(browser.close)
    page = await browser.new_page(viewport={"width": 1280, "height": 900})
    url = f"http://127.0.0.1:{server.port}"
    await page.goto(url + link)
    await page.get_by_role("button").first.click()
    await page.wait_for_url("**/desk")
    await page.wait_for_selector("earpiece-queue li[data-card]")
    return page


async def _memory(browser: CDPSession, load: Load) -> list[tuple[float, float, int]]:
    """Now and then: seconds, megabytes of the page's heap after a collection, and its nodes."""
    await browser.send("Performance.enable")
    found = []
    began = time.monotonic()
    while (passed := time.monotonic() - began) < load.seconds:
        await browser.send("HeapProfiler.collectGarbage")
        metrics = {one["name"]: one["value"] for one in (await browser.send("Performance.getMetrics"))["metrics"]}
        found.append((round(passed, 1), metrics["JSHeapUsedSize"] / 2**20, int(metrics["Nodes"])))
        await asyncio.sleep(load.sample)
    return found


def _delays(floor: Floor, changes: Sequence[tuple[str, str, float]]) -> dict[str, list[float]]:
    """Milliseconds from the beginning of sending to the frame that shows it, by what was done."""
    found: dict[str, list[float]] = {"claimed": [], "answered": []}
    done: set[tuple[str, str]] = set()
    for kind, card, at in changes:
        sent = floor.sent.get((kind, card))
        if sent is not None and at >= 1e3 * sent and (kind, card) not in done:
            done.add((kind, card))
            found[kind].append(at - 1e3 * sent)
    return found


def result_of(load: Load, raw: Json) -> Result:
    """The figures of the run."""
    delays = {kind: sorted(values) for kind, values in raw["changes"].items() if values}
    assert delays, raw
    every = sorted(value for values in delays.values() for value in values)
    p95 = percentile(every, 0.95)
    settled = [point for point in raw["memory"] if point[0] >= load.seconds / 5] or raw["memory"]
    flat = settled[-1][1] / settled[0][1]
    rows = [
        [kind, str(len(values)), *(number(percentile(values, share)) for share in (0.5, 0.95, 0.99, 1.0))]
        for kind, values in (*delays.items(), ("both", every))
    ]
    costs = [
        ["processor of the server", f"{raw['server_cpu']:.0%} of one"],
        ["processor of the load generator", f"{raw['load_cpu']:.0%} of one"],
        ["memory of the server", f"{raw['server_memory'] / 2**20:,.0f} MB"],
        ["memory of the page, settled and at the end", f"{settled[0][1]:.1f} MB, {settled[-1][1]:.1f} MB"],
        ["nodes of the page, settled and at the end", f"{settled[0][2]:,}, {settled[-1][2]:,}"],
        ["cards open at the end", str(raw["open"])],
        ["requests that went wrong", str(len(raw["problems"]))],
    ]
    points = [(max(at, 1.0), megabytes) for at, megabytes, _ in raw["memory"]]
    heap = Lines("desk", "The page's memory", "seconds", "MB", [Line("heap", points)])
    return Result(
        bench="desk", title="The desk", method=_method(load), date=today(), machine=machine(), versions=versions(),
        aims=[
            Aim("a change on the screen, p95", SCREEN_AIM, p95, "ms", at_least=False),
            Aim("processor of the server", CPU_AIM, raw["server_cpu"], "cores", at_least=False),
            Aim("the page's memory, end against settled", FLAT_AIM, flat, "×", at_least=False),
        ],
        tables=[
            Table("Milliseconds until it is on the screen", ["", "changes", "p50", "p95", "p99", "longest"], rows),
            Table("What it took", ["", ""], costs),
        ],
        lines=[heap],
        raw={"load": load.__dict__, **raw},
    )  # fmt: skip


def _method(load: Load) -> str:
    return (
        "One node: `earpiece serve` on a SQLite file with the sample bank, a process of its own, on the same two "
        f"processors as everything else here. {load.live:,} customers have their chat open, each with a live stream, "
        f"and write {load.answers * 4:g} messages a second together; {load.cards} cards are kept open. "
        f"{load.desks} experts follow their desks live, one of them in Chromium at 1280 × 900; the others take and "
        f"answer {load.answers:g} cards a second. Measured is the time from the beginning of sending a claim or an "
        "answer to the frame of the browser that shows it, for cards in the browser's list, by the machine's one "
        f"clock. It is watched for {load.seconds:g} seconds; the page's heap is read after a forced collection."
    )


if __name__ == "__main__":
    main()
