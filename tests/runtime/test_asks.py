"""Questions that agents elsewhere put to our experts."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from earpiece.domain.errors import AlreadyAnswered, Conflict, Forbidden, Invalid, NotFound
from earpiece.domain.events import AgentSaid, ConversationClosed, GrantSpent
from earpiece.domain.forms import PlannedCall
from earpiece.runtime.ask_views import AskedView, AskInquiry, AskRequest, Words
from tests.support.stage import Stage

REFUND = {"tool": "refund", "args": {"order": "o1", "amount": 40.0}}
ASKED = {"inquiry": {"question": "Yes?"}, "key": "k1"}
LINES = [Words(text="Too dear"), Words(who="agent", text="I see")]
FEE = {"type": "object", "properties": {"waive": {"type": "boolean"}}, "required": ["waive"]}


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage() as stage:
        yield stage


def asks(stage: Stage, question: str = "May I waive the fee?", account: str = "bot", **more: Any) -> AskedView:
    """Somebody's agent asks."""
    request = {name: more.pop(name) for name in ("key", "timeout", "transcript", "consult", "thread") if name in more}
    body = AskRequest.model_validate({"inquiry": {"question": question, **more}, "asker": "Billing bot", **request})
    view = stage.run(stage.engine.asks.ask(account, body))
    stage.chat = view.ticket
    return view


def looks(stage: Stage, ticket: str, account: str = "bot", wait: float = 0.0) -> AskedView:
    return stage.run(stage.engine.asks.look(account, ticket, wait))


def test_a_question_from_elsewhere_is_a_card_and_its_answer_is_there_to_be_fetched(stage: Stage) -> None:
    ticket = asks(stage, form=FEE, facts={"Fee": 12.5, "Gold": True}, transcript=LINES).ticket
    card = stage.card()
    assert [(fact.label, fact.value, fact.source) for fact in card.facts] == [
        ("Fee", "12.5", "asker Billing bot"), ("Gold", "yes", "asker Billing bot")
    ]  # fmt: skip
    whole = stage.run(stage.engine.desk.card(stage.person("cleo"), card.id))
    assert whole.customer.name == "Billing bot"
    behind = stage.run(stage.engine.evidence.open(stage.person("cleo"), card.id, card.facts[0].source))
    assert [(line.label, line.text) for line in behind.lines] == [
        ("Billing bot", "said so when it asked. Nobody here has checked it."), ("Customer", "Too dear"),
        ("Billing bot", "I see"),
    ]  # fmt: skip
    assert [(item.who, item.text) for item in whole.transcript] == [("customer", "Too dear"), ("agent", "I see")]
    assert looks(stage, ticket).status == "open"
    stage.claims("cleo")
    assert looks(stage, ticket).status == "claimed"
    stage.answers("cleo", data={"waive": True}, note="Just this once")
    view = looks(stage, ticket)
    assert view.answer is not None
    assert (view.status, view.answer.data, view.answer.by) == ("answered", {"waive": True}, "Cleo")
    assert [event.outcome for event in stage.journal(ConversationClosed)] == ["resolved"]


def test_that_an_answer_was_found_wrong_is_told_too(stage: Stage) -> None:
    ticket = asks(stage).ticket
    given = stage.answers("dan", text="Yes")
    stage.run(stage.engine.oversight.overturn(stage.person("cleo"), given.id, "She is no member"))
    assert looks(stage, ticket).found_wrong == "She is no member"


def test_our_agent_says_nothing_there_however_long_it_takes(stage: Stage) -> None:
    ticket = asks(stage).ticket
    stage.passes(5 * 3600.0)
    assert stage.journal(AgentSaid) == []
    assert looks(stage, ticket).status == "expired"


def test_nobodys_silence_is_a_no_and_an_answer_that_comes_late_is_kept_apart(stage: Stage) -> None:
    ticket = asks(stage, timeout=30).ticket
    card = stage.card()
    stage.passes(31.0)
    assert (looks(stage, ticket).status, looks(stage, ticket).answer) == ("expired", None)
    with pytest.raises(Conflict):
        stage.clicks("cleo", card=card, text="Yes, do")
    view = looks(stage, ticket)
    assert view.status == "expired"
    assert view.late is not None
    assert (view.late.text, view.late.by) == ("Yes, do", "Cleo")


def test_the_same_key_is_the_same_question_also_after_it_ended(stage: Stage) -> None:
    first = asks(stage, key="k1")
    again = asks(stage, key="k1")
    assert (again.ticket, again.replayed, first.replayed) == (first.ticket, True, False)
    assert len(stage.cards()) == 1
    with pytest.raises(Conflict, match="inquiry differs"):
        asks(stage, "May I waive another fee?", key="k1")
    assert asks(stage, key="k1", account="other").ticket != first.ticket
    stage.chat = first.ticket
    stage.answers("cleo", card=stage.cards()[0], text="Yes")
    assert asks(stage, key="k1").status == "answered"


def test_the_same_key_at_one_time_on_two_nodes_is_one_question(stage: Stage) -> None:
    other = stage.joins().engine
    same, another = (
        AskRequest.model_validate(ASKED),
        AskRequest.model_validate({**ASKED, "inquiry": {"question": "No?"}}),
    )

    async def both(first: AskRequest, second: AskRequest) -> list[AskedView | BaseException]:
        asking = (stage.engine.asks.ask("bot", first), other.asks.ask("bot", second))
        return [*await asyncio.gather(*asking, return_exceptions=True)]

    tickets = {view.ticket for view in stage.run(both(same, same)) if isinstance(view, AskedView)}
    assert len(tickets) == len(stage.cards()) == 1
    results = stage.run(both(same.model_copy(update={"key": "k2"}), another.model_copy(update={"key": "k2"})))
    assert sorted(type(result).__name__ for result in results) == ["AskedView", "Conflict"]


def test_nobody_else_finds_the_ticket(stage: Stage) -> None:
    ticket = asks(stage).ticket
    with pytest.raises(NotFound):
        looks(stage, ticket, "other")
    with pytest.raises(NotFound):
        looks(stage, "nothing")
    stage.opens("maya")
    with pytest.raises(NotFound):
        looks(stage, stage.chat)


def test_what_the_expert_asks_back_the_asker_answers(stage: Stage) -> None:
    ticket = asks(stage).ticket
    stage.asks_back("cleo", "Since when is she with us?")
    assert (looks(stage, ticket).status, looks(stage, ticket).asked_back) == (
        "asked_back", "Since when is she with us?"
    )  # fmt: skip
    assert stage.run(stage.engine.asks.reply("bot", ticket, "2019, pin 4711")).status == "open"
    assert [exchange.reply for exchange in stage.card().exchanges] == ["2019, pin [code removed]"]
    with pytest.raises(Conflict):
        stage.run(stage.engine.asks.reply("bot", ticket, "Again"))
    assert stage.journal(AgentSaid) == []


def test_a_changed_question_must_be_seen_before_it_can_be_answered(stage: Stage) -> None:
    ticket = asks(stage).ticket
    before = stage.card()
    view = stage.run(stage.engine.asks.amend("bot", ticket, AskInquiry(question="May I waive half of it?")))
    assert (view.question, view.edition) == ("May I waive half of it?", 2)
    with pytest.raises(Conflict, match="changed"):
        stage.clicks("cleo", card=before, text="Yes")
    assert stage.card().question == "May I waive half of it?"
    stage.answers("cleo", text="Half is fine")
    assert looks(stage, ticket).status == "answered"
    with pytest.raises(Conflict):
        stage.run(stage.engine.asks.amend("bot", ticket, AskInquiry(question="And all of it?")))


def test_what_is_taken_back_leaves_the_desk(stage: Stage) -> None:
    ticket = asks(stage).ticket
    view = stage.run(stage.engine.asks.withdraw("bot", ticket, "the customer has left"))
    assert view.status == "withdrawn"
    assert stage.cards() == []
    assert stage.run(stage.engine.asks.withdraw("bot", ticket, "again")).status == "withdrawn"


def test_what_the_customer_says_meanwhile_is_on_the_card(stage: Stage) -> None:
    ticket = asks(stage).ticket
    for _ in range(2):
        stage.run(stage.engine.asks.add("bot", ticket, "m7", Words(text="I will leave otherwise")))
    assert [item.text for item in stage.card().news] == ["I will leave otherwise"]
    assert looks(stage, ticket).status == "open"
    stage.answers("cleo", text="Yes")
    with pytest.raises(Conflict):
        stage.run(stage.engine.asks.add("bot", ticket, "m8", Words(text="Hello?")))


def test_a_yes_is_for_exactly_this_call_and_used_once(stage: Stage) -> None:
    ticket = asks(stage, "Refund it?", call=REFUND).ticket
    spend = stage.engine.asks.spend
    call = PlannedCall.model_validate(REFUND)
    with pytest.raises(Conflict, match="Nobody has answered"):
        stage.run(spend("bot", ticket, call, "u1"))
    stage.answers("cleo", decision="yes", changes={"amount": 30.0})
    view = looks(stage, ticket)
    assert view.answer is not None
    assert view.answer.args == {"order": "o1", "amount": 30.0}
    with pytest.raises(Conflict, match="amount differs"):
        stage.run(spend("bot", ticket, call, "u1"))
    allowed = PlannedCall(tool="refund", args={"amount": 30, "order": "o1"})
    assert not stage.run(spend("bot", ticket, allowed, "u1")).replayed
    assert stage.run(spend("bot", ticket, allowed, "u1")).replayed
    with pytest.raises(Conflict, match="used already"):
        stage.run(spend("bot", ticket, allowed, "u2"))
    assert len(stage.journal(GrantSpent)) == 1


def test_a_yes_is_not_kept_for_ever_and_a_no_is_none(stage: Stage) -> None:
    call = PlannedCall.model_validate(REFUND)
    ticket = asks(stage, "Refund it?", call=REFUND).ticket
    stage.answers("cleo", decision="yes")
    stage.passes(901.0)
    with pytest.raises(Conflict, match="too old"):
        stage.run(stage.engine.asks.spend("bot", ticket, call, "u1"))
    other = asks(stage, "Refund it?", call=REFUND).ticket
    stage.answers("cleo", decision="no", reason="Used up")
    view = looks(stage, other)
    assert view.answer is not None
    assert (view.status, view.answer.reason) == ("refused", "Used up")
    with pytest.raises(Conflict, match="not answered with a yes"):
        stage.run(stage.engine.asks.spend("bot", other, call, "u1"))


def test_nobody_approves_what_was_asked_in_their_own_name(stage: Stage) -> None:
    asks(stage, "Refund it?", account="cleo", call=REFUND)
    with pytest.raises(Forbidden, match="somebody else"):
        stage.clicks("cleo", decision="yes")
    assert stage.answers("dan", decision="yes").status == "answered"


def test_nobody_here_steps_into_what_is_led_elsewhere(stage: Stage) -> None:
    asks(stage)
    for act in (stage.engine.supervising.take_over, stage.engine.supervising.pause, stage.engine.supervising.stop):
        with pytest.raises(Conflict, match="elsewhere"):
            stage.run(act(stage.person("cleo"), stage.chat))
    assert stage.run(stage.engine.live.look("", 10)).conversations == []


def test_equal_questions_of_two_askers_get_one_answer(stage: Stage) -> None:
    tickets = [asks(stage, "Is the pool open?", account=account).ticket for account in ("bot", "other")]
    (card,) = [card for card in stage.cards() if card.status == "open"]
    assert card.waiting == 2
    stage.answers("cleo", card=card, text="From nine")
    given = [looks(stage, ticket, account).answer for ticket, account in zip(tickets, ("bot", "other"), strict=True)]
    assert [answer.text for answer in given if answer is not None] == ["From nine", "From nine"]


def test_it_waits_for_news_and_no_longer(stage: Stage) -> None:
    ticket = asks(stage).ticket
    before = stage.run(stage.now(), wait=0)
    assert looks(stage, ticket, wait=5.0).status == "open"
    assert 5.0 <= stage.run(stage.now(), wait=0) - before < 5.1
    stage.background(stage.engine.asks.withdraw("bot", ticket, "done"))
    assert looks(stage, ticket, wait=50.0).status == "withdrawn"


def test_it_outlives_every_node(stage: Stage) -> None:
    ticket = asks(stage, key="k1").ticket
    stage.restarts()
    assert asks(stage, key="k1").ticket == ticket
    stage.answers("cleo", text="Yes")
    stage.restarts()
    assert looks(stage, ticket).status == "answered"


def test_what_nobody_could_be_shown_is_refused_at_once(stage: Stage) -> None:
    with pytest.raises(Invalid, match="must be of type object"):
        asks(stage, form={"type": "string"})
    with pytest.raises(Invalid, match="card number"):
        asks(stage, call={"tool": "pay", "args": {"card": "4111 1111 1111 1111"}})
    with pytest.raises(Invalid, match="They may name: asked-outside"):
        asks(stage, consult="refund")
    assert stage.cards() == []


def test_a_typed_answer_is_told_in_words_and_holds_no_secret(stage: Stage) -> None:
    asks(stage, form={"type": "object", "properties": {"why": {"type": "string"}, "sure": {"type": "boolean"}}})
    with pytest.raises(Invalid, match="card numbers"):
        stage.clicks("cleo", data={"why": "my pin is 4711"})
    reading = stage.run(stage.engine.desk.read(stage.person("cleo"), stage.card().id, "yes"))
    assert reading.problems == ["This answer has fields of its own: fill them in on the desk."]
    card = stage.card()
    stage.answers("cleo", data={"why": "once", "sure": True})
    with pytest.raises(AlreadyAnswered, match="why: once, sure: yes"):
        stage.clicks("dan", card=card, data={"why": "never"})
