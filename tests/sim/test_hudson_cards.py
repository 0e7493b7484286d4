"""The cards of the sample bank as its rehearsals bring them about: short, with sources, with what answers lead to."""

from dataclasses import dataclass

import pytest

from earpiece.company.shelf import Shelf
from earpiece.domain.conversation import Conversation
from earpiece.domain.ports import Understanding
from earpiece.runtime.desk import card_views
from earpiece.runtime.desk.glance import MOST, fitted, words_at_first_sight
from earpiece.runtime.views import CardView
from earpiece.sim.rehearsal import play_rehearsal
from earpiece.sim.script import read_rehearsals
from tests.sim.conftest import HUDSON

NEVER = {"two-sales-or-one"}
"""Everybody in the sample's books has a payment taken twice, so nobody is asked about one that is not there."""
LONG_NAME = "Maria del Carmen Rodríguez de la Fuente y Álvarez-Montoya Hernández"
LONG_WORDS = "I have told you all of this three times before and nobody seems to read what I write here " * 12


@dataclass(frozen=True)
class Seen:
    """A card before it was shortened, and as it was shown."""

    whole: CardView
    shown: CardView
    state: Conversation


@pytest.fixture(scope="module")
def cards(hudson: Shelf, understanding: Understanding) -> list[Seen]:
    """Every question of all rehearsals, once each."""
    seen: dict[tuple[str, str], Seen] = {}

    def keep(view: CardView, state: Conversation) -> CardView:
        short = fitted(view, state)
        seen.setdefault((view.name, view.question), Seen(view, short, state))
        return short

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(card_views, "fitted", keep)
        for file, rehearsals in read_rehearsals(HUDSON).items():
            for rehearsal in rehearsals:
                if rehearsal.experts:
                    play_rehearsal(HUDSON, hudson, understanding, file, rehearsal)
    return list(seen.values())


def test_every_question_of_the_bank_is_among_them(cards: list[Seen], hudson: Shelf) -> None:
    """Else this would prove little."""
    own = {name for name, spec in hudson.current().consults.items() if spec.source.file == "consults.yaml"}
    assert own - {each.shown.name for each in cards} == NEVER


def test_no_card_has_more_than_120_words_before_scrolling(cards: list[Seen]) -> None:
    """As the rehearsals' customers write."""
    assert {each.shown.question: words_at_first_sight(each.shown) for each in cards if _too_long(each.shown)} == {}


def test_nor_with_long_names_and_long_words(cards: list[Seen]) -> None:
    """Quotes, the customer's words in the question and long values are cut; the question stays."""
    for each in cards:
        whole = _with_long_words(each)
        short = fitted(whole, each.state)
        assert words_at_first_sight(whole) > MOST
        assert words_at_first_sight(short) <= MOST, short
        assert [fact.label for fact in short.facts] == [fact.label for fact in whole.facts]
        assert all(fact.value.endswith("…") for fact in short.facts)


def test_what_is_short_is_shown_as_it_is(cards: list[Seen]) -> None:
    """Nothing is cut without need."""
    assert [each.whole for each in cards if each.shown != each.whole] == []


def test_facts_say_which_turn_they_came_from(cards: list[Seen]) -> None:
    """Unless the playbook made them up itself."""
    facts = [(each, fact) for each in cards for fact in each.shown.facts]
    assert {fact.source for _, fact in facts if fact.turn is None} <= {"playbook"}
    assert all(0 < fact.turn <= each.state.position for each, fact in facts if fact.turn is not None)
    assert sum(fact.turn is not None for _, fact in facts) > 60


def test_every_answer_says_what_it_leads_to(cards: list[Seen]) -> None:
    """In at most a hundred characters."""
    leads = [one.leads_to for each in cards for one in each.shown.suggestions]
    assert all(leads)
    assert max(map(len, leads)) <= 100


def test_approvals_show_what_will_change(cards: list[Seen]) -> None:
    """Before and after, wherever the bank's rules ask for a yes."""
    calls = {each.shown.name: each.shown.call for each in cards if each.shown.call is not None}
    assert {name for name, call in calls.items() if not call.changes} == set()
    (credit,) = calls["provisional-credit"].changes
    assert (credit.label, credit.before is not None, credit.after.startswith("£")) == ("Balance", True, True)


def _too_long(view: CardView) -> bool:
    return words_at_first_sight(view) > MOST


def _with_long_words(each: Seen) -> CardView:
    """The card as it would be for somebody with a long name who writes a lot."""
    view, name = each.whole, each.state.name or "A guest"
    facts = [fact.model_copy(update={"value": LONG_WORDS}) for fact in view.facts]
    question = f"{view.question.replace(name, LONG_NAME)} They said “{LONG_WORDS}”."
    summary = f"{LONG_NAME} wrote: “{LONG_WORDS}” The agent is dealing with it. Last words: “{LONG_WORDS}”"
    return view.model_copy(update={"facts": facts, "question": question, "summary": summary})
