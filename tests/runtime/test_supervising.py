"""Who may step into a conversation, who wins when two do, and what the agent does as it is told."""

import asyncio

import pytest

from earpiece.domain import events as e
from earpiece.domain import interventions as i
from earpiece.domain.errors import Conflict, Forbidden, Invalid
from earpiece.runtime.supervision.lead_views import ConversationView
from tests.support.nodes import Town
from tests.support.overseer import Overseer
from tests.support.stage import Stage


@pytest.fixture
def cleo(maya: Stage) -> Overseer:
    """A supervisor beside Maya's conversation."""
    return Overseer(maya)


# ── who may ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("what", ["view", "pause", "stop", "resume", "take_over", "give_back"])
def test_a_conversation_is_none_of_the_business_of_an_expert_without_a_card(maya: Stage, what: str) -> None:
    """Neither to read nor to lead."""
    with pytest.raises(Forbidden):
        Overseer(maya, "ann").does(what)


def test_an_expert_who_holds_a_card_may_take_over_and_guide_but_not_stop(maya: Stage) -> None:
    """And keeps the conversation though the card goes back."""
    maya.says("refund please", "the lamp", "60", "broken")
    card = maya.claims("ann")
    ann = Overseer(maya, "ann")
    assert ann.sees().may == ["guide", "take_over"]
    with pytest.raises(Forbidden):
        ann.does("pause")
    ann.does("take_over")
    maya.run(maya.engine.desk.give_back(maya.person("ann"), card.id, "not me"))
    assert ann.writes("Hello").items[-1].who == "person"
    assert ann.sees().may == ["guide", "speak", "give_back", "close"]
    ann.does("give_back")
    with pytest.raises(Forbidden):
        ann.sees()


def test_the_view_tells_who_leads_what_is_open_and_what_is_in_hand(maya: Stage, cleo: Overseer) -> None:
    """For whoever reads along."""
    maya.says("refund please", "the lamp", "60", "broken")
    maya.claims("ann")
    view = cleo.does("pause", "looks odd")
    assert (view.lead.who, view.lead.name, view.lead.reason) == ("paused", "Cleo", "looks odd")
    assert (view.request, view.customer) == ("your refund", "Maya")
    (card,) = view.cards
    assert (card.skill, card.holder) == ("orders", "Ann")
    assert view.may == ["guide", "stop", "resume", "take_over"]


# ── races ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_of_two_who_take_over_at_once_one_wins_and_the_other_is_told_who(maya: Stage) -> None:
    """In the same instant, in one process."""
    maya.says("refund please", "the lamp", "60", "broken")
    maya.claims("ann")
    supervising = maya.engine.supervising
    people = [maya.person("ann"), maya.person("cleo")]

    async def both() -> list[object]:
        tries = (supervising.take_over(person, maya.chat) for person in people)
        return await asyncio.gather(*tries, return_exceptions=True)

    came = maya.run(both())
    (won,) = [view for view in came if isinstance(view, ConversationView)]
    (lost,) = [error for error in came if isinstance(error, Conflict)]
    assert won.lead.name in lost.message
    assert lost.details["by"] == won.lead.by
    assert len(maya.journal(i.TakenOver)) == 1


def test_of_two_on_two_nodes_one_wins_too() -> None:
    """The journal decides."""
    with Town() as town:
        town.opens("maya")
        town.says("refund please", "the lamp", "60", "broken")
        town.claims("ann")
        ways = [(0, town.person("ann")), (1, town.person("cleo"))]

        async def both() -> list[object]:
            tries = (town.node(node).engine.supervising.take_over(person, town.chat) for node, person in ways)
            return await asyncio.gather(*tries, return_exceptions=True)

        came = town.run(both())
        assert [type(each).__name__ for each in came if not isinstance(each, ConversationView)] == ["Conflict"]
        assert len(town.journal(i.TakenOver)) == 1


def test_a_person_who_takes_over_in_the_middle_of_a_turn_silences_it() -> None:
    """The agent was reading: it thinks again, and leaves the words to the person."""
    with Stage(needs_io=True) as stage:
        stage.opens("maya")
        stage.understanding.stuck = True
        stage.background(stage.engine.chats.say(stage.chat, "m1", "can I send it back"))
        cleo = Overseer(stage)
        stage.background(stage.engine.supervising.take_over(stage.person("cleo"), stage.chat))
        stage.understanding.stuck = False
        stage.restarts()
        cleo.does("take_over")
        heard = stage.passes(11)
        assert "Cleo" in heard
        assert "within 30 days" not in heard


def test_whoever_fell_silent_no_longer_speaks_and_is_told_why(maya: Stage, cleo: Overseer) -> None:
    """Words typed too late do not appear between the agent's."""
    cleo.does("take_over")
    maya.passes(130)
    with pytest.raises(Conflict, match="waited too long"):
        cleo.writes("Sorry, I was away.")
    assert cleo.does("give_back").lead.who == "agent"
    assert maya.journal(i.PersonSaid) == []


def test_the_same_words_sent_twice_are_said_once(maya: Stage, cleo: Overseer) -> None:
    """Also after the conversation was given back."""
    cleo.does("take_over")
    cleo.does("say", "w1", "Hello")
    cleo.does("say", "w1", "Hello")
    cleo.does("give_back")
    cleo.does("say", "w1", "Hello")
    assert len(maya.journal(i.PersonSaid)) == 1


def test_secrets_are_refused_wherever_a_person_writes(maya: Stage, cleo: Overseer) -> None:
    """They go neither to the customer nor into the journal."""
    cleo.does("take_over")
    with pytest.raises(Invalid, match="card numbers"):
        cleo.writes("Is it 4111 1111 1111 1111?")
    with pytest.raises(Invalid, match="card numbers"):
        cleo.does("give_back", "It is 4111 1111 1111 1111.")
    with pytest.raises(Invalid, match="card numbers"):
        cleo.guides("tell them 4111 1111 1111 1111")


def test_the_customer_sees_who_speaks(maya: Stage, cleo: Overseer) -> None:
    """By name, and not as the agent."""
    cleo.does("take_over")
    cleo.writes("Hello Maya")
    view = maya.run(maya.engine.chats.view(maya.chat))
    assert (view.person, view.items[-1].who, view.items[-1].name) == ("Cleo", "person", "Cleo")


# ── guidance ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_exact_words_are_said_with_the_person_as_their_source(maya: Stage, cleo: Overseer) -> None:
    """And the question that was open stays open."""
    maya.says("refund please", "the lamp")
    maya.heard()
    read = cleo.guides("tell them a refund takes five days")
    assert read.done
    assert maya.heard() == "A refund takes five days."
    assert maya.journal(e.AgentSaid)[-1].sources == ("expert cleo",)
    assert maya.state().asking
    maya.says("40", "broken")
    assert maya.books() == ["refund maya o1 40.0"]


def test_a_question_is_put_and_the_reply_is_not_taken_for_something_else(maya: Stage, cleo: Overseer) -> None:
    """Then the agent goes on with its own."""
    maya.says("refund please", "the lamp")
    maya.heard()
    cleo.guides("ask which colour it is")
    assert "Could you tell me" in maya.heard()
    heard = maya.says("the blue one")
    assert "How much do you want back?" in heard
    assert maya.state().runs[maya.state().stack[-1]].values.keys() == {"order"}


def test_a_request_is_begun_unasked(maya: Stage, cleo: Overseer) -> None:
    """A page is answered from, a playbook begun."""
    cleo.guides("begin your refund")
    assert "order" in maya.heard()
    cleo.guides("Returns")
    assert "within 30 days" in maya.heard()
    assert [followed.note for followed in maya.journal(i.GuideFollowed)] == ["", ""]


def test_guidance_given_while_the_agent_is_paused_waits_for_it(maya: Stage, cleo: Overseer) -> None:
    """It is shown as held."""
    cleo.does("pause")
    cleo.guides("Returns")
    maya.heard()
    assert [guide.kind for guide in cleo.sees().guides] == ["do"]
    cleo.does("resume")
    assert "within 30 days" in maya.heard()
    assert cleo.sees().guides == []


def test_guidance_that_can_no_longer_be_followed_is_answered_with_the_reason(maya: Stage, cleo: Overseer) -> None:
    """The question it leaned on was answered meanwhile: the promise would be nobody's."""
    maya.says("does the warranty pay", "it fell")
    cleo.does("pause")
    cleo.guides("tell them we are checking with the workshop")
    maya.answers("dan", choice="covered")
    maya.heard()
    cleo.does("resume")
    (followed,) = maya.journal(i.GuideFollowed)
    assert "nobody is" in followed.note
    assert "checking" not in maya.heard()


def test_the_same_guidance_twice_is_followed_once(maya: Stage, cleo: Overseer) -> None:
    """A click that is not sure whether it arrived may come again."""
    for _ in range(2):
        maya.run(maya.engine.supervising.guide(maya.person("cleo"), maya.chat, "tell them hello", key="k"))
    assert len(maya.journal(i.Guided)) == 1


def test_the_story_tells_each_intervention(maya: Stage, cleo: Overseer) -> None:
    """Who, what and why."""
    cleo.does("pause", "a word")
    cleo.does("resume")
    cleo.does("stop")
    cleo.does("take_over", "urgent")
    cleo.writes("Hello")
    cleo.does("give_back", "all well")
    cleo.guides("tell them bye")
    told = [line.what for line in maya.run(maya.engine.desk.story(maya.chat)) if line.who == "expert"]
    assert told == [
        "Cleo paused the agent",
        "Cleo let the agent go on",
        "Cleo stopped the agent",
        "Cleo took over from the agent",
        "Cleo wrote: “Hello”",
        "Cleo gave the conversation back to the agent",
        "Cleo told the agent to say “Bye.”",
    ]
