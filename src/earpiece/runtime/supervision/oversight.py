"""Oversight that can be shown: what each person saw of a card, how it was answered, what was found wrong afterwards."""

import asyncio
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from earpiece.desk.figures import Answered, Figures, answered, by_person, by_skill
from earpiece.domain import desk_events as d
from earpiece.domain.card import Card, fold
from earpiece.domain.conversation import Conversation
from earpiece.domain.errors import Conflict, Invalid, Moved, NotFound
from earpiece.domain.forms import Answer, Question
from earpiece.domain.learning import AuditAnswered, AuditClosed
from earpiece.domain.ports import Journal, Recorded, Write
from earpiece.domain.precedent import PrecedentRecalled
from earpiece.domain.seeds import SeedAnswered, SeedClosed
from earpiece.gate.secrets import remove_secrets
from earpiece.runtime.desk.seeds import Seeds
from earpiece.runtime.learning.precedents import PrecedentBook
from earpiece.runtime.ports import Ports
from earpiece.runtime.staff.people import People
from earpiece.runtime.states import States
from earpiece.runtime.views import Person, StoryLine

MOST_CARDS = 5000
BREATH = 50
"""After so many cards read, others come in between."""
MOST_TRIES = 10
WEEK = 7 * 86_400.0


class FiguresView(BaseModel):
    """Of one person or one skill. Shares go from 0 to 1; None where there is nothing to take a share of."""

    id: str
    name: str
    answered: int
    released: int
    """Further customers served by the same answers."""
    evidence: float | None
    """Share of answered cards of which the person opened what stands behind them."""
    shown: float | None
    """Share of answered cards whose every word, as the person saw it, is stored."""
    seconds: float | None
    """Median time from claim to answer. Not a target: see docs/board.md."""
    agreement: float | None
    """Share of independent opinions that were the answer in the end."""
    opinions: int
    doubts_kept: int
    overturned: int
    seeds: int = 0
    """Checks answered: cards whose right answer is known. Never among `answered`."""
    seeds_right: int = 0


class AnsweredView(BaseModel):
    """A card in the list of those answered."""

    card: str
    skill: str
    by: str
    name: str
    at: float
    seconds: float
    evidence: bool
    shown: bool
    doubts: int
    overturned: bool


class OversightView(BaseModel):
    """What was answered between two times; people and skills by name."""

    since: float
    until: float
    people: list[FiguresView]
    skills: list[FiguresView]
    cards: list[AnsweredView]
    """The newest hundred."""
    whole: bool
    """These are all cards of that time; otherwise the newest five thousand."""


class SeenView(BaseModel):
    """The card exactly as a person saw it."""

    expert: str
    name: str
    at: float
    revision: int
    digest: str
    shown: dict[str, Any]


class StepView(BaseModel):
    """Something that was done with the card."""

    at: float
    who: str
    what: str


class CardOversight(BaseModel):
    """All that is on record of a card."""

    card: str
    conversation: str
    skill: str
    question: Question
    status: str
    answer: Answer | None
    by: str | None
    name: str | None
    seconds: float
    saw: str | None
    """Digest of what the answering person was shown."""
    overturned: str | None
    seen: list[SeenView]
    steps: list[StepView]


class Oversight:
    """For supervisors and admins; who calls has been checked."""

    def __init__(self, ports: Ports, people: People, seeds: Seeds, precedents: PrecedentBook) -> None:
        self._ports = ports
        self._precedents = precedents
        self._people = people
        self._seeds = seeds

    async def figures(self, since: float | None = None, until: float | None = None) -> OversightView:
        """Of the cards answered between two times; without them: of the last seven days."""
        now = self._ports.clock.now()
        until = now if until is None else until
        since = until - WEEK if since is None else since
        found, whole = await self._answered(since, until)
        people = {person.id: person.name for person in await self._people.list()}
        skills, of = by_skill(found), dict(by_person(found))
        for id in people:
            seeds, right = await self._seeds.results(id, since, until)
            if seeds:
                of.setdefault(id, Figures()).checked(seeds, right)
        return OversightView(
            since=since, until=until, whole=whole, cards=[_listed(one, people) for one in found[:100]],
            people=_by_name(of, people), skills=_by_name(skills, {skill: skill for skill in skills}),
        )  # fmt: skip

    async def card(self, card: str) -> CardOversight:
        """What each person saw and did. Raises NotFound."""
        events = await self._ports.journal.read(f"card/{card}")
        found = fold(Card(card), events)
        if not found.conversation:
            raise NotFound("There is no such card.")
        names = {person.id: person.name for person in await self._people.list()}
        won = next((item.event for item in events if isinstance(item.event, d.CardAnswered)), None)
        return CardOversight(
            card=card, conversation=found.conversation, skill=found.skill, question=found.question, status=found.status,
            answer=found.answer, by=found.by, name=names.get(found.by or "", found.by),
            seconds=won.seconds if won is not None else 0.0, saw=won.shown or None if won is not None else None,
            overturned=found.overturned[1] if found.overturned is not None else None,
            seen=[_seen(item.event, item.at, names) for item in events if isinstance(item.event, d.CardSeen)],
            steps=[step for item in events if (step := _step(item, names)) is not None],
        )  # fmt: skip

    async def overturn(self, person: Person, card: str, reason: str) -> CardOversight:
        """Find an answer wrong. It stays what was answered; that it was wrong is on record from now on, and what was
        kept of it for the next time is recalled with it.

        Raises Invalid without a reason, Conflict if nobody answered the card or it was overturned already.
        """
        words = remove_secrets(reason.strip()[:1000])[0]
        if not words:
            raise Invalid("Say what was wrong with the answer.", field="reason")
        stream = f"card/{card}"
        for _ in range(MOST_TRIES):
            found = fold(Card(card), await self._ports.journal.read(stream))
            if not found.conversation:
                raise NotFound("There is no such card.")
            if found.status != "answered":
                raise Conflict("Nobody has answered this card, so there is nothing to overturn.")
            if found.seed is not None:
                raise Conflict("This card was a check: nothing came of its answer, so there is nothing to overturn.")
            if found.overturned is not None:
                raise Conflict(f"{await self._people.name(found.overturned[0])} has overturned this answer already.")
            event = d.AnswerOverturned(by=person.id, reason=words)
            try:
                wrong = Write(stream, (event,), self._ports.clock.now(), expected=found.position)
                made = await self._precedents.of_card(found)
                await self._ports.journal.append(wrong, *self._precedents.overturned(made, person.id, words))
            except Moved:
                continue
            await self._precedents.count_wrong(made, person.id)
            return await self.card(card)
        raise Conflict("The card is changing too fast; try again.")

    async def _answered(self, since: float, until: float) -> tuple[list[Answered], bool]:
        """The newest first."""
        rows = await self._ports.journal.rows("cards", "answered", MOST_CARDS, newest=True)
        mine = [row for row in rows if since <= row.at <= until]
        found = []
        for number, row in enumerate(mine):
            one = answered(row.id, await self._ports.journal.read(f"card/{row.id}"))
            if one is not None:
                found.append(one)
            if number % BREATH == 0:
                await asyncio.sleep(0)
        return found, len(rows) < MOST_CARDS or rows[-1].at < since


async def found_wrong(
    journal: Journal, states: States, state: Conversation, names: Mapping[str, str]
) -> list[StoryLine]:
    """Lines for a conversation's story: which answers it got were found wrong afterwards, be it on their card or as
    kept for the next time."""
    lines = []
    for consult in state.consults.values():
        by = consult.by or ""
        if consult.status != "answered" or (consult.alone and not by.startswith("precedent ")):
            continue
        if not consult.alone and (await states.card(consult.id)).overturned is None:
            continue
        stream = f"precedent/{by.removeprefix('precedent ')}" if consult.alone else f"card/{consult.id}"
        for item in await journal.read(stream):
            if isinstance(item.event, d.AnswerOverturned | PrecedentRecalled):
                what = f"{names.get(item.event.by, item.event.by)} found the answer wrong: {consult.question.text}"
                line = {"position": consult.asked_in, "at": item.at, "who": "expert", "kind": type(item.event).__name__}
                lines.append(StoryLine.model_validate({**line, "what": what, "detail": item.event.reason}))
    return lines


def _by_name(figures: Mapping[str, Figures], names: Mapping[str, str]) -> list[FiguresView]:
    views = [_figures(id, names.get(id, id), each) for id, each in figures.items()]
    return sorted(views, key=lambda view: (view.name.lower(), view.id))


def _figures(id: str, name: str, of: Figures) -> FiguresView:
    return FiguresView(
        id=id, name=name, answered=of.answered, released=of.released, evidence=_share(of.with_evidence, of.answered),
        shown=_share(of.as_shown, of.answered), seconds=of.seconds, agreement=_share(of.agreed, of.opinions),
        opinions=of.opinions, doubts_kept=of.doubts_kept, overturned=of.overturned,
        seeds=of.seeds, seeds_right=of.seeds_right,
    )  # fmt: skip


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None


def _listed(one: Answered, names: Mapping[str, str]) -> AnsweredView:
    return AnsweredView(
        card=one.card, skill=one.skill, by=one.by, name=names.get(one.by, one.by), at=one.at, seconds=one.seconds,
        evidence=one.evidence, shown=one.shown, doubts=one.doubts, overturned=one.overturned,
    )  # fmt: skip


def _seen(event: d.CardSeen, at: float, names: Mapping[str, str]) -> SeenView:
    return SeenView(
        expert=event.expert, name=names.get(event.expert, event.expert), at=at, revision=event.revision,
        digest=event.digest, shown=event.shown,
    )  # fmt: skip


def _step(item: Recorded, names: Mapping[str, str]) -> StepView | None:
    """What somebody did, in words; None for what is of no interest here."""
    told = _told(item)
    if told is None:
        return None
    who, what = told
    return StepView(at=item.at, who=names.get(who, who), what=what)


def _told(item: Recorded) -> tuple[str, str] | None:  # noqa: C901 - one case each
    match item.event:
        case d.CardOpened():
            return "agent", "asked"
        case d.CardAmended() as event:
            return "agent", f"changed the question: {event.because}".rstrip(": ")
        case d.CardClaimed() as event:
            return event.expert, "took it"
        case d.CardReturned() as event:
            return event.expert, f"gave it back: {event.reason}"
        case d.EvidenceOpened() as event:
            return event.expert, f"opened {event.what}"
        case d.CardAskedBack() as event:
            return event.expert, f"asked the customer: {event.question}"
        case d.AgentConsulted() as event:
            return event.expert, f"asked the agent: {event.question}"
        case d.CardPassed() as event:
            return event.expert, f"passed it on to {event.to}"
        case d.OpinionGiven() as event:
            return event.by, "gave an opinion"
        case d.CardDecided() as event:
            return event.by, "decided"
        case d.CardUndone() as event:
            return event.by, "undid the decision"
        case d.CardAnswered() as event:
            kept = f", keeping to it despite {len(event.sure)} doubts" if event.sure else ""
            return event.by, f"answered{kept}"
        case d.AnswerOverturned() as event:
            return event.by, f"found the answer wrong: {event.reason}"
        case d.LateAnswer() as event:
            return event.by, "answered too late; it did not count"
        case d.CardClosed() | SeedClosed() | AuditClosed() as event:
            return "agent", f"closed: {event.reason}"
        case AuditAnswered() as event:
            return event.by, f"found the decision {'right' if event.right else 'wrong'}"
        case SeedAnswered() as event:
            return event.by, f"answered this check {'right' if event.right else 'otherwise than is known to be right'}"
    return None
