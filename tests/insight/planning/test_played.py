"""A day of a floor: what is counted where, and what becomes of questions nobody takes."""

import pytest

from earpiece.insight.day import Day, Fallback, Patience
from earpiece.insight.erlang import Patient
from earpiece.insight.floor.people import Person
from earpiece.insight.planning.customers import Customer, Gap
from earpiece.insight.planning.days import Days
from earpiece.insight.planning.load import expected
from earpiece.insight.planning.people import staffed
from earpiece.insight.planning.played import Setting, Tally, play, together
from tests.insight.planning.days import plain

KNOWS = frozenset({"disputes"})


def customer(number: int, arrives: float, at: float = 5.0, patience_s: float = 1e6, **more: object) -> Customer:
    return Customer(number, arrives, "voice", "disputes", 10, (Gap(at, 40.0, False),), patience_s, patience_s, **more)  # type: ignore[arg-type]


def played(day: Day, customers: list[Customer], people: list[Person] | None = None) -> list[Tally]:
    one = [Person("ann", KNOWS, 0.0, day.seconds)]
    return play(Setting(day, "consult", one if people is None else people, customers))


def test_two_questions_at_once_for_one_person() -> None:
    """Five turns of 17 s after the hello each asks; 60 s of work each: the second waits for 60 s."""
    day = plain(arrivals=(1.0, 1.0))
    first, second = played(day, [customer(1, 0), customer(2, 0)])
    assert first.waits == [0.0, 60.0]
    assert (first.in_time, first.helped, first.pieces) == (1, 2, 2)
    assert first.busy_s == pytest.approx(120)
    assert first.answer_mean_s == pytest.approx(90)
    assert first.there_s == second.there_s == 1800
    assert second.service is None


def test_work_over_the_half_hour_is_counted_where_it_is_done() -> None:
    day = plain(arrivals=(1.0, 1.0))
    first, second = played(day, [customer(1, 1800 - 85 - 20)])
    assert (first.pieces, second.pieces) == (1, 0)
    assert first.busy_s == pytest.approx(20)
    assert second.busy_s == pytest.approx(40)


def test_who_waits_too_long_leaves() -> None:
    day = plain(arrivals=(1.0,))
    (tally,) = played(day, [customer(1, 0), customer(2, 0, patience_s=30)])
    assert tally.hung_up == 1
    assert tally.hang_ups == 0.5


def test_a_question_nobody_takes_is_promised_or_becomes_a_transfer() -> None:
    crowd = [customer(number, 0) for number in range(3)]
    promised = together(played(plain(arrivals=(1.0,)), crowd))
    assert (promised.promised, promised.transferred) == (1, 0)
    transfers = plain(arrivals=(1.0,), fallback=Fallback(after_s=59, to="transfer"))
    transferred = together(played(transfers, crowd))
    assert (transferred.promised, transferred.transferred) == (0, 2)
    assert transferred.busy_s > 3 * promised.busy_s
    waiting = together(played(plain(arrivals=(1.0,), fallback=Fallback(to="nothing")), crowd))
    assert (waiting.promised, waiting.transferred, waiting.pieces) == (0, 0, 3)


def test_transfers_behind_the_questions_let_questions_first() -> None:
    long = Customer(0, 0, "voice", "disputes", 10, (Gap(5, 100.0, False),), 1e6, 1e6)
    crowd = [long, customer(1, 0), customer(2, 70)]
    usual = plain(arrivals=(1.0,), fallback=Fallback(after_s=59, to="transfer"))
    behind = plain(arrivals=(1.0,), fallback=Fallback(after_s=59, to="transfer", behind=True))
    assert sum(tally.transferred for tally in played(usual, crowd)) == 2
    assert sum(tally.transferred for tally in played(behind, crowd)) == 1


def test_while_the_desk_is_closed_no_ladder_runs() -> None:
    """Who waits at closing is promised an answer, what would be asked later waits for the morning."""
    day = plain(arrivals=(1.0,), fallback=Fallback(after_s=600, to="transfer"))
    late = [customer(1, 1800 - 85 - 5), customer(2, 1800 - 85 - 5), customer(3, 1800 - 20)]
    (tally,) = played(day, late)
    assert (tally.pieces, tally.promised, tally.transferred, tally.hung_up) == (2, 1, 0, 0)


def test_where_nobody_with_the_skill_is_on_duty_it_is_promised_at_once() -> None:
    day = plain(arrivals=(1.0, 1.0))
    late = [Person("ann", KNOWS, 1800.0, 3600.0)]
    first, _ = played(day, [customer(1, 0, patience_s=10)], late)
    assert (first.promised, first.hung_up) == (1, 0)


def test_a_bulletin_answers_the_common_question_and_a_joined_card_answers_all() -> None:
    day = plain(arrivals=(1.0,))
    crowd = [customer(number, 0, common=True) for number in range(20)]
    ann = [Person("ann", KNOWS, 0.0, day.seconds)]
    alone = together(play(Setting(day, "consult", ann, crowd)))
    joined = together(play(Setting(day, "consult", ann, crowd, joined=True)))
    after = play(Setting(day, "consult", ann, crowd, joined=True, bulletin_at=60.0))
    assert alone.busy_s == pytest.approx(20 * 60)
    assert joined.busy_s == pytest.approx(60)
    assert together(after).pieces == 0


def test_people_on_duty_are_paid_and_gone_when_the_plan_says_so() -> None:
    day = plain(arrivals=(1.0, 1.0, 1.0))
    people = staffed(day, "consult", [2, 1, 2], [KNOWS] * 2)
    assert [person.there for person in people] == [5400.0, 3600.0]
    assert [person.on_duty(2000.0) for person in people] == [True, False]
    assert [tally.there_s for tally in play(Setting(day, "consult", people, []))] == [3600, 1800, 3600]


def test_a_floor_of_like_people_is_erlang_c() -> None:
    """Exponential decisions, nothing else: the share that waits and the service level are the formula's."""
    day = plain(
        arrivals=(120.0,) * 6,
        decisions={"approval": plain().decisions["approval"].model_copy(update={"mean_s": 60, "cv": 1.0})},
        consult=plain().consult.model_copy(update={"switch_s": 0, "read_s": 0}),
        fallback=Fallback(to="nothing"),
    )
    load = expected(day)
    line = Patient(6, load.pieces[3] / load.interval_s, load.least_seconds)
    counted = Days(day, "consult", range(8)).measure(staffed(day, "consult", [6] * 6, [KNOWS] * 6))
    settled = together(counted.intervals[1:])
    assert settled.service == pytest.approx(line.within(20), abs=0.025)
    assert settled.occupancy == pytest.approx(line.occupancy, abs=0.02)


def test_impatience_is_the_scenario_s() -> None:
    day = plain(arrivals=(30.0,), talk_patience={"voice": Patience(mean_s=30)})
    hurried = Days(day, "consult", range(3)).measure(staffed(day, "consult", [1], [KNOWS])).whole
    assert hurried.hang_ups is not None
    assert hurried.hang_ups > 0.5
