"""What an expert was shown is kept as it was shown."""

import pytest

from earpiece.domain import commands as c
from earpiece.domain.desk_events import CardSeen
from earpiece.domain.digests import digest
from earpiece.domain.errors import Conflict, Forbidden
from tests.support.stage import Stage


@pytest.fixture
def asked(maya: Stage) -> Stage:
    """A card asks for £60, while the customer still says why."""
    maya.says("refund please", "the lamp", "60")
    return maya


def _sees(stage: Stage, expert: str, revision: int) -> str:
    return stage.run(stage.engine.desk.seen(stage.person(expert), stage.card().id, revision))


def test_the_card_is_stored_as_shown(asked: Stage) -> None:
    """Question, facts, what will happen; not the transcript, which is in the journal anyway. The digest names it."""
    name = _sees(asked, "ann", 1)
    (seen,) = asked.journal(CardSeen, f"card/{asked.card().id}")
    assert (seen.expert, seen.revision, seen.digest) == ("ann", 1, name)
    assert seen.shown["question"] == "Pay Maya £60.00 back for the lamp?"
    assert "transcript" not in seen.shown
    assert digest(seen.shown) == name


def test_once_for_each_person_and_revision(asked: Stage) -> None:
    """Looking again adds nothing and gives the same name; another person's is another."""
    first = _sees(asked, "ann", 1)
    assert _sees(asked, "ann", 1) == first
    _sees(asked, "cleo", 1)
    asked.understanding.script["make it 70"] = c.Correct(slot="amount", value=70.0)
    asked.says("make it 70")
    assert _sees(asked, "ann", 2) != first
    seen = asked.journal(CardSeen, f"card/{asked.card().id}")
    assert [(each.expert, each.revision) for each in seen] == [("ann", 1), ("cleo", 1), ("ann", 2)]


def test_an_older_question_cannot_be_seen_any_more(asked: Stage) -> None:
    """It has changed: look again."""
    asked.understanding.script["make it 70"] = c.Correct(slot="amount", value=70.0)
    asked.says("make it 70")
    with pytest.raises(Conflict, match="changed"):
        _sees(asked, "ann", 1)


def test_only_by_who_may_see_it(asked: Stage) -> None:
    """Dan has not the skill."""
    with pytest.raises(Forbidden):
        _sees(asked, "dan", 1)
