"""The desk's list with more open cards than anybody could take in."""

from collections.abc import Iterator

import pytest

from earpiece.runtime import board
from earpiece.runtime.views import CardList
from tests.support.stage import Stage

SMALL = {"MOST_SHOWN": 2, "NEAR": 3}


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """A shop whose experts see two cards at a time, of the three most urgent."""
    for name, value in SMALL.items():
        monkeypatch.setattr(board, name, value)
    with Stage() as stage:
        yield stage


def queue(shop: Stage, expert: str) -> CardList:
    """The list of this expert."""
    return shop.run(shop.engine.desk.queue(shop.person(expert)), wait=0)


def ask(shop: Stage, customer: str, *words: str) -> str:
    """A customer whose words open a card; the conversation."""
    shop.opens(customer)
    shop.says(*words)
    return shop.chat


def complain(shop: Stage, customer: str) -> str:
    """A card for the skill `general`, of which nothing is due for thirty seconds."""
    return ask(shop, customer, "I want to complain")


def refund(shop: Stage) -> str:
    """A card for the skill `orders`, of which something is due in fifteen seconds; Maya has bought a lamp."""
    return ask(shop, "maya", "refund please", "the lamp", "60", "broken")


def test_the_most_urgent_are_shown_and_the_others_counted(shop: Stage) -> None:
    """Whose next rung is nearest comes first, though others were asked before."""
    for number in range(2):
        complain(shop, f"early{number}")
    assert (len(queue(shop, "cleo").cards), queue(shop, "cleo").more) == (2, 0)
    for number in range(2):
        complain(shop, f"later{number}")
    late = refund(shop)
    seen = queue(shop, "cleo")
    assert seen.cards[0].conversation == late
    assert (len(seen.cards), seen.more, seen.more_than) == (2, 1, True)  # three of five were looked at


def test_what_moves_down_its_ladder_moves_in_the_list(shop: Stage) -> None:
    """After the first rung a refund has time until the second one, and a complaint is more urgent."""
    first = refund(shop)
    second = complain(shop, "second")
    assert [card.conversation for card in queue(shop, "cleo").cards] == [first, second]
    shop.passes(16)
    assert [card.conversation for card in queue(shop, "cleo").cards] == [second, first]


def test_a_rare_skill_is_found_behind_all_others(shop: Stage) -> None:
    """Three more urgent cards are not for Dan; his own is on his list all the same."""
    mine = complain(shop, "his")
    for _ in range(3):
        refund(shop)
    assert [card.conversation for card in queue(shop, "dan").cards] == [mine]
    assert [card.skill for card in queue(shop, "cleo").cards] == ["orders", "orders"]


def test_a_card_that_did_not_change_is_the_same_object(shop: Stage) -> None:
    """So that whoever follows the list need not compare; what was claimed is another one."""
    complain(shop, "one")
    complain(shop, "two")
    before = queue(shop, "cleo").cards
    refund_of = shop.run(shop.engine.desk.claim(shop.person("dan"), before[0].id)).id
    after = queue(shop, "cleo").cards
    assert [card is old for card, old in zip(after, before, strict=True)] == [card.id != refund_of for card in before]
    assert after[0].holder is not None


def test_an_answered_card_goes_to_the_done(shop: Stage) -> None:
    """The one answered last comes first among them, and nobody else's open card is lost."""
    for number in range(3):
        complain(shop, f"customer{number}")
    first, second = queue(shop, "cleo").cards
    for card in (second, first):
        shop.answers("cleo", card=card, choice="returns")
    seen = queue(shop, "cleo")
    assert [card.status for card in seen.cards] == ["open", "answered", "answered"]
    assert [card.id for card in seen.cards[1:]] == [first.id, second.id]
