"""The whole runtime: chats, agent, gate with all guards, desk, journal, timers; a playbook of the sample bank; no HTTP.

`python -m bench.subjects.runtime STORE UNDERSTANDING FOLDER`: STORE is a SQLite file or a Postgres address,
UNDERSTANDING is `given` (told what each message means, so that it costs nothing) or `local` (the embedded one, as
shipped), FOLDER takes the tools' own data.
"""

import asyncio
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bench.frame.subject import serve
from bench.subjects import stores
from bench.subjects.words import CUSTOMER
from earpiece.company.shelf import Shelf
from earpiece.company.toolbox import load_toolbox
from earpiece.domain.commands import Command, Give, Situation, Start, Unclear
from earpiece.domain.forms import Answer
from earpiece.domain.ports import News, Understanding
from earpiece.runtime.engine import Engine
from earpiece.runtime.garbage import search_rarely
from earpiece.runtime.ports import Ports
from earpiece.runtime.tasks import Tasks
from earpiece.runtime.views import AnswerRequest
from earpiece.runtime.vouching import sign, voucher
from earpiece.sim.world import add_experts
from earpiece.wiring import RealIds, understanding_of

HUDSON = Path(__file__).parents[2] / "companies" / "hudson"
HOST_SECRET = b"the secret of the benchmark's host page"
EXPERT = "dana"
ANSWER = Answer(choice="evidence")
REPLY = "For a card claim we need two things"
AFTERWARDS = 21.0
"""Seconds after which the first word of holding is due; the conversations' ten minutes of silence are never reached."""
PATIENCE = 30.0
"""Seconds until an unprepared conversation is given up."""
AT_ONCE = 64
"""So many conversations are prepared at a time."""


def _first_offered(situation: Situation) -> Command:
    assert situation.asked is not None, "the agent asked nothing"
    return Give(slot=situation.asked.name, value=situation.asked.options[0].value)


BEFORE: Mapping[str, Callable[[Situation], Command]] = {
    "I need a refund for a broken item.": lambda _: Start(target="playbook/request-refund"),
    "the first one": _first_offered,
    "it is broken": lambda _: Give(slot="problem", value="faulty"),
}
"""What the customer says before the message that opens the consult, and what it means."""
ASKS = ("payment", "problem", "asked_shop")
"""What the agent asks after each of these."""


class GivenUnderstanding:
    """Implements `domain.ports.Understanding`: it is told what the message means."""

    version = "given"
    needs_io = False

    async def read(self, text: str, situation: Situation) -> list[Command]:
        return [Give(slot="asked_shop", value=True)] if text == CUSTOMER else [Unclear()]


class JumpingClock:
    """The machine's clock, plus what was jumped over."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> float:
        return time.time() + self._ahead

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    def jump(self, seconds: float) -> None:
        """All of a sudden it is so much later."""
        self._ahead += seconds


class Timed:
    """Counts the processor time of an understanding that works in the caller's thread. Of the messages before the
    measured one it is told the meaning."""

    def __init__(self, inner: Understanding) -> None:
        self._inner = inner
        self.version, self.needs_io = inner.version, inner.needs_io
        self.cpu = 0.0

    async def read(self, text: str, situation: Situation) -> list[Command]:
        if text in BEFORE:
            return [BEFORE[text](situation)]
        began = time.thread_time()
        try:
            return await self._inner.read(text, situation)
        finally:
            self.cpu += time.thread_time() - began


class Runtime:
    """Implements `bench.frame.subject.Subject`."""

    def __init__(self, store: str, understanding: str, folder: str) -> None:
        self._store, self._kind, self._data = store, understanding, Path(folder)
        self._tasks = Tasks()
        self._cards: dict[str, str] = {}
        self._conversations = 0

    async def start(self) -> Mapping[str, str]:
        self._journal = await stores.open_journal(self._store)
        self._clock = clock = JumpingClock()
        shelf = Shelf.of_folder(HUDSON)
        company = shelf.current()
        self._understanding = Timed(GivenUnderstanding() if self._kind == "given" else understanding_of(company))
        self._tools = load_toolbox(shelf.files, self._data, clock.now, folder=str(HUDSON))
        ports = Ports(self._journal, clock, RealIds(), self._understanding, self._tools, shelf, self._tasks.spawn)
        self.engine = Engine(ports, voucher(HOST_SECRET, clock.now))
        await shelf.publish(self._journal, clock.now())
        await add_experts(self.engine, company.experts)
        self._journal.subscribe(self._see)
        self.engine.begin()
        self._expert = next(person for person in await self.engine.people.list() if person.id == EXPERT)
        search_rarely()  # as `earpiece serve` does
        return {**stores.versions(self._store), "understanding": self._understanding.version}

    def _see(self, news: News) -> None:
        """Notes which card was opened for which conversation, as a workspace would hear of it."""
        for stream in news.streams or ():
            kind, _, card = stream.partition("/")
            if kind == "card":
                self._cards[card.partition(".")[0]] = card

    async def prepare(self, count: int) -> list[Any]:
        ready: list[Any] = []
        while len(ready) < count:
            some = min(AT_ONCE, count - len(ready))
            ready += await asyncio.gather(*(self._prepared() for _ in range(some)))
        return ready

    async def _prepared(self) -> str:
        self._conversations += 1
        visitor = await self._tools.demo_visitor(str(self._conversations))
        assert visitor is not None, "the sample bank makes a customer for each visitor"
        token = sign(visitor["customer"], visitor["name"], HOST_SECRET, self._clock.now())
        conversation = await self.engine.chats.open(token=token)
        for number, (text, slot) in enumerate(zip(BEFORE, ASKS, strict=True)):
            await self.engine.chats.say(conversation, f"m{number}", text)
            await self._asked(conversation, slot)
        return conversation

    async def _asked(self, conversation: str, slot: str) -> None:
        """Wait until the agent asks for this; before that a tool may have to answer."""
        while True:
            events = await self._journal.read(f"conversation/{conversation}")
            if getattr(events[-1].event, "slot", None) == slot:
                return
            news = await self.engine.chats.wait(conversation, events[-1].position, PATIENCE)
            assert news, f"the agent did not ask for {slot}: {events[-1].event}"

    async def park(self, ready: Any) -> Any:
        await self.engine.chats.say(ready, "parks", CUSTOMER)
        assert ready in self._cards, "no consult was opened"
        return ready

    async def resume(self, parked: Any) -> None:
        request = AnswerRequest(answer=ANSWER, revision=1, key="k1")
        await self.engine.desk.answer(self._expert, self._cards.pop(parked), request)

    async def check(self, parked: Any) -> None:
        assert REPLY in await stores.last_words(self._journal, parked, "result")

    async def settle(self) -> None:
        """Let the timers fire that a finished conversation leaves behind (its next word of holding would be due)."""
        self._clock.jump(AFTERWARDS)
        while (due := await self._journal.next_due()) is not None and due <= self._clock.now():
            await self.engine.timers.fire_due()
            await asyncio.sleep(0.005)

    def totals(self) -> Mapping[str, float]:
        return {"commits": self._journal.commits, "understanding_ms": 1e3 * self._understanding.cpu}

    async def size(self) -> int:
        return await stores.size(self._store)

    async def close(self) -> None:
        await self._tasks.close()
        await self._journal.close()


if __name__ == "__main__":
    serve(Runtime(*sys.argv[1:]))
