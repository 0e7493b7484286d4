"""An expert asks the agent: it looks in what it knows, names the source of each line, and makes up nothing."""

import pytest

from earpiece.domain.desk_events import AgentConsulted
from earpiece.domain.errors import Conflict, Invalid
from earpiece.runtime.views import Lookup
from tests.support.stage import Stage


@pytest.fixture
def approval(maya: Stage) -> Stage:
    """A card asks for £60."""
    maya.says("refund please", "the lamp", "60", "the shade was broken in two")
    return maya


def _asks(stage: Stage, question: str, expert: str = "ann") -> Lookup:
    card = stage.run(stage.engine.desk.look_up(stage.person(expert), stage.card(expert).id, question))
    return card.looked[-1]


@pytest.mark.parametrize(
    ("question", "words", "source"),
    [
        ("What is the price of the lamp?", "price 80", "tool my_orders"),
        ("Which amount did they ask for?", "amount: 60", "customer"),
        ("Did they say anything about the shade?", "the shade was broken", ""),
        ("How many days do they have to send it back?", "30 days", "page returns"),
    ],
)
def test_it_looks_in_all_it_knows(approval: Stage, question: str, words: str, source: str) -> None:
    """Values, tools' results, the transcript, the company's pages; the nearest first."""
    looked = _asks(approval, question)
    assert looked.question == question
    assert 1 <= len(looked.found) <= 5
    assert looked.note == ""
    hit = next(each for each in looked.found if words in each.text)
    assert hit.source.startswith(source)
    assert all(each.source for each in looked.found)


def test_every_line_is_quoted(approval: Stage) -> None:
    """What is found stands word for word in the conversation, in a result or on a page."""
    known = str(approval.run(approval.disk.read_all()))
    for each in _asks(approval, "What did the customer say about the lamp?").found:
        if each.source.startswith("turn "):
            assert each.text.partition("“")[2].rstrip("”") in known


def test_nothing_found_says_so(approval: Stage) -> None:
    """And what to do then."""
    looked = _asks(approval, "Which composer wrote the overture?")
    assert looked.found == []
    assert "ask the customer" in looked.note


def test_what_was_asked_is_on_record_and_on_the_card(approval: Stage) -> None:
    """Whoever takes the card next sees it too."""
    _asks(approval, "What is the price of the lamp?")
    (asked,) = approval.journal(AgentConsulted, f"card/{approval.card().id}")
    assert asked.expert == "ann"
    assert approval.card("cleo").looked[0].question == "What is the price of the lamp?"


def test_no_secrets(approval: Stage) -> None:
    """Neither in the question nor in what is found."""
    with pytest.raises(Invalid, match="card numbers"):
        _asks(approval, "Is it 4111 1111 1111 1111?")
    approval.says("my card is 4111 1111 1111 1111")
    assert "4111" not in str(_asks(approval, "What did they say about the card?"))


def test_only_while_the_card_is_open(approval: Stage) -> None:
    """Afterwards there is nothing to decide."""
    card = approval.answers("ann", decision="yes")
    with pytest.raises(Conflict, match="answered"):
        approval.run(approval.engine.desk.look_up(approval.person("ann"), card.id, "What is the price?"))
