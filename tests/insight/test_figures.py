"""Figures of cases made by hand: each expected number is counted in the comment above it."""

from typing import Any

import pytest

from earpiece.domain.playbook import Costs
from earpiece.insight.cases import Case, Consulted, Led, Span
from earpiece.insight.figures import figures, quantile
from earpiece.insight.measures import BY_NAME, MEASURES
from earpiece.insight.sharing import shared

DAY = 24 * 3600.0


def case(name: str = "c", since: float = 0, until: float | None = 100, outcome: str = "resolved", **more: Any) -> Case:
    ended = outcome if until is not None else None
    return Case(conversation=name, channel="chat", opened_at=since, closed_at=until, outcome=ended, **more)


def consult(asked: float = 10, **more: Any) -> Consulted:
    """Needed when asked, taken after 10 s, answered after 30 s, 20 s of a person's time."""
    usual: dict[str, Any] = {
        "ended": "answered", "needed_at": asked, "taken_at": asked + 10, "ended_at": asked + 30, "seconds": 20.0,
    }  # fmt: skip
    return Consulted(
        id=f"ask{asked}",
        name="refund",
        kind="approval",
        skill="orders",
        asked_at=asked,
        **{**usual, **more},
    )


def test_every_measure_has_a_figure_and_the_other_way_round() -> None:
    """In their order; without any case there is nothing to divide by."""
    found = figures([])
    assert list(found) == [measure.name for measure in MEASURES] == list(BY_NAME)
    assert {name: value for name, value in found.items() if value is not None} == {"conversations": 0.0}


def test_a_definition_is_a_sentence_or_two() -> None:
    """No name comes twice, and no two mean the same."""
    assert len(BY_NAME) == len(MEASURES) == len({measure.definition for measure in MEASURES})
    for measure in MEASURES:
        assert measure.definition.endswith("."), measure.name
        assert measure.definition.count(". ") <= 2, measure.name


def test_open_conversations_count_nowhere() -> None:
    """One of two is over."""
    found = figures([case("a"), case("b", until=None, consults=(consult(),))])
    assert (found["conversations"], found["consult_rate"], found["resolved"]) == (1, 0, 1)


# ── how it ended ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_resolution() -> None:
    """Resolved: 100 s, 200 s, and the one promised whose answer came at 600 (its talk was 100 s). Not: the promise not
    kept, the unresolved, the abandoned, the one who gave up. 3 of 7; 900 / 3 = 300 s; the middle one is 200 s."""
    promised: dict[str, Any] = {"outcome": "promised"}
    found = figures([
        case("a"), case("b", until=200), case("c", consults=(consult(50, ended_at=600.0),), **promised),
        case("d", consults=(consult(50, ended="expired"),), **promised), case("e", outcome="unresolved"),
        case("f", outcome="abandoned"), case("g", left_waiting=True),
    ])  # fmt: skip
    assert found["resolved"] == pytest.approx(3 / 7)
    assert (found["resolution_s"], found["resolution_p50_s"]) == (300, 200)
    assert found["gap_to_end_s"] == 550  # only c had a gap: from 50 to its answer at 600
    assert found["abandoned"] == pytest.approx(2 / 7)


def test_from_the_gap_to_the_end() -> None:
    """From 10 to 100, and from 60 to 100: 90 and 40 s."""
    found = figures([case("a", consults=(consult(10),)), case("b", consults=(consult(60),)), case("c")])
    assert (found["gap_to_end_s"], found["gap_to_end_p50_s"]) == (65, 40)


def test_containment_transfers_and_the_split() -> None:
    """Alone: a and e. Consulted: b. Handed over: c (led for a while) and d (transferred). e was abandoned, so that
    containment is 2 (a, b) of 4."""
    led = (Led("ann", 20, 30, 60, 30),)
    found = figures([
        case("a"), case("b", consults=(consult(),)), case("c", led=led),
        case("d", handed_off=True, outcome="handed_off"), case("e", outcome="abandoned"),
    ])  # fmt: skip
    assert (found["contained"], found["transferred"]) == (0.5, 0.2)
    assert (found["alone"], found["consulted"], found["handed_over"]) == (0.4, 0.2, 0.4)


def test_first_contact() -> None:
    """Known and resolved: Maya's first (she comes again 3 days after its end: no), her second (9 days until the third:
    yes), her third, and Ned's. Guests and unresolved ones are not in it. 3 of 4; if three days do not count, 4 of 4."""
    found = [
        case("a", customer="maya"), case("b", since=3 * DAY, until=3 * DAY + 100, customer="maya"),
        case("c", since=12 * DAY, until=12 * DAY + 100, customer="maya"), case("d", customer="ned"), case("e"),
        case("f", since=DAY, until=DAY + 1, outcome="unresolved", customer="zoe"),
    ]  # fmt: skip
    assert figures(found)["first_contact"] == 0.75
    assert figures(found, again_days=2)["first_contact"] == 1
    assert figures([case()])["first_contact"] is None


# ── people ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_decided_alone() -> None:
    """5 of 8 decisions; 2 of the 5 were looked at, and one of these was wrong. Without any there is no figure."""
    some = case("a", decided_alone=5, decided_asked=1, looked_at=2, looked_wrong=1, looked_seconds=9.0)
    found = figures([some, case("b", decided_asked=2)])
    assert (found["decided_alone"], found["looked_at"], found["looked_wrong"]) == (5 / 8, 2 / 5, 1 / 2)
    assert found["human_s_per_conversation"] == 4.5
    assert figures([case()])["decided_alone"] is None


def test_handling_time() -> None:
    """Consults: 20 s, 0 s (another card's answer), 12 s for nothing (expired). 32 s / 1 answered by a person. Leading
    50 s, approving 18 s: 100 s over 4 conversations, 3 of them helped."""
    found = figures([
        case("a", consults=(consult(), consult(20, via="x", seconds=0.0), consult(30, ended="expired", seconds=12.0))),
        case("b", led=(Led("ann", 0, 0, 50, 50),)), case("c", reviewed_seconds=18.0), case("d"),
    ])  # fmt: skip
    assert (found["handling_s"], found["human_s_per_conversation"]) == (32, 25)
    assert found["human_s_per_helped"] == pytest.approx(100 / 3)
    assert (found["consult_rate"], found["consults_per_conversation"], found["consults_per_consulted"]) == (
        0.25,
        0.75,
        3,
    )


def test_service_level_and_speed_of_answer() -> None:
    """Taken up after 10 s, 30 s (a transfer) and 0 s (taken before it was needed): mean 40 / 3. Never: the expired one
    and the caller whom nobody came to. Within 20 s: 2 of 5. Left out: one withdrawn after 5 s, one asked early and
    never needed, and a person who stepped in unasked."""
    found = figures([
        case("a", consults=(consult(), consult(20, needed_at=50.0, taken_at=30.0, early=True))),
        case("b", led=(Led("ann", 20, 50, 90, 40), Led("bo", 92, 92, 95, 3, unasked=True)), handed_off=True),
        case("c", consults=(consult(ended="expired", taken_at=None, ended_at=70.0),)),
        case("d", handed_off=True, waits=(Span(10, 90),), left_waiting=True),
        case("e", consults=(consult(ended="withdrawn", taken_at=None, ended_at=15.0),)),
        case("f", consults=(consult(early=True, needed_at=None, ended="withdrawn", taken_at=None, ended_at=80.0),)),
    ])  # fmt: skip
    assert found["service_level"] == 0.4
    assert found["speed_of_answer_s"] == pytest.approx(40 / 3)
    assert figures([case(consults=(consult(),))], pickup_s=9)["service_level"] == 0


def test_occupancy_and_concurrency() -> None:
    """20 s of work in 80 s; the helped conversation lasted 100 s: five at a time for each person at work."""
    found = figures([case("a", consults=(consult(),)), case("b", until=900)], paid_s=80)
    assert (found["occupancy"], found["concurrency"]) == (0.25, 5)
    found = figures([case("a", consults=(consult(),))], paid_s=80, busy_s=40)
    assert (found["occupancy"], found["concurrency"]) == (0.5, 2.5)


def test_nobodys_seconds_count_twice() -> None:
    """Ann leads a from 0 to 60 and b from 30 to 60: 30 + 15 and 15 s. Bo is somebody else."""
    cases = shared([
        case("a", led=(Led("ann", 0, 0, 60, 60),)), case("b", led=(Led("ann", 30, 30, 60, 30),)),
        case("c", led=(Led("bo", 0, 0, 60, 60),)), case("d"),
    ])  # fmt: skip
    assert [[led.seconds for led in each.led] for each in cases] == [[45], [15], [60], []]
    assert sum(each.human_seconds for each in cases) == 120


# ── the wait ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_wait_caused_by_people() -> None:
    """Helped: 0, 0.5, 30 + 10 and 59.5 s; the fifth was served alone. Mean 100 / 4; median 0.5; 95th percentile 59.5;
    two noticed none; one of four gave up."""

    def waiting(name: str, *spans: tuple[float, float], **more: Any) -> Case:
        return case(name, consults=(consult(),), waits=tuple(Span(*span) for span in spans), **more)

    found = figures([
        waiting("a"), waiting("b", (10, 10.5)), waiting("c", (10, 40), (50, 60)),
        waiting("d", (10, 69.5), left_waiting=True), case("e"),
    ])  # fmt: skip
    assert (found["wait_mean_s"], found["wait_p50_s"], found["wait_p95_s"]) == (25, 0.5, 59.5)
    assert (found["no_wait"], found["hang_ups"]) == (0.5, 0.25)


@pytest.mark.parametrize(("share", "expected"), [(0.5, 2), (0.51, 3), (0.95, 4), (0.25, 1), (0, 1), (1, 4)])
def test_a_quantile_is_one_of_the_values(share: float, expected: float) -> None:
    """The smallest that so large a share does not exceed."""
    assert quantile([4, 2, 1, 3], share) == expected
    assert quantile([], share) is None


# ── how well ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_became_of_the_questions() -> None:
    """Ended: 5 (one is open). Expired 1 of 5; reminded 2, widened 1. By a person: the answered, the overturned and the
    needless one, so overturned is 1 of 3. Time was spent on those three and on the one taken back: needless 2 of 4."""
    found = figures([case(consults=(
        consult(1, rungs=("remind", "widen")), consult(2, overturned=True), consult(3, ended="unneeded"),
        consult(4, ended="expired", rungs=("remind", "expire"), seconds=0.0, taken_at=None),
        consult(5, ended="withdrawn", seconds=7.0), consult(6, ended="open"),
    ))])  # fmt: skip
    assert (found["unanswered"], found["reached_remind"], found["reached_widen"], found["reached_expire"]) == (
        0.2, 0.4, 0.2, 0.2
    )  # fmt: skip
    assert found["overturned"] == pytest.approx(1 / 3)
    assert found["needless"] == 0.5
    assert found["missed"] is None


def test_early_questions_that_were_needed() -> None:
    """Needed; answered in time and used; withdrawn: 2 of 3."""
    early = {"early": True, "needed_at": None}
    found = figures([case(consults=(
        consult(1, early=True), consult(2, **early), consult(3, ended="withdrawn", seconds=0.0, taken_at=None, **early),
    ))])  # fmt: skip
    assert found["early_needed"] == pytest.approx(2 / 3)


def test_missed_questions_are_known_in_simulations_only() -> None:
    """1 missed beside 3 asked for good reason: 1 of 4."""
    asked = (consult(1), consult(2), consult(3), consult(4, ended="unneeded"))
    found = figures([case(consults=asked, needs_known=True, missed=1), case("b", consults=asked)])
    assert found["missed"] == 0.25


# ── money, and what customers say ─────────────────────────────────────────────────────────────────────────────────────


def test_costs() -> None:
    """36 s of a person at 30.00 an hour: 0.30. 5 turns at 0.01 and 0.05 known: 0.10. 3 minutes at 0.02: 0.06. For each
    of two conversations half of it."""
    paid = case("a", consults=(consult(seconds=36.0),), model_turns=5, telephone_seconds=180.0)
    found = figures([paid, case("b", model_cost=0.05)], costs=Costs(30.0, 0.01, 0.02))
    names = ("cost", "cost_people", "cost_model", "cost_telephone")
    assert [found[name] for name in names] == pytest.approx([0.23, 0.15, 0.05, 0.03])
    assert [figures([paid])[name] for name in names] == [None] * 4


def test_satisfaction() -> None:
    """5, 4 and 2, and one that did not say: two of three are content, the mean is 11 / 3, three of four answered."""
    found = figures([case(str(rating), rating=rating) for rating in (5, 4, 2, None)])
    assert [found[name] for name in ("satisfied", "rating", "rated")] == pytest.approx([2 / 3, 11 / 3, 0.75])


def test_a_later_or_slower_clock_changes_no_share() -> None:
    """All times twice as long: durations double, all else stays, as long as no bound in seconds is crossed."""
    one = [case("a", consults=(consult(10),), waits=(Span(10, 40),)), case("b", until=50)]
    two = [
        case("a", until=200, consults=(consult(20, taken_at=40, ended_at=80, seconds=40),), waits=(Span(20, 80),)),
        case("b", until=100),
    ]  # fmt: skip
    before, after = figures(one), figures(two)
    for measure in MEASURES:
        value = before[measure.name]
        doubled = 2 * value if value is not None and measure.unit == "s" else value
        assert after[measure.name] == (pytest.approx(doubled) if doubled is not None else None), measure.name
