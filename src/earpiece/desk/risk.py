"""How much a live conversation needs a supervisor's eye, with the reasons in words.

What is read from a state does not name the present, so that it can be kept: how much it weighs, since when, and how
that grows. The score at a moment is their sum.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from earpiece.domain.conversation import Conversation
from earpiece.domain.events import CustomerSaid
from earpiece.domain.expressions import money
from earpiece.domain.parts import ConsultState
from earpiece.domain.playbook import Company

MOST_GROWTH = 60.0
"""Minutes after which waiting counts no more than before."""

LAST_WORDS = 3
"""So many of the customer's last messages are looked at for anger."""

_ANGER = re.compile(
    r"\b(ridiculous|outrageous|unacceptable|disgraceful|disgrace|useless|appalling|furious|angry|fed up|sick of|scam"
    r"|terrible|worst|pathetic|incompetent|lawyer|solicitor|ombudsman|complain|sue you|wtf|damn|stupid|idiots?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Signal:
    """One reason. `words` may hold `{span}`: how long it has been so."""

    words: str
    weight: float
    since: float = 0.0
    growth: float = 0.0
    """Weight for each minute since."""

    def at(self, now: float) -> float:
        """What it weighs at this time."""
        return self.weight + self.growth * min(max(now - self.since, 0.0) / 60, MOST_GROWTH)

    def told(self, now: float) -> str:
        """The reason in words at this time."""
        return self.words.replace("{span}", span(now - self.since))


def risk_of(
    state: Conversation, company: Company, now: float, names: Mapping[str, str] | None = None
) -> tuple[float, list[str]]:
    """The score, and the reasons in words, the heaviest first. `names` are those of the desk's people."""
    return told(signals_of(state, company, names or {}), now)


def told(signals: tuple[Signal, ...], now: float) -> tuple[float, list[str]]:
    """The same of what was read from a state before."""
    heavy = sorted(signals, key=lambda signal: -signal.at(now))
    return round(sum(signal.at(now) for signal in signals), 1), [signal.told(now) for signal in heavy]


def signals_of(state: Conversation, company: Company, names: Mapping[str, str]) -> tuple[Signal, ...]:
    """All that speaks for looking into this conversation."""
    if state.outcome is not None:
        return ()
    return (
        *_led(state, names), *_asking(state, company), *_not_served(state), *_tools(state), *_wishes(state, company),
    )  # fmt: skip


def _led(state: Conversation, names: Mapping[str, str]) -> Iterator[Signal]:
    lead = state.lead
    by = names.get(lead.by, lead.by)
    match lead.who:
        case "paused":
            yield Signal(f"paused by {by} for {{span}}", 30, lead.since, 3)
        case "stopped":
            yield Signal(f"stopped by {by} {{span}} ago", 40, lead.since, 3)
        case "person":
            yield Signal(f"{by} speaks with the customer", 5)
    if any(stop.what == "everything" for stop in state.controls.stops):
        yield Signal("everything is stopped", 20)


def _asking(state: Conversation, company: Company) -> Iterator[Signal]:
    open_consults = state.open_consults
    for consult in open_consults:
        skill = consult.question.skill
        if consult.back is not None:
            yield Signal(f"an expert of {skill} asked back", 3)
            continue
        yield Signal(f"waits {{span}} for {skill}", 8, consult.asked_at, 4)
        if consult.on_duty == 0:
            yield Signal(f"nobody was there for {skill}", 15)
        if consult.promised != "no":
            yield Signal("an answer is promised", 6)
    stake = max((amount for consult in open_consults for amount in _amounts(consult)), default=0.0)
    if stake > 0:
        yield Signal(f"{money(stake, company.policy.currency)} at stake", min(stake / 50, 25))


def _amounts(consult: ConsultState) -> Iterator[float]:
    yield from consult.question.authority.values()


def _not_served(state: Conversation) -> Iterator[Signal]:
    expired = sum(consult.status == "expired" for consult in state.consults.values())
    if expired:
        yield Signal("nobody could be asked" if expired == 1 else f"nobody could be asked, {_times(expired)}", 20)
    refused = sum(
        consult.status == "answered" and consult.answer is not None and consult.answer.decision == "no"
        for consult in state.consults.values()
    )
    if refused:
        yield Signal(f"was refused {_times(refused)}", 6 * refused)
    if state.asked is not None and state.asked.times > 1:
        yield Signal(f"asked the same {_times(state.asked.times)}", 5 * state.asked.times)
    if state.unread:
        said = next((line.at for line in reversed(state.lines) if isinstance(line.event, CustomerSaid)), state.now)
        if state.lead.who == "agent":
            yield Signal("unread for {span}", 2, said, 6)
    if state.lead.who == "person":
        spoke = state.lines[-1] if state.lines else None
        if spoke is not None and isinstance(spoke.event, CustomerSaid):
            yield Signal("waits {span} for a person's reply", 6, spoke.at, 6)


def _tools(state: Conversation) -> Iterator[Signal]:
    for status, words, weight in (
        ("failed", "a tool failed", 6), ("unknown", "nobody knows what became of a tool's call", 25),
    ):  # fmt: skip
        found = sum(call.status == status for call in state.calls.values())
        if found:
            yield Signal(words if found == 1 else f"{words}, {_times(found)}", weight * found)


def _wishes(state: Conversation, company: Company) -> Iterator[Signal]:
    if state.handed_off != "no":
        yield Signal("was handed to a person", 15)
    elif any(run.playbook == company.policy.wants_person for run in state.runs.values()):
        yield Signal("wants a person", 15)
    last = list(state.said.values())[-LAST_WORDS:]
    found = list(dict.fromkeys(word.lower() for text in last for word in _ANGER.findall(text)))
    shouted = any(len(text) > 10 and text.isupper() for text in last)
    if found or shouted:
        heard = ", ".join(f"“{word}”" for word in found[:3]) or "capital letters"
        yield Signal(f"words of anger: {heard}", 8 + 4 * len(found))


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, {3: "three", 4: "four", 5: "five"}.get(count, str(count)) + " times")


def span(seconds: float) -> str:
    """ "40 s", "3 min", "2 h"."""
    if seconds < 60:
        return f"{max(int(seconds), 0)} s"
    return f"{int(seconds // 60)} min" if seconds < 7200 else f"{int(seconds // 3600)} h"
