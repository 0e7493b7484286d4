"""What the customer hears while a question to the human side is open, and how the answer reaches them."""

from itertools import pairwise

from earpiece.domain.events import AgentSaid, AnswerUnneeded, HandedOff
from tests.support.stage import Stage


def test_the_first_word_comes_at_once_and_the_next_ones_on_the_rhythm(maya: Stage) -> None:
    """Nobody waits in silence: 20, 30 and 45 seconds apart, until the promise says that one may leave."""
    assert maya.says("does the warranty pay", "it fell") == "I am asking a colleague."
    assert maya.passes(19) == ""
    assert maya.passes(2) in ("No answer yet.", "I am still waiting.")
    assert maya.passes(29) in ("No answer yet.", "I am still waiting.")
    assert maya.passes(10) == "It takes longer; the answer will come here."
    assert maya.passes(300) == ""


def test_the_same_sentence_is_never_said_twice_running(maya: Stage) -> None:
    """The wording changes from one holding message to the next."""
    maya.says("where is my parcel", "the chandelier")
    maya.passes(55)
    said = [event.text for event in maya.journal(AgentSaid) if event.purpose == "holding"]
    assert len(said) == 3
    assert all(one != other for one, other in pairwise(said))


def test_a_question_to_answer_is_better_company_than_a_holding_word(maya: Stage) -> None:
    """Asked early, the expert thinks while the customer still answers; nobody is told to wait."""
    assert maya.says("refund please", "the lamp", "60") != "I am asking a colleague."
    assert maya.card().question == "Pay Maya £60.00 back for the lamp?"
    assert maya.passes(25) == ""
    maya.answers("ann", decision="yes")
    assert maya.heard() == ""
    assert "£60.00 is on its way." in maya.says("broken")
    assert not [said for said in maya.journal(AgentSaid) if said.purpose == "holding"]


def test_the_rhythm_goes_on_after_the_customer_was_busy_elsewhere(maya: Stage) -> None:
    """A holding word that was left out because a question was open is made up for."""
    maya.says("does the warranty pay", "it fell", "refund please")
    assert maya.passes(25) == ""
    paid, still = maya.says("the lamp", "40", "broken").splitlines()
    assert paid == "£40.00 is on its way."
    assert still in ("No answer yet.", "I am still waiting.")


def test_each_new_question_is_told(maya: Stage) -> None:
    """A second question to the human side in the same request is announced like the first."""
    maya.says("I want to complain")
    maya.passes(21)
    maya.answers("dan", choice="gift")
    assert maya.heard().splitlines()[-1] == "I am asking a colleague."
    assert maya.card().name == "unlisted-effect"


def test_an_answer_is_said_once_in_the_agents_own_words(maya: Stage) -> None:
    """The ledger names the consult whose answer the words bring."""
    maya.says("does the warranty pay", "it fell")
    consult = maya.card().id
    maya.answers("dan", choice="covered", note="It takes two weeks.")
    assert "Good news: the warranty covers it. They add: It takes two weeks." in maya.heard()
    assert [said.releases for said in maya.journal(AgentSaid) if said.releases] == [(consult,)]


def test_an_answer_after_a_promise_still_comes(maya: Stage) -> None:
    """The customer was told that they may leave; the answer is in the chat when they are back."""
    maya.says("does the warranty pay", "it fell")
    maya.passes(700)
    assert maya.state().outcome == "promised"
    maya.answers("dan", choice="covered")
    assert maya.heard().splitlines()[-1].startswith("Good news")


def test_no_answer_takes_the_branch_for_it(maya: Stage) -> None:
    """When the ladder has ended the customer hears that nobody answered, and nothing is done."""
    maya.says("refund please", "the lamp", "60", "broken")
    assert maya.passes(3601).splitlines()[-1] == "Nobody could decide it in time, so nothing was paid."
    assert maya.books() == []


def test_a_ladder_may_end_in_a_handoff_with_the_whole_story(maya: Stage) -> None:
    """The person who takes over has all that was said; the agent says one thing, and then nothing that contradicts."""
    maya.says("I want to complain")
    heard = maya.passes(301).splitlines()
    assert heard[-1] == "A colleague takes over."
    (handed,) = maya.journal(HandedOff)
    assert "I want to complain" in handed.summary
    assert maya.state().stack == ()


def test_an_expert_may_take_over(maya: Stage) -> None:
    """A playbook can end in a handoff that an expert chose."""
    maya.says("I want to complain")
    maya.answers("dan", choice="take_over")
    assert maya.heard() == "A colleague takes over."
    assert maya.state().handed_off == "done"


def test_an_expert_may_ask_back(maya: Stage) -> None:
    """The question reaches the customer through the agent, the reply reaches the card, and the answer counts."""
    maya.says("does the warranty pay", "it fell")
    maya.asks_back("dan", "Which colour is it?")
    assert maya.heard() == "My colleague asks: Which colour is it?"
    assert maya.card("dan").status == "awaiting_customer"
    assert maya.says("the blue one") == "I passed that on."
    card = maya.card("dan")
    assert (card.status, card.exchanges[0].reply) == ("open", "the blue one")
    maya.answers("dan", choice="covered")
    assert "covers it" in maya.heard()


def test_an_experts_question_is_not_lost_in_another_matter(maya: Stage) -> None:
    """The customer asks something else first; the expert's question comes back after it."""
    maya.says("does the warranty pay", "it fell")
    maya.asks_back("dan", "Which colour is it?")
    heard = maya.says("where is my parcel", "the lamp").splitlines()
    assert heard == ["The lamp was sent and comes today.", "My colleague asks: Which colour is it?"]
    assert maya.says("the blue one") == "I passed that on."


def test_a_reply_that_comes_after_the_answer_changes_nothing(maya: Stage) -> None:
    """An expert may answer without waiting; the card stays answered whatever the customer says then."""
    maya.says("does the warranty pay", "it fell")
    maya.asks_back("dan", "Which colour is it?")
    maya.answers("dan", choice="covered")
    maya.says("the blue one")
    (card,) = maya.cards("dan")
    assert card.status == "answered"


def test_an_answer_nobody_waits_for_is_recorded_as_such(maya: Stage) -> None:
    """The customer corrected the amount to one that was decided before the answer came: nothing is said twice."""
    maya.says("refund please", "the lamp", "60")
    maya.answers("ann", decision="yes")
    assert "£30.00 is on its way." in maya.says("make it 30", "broken")
    assert len(maya.journal(AnswerUnneeded)) == 1
    assert maya.books() == ["refund maya o1 30.0"]


def test_a_returning_customer_is_told_what_is_owed(maya: Stage) -> None:
    """The greeting says who speaks, that it is an AI, and what is still open."""
    maya.says("does the warranty pay", "it fell")
    maya.passes(700)
    assert maya.opens("maya") == "Welcome back, Maya. I am Lumi, an AI. We still owe you: your warranty."


def test_what_the_expert_asked_back_is_no_open_question_once_it_was_answered(maya: Stage) -> None:
    """The agent goes on keeping the customer company, and does not wait for another reply."""
    maya.says("does the warranty pay", "it fell")
    maya.asks_back("cleo", "Which colour?")
    assert maya.state().asking
    maya.says("the blue one")
    assert not maya.state().asking
