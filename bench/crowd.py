"""Customers and experts at work on a running server: each does at its time what a browser would do, come what may.

The load is open: when the next customer speaks and when an expert answers does not depend on how fast the server is,
so that waiting in its queue is part of what is measured.
"""

import asyncio
import json
import random
import time
from dataclasses import dataclass, field
from typing import Any

from bench.load import Answer, Door, Json, Stream

WORDS = (
    "I can't prove my identity",
    "the photo of my document is rejected",
    "yes, and I am registered as maya.chen@example.com",
    "my passport",
)
"""What a customer says one after the other; the last message opens a consult."""
SKILL = "identity"
REFERENCE = "HB-"
"""Begins the reference an expert gives; the agent's reply repeats it."""
OPENING_AT_ONCE = 16
QUICK, SLOW = 0.5, 3.0
"""Seconds between an expert's click on a card and their answer: a uniform choice."""


@dataclass
class Customer:
    """Somebody with the chat open. `free` is true while it is their turn to speak."""

    conversation: str
    token: str
    stream: Stream | None = None
    said: int = 0
    free: bool = True
    replies: int = 0
    upto: int = 0


@dataclass
class Answered:
    """An expert's answer: when sending began, when its own response was here, when the customer could read it."""

    sent: float
    lag: float = 0.0
    """Seconds between the moment it was due and the moment sending began."""
    taken: float = 0.0
    read: float = 0.0


@dataclass
class Crowd:
    """Customers with open streams, and experts at desks that follow the list live."""

    door: Door
    random: random.Random
    customers: list[Customer] = field(default_factory=list)
    answered: dict[str, Answered] = field(default_factory=dict)
    """By reference."""
    said: list[float] = field(default_factory=list)
    """Seconds until a customer's message was acknowledged."""
    replied: list[float] = field(default_factory=list)
    """Seconds until the agent's next words were on the customer's stream."""
    problems: list[str] = field(default_factory=list)
    skipped: int = 0
    """Messages that were due while no customer had their turn."""
    heard: bool = True
    """Whether the customers' devices acknowledge what they showed, as the chat page does."""

    def __post_init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._desks: list[Stream] = []
        self._seen: set[str] = set()
        self._spoke: dict[str, float] = {}
        self._next_desk = 0
        self._experts: list[str] = []
        self.working = False

    # ── coming and going ──────────────────────────────────────────────────────────────────────────────────────────

    async def arrive(self, count: int) -> None:
        """So many guests open a conversation and follow it."""
        numbers = iter(range(count))

        async def one_after_the_other() -> None:
            for _ in numbers:
                opened = (await self.door.ask("POST", "/chat/conversations", {})).json()
                customer = Customer(opened["conversation"], opened["token"])
                await self.follow(customer)
                self.customers.append(customer)

        await asyncio.gather(*(one_after_the_other() for _ in range(OPENING_AT_ONCE)))

    async def follow(self, customer: Customer) -> None:
        """The customer's page opens its stream."""

        def on_event(name: str, data: bytes, came: float) -> None:
            if name == "item":
                self._item(customer, json.loads(data), came)

        path = f"/chat/conversations/{customer.conversation}/stream"
        customer.stream = await self.door.follow(path, on_event)

    async def staff(self, desks: int) -> None:
        """So many experts with the right skill get an account and sit down at their desks."""
        known = {person["id"] for person in (await self.door.ask("GET", "/people")).json()}
        for number in range(desks):
            id = f"desk{number}"
            person = {"id": id, "name": f"Expert {number}", "role": "expert", "skills": [SKILL, "general"]}
            if id not in known:
                (await self.door.ask("POST", "/people", person)).json()
            self._experts.append(id)
            self._desks.append(await self.door.follow("/desk/stream", self._on_cards, id))

    async def leave(self) -> None:
        """Everybody goes; what was under way is given a moment to end."""
        self.working = False
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=10.0)
        for stream in [*self._desks, *(one.stream for one in self.customers if one.stream is not None)]:
            stream.close()
        await self.door.close()

    async def get_going(self) -> None:
        """Bring the customers to different places of their request, so that consults come up from the beginning."""
        waiting = iter(list(enumerate(self.customers)))

        async def one_after_the_other() -> None:
            for number, customer in waiting:
                for _ in range(number % len(WORDS)):
                    customer.free = False
                    await self._say(customer, time.perf_counter())
                    while not customer.free:  # noqa: ASYNC110 - the stream's own callback sets it
                        await asyncio.sleep(0.005)

        await asyncio.gather(*(one_after_the_other() for _ in range(OPENING_AT_ONCE)))
        self.said.clear()
        self.replied.clear()

    # ── speaking ──────────────────────────────────────────────────────────────────────────────────────────────────

    async def work(self, seconds: float, rate: float) -> None:
        """Customers speak `rate` times a second in all, at random moments; experts answer what comes up."""
        self.working = True
        due = time.perf_counter()
        end = due + seconds
        while due < end:
            due += self.random.expovariate(rate)
            await asyncio.sleep(max(due - time.perf_counter(), 0.0))
            self._someone_speaks(due)

    def _someone_speaks(self, due: float) -> None:
        for _ in range(50):
            customer = self.random.choice(self.customers)
            if customer.free:
                customer.free = False
                self._start(self._say(customer, due))
                return
        self.skipped += 1

    async def _say(self, customer: Customer, due: float) -> None:
        text = WORDS[customer.said % len(WORDS)]
        customer.said += 1
        self._spoke[customer.conversation] = due
        body = {"id": f"m{customer.said}", "text": text}
        answer = await self._ask("POST", f"/chat/conversations/{customer.conversation}/messages", body)
        if answer is not None:
            self.said.append(answer.came - due)

    def _item(self, customer: Customer, item: Json, came: float) -> None:
        """A line appeared on the customer's page."""
        if item["who"] != "agent":
            return
        customer.upto = max(customer.upto, item["position"])
        spoke = self._spoke.pop(customer.conversation, None)
        if spoke is not None:
            self.replied.append(came - spoke)
        if item["purpose"] == "question" or item["purpose"] == "anything_else":
            customer.free = True
        if REFERENCE in item["text"]:
            self._read(customer, item["text"], came)
        if self.heard and self.working:
            self._start(self._hear(customer, item["position"]))

    async def _hear(self, customer: Customer, position: int) -> None:
        await asyncio.sleep(0.3)  # several lines are acknowledged together
        if position == customer.upto and self.working:
            await self._ask("POST", f"/chat/conversations/{customer.conversation}/heard", {"upto": position})

    def _read(self, customer: Customer, text: str, came: float) -> None:
        reference = REFERENCE + text.partition(REFERENCE)[2].partition(".")[0].strip()
        answered = self.answered.get(reference)
        if answered is not None and not answered.read:
            answered.read = came
            customer.replies += 1

    # ── answering ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _on_cards(self, name: str, data: bytes, came: float) -> None:
        """The first desk that hears of a card gives it to the next expert in turn."""
        if name != "cards":
            return
        mine = {customer.conversation for customer in self.customers} if self.working else set()
        for card in json.loads(data)["changed"]:
            asked = card["status"] == "open" and not card["audit"]  # nobody waits for a look at an own decision
            if asked and card["conversation"] in mine and card["id"] not in self._seen:
                self._seen.add(card["id"])
                self._next_desk = (self._next_desk + 1) % len(self._experts)
                self._start(self._answer(card, self._experts[self._next_desk]))

    async def _answer(self, card: Json, expert: str) -> None:
        """Look at the card, take it, and answer it at a moment chosen before."""
        path = f"/desk/cards/{card['id']}"
        due = time.perf_counter() + self.random.uniform(QUICK, SLOW)
        if await self._ask("GET", path, acting_as=expert) is None:
            return
        claimed = await self._ask("POST", f"{path}/claim", acting_as=expert)
        if claimed is None:
            return
        reference = f"{REFERENCE}{card['id'].replace('.', '-')}"
        body = {
            "answer": {"decision": "yes", "reference": reference}, "revision": card["revision"], "key": "once",
            "fence": claimed.json()["holder"]["fence"],
        }  # fmt: skip
        await asyncio.sleep(max(due - time.perf_counter(), 0.0))
        now = time.perf_counter()
        mine = self.answered[reference] = Answered(sent=now, lag=max(now - due, 0.0))
        answer = await self._ask("POST", f"{path}/answer", body, expert)
        mine.taken = answer.came if answer is not None else 0.0

    async def _ask(self, method: str, path: str, body: Json | None = None, acting_as: str = "") -> Answer | None:
        """The answer, or None if it went wrong, which is noted."""
        answer = await self.door.ask(method, path, body, acting_as)
        if answer.status >= 300:
            self.problems.append(f"{method} {path.split('/')[1]}: {answer.status} {answer.body[:200]!r}")
            return None
        return answer

    def _start(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.problems.append(repr(error))
