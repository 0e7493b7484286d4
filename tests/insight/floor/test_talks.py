"""Conversations with consults, second by second."""

from math import inf

import pytest

from earpiece.insight.floor.engine import Floor
from earpiece.insight.floor.order import DEADLINE
from earpiece.insight.floor.people import Person, alike
from earpiece.insight.floor.talks import Step, Talk, begin
from earpiece.insight.floor.work import Rung, Work


def ask(seconds: float = 20.0, patience: float = inf, *rungs: Rung, topic: str | None = None) -> Work:
    return Work("question", (seconds,), patience=patience, held=True, rungs=rungs, topic=topic)


def play(*talks: Talk, floor: Floor | None = None) -> None:
    on = floor or Floor(alike(1))
    begin(on, talks)
    on.run()


def states(talk: Talk) -> list[str]:
    return [ticket.state for ticket in talk.tickets]


def test_dialogue_and_answers_take_turns() -> None:
    talk = Talk(100, [Step(60, ask()), Step(40, ask(30)), Step(50)])
    play(talk)
    assert (talk.state, talk.ended, talk.waits, talk.waited) == ("over", 300, [(160, 180), (220, 250)], 50)
    assert [(each.arrived, each.work.deadline) for each in talk.tickets] == [(160, 160), (220, 220)]


def test_what_is_asked_early_is_waited_for_less() -> None:
    talk = Talk(0, [Step(60, ask(), early=15), Step(40, ask(), early=30), Step(50)])
    play(talk)
    assert (talk.waits, talk.ended) == ([(60, 65)], 155)
    assert [each.arrived for each in talk.tickets] == [45, 75]


def test_it_cannot_be_asked_before_the_step_begins() -> None:
    talk = Talk(10, [Step(5, ask(), early=30)])
    play(talk)
    assert (talk.tickets[0].arrived, talk.waits) == (10, [(15, 30)])


def test_what_goes_on_meanwhile_is_not_waited_for_and_not_done_again() -> None:
    quick, slow = (Talk(0, [Step(60, ask(seconds), meanwhile=25), Step(40)]) for seconds in (10, 30))
    play(quick)
    play(slow)
    assert (quick.waits, quick.ended) == ([], 60 + 40)
    assert (slow.waits, slow.ended) == ([(85, 90)], 90 + 15)
    assert slow.tickets[0].work.deadline == 85


def test_no_more_goes_on_meanwhile_than_the_next_step_has() -> None:
    talk = Talk(0, [Step(60, ask(), meanwhile=25), Step(5)])
    play(talk)
    assert (talk.waits, talk.ended) == ([(65, 80)], 80)


def test_a_needless_question_is_withdrawn() -> None:
    talks = [Talk(0, [Step(60, ask(seconds), early=15, needed=False), Step(40)]) for seconds in (10, 20)]
    floor = Floor(alike(2))
    play(*talks, floor=floor)
    assert [(talk.ended, talk.waits, states(talk)) for talk in talks] == [(100, [], ["done"]), (100, [], ["withdrawn"])]
    assert floor.busy == {"1": 10, "2": 15}
    never = Talk(0, [Step(60, ask(), needed=False), Step(40)])
    play(never)
    assert (never.ended, never.tickets) == (100, [])


def test_patience_begins_when_nothing_else_goes_on() -> None:
    talks = [Talk(0, [Step(60, ask(90)), Step(1)]), Talk(0, [Step(60, ask(90, 12), early=15, meanwhile=8), Step(40)])]
    play(*reversed(talks), floor=Floor([Person("1", until=1.0), Person("2", since=70.0)]))
    assert (talks[1].state, talks[1].ended, talks[1].waits) == ("hung up", 80, [(68, 80)])
    assert (talks[0].state, talks[0].waits) == ("over", [(60, 170)])


def test_an_order_by_deadline_lets_early_questions_wait() -> None:
    early, late = Talk(0, [Step(100, ask(), early=60), Step(1)]), Talk(0, [Step(45, ask()), Step(1)])
    busy = Talk(0, [Step(30, ask(25)), Step(1)])
    play(early, late, busy, floor=Floor(alike(1), DEADLINE))
    assert [talk.tickets[0].taken for talk in (early, late, busy)] == [75, 55, 30]
    assert early.waits == []


def test_conversations_with_one_question_get_one_answer() -> None:
    talks = [Talk(at, [Step(10, ask(topic="outage")), Step(5)]) for at in (0.0, 3.0, 50.0)]
    floor = Floor(alike(2), joins=True)
    play(*talks, floor=floor)
    assert [talk.ended for talk in talks] == [35, 35, 85]
    assert sum(floor.busy.values()) == 40


def test_a_person_leads_the_rest_where_nobody_answers() -> None:
    rest = Work("lead", (100.0,), frozenset({"live"}), after=30.0)
    crew = [Person("expert", since=500.0), Person("live", frozenset({"live"}))]
    for early in (0.0, 10.0):
        talk = Talk(0, [Step(60, ask(20, inf, Rung(45, "hand over", work=rest)), early=early), Step(40, ask())])
        play(talk, floor=Floor(crew))
        assert (talk.state, talk.ended, states(talk)) == ("transferred", 205, ["handed over", "done"])
        assert talk.waits == [(60, 105)]


def test_who_is_handed_over_may_still_hang_up() -> None:
    rest = Work("lead", (100.0,), frozenset({"live"}))
    talk = Talk(0, [Step(60, ask(20, 50, Rung(45, "hand over", work=rest)))])
    play(talk, floor=Floor([Person("expert", since=500.0), Person("live", frozenset({"live"}), since=500.0)]))
    assert (talk.state, talk.ended, talk.waits) == ("hung up", 110, [(60, 110)])


def test_a_promise_ends_the_wait_and_an_expired_question_lets_the_agent_go_on() -> None:
    crew = [Person("expert", since=500.0)]
    promised = Talk(0, [Step(60, ask(20, 90, Rung(45, "call back"))), Step(40)])
    expired = Talk(0, [Step(60, ask(20, 90, Rung(45, "expire"))), Step(40)])
    play(promised, expired, floor=Floor(crew))
    assert (promised.state, promised.waits, promised.ended) == ("over", [(60, 105)], 560)
    assert (expired.state, expired.waits, expired.ended) == ("over", [(60, 105)], 145)


@pytest.mark.parametrize("early", [0.0, 20.0, 60.0])
@pytest.mark.parametrize("meanwhile", [0.0, 15.0])
def test_with_people_enough_the_wait_is_what_the_work_exceeds_the_head_start(early: float, meanwhile: float) -> None:
    """One conversation after the other, no line: visible wait = max(work - early - meanwhile, 0), for each step."""
    seconds = (10.0, 30.0, 55.0, 80.0, 100.0)
    talks = [Talk(1000.0 * n, [Step(70, ask(each), early, meanwhile), Step(40)]) for n, each in enumerate(seconds)]
    play(*talks, floor=Floor(alike(3)))
    assert [talk.waited for talk in talks] == [max(each - early - meanwhile, 0.0) for each in seconds]
