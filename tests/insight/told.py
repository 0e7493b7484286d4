"""Journals written by hand: what happened when, in round seconds, and the case that is read from it."""

from collections import defaultdict
from typing import Any

from earpiece.domain import desk_events as d
from earpiece.domain import events as e
from earpiece.domain.commands import SmallTalk
from earpiece.domain.event import BaseEvent
from earpiece.domain.forms import Answer, Question
from earpiece.domain.ports import Recorded
from earpiece.insight.cases import Case, Consulted, Span
from earpiece.insight.reading import read_case

YES = Answer(decision="yes")
QUESTION = Question(kind="approval", name="refund", text="?", why="", form={}, skill="orders")


class Told:
    """One conversation: opened at 0, and at 10 the customer says what they want, for which the run `r` is begun."""

    def __init__(self, channel: str = "chat", customer: str | None = None) -> None:
        self.streams: dict[str, list[Recorded]] = defaultdict(list)
        self._messages = 0
        self.at(0, e.ConversationOpened(company="v1", channel=channel, customer=customer), says("Hello.", "greeting"))
        self.said(10)
        self.at(10, e.RunStarted(run="r", playbook="refund"))

    def at(self, at: float, *events: BaseEvent) -> "Told":
        """These happen in the conversation."""
        return self._add("conversation/c", at, events)

    def card(self, at: float, *events: BaseEvent, of: str = "c.ask1") -> "Told":
        """These happen on its card."""
        return self._add(f"card/{of}", at, events)

    def _add(self, stream: str, at: float, events: tuple[BaseEvent, ...]) -> "Told":
        for event in events:
            there = self.streams[stream]
            there.append(Recorded(len(there) + 1, stream, len(there) + 1, float(at), event, ""))
        return self

    # ── the customer ──────────────────────────────────────────────────────────────────────────────────────────────

    def said(self, at: float, kind: Any = "filler") -> "Told":
        """The customer writes something, which is read at once."""
        self._messages += 1
        name = f"m{self._messages}"
        command = SmallTalk(kind=kind)
        return self.at(
            at, e.CustomerSaid(message=name, text="…"),
            e.MessageUnderstood(message=name, commands=(command,), by="test"), e.CommandTaken(message=name, index=0),
        )  # fmt: skip

    def goodbye(self, at: float, outcome: e.Outcome = "resolved") -> "Told":
        """The customer says so, and the conversation is closed."""
        return self.said(at, "bye").at(at, says("Goodbye.", "closing"), e.ConversationClosed(outcome=outcome))

    def falls_silent(self, at: float, outcome: e.Outcome = "resolved") -> "Told":
        """The conversation is closed since the customer says nothing more."""
        closed = e.ConversationClosed(outcome=outcome)
        return self.at(at, e.TimerFired(name="idle"), says("I close this.", "closing"), closed)

    # ── the question ──────────────────────────────────────────────────────────────────────────────────────────────

    def asked(self, at: float, *, of: str = "c.ask1", here: int = 0, early: bool = False, **more: Any) -> "Told":
        """A question about the run's instruction `here`, with its card."""
        question = more.pop("question", QUESTION)
        asked = e.ConsultAsked(
            consult=of, run="r", at_instruction=here, question=question, ladder=(), early=early, **more
        )  # fmt: skip
        opened = d.CardOpened(conversation="c", consult=of, question=question, summary="", ladder=(), asked_at=at)
        return self.at(at, asked).card(at, opened, of=of)

    def claimed(self, at: float, by: str = "ann", fence: int = 1, of: str = "c.ask1") -> "Told":
        """A person takes the card."""
        return self.card(at, d.CardClaimed(expert=by, fence=fence, until=at + 30), of=of)

    def answered(self, at: float, by: str = "ann", *, of: str = "c.ask1", via: str | None = None) -> "Told":
        """The answer counts, and is said at once."""
        self.card(at, d.CardAnswered(by=by, answer=YES, revision=1, via=via), of=of)
        self.at(at, e.ConsultAnswered(consult=of, answer=YES, by=by, via=via))
        return self.at(at, says("They say yes.", "result", releases=(of,)))

    # ── what is read from it ──────────────────────────────────────────────────────────────────────────────────────

    @property
    def cards(self) -> list[Recorded]:
        return [item for stream, there in self.streams.items() if stream.startswith("card/") for item in there]

    def case(self, now: float | None = None) -> Case:
        return read_case(self.streams["conversation/c"], self.cards, now)

    def waits(self, now: float | None = None) -> list[tuple[float, float]]:
        return pairs(self.case(now).waits)

    @property
    def consult(self) -> Consulted:
        """The only one."""
        (consult,) = self.case().consults
        return consult


def says(text: str, purpose: e.Purpose, **more: Any) -> e.AgentSaid:
    """Words of the agent."""
    return e.AgentSaid(text=text, purpose=purpose, **more)


def pairs(spans: tuple[Span, ...]) -> list[tuple[float, float]]:
    """As (since, until)."""
    return [(span.since, span.until) for span in spans]
