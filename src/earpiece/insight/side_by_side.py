"""One conversation in two ways, second by second: a consult as it was played, a transfer as a scenario has it.

The right side is what happened on the real engine. The left side is computed from the same conversation's own turns:
the agent leads up to the moment at which it could not go on alone; then the customer is transferred, waits in a queue,
explains again, says a share of it once more, waits for the same decision, and is served to the end by the person. Times
are seconds since hello.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, computed_field

from earpiece.insight.day import Channel, Day, Kind

HOLD = "Please hold, I am transferring you to a colleague."
QUEUE = "In the queue for a person."
WHO_ARE_YOU = "Hello, you were put through to me. Can you tell me your account and what it is about?"
AGAIN = "As I told your assistant: {words}"
ONCE_MORE = "And once more, please: {words}"
ONE_MOMENT = "Thank you. One moment, please, I am looking into it."
ENGINE = "As the engine's journal has it."
EXPERT = "It follows from the simulated expert's seconds."
YOURS = "Measured: your own seconds, from seeing the card to the answer."


class View(BaseModel):
    model_config = ConfigDict(frozen=True)


class Moment(View):
    """Something that is said, or happens, at a second. `note`: neither the customer, the agent nor a person says it."""

    at: float
    who: Literal["customer", "agent", "person", "note"]
    text: str
    purpose: str = ""
    simulated: bool = False
    """It is not in the journal: the scenario puts it there."""


class Stretch(View):
    """Some seconds of one kind. `customer`: what the customer has; `people`: what it takes of people."""

    lane: Literal["customer", "people"]
    what: Literal["agent", "transfer", "queue", "explain", "redo", "decide", "person", "wait", "card", "wrap_up"]
    title: str
    since: float
    until: float
    waits: bool = False
    """The customer waits because of people, and nothing else goes on."""
    people: float = 0.0
    """A person's seconds in each second; less than 1 where they serve others, too."""
    simulated: bool = True
    source: str
    """Where the number of seconds is from."""

    @property
    def seconds(self) -> float:
        return max(self.until - self.since, 0.0)


class Side(View):
    """One of the two ways. `done`: the customer is finished; `over`: the person is, too."""

    moments: tuple[Moment, ...]
    stretches: tuple[Stretch, ...]
    gap: float
    done: float
    over: float

    @computed_field  # type: ignore[prop-decorator]
    @property
    def waited_s(self) -> float:
        """Dead air: seconds in which the customer waits because of people."""
        return round(sum(each.seconds for each in self.stretches if each.waits), 1)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def people_s(self) -> float:
        """People's seconds."""
        return round(sum(each.seconds * each.people for each in self.stretches), 1)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def from_gap_s(self) -> float:
        """From the gap until the customer is finished."""
        return round(self.done - self.gap, 1)


class CardFact(View):
    label: str
    value: str
    source: str


class CardChoice(View):
    """An answer that one key gives, and what it leads to."""

    key: str
    label: str
    leads_to: str


class CardShown(View):
    """The card as the expert sees it, with the seconds at which it came, was taken, decided, and counted."""

    kind: Kind
    question: str
    why: str
    facts: tuple[CardFact, ...]
    choices: tuple[CardChoice, ...]
    opened: float
    taken: float
    decided: float
    counted: float
    answer: str
    """In words."""


class CaseOffered(View):
    """A conversation that can be compared."""

    case: str
    title: str


class SideBySide(View):
    """Both sides of one conversation, and what was assumed."""

    case: str
    cases: tuple[CaseOffered, ...]
    channel: Channel
    seed: int
    own: bool
    """The expert's seconds are the visitor's."""
    wait_s: float
    """Until a person is free for the transferred customer."""
    pickup_s: float
    """Until an expert takes the card."""
    decision_s: float
    """How long the person thinks, the same on both sides."""
    transfer: Side
    consult: Side
    card: CardShown
    assumed: tuple[tuple[str, str, str], ...]
    """What, how much, where from."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be compared. None: as it comes."""

    case: str | None = None
    seed: int = 0
    """0: a decision takes its mean; others draw its seconds."""
    channel: Channel = "chat"
    wait_s: float | None = None
    pickup_s: float | None = None
    own_s: float | None = None
    """Seconds in which somebody real read the card and answered."""
    answer: str | None = None
    """The key of one of the card's choices."""


@dataclass(frozen=True, slots=True)
class Played:
    """A conversation with one consult, as it was played on the real engine."""

    channel: Channel
    lines: Sequence[Moment]
    """What was said, in order."""
    before: int
    """So many lines were said before the conversation could not go on without the answer."""
    gap: float
    """When that was."""
    closed: float
    card: CardShown
    people_s: float
    """A person's seconds on the card, as the journal has them."""


@dataclass(frozen=True, slots=True)
class Spans:
    """The seconds that are set for a comparison. `decision_s` is what the person thinks; `own`: a visitor did."""

    wait_s: float
    pickup_s: float
    decision_s: float
    own: bool = False


def side_by_side(
    played: Played, day: Day, spans: Spans, case: str, cases: Sequence[CaseOffered], seed: int = 0
) -> SideBySide:
    """Both sides of a conversation that was played."""
    return SideBySide(
        case=case, cases=tuple(cases), channel=played.channel, seed=seed, own=spans.own,
        wait_s=spans.wait_s, pickup_s=spans.pickup_s, decision_s=spans.decision_s,
        transfer=transferred(played, day, spans), consult=consulted(played, day, spans),
        card=played.card, assumed=assumptions(played, day, spans),
    )  # fmt: skip


def consulted(played: Played, day: Day, spans: Spans) -> Side:
    """The conversation as it was played."""
    card = played.card
    waited = max(card.counted, played.gap)
    pace = f"Turns as the simulated customer has them. {_pace(played.channel, day)}"
    stretches = [
        Stretch(lane="customer", what="agent", title="The agent serves", since=0, until=played.gap, source=pace),
        Stretch(lane="customer", what="wait", title="Waits for the answer", since=played.gap, until=waited, waits=True,
                simulated=not spans.own, source=f"{ENGINE} {YOURS if spans.own else EXPERT}"),
        Stretch(lane="customer", what="agent", title="The agent serves on", since=waited, until=played.closed,
                source=pace),
        Stretch(lane="people", what="card", title="One card", since=card.decided - played.people_s, until=card.decided,
                people=1.0, simulated=not spans.own, source=YOURS if spans.own else _card_source(card.kind, day)),
    ]  # fmt: skip
    return Side(
        moments=tuple(played.lines), stretches=_some(stretches), gap=played.gap, done=played.closed, over=played.closed
    )


def transferred(played: Played, day: Day, spans: Spans) -> Side:
    """The same conversation, transferred at its gap."""
    told = _Telling(played, day, spans)
    told.agent_leads()
    told.queues()
    told.explains_again()
    told.waits_for_the_decision()
    told.is_served_by_the_person()
    return told.side()


class _Telling:
    """Writes the transferred conversation down, stretch by stretch."""

    def __init__(self, played: Played, day: Day, spans: Spans) -> None:
        self._day, self._channel, self._spans = day, played.channel, spans
        self._pace = day.pace[played.channel]
        self._person_s = self._pace.person_s * day.transfer.slower
        own = [line for line in played.lines[: played.before] if line.purpose != "holding"]
        self._before = own
        self._after = [line for line in played.lines[played.before :] if line.purpose != "holding"]
        self._gap = self._now = played.gap
        self._taken = 0.0
        self._moments = list(own)
        self._stretches: list[Stretch] = []

    def agent_leads(self) -> None:
        """Up to the gap as it was played; then it gives up."""
        self._stretch("agent", "The agent serves", self._gap, since=0.0, source=_pace(self._channel, self._day))
        self._say("agent", HOLD)
        self._stretch("transfer", "Is transferred", self._pace.agent_s, source=self._from(f"pace.{self._channel}"))

    def queues(self) -> None:
        """Until a person is free."""
        self._say("note", QUEUE)
        source = "Set by you, below. At first what the scenario is staffed for: " + self._from("targets")
        self._stretch("queue", "Waits in the queue", self._spans.wait_s, waits=True, source=source)
        self._taken = self._now

    def explains_again(self) -> None:
        """What it is about, and a share of what was said."""
        asked = [line for line in self._before if line.who == "customer"]
        explain, redo = self._day.transfer.explain_s, self._day.transfer.redo
        self._say("person", WHO_ARE_YOU)
        self._say("customer", AGAIN.format(words=asked[0].text), later=min(self._person_s, explain / 2))
        self._stretch("explain", "Explains again", explain, source=self._from("transfer.explain_s"))
        seconds = len(asked) * redo * (self._pace.customer_s + self._person_s)
        question = next((line for line in reversed(self._before[:-1]) if line.purpose == "question"), None)
        if seconds and question is not None:
            self._say("person", ONCE_MORE.format(words=question.text))
            self._say("customer", asked[-1].text, later=seconds / 2)
        share = f"{redo:.0%} of {len(asked)} turns once more, at a person's pace. {self._from('transfer.redo')}"
        self._stretch("redo", "Says it once more", seconds, source=share)

    def waits_for_the_decision(self) -> None:
        """The same decision as on the card."""
        self._say("person", ONE_MOMENT)
        source = YOURS if self._spans.own else self._from("decisions")
        self._stretch("decide", "Waits for the decision", self._spans.decision_s, waits=True,
                      simulated=not self._spans.own, source=f"The same seconds as on the right. {source}")  # fmt: skip

    def is_served_by_the_person(self) -> None:
        """What the agent said on the right, at a person's pace."""
        since = self._now
        for line in self._after:
            if line.who == "customer":
                self._now += self._person_s + self._pace.customer_s
            self._say("customer" if line.who == "customer" else "person", line.text)
        seconds, self._now = self._now - since, since
        self._stretch("person", "The person serves", seconds, source=_pace(self._channel, self._day))

    def side(self) -> Side:
        """The whole, with the person's wrap-up."""
        done = self._now
        wrap_up = self._day.transfer.wrap_up_s[self._channel]
        share, speed = self._share()
        self._stretches += [
            Stretch(lane="people", what="person", title="A person leads", since=self._taken, until=done, people=share,
                    source=f"From picking it up to the end. {speed}"),
            Stretch(lane="people", what="wrap_up", title="Writes it up", since=done, until=done + wrap_up, people=1.0,
                    source=self._from("transfer.wrap_up_s")),
        ]  # fmt: skip
        return Side(
            moments=tuple(self._moments),
            stretches=_some(self._stretches),
            gap=self._gap,
            done=done,
            over=done + wrap_up,
        )

    def _share(self) -> tuple[float, str]:
        """A person's seconds in each second, and why."""
        if self._channel == "voice":
            return 1.0, "One call at a time."
        best = max(self._day.transfer.chat_speed)
        told = (
            f"{len(self._day.transfer.chat_speed)} chats at once go {best:g} times as fast as one, so a second counts"
        )
        return 1.0 / best, f"{told} {1.0 / best:.1f}. {self._from('transfer.chat_speed')}"

    def _say(self, who: Literal["customer", "agent", "person", "note"], text: str, later: float = 0.0) -> None:
        self._moments.append(Moment(at=round(self._now + later, 2), who=who, text=text, simulated=True))

    def _stretch(
        self,
        what: Literal["agent", "transfer", "queue", "explain", "redo", "decide", "person"],
        title: str,
        seconds: float,
        *,
        source: str,
        since: float | None = None,
        waits: bool = False,
        simulated: bool = True,
    ) -> None:
        begun = self._now if since is None else since
        self._now = begun + seconds
        self._stretches.append(
            Stretch(lane="customer", what=what, title=title, since=begun, until=self._now, waits=waits,
                    simulated=simulated, source=source)
        )  # fmt: skip

    def _from(self, setting: str) -> str:
        return _sentence(self._day.source(setting))


def assumptions(played: Played, day: Day, spans: Spans) -> tuple[tuple[str, str, str], ...]:
    """Every assumed number of seconds: what, how much, where from."""
    pace, moved, kind = day.pace[played.channel], day.transfer, played.card.kind
    decided = YOURS if spans.own else _sentence(day.source("decisions"))
    asked = [
        ("Reading and deciding", _s(played.people_s), YOURS)
    ] if spans.own else [
        ("Turning to the card", _s(day.consult.switch_s), _sentence(day.source("consult"))),
        ("Reading the card", _s(day.consult.read_s), _sentence(day.source("consult"))),
    ]  # fmt: skip
    redone = _sentence(day.source("transfer.redo"))
    rows = [
        ("A turn of the customer", _s(pace.customer_s), _sentence(day.source(f"pace.{played.channel}"))),
        ("A turn of the agent", _s(pace.agent_s), _sentence(day.source(f"pace.{played.channel}"))),
        ("A turn of a person", _s(pace.person_s * moved.slower), _sentence(day.source(f"pace.{played.channel}"))),
        ("Waiting in the queue", _s(spans.wait_s), f"Set on this page. {_sentence(day.source('targets'))}"),
        ("Waiting for an expert", _s(spans.pickup_s), f"Set on this page. {_sentence(day.source('targets'))}"),
        *asked,
        (f"Deciding ({kind})", _s(spans.decision_s), f"The same on both sides. {decided}"),
        ("Explaining again", _s(moved.explain_s), _sentence(day.source("transfer.explain_s"))),
        ("Said once more", f"{moved.redo:.0%} of the turns", redone),
        ("Writing it up", _s(moved.wrap_up_s[played.channel]), _sentence(day.source("transfer.wrap_up_s"))),
    ]
    return tuple(rows)


def _s(seconds: float) -> str:
    return f"{seconds:.0f} s"


def _sentence(source: str | None) -> str:
    text = source or "the scenario"
    return f"{text[0].upper()}{text[1:]}."


def _pace(channel: Channel, day: Day) -> str:
    return _sentence(day.source(f"pace.{channel}"))


def _card_source(kind: Kind, day: Day) -> str:
    turning, deciding = _sentence(day.source("consult")), _sentence(day.source(f"decisions.{kind}"))
    return f"Turning to it and reading: {turning} Deciding: {deciding}"


def _some(stretches: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """Those with any length."""
    return tuple(each for each in stretches if each.seconds > 0)
