"""How a conversation is judged afterwards."""

from typing import Any

from earpiece.domain import events as e
from earpiece.domain.commands import Between, SmallTalk, Start, Unknown, WantsPerson
from earpiece.domain.conversation import Conversation, fold
from earpiece.domain.event import BaseEvent
from earpiece.domain.ports import Recorded
from earpiece.runtime.views import ChatItem
from earpiece.sim.audit import compare, matches, routed, waits
from earpiece.sim.customers import Record
from earpiece.sim.report import percentile

OPENED = e.ConversationOpened(company="digest", channel="chat")


def recorded(*events: BaseEvent, every: float = 10.0) -> list[Recorded]:
    """The events of one conversation, so many seconds apart."""
    return [
        Recorded(number, "conversation/c1", number, number * every, event, "")
        for number, event in enumerate((OPENED, *events), start=1)
    ]


def said(text: str, purpose: e.Purpose = "answer", **more: object) -> e.AgentSaid:
    """The agent's words."""
    return e.AgentSaid.model_validate({"text": text, "purpose": purpose, **more})


def line(position: int) -> ChatItem:
    """A line of the agent as it arrived."""
    return ChatItem(position=position, at=0.0, who="agent", text="…")


def test_effects_match_in_order_and_by_the_arguments_named() -> None:
    """What is not named does not matter; an amount may differ by less than a penny."""
    done: list[dict[str, Any]] = [{"tool": "pay", "amount": 5.0, "to": "x"}, {"tool": "block"}]
    assert matches(done, [{"tool": "pay", "amount": 5.001}, {"tool": "block"}])
    assert not matches(done, [{"tool": "block"}, {"tool": "pay"}])
    assert not matches(done, [{"tool": "pay"}])
    assert not matches(done, [{"tool": "pay", "amount": 6}, {"tool": "block"}])
    assert not matches([], [{"tool": "pay"}])


def test_the_first_reading_is_right_clarified_consulted_or_wrong() -> None:
    """A request among others in the message counts; a stranger's wish is right only if somebody was asked."""

    def first(*commands: Start | Between | Unknown | SmallTalk | WantsPerson) -> list[Recorded]:
        return recorded(e.MessageUnderstood(message="m1", commands=commands, by="test"))

    a, b = Start(target="page/a"), Start(target="page/b")
    assert routed(first(a), "page/a") == "right"
    assert routed(first(b, a), "page/a") == "right"
    assert routed(first(b), "page/a") == "wrong"
    assert routed(first(Between(targets=("page/a", "page/b"))), "page/a") == "clarified"
    assert routed(first(Unknown()), "page/a") == "consulted"
    assert routed(first(SmallTalk(kind="filler")), "page/a") == "wrong"
    assert routed(first(Unknown()), None) == "right"
    assert routed(first(WantsPerson()), None) == "right"
    assert routed(first(a), None) == "wrong"
    assert routed([], "page/a") == "wrong"


def test_waiting_ends_with_words_that_bring_the_customer_further() -> None:
    """Holding words do not count, nor what the customer adds meanwhile."""
    story = recorded(
        e.CustomerSaid(message="m1", text="hello"), said("one moment", "holding"),
        e.CustomerSaid(message="m2", text="?"),
        said("still waiting", "notice", sources=("consult c1",)), said("here it is", "result", releases=("c1",)),
        e.CustomerSaid(message="m3", text="thanks"), said("bye", "closing"),
    )  # fmt: skip
    assert waits(story) == [40.0, 10.0]


def test_what_the_client_saw_is_held_against_the_journal() -> None:
    """A line that never came, one that came twice, a message that is not there."""
    events = recorded(e.CustomerSaid(message="m1", text="hello"), said("one"), said("two"))
    state = fold(Conversation("c1"), events)
    clean = Record("c1", sent=["m1"], seen=[line(3), line(4)])
    assert compare(clean, state, events) == ([], [])
    faulty = Record("c1", sent=["m1", "m2"], seen=[line(3), line(3)])
    assert compare(faulty, state, events) == (["message m2", "line 4"], ["line 3"])
    stranger = Record("c1", sent=[], seen=[line(3), line(4), line(9)])
    assert compare(stranger, state, events) == ([], ["message m1 came from nowhere", "line 9 came from nowhere"])


def test_percentiles_are_values_that_occurred() -> None:
    """The nearest rank; nothing without values."""
    assert percentile([1.0, 2.0, 3.0, 4.0], 50) == 2.0
    assert percentile([float(n) for n in range(1, 101)], 95) == 95.0
    assert percentile([], 95) == 0.0
