"""Simulated people at the real desk: one body each, who take what the desk offers them, think, answer, or take over.

They look at the desk whenever a card has moved or somebody has become free. With the desk's own order in use, whoever
a card is offered to takes it; what is offered to nobody who is free is taken by whoever may. Without it the question
asked first is taken first, by whoever has been free for longest.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from earpiece.desk.fan_in import asked_at, groups_of
from earpiece.desk.offers import may_take
from earpiece.domain.errors import Conflict, Doubtful, EarpieceError
from earpiece.domain.playbook import Company
from earpiece.domain.ports import Clock, News
from earpiece.domain.precedent import Keep
from earpiece.insight.day import Day
from earpiece.runtime.engine import Engine
from earpiece.runtime.views import AnswerRequest, CardView
from earpiece.sim.compare.bodies import Body
from earpiece.sim.compare.earlier import kept
from earpiece.sim.compare.guests import Draws, Guest
from earpiece.sim.compare.leading import Leading
from earpiece.sim.compare.ways import Features
from earpiece.sim.experts import Judge

Spawn = Callable[[str, Coroutine[Any, Any, None]], object]

MARGIN = 1.0
"""Seconds before a lease runs out at which it is renewed."""
MOST_OPEN = 1000
MOST_TRIES = 5


@dataclass(frozen=True, slots=True)
class Habits:
    """What the people of the floor go by: the day's assumptions, what chance holds, and what of the product is used."""

    day: Day
    draws: Draws
    features: Features
    judge: Judge
    company: Company

    def seconds(self, view: CardView, guest: Guest, nth: int) -> float:
        """How long a person is at this card before they answer it. A look at what was decided is like a suggestion that
        is taken."""
        consult, suggestions = self.day.consult, self.day.suggestions
        reading, thinking = consult.read_s, self.draws.decision_s(guest, view.kind, view.name, nth)
        if view.audit:
            return consult.switch_s + reading * suggestions.reading + thinking * suggestions.deciding[view.kind]
        if self.features.suggestions and view.suggestions:
            if self.draws.accepted(guest, view.name, nth):
                reading, thinking = reading * suggestions.reading, thinking * suggestions.deciding[view.kind]
            else:
                thinking += suggestions.refused_s
        return consult.switch_s + reading + thinking

    def kept(self, view: CardView, guest: Guest) -> Keep | None:
        """What is to become of the answer for the next time."""
        if not self.features.learning:
            return None
        return kept(view, self.company, published=self.draws.published(guest, view.name))


class Staff:
    """The floor at work. `guests` fills as conversations are opened, `gone` as customers leave."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        spawn: Spawn,
        bodies: Sequence[Body],
        habits: Habits,
        guests: Mapping[str, Guest],
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._spawn = spawn
        self._bodies = bodies
        self._habits = habits
        self._guests = guests
        self._lease = engine.ports.companies.current().policy.lease
        self._look = asyncio.Event()
        self._moved: dict[str, asyncio.Event] = {}
        self.gone: set[str] = set()
        """Conversations whose customer has left."""
        self._led: set[str] = set()
        """Conversations that somebody has taken over; nobody does so twice."""
        self.problems: list[str] = []
        self._leading = Leading(engine, clock, habits.day, habits.draws, self.gone)
        engine.ports.journal.subscribe(self._hear)

    def _hear(self, news: News) -> None:
        for stream in news.streams or ():
            if stream.startswith(("card/", "presence/", "expert/")):
                self._look.set()
            if stream in self._moved:
                self._moved[stream].set()

    async def work(self) -> None:
        """Give everybody who is free something to do, for ever."""
        while True:
            await self._look.wait()
            self._look.clear()
            await self._assign()

    async def quiet(self) -> None:
        """Until nobody who is there has anything in hand, or anything left to take."""
        while True:
            busy = next((body for body in self._bodies if body.card is not None), None)
            if busy is not None:
                busy.done.clear()
                await busy.done.wait()
                continue
            await self._assign()
            if all(body.card is None for body in self._bodies):
                return

    # ── who takes what ────────────────────────────────────────────────────────────────────────────────────────────

    async def _assign(self) -> None:
        free = sorted((body for body in self._bodies if body.free), key=lambda body: (body.free_since, body.worker.id))
        if not free or not await self._anything():
            return
        if not self._habits.features.deadlines:
            await self._first_asked(free)
            return
        await self._as_offered(free, offered=True)
        if await self._anything():
            await self._as_offered([body for body in free if body.free], offered=False)

    async def _anything(self) -> bool:
        """Whether a card waits for somebody who is not on their way to it."""
        taken = self._taken()
        rows = await self._engine.ports.journal.rows("cards", "open", MOST_OPEN)
        rows += await self._engine.ports.journal.rows("audits", "open", MOST_OPEN)
        return any(row.fields.get("expert") is None and row.id not in taken for row in rows)

    def _taken(self) -> set[str]:
        return {body.card for body in self._bodies if body.card is not None}

    async def _as_offered(self, free: Sequence[Body], *, offered: bool) -> None:
        for body in free:
            taken = self._taken()
            for view in (await self._engine.desk.queue(body.person)).cards:
                open_ = view.status == "open" and view.holder is None and view.deciding is None and view.may_answer
                wanted = view.offered or not offered
                if open_ and wanted and view.id not in taken and body.refused.get(view.id) != view.version:
                    self._take(body, view.id)
                    break

    async def _first_asked(self, free: Sequence[Body]) -> None:
        rows = await self._engine.ports.journal.rows("cards", "open", MOST_OPEN)
        taken = self._taken()
        groups = [group for group in groups_of(rows) if group.holder is None and taken.isdisjoint(group.ids)]
        leads = [group.lead.id for group in sorted(groups, key=lambda group: (asked_at(group.lead), group.lead.id))]
        accounts = {body.worker.id: await self._engine.people.account(body.person.id) for body in free}
        for id in leads:
            card = await self._engine.states.card(id)
            able = (
                body for body in free
                if body.free and body.refused.get(id) != card.position and may_take(accounts[body.worker.id], card)
            )  # fmt: skip
            body = next(able, None)
            if body is not None and not card.ended:
                self._take(body, id)

    def _take(self, body: Body, card: str) -> None:
        body.card = card
        self._spawn("a person at work", self._treat(body, card))

    # ── one card ──────────────────────────────────────────────────────────────────────────────────────────────────

    async def _treat(self, body: Body, card: str) -> None:
        began = self._clock.now()
        stream = f"card/{card}"
        self._moved[stream] = asyncio.Event()
        try:
            await self._decide(body, card)
        except Conflict:  # somebody was faster, or it is over
            body.refused[card] = (await self._engine.states.card(card)).position
        except EarpieceError as error:
            body.refused[card] = (await self._engine.states.card(card)).position
            self.problems.append(f"{body.worker.id}: {error.message}")
        finally:
            del self._moved[stream]
            body.busy += self._clock.now() - began
            body.card, body.free_since = None, self._clock.now()
            body.done.set()
            self._look.set()

    async def _decide(self, body: Body, card: str) -> None:
        view = await self._engine.desk.claim(body.person, card)
        guest, nth = self._guests[view.conversation], await self._nth(view)
        if not await self._think(body, card, self._habits.seconds(view, guest, nth)):
            return
        nobody_to_lead = view.audit or view.conversation in self.gone | self._led
        if not nobody_to_lead and self._habits.draws.taken_over(guest, view.name, nth):
            self._led.add(view.conversation)
            await self._lead(body, view, guest)
        else:
            await self._answer(body, view)

    async def _lead(self, body: Body, view: CardView, guest: Guest) -> None:
        """Bring the conversation to its end; the card is kept, so that nobody else answers it meanwhile."""
        keeping = asyncio.ensure_future(self._keep(body, view.id))
        try:
            await self._leading.lead(body.person, view.conversation, guest)
        finally:
            keeping.cancel()

    async def _keep(self, body: Body, card: str) -> None:
        with suppress(Conflict):
            while True:
                await self._engine.desk.claim(body.person, card)
                await self._clock.sleep(self._lease - MARGIN)

    async def _nth(self, view: CardView) -> int:
        """How often this was asked before in this conversation."""
        state = await self._engine.states.conversation_lately(view.conversation)
        names = [consult.question.name for id, consult in state.consults.items() if id != view.id]
        before = list(state.consults).index(view.id) if view.id in state.consults else len(names)
        return names[:before].count(view.name)

    async def _think(self, body: Body, card: str, seconds: float) -> bool:
        """Be at the card for so long and keep it; False as soon as it is over without this person."""
        until, renew = self._clock.now() + seconds, self._clock.now() + self._lease - MARGIN
        moved = self._moved[f"card/{card}"]
        moved.clear()
        while (left := until - self._clock.now()) > 0:
            try:
                async with asyncio.timeout(min(left, max(renew - self._clock.now(), 0.0))):
                    await moved.wait()
                moved.clear()
                if (await self._engine.states.card(card)).ended:
                    return False
            except TimeoutError:
                if self._clock.now() < until:
                    await self._engine.desk.claim(body.person, card)
                    moved.clear()
                    renew = self._clock.now() + self._lease - MARGIN
        return True

    async def _answer(self, body: Body, view: CardView) -> None:
        """Answer what the card asks by now; whoever finds that it has changed reads it again."""
        for number in range(MOST_TRIES):
            card = await self._engine.states.card(view.id)
            if card.ended or card.decision is not None:
                return
            if card.revision != view.revision:
                view = await self._engine.desk.claim(body.person, view.id)
                await self._think(body, view.id, self._habits.day.consult.read_s)
                continue
            if await self._click(body, view, number):
                return
        self.problems.append(f"{body.worker.id}: {view.name} kept changing")

    async def _click(self, body: Body, view: CardView, number: int) -> bool:
        """Whether the answer was taken. They mean what they say, also when it looks like a slip."""
        answer = self._habits.judge.reply(view).answer
        assert answer is not None
        request = AnswerRequest(
            answer=answer, revision=view.revision, fence=view.holder.fence if view.holder is not None else None,
            key=f"{body.worker.id} {view.id} {number}", alone=not self._habits.features.fan_in,
            keep=self._habits.kept(view, self._guests[view.conversation]),
        )  # fmt: skip
        try:
            await self._engine.desk.answer(body.person, view.id, request)
        except Doubtful as doubtful:
            sure = [str(doubt["code"]) for doubt in doubtful.details["doubts"]]
            await self._engine.desk.answer(body.person, view.id, request.model_copy(update={"sure": sure}))
        except Conflict:
            return False
        return True
