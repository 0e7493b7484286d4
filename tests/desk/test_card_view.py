"""What a card shows: what the customer said since, who leads, how it came here; and that it shows it at once."""

from earpiece.domain.desk_events import AnswerOverturned, CardPassed
from earpiece.domain.event import BaseEvent
from earpiece.domain.interventions import TakenOver
from earpiece.domain.ports import Write
from earpiece.runtime.desk.glance import MOST, words_at_first_sight
from earpiece.sim.proof.understanding import replies
from tests.support.stage import Stage

LONG = " ".join(["it fell from the table when my cousin danced on it at my birthday, and then the dog came"] * 30)


def notes(stage: Stage, stream: str, *events: BaseEvent) -> None:
    """Something happens that no part of this story brings about."""
    now = stage.run(stage.now(), wait=0)
    stage.run(stage.disk.append(Write(stream, events, now)), wait=0)


def test_the_customers_words_since_the_asking_are_on_the_card(maya: Stage) -> None:
    """Not those before, and not the agent's; and whoever looks at the list has them at once."""
    maya.says("refund please", "the lamp", "60")  # enough to ask early
    assert maya.card("ann").news == []
    maya.says("broken")
    assert [item.text for item in maya.card("ann").news] == ["broken"]
    seq = maya.run(maya.engine.desk.seq(), wait=0)
    maya.says("are you still there?")
    assert [item.text for item in maya.card("ann").news] == ["broken", "are you still there?"]
    assert maya.run(maya.engine.desk.wait(seq, 0.0), wait=0) > seq
    assert maya.engine.bell.cards > seq


def test_a_conversation_without_a_card_rings_nobody(maya: Stage) -> None:
    """A desk of many people looks again only when something on it has changed."""
    maya.cards("ann")
    cards = maya.engine.bell.cards
    maya.says("refund please")
    assert maya.engine.bell.cards == cards


def test_an_answered_card_tells_no_news(maya: Stage) -> None:
    """What the customer says afterwards is another matter."""
    maya.says("refund please", "the lamp", "60", "broken")
    maya.answers("ann", decision="yes")
    maya.passes(60)
    maya.says("thanks")
    (card,) = maya.cards("ann")
    assert (card.status, card.news) == ("answered", [])


def test_a_card_says_how_it_came_here_and_who_leads(maya: Stage) -> None:
    """In sentences, with names."""
    maya.says("refund please", "the lamp", "60", "broken")
    card = maya.card("ann")
    notes(maya, f"card/{card.id}", CardPassed(expert="ann", to="general", reason="It is about a warranty."))
    notes(maya, f"conversation/{maya.chat}", TakenOver(by="bob", name="Bob", reason="He knows her"))
    seen = maya.card("dan")
    assert seen.passed == ["Ann passed it on to general: It is about a warranty."]
    assert (seen.lead.who, seen.lead.name, seen.lead.reason) == ("person", "Bob", "He knows her")
    assert (seen.weight, seen.level, seen.channel, seen.reminded) == (1.0, 1, "chat", 0)


def test_an_overturned_answer_says_by_whom(maya: Stage) -> None:
    """And why."""
    maya.says("refund please", "the lamp", "60", "broken")
    id = maya.card("ann").id
    maya.answers("ann", decision="yes")
    maya.passes(60)
    notes(maya, f"card/{id}", AnswerOverturned(by="cleo", reason="The lamp was not broken."))
    (card,) = maya.cards("ann")
    assert card.overturned == "Cleo: The lamp was not broken."


def test_a_customer_who_writes_a_lot_does_not_make_the_card_long() -> None:
    """What they wrote is cut in the question and the summary, on the list and on the card; the record has it whole."""
    with Stage({LONG: replies(LONG)}) as stage:
        stage.opens("maya")
        stage.says("does the warranty pay", LONG)
        listed = stage.card("dan")
        opened = stage.run(stage.engine.desk.card(stage.person("dan"), listed.id), wait=0)
        (consult,) = stage.state().open_consults
        assert LONG in consult.question.text
        for view in (listed, opened):
            assert words_at_first_sight(view) <= MOST
            assert view.question.startswith("Does the warranty cover “it fell from the table")
            assert view.question.endswith("…”?")
        assert any(item.text == LONG for item in opened.transcript)
