"""What a comparison says, in plain sentences: each is computed from figures and their intervals, and says no more.

"Holds" and "does not hold" need the whole interval on one side of what is claimed; otherwise it is left open. With
one simulated day there is no interval, and the sentences say so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from earpiece.insight.amounts import amount, change
from earpiece.sim.compare.headlines import HEADLINES, Headline
from earpiece.sim.compare.ladder import CONSULT, EARPIECE, ESCALATE, GOOD, LADDER, LEARNED, gained, rung
from earpiece.sim.compare.result import Comparison
from earpiece.sim.compare.statistics import Estimate

Stand = Literal["holds", "does not hold", "open", "worse", "note"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One finding. `about` names the figure or claim, `stand` how it turned out."""

    about: str
    stand: Stand
    text: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A published claim: `figure` is `times` as small as under an escalation."""

    figure: str
    times: float
    words: str
    what: str


CLAIMS = (
    Claim("resolution", 3.0, "Three times faster", "from hello to the end"),
    Claim("from_gap", 3.0, "Three times faster", "from the first need of a person to the end"),
    Claim("human_helped", 4.0, "Four times less human time", "per customer who needs a person"),
)
BASELINES = {ESCALATE: "this escalation", GOOD: "a good escalation"}
WATCHED = ("resolution", "from_gap", "wait", "human_helped", "left", "resolved", "cost", "staff")
"""Where consulting may be worse than an escalation."""


def verdict(found: Comparison) -> list[Sentence]:
    """All sentences, in the order in which they are read."""
    parts = (_days, _claims, _wait, _learned, _staff, _outage, _features, _worse)
    return [sentence for part in parts for sentence in part(found)]


def _days(found: Comparison) -> Iterator[Sentence]:
    days = len(found.seeds)
    if days == 1:
        yield Sentence("days", "note", "One simulated day: there are no intervals, and chance may have had its way.")
    elif days < 4:
        words = f"{days} simulated days: intervals are wide with so few; more seeds make them narrower."
        yield Sentence("days", "note", words)


def _claims(found: Comparison) -> Iterator[Sentence]:
    for against, name in BASELINES.items():
        for way, who in ((EARPIECE, "Earpiece"), (LEARNED, "Earpiece on day 20"), (CONSULT, "the plain consult")):
            for claim in CLAIMS:
                times = found.ratio(claim.figure, against, way)
                if times is not None and found.has(against, way):
                    yield claimed(claim, times, who, name)


def claimed(claim: Claim, times: Estimate, who: str, against: str) -> Sentence:
    """How a claim turned out, `times` being how many times as much the figure is under the escalation."""
    figure = in_times(times)
    if times.above(claim.times) or (times.mean == claim.times and times.low is None):
        stand, text = "holds", f"{claim.words} holds"
    elif times.below(claim.times):
        stand, text = "does not hold", f"{claim.words} does not hold"
    else:
        stand, text = "open", f"{claim.words} is neither shown nor refuted"
    told = f"{text} for {who} against {against}, {claim.what}: {figure}"
    told += " on this one day" if times.low is None else ""
    if times.below(1.0):
        told += "; it takes more, not less"
    return Sentence(claim.figure, stand, f"{told}.")  # type: ignore[arg-type]


def _wait(found: Comparison) -> Iterator[Sentence]:
    none, mean = found.of(EARPIECE, "no_wait"), found.of(EARPIECE, "wait")
    if none is not None and mean is not None:
        text = f"Of the customers who need a person, {in_words(none, 'share')} never wait because of people"
        yield Sentence("no_wait", "note", f"{text} under Earpiece; the mean wait is {in_words(mean, 's')}.")
    for against in (CONSULT, ESCALATE):
        more = found.difference("wait", EARPIECE, against)
        if more is None:
            continue
        than = "a plain consult" if against == CONSULT else "this escalation"
        if more.below(0.0):
            text = f"They wait {amount(-more.mean, 's')} less for people than with {than}"
        elif more.above(0.0):
            text = f"They wait {amount(more.mean, 's')} more for people than with {than}"
        else:
            text = f"Whether they wait more or less for people than with {than} is not shown"
        yield Sentence("wait", "worse" if more.above(0.0) else "note", f"{text}{_between(more, 's')}.")


def _learned(found: Comparison) -> Iterator[Sentence]:
    """What nineteen days of answers change, and how often the agent's own decisions are wrong then."""
    before, after = found.of(EARPIECE, "asks"), found.of(LEARNED, "asks")
    none, wrong = found.of(LEARNED, "no_wait"), found.of(LEARNED, "own_wrong")
    if before is None or after is None or none is None:
        return
    text = (
        f"With the answers of nineteen days {in_words(none, 'share')} of those who need a person never wait because of "
        f"people, and for each of them {in_words(after, '')} questions are asked instead of {in_words(before, '')}"
    )
    own = f"; of the requests that the agent reads alone {in_words(wrong, 'share')} are read wrongly" if wrong else ""
    yield Sentence("learned", "note", f"{text}{own}.")


def _staff(found: Comparison) -> Iterator[Sentence]:
    if not found.has(EARPIECE, ESCALATE):
        return
    if not found.searched:
        yield Sentence("staff", "note", "How many people each way needs was not searched for.")
        return
    one, other, times = (
        found.of(EARPIECE, "staff"),
        found.of(ESCALATE, "staff"),
        found.ratio("staff", ESCALATE, EARPIECE),
    )
    if one is None or other is None or times is None:
        yield Sentence("staff", "open", "For one of the ways no number of people that was tried meets the target.")
        return
    text = f"For the same service Earpiece needs {in_words(one, 'people')}, this escalation {in_words(other, 'people')}"
    if times.above(2.0) or (times.low == times.high == 2.0) or (times.low is None and times.mean == 2.0):
        yield Sentence("staff", "holds", f"{text}: at most half.")
    elif times.below(2.0):
        yield Sentence("staff", "does not hold", f"{text}: more than half.")
    else:
        yield Sentence("staff", "open", f"{text}: whether that is at most half is neither shown nor refuted.")


def _outage(found: Comparison) -> Iterator[Sentence]:
    if not found.day.outages:
        return
    parts = []
    for way in (ESCALATE, CONSULT, EARPIECE):
        left = found.of(way, "outage_left")
        if left is not None:
            parts.append(f"{in_words(left, 'share')} with {_title(way)}")
    if parts:
        yield Sentence(
            "outage_left", "note", f"While the outage lasts, of those who need a person give up: {'; '.join(parts)}."
        )


def _features(found: Comparison) -> Iterator[Sentence]:
    """What each feature adds to those before it, and what it does alone, as far as the days show it."""
    before = CONSULT
    for name in (each.name for each in LADDER if each.added is not None):
        if found.has(before, name):
            yield contribution(found, name, before, f"on top of {_after(before)}")
        before = name if found.has(name) else before
    for name in found.ways:
        if rung(name).alone and found.has(CONSULT):
            yield contribution(found, name, CONSULT, "alone on top of a plain consult")


def _after(before: str) -> str:
    return "a plain consult" if before == CONSULT else "the steps before"


def contribution(found: Comparison, way: str, before: str, how: str) -> Sentence:
    """The figures that a feature, or those of several steps together, surely change."""
    changes = []
    for figure in ("wait", "human_helped", "from_gap", "left"):
        headline = HEADLINES[figure]
        more = found.difference(figure, way, before)
        if more is not None and more.mean and (more.below(0.0) or more.above(0.0)):
            changes.append(f"{headline.title.lower()} {_span(more, found.unit(figure))}")
    feature = gained(way, before)
    text = "; ".join(changes) if changes else "no change that these days could show"
    return Sentence(f"feature {way}", "note", f"{feature.capitalize()}, {how}: {text}.")


def _worse(found: Comparison) -> Iterator[Sentence]:
    """Where consulting is surely worse than this escalation, or that it is nowhere."""
    for way, who in ((CONSULT, "a plain consult"), (EARPIECE, "Earpiece")):
        if not found.has(ESCALATE, way):
            continue
        bad = [told for told in (_worse_in(found, way, HEADLINES[figure]) for figure in WATCHED) if told is not None]
        for told in bad:
            yield Sentence("worse", "worse", f"{who[0].upper()}{who[1:]} is worse than this escalation in {told}.")
        if not bad:
            yield Sentence("worse", "note", f"In no figure compared is {who} shown to be worse than this escalation.")


def _worse_in(found: Comparison, way: str, headline: Headline) -> str | None:
    more = found.difference(headline.name, way, ESCALATE)
    one, other = found.of(way, headline.name), found.of(ESCALATE, headline.name)
    if more is None or one is None or other is None:
        return None
    if not (more.above(0.0) if headline.better == "down" else more.below(0.0)):
        return None
    unit = found.unit(headline.name)
    return f"{headline.title.lower()}: {amount(one.mean, unit)} against {amount(other.mean, unit)}"


def in_words(found: Estimate, unit: str) -> str:
    """`37 s (31 s to 43 s)`; without an interval, the figure alone. No figure is below 0, no share above 1."""
    if found.low is None or found.high is None:
        return amount(found.mean, unit)
    high = min(found.high, 1.0) if unit == "share" else found.high
    return f"{amount(found.mean, unit)} ({amount(max(found.low, 0.0), unit)} to {amount(high, unit)})"


def in_times(found: Estimate) -> str:
    """`3.1 times (2.9 to 3.3)`."""
    if found.low is None or found.high is None:
        return f"{amount(found.mean)} times"
    return f"{amount(found.mean)} times ({amount(found.low)} to {amount(found.high)})"


def _between(found: Estimate, unit: str) -> str:
    """The interval of a difference, in brackets, if there is one."""
    if found.low is None or found.high is None:
        return ""
    return f" ({change(found.low, unit)} to {change(found.high, unit)})"


def _span(found: Estimate, unit: str) -> str:
    """A difference with its interval."""
    return f"{change(found.mean, unit)}{_between(found, unit)}"


def _title(way: str) -> str:
    return "Earpiece" if way == EARPIECE else rung(way).title


def stands(sentences: Sequence[Sentence], about: str) -> list[Stand]:
    """How the sentences about something turned out."""
    return [each.stand for each in sentences if each.about == about]
