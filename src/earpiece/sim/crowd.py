"""Many conversations at once, each opening with a real sentence: who plays, and what is kept of it."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from earpiece.company.shelf import Shelf
from earpiece.domain.desk_events import CardAnswered
from earpiece.domain.playbook import Company
from earpiece.domain.ports import Clock, Journal, Understanding
from earpiece.sim.audit import Audit, audit
from earpiece.sim.casting import Message, Stage, Wish, bare_tools, cast_wishes, load_stage, read_labels
from earpiece.sim.customers import Customer, Record
from earpiece.sim.experts import Experts
from earpiece.sim.fronts import ChatFront, InnerChat, InnerDesk
from earpiece.sim.judges import Habits, Judge
from earpiece.sim.loop import run_virtual
from earpiece.sim.report import CrowdReport, report_on
from earpiece.sim.wishes import WishMind
from earpiece.sim.world import World

Advance = Callable[[int], None]
"""Told after each conversation how many are over."""

MOST_CARDS = 1_000_000


@dataclass(frozen=True, slots=True)
class Played:
    """One conversation after it was had."""

    wish: Wish
    mind: WishMind
    record: Record
    served: bool


class Crowd:
    """Customers who all come at once to one company."""

    def __init__(self, company: Company, stage: Stage, front: ChatFront, clock: Clock, wishes: Sequence[Wish]) -> None:
        self._company = company
        self._stage = stage
        self._front = front
        self._clock = clock
        self._wishes = wishes
        self.by_conversation: dict[str, Wish] = {}
        """Fills while conversations are opened; the experts know the case from here."""

    async def play(
        self, advance: Advance, at_once: int | None = None, arrivals: Sequence[float] | None = None
    ) -> list[Played]:
        """Have all conversations; at most `at_once` at a time. `arrivals`: seconds from now at which each customer
        comes; all come at once if it is left out."""
        turnstile = asyncio.Semaphore(at_once or len(self._wishes))
        over = 0

        async def one(wish: Wish, arrives: float) -> Played:
            nonlocal over
            if arrives > 0:
                await self._clock.sleep(arrives)
            async with turnstile:
                played = await self._play(wish)
            over += 1
            advance(over)
            return played

        times = arrivals or [0.0] * len(self._wishes)
        return list(await asyncio.gather(*(one(wish, at) for wish, at in zip(self._wishes, times, strict=True))))

    async def _play(self, wish: Wish) -> Played:
        mind = WishMind(wish, self._company)
        who = wish.persona
        token = self._front.vouch(who.customer, who.name) if wish.manners.verified else None
        opened = partial(self._note, wish)
        customer = Customer(self._front, self._clock, mind, wish.manners.pace, token, opened)
        record = await customer.play()
        state = await self._front.state(record.conversation)
        return Played(wish, mind, record, mind.served(state))

    def _note(self, wish: Wish, conversation: str) -> None:
        self.by_conversation[conversation] = wish

    async def audit(self, played: Sequence[Played], journal: Journal) -> list[Audit]:
        """Hold every conversation against the journal and the books."""
        found = []
        for one in played:
            recorded = await journal.read(f"conversation/{one.record.conversation}")
            found.append(
                audit(one.wish, one.record, one.mind.repeated, one.served, recorded, self._stage, self._company)
            )
        return found


def play_crowd(
    folder: Path,
    shelf: Shelf,
    understanding: Understanding,
    messages: Sequence[Message],
    customers: int,
    seed: int = 0,
    advance: Advance = lambda _: None,
) -> CrowdReport:
    """A crowd in this process and in virtual time. The same arguments give the same report."""

    async def main() -> CrowdReport:
        with World(shelf, understanding, seed=seed) as world:
            await world.start()
            try:
                return await _play_in(world, folder, messages, customers, seed, advance)
            finally:
                await world.close()

    return run_virtual(main())


async def _play_in(
    world: World, folder: Path, messages: Sequence[Message], customers: int, seed: int, advance: Advance
) -> CrowdReport:
    company = world.shelf.current()
    stage = load_stage(folder, bare_tools(world.shelf, world.data, world.clock.now))
    wishes = cast_wishes(stage, company, messages, read_labels(folder, company), customers, seed)
    crowd = Crowd(company, stage, InnerChat(world.engine, world.token), world.clock, wishes)
    judge = Judge(company, crowd.by_conversation, Habits(), seed)
    experts = Experts(InnerDesk(world.engine), world.clock, judge, world.tasks.spawn)
    world.tasks.spawn("experts", experts.work())
    played = await crowd.play(advance)
    conversations = {one.record.conversation for one in played}
    return report_on(await crowd.audit(played, world.journal), await human_seconds(world.journal, conversations))


async def human_seconds(journal: Journal, conversations: Collection[str]) -> float:
    """The time experts spent on the cards of these conversations, from taking to answering."""
    total = 0.0
    for row in await journal.rows("cards", limit=MOST_CARDS):
        if row.fields.get("conversation") in conversations:
            recorded = await journal.read(f"card/{row.id}")
            total += sum(item.event.seconds for item in recorded if isinstance(item.event, CardAnswered))
    return round(total, 1)
