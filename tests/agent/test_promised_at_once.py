"""Who would wait for long is promised an answer at once; whoever need not is told how long it usually takes."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from earpiece.company.shelf import Shelf
from earpiece.domain.desk_events import CardOpened, RungReached
from earpiece.domain.events import AgentSaid, ConsultAsked, ConversationClosed
from earpiece.domain.forms import Expected
from earpiece.domain.playbook import ALL_WEEK, Company, Hours
from tests.support.stage import Stage

MORNINGS = Hours("Europe/London", (((8 * 60, 12 * 60),),) * 7, {"repairs": ALL_WEEK})
"""The stage's story begins on a Monday at 15:13 there."""

NIGHT = 16 * 3600 + 46 * 60 + 40
"""Seconds from then until Tuesday at 08:00."""

With = Callable[[Callable[[Company], Company]], Stage]


@pytest.fixture
def with_company(monkeypatch: pytest.MonkeyPatch) -> Iterator[With]:
    """A stage with another company than the usual one."""
    stages: list[Stage] = []

    def make(change: Callable[[Company], Company]) -> Stage:
        version, current = Shelf.version, Shelf.current
        monkeypatch.setattr(Shelf, "version", lambda self, digest: change(version(self, digest)))
        monkeypatch.setattr(Shelf, "current", lambda self: change(current(self)))
        stages.append(Stage().__enter__())
        stages[0].opens("maya")
        return stages[0]

    yield make
    for stage in stages:
        stage.__exit__(None, None, None)


def closed(company: Company) -> Company:
    return replace(company, hours=MORNINGS)


def slow(company: Company) -> Company:
    refund = replace(company.consults["refund"], expected=Expected(half=400, most=900))
    return replace(company, consults={**company.consults, "refund": refund})


def asks(stage: Stage) -> str:
    """Maya asks for a refund that needs an expert; what the agent says."""
    return stage.says("refund please", "the lamp", "60", "broken")


def asked(stage: Stage) -> ConsultAsked:
    (event,) = stage.journal(ConsultAsked)
    return event


def promised(stage: Stage) -> list[AgentSaid]:
    return [said for said in stage.journal(AgentSaid) if said.promises]


def test_while_the_desk_is_closed_the_customer_hears_when_it_opens(with_company: With) -> None:
    """At once, and only once; the card waits, and its ladder counts from the opening."""
    stage = with_company(closed)
    words = asks(stage)
    assert "tomorrow at 08:00" in words
    assert "orders team" in words
    assert "asking" not in words.lower()
    (said,) = promised(stage)
    assert (said.phrase.partition("#")[0], said.purpose) == ("promise_closed", "notice")
    assert [(round(rung.after), rung.do) for rung in asked(stage).ladder] == [
        (0, "promise"), (NIGHT + 15, "widen"), (NIGHT + 3600, "expire"),
    ]  # fmt: skip
    (card,) = stage.journal(CardOpened, f"card/{asked(stage).consult}")
    assert card.ladder == asked(stage).ladder
    assert stage.passes(550) == "", "nobody is held in front of a closed door"
    assert len(promised(stage)) == 1


def test_whoever_has_left_gets_the_answer_in_the_morning(with_company: With) -> None:
    """Nothing expires overnight; the answer is in the chat, and known as one to be followed up."""
    stage = with_company(closed)
    asks(stage)
    stage.passes(700)
    assert [event.outcome for event in stage.journal(ConversationClosed)] == ["promised"]
    stage.passes(NIGHT - 710)
    assert not [r for r in stage.journal(RungReached, f"card/{asked(stage).consult}") if r.do == "widen"]
    stage.answers("ann", decision="yes")
    heard = stage.passes(5)
    assert "£60.00 is on its way" in heard
    (row,) = stage.run(stage.disk.rows("follow_ups", "ready"), wait=0)
    assert (row.id, row.fields["conversation"]) == (asked(stage).consult, stage.chat)
    (customer,) = stage.run(stage.disk.rows("of_customer"), wait=0)
    assert row.fields["customer"] == customer.status
    items = stage.run(stage.engine.chats.view(stage.chat), wait=0).items
    assert any("£60.00 is on its way" in item.text for item in items), "the chat shows it on return"


def test_an_answer_to_a_customer_who_is_there_is_no_follow_up(stage: Stage) -> None:
    stage.opens("maya")
    asks(stage)
    stage.answers("ann", decision="yes")
    stage.passes(5)
    assert stage.run(stage.disk.rows("follow_ups"), wait=0) == []


def test_a_skill_that_is_always_open_is_asked_as_ever(with_company: With) -> None:
    stage = with_company(closed)
    assert stage.says("does the warranty pay", "it fell") == "I am asking a colleague."
    assert asked(stage).opens_at is None


def test_with_nobody_at_the_desk_an_answer_is_promised_at_once(maya: Stage) -> None:
    """As it would be by the ladder, which says nothing more of it then."""
    presence = maya.engine.staff.presence
    maya.run(presence.seen("ann"))
    maya.run(presence.gone("ann"))
    maya.passes(2)
    words = asks(maya)
    (said,) = promised(maya)
    assert words.endswith(said.text)
    assert (asked(maya).on_duty, said.phrase.partition("#")[0]) == (0, "promise_nobody")
    assert maya.passes(50) == ""
    assert len(promised(maya)) == 1
    assert [reached.do for reached in maya.journal(RungReached, f"card/{asked(maya).consult}")] == ["widen", "promise"]


def test_with_somebody_there_the_customer_is_held(maya: Stage) -> None:
    maya.run(maya.engine.staff.presence.seen("ann"))
    assert asks(maya).endswith("I am asking a colleague.")
    assert asked(maya).on_duty == 1


def test_somebody_who_may_not_answer_is_not_on_duty(maya: Stage) -> None:
    """Bob's limit is £70, and this is about more."""
    maya.run(maya.engine.staff.presence.seen("dan"))
    asks(maya)
    assert asked(maya).on_duty == 0


def test_what_usually_takes_longer_than_people_wait_is_promised_at_once(with_company: With) -> None:
    """With how long it takes, where that is known."""
    stage = with_company(slow)
    words = asks(stage)
    assert "5 to 15 minutes" in words
    assert asked(stage).expected == Expected(half=400, most=900)
    assert [said.phrase.partition("#")[0] for said in promised(stage)] == ["promise_long"]


def test_a_patient_company_holds(with_company: With) -> None:
    """`patience` is the company's."""
    stage = with_company(lambda company: replace(slow(company), policy=replace(company.policy, patience=1000.0)))
    assert asks(stage).endswith("I am asking a colleague.")


def test_how_long_it_takes_is_measured(stage: Stage) -> None:
    """From the fifth answer on; it is in the journal with the question, and on the card."""
    for number in range(6):
        stage.opens("maya")
        stage.says("does the warranty pay", "it fell")
        event = asked(stage)
        assert event.expected == (None if number < 5 else Expected(half=20.0, most=20.0))
        stage.passes(20)
        if number < 5:
            stage.answers("dan", choice="covered")
        stage.passes(3)
    assert stage.card("dan").expected == asked(stage).expected


def test_the_story_says_why(with_company: With) -> None:
    stage = with_company(closed)
    asks(stage)
    story = stage.run(stage.engine.desk.story(stage.chat), wait=0)
    (line,) = [line for line in story if line.kind == "ConsultAsked"]
    assert "the desk is closed until" in line.detail
