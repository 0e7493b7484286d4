"""Who leads: what the agent says and does not say while it is paused or stopped, or a person speaks."""

import pytest

from earpiece.domain import events as e
from earpiece.domain import interventions as i
from tests.support.overseer import Overseer
from tests.support.stage import Stage


@pytest.fixture
def cleo(maya: Stage) -> Overseer:
    """A supervisor beside Maya's conversation."""
    return Overseer(maya)


# ── paused ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_paused_agent_says_one_word_and_goes_on_where_it_was(maya: Stage, cleo: Overseer) -> None:
    """What the customer writes meanwhile is read and kept, and acted on when the agent leads again."""
    maya.says("refund please", "the lamp")
    cleo.does("pause", "wait a moment")
    assert "colleague" in maya.heard()
    assert maya.says("40") == ""
    assert maya.says("broken") == ""
    assert maya.state().unread == ()
    assert maya.books() == []
    cleo.does("resume")
    heard = maya.heard()
    assert maya.books() == ["refund maya o1 40.0"]
    assert heard.index("go") >= 0
    assert "£40.00 is on its way." in heard


def test_an_answer_that_comes_while_the_agent_is_paused_is_said_when_it_is_resumed(maya: Stage, cleo: Overseer) -> None:
    """Nothing of what is open is lost."""
    maya.says("does the warranty pay", "it fell")
    cleo.does("pause")
    maya.heard()
    maya.answers("dan", choice="covered")
    assert maya.heard() == ""
    cleo.does("resume")
    assert "the warranty covers it" in maya.heard()
    (answered,) = [said for said in maya.journal(e.AgentSaid) if said.releases]
    assert answered.releases == tuple(maya.state().consults)


def test_an_attempt_that_has_begun_finishes_though_the_agent_is_paused(maya: Stage, cleo: Overseer) -> None:
    """Its result is there when the agent goes on."""
    maya.tools.slow["refund"] = 3.0
    maya.says("refund please", "the lamp", "40", "broken")
    cleo.does("pause")
    maya.heard()
    assert maya.passes(5) == ""
    assert maya.books() == ["refund maya o1 40.0"]
    cleo.does("resume")
    assert "£40.00 is on its way." in maya.heard()


def test_a_customer_of_a_paused_agent_hears_now_and_then_that_somebody_is_at_it(maya: Stage, cleo: Overseer) -> None:
    """And not for ever."""
    cleo.does("pause")
    maya.heard()
    assert "colleague" in maya.passes(25)
    assert maya.passes(3600).count("\n") <= 2
    assert maya.state().outcome is None


def test_a_pause_in_the_middle_of_a_long_silence_does_not_close_the_conversation(maya: Stage, cleo: Overseer) -> None:
    """Silence counts from when somebody is there again."""
    maya.says("refund please")
    cleo.does("pause")
    maya.passes(3600)
    cleo.does("resume")
    assert maya.state().outcome is None
    maya.passes(590)
    assert maya.state().outcome is None
    maya.passes(20)
    assert maya.state().outcome == "abandoned"


def test_a_pause_and_its_end_are_told_once_though_asked_for_twice(maya: Stage, cleo: Overseer) -> None:
    """The same click twice changes nothing."""
    for _ in range(2):
        cleo.does("pause")
    for _ in range(2):
        cleo.does("resume")
    assert (len(maya.journal(i.AgentPaused)), len(maya.journal(i.AgentResumed))) == (1, 1)
    assert len([said for said in maya.journal(e.AgentSaid) if said.tells]) == 2


# ── stopped ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_stopped_agent_says_so_and_still_asks_for_a_person(maya: Stage, cleo: Overseer) -> None:
    """Who wants a person is heard in any case; everything else waits."""
    cleo.does("stop", "it talks nonsense")
    assert "person" in maya.heard()
    assert maya.says("can I send it back") == ""
    assert "colleague" in maya.says("a person please")
    assert maya.card().name == "wants-person"
    maya.answers("dan", choice="call_back")
    assert "call" in maya.heard()
    cleo.does("resume")
    assert "within 30 days" in maya.heard()


# ── a person leads ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_person_takes_over_speaks_and_gives_back(maya: Stage, cleo: Overseer) -> None:
    """What was said to the person is not acted on again; what was open before goes on."""
    maya.says("refund please", "the lamp")
    cleo.does("take_over", "I know Maya")
    assert "Cleo from Lamp shop" in maya.heard()
    assert maya.says("can I send it back") == ""
    cleo.writes("Yes, within thirty days.")
    assert maya.run(maya.engine.chats.view(maya.chat)).items[-1].name == "Cleo"
    cleo.does("give_back", "She may send it back.")
    heard = maya.heard()
    assert "Cleo" in heard
    assert "within 30 days" not in heard
    assert "How much do you want back?" in heard
    assert cleo.sees().notes == ["Cleo: She may send it back."]
    assert maya.state().lead.who == "agent"


def test_what_a_person_settled_stands_on_later_cards(maya: Stage, cleo: Overseer) -> None:
    """So that nobody asks again."""
    cleo.does("take_over")
    cleo.writes("Hello Maya.")
    cleo.does("give_back", "She gets a new lamp.")
    maya.says("does the warranty pay", "it fell")
    assert "Cleo noted: “She gets a new lamp.”" in maya.card("dan").summary


def test_what_was_being_read_when_a_person_took_over_is_theirs(maya: Stage, cleo: Overseer) -> None:
    """Commands not acted on yet are dropped: the person has read the words."""
    cleo.does("pause")
    maya.says("can I send it back")
    cleo.does("take_over")
    cleo.writes("Let me see.")
    cleo.does("give_back")
    assert "within 30 days" not in maya.heard()
    assert maya.state().todo == ()


def test_a_customer_who_waits_for_a_silent_person_gets_the_agent_back(maya: Stage, cleo: Overseer) -> None:
    """After two minutes, truthfully, and with an answer to what the person left unanswered."""
    cleo.does("take_over")
    maya.heard()
    cleo.writes("Hello Maya, how can I help?")
    maya.passes(300)
    assert maya.state().lead.who == "person"
    maya.says("can I send it back")
    assert maya.passes(115) == ""
    heard = maya.passes(10)
    assert "Cleo" in heard
    assert "within 30 days" in heard
    assert [given.reason for given in maya.journal(i.GivenBack)] == ["fell silent"]


def test_a_person_who_takes_over_and_never_speaks_loses_the_conversation(maya: Stage, cleo: Overseer) -> None:
    """The customer was told that somebody joins them."""
    maya.says("refund please")
    cleo.does("take_over")
    maya.heard()
    heard = maya.passes(125)
    assert "Cleo" in heard
    assert maya.state().lead.who == "agent"
    assert "order" in heard


def test_words_of_the_person_count_anew_each_time(maya: Stage, cleo: Overseer) -> None:
    """Only a customer who waits for two minutes at one stretch gets the agent back."""
    cleo.does("take_over")
    for _ in range(4):
        maya.says("hello")
        maya.passes(100)
        cleo.writes("One moment.")
    assert maya.state().lead.who == "person"
    assert maya.journal(i.GivenBack) == []


def test_a_person_and_a_customer_who_both_left_do_not_keep_the_conversation_open(maya: Stage, cleo: Overseer) -> None:
    """It closes as any other does."""
    cleo.does("take_over")
    maya.says("hello")
    cleo.writes("All done. Goodbye!")
    maya.heard()
    heard = maya.passes(700)
    assert maya.state().outcome is not None
    assert maya.state().lead.who == "agent"
    assert heard.count("\n") == 0


def test_nothing_is_left_for_another_node_to_take_up_while_a_person_leads(maya: Stage, cleo: Overseer) -> None:
    """Words that are left to a person are read, as far as the store is concerned."""
    cleo.does("take_over")
    maya.says("hello", "are you there")
    names = [timer.name for timer in maya.run(maya.disk.due(1e12)) if timer.stream == f"conversation/{maya.chat}"]
    assert sorted(names) == ["idle", "lead"]


def test_the_person_closes_what_they_have_settled(maya: Stage, cleo: Overseer) -> None:
    """Runs end, questions are taken back; the customer's next words reach the agent."""
    maya.says("does the warranty pay", "it fell")
    cleo.does("take_over")
    cleo.writes("It is covered, I have sent you a new one.")
    cleo.does("close", "resolved")
    state = maya.state()
    assert (state.outcome, state.stack, state.open_consults, state.lead.who) == ("resolved", (), [], "agent")
    maya.heard()
    assert "within 30 days" in maya.says("can I send it back")
