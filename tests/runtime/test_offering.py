"""What each person's list says: whose card it is first, and why."""

import pytest

from earpiece.domain.desk_events import PresenceSet
from earpiece.domain.ports import Write
from earpiece.runtime.staff.accounts import PersonChange
from earpiece.runtime.views import CardView
from tests.support.stage import Stage


def complain(stage: Stage, customer: str = "maya") -> str:
    """A card for the skill `general`, which Dan and Cleo have."""
    stage.opens(customer)
    stage.says("I want to complain")
    (consult,) = stage.state().open_consults
    return consult.id


def here(stage: Stage, *experts: str) -> None:
    for expert in experts:
        stage.run(stage.engine.staff.presence.seen(expert), wait=0)
    stage.passes(2)


def seen_by(stage: Stage, expert: str, card: str) -> CardView:
    return next(view for view in stage.cards(expert) if view.id == card)


def offered(stage: Stage, card: str, *experts: str) -> list[bool]:
    return [seen_by(stage, expert, card).offered for expert in experts]


def changes(stage: Stage, expert: str, **fields: object) -> None:
    change = PersonChange.model_validate({**stage.person(expert).model_dump(), **fields})
    stage.run(stage.engine.accounts.change(stage.person("ann"), expert, change))


def test_where_nobody_knows_who_is_there_it_is_everybodys(stage: Stage) -> None:
    assert offered(stage, complain(stage), "dan", "cleo") == [True, True]


def test_it_is_offered_to_one_and_the_others_may_take_it(stage: Stage) -> None:
    """An expert before a supervisor."""
    here(stage, "dan", "cleo")
    card = complain(stage)
    assert offered(stage, card, "dan", "cleo") == [True, False]
    assert seen_by(stage, "cleo", card).may_answer
    stage.run(stage.engine.desk.claim(stage.person("cleo"), card))
    assert offered(stage, card, "dan", "cleo") == [False, True]


@pytest.mark.parametrize("presence", ["focus", "away"])
def test_who_is_not_available_is_offered_nothing(stage: Stage, presence: str) -> None:
    here(stage, "dan", "cleo")
    stage.run(stage.engine.people.set_presence("dan", presence))
    stage.passes(2)
    assert offered(stage, complain(stage), "dan", "cleo") == [False, True]


def test_with_nobody_free_all_with_the_skill_are_offered_it(stage: Stage) -> None:
    here(stage, "ann")
    assert offered(stage, complain(stage), "dan", "cleo") == [True, True]


def test_who_leaves_leaves_the_card_to_others(stage: Stage) -> None:
    """Within seconds, on every list."""
    here(stage, "dan", "cleo")
    card = complain(stage)
    stage.run(stage.engine.staff.presence.gone("dan"))
    stage.passes(2)
    assert offered(stage, card, "dan", "cleo") == [False, True]


def test_a_reminder_is_offered_to_one_more(stage: Stage) -> None:
    """And counts on the card, so that desks ring again."""
    here(stage, "dan", "cleo")
    card = complain(stage)
    here(stage, "dan", "cleo")
    stage.passes(29)
    assert offered(stage, card, "dan", "cleo") == [True, True]
    assert seen_by(stage, "dan", card).reminded == 1


def test_why_me_knows_the_customer_and_the_hands(stage: Stage) -> None:
    """Cleo answered Maya before, so she comes first this time."""
    changes(stage, "cleo", levels={"general": 3}, languages=["en", "it"])
    stage.answers("cleo", card=seen_by(stage, "cleo", complain(stage)), choice="returns")
    stage.passes(3)
    here(stage, "dan", "cleo")
    card = complain(stage)
    assert offered(stage, card, "dan", "cleo") == [False, True]
    words = "You have general at level 3, speak English, answered this customer before and hold nothing else."
    assert seen_by(stage, "cleo", card).why_me == words
    assert seen_by(stage, "dan", card).why_me == "You have general and hold nothing else."


def test_a_list_without_news_is_made_of_the_same_views(stage: Stage) -> None:
    """What did not change is not sent again."""
    here(stage, "dan", "cleo")
    card = complain(stage)
    first, again = seen_by(stage, "dan", card), seen_by(stage, "dan", card)
    assert first is again
    now = stage.run(stage.now())
    stage.run(stage.disk.append(Write("expert/cleo", (PresenceSet(presence="away"),), now)))
    stage.passes(2)
    assert seen_by(stage, "dan", card).offered
