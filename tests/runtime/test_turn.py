"""What one turn does, told from the journal: read this right after runtime/turn.py."""

from earpiece.domain import events as e
from earpiece.domain.commands import Start
from tests.support.stage import Stage


def _kinds(stage: Stage, after: int = 0) -> list[str]:
    recorded = stage.run(stage.disk.read(f"conversation/{stage.chat}", after))
    return [type(item.event).__name__ for item in recorded]


def test_opening_and_greeting_are_one_append(stage: Stage) -> None:
    """There is no moment at which a customer is in a conversation that has not greeted them."""
    before = stage.disk.commits
    stage.opens("maya")
    assert _kinds(stage) == ["ConversationOpened", "AgentSaid"]
    assert stage.disk.commits == before + 1


def test_words_and_all_that_follows_from_them_are_one_append(maya: Stage) -> None:
    """What was said, what was read in it, and the agent's answer: all of it is in the journal, or nothing."""
    position, before = maya.state().position, maya.disk.commits
    maya.says("can I send it back")
    assert _kinds(maya, position) == [
        "CustomerSaid",
        "MessageUnderstood",
        "AgentSaid",  # from the page
        "CommandTaken",
        "AgentSaid",  # anything else?
    ]
    assert maya.disk.commits == before + 1


def test_a_tool_is_started_in_the_journal_before_it_is_called(maya: Stage) -> None:
    """The attempt with its key is durable first; the outcome comes with a turn of its own."""
    position = maya.state().position
    maya.says("refund please")
    assert _kinds(maya, position) == [
        "CustomerSaid",
        "MessageUnderstood",
        "CommandTaken",
        "RunStarted",
        "ToolStarted",  # the customer's orders: the end of the first append
        "ToolFinished",
        "AgentSaid",  # which one?
    ]
    (started,) = maya.journal(e.ToolStarted)
    assert maya.tools.calls[0].key == started.key


def test_a_question_to_an_expert_and_its_card_are_one_append(maya: Stage) -> None:
    """A consult is never open without a card on the desk and a stored timer for its next rung."""
    position, before = maya.state().position, maya.disk.commits
    maya.says("I want to complain")
    assert _kinds(maya, position) == [
        "CustomerSaid",
        "MessageUnderstood",
        "CommandTaken",
        "RunStarted",
        "ConsultAsked",
        "AgentSaid",  # I am asking a colleague
    ]
    assert maya.disk.commits == before + 1
    assert maya.card().conversation == maya.chat
    assert [timer.name for timer in maya.run(maya.disk.due(1e12)) if timer.stream.startswith("card/")] == ["rung 0"]


def test_an_answer_and_what_it_leads_to_are_one_append(maya: Stage) -> None:
    """The expert's click, the consult's end and the words for the customer happen together."""
    maya.says("does the warranty pay", "it fell")
    position, before = maya.state().position, maya.disk.commits
    maya.answers("dan", choice="covered")
    assert _kinds(maya, position) == [
        "ConsultAnswered",
        "ValueSet",
        "RunMoved",
        "AgentSaid",  # the warranty covers it
        "RunMoved",
        "RunEnded",
        "AgentSaid",  # anything else?
    ]
    assert maya.disk.commits == before + 2  # the second keeps the answer for the next time


def test_the_same_message_twice_is_one_message(maya: Stage) -> None:
    """A client that is not sure whether its message arrived may send it again."""
    first = maya.run(maya.engine.chats.say(maya.chat, "mine", "can I send it back"))
    assert maya.run(maya.engine.chats.say(maya.chat, "mine", "can I send it back")) == first
    assert len(maya.journal(e.CustomerSaid)) == 1


def test_a_message_is_durable_before_a_slow_understanding_reads_it() -> None:
    """Where reading waits for something outside, the words are safe first, and read once."""
    with Stage(needs_io=True) as stage:
        stage.opens("maya")
        before = stage.disk.commits
        stage.says("can I send it back")
        assert stage.disk.commits == before + 2
        assert len(stage.journal(e.MessageUnderstood)) == 1


def test_a_message_that_nobody_read_is_taken_up_by_any_node() -> None:
    """The node died while it waited for the model: another one reads the message after ten seconds."""
    with Stage({"hm": Start(target="page/returns")}, needs_io=True) as stage:
        stage.opens("maya")
        stage.understanding.stuck = True
        stage.background(stage.engine.chats.say(stage.chat, "m1", "hm"))
        stage.understanding.stuck = False
        stage.restarts()
        assert stage.heard() == ""
        assert "within 30 days" in stage.passes(10)
