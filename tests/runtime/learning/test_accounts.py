"""A class comes to the same on every node, from the beginning or from what was kept; what is erased is not learned."""

from typing import Any

import pytest

from earpiece.domain.event import BaseEvent
from earpiece.domain.learning import CasesForgotten, ClassKept, DecisionJudged, OutcomeLearned
from earpiece.domain.ports import Recorded
from earpiece.judgement.case import Case
from earpiece.runtime.erasing import erase_customer, forget_cases
from earpiece.runtime.learning import classes
from earpiece.runtime.learning.account import MOST_OPEN, MOST_POINTS, Account, Lesson
from tests.support.learning import Learners

CASE = Case((("asked", "Does the warranty cover “the cat did it”?"),), (), (), ("covered", "paid", "again"))


def numbers(account: Account) -> tuple[Any, ...]:
    """All that a class comes to."""
    controller = account.controller.kept() if account.controller is not None else None
    guess, risk = account.guess(CASE)
    lessons = [(lesson.conversation, lesson.choice, lesson.case) for lesson in account.lessons]
    return (
        account.position, controller, account.settings, dict(account.counts), dict(account.chosen), account.own,
        account.vouched, account.stretches, lessons, guess.choice, guess.share, guess.evidence.tolist(), risk,
    )  # fmt: skip


def test_two_nodes_come_to_the_same() -> None:
    """One was there from the start and heard each word as it came, one reads the stream; then both go on."""
    with Learners() as stage:
        stage.teaches(4)
        stage.account()
        stage.joins()
        assert numbers(stage.account(node=0)) == numbers(stage.account(node=1))
        stage.learns()
        assert numbers(stage.account(node=0)) == numbers(stage.account(node=1))
        assert stage.account().counts["alone"] == 1


def test_what_was_kept_saves_the_way_from_the_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    """A node that starts from there has the same account as one that was there all the time."""
    monkeypatch.setattr(classes, "KEPT_EACH", 4)
    with Learners() as stage:
        stage.teaches(5)
        stage.account()
        stage.passes(1.0)
        stage.learns()
        stage.account()
        stage.passes(1.0)
        assert stage.class_events(ClassKept)
        stage.joins()
        live, fresh = stage.account(node=0), stage.account(node=1)
        assert fresh.rests_until > 0
        assert numbers(live) == numbers(fresh)


def test_what_an_erased_customer_taught_is_gone_from_every_node() -> None:
    """Their words are in no lesson any more, on a node that knew them as on one that starts later; the numbers stay."""
    with Learners() as stage:
        stage.joins()
        stage.teaches(2, customer="liu")
        stage.asks("the cat threw it down", customer="maya")
        mine = stage.chat
        stage.answers("dan", choice="covered")
        assert "the cat" in str(stage.account(node=0).lessons)
        assert "the cat" in str(stage.account(node=1).lessons)
        erased = stage.run(erase_customer(stage.disk, "maya"))
        assert erased.conversations == (mine,)
        stage.run(forget_cases(stage.disk, erased.conversations, stage.run(stage.now(), wait=0)))
        stage.joins()
        for node in range(3):
            account = stage.account(node=node)
            assert [lesson.choice for lesson in account.lessons] == ["paid", "paid"]
            assert "the cat" not in str(account.lessons)
            assert account.guess(CASE)[0].choice == "paid"
            assert account.counts["answers"] == 3
        assert stage.class_events(CasesForgotten) == [CasesForgotten(conversations=(mine,))]


def test_nothing_is_learned_from_a_question_that_changed_while_it_was_open() -> None:
    """What was judged was another question."""
    with Learners() as stage:
        stage.asks()
        consult = stage.card("dan").id
        assert [event.decision for event in stage.class_events(DecisionJudged)] == [consult]  # type: ignore[attr-defined]
        stage.says("forget it")
        assert stage.class_events(OutcomeLearned) == []


# ── by itself ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def judged(number: int, **fields: Any) -> DecisionJudged:
    usual = {
        "decision": f"d{number}", "conversation": f"c{number}", "alone": True, "choice": "paid", "share": 0.9,
        "risk": 0.05, "threshold": 0.1, "audit": 0.5, "audited": True, "version": number, "budget": 0.05,
        "audits": 0.02, "first": 5,
    }  # fmt: skip
    return DecisionJudged.model_validate({**usual, **fields})


def told(*events: BaseEvent) -> Account:
    """The account of a class in which these happened."""
    account = Account("consult warranty")
    for position, event in enumerate(events, start=1):
        account.apply(Recorded(position, "class/consult warranty", position, float(position), event, ""))
    return account


def kept(account: Account) -> dict[str, Any]:
    assert account.controller is not None
    return account.controller.kept()


def audited(number: int, choice: str | None = "paid") -> OutcomeLearned:
    return OutcomeLearned(decision=f"d{number}", choice=choice, how="audited", by="dan")


def test_a_class_whose_own_decisions_are_wrong_too_often_has_overdrawn_its_budget() -> None:
    """Not by one error, which may be chance."""
    right = [event for number in range(20) for event in (judged(number), audited(number))]
    assert not told(*right).overdrawn
    assert not told(*right, judged(20), audited(20, "covered")).overdrawn
    wrong = [event for number in range(20, 28) for event in (judged(number), audited(number, None))]
    assert told(*right, *wrong).overdrawn


def test_a_look_counts_as_many_as_it_stands_for_and_a_correction_for_itself() -> None:
    """So the estimate is not biased by what customers notice."""
    corrected = OutcomeLearned(decision="d2", choice=None, how="corrected")
    account = told(judged(1, audit=0.1), audited(1), judged(2, audit=0.1), corrected)
    assert account.own.estimate == pytest.approx(0.5, abs=1e-3)
    more = told(*(judged(number) for number in range(3, 101)), judged(1, audit=0.1), audited(1), judged(2), corrected)
    assert more.own.estimate == pytest.approx(0.01, abs=1e-3)


def test_another_budget_begins_another_account() -> None:
    """Cautious again, with what people said still known."""
    account = told(judged(1), audited(1), judged(2, budget=0.01))
    anew = told(judged(2, budget=0.01))
    assert kept(account) == kept(anew)
    assert account.chosen["paid"] == 1


def test_vouched_answers_have_an_account_of_their_own() -> None:
    """What others published says nothing about what was learned."""
    account = told(judged(1, vouched=True), audited(1, "covered"))
    assert kept(account) == kept(told(judged(1, vouched=True)))
    assert (account.vouched.looked, account.vouched.estimate) == (1, 1.0)


def test_only_the_newest_decisions_wait_for_word() -> None:
    """An outcome that comes much too late is not learned; nothing grows without end."""
    many = [judged(number, alone=False) for number in range(MOST_OPEN + 10)]
    account = told(*many)
    assert (len(account.decisions), "d9" in account.decisions) == (MOST_OPEN, False)
    assert len(account.stretches) <= MOST_POINTS
    assert sum(stretch.decided for stretch in account.stretches) == MOST_OPEN + 10


def test_a_lesson_is_learned_with_its_outcome() -> None:
    """And its choice is known from then on."""
    account = told(judged(1, alone=False))
    lesson = Lesson("c1", CASE, "again")
    account.apply(Recorded(2, "class/x", 2, 2.0, audited(1, "again"), ""), lesson)
    assert account.guess(CASE)[0].choice == "again"
