"""Cases from the journal: one conversation's events and those of its cards, folded into what can be measured of it.

Everything is derived from the project's own folds (`domain.conversation`, `domain.card`), looked at after each moment.
Reading the same events again, or some of them twice, changes nothing; a conversation that is still going on is a case
without an end. How waiting is counted: docs/numbers.md.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from earpiece.agent.planning.steps import spent
from earpiece.domain.conversation import Conversation
from earpiece.domain.digests import person
from earpiece.domain.elsewhere import CHANNEL
from earpiece.domain.errors import Invalid
from earpiece.domain.event import BaseEvent
from earpiece.domain.events import ConsultAsked, ConversationOpened, MessageUnderstood
from earpiece.domain.learning import AuditAnswered, DecidedAlone, Estimate, audit_of
from earpiece.domain.parts import ConsultState
from earpiece.domain.ports import Journal, Recorded
from earpiece.domain.seeds import is_seeded
from earpiece.insight.card_work import NOTHING_DONE, CardWork, card_work
from earpiece.insight.cases import Case, Consulted, Ended, Led
from earpiece.insight.sharing import shared
from earpiece.insight.walking import Walk

NOT_COUNTED = ("practice", CHANNEL)
"""The channels of what is not real, and of conversations that are led elsewhere: they are none of ours."""

SPOKEN = frozenset({"voice", "phone"})
"""Channels that cost by the minute."""

AT_ONCE = 200
"""Conversations read from the journal together."""


def read_case(conversation: Iterable[Recorded], cards: Iterable[Recorded] = (), now: float | None = None) -> Case:
    """The case of one conversation. `cards` are the events of its cards, in any order of streams; others are ignored.
    `now` is until when an open conversation has lasted; without it, until its last event.

    Raises Invalid if the conversation does not begin with its opening.
    """
    recorded = once(conversation)
    if not recorded or not isinstance(recorded[0].event, ConversationOpened):
        raise Invalid("A conversation begins with ConversationOpened: read its stream from the start.")
    walk = Walk(recorded[0].stream.partition("/")[2])
    for item in recorded:
        walk.step(item.event, item.at)
    last = recorded[-1].at if now is None else max(now, recorded[-1].at)
    return _case(walk, _by_card(cards), last)


def once(recorded: Iterable[Recorded]) -> list[Recorded]:
    """One stream's events in their order, each once, as far as there is no gap."""
    by_position = {item.position: item for item in recorded}
    return [by_position[at] for at in range(1, len(by_position) + 1) if at in by_position]


def _by_card(cards: Iterable[Recorded]) -> Mapping[str, list[Recorded]]:
    streams: dict[str, list[Recorded]] = defaultdict(list)
    for item in cards:
        streams[item.stream.partition("/")[2]].append(item)
    return {card: once(items) for card, items in streams.items()}


def _case(walk: Walk, cards: Mapping[str, Sequence[Recorded]], now: float) -> Case:
    state, opened = walk.state, walk.state.opened
    assert opened is not None
    walk.rest(now)
    work = {id: card_work(cards[id], now) if id in cards else NOTHING_DONE for id in state.consults}
    asked = [each for each in state.consults.values() if each.reviews is None and not each.alone]
    reviews = [each for each in state.consults.values() if each.reviews is not None]
    closed_at = walk.closed_at if state.outcome is not None else None
    led = walk.led(now)
    talked = (closed_at if closed_at is not None else now) - state.opened_at - sum(each.seconds for each in walk.away)
    return Case(
        conversation=state.id, channel=opened.channel, opened_at=state.opened_at, closed_at=closed_at,
        outcome=state.outcome, customer=person(state.customer).partition("/")[2] if state.customer else None,
        requests=tuple(dict.fromkeys(run.playbook for run in state.runs.values() if run.parent is None)),
        consults=tuple(_consulted(walk, each, work[each.id], led) for each in asked), led=led,
        waits=walk.waits, away=tuple(walk.away), handed_off=state.handed_off == "done",
        left_waiting=walk.left_waiting, turns=len(state.said), model_turns=walk.model_turns, rating=state.rating,
        model_cost=spent(state),
        reviewed_seconds=sum(work[each.id].seconds(led) for each in reviews), **_own(state, cards, now),
        telephone_seconds=max(talked, 0.0) if opened.channel in SPOKEN else 0.0,
    )  # fmt: skip


def _own(state: Conversation, cards: Mapping[str, Sequence[Recorded]], now: float) -> dict[str, Any]:
    """What the agent decided alone of all that it may learn, and what people said of that afterwards."""
    estimates: list[Estimate] = [read for _, read in state.read]
    estimates += [each.estimate for each in state.consults.values() if each.estimate is not None]
    looks = [cards[name] for each in estimates if each.audited and (name := audit_of(each.decision)) in cards]
    said = [item.event for look in looks for item in look if isinstance(item.event, AuditAnswered)]
    return {
        "decided_alone": sum(each.alone for each in estimates),
        "decided_asked": sum(not each.alone for each in estimates),
        "looked_at": len(said),
        "looked_wrong": sum(not each.right for each in said),
        "looked_seconds": sum(card_work(look, now).seconds() for look in looks),
    }


def _consulted(walk: Walk, consult: ConsultState, work: CardWork, led: Sequence[Led]) -> Consulted:
    return Consulted(
        id=consult.id, name=consult.question.name, kind=consult.question.kind, skill=consult.question.skill,
        asked_at=consult.asked_at, ended=_ended(walk, consult), needed_at=walk.needed_at.get(consult.id),
        taken_at=work.taken_at, ended_at=walk.ended_at.get(consult.id), seconds=work.seconds(led), by=consult.by,
        via=walk.via.get(consult.id), early=consult.early, rungs=work.rungs, overturned=work.overturned,
        topic=work.topic, suggested=work.suggested,
    )  # fmt: skip


def _ended(walk: Walk, consult: ConsultState) -> Ended:
    """An answer was of use if it was said, was acted on, or took its request further; else nothing came of it."""
    if consult.status == "answered" and consult.unneeded and not consult.spent and consult.id not in walk.used:
        return "unneeded"
    return consult.status


# ── from the journal ──────────────────────────────────────────────────────────────────────────────────────────────────


async def read_cases(
    journal: Journal, since: float = float("-inf"), until: float = float("inf"), now: float | None = None
) -> list[Case]:
    """The cases of all conversations opened at `since` or later and before `until`, by their opening. Practice is left
    out. Raises Unusable if the journal cannot be read."""
    wanted = await opened_in(journal, since, until)
    cases: list[Case] = []
    for first in range(0, len(wanted), AT_ONCE):
        several = await asyncio.gather(*(read_one(journal, id, now) for id in wanted[first : first + AT_ONCE]))
        cases += [case for case in several if case is not None]
    return shared(cases)


async def read_one(journal: Journal, conversation: str, now: float | None = None) -> Case | None:
    """The case of one conversation as it stands in the journal; None if there is no such conversation."""
    recorded = await journal.read(f"conversation/{conversation}")
    if not recorded:
        return None
    names = [name for item in recorded for name in _cards_of(item.event)]
    cards = await asyncio.gather(*(journal.read(f"card/{name}") for name in names))
    return read_case(recorded, (item for card in cards for item in card), now)


def _cards_of(event: BaseEvent) -> list[str]:
    """The cards that came of it: the question, and those that look at what was decided alone."""
    match event:
        case ConsultAsked():
            return [event.consult]
        case MessageUnderstood():
            return [audit_of(each.decision) for each in event.judged if each.audited]
        case DecidedAlone():
            return [audit_of(event.estimate.decision)] if event.estimate.audited else []
    return []


async def opened_in(journal: Journal, since: float, until: float = float("inf")) -> list[str]:
    """Ids of the conversations opened in that time, in the order of their opening, without what is none of ours."""
    most = 1000
    while True:
        rows = await journal.rows("conversations", limit=most, newest=True)
        if len(rows) < most or rows[-1].at < since:
            found = [row for row in rows if since <= row.at < until and row.fields.get("channel") not in NOT_COUNTED]
            return [row.id for row in reversed(found)]
        most *= 4


def conversation_of(stream: str) -> str | None:
    """The conversation whose case changes when this stream moves on; None if none does."""
    kind, _, name = stream.partition("/")
    if kind == "conversation":
        return name
    if kind == "card" and not is_seeded(name):
        return name.rpartition(".ask")[0] or name.rpartition(".read")[0] or None
    return None
