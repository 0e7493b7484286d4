"""Plays a company's own conversations for /demo/compare: on the real engine, in virtual time, with an expert whose
seconds come from a scenario, or from the visitor. What is shown is read from the journal; the transfer is computed."""

import asyncio
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from earpiece.company.shelf import Shelf
from earpiece.desk.answers import in_words
from earpiece.domain import events as e
from earpiece.domain.desk_events import CardAnswered, CardClaimed, CardDecided, CardOpened
from earpiece.domain.errors import Invalid, NotFound
from earpiece.domain.forms import Answer
from earpiece.domain.ports import Recorded, Understanding
from earpiece.insight.day import Channel, Day
from earpiece.insight.side_by_side import side_by_side
from earpiece.insight.sides import (
    CardChoice,
    CardFact,
    CardShown,
    CaseOffered,
    Moment,
    Played,
    SideBySide,
    Spans,
    Wanted,
)
from earpiece.runtime.engine import Engine
from earpiece.runtime.views import CardView
from earpiece.sim.compare.guests import lognormal
from earpiece.sim.customers import GLANCE, Customer, Pace
from earpiece.sim.experts import Experts, Reply
from earpiece.sim.fronts import InnerChat, InnerDesk
from earpiece.sim.loop import run_virtual
from earpiece.sim.rehearsal import ScriptMind
from earpiece.sim.script import Rehearsal
from earpiece.sim.world import World

KEPT = 128
"""So many conversations that were played are remembered."""
PATIENCE = 3600.0
"""Nobody hangs up on either side, so that both can be seen to their ends."""
REASON = "we have to look into it first"
"""Why, if a visitor says no: they are not asked for their reason."""


def offered_of(rehearsals: Mapping[str, Sequence[Rehearsal]]) -> dict[str, Rehearsal]:
    """Those rehearsals that have a title for it, by number. Raises Invalid if there are none."""
    found = [each for part in rehearsals.values() for each in part if each.compare]
    if not found:
        raise Invalid("No rehearsal is offered for comparing: give one a title as `compare`; see docs/demo_compare.md.")
    return {str(number): rehearsal for number, rehearsal in enumerate(found, 1)}


@dataclass(frozen=True, slots=True)
class Part:
    """What a conversation is played with."""

    case: str
    seed: int
    channel: Channel
    pickup_s: float
    own_s: float | None
    answer: str | None


@dataclass(slots=True)
class OneExpert:
    """Implements `experts.Judge`: takes the card after `pickup_s` and answers after the seconds that the scenario
    gives, or in the visitor's own."""

    rehearsal: Rehearsal
    day: Day
    part: Part
    card: CardView | None = None
    decision_s: float = 0.0
    answer: Answer | None = None

    def reply(self, card: CardView) -> Reply:
        if self.card is None:
            self.card, self.answer = card, self._answer(card)
            self.decision_s = self._decision_s(card)
        consult, own = self.day.consult, self.part.own_s
        if own is not None:
            return Reply(self.answer, 0.0, own)
        return Reply(self.answer, self.part.pickup_s, consult.switch_s + consult.read_s + self.decision_s)

    def _decision_s(self, card: CardView) -> float:
        decision, part = self.day.decisions[card.kind], self.part
        if part.own_s is not None:
            return part.own_s
        if part.seed == 0:
            return decision.mean_s
        return round(lognormal(decision, random.Random(f"{part.seed} {part.case} decision")), 1)

    def _answer(self, card: CardView) -> Answer | None:
        """The visitor's, or what the rehearsal has; None if there is none."""
        if self.part.answer is None:
            part = self.rehearsal.experts.get(card.name)
            return part.answer if part is not None else None
        given = next((each.answer for each in card.suggestions if each.key == self.part.answer), None)
        if given is None:
            return None
        answer = Answer.model_validate(given)
        reason = REASON if answer.decision == "no" and answer.reason is None else answer.reason
        return answer.model_copy(update={"reason": reason})


class _Front(InnerChat):
    """The chat, or the telephone."""

    def __init__(self, world: World, channel: Channel) -> None:
        super().__init__(world.engine, world.token)
        self._engine: Engine = world.engine
        self._channel = channel

    async def open(self, token: str | None) -> str:
        return await self._engine.chats.open(channel=self._channel, token=token)


class SideBySides:
    """Plays each case that is wanted, once, and computes the transfer beside it."""

    def __init__(self, shelf: Shelf, understanding: Understanding, offered: Mapping[str, Rehearsal], day: Day) -> None:
        self._shelf = shelf
        self._understanding = understanding
        self._offered = offered
        self._day = day
        self._one_at_a_time = asyncio.Lock()
        self._remembered = lru_cache(KEPT)(self._play)

    async def side_by_side(self, wanted: Wanted) -> SideBySide:
        """Both sides. Raises NotFound for a case that is not offered, Invalid for an answer that the card has not."""
        case = wanted.case or next(iter(self._offered))
        if case not in self._offered:
            raise NotFound(f"There is no such case: {', '.join(self._offered)} are offered.")
        staffed = self._day.targets.pickup_s
        pickup = 0.0 if wanted.own_s is not None else staffed if wanted.pickup_s is None else wanted.pickup_s
        part = Part(case, wanted.seed, wanted.channel, pickup, wanted.own_s, wanted.answer)
        async with self._one_at_a_time:
            played, decision_s = await asyncio.to_thread(self._remembered, part)
        wait = staffed if wanted.wait_s is None else wanted.wait_s
        spans = Spans(wait, part.pickup_s, decision_s, own=part.own_s is not None)
        cases = [CaseOffered(case=id, title=each.compare) for id, each in self._offered.items()]
        return side_by_side(played, self._day, spans, case, cases, part.seed)

    def _play(self, part: Part) -> tuple[Played, float]:
        """In a world of its own, with fresh books."""

        async def main() -> tuple[Played, float]:
            with World(self._shelf, self._understanding, seed=part.seed) as world:
                await world.start()
                try:
                    return await play(world, self._offered[part.case], self._day, part)
                finally:
                    await world.close()

        return run_virtual(main())


async def play(world: World, rehearsal: Rehearsal, day: Day, part: Part) -> tuple[Played, float]:
    """Have the conversation in a started world: what the journal says of it, and the seconds of thinking."""
    began = world.clock.now()
    judge = OneExpert(rehearsal, day, part)
    front = _Front(world, part.channel)
    experts = Experts(InnerDesk(world.engine), world.clock, judge, world.tasks.spawn)
    world.tasks.spawn("experts", experts.work())
    turn = day.pace[part.channel]
    pace = Pace(turn.agent_s + turn.customer_s - GLANCE, patience=PATIENCE)
    name = rehearsal.customer.replace("-", " ").title()
    token = front.vouch(rehearsal.customer, name) if rehearsal.verified else None
    record = await Customer(front, world.clock, ScriptMind(rehearsal), pace, token).play()
    if judge.card is None:
        raise Invalid(f"{rehearsal.name}: no expert was asked, so there is nothing to compare.")
    if judge.answer is None:
        given = "the rehearsal has none" if part.answer is None else f"it has no choice {part.answer!r}"
        raise Invalid(f"{rehearsal.name}: nobody answered {judge.card.name}: {given}.")
    said = await world.journal.read(f"conversation/{record.conversation}")
    desk = await world.journal.read(f"card/{judge.card.id}")
    card = await world.engine.states.card(judge.card.id)
    answer = in_words(card, judge.answer, world.shelf.current().policy.currency)
    if experts.problems:
        raise Invalid(f"{rehearsal.name}: {experts.problems[0]}")
    return _read(said, desk, judge.card, answer, began, part.channel), judge.decision_s


def _read(
    said: Sequence[Recorded], desk: Sequence[Recorded], card: CardView, answer: str, began: float, channel: Channel
) -> Played:
    """What the journal says. Raises Invalid where nobody answered."""
    gap = _gap(said, card.conversation)
    lines = [(item.position, line) for item in said if (line := _line(item, began)) is not None]
    closed = next((item.at for item in said if isinstance(item.event, e.ConversationClosed)), said[-1].at)
    answered = next((item for item in desk if isinstance(item.event, CardAnswered)), None)
    if answered is None:
        raise Invalid(f"Nobody answered: {card.question}")
    decided = next((item for item in desk if isinstance(item.event, CardDecided)), answered)
    assert isinstance(decided.event, CardDecided | CardAnswered)
    opened = next(item.at for item in desk if isinstance(item.event, CardOpened))
    taken = next((item.at for item in desk if isinstance(item.event, CardClaimed)), decided.at)
    return Played(
        channel=channel, lines=[line for _, line in lines], before=sum(at < gap.position for at, _ in lines),
        gap=_since(began, gap.at), closed=_since(began, closed), people_s=round(decided.event.seconds, 2),
        card=CardShown(
            kind=card.kind, question=card.question, why=card.why,
            facts=tuple(CardFact(label=each.label, value=each.value, source=each.source) for each in card.facts),
            choices=tuple(
                CardChoice(key=each.key, label=each.label, leads_to=each.leads_to) for each in card.suggestions
            ),
            opened=_since(began, opened), taken=_since(began, taken), decided=_since(began, decided.at),
            counted=_since(began, answered.at), answer=answer,
        ),
    )  # fmt: skip


def _line(item: Recorded, began: float) -> Moment | None:
    event, at = item.event, _since(began, item.at)
    if isinstance(event, e.CustomerSaid):
        return Moment(at=at, who="customer", text=event.text)
    if isinstance(event, e.AgentSaid):
        purpose = "holding" if event.promises is not None else event.purpose
        return Moment(at=at, who="agent", text=event.text, purpose=purpose)
    return None


def _since(began: float, at: float) -> float:
    """Seconds since hello; what a float at today's dates cannot tell is left out."""
    return round(at - began, 2)


@dataclass(frozen=True, slots=True)
class _Gap:
    position: int
    at: float


def _gap(said: Sequence[Recorded], conversation: str) -> _Gap:
    """Where the conversation could not go on without the answer: its playbook came to the step that asks."""
    asked = next((item for item in said if isinstance(item.event, e.ConsultAsked)), None)
    if asked is None or not isinstance(asked.event, e.ConsultAsked):
        raise Invalid(f"{conversation}: no expert was asked.")
    consult = asked.event
    for item in said:
        moved = item.event
        if isinstance(moved, e.RunMoved) and moved.run == consult.run and moved.to == consult.at_instruction:
            return _Gap(item.position, max(item.at, asked.at))
    return _Gap(asked.position, asked.at)
