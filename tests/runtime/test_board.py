"""The desk's list with more open cards than anybody could take in."""

from collections.abc import Iterator

import pytest

from earpiece.runtime.desk import board
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


def boats(shop: Stage, customers: int) -> list[str]:
    """So many customers ask the same, which nobody knows; their conversations."""
    return [ask(shop, f"sailor{number}", "do you sell boats") for number in range(customers)]


def test_equal_questions_are_one_entry(shop: Stage) -> None:
    """The one asked first leads; the others are counted and named; another question keeps its place on the list."""
    first, *others = boats(shop, 5)
    other = complain(shop, "one")
    seen = queue(shop, "cleo")
    assert [(card.conversation, card.waiting) for card in seen.cards] == [(first, 5), (other, 1)]
    assert [waiting.conversation for waiting in seen.cards[0].alike] == others
    assert (seen.more, seen.more_than) == (0, False)


def test_groups_are_counted_as_one_each(shop: Stage) -> None:
    """Five customers with three questions are three entries, of which two are shown."""
    boats(shop, 3)
    complain(shop, "one")
    complain(shop, "two")
    assert (len(queue(shop, "cleo").cards), queue(shop, "cleo").more) == (2, 1)


def test_whoever_holds_one_holds_all(shop: Stage) -> None:
    """The one in hand leads, so that everybody sees by whom all of them are held."""
    _, second, _ = boats(shop, 3)
    card = next(each for each in queue(shop, "cleo").cards[0].alike if each.conversation == second).card
    shop.run(shop.engine.desk.claim(shop.person("dan"), card))
    (seen,) = queue(shop, "cleo").cards
    assert (seen.id, seen.waiting) == (card, 3)
    assert seen.holder is not None
    assert seen.holder.expert == "dan"


def test_a_card_that_was_asked_back_about_stands_alone(shop: Stage) -> None:
    """Its customer is asked something that the others are not; the question of the others can be taken meanwhile."""
    first, second, _ = boats(shop, 3)
    (lead,) = queue(shop, "cleo").cards
    shop.run(shop.engine.desk.ask_back(shop.person("cleo"), lead.id, "For how many people?", None))
    seen = queue(shop, "cleo").cards
    assert [(card.conversation, card.waiting, card.status) for card in seen] == [
        (second, 2, "open"), (first, 1, "awaiting_customer"),
    ]  # fmt: skip


def test_another_one_who_waits_makes_it_another_object(shop: Stage) -> None:
    """So that whoever follows the list is told of the number; the same number is the same object."""
    boats(shop, 2)
    before = queue(shop, "cleo").cards[0]
    complain(shop, "one")
    assert queue(shop, "cleo").cards[0] is before
    ask(shop, "late", "do you sell boats")
    assert queue(shop, "cleo").cards[0].waiting == 3
