"""A plan held against a day: small errors where the day came from the plan, large ones where something was wrong."""

from dataclasses import replace
from datetime import date

import pytest

from earpiece.domain.errors import Invalid
from earpiece.insight.attendance import Present
from earpiece.insight.backtest import Backtest, backtest, verdict
from earpiece.insight.cases import Case, Consulted, Span
from earpiece.insight.day import Day, read_day, scaled
from tests.insight.made_days import MONDAY, day_of, made, midnight

PLAYED = 10
DAYS = 14
PEOPLE = 2


@pytest.fixture(scope="module")
def plan() -> Day:
    """The ordinary day with customers who wait for the answer; two people have much to do."""
    day = read_day("ordinary")
    return day.model_copy(update={"fallback": day.fallback.model_copy(update={"to": "nothing"})})


@pytest.fixture(scope="module")
def came(plan: Day) -> tuple[list[Case], list[Present]]:
    """A day made from that plan."""
    return made(plan, 1, 3, people=PEOPLE)


def held(plan: Day, came: tuple[list[Case], list[Present]], when: date = MONDAY) -> Backtest:
    return backtest(plan, when, *came, days=PLAYED)


def test_a_day_made_from_its_own_plan_is_met(plan: Day, came: tuple[list[Case], list[Present]]) -> None:
    """No error is much larger than chance makes it, and every figure of the day is where played days have it."""
    found = held(plan, came)
    assert found.people == PEOPLE
    assert found.arrivals.wape < 1.5 * found.arrivals.chance
    assert found.questions.wape < 1.5 * found.questions.chance
    assert abs(found.arrivals.bias) < 0.1
    assert found.card_s[1] == pytest.approx(found.card_s[0], rel=0.15)
    assert found.service.met
    assert found.pickup_s.met
    assert found.needed_off < 1
    assert abs((found.service.planned or 0) - (found.service.came or 0)) < 0.06
    assert "met." in " ".join(verdict(found))


def test_a_wrong_roster_is_seen(plan: Day, came: tuple[list[Case], list[Present]]) -> None:
    """The same day with a roster of twice as many people, and with one of the two."""
    cases, present = came
    more = [*present, *(replace(each, id=f"{each.id}'") for each in present)]
    for wrong in (more, present[:1]):
        found = held(plan, (cases, wrong))
        assert found.service.met is False
        assert abs((found.service.planned or 0) - (found.service.came or 0)) > 0.06
    assert "missed." in " ".join(verdict(held(plan, (cases, present[:1]))))


def test_a_busier_day_than_planned_is_seen(plan: Day, came: tuple[list[Case], list[Present]]) -> None:
    """Half as many were expected: bias, error by interval, people needed."""
    half = plan.model_copy(update={"arrivals": scaled(plan.arrivals, 0.5)})
    found = held(half, came)
    assert found.arrivals.bias == pytest.approx(-0.5, abs=0.05)
    assert found.arrivals.wape > 2 * found.arrivals.chance
    assert all(came >= planned for planned, came in (each.needed for each in found.intervals[4:]))
    assert "more than chance explains" in verdict(found)[0]


def test_slower_answers_than_planned_are_seen(plan: Day, came: tuple[list[Case], list[Present]]) -> None:
    """The plan thought that people decide in half the time."""
    fast = {kind: each.model_copy(update={"mean_s": each.mean_s / 2}) for kind, each in plan.decisions.items()}
    found = held(plan.model_copy(update={"decisions": fast}), came)
    assert (found.card_s[1] or 0) > 1.2 * found.card_s[0]
    assert found.service.met is False
    assert (found.service.planned or 0) > (found.service.came or 0)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_most_days_made_from_a_plan_are_met(plan: Day) -> None:
    """In nine of ten, and the errors by interval are those of chance."""
    cases, present = made(plan, DAYS, 5, people=PEOPLE)
    tests = [backtest(plan, day_of(number), cases, present, days=12) for number in range(DAYS)]
    assert sum(bool(each.service.met) for each in tests) >= 0.7 * DAYS
    assert sum(bool(each.pickup_s.met) for each in tests) >= 0.7 * DAYS
    assert sum(each.arrivals.wape for each in tests) == pytest.approx(sum(x.arrivals.chance for x in tests), rel=0.1)
    assert sum(each.questions.wape for each in tests) == pytest.approx(sum(x.questions.chance for x in tests), rel=0.2)
    assert abs(sum(each.arrivals.bias for each in tests)) / DAYS < 0.03


# ── counted by hand ───────────────────────────────────────────────────────────────────────────────────────────────────

NOON = midnight(MONDAY) + 12 * 3600


def small(**other: object) -> Day:
    """Two half-hours from noon on, four customers expected in each."""
    day = read_day("ordinary").model_copy(update={"opens": "12:00", "arrivals": (4.0, 4.0)})
    return day.model_copy(update=other)


def asked(at: float, waited: float | None, **other: object) -> Consulted:
    taken = None if waited is None else at + waited
    plain = Consulted(f"q{at}", "ask", "approval", "disputes", at, "answered" if taken else "withdrawn", needed_at=at,
                      taken_at=taken, ended_at=at + (waited or 0) + 40, seconds=40.0 if taken else 0.0)  # fmt: skip
    return replace(plain, **other)  # type: ignore[arg-type]


def test_a_day_counted_by_hand() -> None:
    """Four conversations in the first half-hour, one in the second; waits of 5, 30 and 25 s, one hung up."""
    cases = [
        Case("a", "chat", NOON, NOON + 300, "resolved", consults=(asked(NOON + 60, 5.0),)),
        Case("b", "chat", NOON + 60, NOON + 300, "resolved", consults=(asked(NOON + 200, 30.0),)),
        Case("c", "chat", NOON + 90, NOON + 300, "abandoned", consults=(asked(NOON + 100, None),), left_waiting=True),
        Case("d", "chat", NOON + 95, NOON + 300, "resolved"),
        Case("e", "chat", NOON + 1900, NOON + 2300, "resolved", consults=(asked(NOON + 1950, 25.0),)),
    ]
    there = [Present("ann", ("disputes", "payments", "transfers", "identity"), (Span(NOON - 600, NOON + 2700),))]
    found = backtest(small(), MONDAY, cases, there, days=PLAYED)
    first, second = found.intervals
    assert (first.clock, second.clock) == ("12:00", "12:30")
    assert (first.arrivals, second.arrivals) == ((4.0, 4), (4.0, 1))
    assert (first.questions[1], second.questions[1]) == (3, 1)
    assert first.service[1] == pytest.approx(1 / 3)
    assert (first.pickup_s[1], second.service[1]) == (30.0, 0.0)
    assert (first.there, second.there) == (1.0, 0.5)
    assert found.arrivals.wape == pytest.approx(3 / 5)
    assert found.arrivals.mape == pytest.approx((0 + 3) / 2)
    assert found.arrivals.bias == pytest.approx(3 / 5)
    assert found.hang_ups.came == pytest.approx(1 / 4)
    assert found.card_s[1] == 40.0
    assert found.pickup_s.came == 25.0


def test_what_a_plan_cannot_know_is_noted() -> None:
    """Joined answers, people known from their cards only, a skill that nobody has."""
    cases = [
        Case("a", "chat", NOON, NOON + 300, "resolved", consults=(asked(NOON + 60, 5.0), asked(NOON, 1.0, via="q")))
    ]
    found = backtest(small(), MONDAY, cases, [Present("ann", ("disputes",), (Span(NOON, NOON + 900),), seen=False)],
                     days=2)  # fmt: skip
    assert "1 answer came with another card's" in " ".join(found.notes)
    assert "they were there longer" in " ".join(found.notes)
    assert "Nobody who was there has the skill payments, transfers, identity" in " ".join(found.notes)


def test_nothing_to_test_against() -> None:
    """A day without conversations, without people, or with people who know something else."""
    case = Case("a", "chat", NOON, NOON + 300, "resolved")
    with pytest.raises(Invalid, match="No conversation began on 2026-11-02"):
        backtest(small(), MONDAY, [], [])
    with pytest.raises(Invalid, match="Nobody was seen at the desk"):
        backtest(small(), MONDAY, [case], [])
    with pytest.raises(Invalid, match="none of the skills disputes"):
        backtest(small(), MONDAY, [case], [Present("ann", ("cards",), (Span(NOON, NOON + 900),))], days=2)
