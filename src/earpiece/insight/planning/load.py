"""What a floor has to do on an average day: how many pieces of work come in each interval, for which skill, how long
each keeps a person busy. By counting alone; nothing is played.

Gaps lie evenly over a conversation, so the j-th of K comes after j / (K + 1) of it, on average. All gaps of a
conversation want one skill. Who takes over, or is escalated to, answers what is still open themselves.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from earpiece.domain.errors import Invalid
from earpiece.insight.day import Channel, Day

Mode = Literal["consult", "escalate", "people"]
MODES: Final = ("consult", "escalate", "people")


@dataclass(frozen=True)
class Load:
    """The expected work of a day. `seconds` is a person's mean time for one piece, `least_seconds` the same where chats
    are served as many at once as the scenario allows; `spread` is the coefficient of variation."""

    mode: Mode
    interval_s: float
    shares: Mapping[str, float]
    """Of the skills."""
    arrivals: tuple[float, ...]
    """Conversations by interval."""
    pieces: tuple[float, ...]
    """Of work, by interval."""
    late_pieces: float
    """That come after closing, of conversations which began before."""
    seconds: float
    least_seconds: float

    def erlangs(self, interval: int, skills: frozenset[str] | None = None) -> float:
        """People kept busy in an interval, at least, by the work for some skills; for all unless told."""
        share = 1.0 if skills is None else sum(share for skill, share in self.shares.items() if skill in skills)
        return self.pieces[interval] * share * self.least_seconds / self.interval_s

    @cached_property
    def hours(self) -> float:
        """People's time over the day, at least."""
        return sum(self.erlangs(interval) for interval in range(len(self.pieces))) * self.interval_s / 3600.0

    @property
    def peak(self) -> int:
        """The interval with most to do."""
        return max(range(len(self.pieces)), key=lambda interval: (self.pieces[interval], -interval))


def expected(day: Day, mode: Mode = "consult") -> Load:
    """The load of a day without outages. Raises Invalid for a scenario that does not add up."""
    check(day)
    interval_s = day.interval_minutes * 60.0
    by_channel = {channel: _work(day, channel, mode) for channel, share in day.channels.items() if share > 0}
    each = {channel: day.channels[channel] * work.pieces for channel, work in by_channel.items()}
    whole = sum(each.values())
    pieces = [0.0] * (len(day.arrivals) + 1)
    for place, arrivals in enumerate(day.arrivals):
        for channel, work in by_channel.items():
            come = arrivals * each[channel]
            next_one = come * min(work.begins_s / interval_s, 1.0)
            pieces[place] += come - next_one
            pieces[place + 1] += next_one
    best = day.transfer.chat_speed[-1]
    slots = mode != "consult"  # who takes over leads that customer alone

    def mean(chat_speed: float) -> float:
        sums = (
            each[channel] * (work.alone_s + work.led_s / (chat_speed if channel == "chat" and slots else 1.0))
            for channel, work in by_channel.items()
        )
        return sum(sums) / whole if whole else 0.0

    return Load(
        mode,
        interval_s,
        {skill: share for skill, share in day.needs.skills.items() if share > 0},
        day.arrivals,
        tuple(pieces[:-1]),
        pieces[-1],
        mean(1.0),
        mean(best),
    )


@dataclass(frozen=True, slots=True)
class _Work:
    """Of one conversation on a channel: pieces of work, and, for each, seconds of cards, seconds of leading, and how
    long after the hello it comes on average."""

    pieces: float
    alone_s: float
    led_s: float
    begins_s: float


def _work(day: Day, channel: Channel, mode: Mode) -> _Work:
    turn_s = person_turn_s(day, channel)
    wrap_up_s = day.transfer.wrap_up_s.get(channel, 0.0)
    decision_s = sum(share * day.decisions[kind].mean_s for kind, share in day.needs.kinds.items())
    pieces = alone = led = begins = 0.0
    for gaps, share in gap_counts(day):
        turns = day.needs.turns + day.needs.turns_per_gap * gaps
        pace = day.pace[channel].customer_s + day.pace[channel].agent_s
        if mode == "people":
            pieces += share
            led += share * (turns * turn_s + gaps * decision_s + wrap_up_s)
        elif gaps and mode == "escalate":
            first = 1.0 / (gaps + 1)
            pieces += share
            led += share * (turns * turn_s * (1.0 - first + first * day.transfer.redo) + gaps * decision_s)
            led += share * (day.transfer.explain_s + wrap_up_s)
            begins += share * turns * pace * first
        elif gaps:
            still = share
            for place in range(1, gaps + 1):
                at = place / (gaps + 1)
                taken = still * day.needs.taken_over
                pieces += still
                alone += still * (day.consult.switch_s + day.consult.read_s + decision_s)
                led += taken * (turns * turn_s * (1.0 - at) + (gaps - place) * decision_s + wrap_up_s)
                begins += still * turns * pace * at
                still -= taken
    if pieces == 0:
        return _Work(0.0, 0.0, 0.0, 0.0)
    return _Work(pieces, alone / pieces, led / pieces, begins / pieces)


def gap_counts(day: Day) -> Iterator[tuple[int, float]]:
    """How many gaps a conversation has, from none on, with the share of conversations."""
    helped = helped_share(day)
    yield 0, 1.0 - helped
    for count, share in enumerate(day.needs.per_helped, 1):
        yield count, helped * share


def helped_share(day: Day) -> float:
    """The share of conversations that need a person. Raises Invalid where the scenario leaves it to the company."""
    if day.needs.helped is None:
        raise Invalid("needs.helped is empty: a plan needs the share of conversations that need a person, such as 0.4.")
    return day.needs.helped


def person_turn_s(day: Day, channel: Channel) -> float:
    """Seconds of one turn where a person speaks with the customer."""
    return day.pace[channel].customer_s + day.pace[channel].person_s * day.transfer.slower


def check(day: Day) -> None:
    """Raises Invalid where the shares of a scenario do not add up, or a channel or kind is not described."""
    helped_share(day)
    if not day.arrivals:
        raise Invalid("arrivals: a day has one interval at least.")
    for name, shares in (
        ("channels", day.channels),
        ("needs.kinds", day.needs.kinds),
        ("needs.skills", day.needs.skills),
        ("needs.per_helped", dict(enumerate(day.needs.per_helped))),
    ):
        whole = sum(shares.values())
        if abs(whole - 1.0) > 1e-6:
            raise Invalid(f"{name}: the shares sum to {whole:.3f}; they are to sum to 1.")
    for channel in day.channels:
        if channel not in day.pace or channel not in day.talk_patience or channel not in day.queue_patience:
            raise Invalid(f"channels.{channel}: say its pace, queue_patience and talk_patience, too.")
    if not day.transfer.chat_speed or min(day.transfer.chat_speed) <= 0:
        raise Invalid("transfer.chat_speed: give the total speed with 1, 2, … chats at once, such as [1, 1.7, 2.5].")
