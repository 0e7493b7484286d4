"""A compared day on the product's own runtime, gate and desk, in virtual time: what of the product is in use, say the
features. Customers and people at the desk are simulated; everything between them is real."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from earpiece.insight.cases import Case
from earpiece.insight.learning import Decision
from earpiece.insight.reading import read_cases
from earpiece.sim.casting import Wish
from earpiece.sim.compare.bodies import Body, Shifts, paid_of
from earpiece.sim.compare.earlier import Earlier, earlier, have
from earpiece.sim.compare.floor_staff import Habits, Staff
from earpiece.sim.compare.guests import Draws, Guest
from earpiece.sim.compare.house import as_compared, books_of, competent, enter, opening
from earpiece.sim.compare.notices import post_bulletin
from earpiece.sim.compare.pool import AT_ONCE
from earpiece.sim.compare.visits import Visit, as_had, visit
from earpiece.sim.compare.ways import Features, Served, Setting, Way
from earpiece.sim.judges import Judge
from earpiece.sim.loop import run_virtual
from earpiece.sim.stream import decision
from earpiece.sim.world import World

Result = TypeVar("Result")


def serve(features: Features) -> Way:
    """The way of serving in which these features are in use; with none of them it is plain consulting."""

    def way(setting: Setting) -> Served:
        return play(setting, features)

    return way


def play(setting: Setting, features: Features) -> Served:
    """The whole day. The same arguments give the same."""

    async def all_of_it(_: "Floor", served: Served) -> Served:
        return served

    return play_and(setting, features, all_of_it)


def play_and(setting: Setting, features: Features, look: Callable[["Floor", Served], Awaitable[Result]]) -> Result:
    """The whole day, and then what `look` makes of it and of the floor on which it was."""
    shelf = as_compared(setting.shelf, features)
    begins = opening(shelf.current(), setting.day.opens)
    before = earlier(setting, begins) if features.learned else Earlier((), begins)

    async def main() -> Result:
        with World(shelf, setting.understanding, seed=setting.seed, books=books) as world:
            await world.start()
            try:
                if before.wishes:
                    await have(world, setting, before)
                    await world.clock.sleep(begins - world.clock.now())
                floor = Floor(setting, features, world, begins)
                return await look(floor, await floor.day())
            finally:
                await world.close()

    with books_of(setting.folder, shelf, [guest.wish for guest in setting.guests], begins) as books:
        enter(setting.folder, shelf, books, before.wishes, before.begins)
        return run_virtual(main(), before.begins)


class Floor:
    """One day of customers and people around the real engine. `visits` are known when the day is over."""

    def __init__(self, setting: Setting, features: Features, world: World, begins: float) -> None:
        self._setting = setting
        self._features = features
        self.world = world
        self._begins = begins
        self._draws = Draws(setting.day, setting.seed)
        self._guests: dict[str, Guest] = {}
        """By conversation."""
        self._wishes: dict[str, Wish] = {}
        self.visits: Sequence[Visit] = ()
        company = world.shelf.current()
        self._bodies = [
            Body(each, competent(company, each.id, each.name, each.skills)) for each in setting.people
        ]  # fmt: skip
        judge = Judge(company, self._wishes, AT_ONCE, 0)
        habits = Habits(setting.day, self._draws, features, judge, company)
        self.staff = Staff(world.engine, world.clock, world.tasks.spawn, self._bodies, habits, self._guests)

    async def day(self) -> Served:
        """From the opening until the last customer has gone and nobody has anything in hand."""
        await self._open()
        self.visits = await asyncio.gather(*map(self._visit, self._setting.guests))
        await self.staff.quiet()
        cases = await read_cases(self.world.journal, now=self.world.clock.now())
        return self._served(cases, await self._decisions())

    async def _open(self) -> None:
        world = self.world
        shifts = Shifts(world.engine, world.clock, self._begins)
        for body in self._bodies:
            await world.engine.people.add(body.person)
            world.tasks.spawn(f"shift of {body.worker.id}", shifts.work(body))
        world.tasks.spawn("the floor", self.staff.work())
        for outage in self._setting.day.outages:
            if self._features.fan_in and outage.bulletin_after_s is not None:
                world.tasks.spawn("a supervisor", post_bulletin(world, self._setting.day, outage))

    async def _visit(self, guest: Guest) -> Visit:
        await self.world.clock.sleep(guest.arrives)

        def opened(conversation: str) -> None:
            self._guests[conversation] = guest
            self._wishes[conversation] = guest.wish

        had = await visit(
            guest, self._setting.day, self._draws, self.world, opened, self._features
        )  # fmt: skip
        self.staff.gone.add(had.record.conversation)
        return had

    async def _decisions(self) -> list[Decision]:
        company, found = self.world.shelf.current(), []
        for one in self.visits:
            recorded = await self.world.journal.read(f"conversation/{one.record.conversation}")
            decided = decision(recorded, one.guest.wish.target, company) if one.guest.common is None else None
            found += [decided[1]] if decided is not None else []
        return found

    def _served(self, cases: Sequence[Case], decisions: Sequence[Decision]) -> Served:
        by_conversation = {one.record.conversation: one for one in self.visits}
        today = [case for case in cases if case.conversation in by_conversation]
        told = [as_had(case, by_conversation[case.conversation]) for case in today]
        wasted = sum(
            consult.seconds for case in told for consult in case.consults
            if consult.early and consult.ended in ("unneeded", "withdrawn")
        )  # fmt: skip
        stuck = [
            f"guest {one.guest.number} gave up, and not because of people"
            for one, case in ((by_conversation[case.conversation], case) for case in told)
            if one.left_at is not None and not case.left_waiting
        ]
        busy = {body.worker.id: body.busy for body in self._bodies}
        return Served(told, paid_of(self._bodies), busy, wasted, (*self.staff.problems, *stuck), decisions)
