"""A scenario: one day of a service floor, with everything that is assumed about people, and where each figure is from.

`compare` plays it with a company's own customers on the real engine, `plan` finds the staff for it. A file names only
what differs from `ordinary`. Units are in the names: `_s` are seconds, shares are 0..1.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from earpiece.domain.errors import Invalid

Share = Annotated[float, Field(ge=0, le=1)]
Seconds = Annotated[float, Field(ge=0)]
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-4]):[0-5]\d$")]
Channel = Literal["voice", "chat"]
Kind = Literal["approval", "clarification", "instruction", "task"]

DAYS = Path(__file__).parent / "days"


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Pace(Part):
    """How long one turn takes: the customer's words, the agent's, and the same words from a person."""

    customer_s: Seconds
    agent_s: Seconds
    person_s: Seconds


class Patience(Part):
    """A Weibull distribution of how long customers wait (`shape` 1: exponential)."""

    mean_s: Seconds
    shape: Annotated[float, Field(gt=0)] = 1.0


class Decision(Part):
    """How long a person thinks: lognormal with this mean and coefficient of variation."""

    mean_s: Seconds
    cv: Annotated[float, Field(ge=0)] = 0.6


class Needs(Part):
    """What the agent cannot do alone. `compare` finds these in the company's own conversations, except `helped`, the
    share of conversations in which a person is needed (None: as the company's own messages come)."""

    helped: Share | None
    per_helped: tuple[Share, ...]
    """Shares of conversations that need a person once, twice, … (they sum to 1)."""
    kinds: Mapping[Kind, Share]
    skills: Mapping[str, Share]
    """For `plan` only."""
    turns: float
    """Turns of a conversation without a gap, for `plan` only; `turns_per_gap` more with each."""
    turns_per_gap: float
    taken_over: Share
    """Of the consults, so many end with a person who leads to the end."""


class Consult(Part):
    switch_s: Seconds
    read_s: Seconds


class Suggestions(Part):
    """Suggested answers: the share taken, what then remains of reading and deciding, what a refused one costs."""

    accepted: Share
    reading: Share
    deciding: Mapping[Kind, Share]
    refused_s: Seconds


class Transfer(Part):
    """What a transfer costs: the customer explains again, a share of what was said is done again, the person writes it
    up. On chat one person serves several at once, at a total speed of `chat_speed[n - 1]`."""

    explain_s: Seconds
    redo: Share
    wrap_up_s: Mapping[Channel, Seconds]
    chat_speed: tuple[float, ...]
    slower: Annotated[float, Field(gt=0)]
    """Times a person's own pace (2: hard cases)."""


class Review(Part):
    """Approving every message: reading and a click, and a share that is edited."""

    read_s: Seconds
    edited: Share
    edit_s: Seconds
    switch_s: Seconds


class Team(Part):
    """`count` people alike. `skills`: names, or `*` for all; with `each` every person has so many of them in turn."""

    count: Annotated[int, Field(ge=0)]
    skills: tuple[str, ...]
    each: Annotated[int, Field(ge=1)] | None = None
    shift: tuple[Clock, Clock]
    pause_minutes: Annotated[float, Field(ge=0)] = 0.0
    """Unpaid and paid breaks together, in the middle of the shift, one after the other."""
    absent: Share = 0.0
    """Who does not come that day: the chance of each."""


class Outage(Part):
    """So many more conversations from `at` on, evenly over `minutes`, most of them with one common question.
    `bulletin_after_s`: when a supervisor posts a bulletin about it; None: nobody does."""

    at: Clock
    minutes: Annotated[float, Field(gt=0)]
    extra: Annotated[float, Field(ge=0)]
    """As a multiple of the conversations that usually come in that time."""
    common: Share
    bulletin_after_s: Seconds | None


class Fallback(Part):
    """What comes of a question nobody has taken `after_s`. `promise`: the customer need not stay and gets the answer
    later; `transfer`: a person of the same floor is to lead them to the end, in line with the questions or, with
    `behind`, after them; `nothing`: they wait on. For `plan` only; in `compare` a company's own ladders do it."""

    after_s: Seconds = 60.0
    to: Literal["promise", "transfer", "nothing"] = "promise"
    behind: bool = False


class Learning(Part):
    """For `compare` only: what the agent has learned on a later day. Of the kinds of request that need a person's
    knowledge, a share `repeating` was asked on earlier `days` too, in other words; of the answers, a share `published`
    may be used again."""

    days: Annotated[int, Field(ge=0)] = 19
    repeating: Share = 0.7
    published: Share = 0.8


class Shifts(Part):
    """For `plan` only: the shifts it may propose, who has a pause in them, who does not come, and how many skills each
    person has (None: all)."""

    lengths_minutes: tuple[Annotated[int, Field(ge=30)], ...] = (240, 360, 480)
    pause_minutes: Annotated[float, Field(ge=0)] = 30.0
    """In a shift of six hours or more."""
    absent: Annotated[float, Field(ge=0, lt=1)] = 0.05
    each: Annotated[int, Field(ge=1)] | None = None


class Targets(Part):
    pickup_s: Seconds
    pickup_share: Share
    hang_ups: Share
    occupancy: Share


class Costs(Part):
    """In the company's currency."""

    person_hour: Annotated[float, Field(ge=0)]
    model_turn: Annotated[float, Field(ge=0)]
    dollar: Annotated[float, Field(ge=0)] = 1.0
    telephone_minute: Annotated[float, Field(ge=0)]


class Day(Part):
    """One scenario. `arrivals` are expected conversations in each interval of `interval_minutes` from `opens` on."""

    name: str = ""
    about: str
    opens: Clock
    interval_minutes: Annotated[int, Field(gt=0, le=120)]
    arrivals: tuple[Annotated[float, Field(ge=0)], ...]
    channels: Mapping[Channel, Share]
    pace: Mapping[Channel, Pace]
    queue_patience: Mapping[Channel, Patience]
    """In a queue for a person."""
    talk_patience: Mapping[Channel, Patience]
    """In a conversation that has begun."""
    needs: Needs
    decisions: Mapping[Kind, Decision]
    consult: Consult
    suggestions: Suggestions
    transfer: Transfer
    review: Review
    teams: tuple[Team, ...]
    outages: tuple[Outage, ...] = ()
    fallback: Fallback = Fallback()
    shifts: Shifts = Shifts()
    learning: Learning = Learning()
    targets: Targets
    costs: Costs
    sources: Mapping[str, str]
    """By the name of a setting (`pace.voice`, `transfer`): where its value is from; `assumed: …` where nobody knows."""

    @property
    def seconds(self) -> float:
        """How long the doors are open."""
        return len(self.arrivals) * self.interval_minutes * 60.0

    def source(self, setting: str) -> str | None:
        """Where a setting's value is from: its own entry, or that of the part it belongs to."""
        parts = setting.split(".")
        known = (self.sources.get(".".join(parts[:count])) for count in range(len(parts), 0, -1))
        return next((source for source in known if source is not None), None)

    def assumptions(self) -> Iterator[tuple[str, Any, str]]:
        """Each setting with its value and its source."""
        for setting, value in _leaves(self.model_dump(exclude={"name", "about", "sources"})):
            yield setting, value, self.source(setting) or "the scenario"


def _leaves(value: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, inner in value.items():
        setting = f"{before}{name}"
        if isinstance(inner, Mapping):
            yield from _leaves(inner, f"{setting}.")
        else:
            yield setting, inner


def minutes_of(clock: str) -> int:
    """Minutes since midnight."""
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)


def names() -> list[str]:
    """The scenarios that come with Earpiece."""
    return sorted(path.stem for path in DAYS.glob("*.yaml"))


def read_day(scenario: str | Path) -> Day:
    """A scenario by name, or from a YAML file. Raises Invalid with what is wrong, where, and how to mend it."""
    path = DAYS / f"{scenario}.yaml"
    if not path.exists():
        path = Path(scenario)
    if not path.exists():
        raise Invalid(f"There is no scenario {str(scenario)!r}: name a file, or one of {', '.join(names())}.")
    try:
        data = yaml.safe_load(path.read_text("utf-8"))
    except yaml.YAMLError as error:
        raise Invalid(f"{path}: {error}") from error
    if not isinstance(data, dict):
        raise Invalid(f"{path}: a scenario is a mapping of settings; see docs/compare.md.")
    whole = data if path.stem == "ordinary" and path.parent == DAYS else _over(_ordinary(), data)
    try:
        return Day.model_validate({"name": path.stem, **whole})
    except ValidationError as error:
        found = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors(include_url=False)]
        raise Invalid(f"{path}: " + "; ".join(found[:5]) + ". See docs/compare.md.") from error


def _ordinary() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((DAYS / "ordinary.yaml").read_text("utf-8"))
    return data


def _over(base: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with what `other` says; `{}` in `other` keeps the base's, a list replaces it."""
    merged = dict(base)
    for name, value in other.items():
        known = merged.get(name)
        both = isinstance(value, Mapping) and isinstance(known, Mapping) and name not in ("skills", "channels")
        merged[name] = _over(known, value) if both and isinstance(known, Mapping) else value
    return merged


def scaled(arrivals: Sequence[float], factor: float) -> tuple[float, ...]:
    """The same profile with `factor` times as many conversations."""
    return tuple(round(each * factor, 3) for each in arrivals)
