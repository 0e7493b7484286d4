"""How well a plan met a day: predicted from the plan's scenario and the people who were really there, then compared.

What chance alone does to a plan without a mistake is told beside each error; a smaller one cannot be had.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import exp, floor, lgamma, log
from statistics import fmean

from earpiece.domain.errors import Invalid
from earpiece.insight.attendance import Present, clock, teams_of
from earpiece.insight.calibrate.estimate import Window, needed_people, needs_of
from earpiece.insight.cases import Case, Consulted
from earpiece.insight.day import Day, minutes_of
from earpiece.insight.planning.days import Days, Measured
from earpiece.insight.planning.formula import Formula
from earpiece.insight.planning.load import Load, expected
from earpiece.insight.planning.people import profiles, roster
from earpiece.insight.planning.plan import spread
from earpiece.insight.planning.played import Tally, together

PLAYED_DAYS = 40
SURE = 1.96
"""Standard deviations, beyond which a number of conversations is no longer chance."""


@dataclass(frozen=True, slots=True)
class Errors:
    """Of a number in each interval. `wape`: all that it was off by, of all that came; `mape`: the mean of the shares by
    which each interval was off (None: nothing came in any); `bias`: above 0 where the plan expected too much. `chance`:
    the `wape` of a plan without a mistake."""

    wape: float
    mape: float | None
    bias: float
    chance: float


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure of the whole day: in nine of ten played days between `low` and `high`; None: there was nothing."""

    planned: float | None
    came: float | None
    low: float | None
    high: float | None

    @property
    def met(self) -> bool | None:
        if self.came is None or self.low is None or self.high is None:
            return None
        return self.low <= self.came <= self.high


@dataclass(frozen=True, slots=True)
class Interval:
    """One interval, planned and as it came. `needed`: people on duty for the targets, by the same formula, from what
    was planned and from what came. `there`: who was."""

    clock: str
    arrivals: tuple[float, int]
    questions: tuple[float, int]
    pickup_s: tuple[float | None, float | None]
    """The middle one."""
    service: tuple[float | None, float | None]
    needed: tuple[int, int]
    there: float


@dataclass(frozen=True)
class Backtest:
    day: Day
    date: date
    people: int
    intervals: tuple[Interval, ...]
    arrivals: Errors
    questions: Errors
    card_s: tuple[float, float | None]
    """A person's seconds for one question, taking over included."""
    pickup_s: Pair
    service: Pair
    hang_ups: Pair
    occupancy: Pair
    notes: tuple[str, ...]

    @property
    def needed_off(self) -> float:
        """By how many people the need was missed, on average over the intervals."""
        return fmean(abs(planned - came) for planned, came in (each.needed for each in self.intervals))


def backtest(
    scenario: Day, when: date, cases: Iterable[Case], present: Sequence[Present], zone: str = "UTC", *,
    seed: int = 1, days: int = PLAYED_DAYS,
) -> Backtest:  # fmt: skip
    """The scenario's customers come on so many played days to the people who were there on the day `when`; that is
    held against the cases of that day. Raises Invalid where nothing came, nobody was there, or the scenario does not
    add up."""
    window = Window.of(when, when, zone)
    seen = [case for case in cases if window.holds(case.opened_at)]
    here = [there for one in present if (there := one.within(window.since, window.until)).spans]
    if not seen:
        raise Invalid(f"No conversation began on {when}: choose another day, or another data folder.")
    if not here:
        raise Invalid(f"Nobody was seen at the desk on {when}, so there is nothing to predict from.")
    day = scenario.model_copy(update={"teams": teams_of(here, when, zone), "outages": ()})
    load = expected(day)
    seeds = range(1000 * seed, 1000 * seed + days)
    played = Days(day, "consult", seeds).measure(lambda number: roster(day, "consult", number))
    opens = window.since + minutes_of(day.opens) * 60.0
    came = tallies(day, seen, here, opens)
    arrived = _counts(day, (case.opened_at - opens for case in seen))
    came_load = _load_of(load, seen, came, arrived)
    asked = [tally.pieces / days for tally in played.intervals]
    return Backtest(
        day=day, date=when, people=len(here),
        intervals=tuple(_intervals(day, (load, came_load), played, came, arrived)),
        arrivals=_errors(day.arrivals, arrived, _poisson_chance(day.arrivals)),
        questions=_errors(asked, [tally.pieces for tally in came], _played_chance(played)),
        card_s=(load.seconds, came_load.seconds if any(tally.pieces for tally in came) else None),
        pickup_s=_pair(played, came, lambda tally: tally.wait_s(0.5)),
        service=_pair(played, came, lambda tally: tally.service),
        hang_ups=_pair(played, came, lambda tally: tally.hang_ups),
        occupancy=_pair(played, came, lambda tally: tally.occupancy),
        notes=tuple(_notes(scenario, seen, here)),
    )  # fmt: skip


def tallies(day: Day, cases: Iterable[Case], present: Iterable[Present], opens: float) -> list[Tally]:
    """A real day counted as a played one is. What comes before the doors open counts in the first interval, what comes
    after they close in the last; another card's answer is no work."""
    found = [Tally() for _ in day.arrivals]
    width = day.interval_minutes * 60.0

    def at(when: float) -> Tally:
        return found[min(max(int((when - opens) // width), 0), len(found) - 1)]

    for case in cases:
        needs = [each for each in needs_of(case) if each.via is None]
        if needs:
            at(_begins(needs[0])).helped += 1
        for each in needs:
            _count(each, at(_begins(each)), day.targets.pickup_s)
            if each.taken_at is not None:
                at(each.taken_at).busy_s += each.seconds
        for led in case.led:
            at(led.since).busy_s += led.seconds
        if case.left_waiting and case.closed_at is not None:
            at(case.closed_at).hung_up += 1
    for one in present:
        for number, tally in enumerate(found):
            here = one.within(opens + number * width, opens + (number + 1) * width)
            tally.there_s += sum(span.seconds for span in here.spans)
    return found


def _begins(consult: Consulted) -> float:
    """When somebody should have taken it."""
    return max(consult.needed_at or consult.asked_at, consult.asked_at)


def _count(consult: Consulted, tally: Tally, pickup_s: float) -> None:
    begins = _begins(consult)
    until = consult.ended_at if consult.ended_at is not None else begins
    waited = consult.picked_up if consult.picked_up is not None else max(until - begins, 0.0)
    tally.waits.append(waited)
    tally.in_time += consult.taken_at is not None and waited <= pickup_s


# ── inside ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _counts(day: Day, seconds: Iterable[float]) -> list[int]:
    found = [0] * len(day.arrivals)
    for each in seconds:
        found[min(max(int(each // (day.interval_minutes * 60.0)), 0), len(found) - 1)] += 1
    return found


def _load_of(load: Load, cases: Sequence[Case], came: Sequence[Tally], arrived: Sequence[int]) -> Load:
    """The load of the day as it came, for the same formula."""
    consults = [each for case in cases for each in needs_of(case) if each.via is None]
    skills = [each.skill for each in consults if each.skill in load.shares]
    shares = {name: skills.count(name) / len(skills) for name in load.shares if name in skills}
    led = sum(each.seconds for case in cases for each in case.led)
    spent = sum(each.seconds for each in consults if each.taken_at is not None) + led
    taken = sum(each.taken_at is not None for each in consults)
    mean = spent / taken if taken else load.seconds
    return replace(
        load, shares=shares or load.shares, arrivals=tuple(map(float, arrived)), late_pieces=0.0, seconds=mean,
        least_seconds=mean, pieces=tuple(float(tally.pieces) for tally in came),
    )  # fmt: skip


def _intervals(
    day: Day, loads: tuple[Load, Load], played: Measured, came: Sequence[Tally], arrived: Sequence[int]
) -> Iterator[Interval]:
    planned, needed = (_formula(day, load) for load in loads)
    for number, (model, real) in enumerate(zip(played.intervals, came, strict=True)):
        yield Interval(
            clock(minutes_of(day.opens) + number * day.interval_minutes),
            (day.arrivals[number], arrived[number]),
            (model.pieces / len(played.days), real.pieces),
            (model.wait_s(0.5), real.wait_s(0.5)),
            (model.service, real.service),
            (planned.staff(number), needed.staff(number)),
            real.there_s / (day.interval_minutes * 60.0),
        )


def _formula(day: Day, load: Load) -> Formula:
    """For the skills that anybody has."""
    known = {skill for team in day.teams for skill in team.skills}
    shares = {skill: share for skill, share in load.shares.items() if skill in known or "*" in known}
    whole = sum(shares.values())
    if not whole:
        raise Invalid(
            f"Who was there has none of the skills {', '.join(load.shares)} that the scenario's questions need: "
            "name them as in desk.yaml, or take a scenario from `earpiece calibrate`."
        )
    able = replace(load, shares={skill: share / whole for skill, share in shares.items()})
    most = 10 * (int(able.erlangs(able.peak) / max(day.targets.occupancy, 0.1)) + 10) * len(shares)
    return Formula(able, day.targets, profiles(day, able, most))


def _pair(played: Measured, came: Sequence[Tally], figure: Callable[[Tally], float | None]) -> Pair:
    days, real = spread([figure(tally) for tally in played.days]), figure(together(came))
    if days is None:
        return Pair(None, real, None, None)
    return Pair(figure(played.whole), real, days.p5, days.p95)


def _errors(planned: Sequence[float], came: Sequence[float], chance: float) -> Errors:
    whole = sum(came)
    off = [expected - real for expected, real in zip(planned, came, strict=True)]
    shares = [abs(gap) / real for gap, real in zip(off, came, strict=True) if real]
    wape = sum(map(abs, off)) / whole if whole else 0.0
    return Errors(wape, fmean(shares) if shares else None, sum(off) / whole if whole else 0.0, chance)


def _poisson_chance(expected: Sequence[float]) -> float:
    """By how much Poisson numbers are off their means, of their sum (de Moivre's mean deviation)."""
    whole = sum(expected)
    off = sum(2 * exp((floor(each) + 1) * log(each) - each - lgamma(floor(each) + 1)) for each in expected if each > 0)
    return off / whole if whole else 0.0


def _played_chance(played: Measured) -> float:
    """The same of played questions, several of which may come from one conversation: all intervals are as uncertain as
    Poisson numbers, times how much more the days differ than such numbers would."""
    means = [tally.pieces / len(played.days) for tally in played.intervals]
    days = [tally.pieces for tally in played.days]
    middle = fmean(days)
    wider = (fmean((each - middle) ** 2 for each in days) / middle) ** 0.5 if middle else 1.0
    return _poisson_chance(means) * max(wider, 1.0)


def _notes(scenario: Day, cases: Sequence[Case], present: Sequence[Present]) -> Iterator[str]:
    if not all(each.seen for each in present):
        yield "Who was there is known from the cards they took only: they were there longer."
    skills = {skill for one in present for skill in one.skills}
    missing = [name for name, share in scenario.needs.skills.items() if share and not skills & {name, "*"}]
    if missing:
        yield f"Nobody who was there has the skill {', '.join(missing)} that the scenario's questions need."
    joined = sum(each.via is not None for case in cases for each in case.consults)
    if joined:
        answers = "answer" if joined == 1 else "answers"
        yield f"{joined} {answers} came with another card's, which a plan does not foresee."
    unknown = sum(1 for case in cases if needed_people(case) and not needs_of(case))
    if unknown:
        times = "One conversation was" if unknown == 1 else f"{unknown} conversations were"
        yield f"{times} led by people without a question, which a plan does not foresee."


# ── in plain words ────────────────────────────────────────────────────────────────────────────────────────────────────


def verdict(found: Backtest) -> list[str]:
    """What came of the plan, sentence by sentence."""
    came, planned = sum(each.arrivals[1] for each in found.intervals), sum(found.day.arrivals)
    usual = abs(came - planned) <= SURE * planned**0.5
    chance = "as chance has it" if usual else "more than chance explains"
    return [
        f"{came} conversations came, {planned:.0f} were planned ({found.arrivals.bias:+.0%}, {chance}). By interval "
        f"the plan is {found.arrivals.wape:.0%} off; one without a mistake would be {found.arrivals.chance:.0%} off.",
        _questions(found),
        _said(found.pickup_s, "Half of the questions were taken within", _seconds),
        _said(found.service, f"Taken within {found.day.targets.pickup_s:.0f} s:", _percent),
        _said(found.hang_ups, "Customers who left while they waited:", _percent),
        _needed(found),
        *found.notes,
    ]


def _questions(found: Backtest) -> str:
    planned, came = (sum(each.questions[at] for each in found.intervals) for at in (0, 1))
    words = f"{came:.0f} questions, {planned:.0f} planned"
    off = f"{found.questions.wape:.0%} off by interval, {found.questions.chance:.0%} by chance alone"
    seconds = f" One took people {found.card_s[1]:.0f} s, planned {found.card_s[0]:.0f} s." if found.card_s[1] else ""
    return f"{words} ({off}).{seconds}"


def _needed(found: Backtest) -> str:
    planned, came = (max(each.needed[at] for each in found.intervals) for at in (0, 1))
    within = sum(abs(each.needed[0] - each.needed[1]) <= 1 for each in found.intervals)
    return (
        f"People needed at the busiest time: {came}, planned {planned}. In {within} of {len(found.intervals)} "
        f"intervals the plan was right to within one person, on average {found.needed_off:.1f} off."
    )


def _said(pair: Pair, words: str, form: Callable[[float], str]) -> str:
    if pair.came is None or pair.planned is None or pair.low is None or pair.high is None:
        return f"{words} nothing to compare."
    judged = "met" if pair.met else "missed"
    return f"{words} {form(pair.came)}, planned {form(pair.planned)} ({form(pair.low)} to {form(pair.high)}): {judged}."


def _seconds(value: float) -> str:
    return f"{value:.0f} s" if value >= 10 or value == 0 else f"{value:.1f} s"


def _percent(value: float) -> str:
    return f"{value:.1%}" if value < 0.1 else f"{value:.0%}"
