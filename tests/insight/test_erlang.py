"""The closed forms against published values, values counted by hand, and each other."""

import math
from collections.abc import Callable

import pytest
from scipy.stats import poisson

from earpiece.domain.errors import Invalid
from earpiece.insight.erlang import (
    Class,
    Impatient,
    Patient,
    by_priority,
    by_priority_many,
    chat_slots,
    erlang_b,
    erlang_c,
    fewest,
    halfin_whitt,
    one_person,
    square_root_staff,
    staff_for,
)


def balanced(servers: int, rate: float, service_s: float, patience_s: float) -> tuple[float, float]:
    """Who waits and who leaves, from the balance of a birth-death process with very many states."""
    logs = [0.0]
    for inside in range(1, 3000):
        leaving = min(inside, servers) / service_s + max(inside - servers, 0) / patience_s
        logs.append(logs[-1] + math.log(rate / leaving))
    weights = [math.exp(each - max(logs)) for each in logs]
    whole = sum(weights)
    waiting = sum(weights[servers:]) / whole
    line = sum((inside - servers) * each for inside, each in enumerate(weights) if inside > servers) / whole
    return waiting, line / patience_s / rate


@pytest.mark.parametrize(
    ("servers", "load", "blocked"),
    [
        (1, 1.0, 1 / 2),
        (2, 1.0, 1 / 5),
        (3, 2.0, 4 / 19),
        (10, 4.46, 0.01),
        (100, 84.06, 0.01),
        (0, 3.0, 1.0),
        (4, 0.0, 0.0),
    ],
)
def test_erlang_b_as_in_its_tables(servers: int, load: float, blocked: float) -> None:
    assert erlang_b(servers, load) == pytest.approx(blocked, rel=2e-3)


def test_erlang_b_is_the_first_sum_for_few_and_stable_for_thousands() -> None:
    states = [7.5**n / math.factorial(n) for n in range(13)]
    assert erlang_b(12, 7.5) == pytest.approx(states[-1] / sum(states), rel=1e-12)
    assert 0 < erlang_b(5000, 5000) < 0.02
    assert erlang_b(5000, 1.0) == 0


def test_erlang_c_as_a_textbook_s_call_centre_has_it() -> None:
    """100 calls in half an hour of three minutes each: 14 people answer 88.8 % in 20 s, 7.8 s on average."""
    line = Patient(14, 100 / 1800, 180)
    assert line.waits == pytest.approx(0.1741, abs=1e-4)
    assert line.within(20) == pytest.approx(0.888, abs=1e-3)
    assert line.mean_wait_s == pytest.approx(7.8, abs=0.05)
    assert line.occupancy == pytest.approx(0.714, abs=1e-3)
    assert line.within(line.wait_s(0.95)) == pytest.approx(0.95)
    assert line.wait_s(0.5) == 0


def test_one_server_is_m_m_1() -> None:
    line = Patient(1, 0.5, 1)
    assert line.waits == pytest.approx(0.5)
    assert line.mean_wait_s == pytest.approx(1.0)
    assert line.within(3) == pytest.approx(1 - 0.5 * math.exp(-1.5))


@pytest.mark.parametrize(("servers", "load"), [(1, 0.3), (7, 5.0), (40, 35.0), (2000, 1950.0)])
def test_more_wait_than_would_be_turned_away(servers: int, load: float) -> None:
    assert erlang_b(servers, load) <= erlang_c(servers, load) <= 1


def test_erlang_a_as_published() -> None:
    """Garnett, Mandelbaum and Reiman: 48 calls a minute of one minute, 50 people, patience of two minutes."""
    line = Impatient(50, 0.8, 60, 120)
    assert line.abandons == pytest.approx(0.031, abs=5e-4)
    assert line.mean_wait_s == pytest.approx(3.7, abs=0.05)
    assert Patient(50, 0.8, 60).mean_wait_s == pytest.approx(20.8, abs=0.05)


def test_erlang_a_with_patience_like_service_is_poisson() -> None:
    for servers, load in ((3, 2.0), (50, 48.0), (50, 70.0), (2000, 2010.0)):
        line = Impatient(servers, load / 60, 60, 60)
        assert line.waits == pytest.approx(poisson.sf(servers - 1, load), rel=1e-9)


@pytest.mark.parametrize(
    ("servers", "rate", "service_s", "patience_s"), [(12, 0.1, 90, 280), (5, 1.0, 60, 120), (3, 0.02, 400, 30)]
)
def test_erlang_a_is_the_balance_of_its_states(servers: int, rate: float, service_s: float, patience_s: float) -> None:
    waits, abandons = balanced(servers, rate, service_s, patience_s)
    line = Impatient(servers, rate, service_s, patience_s)
    assert line.waits == pytest.approx(waits, rel=1e-9)
    assert line.abandons == pytest.approx(abandons, rel=1e-9)


def test_served_in_time_is_those_who_do_not_wait_at_once_and_all_but_the_lost_in_the_end() -> None:
    line = Impatient(12, 0.12, 100, 200)
    assert line.within(0) == pytest.approx(1 - line.waits)
    assert line.within(5000) == pytest.approx(1 - line.abandons)
    served = [line.within(seconds) for seconds in range(0, 300, 10)]
    assert served == sorted(served)


def test_endless_patience_makes_a_into_c() -> None:
    patient, impatient = Patient(50, 0.8, 60), Impatient(50, 0.8, 60, 1e8)
    assert impatient.waits == pytest.approx(patient.waits, rel=1e-4)
    assert impatient.mean_wait_s == pytest.approx(patient.mean_wait_s, rel=1e-3)
    assert impatient.within(20) == pytest.approx(patient.within(20), rel=1e-4)


def test_erlang_a_holds_for_thousands_and_for_far_too_few() -> None:
    assert Impatient(5000, 5000 / 300, 300, 280).waits == pytest.approx(0.5, abs=0.02)
    assert Impatient(1, 5000 / 300, 300, 280).abandons == pytest.approx(1 - 1 / 5000, rel=1e-6)
    assert Impatient(20000, 5000 / 300, 300, 280).abandons == 0
    assert Impatient(3, 0, 60, 60).within(0) == 1


def test_a_line_s_spread_for_one_person() -> None:
    assert one_person(0.5, 1, cv=1) == pytest.approx(Patient(1, 0.5, 1).mean_wait_s)
    assert one_person(0.5, 1, cv=0) == pytest.approx(one_person(0.5, 1, cv=1) / 2)


def test_priorities_move_waits_but_keep_the_work_waiting() -> None:
    """Kleinrock's conservation law: the load-weighted sum of mean waits does not depend on the order."""
    first, second = Class(0.3, 1, 0.5), Class(0.1, 4, 1.2)
    one, two = by_priority([first, second]), by_priority([second, first])
    assert one[0] < two[1]
    assert first.load * one[0] + second.load * one[1] == pytest.approx(second.load * two[0] + first.load * two[1])
    assert by_priority([Class(0.3, 1), Class(0.3, 1)]) == pytest.approx([0.6 / 0.7, 0.6 / (0.7 * 0.4)])


def test_priorities_of_many_servers_average_to_erlang_c() -> None:
    waits = by_priority_many(4, [0.02, 0.05], 50)
    mean = (0.02 * waits[0] + 0.05 * waits[1]) / 0.07
    assert waits[0] < mean < waits[1]
    assert mean == pytest.approx(Patient(4, 0.07, 50).mean_wait_s)
    assert by_priority_many(1, [0.2, 0.3], 1) == pytest.approx(by_priority([Class(0.2, 1), Class(0.3, 1)]))


def test_chat_slots_of_one_are_m_m_1_and_of_even_speeds_a_pool() -> None:
    one = chat_slots(0.5, 1, [1])
    assert (one.mean_wait_s, one.mean_service_s, one.busy, one.at_once) == pytest.approx((1, 1, 0.5, 1))
    three, pool = chat_slots(0.02, 100, [1, 2, 3]), Patient(3, 0.02, 100)
    assert three.mean_wait_s == pytest.approx(pool.mean_wait_s)
    assert three.mean_service_s == pytest.approx(100)
    slow = chat_slots(0.02, 100, [1, 1.7, 2.5])
    assert slow.mean_service_s > 100
    assert slow.at_once < 3


def test_staff_is_the_fewest_that_reach_the_target() -> None:
    """The textbook's call centre again: 80 % in 20 s take 14."""
    assert staff_for(100 / 1800, 180, within_s=20, share=0.8) == 14
    assert staff_for(100 / 1800, 180, within_s=20, share=0.8, occupancy=0.6) == math.ceil(10 / 0.6)
    assert staff_for(100 / 1800, 180, within_s=20, share=0.8, patience_s=280) <= 14
    assert staff_for(0, 180, within_s=20, share=0.8) == 0
    assert staff_for(0, 180, within_s=20, share=0.8, least=2) == 2


def test_more_load_never_needs_fewer() -> None:
    staff = [staff_for(load / 100, 100, within_s=20, share=0.95) for load in range(1, 60)]
    assert staff == sorted(staff)
    assert all(people > load for load, people in enumerate(staff, 1))


def test_the_square_root_rule_is_near_what_erlang_c_needs() -> None:
    for load in (10, 100, 1000):
        people = square_root_staff(load, 1.0)
        assert erlang_c(people, load) == pytest.approx(
            halfin_whitt((people - load) / math.sqrt(load)), abs=0.15 / math.sqrt(load)
        )
    assert halfin_whitt(1.0) == pytest.approx(0.2234, abs=1e-4)
    assert square_root_staff(0, 1.7) == 0


def test_the_fewest_are_found() -> None:
    for least in (0, 1, 2, 7, 1000):
        assert fewest(least.__le__) == least
    assert fewest(lambda n: n >= 3, 5) == 5


@pytest.mark.parametrize(
    ("nonsense", "mend"),
    [
        (lambda: erlang_b(-1, 2), "0 or more"),
        (lambda: erlang_b(3, -0.5), "0 or more"),
        (lambda: erlang_b(3, math.nan), "0 or more"),
        (lambda: Patient(0, 1, 1), "at least one person"),
        (lambda: Patient(10, 1, 10), "at least 11"),
        (lambda: Patient(3, 0.1, 1).within(-1), "0 or more"),
        (lambda: Patient(3, 0.1, 1).wait_s(1.5), "between 0 and 1"),
        (lambda: Impatient(3, 1, 1, 0), "above 0"),
        (lambda: Impatient(3, -1, 1, 5), "0 or more"),
        (lambda: one_person(1, 1, 1), "more people"),
        (lambda: one_person(0.1, 1, -1), "0 or more"),
        (lambda: by_priority_many(2, [1, 1], 1), "more people"),
        (lambda: chat_slots(3, 1, [1, 1.7]), "more people"),
        (lambda: chat_slots(1, 1, []), "total speed"),
        (lambda: halfin_whitt(0), "above 0"),
        (lambda: square_root_staff(-1, 1), "0 or more"),
        (lambda: staff_for(1, 1, within_s=20, share=95), "between 0 and 1"),
        (lambda: staff_for(1, 1, within_s=20, share=0.9, occupancy=0), "0.85"),
        (lambda: fewest(lambda n: False), "target"),
    ],
)
def test_nonsense_is_refused_with_how_to_mend_it(nonsense: Callable[[], object], mend: str) -> None:
    with pytest.raises(Invalid, match=mend):
        nonsense()
