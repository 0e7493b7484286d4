"""Customers of a run. They know only what they see on their page, and keep a record of it."""

import asyncio
import random
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from earpiece.domain.errors import EarpieceError, Unusable
from earpiece.runtime.engine import Engine
from earpiece.runtime.views import ChatItem, ChatView
from earpiece.runtime.vouching import sign
from earpiece.sim.proof.nodes import Cluster, ConnectionLost
from earpiece.sim.proof.plan import Visitor
from earpiece.sim.world import HOST_SECRET

Result = TypeVar("Result")
Tell = Callable[[str], None]

CARDS = ("4242424242424242", "5555555555554444", "378282246310005", "4000056655665556")
"""Test card numbers with right check digits: none of them may be found anywhere afterwards."""

WHY = r"What is wrong|what is the trouble"

REPLIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"customer number", ("{number}",)),
    (r"your code", ("{code}", "{code}", "{code}", "0000")),
    (r"Which (order|of your)", ("the lamp", "the lamp", "the chandelier")),
    (r"exchange\?|of them shall", ("the lamp", "the lamp", "the chandelier")),
    (r"Which shade", ("green", "green", "green", "no, the chandelier")),
    (r"more than it cost|How much", ("40", "60", "63.17", "600", "1000", "617.39")),
    (WHY, ("broken", "broken", "broken", "make it 70", "make it 30", "make it 400", "no, the chandelier")),
    (r"I changed that", ("broken",)),
    (r"Where to", ("Elm Street 1", "Elm Street 1", "the moon")),
    (r"On which floor", ("third floor", "I don't know")),
    (r"driver ring", ("yes",)),
    (r"What happened|tell me more", ("it fell", "it fell from the table")),
    (r"My colleague asks", ("the blue one",)),
    (r"do you mean|Is it about|guess", ("refund please", "where is my parcel", "not that")),
)
"""What the agent's question looks like, and what a customer may answer."""


MOST_MESSAGES = 40
LISTEN = 30.0
"""Seconds a page listens to one node before it asks again."""


@dataclass(slots=True)
class Sent:
    """One message. `acked` is when the customer was told that it is safe, if they ever were."""

    id: str
    text: str
    at: float
    acked: float | None = None


@dataclass(slots=True)
class Seen:
    """A line as it arrived on the page."""

    at: float
    item: ChatItem


@dataclass(slots=True)
class Record:
    """What one customer can tell afterwards."""

    visitor: Visitor
    customer: str
    conversation: str = ""
    sent: list[Sent] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    left: float | None = None
    """When they closed the page for good."""
    secrets: list[str] = field(default_factory=list)
    """Card numbers they typed."""
    errors: list[str] = field(default_factory=list)
    """What they were told instead of an answer, when the service could be reached."""


class Customer:
    """One customer in front of the chat, on whatever node answers."""

    def __init__(self, visitor: Visitor, seed: int, cluster: Cluster, tell: Tell) -> None:
        self._plan = visitor
        self._cluster = cluster
        self._tell_world = tell
        self._dice = random.Random(f"{seed} visitor {visitor.number}")
        self._calls = 0
        self._position = 0
        self._answered = 0
        self._status = "open"
        self._waiting = False
        self._wishes = list(visitor.requests)
        self._asides = list(visitor.asides)
        self._rest_of_card = ""
        self._thinks = 0.0
        self.record = Record(visitor, f"c{visitor.number + 11}")

    async def play(self) -> Record:
        """The whole visit."""
        await asyncio.sleep(self._plan.arrives)
        self.record.conversation = await self._insist(lambda engine: engine.chats.open(token=self._token()))
        self._tell(f"opens a chat{' as a known customer' if self._plan.vouched else ''}.")
        self._since = self._now()
        await self._look()
        await self._type(self._wishes.pop(0))
        while not self._done():
            words = self._next_words()
            if words is not None:
                await self._type(words)
            else:
                await self._look()
        self.record.left = self._now()
        for _ in range(3):
            await self._look(0.0)
        self._tell("closes the page.")
        return self.record

    # ── what they do ──────────────────────────────────────────────────────────────────────────────────────────────

    def _done(self) -> bool:
        """Whoever has patience stays until nothing is owed to them any more."""
        waited = self._now() - self._since
        if len(self.record.sent) >= MOST_MESSAGES:
            return True
        if self._status == "closed" and not self._waiting:
            return waited > min(self._plan.patience, 300.0)
        return waited > self._plan.patience

    def _next_words(self) -> str | None:
        if self._rest_of_card:
            words, self._rest_of_card = self._rest_of_card, ""
            return words
        aside = next((each for each in self._asides if each.after <= len(self.record.sent)), None)
        if aside is not None:
            self._asides.remove(aside)
            return self._filled(aside.words)
        last = next((seen.item for seen in reversed(self.record.seen) if seen.item.who == "agent"), None)
        if last is None or last.position <= self._answered:
            return None
        self._answered = last.position
        return self._reply_to(last)

    def _reply_to(self, item: ChatItem) -> str | None:
        if re.search(WHY, item.text):
            self._thinks = self._plan.dawdles
        for pattern, replies in REPLIES:
            if re.search(pattern, item.text):
                return self._filled(self._dice.choice(replies))
        if item.purpose in ("anything_else", "greeting", "between"):
            return self._wishes.pop(0) if self._wishes else "no"
        if item.purpose == "question":
            return "I don't know"
        return None

    def _filled(self, words: str) -> str:
        number = self._plan.number + 11
        card = CARDS[self._plan.number % len(CARDS)]
        if "{card" in words:
            self.record.secrets.append(card)
        if words == "{card half}":
            self._rest_of_card = card[9:]
            return card[:9]
        return words.format(number=f"my number is {number}", code=f"1{number:03}", card=card, other=f"c{number + 1}")

    async def _type(self, words: str) -> None:
        await asyncio.sleep(self._plan.typing + self._thinks)
        self._thinks, self._answered = 0.0, self._position
        sent = Sent(f"m{len(self.record.sent) + 1}", words, self._now())
        self.record.sent.append(sent)
        self._tell(f"writes: {words}")
        work = self._saying(sent)
        if self._plan.doubled:
            late = asyncio.create_task(self._again(work))
            late.add_done_callback(lambda done: done.exception())
        await self._insist(work)
        sent.acked = self._since = self._now()
        for absence in self._plan.absences:
            if absence.after == len(self.record.sent):
                self._tell(f"is away for {absence.seconds:.0f} seconds.")
                await asyncio.sleep(absence.seconds)

    def _saying(self, sent: Sent) -> Callable[[Engine], Awaitable[int]]:
        return lambda engine: engine.chats.say(self.record.conversation, sent.id, sent.text)

    async def _again(self, work: Callable[[Engine], Awaitable[int]]) -> None:
        """The same message once more, late, as networks deliver it."""
        await asyncio.sleep(self._dice.choice([0.0, 0.01, 3.0, 20.0]))
        try:
            await self._cluster.ask(self._dice, work)
        except (ConnectionLost, EarpieceError):
            return

    async def _look(self, seconds: float = LISTEN) -> None:
        """Wait for news on some node, and take in what is new."""
        try:
            view = await self._cluster.ask(self._dice, partial(self._news, seconds), patience=LISTEN + 1.0)
        except (ConnectionLost, Unusable):
            await asyncio.sleep(1.0)
            return
        except EarpieceError as error:
            self.record.errors.append(error.message)
            await asyncio.sleep(1.0)
            return
        now = self._now()
        fresh = view.items
        self.record.seen += [Seen(now, item) for item in fresh]
        self._position = max(self._position, view.position)
        self._status, self._waiting = view.status, view.waiting
        if any(item.who == "agent" and item.purpose != "holding" for item in fresh):
            self._since = now

    async def _news(self, seconds: float, engine: Engine) -> ChatView:
        await engine.chats.wait(self.record.conversation, self._position, seconds)
        return await engine.chats.view(self.record.conversation, self._position)

    async def _insist(self, work: Callable[[Engine], Awaitable[Result]]) -> Result:
        """Ask until somebody answers, as a browser does that shows "sending"."""
        while True:
            self._calls += 1
            try:
                answer = await self._cluster.ask(self._dice, work)
                if self._calls not in self._plan.lost_calls:
                    return answer
                self._tell("does not get the answer to that.")
            except (ConnectionLost, Unusable):
                pass
            except EarpieceError as error:
                self.record.errors.append(error.message)
            await asyncio.sleep(self._dice.uniform(0.3, 1.5))

    def _token(self) -> str | None:
        if not self._plan.vouched:
            return None
        return sign(self.record.customer, f"Customer {self._plan.number + 11}", HOST_SECRET, self._now() + 1e6)

    def _tell(self, words: str) -> None:
        self._tell_world(f"Customer {self._plan.number + 11} {words}")

    def _now(self) -> float:
        return asyncio.get_running_loop().time()
