"""What a floor has to do: counted by hand, and the same as what is played."""

import pytest

from earpiece.domain.errors import Invalid
from earpiece.insight.day import Day, read_day, scaled
from earpiece.insight.planning.customers import draw
from earpiece.insight.planning.days import Days
from earpiece.insight.planning.load import MODES, Mode, expected
from earpiece.insight.planning.people import staffed
from tests.insight.planning.days import plain


def test_the_ordinary_day_s_questions_by_hand() -> None:
    """600 conversations, 40 % of them helped: 1, 2 or 3 gaps, each but the last taken over in 5 %."""
    load = expected(read_day("ordinary"))
    asked = 600 * 0.4 * (0.625 + 0.275 * (1 + 0.95) + 0.1 * (1 + 0.95 + 0.95**2))
    assert sum(load.pieces) + load.late_pieces == pytest.approx(asked)
    assert load.seconds > 8 + 12 + 0.35 * 20 + 0.3 * 35 + 0.2 * 60 + 0.15 * 150


def test_one_gap_in_the_middle_by_hand() -> None:
    day = plain(arrivals=(60.0,) * 4)
    consult, escalate, people = (expected(day, mode) for mode in MODES)
    assert consult.seconds == pytest.approx(8 + 12 + 40)
    assert consult.erlangs(2) == pytest.approx(60 * 60 / 1800)
    turn = 9 + 20
    assert escalate.seconds == pytest.approx(45 + 0.25 * 5 * turn + 5 * turn + 40 + 45)
    assert people.seconds == pytest.approx(10 * turn + 40 + 45)
    assert sum(people.pieces) == pytest.approx(240)


@pytest.mark.parametrize("mode", MODES)
def test_work_that_is_counted_is_work_that_is_played(mode: Mode) -> None:
    """Balance: people with time enough work as long as was expected, to three standard errors or so."""
    day = read_day("ordinary")
    day = day.model_copy(update={"channels": {"voice": 1.0}, "pace": {"voice": day.pace["voice"]}})
    days = Days(day, mode, range(12))
    load = expected(day, mode)
    counts = [60 if mode == "people" else 30] * len(day.arrivals)
    patient = {"voice": day.talk_patience["voice"].model_copy(update={"mean_s": 1e9})}
    days.day = day.model_copy(update={"talk_patience": patient})
    whole = days.measure(staffed(days.day, mode, counts, [frozenset(load.shares)] * 60)).whole
    assert whole.pieces / 12 == pytest.approx(sum(load.pieces), rel=0.04)
    assert whole.busy_s / whole.pieces == pytest.approx(load.seconds, rel=0.04)


def test_skills_and_intervals_add_up_to_the_whole() -> None:
    load = expected(read_day("ordinary"))
    for place in range(len(load.pieces)):
        parts = [load.erlangs(place, frozenset({skill})) for skill in load.shares]
        assert sum(parts) == pytest.approx(load.erlangs(place))
    assert load.hours == pytest.approx(sum(load.pieces) * load.least_seconds / 3600)
    assert load.peak == 6


def test_twice_as_many_customers_are_twice_the_work() -> None:
    day = read_day("ordinary")
    twice = expected(day.model_copy(update={"arrivals": scaled(day.arrivals, 2)}))
    assert twice.hours == pytest.approx(2 * expected(day).hours)


def test_the_same_seed_gives_the_same_customers_and_an_outage_only_adds_to_them() -> None:
    day = read_day("outage")
    usual = draw(day, "consult", 3)
    assert usual == draw(day, "consult", 3)
    assert usual != draw(day, "consult", 4)
    with_outage = draw(day, "consult", 3, day.outages[0])
    common = [each for each in with_outage if each.common]
    assert {each.arrives for each in usual} & {each.arrives for each in with_outage}
    assert all(3 * 3600 <= each.arrives < 4 * 3600 and len(each.gaps) == 1 for each in common)
    assert len({each.skill for each in common}) == 1
    # An hour of the usual 61, one and a half times as many more, nine in ten of them for the one question.
    assert len(common) == pytest.approx(61 * 1.5 * 0.9, rel=0.3)


@pytest.mark.parametrize(
    ("change", "mend"),
    [
        ({"channels": {"voice": 0.5}}, "sum to 1"),
        ({"channels": {"voice": 1.0}, "pace": {}}, "channels.voice"),
        ({"arrivals": ()}, "one interval"),
    ],
)
def test_a_scenario_that_does_not_add_up_is_refused(change: dict[str, object], mend: str) -> None:
    with pytest.raises(Invalid, match=mend):
        expected(read_day("ordinary").model_copy(update=change))


def test_a_plan_needs_to_know_how_many_are_helped() -> None:
    day: Day = read_day("ordinary")
    needs = day.needs.model_copy(update={"helped": None})
    with pytest.raises(Invalid, match=r"needs\.helped"):
        expected(day.model_copy(update={"needs": needs}))
