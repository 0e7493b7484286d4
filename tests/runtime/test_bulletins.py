"""Posting bulletins: who may, what is checked, how soon they are in force, and cards that they answer."""

import math
from typing import Any

import pytest

from earpiece.domain.errors import Conflict, Forbidden, Invalid, NotFound
from earpiece.domain.events import AgentSaid
from earpiece.runtime.supervision import bulletins
from earpiece.runtime.supervision.bulletins import BulletinRequest, BulletinView
from tests.support.stage import Stage

LINE = "Card payments are down until 14:00."
HOUR = 3600.0


def post(stage: Stage, by: str = "cleo", *, hours: float = 1.0, **fields: Any) -> BulletinView:
    """A supervisor posts a line."""
    until = stage.run(stage.now(), wait=0) + hours * HOUR
    request = BulletinRequest(**{"text": LINE, "source": "status page, 12:40", "until": until, **fields})
    return stage.run(stage.engine.bulletins.post(stage.person(by), request))


def in_force(stage: Stage) -> list[BulletinView]:
    """What is in force, as Cleo sees it."""
    return stage.run(stage.engine.bulletins.list(stage.person("cleo")), wait=0)


def test_a_bulletin_is_in_force_until_it_is_ended(stage: Stage) -> None:
    """The newest first, with who posted it."""
    first, second = post(stage), post(stage, text="Paid again.", targets=["page/returns"], words=["Parcel"])
    assert in_force(stage) == [second, first]
    assert (second.name, second.words, second.targets) == ("Cleo", ["parcel"], ["page/returns"])
    stage.run(stage.engine.bulletins.end(stage.person("cleo"), first.id))
    assert in_force(stage) == [second]
    with pytest.raises(NotFound):
        stage.run(stage.engine.bulletins.end(stage.person("cleo"), first.id))
    stage.passes(HOUR)
    assert in_force(stage) == []


def test_experts_set_none(stage: Stage) -> None:
    """What every customer is told is a supervisor's word."""
    with pytest.raises(Forbidden, match="supervisors"):
        post(stage, by="dan")
    with pytest.raises(Forbidden):
        stage.run(stage.engine.bulletins.end(stage.person("dan"), "b"))
    with pytest.raises(Forbidden):
        stage.run(stage.engine.bulletins.list(stage.person("dan")))


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"text": "  "}, "text", "Write what"),
        ({"text": "x" * 301}, "text", "At most 300"),
        ({"text": "Use card 4242 4242 4242 4242."}, "text", "card numbers"),
        ({"source": ""}, "source", "Say where"),
        ({"hours": -1}, "until", "a time to come"),
        ({"until": math.nan}, "until", "a time to come"),
        ({"hours": 8 * 24}, "until", "a week at most"),
        ({"targets": ["playbook/refunds"]}, "targets", "Did you mean playbook/refund"),
        ({"words": ["card payment"]}, "words", "not a single word"),
        ({"words": [f"word{number}" for number in range(11)]}, "words", "At most 10"),
        ({"languages": ["English"]}, "languages", "not a language"),
    ],
)
def test_what_is_wrong_is_said_with_its_remedy(stage: Stage, fields: dict[str, Any], field: str, words: str) -> None:
    """And nothing is in force."""
    with pytest.raises(Invalid, match=words) as error:
        post(stage, **fields)
    assert error.value.details["field"] == field
    assert in_force(stage) == []


def test_one_that_is_meant_to_stand_longer_says_so(stage: Stage) -> None:
    """A month, for once."""
    assert post(stage, hours=30 * 24, long=True) in in_force(stage)


def test_there_is_an_end_to_how_many(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """What every conversation carries stays small."""
    monkeypatch.setattr(bulletins, "MOST_IN_FORCE", 2)
    post(stage)
    post(stage)
    with pytest.raises(Conflict, match="end one"):
        post(stage)


def test_a_bulletin_from_a_card_answers_all_who_wait_and_all_who_come(stage: Stage) -> None:
    """The card's customers get it as their answer, each once; nobody who comes later needs to ask."""
    chats = []
    for name in ("ida", "tom", "una"):
        stage.opens(name)
        stage.says("do you sell boats")
        chats.append(stage.chat)
    post(stage, text="No boats before spring.", answers=stage.card().id)
    for chat in chats:
        said = [event.text for event in stage.journal(AgentSaid, f"conversation/{chat}")]
        assert said.count("No boats before spring.") == 1
    stage.opens("zoe")
    assert "No boats before spring." in stage.says("do you sell boats")
    assert [card for card in stage.cards() if card.status == "open"] == []


def test_a_card_that_takes_no_words_is_not_answered(stage: Stage) -> None:
    """And the bulletin is not posted either: whoever posts it decides anew."""
    stage.opens("ida")
    stage.says("I want to complain")
    with pytest.raises(Invalid, match="takes no words"):
        post(stage, answers=stage.card().id)
    assert in_force(stage) == []


def test_it_is_in_force_on_every_node_within_a_second(stage: Stage) -> None:
    """Another node says it to whoever speaks a second later."""
    stage.opens("ida")
    other = stage.joins()
    post(stage)
    stage.passes(1.0)
    stage.run(other.engine.chats.say(stage.chat, "m", "do you sell boats"))
    assert LINE in stage.heard()
