"""Promise 5: a timeout, an error or a crash is never recorded as a yes or a no."""

import pytest

from earpiece.domain.events import ConsultAnswered, ConsultExpired
from tests.support.stage import Stage

WAITING = {
    "approval": ("refund please", "the lamp", "60", "broken"),
    "clarification": ("does the warranty pay", "it fell"),
    "instruction": ("I want to complain",),
    "task": ("where is my parcel", "the chandelier"),
    "person": ("a person please",),
    "unknown": ("do you sell boats",),
}


@pytest.mark.parametrize("kind", WAITING)
def test_the_end_of_the_ladder_is_not_an_answer(kind: str) -> None:
    """Whatever was asked: nobody answering is recorded as nobody answering, and nothing is done."""
    with Stage() as stage:
        stage.opens("maya")
        stage.says(*WAITING[kind])
        stage.restarts()
        stage.passes(25 * 3600)
        assert stage.journal(ConsultAnswered) == []
        assert len(stage.journal(ConsultExpired)) == 1
        assert stage.books() == []
        assert all(consult.answer is None and consult.grant is None for consult in stage.state().consults.values())


def test_every_answer_names_the_person_who_gave_it(maya: Stage) -> None:
    """And that person has an account."""
    maya.says(*WAITING["approval"])
    maya.answers("ann", decision="yes")
    known = {person.id for person in maya.run(maya.engine.people.list())}
    assert {answered.by for answered in maya.journal(ConsultAnswered)} <= known


def test_a_yes_that_was_taken_back_is_nobodys_answer(maya: Stage) -> None:
    """Undone in time, it is recorded as given and undone, never as the answer; restarts change nothing about it."""
    maya.says(*WAITING["approval"])
    card = maya.clicks("ann", decision="yes")
    maya.run(maya.engine.desk.undo(maya.person("ann"), card.id))
    maya.restarts()
    maya.passes(25 * 3600)
    assert maya.journal(ConsultAnswered) == []
    assert maya.books() == []
    assert len(maya.journal(ConsultExpired)) == 1


def test_an_expired_question_that_counted_as_a_yes_would_be_noticed(maya: Stage) -> None:
    """Broken on purpose: an answer by nobody, written into the journal, pays out; the checks above see it."""
    maya.says(*WAITING["approval"])
    (consult,) = maya.state().open_consults
    assert consult.question.call is not None
    forged = ConsultAnswered(
        consult=consult.id, answer={"decision": "yes"}, by="timeout", grant=consult.question.call.digest  # type: ignore[arg-type]
    )  # fmt: skip
    maya.run(maya.engine.turns.take(maya.chat, forged))
    known = {person.id for person in maya.run(maya.engine.people.list())}
    assert maya.books() != []
    assert not {answered.by for answered in maya.journal(ConsultAnswered)} <= known


def test_silence_under_the_dial_is_no_yes_to_an_effect_or_to_words() -> None:
    """What its rule would let go waits for a person, and ends without one."""
    with Stage() as stage:
        stage.opens("maya")
        for kind in ("effect", "message"):
            stage.run(stage.engine.switches.dial(stage.person("cleo"), "*", kind, 1))
        stage.says("can I send it back")
        stage.passes(600)
        stage.run(stage.engine.switches.dial(stage.person("cleo"), "*", "message", 0))
        stage.says("refund please", "the lamp", "40", "broken")
        stage.passes(25 * 3600)
        assert stage.books() == []
        assert stage.journal(ConsultAnswered) == []
        assert not any("within 30 days" in line.event.text for line in stage.state().lines)
