"""A person says which cards ask the same: one is taken out, two are joined, the rest follows from that."""

import pytest

from earpiece.domain import commands as c
from earpiece.domain.desk_events import CardSeen, CardTakenOut
from earpiece.domain.errors import Conflict, Forbidden, Invalid
from earpiece.domain.events import AgentSaid
from earpiece.runtime.views import CardView
from tests.support.stage import Stage

BOATS = "do you sell boats"
ANY_BOATS = "do you sell any boats at all"


@pytest.fixture
def harbour(stage: Stage) -> Stage:
    """Three customers ask for boats, one of them in other words."""
    stage.understanding.script[ANY_BOATS] = c.Unknown(text=ANY_BOATS, nearest=("page/returns",))
    for name, words in (("ida", BOATS), ("tom", BOATS), ("una", ANY_BOATS)):
        stage.opens(name)
        stage.says(words)
    return stage


def opened(stage: Stage, customer: str) -> CardView:
    """The open card of that customer, looked at by itself."""
    for card in stage.cards():
        for id in (card.id, *(each.card for each in card.alike)):
            seen = stage.run(stage.engine.desk.card(stage.person("cleo"), id), wait=0)
            if seen.customer.name == customer.title() and seen.status != "answered":
                return seen
    raise AssertionError(f"{customer} has no open card")


def told(stage: Stage, card: CardView) -> list[str]:
    """What the customer of the card was told."""
    return [said.text for said in stage.journal(AgentSaid, f"conversation/{card.conversation}")]


def test_a_card_names_who_else_waits_and_what_may_be_the_same(harbour: Stage) -> None:
    """With names and own words; the list itself only counts."""
    card = opened(harbour, "ida")
    assert (card.waiting, [each.customer for each in card.alike]) == (2, ["Tom"])
    assert [(each.customer, ANY_BOATS in each.question) for each in card.similar] == [("Una", True)]
    assert [each.customer for each in opened(harbour, "una").similar] == ["Ida"]


def test_joined_cards_get_one_answer(harbour: Stage) -> None:
    """The one whose words differ says so among those who wait."""
    una, ida = opened(harbour, "una"), opened(harbour, "ida")
    joined = harbour.run(harbour.engine.desk.join(harbour.person("cleo"), una.id, ida.id))
    assert joined.waiting == 3
    lead = harbour.card()
    assert (lead.id, lead.waiting) == (ida.id, 3)
    assert [bool(each.question) for each in opened(harbour, "ida").alike] == [False, True]
    harbour.answers("cleo", card=lead, text="Only toy boats.")
    assert all("Only toy boats." in told(harbour, card) for card in (una, ida))


def test_whoever_is_joined_brings_those_alike(harbour: Stage) -> None:
    """Ida's card is one with Tom's: both come to Una's."""
    una, ida = opened(harbour, "una"), opened(harbour, "ida")
    harbour.run(harbour.engine.desk.join(harbour.person("cleo"), ida.id, una.id))
    assert harbour.card().waiting == 3


def test_a_card_taken_out_gets_its_own_answer(harbour: Stage) -> None:
    """With the reason on record; it is not offered to be joined again by itself."""
    tom, ida = opened(harbour, "tom"), opened(harbour, "ida")
    alone = harbour.run(harbour.engine.desk.take_out(harbour.person("dan"), tom.id, "He means a model."))
    assert (alone.waiting, alone.alike, alone.similar) == (1, [], [])
    assert [event.reason for event in harbour.journal(CardTakenOut, f"card/{tom.id}")] == ["He means a model."]
    harbour.run(harbour.engine.desk.take_out(harbour.person("dan"), tom.id, "Twice does no harm."))
    harbour.answers("cleo", card=opened(harbour, "ida"), text="No.")
    assert "No." in told(harbour, ida)
    assert "No." not in told(harbour, tom)


def test_it_takes_a_reason_and_the_right(harbour: Stage) -> None:
    """A reason without secrets, from somebody who may see the card."""
    tom = opened(harbour, "tom")
    with pytest.raises(Invalid, match="few words"):
        harbour.run(harbour.engine.desk.take_out(harbour.person("dan"), tom.id, "  "))
    with pytest.raises(Forbidden):
        harbour.run(harbour.engine.desk.take_out(harbour.person("ann"), tom.id, "Mine."))
    with pytest.raises(Forbidden):
        harbour.run(harbour.engine.desk.join(harbour.person("ann"), tom.id, opened(harbour, "una").id))


def test_effects_never_join(harbour: Stage) -> None:
    """Nor what is to be done for one customer; the words say why."""
    una = opened(harbour, "una")
    for _ in range(2):
        harbour.opens("maya")
        harbour.says("refund please", "the lamp", "60", "broken")
    maya, again = (card for card in harbour.cards() if card.name == "refund")
    assert (maya.waiting, maya.similar) == (1, [])
    for card, other in ((maya, again), (una, maya), (maya, una)):
        with pytest.raises(Invalid, match="Only questions of knowledge"):
            harbour.run(harbour.engine.desk.join(harbour.person("cleo"), card.id, other.id))
    with pytest.raises(Invalid, match="the same card"):
        harbour.run(harbour.engine.desk.join(harbour.person("cleo"), una.id, una.id))


def test_other_kinds_of_questions_do_not_join(harbour: Stage) -> None:
    """Another consult of the company; one that was taken out; one that waits for its customer."""
    una, tom, ida = (opened(harbour, name) for name in ("una", "tom", "ida"))
    harbour.opens("zoe")
    harbour.says("does the warranty pay", "it fell")
    cleo, desk = harbour.person("cleo"), harbour.engine.desk
    with pytest.raises(Invalid, match="one kind"):
        harbour.run(desk.join(cleo, una.id, opened(harbour, "zoe").id))
    harbour.run(desk.take_out(cleo, tom.id, "A model."))
    with pytest.raises(Invalid, match="stands alone"):
        harbour.run(desk.join(cleo, una.id, tom.id))
    harbour.run(desk.ask_back(cleo, ida.id, "For how many people?", None))
    with pytest.raises(Invalid, match="customer's word"):
        harbour.run(desk.join(cleo, una.id, ida.id))


def test_whoever_has_one_in_hand_has_all(harbour: Stage) -> None:
    """Nobody else takes another of them; the same person may."""
    ida, tom = opened(harbour, "ida"), opened(harbour, "tom")
    harbour.run(harbour.engine.desk.claim(harbour.person("dan"), ida.id))
    with pytest.raises(Conflict, match="Dan has this question in hand"):
        harbour.run(harbour.engine.desk.claim(harbour.person("cleo"), tom.id))
    harbour.run(harbour.engine.desk.claim(harbour.person("dan"), tom.id))


def test_the_answered_card_says_who_did_not_get_it(harbour: Stage) -> None:
    """By name, with the reason."""
    ida, tom = opened(harbour, "ida"), opened(harbour, "tom")
    harbour.run(harbour.engine.desk.claim(harbour.person("dan"), tom.id))
    harbour.answers("cleo", card=ida, text="No.")
    seen = harbour.run(harbour.engine.desk.card(harbour.person("cleo"), ida.id), wait=0)
    assert seen.left == ["Tom: Somebody else has it in hand."]


def test_what_was_shown_is_kept_without_the_other_customers(harbour: Stage) -> None:
    """How many wait is part of what the person saw; the others' names would not be erased with this customer."""
    ida = opened(harbour, "ida")
    harbour.run(harbour.engine.desk.seen(harbour.person("dan"), ida.id, ida.revision))
    (seen,) = harbour.journal(CardSeen, f"card/{ida.id}")
    assert seen.shown["waiting"] == 2
    assert "Tom" not in str(seen.shown)
