"""The figures of the day so far, over conversations that go on while somebody looks."""

from collections.abc import Iterator

import pytest

from earpiece.insight.measures import BY_NAME
from earpiece.insight.today import COUNTED, Today, TodayView
from earpiece.sim.loop import START
from tests.support.stage import SHOP, Stage

HOUR = 3600.0


@pytest.fixture
def stage() -> Iterator[Stage]:
    """Nobody is there yet."""
    with Stage() as made:
        yield made


@pytest.fixture
def today(stage: Stage) -> Today:
    """Counts in this process."""
    return Today(stage.disk, stage.clock, SHOP.current, inline=True)


def looked(stage: Stage, today: Today, hours: float | None = None) -> TodayView:
    """The figures as of now."""
    return stage.run(today.look(hours))


def told(view: TodayView) -> dict[str, str]:
    return {each.name: each.told for each in view.figures}


def test_it_counts_what_came_to_an_end(stage: Stage, today: Today) -> None:
    """And each figure has its definition."""
    stage.opens("noah")
    stage.says("can I send it back", "bye")
    stage.opens("maya")
    stage.says("refund please", "the lamp", "60", "broken")
    stage.passes(10)
    stage.claims("ann")
    stage.passes(20)
    stage.answers("ann", decision="yes")
    view = looked(stage, today)
    assert (view.conversations, view.closed) == (2, 1)
    assert told(view)["resolved"] == "100 %"
    assert told(view)["consult_rate"] == "0 %"
    assert all(each.definition == BY_NAME[each.name].definition for each in view.figures)
    stage.says("bye")
    stage.passes(COUNTED)
    view = looked(stage, today)
    assert (view.conversations, view.closed) == (2, 2)
    assert told(view)["consult_rate"] == "50 %"
    assert told(view)["service_level"] == "100 %"
    assert 9 <= next(each.value or 0 for each in view.figures if each.name == "human_s_per_conversation") <= 11


def test_costs_are_shown_only_where_prices_are_set(stage: Stage, today: Today) -> None:
    """Other figures without a value are shown as not known."""
    view = looked(stage, today)
    assert told(view)["wait_p95_s"] == "–"
    assert ("cost" in told(view)) is (SHOP.current().policy.costs is not None)


def test_it_is_counted_once_for_all_who_look(stage: Stage, today: Today) -> None:
    """For some seconds; who asks for other hours gets theirs."""
    before = looked(stage, today)
    stage.opens("noah")
    stage.says("can I send it back", "bye")
    assert looked(stage, today) is before
    assert looked(stage, today, 1.0).conversations == 1
    stage.passes(COUNTED)
    assert looked(stage, today).conversations == 1


def test_the_hours_asked_for_are_those_counted(stage: Stage, today: Today) -> None:
    """Without hours it is since midnight where the desk is, which is in UTC here, at 14:13."""
    stage.opens("noah")
    stage.says("bye")
    stage.passes(2 * HOUR)
    stage.opens("maya")
    stage.says("bye")
    assert looked(stage, today, 1.0).conversations == 1
    assert looked(stage, today, 3.0).conversations == 2
    assert looked(stage, today).since == START - START % (24 * HOUR)
    stage.passes(10 * HOUR)
    assert looked(stage, today).conversations == 0
    assert looked(stage, today, 24.0).conversations == 2
