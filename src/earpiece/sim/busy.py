"""A busy hour on a running installation: simulated customers keep coming, so that a visitor can play the expert.

They are the customers of a mass rehearsal, at a person's pace: they read, type, wait, lose patience, and leave.
"""

import asyncio
import random
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from earpiece.domain.conversation import Conversation
from earpiece.domain.desk_events import CardAnswered
from earpiece.domain.errors import EarpieceError
from earpiece.domain.playbook import Company
from earpiece.domain.ports import Clock, Journal, News
from earpiece.runtime.views import BusyFigures
from earpiece.sim.casting import Message, Stage, Wish, cast_wishes
from earpiece.sim.customers import Customer, Pace, Say
from earpiece.sim.fronts import ChatFront
from earpiece.sim.wishes import GOODBYE, WishMind

Spawn = Callable[[str, Coroutine[Any, Any, None]], object]

COUNT, CUSTOMER, SURGE = "count the busy", "busy customer", "surge customer"
BUSY = ("busy", COUNT, CUSTOMER, SURGE)
"""Names of the tasks that end when the node stops."""

BATCH = 40
"""So many customers are cast at a time."""
MOST_LIVE = 500
MOST_SURGE = 500
LATELY = 600.0
"""Seconds for which somebody who has answered counts as one of the experts at work."""
LAST = 50
"""Answers that the median is taken of."""

Casting = Callable[[int, int], Sequence[Wish]]
"""How many customers are wanted, and a seed: who they are and what they want."""


@dataclass(slots=True)
class AskerMind:
    """Implements `customers.Mind`: asks one thing, waits for the answer, says goodbye."""

    words: str

    def opening(self) -> str:
        return self.words

    def react(self, state: Conversation) -> Say | None:
        asked = state.asked
        return Say(GOODBYE) if asked is not None and asked.purpose == "anything_else" else None

    def done(self, state: Conversation) -> bool:
        return True

    def stuck(self) -> bool:
        return False


class Busy:
    """Keeps so many conversations going, and counts what the people at the desk do."""

    def __init__(
        self, front: ChatFront, journal: Journal, company: Company, clock: Clock, casting: Casting, spawn: Spawn
    ) -> None:
        self._front = front
        self._journal = journal
        self._company = company
        self._clock = clock
        self._casting = casting
        self._spawn = spawn
        self._dice = random.Random()
        self._live = 0
        self._served = 0
        self._answers = 0
        self._seconds: deque[float] = deque(maxlen=LAST)
        self._cards = 0
        self._at_work: dict[str, float] = {}
        self._read: dict[str, int] = {}
        self._news: asyncio.Queue[str] = asyncio.Queue()
        journal.subscribe(self._hear)

    # ── customers ─────────────────────────────────────────────────────────────────────────────────────────────────

    async def keep(self, live: int) -> None:
        """Have `live` conversations going, for ever: whoever leaves is followed by somebody else."""
        self._spawn(COUNT, self._count())
        places = asyncio.Semaphore(min(live, MOST_LIVE))
        seed = int(self._clock.now())
        while True:
            for wish in await asyncio.to_thread(self._casting, BATCH, seed):
                await places.acquire()
                self._spawn(CUSTOMER, self._come(wish, places))
                await self._clock.sleep(self._dice.uniform(0.1, 1.5))
            seed += 1

    async def _come(self, wish: Wish, places: asyncio.Semaphore) -> None:
        manners = wish.manners
        pace = Pace(manners.pace.typing, patience=self._dice.uniform(120, 600), stay=5.0)
        token = self._front.vouch(wish.persona.customer, wish.persona.name) if manners.verified else None
        try:
            await self._have(Customer(self._front, self._clock, WishMind(wish, self._company), pace, token))
        finally:
            places.release()

    async def _have(self, customer: Customer) -> None:
        self._live += 1
        try:
            await customer.play()
            self._served += 1
        except EarpieceError:
            pass  # the node is stopping: this customer leaves
        finally:
            self._live -= 1

    def surge(self, customers: int, words: str) -> int:
        """So many customers ask the same within seconds, as when something is down; how many come."""
        coming = min(customers, MOST_SURGE)
        for _ in range(coming):
            pace = Pace(self._dice.uniform(0.5, 6.0), patience=1800.0, stay=5.0)
            self._spawn(SURGE, self._have(Customer(self._front, self._clock, AskerMind(words), pace, None)))
        return coming

    # ── counting ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _hear(self, news: News) -> None:
        for stream in news.streams or ():
            if stream.startswith("card/"):
                self._news.put_nowait(stream)

    async def _count(self) -> None:
        """Look at each card that moved for an answer."""
        while True:
            stream = await self._news.get()
            for item in await self._journal.read(stream, self._read.get(stream, 0)):
                self._read[stream] = item.position
                if isinstance(item.event, CardAnswered):
                    self._note(item.event, item.at)

    def _note(self, answer: CardAnswered, at: float) -> None:
        self._answers += 1
        if answer.via is not None:
            return  # the same answer, for one more customer
        self._cards += 1
        self._at_work[answer.by] = at
        if answer.seconds:
            self._seconds.append(answer.seconds)

    async def figures(self) -> BusyFigures:
        """As of now."""
        since = self._clock.now() - LATELY
        experts = sum(at >= since for at in self._at_work.values())
        waiting = len(await self._journal.rows("cards", "open", limit=MOST_LIVE + MOST_SURGE))
        return BusyFigures(
            live=self._live, waiting=waiting, served=self._served, answers=self._answers, cards=self._cards,
            seconds_per_answer=round(median(self._seconds), 1) if self._seconds else None,
            per_expert=round(self._live / experts, 1) if experts else None,
        )  # fmt: skip


def casting_of(stage: Stage, company: Company, messages: Sequence[Message], labels: dict[str, str]) -> Casting:
    """Casts customers of the company's own world, who say these messages."""

    def cast(count: int, seed: int) -> Sequence[Wish]:
        return cast_wishes(stage, company, messages, labels, count, seed)

    return cast
