"""What a supervisor posted is said before anybody is asked: word for word, once, in scope, in time."""

from typing import Any

import pytest

from earpiece.domain.controls import Bulletin, BulletinEnded, BulletinPosted
from earpiece.domain.events import AgentSaid, ConsultAsked
from tests.support.stage import Stage

LINE = "We sell no boats before spring."


def post(stage: Stage, *, hours: float = 1.0, text: str = LINE, **fields: Any) -> None:
    """A bulletin is in force from now on."""
    until = stage.run(stage.now(), wait=0) + hours * 3600
    bulletin = Bulletin(**{"id": "b1", "text": text, "source": "head of sales", "by": "cleo", "until": until, **fields})
    stage.run(stage.engine.controls.set(BulletinPosted(bulletin=bulletin)))


def asked(stage: Stage) -> int:
    """How many experts' minutes the conversation has taken."""
    return len(stage.journal(ConsultAsked))


def test_what_the_agent_does_not_know_is_answered_by_a_bulletin(maya: Stage) -> None:
    """Nobody is asked; the words are the bulletin's, and they name where they come from."""
    post(maya)
    assert maya.says("do you sell boats").splitlines()[0] == LINE
    assert asked(maya) == 0
    said = next(event for event in maya.journal(AgentSaid) if event.text == LINE)
    assert (said.sources, said.tells) == (("bulletin b1 — head of sales",), ("bulletin b1",))


def test_the_customer_sees_where_it_comes_from(maya: Stage) -> None:
    """As they see the title of a page."""
    post(maya)
    maya.says("do you sell boats")
    items = maya.run(maya.engine.chats.view(maya.chat), wait=0).items
    assert [item.sources for item in items if item.text == LINE] == [["head of sales"]]


def test_whoever_insists_is_served_as_ever(maya: Stage) -> None:
    """It is told once to each customer."""
    post(maya)
    assert LINE in maya.says("do you sell boats")
    assert LINE not in maya.says("do you sell boats")
    assert asked(maya) == 1


@pytest.mark.parametrize(
    ("scope", "words", "told"),
    [
        ({"targets": ("playbook/complaint",)}, "I want to complain", True),
        ({"targets": ("playbook/complaint",)}, "does the warranty pay", False),
        ({"targets": ("page/returns",)}, "can I send it back", True),
        ({"targets": ("playbook/late",)}, "money or parcel", True),
        ({"words": ("parcel",)}, "where is my parcel", True),
        ({"words": ("parcels",)}, "where is my parcel", True),
        ({"words": ("parcel", "berlin")}, "where is my parcel", False),
        ({"words": ("parcel",)}, "do you sell boats", False),
        ({}, "where is my parcel", False),
        ({"languages": ("es",)}, "do you sell boats", False),
        ({"languages": ("en", "es")}, "do you sell boats", True),
        ({"hours": -0.1}, "do you sell boats", False),
    ],
)
def test_it_is_said_within_its_scope_only(maya: Stage, scope: dict[str, Any], words: str, told: bool) -> None:
    """Its requests, messages with all of its words, or else what the agent does not know; its languages; its time."""
    post(maya, **scope)
    assert (LINE in maya.says(words)) == told


def test_it_ends_with_its_time_and_with_whoever_ends_it(maya: Stage) -> None:
    """After an hour, or at once."""
    post(maya)
    maya.passes(3601)
    assert LINE not in maya.says("do you sell boats")
    maya.opens("ida")
    post(maya, id="b2")
    maya.run(maya.engine.controls.set(BulletinEnded(bulletin="b2", by="cleo")))
    assert LINE not in maya.says("do you sell boats")


def test_whoever_waits_hears_it_with_the_next_word(maya: Stage) -> None:
    """The question stays open, and its answer comes as ever."""
    maya.says("do you sell boats")
    post(maya)
    assert maya.passes(60).count(LINE) == 1
    maya.answers("cleo", text="Not yet.")
    assert "Not yet." in maya.heard()


def test_who_waits_for_something_else_does_not_hear_it(maya: Stage) -> None:
    """A complaint is not what the bulletin is about."""
    maya.says("I want to complain")
    post(maya)
    assert LINE not in maya.passes(60)


def test_of_several_requests_only_the_one_it_answers_is_answered(maya: Stage) -> None:
    """The others of the same message go on."""
    post(maya, targets=("playbook/move",))
    heard = maya.says("refund please, and send it elsewhere")
    assert LINE in heard
    assert "30 days" in heard
    assert {run.playbook for run in maya.state().runs.values()} == {"refund"}


def test_the_story_tells_of_it(maya: Stage) -> None:
    """What was in force, by whom, and that the customer was told."""
    post(maya)
    maya.says("do you sell boats")
    story = maya.run(maya.engine.desk.story(maya.chat), wait=0)
    assert f"in force from here on: the bulletin “{LINE}” of Cleo" in [line.what for line in story]
    assert "told the bulletin b1" in next(line.detail for line in story if line.what == f"“{LINE}”")
