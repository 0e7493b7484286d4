"""What people answered to the same question lately, and the pages that fit it, are offered with a key each."""

from collections.abc import Iterator

import pytest

from earpiece.domain.commands import Unknown
from earpiece.domain.forms import Suggestion
from earpiece.runtime.learning.teaching import id_of
from earpiece.runtime.views import CardView
from earpiece.sim.proof.understanding import replies
from tests.support.stage import Stage

DAY = 86_400.0
WORDS = ("it fell from the shelf yesterday", "it fell from the shelf, yesterday!", "the dog has eaten all of it")


@pytest.fixture
def shop() -> Iterator[Stage]:
    """Customers ask about the warranty in these words."""
    with Stage({text: replies(text) for text in WORDS}) as stage:
        yield stage


def ask(stage: Stage, customer: str, words: str = WORDS[0]) -> CardView:
    """A customer asks about the warranty; the card as Cleo opens it."""
    stage.opens(customer)
    stage.says("does the warranty pay", words)
    (card,) = [card for card in stage.cards("cleo") if card.conversation == stage.chat]
    return stage.run(stage.engine.desk.card(stage.person("cleo"), card.id), wait=0)


def again(stage: Stage, card: CardView) -> list[Suggestion]:
    """What the card suggests now."""
    return stage.run(stage.engine.desk.card(stage.person("cleo"), card.id), wait=0).suggestions


def earlier(suggestions: list[Suggestion]) -> list[Suggestion]:
    return [each for each in suggestions if each.source.startswith("precedent ")]


def test_a_choice_that_was_made_before_says_so(shop: Stage) -> None:
    """By whom and when, at the option itself: it keeps its key."""
    first = ask(shop, "maya")
    assert earlier(first.suggestions) == []
    shop.answers("dan", card=first, choice="covered")
    second = ask(shop, "liu")
    (known,) = earlier(second.suggestions)
    assert (known.answer, known.label) == ({"choice": "covered"}, "It is covered")
    assert known.source == f"precedent {id_of(first.id)}"
    assert known.leads_to.startswith("As Dan answered on ")
    assert [each.key for each in second.suggestions] == ["1", "2", "3"]


def test_an_answer_in_own_words_is_a_suggestion_of_its_own(shop: Stage) -> None:
    """With the next key, and the same words with one stroke."""
    first = ask(shop, "maya")
    shop.answers("dan", card=first, text="Yes, if it fell at home.")
    second = ask(shop, "liu")
    known = second.suggestions[-1]
    assert (known.key, known.label, known.answer) == (
        "4",
        "Yes, if it fell at home.",
        {"text": "Yes, if it fell at home."},
    )
    shop.answers("cleo", card=second, **known.answer)
    assert "Yes, if it fell at home." in shop.heard()


def test_nearly_the_same_words_are_enough_and_others_are_not(shop: Stage) -> None:
    """An answer about a shelf says nothing about a dog."""
    first = ask(shop, "maya", WORDS[0])
    shop.answers("dan", card=first, choice="covered")
    assert earlier(ask(shop, "liu", WORDS[1]).suggestions) != []
    assert earlier(ask(shop, "omar", WORDS[2]).suggestions) == []


def test_what_was_found_wrong_or_is_long_ago_is_not_offered(shop: Stage) -> None:
    """Nor what speaks to somebody else by name."""
    first = ask(shop, "maya")
    shop.answers("dan", card=first, text="Yes, Maya, it is covered.")
    second = ask(shop, "liu")
    assert earlier(second.suggestions) == []
    shop.answers("dan", card=second, choice="paid")
    third = ask(shop, "omar")
    assert earlier(again(shop, third)) != []
    shop.run(shop.engine.oversight.overturn(shop.person("cleo"), second.id, "It is covered."), wait=0)
    assert earlier(again(shop, third)) == []


def test_after_a_week_nobody_goes_by_it(shop: Stage) -> None:
    """Policies change."""
    first = ask(shop, "maya")
    shop.answers("dan", card=first, choice="covered")
    shop.passes(8 * DAY)
    assert earlier(ask(shop, "liu").suggestions) == []


def test_pages_that_fit_are_offered_as_answers(shop: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the page's own first words, with its name as the source."""
    card = ask(shop, "maya")

    async def read(*_: object) -> list[Unknown]:
        return [Unknown(nearest=("playbook/refund", "page/returns"))]

    monkeypatch.setattr(shop.understanding, "read", read)
    page = shop.engine.ports.companies.current().pages["returns"]
    offered = again(shop, card)[-1]
    assert (offered.key, offered.source, offered.answer) == ("4", "page returns", {"text": page.answer})
    assert page.answer.startswith(offered.leads_to.rstrip("…"))


def test_the_nearest_pages_of_an_unknown_request_show_their_first_words(shop: Stage) -> None:
    """The expert picks one with its key; the agent answers from it."""
    shop.opens("maya")
    shop.says("do you sell boats")
    card = shop.card("dan")
    (page,) = card.suggestions
    answer = shop.engine.ports.companies.current().pages["returns"].answer
    assert (page.key, page.answer, page.source) == ("1", {"choice": "page/returns"}, "page returns")
    assert answer.startswith(page.leads_to.rstrip("…"))
    assert again(shop, card) == [page]  # the same page is not offered twice


def test_an_approval_has_no_precedent(shop: Stage) -> None:
    """What was decided for one order says nothing about another."""
    for item, amount in (("the lamp", "60"), ("the chandelier", "63.17")):
        shop.opens("maya")
        shop.says("refund please", item, amount, "broken")
        (card,) = [card for card in shop.cards("cleo") if card.conversation == shop.chat]
        assert [each.key for each in again(shop, card)] == ["y", "n"]
        shop.answers("cleo", card=card, decision="yes")
        shop.passes(30)
