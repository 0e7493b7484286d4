"""What a conversation shown in two ways consists of: moments, stretches of time with their sources, a card."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, computed_field

from earpiece.insight.day import Channel, Day, Kind

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


def sentence(source: str | None) -> str:
    """Where a setting is from, as a sentence."""
    text = source or "the scenario"
    return f"{text[0].upper()}{text[1:]}."


def pace_source(channel: Channel, day: Day) -> str:
    """Where the length of a turn is from."""
    return sentence(day.source(f"pace.{channel}"))


def lasting(stretches: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """Those with any length."""
    return tuple(each for each in stretches if each.seconds > 0)
