"""Webhooks: everything is told once, whatever becomes of the receiver or of the nodes."""

import pytest

from earpiece.domain.errors import Conflict, Invalid, NotFound
from earpiece.domain.ports import Write
from earpiece.domain.workspace_events import WebhookDead, WebhookDelivered, WebhookFailed, WebhookTaken
from earpiece.workspaces.webhooks.deliveries import DELAYS
from earpiece.workspaces.webhooks.register import Register, WebhookChange, WebhookForm
from tests.support.stage import Stage
from tests.workspaces.listening import Receiver, added, listen


@pytest.fixture
def receiver(maya: Stage) -> Receiver:
    """Somebody who listens."""
    return Receiver(maya.clock.now)


@pytest.fixture
def register(maya: Stage, receiver: Receiver) -> Register:
    """The webhooks of the stage's first node."""
    return listen(maya, maya.nodes[0], receiver)


def test_the_life_of_a_question_is_told(maya: Stage, receiver: Receiver, register: Register) -> None:
    """Opened, taken, given back, answered, and the end of the conversation; ids and a link, no words of anybody."""
    added(maya, register)
    maya.says("does the warranty pay", "it fell")
    card = maya.claims("dan")
    maya.run(maya.engine.desk.give_back(maya.person("dan"), card.id, "not me"))
    maya.answers("dan", choice="covered")
    maya.says("no")
    maya.passes(3)
    assert receiver.types()[:4] == ["card.opened", "card.claimed", "card.returned", "card.answered"]
    assert receiver.types()[4:] == ["conversation.closed"]
    _, id, opened = receiver.got[0]
    assert opened["data"] == {
        "card": card.id, "conversation": maya.chat, "kind": "clarification", "name": "warranty", "skill": "repairs",
        "status": "open", "revision": 1, "link": f"https://desk.example/card/{card.id}",
    }  # fmt: skip
    assert opened["timestamp"].endswith("+00:00")
    assert receiver.got[3][2]["data"]["by"] == "dan"
    assert "fell" not in str(receiver.got)
    assert "." not in id


def test_words_are_told_to_whom_they_were_promised(maya: Stage, receiver: Receiver, register: Register) -> None:
    """With `details`, the question and the answer go along."""
    added(maya, register, "card.answered", details=True)
    maya.says("does the warranty pay", "it fell")
    maya.answers("dan", choice="covered")
    maya.passes(1)
    (told,) = receiver.got
    assert told[2]["data"]["question"] == "Does the warranty cover “it fell”?"
    assert told[2]["data"]["answer"]["choice"] == "covered"


def test_an_answer_for_who_has_left_is_told(maya: Stage, receiver: Receiver, register: Register) -> None:
    """The customer was promised an answer and went: whoever reaches them elsewhere is told what to say, and to whom."""
    added(maya, register, "follow_up.ready", details=True)
    maya.says("does the warranty pay", "it fell")
    maya.passes(700)
    assert receiver.got == []
    maya.answers("dan", choice="covered")
    maya.passes(3)
    (told,) = receiver.got
    assert told[2]["type"] == "follow_up.ready"
    assert told[2]["data"]["customer"] == "maya"
    assert told[2]["data"]["conversation"] == maya.chat
    assert "the warranty covers it" in told[2]["data"]["text"]


def test_only_what_was_asked_for(maya: Stage, receiver: Receiver, register: Register) -> None:
    """Other types are not sent."""
    added(maya, register, "card.closed")
    maya.says("does the warranty pay", "it fell")
    maya.passes(1)
    assert receiver.got == []
    maya.says("forget it")
    maya.passes(1)
    assert receiver.types() == ["card.closed"]
    assert receiver.got[0][2]["data"]["reason"] == "withdrawn"


def test_a_renewed_hold_is_nothing_new(maya: Stage, receiver: Receiver, register: Register) -> None:
    """An open desk renews every few seconds; nobody wants to hear of it."""
    added(maya, register, "card.claimed")
    maya.says("does the warranty pay", "it fell")
    card = maya.claims("dan")
    assert card.holder is not None
    maya.run(maya.engine.desk.renew(maya.person("dan"), card.id, card.holder.fence))
    maya.passes(1)
    assert receiver.types() == ["card.claimed"]


def test_what_came_before_is_not_told(maya: Stage, receiver: Receiver, register: Register) -> None:
    """A webhook hears of what happens after it was added."""
    maya.says("does the warranty pay", "it fell")
    added(maya, register)
    maya.passes(5)
    assert receiver.got == []


def test_a_receiver_that_is_down_gets_it_later(maya: Stage, receiver: Receiver, register: Register) -> None:
    """After five seconds, five minutes, half an hour and so on, under the same id and with the same body."""
    hook = added(maya, register, "card.opened")
    receiver.status = 503
    maya.says("does the warranty pay", "it fell")
    maya.passes(1)
    began = receiver.got[0][0]
    maya.passes(5 * 60 + 10)
    assert [round(at - began) for at, _, _ in receiver.got] == [0, 5, 305]
    receiver.status = 200
    maya.passes(1810)
    maya.passes(100_000)
    assert len(receiver.got) == 4
    assert len({(id, str(body)) for _, id, body in receiver.got}) == 1
    failed = maya.journal(WebhookFailed, f"webhook/{hook.id}")
    assert [event.attempt for event in failed] == [1, 2, 3]
    assert len(maya.journal(WebhookDelivered, f"webhook/{hook.id}")) == 1


def test_after_the_last_attempt_a_person_must_act(maya: Stage, receiver: Receiver, register: Register) -> None:
    """The message is kept among the dead; sent again, it arrives."""
    hook = added(maya, register, "card.opened")
    receiver.status = 500
    maya.says("does the warranty pay", "it fell")
    maya.passes(sum(DELAYS) + 60)
    assert len(receiver.got) == len(DELAYS) + 1
    (dead,) = maya.run(register.dead(hook.id))
    assert (dead.attempt, dead.error) == (10, "it answered 500")
    (view,) = maya.run(register.webhooks())
    assert (view.pending, view.dead) == (0, 1)
    receiver.status = 200
    maya.run(register.retry("ada", hook.id, dead.message))
    maya.passes(1)
    assert len(receiver.got) == len(DELAYS) + 2
    assert maya.run(register.dead(hook.id)) == []
    with pytest.raises(NotFound):
        maya.run(register.retry("ada", hook.id, dead.message))


def test_a_restart_loses_nothing(maya: Stage, receiver: Receiver, register: Register) -> None:
    """Neither what failed and waits for its time, nor what happened while no node was up."""
    added(maya, register, "card.opened", "card.closed")
    receiver.status = 503
    maya.says("does the warranty pay", "it fell")
    maya.passes(1)
    maya.restarts()
    receiver.status = 200
    maya.says("forget it")
    assert receiver.types() == ["card.opened"]
    listen(maya, maya.nodes[0], receiver)
    maya.passes(10)
    assert sorted(receiver.types()) == ["card.closed", "card.opened", "card.opened"]


def test_a_node_that_dies_while_it_sends_is_stood_in_for(maya: Stage, receiver: Receiver, register: Register) -> None:
    """It took the message and was never heard of again: another one sends it when its time is over."""
    hook = added(maya, register, "card.opened")
    for node in maya.nodes:
        maya.run(node.tasks.close(), wait=0)
    maya.nodes.clear()
    maya.joins()
    maya.says("does the warranty pay", "it fell")
    (opened,) = [item for item in maya.run(maya.disk.read_all(), wait=0) if type(item.event).__name__ == "CardOpened"]
    taken = WebhookTaken(upto=opened.seq, messages=(opened.seq,), until=maya.run(maya.now(), wait=0) + 60)
    maya.run(maya.disk.append(Write(f"webhook/{hook.id}", (taken,), maya.run(maya.now(), wait=0))))
    listen(maya, maya.nodes[0], receiver)
    maya.passes(50)
    assert receiver.got == []
    maya.passes(15)
    assert receiver.types() == ["card.opened"]


def test_many_nodes_send_once(maya: Stage, receiver: Receiver, register: Register) -> None:
    """All of them follow the journal; one of them sends."""
    for _ in range(2):
        listen(maya, maya.joins(), receiver)
    added(maya, register)
    maya.disk.lag = 0.05
    maya.says("does the warranty pay", "it fell")
    maya.answers("dan", choice="covered")
    maya.passes(5)
    assert receiver.types() == ["card.opened", "card.answered"]


def test_a_receiver_that_wants_no_more_is_left_alone(maya: Stage, receiver: Receiver, register: Register) -> None:
    """410 pauses the webhook; what it missed is among the dead, and comes when a person says so."""
    hook = added(maya, register, "card.opened")
    receiver.status = 410
    maya.says("does the warranty pay", "it fell")
    maya.passes(1)
    (view,) = maya.run(register.webhooks())
    assert (view.status, view.dead) == ("paused", 1)
    (dead,) = maya.run(register.dead(hook.id))
    with pytest.raises(Conflict, match="paused"):
        maya.run(register.retry("ada", hook.id, dead.message))
    receiver.status = 200
    maya.run(register.change("ada", hook.id, WebhookChange(url=hook.url, types=["card.opened"])))
    maya.run(register.retry("ada", hook.id, dead.message))
    maya.passes(1)
    assert len(receiver.got) == 2


def test_removed_is_removed(maya: Stage, receiver: Receiver, register: Register) -> None:
    """Not even what failed before is sent again."""
    hook = added(maya, register)
    receiver.status = 503
    maya.says("does the warranty pay", "it fell")
    maya.passes(1)
    maya.run(register.remove("ada", hook.id))
    maya.says("forget it")
    maya.passes(1000)
    assert len(receiver.got) == 1
    assert maya.run(register.webhooks()) == []
    with pytest.raises(NotFound):
        maya.run(register.dead(hook.id))
    assert maya.journal(WebhookDead, f"webhook/{hook.id}") == []


def test_a_burst_is_taken_in_portions(maya: Stage, receiver: Receiver, register: Register) -> None:
    """More than one node can hold at once; each is told once."""
    added(maya, register, "conversation.closed")
    for _ in range(120):
        maya.opens("maya")
        maya.says("no")
    maya.passes(5)
    told = [body["data"]["conversation"] for _, _, body in receiver.got]
    assert len(told) == len(set(told)) == 120


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("ftp://crm.example", "no address"),
        ("https://", "no address"),
        ("http://crm.example/hook", "only https"),
        ("https://me:word@crm.example", "user"),
        ("https://10.1.2.3/hook", "private"),
        ("https://[::1]/hook", "private"),
        ("https://[::ffff:10.0.0.1]/hook", "private"),
        ("https://169.254.169.254/latest", "private"),
        ("http://localhost:9000/hook", "private"),
        ("https://localhost/hook", "private"),
        ("https://crm.example:port/", "no address"),
    ],
)
def test_addresses_that_are_refused(maya: Stage, register: Register, url: str, says: str) -> None:
    """At once, with what to write instead."""
    strict = Register(maya.engine.ports, register._hooks, register._secrets, private=False)
    with pytest.raises(Invalid, match=says):
        maya.run(strict.add("ada", WebhookForm(url=url)))
    assert maya.run(strict.webhooks()) == []


def test_unknown_types_are_refused(maya: Stage, register: Register) -> None:
    """With those there are."""
    with pytest.raises(Invalid, match=r"card\.exploded.*card\.opened"):
        added(maya, register, "card.exploded")


def test_each_webhook_and_each_new_secret_is_another_one(maya: Stage, register: Register) -> None:
    """Nobody can sign for somebody else's webhook, nor with a secret that was replaced."""
    one, two = added(maya, register), added(maya, register)
    change = WebhookChange(url=one.url, new_secret=True)
    newer = maya.run(register.change("ada", one.id, change))
    assert len({one.secret, two.secret, newer.model_dump()["secret"]}) == 3
    assert "whsec_" not in str(maya.run(register.webhooks()))
