"""For what, how often and with which luck people are asked."""

from collections import Counter
from collections.abc import Iterator, Sequence

from earpiece.insight.calibrate import intervals
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
    asked = [consult for case in cases for consult in needs_of(case)]
    yield from _shares("kinds", KINDS, [each.kind for each in asked])
    skills = [each.skill for each in asked if each.skill]
    yield from _shares("skills", sorted(set(skills)), skills)
    taken = [(case, consult) for case in cases for consult in case.consults if consult.taken_at and not consult.via]
    ends = [_taken_over(case, consult) for case, consult in taken]
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
    """Needs of a conversation that has any; one that was only handed over had one."""
    if len(helped) < LEAST_COUNT:
        yield Assumed("needs.per_helped", f"{len(helped)} helped conversations, fewer than {LEAST_COUNT}")
        return
    counts = Counter(min(max(len(needs_of(case)), 1), MOST_PER_HELPED) for case in helped)
    for number in range(1, max(counts) + 1):
        found = intervals.share(counts[number], len(helped))
        title = "helped once" if number == 1 else f"helped {number} times"
        yield Estimate(title, found, len(helped), "helped conversations", "share", f"needs.per_helped.{number - 1}")


def _shares(part: str, names: Sequence[str], seen: Sequence[str]) -> Iterator[Estimate | Assumed]:
    if len(seen) < LEAST_COUNT:
        yield Assumed(f"needs.{part}", f"{len(seen)} consults, fewer than {LEAST_COUNT}")
        return
    for name in names:
        found = intervals.share(seen.count(name), len(seen))
        yield Estimate(f"share of {name}", found, len(seen), "consults", "share", f"needs.{part}.{name}")


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
