"""Promise 6: the first valid answer wins in one statement; the others are told, and theirs is kept and marked."""

import asyncio
from dataclasses import replace

import pytest

from earpiece.domain.desk_events import CardAnswered, LateAnswer
from earpiece.domain.errors import AlreadyAnswered, Conflict, EarpieceError
from earpiece.domain.events import ConsultAnswered
from earpiece.domain.forms import Answer
from earpiece.runtime.draft import Draft
from earpiece.runtime.views import AnswerRequest, CardView
from tests.support.stage import SHOP, Stage


def _race(stage: Stage) -> tuple[CardView, list[object]]:
    """Four experts on two nodes answer the same card in the same moment."""
    stage.says("refund please", "the lamp", "60", "broken")
    card, nodes = stage.card(), [stage.engine, stage.joins().engine]
    yes, no = Answer(decision="yes"), Answer(decision="no", reason="Not this time.")
    people = [stage.person(name) for name in ("ann", "bob", "cleo", "ann")]
    stage.disk.lag = 0.05

    async def all_at_once() -> list[object]:
        return await asyncio.gather(
            *(
                nodes[number % 2].desk.answer(
                    person, card.id, AnswerRequest(answer=(yes, no)[number % 2], revision=1, key=f"race{number}")
                )
                for number, person in enumerate(people)
            ),
            return_exceptions=True,
        )

    return card, stage.run(all_at_once(), wait=SHOP.current().policy.undo + 1)


def test_of_many_answers_at_once_exactly_one_counts(maya: Stage) -> None:
    """Whoever was first; the losers learn who it was, and what they said is kept."""
    card, outcomes = _race(maya)
    won = [outcome for outcome in outcomes if not isinstance(outcome, EarpieceError)]
    lost = [outcome for outcome in outcomes if isinstance(outcome, Conflict)]
    (counted,) = maya.journal(CardAnswered, f"card/{card.id}")
    assert len(maya.journal(ConsultAnswered)) == 1
    assert len(won) >= 1
    assert len(won) + len(lost) == len(outcomes)
    assert {error.details["by"] for error in lost} == {counted.by}
    late = [outcome for outcome in lost if isinstance(outcome, AlreadyAnswered)]  # others: it could still be undone
    assert len(maya.journal(LateAnswer, f"card/{card.id}")) == len(late)
    assert len(maya.books()) == (counted.answer.decision == "yes")


def test_without_the_condition_two_answers_would_count(maya: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken on purpose: answers appended whatever happened meanwhile both stand in the journal."""
    writes = Draft.writes
    monkeypatch.setattr(Draft, "writes", lambda self: [replace(write, expected=None) for write in writes(self)])
    card, _ = _race(maya)
    assert len(maya.journal(CardAnswered, f"card/{card.id}")) > 1
