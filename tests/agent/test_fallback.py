"""A ladder that ends in the safe way: nobody answered, so what the playbook has for that is done; never a yes."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from earpiece.company.shelf import Shelf
from earpiece.domain.desk_events import CardClosed
from earpiece.domain.events import ConsultExpired
from earpiece.domain.forms import Rung
from earpiece.domain.playbook import Ask, Call, Company, Instruction
from tests.support.stage import Stage

SAFE = (Rung(after=45, do="promise"), Rung(after=100, do="fallback"))


def safe(company: Company, consult: str, playbook: str, like: str | None) -> Company:
    """The consult's ladder ends in the safe way, and the playbook's is the branch `like`, if it has one."""

    def branched(step: Instruction) -> Instruction:
        if like is None or not isinstance(step, Ask | Call) or like not in step.on:
            return step
        return replace(step, on={**step.on, "fallback": step.on[like]})

    known = company.playbooks[playbook]
    program = tuple(branched(step) for step in known.program)
    consults = {**company.consults, consult: replace(company.consults[consult], ladder=SAFE)}
    return replace(
        company, consults=consults, playbooks={**company.playbooks, playbook: replace(known, program=program)}
    )


Given = Callable[[str, str, str | None], None]


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Given:
    """The shop with another ladder."""

    def set_(consult: str, playbook: str, like: str | None) -> None:
        version = Shelf.version
        monkeypatch.setattr(Shelf, "version", lambda self, digest: safe(version(self, digest), consult, playbook, like))

    return set_


def test_a_call_takes_its_safe_way(given: Given, maya: Stage) -> None:
    given("refund", "refund", "error")
    maya.says("refund please", "the lamp", "60", "broken")
    card = maya.card().id
    heard = maya.passes(101)
    assert "The payment did not work." in heard
    assert [event.fallback for event in maya.journal(ConsultExpired)] == [True]
    assert [event.reason for event in maya.journal(CardClosed, f"card/{card}")] == ["expired"]
    assert maya.books() == []


def test_a_call_without_one_takes_what_is_there_for_no_answer(given: Given, maya: Stage) -> None:
    given("refund", "refund", None)
    maya.says("refund please", "the lamp", "60", "broken")
    assert "Nobody could decide it in time" in maya.passes(101)


def test_a_question_takes_its_safe_way(given: Given, maya: Stage) -> None:
    given("warranty", "warranty", "covered")
    maya.says("does the warranty pay", "it fell")
    assert "Good news: the warranty covers it." in maya.passes(101)
    assert [event.fallback for event in maya.journal(ConsultExpired)] == [True]
