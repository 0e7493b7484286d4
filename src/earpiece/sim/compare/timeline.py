"""What happened in one guest's conversation on the real engine, moment by moment: for showing it beside another way."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from earpiece.desk.answers import in_words
from earpiece.domain.desk_events import CardClaimed
from earpiece.domain.event import BaseEvent
from earpiece.domain.events import (
    AgentSaid,
    ConsultAnswered,
    ConsultAsked,
    ConsultWithdrawn,
    ConversationClosed,
    CustomerSaid,
    ToolStarted,
)
from earpiece.domain.interventions import GivenBack, PersonSaid, TakenOver
from earpiece.domain.ports import Recorded
from earpiece.insight.cases import Case
from earpiece.sim.compare.engine_way import Floor, play_and
from earpiece.sim.compare.guests import Guest
from earpiece.sim.compare.ways import Features, Served, Setting
from earpiece.sim.world import World

Who = Literal["customer", "agent", "person"]
What = Literal[
    "says", "asks a person", "takes the card", "answers", "acts", "withdraws", "takes over", "gives back", "ends"
]


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened, `at` seconds after the conversation began. `text` are the words, the question or the
    tool; `purpose` is that of the agent's words; `consult` the name of the question it belongs to."""

    at: float
    who: Who
    what: What
    text: str = ""
    purpose: str = ""
    consult: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One conversation: as it is measured, and moment by moment. The spans of `case.waits` say when the customer waited
    because of people."""

    case: Case
    moments: Sequence[Moment]


def serve_one(setting: Setting, features: Features, guest: Guest) -> Told:
    """Serve this guest alone, who comes when the doors open, with the setting's people. The same arguments give the
    same."""
    alone = replace(setting, guests=[replace(guest, arrives=0.0)])
    return play_and(alone, features, _told)


async def _told(floor: Floor, served: Served) -> Told:
    case, world = served.cases[0], floor.world
    talk = await world.journal.read(f"conversation/{case.conversation}")
    cards = [item for consult in case.consults for item in await world.journal.read(f"card/{consult.id}")]
    names = {consult.id: consult.name for consult in case.consults}
    moments = [
        *_of_talk(talk, names, await _answers(world, names), case.opened_at),
        *_of_cards(cards, names, case.opened_at),
    ]
    return Told(case, sorted(moments, key=lambda moment: moment.at))


async def _answers(world: World, consults: Iterable[str]) -> dict[str, str]:
    """Each answer in words, by consult."""
    currency, words = world.shelf.current().policy.currency, {}
    for id in consults:
        card = await world.engine.states.card(id)
        if card.answer is not None:
            words[id] = in_words(card, card.answer, currency)
    return words


def _of_talk(
    talk: Sequence[Recorded], names: Mapping[str, str], words: Mapping[str, str], began: float
) -> Iterator[Moment]:
    for item in talk:
        moment = _said(item.event) or _asked(item.event, names, words) or _led(item.event)
        if moment is not None:
            yield replace(moment, at=round(item.at - began, 3))


def _said(event: BaseEvent) -> Moment | None:
    match event:
        case CustomerSaid():
            return Moment(0.0, "customer", "says", event.text)
        case AgentSaid():
            return Moment(0.0, "agent", "says", event.text, event.purpose)
        case PersonSaid():
            return Moment(0.0, "person", "says", event.text)
        case ToolStarted(effect="write"):
            return Moment(0.0, "agent", "acts", event.tool)
    return None


def _asked(event: BaseEvent, names: Mapping[str, str], words: Mapping[str, str]) -> Moment | None:
    match event:
        case ConsultAsked():
            return Moment(0.0, "agent", "asks a person", event.question.text, consult=event.question.name)
        case ConsultAnswered(consult=id):
            return Moment(0.0, "person", "answers", words.get(id, ""), consult=names.get(id, ""))
        case ConsultWithdrawn(consult=id):
            return Moment(0.0, "agent", "withdraws", event.reason, consult=names.get(id, ""))
    return None


def _led(event: BaseEvent) -> Moment | None:
    match event:
        case TakenOver():
            return Moment(0.0, "person", "takes over", event.reason)
        case GivenBack():
            return Moment(0.0, "person", "gives back", event.note)
        case ConversationClosed():
            return Moment(0.0, "agent", "ends", event.outcome)
    return None


def _of_cards(cards: Sequence[Recorded], names: Mapping[str, str], began: float) -> Iterator[Moment]:
    """When a person took each card first."""
    taken: set[str] = set()
    for item in cards:
        id = item.stream.partition("/")[2]
        if isinstance(item.event, CardClaimed) and id not in taken:
            taken.add(id)
            yield Moment(round(item.at - began, 3), "person", "takes the card", consult=names.get(id, ""))
