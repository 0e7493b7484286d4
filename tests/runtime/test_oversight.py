"""Oversight: what was seen, how it was answered, what was found wrong."""

import pytest

from earpiece.domain.desk_events import (
    AnswerOverturned,
    CardAnswered,
    CardOpened,
    CardSeen,
    EvidenceOpened,
    OpinionGiven,
)
from earpiece.domain.errors import Conflict, Invalid, NotFound
from earpiece.domain.event import BaseEvent
from earpiece.domain.forms import Answer, Question, Rung
from earpiece.domain.ports import Write
from earpiece.runtime.supervision.oversight import CardOversight, OversightView
from tests.support.stage import Stage

YES, NO = Answer(decision="yes"), Answer(decision="no", reason="worn")


def card(stage: Stage, id: str, *events: BaseEvent, skill: str = "orders") -> None:
    """A card on which this happened."""
    question = Question(kind="approval", name="refund", text="Pay it back?", why="", form={}, skill=skill)
    opened = CardOpened(
        conversation="c1", consult=id, question=question, summary="", ladder=(Rung(after=60, do="expire"),), asked_at=0
    )
    now = stage.run(stage.now())
    stage.run(stage.disk.append(Write(f"card/{id}", (opened, *events), now, subject="customer/maya")))


def figures(stage: Stage) -> OversightView:
    """The last seven days."""
    return stage.run(stage.engine.oversight.figures(), wait=0)


def seen(expert: str, digest: str = "d1") -> CardSeen:
    """What this expert was shown."""
    return CardSeen(expert=expert, revision=1, shown={"question": "Pay it back?"}, digest=digest)


def answer(
    by: str, given: Answer = YES, *, seconds: float = 10, shown: str = "", sure: tuple[str, ...] = ()
) -> CardAnswered:
    """An answer of this expert."""
    return CardAnswered(by=by, answer=given, revision=1, seconds=seconds, shown=shown, sure=sure)


def test_with_care_or_without(stage: Stage) -> None:
    """Evidence opened by the person who answered, the card stored as they saw it, doubts, time; by name."""
    card(stage, "a", seen("bob"), EvidenceOpened(expert="bob", what="turn 3"), answer("bob", seconds=30, shown="d1"))
    card(stage, "b", EvidenceOpened(expert="ann", what="turn 3"), answer("bob", seconds=2, shown="d9", sure=("large",)))
    card(stage, "c", answer("bob", seconds=4))
    card(stage, "d", answer("ann", seconds=8), skill="repairs")
    ann, bob = figures(stage).people
    assert (ann.name, bob.name, bob.answered) == ("Ann", "Bob", 3)
    assert (bob.evidence, bob.shown, bob.seconds, bob.doubts_kept) == (0.333, 0.333, 4.0, 1)
    assert [(skill.id, skill.answered) for skill in figures(stage).skills] == [("orders", 3), ("repairs", 1)]


def test_people_come_by_name_and_not_by_speed(stage: Stage) -> None:
    """The slowest and the busiest stand where the alphabet puts them, and nothing ranks them."""
    for number, by in enumerate(("dan", "cleo", "bob", "bob", "ann")):
        card(stage, f"x{number}", answer(by, seconds=100 - 20 * number))
    assert [person.name for person in figures(stage).people] == ["Ann", "Bob", "Cleo", "Dan"]
    assert not {"rank", "score", "place"} & set(type(figures(stage).people[0]).model_fields)


def test_second_opinions_agree_or_not(stage: Stage) -> None:
    """With the answer in the end; words beside it do not matter."""
    kind = Answer(decision="yes", note="sorry")
    given = [OpinionGiven(by=by, answer=said, revision=1) for by, said in (("ann", kind), ("bob", NO), ("cleo", YES))]
    card(stage, "a", *given, answer("cleo"))
    assert {person.id: person.agreement for person in figures(stage).people} == {"ann": 1.0, "bob": 0.0, "cleo": 1.0}
    (orders,) = figures(stage).skills
    assert (orders.opinions, orders.agreement) == (3, 0.667)


def test_an_answer_that_served_others_counts_once(stage: Stage) -> None:
    """And says how many it served."""
    won = answer("ann").model_copy(update={"releases": ("b", "c")})
    card(stage, "a", won)
    card(stage, "b", answer("ann").model_copy(update={"via": "a"}))
    (ann,) = figures(stage).people
    assert (ann.answered, ann.released) == (1, 2)


def test_only_the_time_asked_for(stage: Stage) -> None:
    """From one time to another."""
    card(stage, "old", answer("ann"))
    stage.passes(8 * 86_400)
    card(stage, "new", answer("bob"))
    assert [person.id for person in figures(stage).people] == ["bob"]
    whole = stage.run(stage.engine.oversight.figures(0.0), wait=0)
    assert [person.id for person in whole.people] == ["ann", "bob"]


def overturn(stage: Stage, id: str, reason: str = "the lamp was worn out, not broken") -> CardOversight:
    """Cleo finds it wrong."""
    return stage.run(stage.engine.oversight.overturn(stage.person("cleo"), id, reason))


def test_an_answer_is_overturned_once_with_a_reason(stage: Stage) -> None:
    """It stays the answer; that it was wrong is on record, in the figures, on the card and in the story."""
    stage.opens("maya")
    stage.says("refund please", "the lamp", "60", "broken")
    open_ = stage.card("cleo").id
    with pytest.raises(Conflict, match="Nobody has answered"):
        overturn(stage, open_)
    stage.answers("ann", decision="yes")
    with pytest.raises(Invalid, match="what was wrong"):
        overturn(stage, open_, "  ")
    stage.passes(10)
    shown = overturn(stage, open_)
    assert shown.overturned == "the lamp was worn out, not broken"
    with pytest.raises(Conflict, match="Cleo has overturned"):
        overturn(stage, open_)
    assert [event.by for event in stage.journal(AnswerOverturned, f"card/{open_}")] == ["cleo"]
    assert figures(stage).people[0].overturned == 1
    assert stage.run(stage.engine.desk.card(stage.person("cleo"), open_)).overturned
    story = stage.run(stage.engine.desk.story(stage.chat))
    assert any("found the answer wrong" in line.what and "worn out" in line.detail for line in story)
    with pytest.raises(NotFound):
        overturn(stage, "nothing")


def test_the_card_as_each_person_saw_it(stage: Stage) -> None:
    """Every look with its words, the answer with the digest of what was shown, what was opened in between."""
    card(
        stage,
        "a",
        seen("ann", "d1"),
        seen("bob", "d2"),
        EvidenceOpened(expert="bob", what="turn 3"),
        answer("bob", shown="d2"),
    )
    found = stage.run(stage.engine.oversight.card("a"))
    assert [(each.name, each.digest) for each in found.seen] == [("Ann", "d1"), ("Bob", "d2")]
    assert found.seen[0].shown == {"question": "Pay it back?"}
    assert (found.name, found.saw, found.answer) == ("Bob", "d2", YES)
    assert [(step.who, step.what) for step in found.steps][-2:] == [("Bob", "opened turn 3"), ("Bob", "answered")]
