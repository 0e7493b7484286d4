"""Who is at the desk, what they may hold, and what goes back when they leave; on whichever node."""

import pytest

from earpiece.desk.presence import BELIEVED, STILL
from earpiece.domain.desk_events import CardReturned, PresenceSet
from earpiece.domain.errors import Conflict
from earpiece.domain.interventions import GivenBack, TakenOver
from earpiece.domain.ports import Write
from earpiece.runtime.staff.accounts import PersonChange
from earpiece.runtime.staff.presence import SIGNED_OUT
from tests.support.stage import Stage


def refund(stage: Stage) -> str:
    """A card for the skill `orders`; its id."""
    stage.opens("maya")
    stage.says("refund please", "the lamp", "60", "broken")
    return stage.card("ann").id


def seen(stage: Stage, expert: str, *, active: bool = False) -> None:
    stage.run(stage.engine.staff.presence.seen(expert, active=active), wait=0)


def here(stage: Stage, node: int = 0) -> set[str] | None:
    found = stage.run(stage.nodes[node].engine.staff.presence.here(), wait=0)
    return None if found is None else set(found)


def presence_of(stage: Stage, expert: str) -> str:
    return stage.person(expert).presence


def stays(stage: Stage, expert: str, seconds: float) -> None:
    """An open desk, nobody touching it."""
    for _ in range(int(seconds / 30)):
        seen(stage, expert)
        stage.passes(30)


def test_nobody_knows_until_a_workspace_says_something(stage: Stage) -> None:
    """That is not the same as nobody being there."""
    assert here(stage) is None
    seen(stage, "ann")
    assert here(stage) == {"ann"}


def test_a_workspace_that_knows_how_long_it_stays_open_is_believed(stage: Stage) -> None:
    """Also after something was done there, which says no more than that somebody is there now."""
    stage.run(
        stage.engine.staff.presence.seen("ann", active=True, until=stage.run(stage.now(), wait=0) + 3600.0), wait=0
    )
    stage.passes(BELIEVED + 60)
    seen(stage, "ann", active=True)
    stage.passes(BELIEVED + 60)
    assert here(stage) == {"ann"}
    stage.passes(3600.0)
    assert here(stage) == set()


def test_who_is_not_heard_of_again_is_gone(stage: Stage) -> None:
    """A laptop that was closed says nothing; other nodes know as well."""
    stage.joins()
    seen(stage, "ann")
    seen(stage, "bob")
    stage.passes(BELIEVED - 5)
    assert here(stage, 1) == {"ann", "bob"}
    seen(stage, "bob")
    stage.passes(10)
    assert here(stage, 1) == {"bob"}


def test_an_open_desk_writes_little(stage: Stage) -> None:
    """However many tabs of one person say at once that they are open."""
    for _ in range(5):
        seen(stage, "ann")
    assert len(stage.run(stage.disk.read("presence/ann"), wait=0)) == 1


def test_who_does_nothing_for_ten_minutes_is_away_and_comes_back_by_doing_something(stage: Stage) -> None:
    stays(stage, "ann", STILL - 60)
    assert presence_of(stage, "ann") == "available"
    stays(stage, "ann", 120)
    assert presence_of(stage, "ann") == "away"
    card = refund(stage)
    stage.run(stage.engine.desk.claim(stage.person("ann"), card))
    assert presence_of(stage, "ann") == "available"
    assert [event.by for event in stage.journal(PresenceSet, "expert/ann")] == ["automatic", "automatic"]


def test_who_says_that_they_are_away_stays_away(stage: Stage) -> None:
    """Whatever they click."""
    seen(stage, "ann")
    stage.run(stage.engine.people.set_presence("ann", "away"))
    stage.passes(100)
    seen(stage, "ann", active=True)
    assert presence_of(stage, "ann") == "away"


def test_moving_the_mouse_is_doing_something(stage: Stage) -> None:
    for _ in range(15):
        stays(stage, "ann", 30)
        seen(stage, "ann", active=True)
        stage.passes(30)
    assert presence_of(stage, "ann") == "available"


def test_a_closed_desk_returns_its_cards_at_once(stage: Stage) -> None:
    """With the reason; another may take them in the same second."""
    card = refund(stage)
    seen(stage, "ann")
    stage.claims("ann")
    stage.run(stage.engine.staff.presence.gone("ann"))
    assert here(stage) == set()
    view = stage.card("cleo")
    assert (view.holder, view.returned) == (None, "desk closed")
    assert stage.journal(CardReturned, f"card/{card}")


def test_signing_out_returns_them_too_also_where_another_tab_is_open(stage: Stage) -> None:
    refund(stage)
    stage.claims("ann")
    presence = stage.engine.staff.presence
    presence.opened("ann")
    presence.opened("ann")
    stage.run(presence.gone("ann"))
    assert stage.card("cleo").holder is not None, "one of two tabs was closed"
    stage.run(presence.gone("ann", SIGNED_OUT))
    assert stage.card("cleo").returned == SIGNED_OUT


def test_somebody_elses_cards_stay(stage: Stage) -> None:
    refund(stage)
    stage.claims("ann")
    stage.run(stage.engine.staff.presence.gone("dan"))
    holder = stage.card("cleo").holder
    assert holder is not None
    assert holder.expert == "ann"


# ── a ceiling ─────────────────────────────────────────────────────────────────────────────────────────────────────


def holds_at_most(stage: Stage, expert: str, capacity: float) -> None:
    person = stage.person(expert)
    change = PersonChange.model_validate({**person.model_dump(), "capacity": capacity})
    stage.run(stage.engine.accounts.change(stage.person("cleo"), expert, change))


def test_nobody_holds_more_than_their_capacity(stage: Stage) -> None:
    """The refusal says so in words; with one answered or given back there is room again."""
    holds_at_most(stage, "dan", 2)
    cards = [_another(stage, number) for number in range(3)]
    dan, desk = stage.person("dan"), stage.engine.desk
    for card in cards[:2]:
        stage.run(desk.claim(dan, card))
    with pytest.raises(Conflict, match="You hold 2 of the 2 you may hold at one time, and this weighs 1"):
        stage.run(desk.claim(dan, cards[2]))
    stage.run(desk.claim(dan, cards[0]))  # keeping what one has is always possible
    stage.run(desk.give_back(dan, cards[0], "not me"))
    stage.run(desk.claim(dan, cards[2]))


def test_a_conversation_taken_over_weighs_three(stage: Stage) -> None:
    """Until it is given back."""
    cards = [_another(stage, number) for number in range(2)]
    dan, desk = stage.person("dan"), stage.engine.desk
    talk = f"conversation/{stage.chat}"
    now = stage.run(stage.now())
    stage.run(stage.disk.append(Write(talk, (TakenOver(by="dan", name="Dan"),), now)))
    stage.run(desk.claim(dan, cards[0]))
    with pytest.raises(Conflict, match="You hold 4 of the 4"):
        stage.run(desk.claim(dan, cards[1]))
    stage.run(stage.disk.append(Write(talk, (GivenBack(by="dan"),), now)))
    stage.run(desk.claim(dan, cards[1]))


def test_a_lease_that_ran_out_makes_room(stage: Stage) -> None:
    holds_at_most(stage, "dan", 1)
    cards = [_another(stage, number) for number in range(2)]
    dan, desk = stage.person("dan"), stage.engine.desk
    stage.run(desk.claim(dan, cards[0]))
    stage.passes(120)
    stage.run(desk.claim(dan, cards[1]))


def _another(stage: Stage, number: int) -> str:
    """One more card that dan may answer and that stands alone; its id."""
    stage.opens(f"maya{number}" if number else "maya")
    stage.says("I want to complain")
    talk = stage.run(stage.engine.states.conversation(stage.chat))
    (consult,) = talk.open_consults
    return consult.id


def test_taking_over_needs_room_for_three(stage: Stage) -> None:
    """Whoever holds two cards has not enough of four."""
    cards = [_another(stage, number) for number in range(3)]
    cleo, engine = stage.person("cleo"), stage.engine
    for card in cards[:2]:
        stage.run(engine.desk.claim(cleo, card))
    with pytest.raises(Conflict, match="You hold 2 of the 4 you may hold at one time, and this weighs 3"):
        stage.run(engine.supervising.take_over(cleo, stage.chat))
    stage.run(engine.desk.give_back(cleo, cards[0], "not me"))
    stage.run(engine.supervising.take_over(cleo, stage.chat))
    with pytest.raises(Conflict, match="You hold 4 of the 4"):
        stage.run(engine.desk.claim(cleo, cards[0]))
    stage.run(engine.supervising.give_back(cleo, stage.chat))
    stage.run(engine.desk.claim(cleo, cards[0]))
