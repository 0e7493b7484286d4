"""For what, how often and with which luck people are asked."""

from collections.abc import Iterator, Sequence

from earpiece.insight.calibrate import intervals
from earpiece.insight.calibrate.durations import Lasted, kaplan_meier
from earpiece.insight.calibrate.estimate import (
    LEAST_COUNT,
    Assumed,
    Estimate,
    answered,
    needed_people,
    needs_of,
)
from earpiece.insight.cases import Case, Consulted

KINDS = ("approval", "clarification", "instruction", "task")
MOST_PER_HELPED = 6
DAY_SECONDS = 86_400.0
LAST_SECOND = 1.0


def needs(cases: Sequence[Case]) -> Iterator[Estimate | Assumed]:
    """How many conversations need a person, how often, for what, and whether a person then stays."""
    yield _share("conversations that need a person", "needs.helped", map(needed_people, cases), "conversations")
    helped = [case for case in cases if needed_people(case)]
    yield from _per_helped(helped)
    kinds = [[each.kind for each in needs_of(case)] for case in helped]
    yield from _shares("kinds", KINDS, kinds)
    skills = [[each.skill for each in needs_of(case) if each.skill] for case in helped]
    yield from _shares("skills", sorted({skill for each in skills for skill in each}), skills)
    taken = [(case, each) for case in cases for each in case.consults if each.taken_at is not None and not each.via]
    over = [(_taken_over(case, each), each.ended in ("answered", "unneeded")) for case, each in taken]
    ends = [led for led, answered in over if led or answered]
    yield _share("consults after which a person leads to the end", "needs.taken_over", ends, "consults")


def luck(cases: Sequence[Case]) -> Iterator[Estimate | Assumed]:
    """What a scenario knows little of: suggestions, equal questions, asking early."""
    asked = [consult for case in cases for consult in case.consults]
    told = [each.suggested for each in answered(asked) if each.suggested is not None]
    yield _share("answers that were the first suggestion", "suggestions.accepted", told, "answers")
    known = sorted((each for each in asked if each.topic is not None), key=lambda each: each.asked_at)
    for title, found in (("while one was open", _while_open(known)), ("within a day of one", _within_a_day(known))):
        if len(found) >= LEAST_COUNT:
            yield Estimate(f"equal questions asked {title}", intervals.share(sum(found), len(found)), len(found),
                           "consults", "share")  # fmt: skip
    joined = [each.via is not None for each in asked if each.ended in ("answered", "unneeded")]
    if len(joined) >= LEAST_COUNT:
        title = "answers that came with another card's"
        yield Estimate(title, intervals.share(sum(joined), len(joined)), len(joined), "answers", "share")
    early = [each.needed_at is not None for each in asked if each.early and each.ended != "open"]
    if len(early) >= LEAST_COUNT:
        title = "consults asked early that were needed"
        yield Estimate(title, intervals.share(sum(early), len(early)), len(early), "consults", "share")


def _share(title: str, setting: str, which: "Iterator[bool] | Sequence[bool] | map[bool]", things: str) -> (
    Estimate | Assumed
):  # fmt: skip
    seen = list(which)
    if len(seen) < LEAST_COUNT:
        return Assumed(setting, f"{len(seen)} {things}, fewer than {LEAST_COUNT}")
    return Estimate(title, intervals.share(sum(seen), len(seen)), len(seen), things, "share", setting)


def _per_helped(helped: Sequence[Case]) -> Iterator[Estimate | Assumed]:
    """Needs of a conversation that has any; one that was only handed over had one. Where the customer left, or a person
    led from then on, it may have been the last or not: how many is estimated as a duration that was cut short."""
    numbers = [_number(case) for case in helped]
    whole = sum(each.ended for each in numbers)
    if whole < LEAST_COUNT:
        yield Assumed("needs.per_helped", f"{whole} helped conversations led to the end, fewer than {LEAST_COUNT}")
        return
    before = 1.0
    for number, more in kaplan_meier(numbers):
        value, before = before - more.value, more.value
        found = intervals.share(round(value * whole), whole)
        found = found.plus(value - found.value)
        title = "helped once" if number == 1 else f"helped {number:.0f} times"
        setting = f"needs.per_helped.{number:.0f}"
        yield Estimate(title, found, len(helped), "helped conversations", "share", setting)


def _number(case: Case) -> Lasted:
    """How many needs; where it was cut, at least so many as to come to the one in which that was."""
    seen = min(max(len(needs_of(case)), 1), MOST_PER_HELPED)
    return Lasted(seen - 0.5, ended=False) if _cut(case) else Lasted(seen)


def _cut(case: Case) -> bool:
    return case.left_waiting or bool(case.led) or case.handed_off or case.closed_at is None


def _shares(part: str, names: Sequence[str], seen: Sequence[Sequence[str]]) -> Iterator[Estimate | Assumed]:
    """`seen`: of each conversation, what its consults were."""
    whole = sum(map(len, seen))
    if whole < LEAST_COUNT:
        yield Assumed(f"needs.{part}", f"{whole} consults, fewer than {LEAST_COUNT}")
        return
    for name in names:
        found = intervals.grouped_share([(each.count(name), len(each)) for each in seen if each])
        yield Estimate(f"share of {name}", found, whole, "consults", "share", f"needs.{part}.{name}")


def _taken_over(case: Case, consult: Consulted) -> bool:
    """Whether a person, unasked, took the lead after this consult (and before the next) and kept it."""
    if not case.led or case.led[-1].wanted_at < case.led[-1].since:
        return False
    last = case.led[-1]
    kept = case.closed_at is None or last.until >= case.closed_at - LAST_SECOND
    later = [each.taken_at for each in case.consults if each.taken_at and each.taken_at > (consult.taken_at or 0.0)]
    return kept and (consult.taken_at or 0.0) <= last.since < min(later, default=float("inf"))


def _while_open(known: Sequence[Consulted]) -> list[bool]:
    """Of each question, whether an equal one was open when it was asked."""
    until: dict[str | None, float] = {}
    found = []
    for each in known:
        found.append(each.asked_at < until.get(each.topic, 0.0))
        ended = each.ended_at if each.ended_at is not None else float("inf")
        until[each.topic] = max(until.get(each.topic, 0.0), ended)
    return found


def _within_a_day(known: Sequence[Consulted]) -> list[bool]:
    """Of each question, whether an equal one was asked in the 24 hours before."""
    last: dict[str | None, float] = {}
    found = []
    for each in known:
        found.append(each.topic in last and each.asked_at - last[each.topic] <= DAY_SECONDS)
        last[each.topic] = each.asked_at
    return found
