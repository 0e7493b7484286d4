"""The people of a simulated floor on the real desk: when they are there, and what they have in hand, one thing at a
time."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from earpiece.domain.ports import Clock
from earpiece.runtime.engine import Engine
from earpiece.runtime.views import Person
from earpiece.sim.compare.ways import Worker


@dataclass(slots=True, eq=False)
class Body:
    """One person. `busy` and `paid` are seconds so far."""

    worker: Worker
    person: Person
    there: bool = False
    card: str | None = None
    """What they have in hand."""
    free_since: float = 0.0
    busy: float = 0.0
    paid: float = 0.0
    done: asyncio.Event = field(default_factory=asyncio.Event)
    """Set each time they are done with something."""
    refused: dict[str, int] = field(default_factory=dict)
    """Cards that they could not take, and where these stood then."""

    @property
    def free(self) -> bool:
        return self.there and self.card is None


class Shifts:
    """Brings people to the desk and home again, by the virtual clock; `begins` is when the doors open."""

    def __init__(self, engine: Engine, clock: Clock, begins: float) -> None:
        self._engine = engine
        self._clock = clock
        self._begins = begins

    async def work(self, body: Body) -> None:
        """One person's day. Whoever has something in hand finishes it before they go."""
        stretches = list(_stretches(body.worker))
        for number, (since, until) in enumerate(stretches):
            await self._until(since)
            await self._come(body, self._begins + until)
            came = self._clock.now()
            await self._until(until)
            body.there = False
            while body.card is not None:
                body.done.clear()
                await body.done.wait()
            body.paid += self._clock.now() - came
            await self._leave(body, last=number == len(stretches) - 1)

    async def _until(self, at: float) -> None:
        await self._clock.sleep(max(self._begins + at - self._clock.now(), 0.0))

    async def _come(self, body: Body, until: float) -> None:
        if (await self._engine.people.account(body.person.id)).presence != "available":
            await self._engine.people.set_presence(body.person.id, "available")
        body.there, body.free_since = True, self._clock.now()
        await self._engine.staff.presence.seen(body.person.id, active=True, until=until)

    async def _leave(self, body: Body, *, last: bool) -> None:
        if last:
            await self._engine.staff.presence.gone(body.person.id)
        else:
            await self._engine.people.set_presence(body.person.id, "away")


def _stretches(worker: Worker) -> Iterator[tuple[float, float]]:
    """When they are at the desk, in seconds after the doors open."""
    if worker.pause is None:
        yield worker.since, worker.until
        return
    pause_since, pause_until = worker.pause
    yield worker.since, pause_since
    yield pause_until, worker.until


def paid_of(bodies: Sequence[Body]) -> dict[str, float]:
    """Seconds for which each is paid: the whole of their shift, also where the day was over before, and longer if they
    stayed on."""
    return {body.worker.id: max(body.paid, sum(until - since for since, until in _stretches(body.worker)))
            for body in bodies}  # fmt: skip
