"""An expert passes a card on to another team."""

import pytest

from earpiece.domain.desk_events import CardPassed
from earpiece.domain.errors import Conflict, Invalid
from earpiece.runtime.views import CardView
from tests.support.stage import Stage


@pytest.fixture
def warranty(maya: Stage) -> Stage:
    """A card for repairs."""
    maya.says("does the warranty pay", "it fell")
    return maya


def _passes(stage: Stage, expert: str, to: str, reason: str = "It is about money.") -> CardView:
    card = stage.claims(expert)
    assert card.holder is not None
    person = stage.person(expert)
    return stage.run(stage.engine.desk.pass_on(person, card.id, to, reason, card.holder.fence))


def test_the_card_is_with_the_other_team(warranty: Stage) -> None:
    """Those with the skill see it, and how it came to them; who passed it on holds it no more."""
    assert warranty.cards("ann") == []
    passed = _passes(warranty, "dan", "orders")
    card = warranty.card("ann")
    assert (card.skill, card.holder, card.may_answer) == ("orders", None, True)
    assert card.passed == ["Dan passed it on to orders: It is about money."]
    assert passed.holder is None
    (event,) = warranty.journal(CardPassed, f"card/{card.id}")
    assert (event.expert, event.to) == ("dan", "orders")
    assert warranty.answers("ann", choice="covered").status == "answered"


@pytest.mark.parametrize("to", ["moon", "repairs", ""])
def test_only_to_a_team_that_is_there(warranty: Stage, to: str) -> None:
    """The error says which there are; the card stays where it is."""
    with pytest.raises(Invalid, match="one of: general, orders"):
        _passes(warranty, "dan", to)
    assert warranty.card("dan").skill == "repairs"


def test_with_a_reason_and_without_secrets(warranty: Stage) -> None:
    """Whoever gets it next knows why."""
    with pytest.raises(Invalid, match="why another team"):
        _passes(warranty, "dan", "orders", " ")
    with pytest.raises(Invalid, match="card numbers"):
        _passes(warranty, "dan", "orders", "Card 4111 1111 1111 1111.")


def test_only_by_who_holds_it(warranty: Stage) -> None:
    """Nobody passes on what another one is working on, nor what is answered."""
    card = warranty.claims("dan")
    desk, cleo = warranty.engine.desk, warranty.person("cleo")
    with pytest.raises(Conflict, match="Dan has this card"):
        warranty.run(desk.pass_on(cleo, card.id, "orders", "Mine.", None))
    warranty.answers("dan", choice="covered")
    with pytest.raises(Conflict, match="answered this card"):
        warranty.run(desk.pass_on(cleo, card.id, "orders", "Mine.", None))
