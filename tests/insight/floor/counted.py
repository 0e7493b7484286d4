"""Small days on the floor, counted by hand."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import inf

import pytest

from earpiece.desk.harm import TURN_COMES
from earpiece.insight.floor.engine import Floor
from earpiece.insight.floor.order import DEADLINE, HARM, PRIORITY
from earpiece.insight.floor.people import Person, alike
from earpiece.insight.floor.work import Rung, Ticket, Work

X, Y, BOTH = frozenset("x"), frozenset("y"), frozenset("xy")
SPEEDS = {"chat": (1.0, 1.7, 2.5)}


def play(floor: Floor, *arrivals: tuple[float, Work]) -> list[Ticket]:
    floor.offers(arrivals)
    floor.run()
    return floor.tickets


def taken(tickets: Sequence[Ticket]) -> list[float | None]:
    return [ticket.taken for ticket in tickets]


def task(seconds: float = 10.0, skills: frozenset[str] = X, **others: object) -> Work:
    return replace(Work("task", (seconds,), skills), **others)  # type: ignore[arg-type]


def person(name: str = "Ada", skills: frozenset[str] = X, since: float = 0.0, until: float = inf,
           pauses: tuple[tuple[float, float], ...] = (), absent: bool = False) -> Person:  # fmt: skip
    return Person(name, skills, since, until, pauses, SPEEDS, absent)


# --- order ------------------------------------------------------------------------------------------------------------


def who_came_first_goes_first() -> None:
    assert taken(play(Floor([person()]), (0, task()), (1, task()), (2, task(5)), (3, task()))) == [0, 10, 20, 25]


def urgent_work_goes_first_and_interrupts_nobody() -> None:
    late = task(priority=5), task(priority=1), task(priority=1), task(priority=0)
    assert taken(play(Floor([person()], PRIORITY), *zip((0, 1, 2, 3), late, strict=True))) == [0, 20, 30, 10]


def the_nearest_deadline_goes_first() -> None:
    works = task(), task(deadline=90), task(deadline=50), task(deadline=90)
    assert taken(play(Floor([person()], DEADLINE), *zip((0, 1, 2, 3), works, strict=True))) == [0, 20, 10, 30]


def the_desks_order_weighs_channel_amount_customers_and_the_next_rung() -> None:
    works = (
        task(30),
        task(channel="mail"),
        task(channel="chat"),
        task(channel="voice"),
        task(channel="chat", amount=900),
        task(channel="chat", rungs=(Rung(60, "widen", Y),)),
    )
    times = play(Floor(alike(1, X), HARM), *((at / 8, work) for at, work in enumerate(works)))
    assert taken(times) == [0, 70, 60, 30, 40, 50]


def in_the_desks_order_nobody_starves() -> None:
    floor = Floor(alike(1, X), HARM)
    calls = ((at * 30.0, task(60, channel="voice")) for at in range(60))
    mail = play(floor, (0.5, task(channel="mail")), *calls)
    assert next(each.taken for each in mail if each.work.channel == "mail") == TURN_COMES + 60


# --- people -----------------------------------------------------------------------------------------------------------


def only_who_has_the_skill_takes_it() -> None:
    floor = Floor([person("Ada", X), person("Bo", BOTH)])
    tickets = play(floor, (0, task(5)), (1, task(10, Y)), (2, task(5, Y)), (5, task(5, BOTH)))
    assert [(each.by, each.taken) for each in tickets] == [("Ada", 0), ("Bo", 1), ("Bo", 11), ("Ada", 5)]


def who_has_been_free_longest_gets_the_next() -> None:
    floor = Floor([person(name) for name in ("Ada", "Bo", "Cy")])
    tickets = play(floor, (0, task(20)), (1, task(5)), (2, task(5)), (30, task()), (31, task()), (32, task()))
    assert [each.by for each in tickets] == ["Ada", "Bo", "Cy", "Bo", "Cy", "Ada"]


def nobody_begins_anything_outside_a_shift_or_in_a_pause() -> None:
    floor = Floor([person(since=10, until=100, pauses=((30, 50), (50, 60))), person("Bo", absent=True)])
    tickets = play(floor, (0, task(15)), (20, task(15)), (21, task()), (65, task()), (95, task(20)), (96, task()))
    assert taken(tickets) == [10, 25, 60, 70, 95, None]
    assert tickets[1].done == 40, "what is in hand is finished"
    assert floor.busy == {"Ada": 15 + 15 + 10 + 10 + 20, "Bo": 0}
    assert floor.paid == {"Ada": 90, "Bo": 0}
    assert floor.in_system == 1
    assert (person(since=10, until=100, pauses=((30, 50), (90, 120))).there, person(absent=True).there) == (60, 0)


def chats_in_hand_share_the_speed() -> None:
    floor = Floor([person()])
    first, second = play(floor, (5, task(10, channel="chat")), (6, task(10, channel="chat")))
    assert (first.taken, second.taken) == (5, 6)
    assert first.done == pytest.approx(6 + 9 / 0.85)
    assert second.done == pytest.approx(6 + 9 / 0.85 + 1)
    assert first.seconds == pytest.approx(1 + 9 / 0.85 / 2)
    assert floor.busy["Ada"] == pytest.approx(first.seconds + second.seconds)


def there_are_no_more_at_once_than_slots() -> None:
    tickets = play(Floor([person()]), *((0, task(25, channel="chat")) for _ in range(4)))
    assert taken(tickets) == [0, 0, 0, pytest.approx(30)]
    assert tickets[3].done == pytest.approx(55)


def calls_and_chats_are_not_in_hand_together() -> None:
    works = task(channel="chat"), task(channel="voice"), task(channel="chat"), task(channel="voice")
    tickets = play(Floor([person()]), *zip((0, 1, 5, 6), works, strict=True))
    assert taken(tickets) == [0, pytest.approx(5 + 5 / 0.85 + 5), 5, pytest.approx(25 + 5 / 0.85 - 5 + 0)]


def chats_spread_or_gather() -> None:
    spread = play(Floor([person("Ada"), person("Bo")]), (0, task(channel="chat")), (1, task(channel="chat")))
    gathered = play(
        Floor([person("Ada"), person("Bo")], gather=True), (0, task(channel="chat")), (1, task(channel="chat"))
    )
    assert ([each.by for each in spread], [each.by for each in gathered]) == (["Ada", "Bo"], ["Ada", "Ada"])


# --- work -------------------------------------------------------------------------------------------------------------


def parts_follow_each_other_and_the_customer_goes_before_the_writing_up() -> None:
    work = Work("call", (10, 20, 5), X, after=7)
    first, second = play(Floor([person()]), (1, work), (2, task()))
    assert (first.reached, first.done, first.ended, first.freed, first.seconds) == ([11, 31, 36], 36, 36, 43, 42)
    assert (work.seconds, second.taken) == (42, 43)


def patience_ends_in_the_queue_only() -> None:
    floor = Floor([person()])
    tickets = play(floor, (0, task(10, patience=5)), (1, task(patience=4)), (2, task(patience=9)))
    assert [(each.state, each.ended) for each in tickets] == [("done", 10), ("abandoned", 5), ("done", 20)]
    assert (tickets[1].taken, tickets[1].waited(), floor.busy) == (None, 4, {"Ada": 20})


def who_is_held_may_leave_while_a_person_is_at_it() -> None:
    floor = Floor([person()])
    first, second = play(floor, (0, task(10, patience=6, held=True)), (1, task(4, patience=10, held=True)))
    assert (first.state, first.ended, first.seconds) == ("abandoned", 6, 6)
    assert (second.state, second.taken, second.done, floor.busy) == ("done", 6, 10, {"Ada": 10})


def what_is_withdrawn_costs_no_more() -> None:
    floor = Floor([person()])
    kept = [floor.offer(task()), floor.offer(task()), floor.offer(task())]
    floor.at(4, floor.withdraw, kept[1])
    floor.at(6, floor.withdraw, kept[0])
    floor.at(7, floor.withdraw, kept[0])
    floor.run()
    assert [each.state for each in kept] == ["withdrawn", "withdrawn", "done"]
    assert (taken(kept), floor.busy) == ([0, None, 6], {"Ada": 16})


def the_caller_is_told_once_and_when_it_is_over() -> None:
    floor, told = Floor([person()]), []
    for patience in (inf, 5.0, inf):
        floor.offer(task(after=3, patience=patience), lambda ticket: told.append((ticket.number, floor.now)))
    floor.run()
    assert told == [(1, 5), (0, 10), (2, 23)]


# --- joining ----------------------------------------------------------------------------------------------------------


def equal_questions_are_one_service() -> None:
    floor = Floor([person()], joins=True, join_s=1.5)
    asked = [task(20), *(task(topic="t") for _ in range(3)), task(topic="other"), task(topic="t"), task(topic="t")]
    tickets = play(floor, *zip((0, 5, 6, 7, 8, 28, 60), asked, strict=True))
    assert taken(tickets) == [0, 20, 20, 20, 34.5, 28, 60]
    assert [each.done for each in tickets] == [20, 34.5, 34.5, 34.5, 44.5, 34.5, 70]
    assert [each.via and each.via.number for each in tickets] == [None, None, 1, 1, None, 1, None]
    assert [each.seconds for each in tickets] == [20, 14.5, 0, 0, 10, 0, 10]
    assert floor.busy == {"Ada": 54.5}


def joined_questions_wait_on_when_the_first_customer_leaves() -> None:
    floor = Floor([person()], joins=True)
    asked = task(20), task(topic="t", patience=9), task(), task(topic="t"), task(topic="t", patience=9, held=True)
    tickets = play(floor, *zip((0, 1, 2, 3, 28), asked, strict=True))
    assert [each.state for each in tickets] == ["done", "abandoned", "done", "done", "abandoned"]
    assert taken(tickets) == [0, None, 20, 30, 28 + 2]
    assert floor.busy == {"Ada": 40}


def who_joins_late_may_leave_alone_and_the_time_of_who_left_is_theirs() -> None:
    floor = Floor([person()], joins=True)
    first, second = play(floor, (0, task(10, topic="t", patience=6, held=True)), (1, task(10, topic="t")))
    assert (first.state, first.seconds, second.state, second.seconds, second.via) == ("abandoned", 6, "done", 4, None)


def a_joined_question_is_as_urgent_as_its_most_urgent() -> None:
    floor = Floor([person()], PRIORITY, joins=True)
    asked = task(), task(priority=2, topic="t"), task(priority=1), task(priority=0, topic="t")
    assert taken(play(floor, *zip((0, 1, 2, 3), asked, strict=True))) == [0, 10, 20, 10]


def other_skills_or_a_floor_that_does_not_join_keep_questions_apart() -> None:
    asked = (0, task(topic="t")), (1, task(10, BOTH, topic="t")), (2, task(topic="t"))
    assert taken(play(Floor([person()], joins=True), *asked)) == [0, 10, 2]
    assert taken(play(Floor([person()]), *asked)) == [0, 10, 20]


# --- rungs ------------------------------------------------------------------------------------------------------------


def a_rung_widens_to_others_and_the_place_in_line_is_kept() -> None:
    rungs = (Rung(15, "widen", Y),)
    floor = Floor([person("Ada", X), person("Bo", Y)])
    works = task(100), task(12, Y), task(rungs=rungs), task(30, Y), task(), task(5, Y)
    tickets = play(floor, *zip((0, 0, 1, 2, 3, 17), works, strict=True))
    assert [each.by for each in tickets] == ["Ada", "Bo", "Bo", "Bo", "Ada", "Bo"]
    assert taken(tickets) == [0, 0, 42, 12, 100, 52]
    assert tickets[2].climbed == ("widen",)


def a_rung_finds_somebody_who_is_free() -> None:
    late = play(Floor([person("Ada", X), person("Bo", Y)]), (0, task(100)), (1, task(rungs=(Rung(15, "widen", Y),))))[1]
    assert (late.by, late.taken) == ("Bo", 16)


def a_rung_hands_over_to_another_pool_and_patience_goes_on() -> None:
    live = task(300, Y, patience=400)
    floor = Floor([person("Ada", X), person("Bo", Y)])
    rungs = (Rung(60, "hand over", work=live),)
    tickets = play(
        floor, (0, task(500)), (0, task(100, Y)), (1, task(rungs=rungs, patience=90)), (3, task(rungs=rungs))
    )
    third, fourth = tickets[2], tickets[3]
    assert (third.state, third.ended, fourth.state, fourth.ended) == ("handed over", 61, "handed over", 63)
    assert (tickets[4], tickets[5]) == (third.instead, fourth.instead)
    assert [(each.state, each.by, each.ended) for each in tickets[4:]] == [("abandoned", None, 91), ("done", "Bo", 400)]


def a_rung_that_calls_back_lets_the_customer_go() -> None:
    rungs = (Rung(20, "call back", seconds=30), Rung(70, "expire"))
    works = (
        task(50),
        task(patience=40, rungs=rungs),
        task(patience=40),
        task(patience=10, rungs=rungs),
        task(rungs=rungs),
    )
    tickets = play(Floor([person()]), *zip((0, 1, 2, 3, 4), works, strict=True))
    assert [each.state for each in tickets] == ["done", "done", "abandoned", "abandoned", "expired"]
    assert (tickets[1].promised_at, tickets[1].taken, tickets[1].done, tickets[4].ended) == (21, 50, 90, 74)


COUNTED: Sequence[Callable[[], None]] = (
    who_came_first_goes_first,
    urgent_work_goes_first_and_interrupts_nobody,
    the_nearest_deadline_goes_first,
    the_desks_order_weighs_channel_amount_customers_and_the_next_rung,
    in_the_desks_order_nobody_starves,
    only_who_has_the_skill_takes_it,
    who_has_been_free_longest_gets_the_next,
    nobody_begins_anything_outside_a_shift_or_in_a_pause,
    chats_in_hand_share_the_speed,
    there_are_no_more_at_once_than_slots,
    calls_and_chats_are_not_in_hand_together,
    chats_spread_or_gather,
    parts_follow_each_other_and_the_customer_goes_before_the_writing_up,
    patience_ends_in_the_queue_only,
    who_is_held_may_leave_while_a_person_is_at_it,
    what_is_withdrawn_costs_no_more,
    the_caller_is_told_once_and_when_it_is_over,
    equal_questions_are_one_service,
    joined_questions_wait_on_when_the_first_customer_leaves,
    who_joins_late_may_leave_alone_and_the_time_of_who_left_is_theirs,
    a_joined_question_is_as_urgent_as_its_most_urgent,
    other_skills_or_a_floor_that_does_not_join_keep_questions_apart,
    a_rung_widens_to_others_and_the_place_in_line_is_kept,
    a_rung_finds_somebody_who_is_free,
    a_rung_hands_over_to_another_pool_and_patience_goes_on,
    a_rung_that_calls_back_lets_the_customer_go,
)
