"""One answer for all who asked the same: each of them gets it once, after their own question was looked at again."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from earpiece.domain import commands as c
from earpiece.domain.desk_events import CardAnswered, CardClosed, CardJoined, CardsReleased, CardTakenOut
from earpiece.domain.errors import Unusable
from earpiece.domain.event import BaseEvent
from earpiece.domain.events import AgentSaid, ConsultAnswered
from earpiece.domain.forms import Answer
from earpiece.domain.ports import Write
from earpiece.runtime.views import AnswerRequest, CardView
from tests.support.nodes import Town
from tests.support.stage import Stage

BOATS = "do you sell boats"
REPLY = "Only toy boats, on the second floor."


def sailors(stage: Stage, number: int) -> list[str]:
    """So many customers ask the same, which nobody knows; their conversations in the order in which they came."""
    chats = []
    for each in range(number):
        stage.opens(f"sailor{each}")
        stage.says(BOATS)
        chats.append(stage.chat)
    return chats


def card_of(stage: Stage, chat: str) -> str:
    """The conversation's open card."""
    state = stage.run(stage.engine.states.conversation(chat), wait=0)
    return state.open_consults[-1].id


def replies(stage: Stage, chats: list[str]) -> list[int]:
    """How often each of them was told the answer."""
    told = []
    for chat in chats:
        said = stage.journal(AgentSaid, f"conversation/{chat}")
        told.append(sum(event.text == REPLY for event in said))
    return told


def reply(stage: Stage, **more: Any) -> CardView:
    """Cleo answers the group."""
    (lead,) = [card for card in stage.cards() if card.status == "open"]
    request = AnswerRequest(answer=Answer(text=REPLY), revision=lead.revision, key="one", **more)
    return stage.run(stage.engine.desk.answer(stage.person("cleo"), lead.id, request))


def left(stage: Stage, card: CardView) -> dict[str, str]:
    """Which cards did not get the answer, and why."""
    (released,) = stage.journal(CardsReleased, f"card/{card.id}")
    return released.left


def test_one_answer_reaches_all_who_asked_the_same(stage: Stage) -> None:
    """Each once; the other cards say by which one they were answered, and nothing is left to be done."""
    chats = sailors(stage, 5)
    lead = reply(stage)
    assert replies(stage, chats) == [1] * 5
    assert [card.id for card in stage.cards() if card.status == "answered"] == [lead.id]
    for chat in chats[1:]:
        (answered,) = stage.journal(ConsultAnswered, f"conversation/{chat}")
        assert (answered.by, answered.via) == ("cleo", lead.id)
        (won,) = stage.journal(CardAnswered, f"card/{answered.consult}")
        assert won.via == lead.id
    assert left(stage, lead) == {}
    left_over = stage.run(stage.disk.due(1e18), wait=0)
    assert {timer.stream.partition("/")[0] for timer in left_over} == {"conversation"}


def test_an_answer_for_one_leaves_the_others(stage: Stage) -> None:
    """Whoever answers a single card says so."""
    chats = sailors(stage, 3)
    reply(stage, alone=True)
    assert replies(stage, chats) == [1, 0, 0]
    assert stage.card().waiting == 2


def test_another_question_gets_nothing_of_it(stage: Stage) -> None:
    """Other words, another consult, another language are other questions."""
    chats = sailors(stage, 2)
    stage.opens("ida")
    stage.says("I want to complain")
    other = stage.chat
    (lead,) = [card for card in stage.cards() if card.waiting == 2]
    stage.answers("cleo", card=lead, text=REPLY)
    assert replies(stage, [*chats, other]) == [1, 1, 0]


@pytest.fixture
def paused(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A release begins only with the timer, so that something can happen between the answer and it."""
    monkeypatch.setattr(stage.engine.answering.releases, "begin", lambda _: None)
    return stage


def test_whoever_took_the_question_back_gets_nothing(paused: Stage) -> None:
    """Between the answer and its release."""
    chats = sailors(paused, 3)
    second = card_of(paused, chats[1])
    lead = reply(paused)
    paused.chat = chats[1]
    paused.says("forget it")
    paused.passes(20)
    assert replies(paused, chats) == [1, 0, 1]
    assert left(paused, lead) == {second: "It is closed: withdrawn."}


def test_a_card_that_was_taken_out_stays_open(paused: Stage) -> None:
    """A person found that it asks something of its own; they answer it by itself."""
    chats = sailors(paused, 3)
    third = card_of(paused, chats[2])
    lead = reply(paused)
    out = CardTakenOut(by="dan", reason="a boat for a museum")
    paused.run(paused.disk.append(Write(f"card/{third}", (out,), paused.run(paused.now(), wait=0))))
    paused.passes(20)
    assert replies(paused, chats) == [1, 1, 0]
    assert left(paused, lead) == {third: "It no longer asks the same."}
    assert paused.card().id == third


def test_a_card_that_somebody_has_in_hand_stays_with_them(paused: Stage) -> None:
    """It is theirs to answer."""
    chats = sailors(paused, 3)
    second = card_of(paused, chats[1])
    lead = reply(paused)
    paused.run(paused.engine.desk.claim(paused.person("dan"), second))
    paused.passes(20)
    assert replies(paused, chats) == [1, 0, 1]
    assert left(paused, lead) == {second: "Somebody else has it in hand."}


def test_a_question_that_changed_meanwhile_is_another_one(paused: Stage) -> None:
    """The customer corrects what they said: their card must be looked at again, and stays open by itself."""
    paused.understanding.script["no, it burned"] = c.Correct(slot="damage", value="it burned")
    chats = []
    for each in range(2):
        paused.opens(f"owner{each}")
        paused.says("does the warranty pay", "it fell")
        chats.append(paused.chat)
    second = card_of(paused, chats[1])
    lead = reply(paused)
    paused.says("no, it burned")
    paused.passes(20)
    assert replies(paused, chats) == [1, 0]
    assert left(paused, lead) == {second: "It no longer asks the same."}
    assert "it burned" in paused.card().question


def test_an_answer_that_does_not_fit_its_form_is_not_given(paused: Stage) -> None:
    """What was joined by hand may have another form: a choice of one question is none of the other."""
    chats = sailors(paused, 1)
    paused.opens("ida")
    paused.says("does the warranty pay", "it fell")
    second = card_of(paused, paused.chat)
    lead = paused.run(paused.engine.states.card(card_of(paused, chats[0])), wait=0)
    assert lead.fan is not None
    now = paused.run(paused.now(), wait=0)
    paused.run(paused.disk.append(Write(f"card/{second}", (CardJoined(by="dan", fan=lead.fan),), now)))
    (card,) = [card for card in paused.cards() if card.status == "open"]
    paused.answers("cleo", card=card, choice="page/returns")
    paused.passes(20)
    assert "does not fit" in left(paused, card)[second]
    assert paused.card().id == second


@pytest.mark.parametrize("after", range(1, 12))
def test_a_kill_in_the_middle_is_finished_by_another_node(stage: Stage, after: int) -> None:
    """Wherever the node dies, before or after its write is durable: everybody gets the answer once."""
    chats = sailors(stage, 6)
    (lead,) = [card for card in stage.cards() if card.status == "open"]
    stage.disk.kill("before" if after % 2 else "after", after // 2 + 1)
    request = AnswerRequest(answer=Answer(text=REPLY), revision=1, key="one")
    stage.background(stage.engine.desk.answer(stage.person("cleo"), lead.id, request))
    stage.restarts()
    stage.passes(20)
    if after == 1:  # the answer itself was lost, and was not acknowledged: it is given again
        stage.run(stage.engine.desk.answer(stage.person("cleo"), lead.id, request))
    stage.passes(20)
    assert replies(stage, chats) == [1] * 6


def test_two_nodes_release_at_once(stage: Stage) -> None:
    """Both have the same list; each card is answered once."""
    chats = sailors(stage, 40)
    other = stage.joins()
    (lead,) = [card for card in stage.cards() if card.status == "open"]
    request = AnswerRequest(answer=Answer(text=REPLY), revision=1, key="one")

    cleo = stage.person("cleo")

    async def both() -> None:
        await stage.engine.desk.answer(cleo, lead.id, request)
        await other.engine.releases.release(await other.engine.states.card(lead.id))

    stage.run(both())
    assert replies(stage, chats) == [1] * 40
    assert len(stage.journal(CardsReleased, f"card/{lead.id}")) == 1


def test_who_cannot_be_reached_holds_up_nobody(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """One conversation fails as long as it does; the others have their answer at once, and it gets its own later."""
    chats = sailors(stage, 4)
    turns = stage.engine.releases._turns
    real, broken = turns.take, [chats[2]]

    async def take(conversation: str, *facts: Any, **more: Any) -> Any:
        if conversation in broken:
            raise Unusable("The disk is full.")
        return await real(conversation, *facts, **more)

    monkeypatch.setattr(turns, "take", take)
    reply(stage)
    assert replies(stage, chats) == [1, 1, 0, 1]
    broken.clear()
    stage.passes(60)
    assert replies(stage, chats) == [1] * 4


def test_without_looking_again_the_wrong_one_is_answered(paused: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken on purpose: what is not checked again reaches a card that was taken out."""
    monkeypatch.setattr("earpiece.desk.fan_in.why_not", lambda *_: "")
    chats = sailors(paused, 2)
    second = card_of(paused, chats[1])
    reply(paused)
    out = CardTakenOut(by="dan", reason="a boat for a museum")
    paused.run(paused.disk.append(Write(f"card/{second}", (out,), paused.run(paused.now(), wait=0))))
    paused.passes(20)
    assert replies(paused, chats) == [1, 1]


def test_five_hundred_customers_one_answer(paused: Stage) -> None:
    """Five hundred right replies, each exactly once; three who changed their minds meanwhile get none."""
    chats = [paused.run(paused.engine.chats.open(), wait=0) for _ in range(503)]

    async def ask() -> None:
        await asyncio.gather(*(paused.engine.chats.say(chat, "m", BOATS) for chat in chats))

    paused.run(ask())
    (card,) = [card for card in paused.cards() if card.status == "open"]
    assert card.waiting == 503
    changed, withdrew, out = [chat for chat in chats if card_of(paused, chat) != card.id][:3]
    lead = reply(paused)
    now = paused.run(paused.now(), wait=0)
    paused.run(paused.engine.chats.say(withdrew, "m2", "forget it"))
    paused.chat = changed
    paused.run(paused.engine.chats.say(changed, "m2", "not that"))
    paused.run(
        paused.disk.append(Write(f"card/{card_of(paused, out)}", (CardTakenOut(by="dan", reason="by itself"),), now))
    )
    paused.passes(30)
    told = dict(zip(chats, replies(paused, chats), strict=True))
    without = [chat for chat, times in told.items() if times == 0]
    assert set(without) <= {changed, withdrew, out}
    assert Counter(told.values()) == {1: 500, 0: 3}
    assert len(left(paused, lead)) == 3
    assert not paused.journal(CardClosed, f"card/{lead.id}")


@pytest.mark.parametrize("kind", [CardAnswered, ConsultAnswered])
def test_a_node_that_sleeps_over_its_release_wakes_to_find_it_done(kind: type[BaseEvent]) -> None:
    """It falls asleep when the answer is durable; another node takes up its work; waking, it gives nobody the answer
    again."""
    with Town(nodes=2) as town:
        chats = sailors(town, 6)
        (lead,) = [card for card in town.cards() if card.status == "open"]
        first = town.node(0)
        first.disk.sleeps_after = kind
        request = AnswerRequest(answer=Answer(text=REPLY), revision=1, key="one")
        town.background(first.engine.desk.answer(town.person("cleo"), lead.id, request))
        assert not first.disk.awake.is_set()
        del town.nodes[0]
        town.passes(40)
        assert replies(town, chats) == [1] * 6
        town.wakes(first)
        town.passes(40)
        assert replies(town, chats) == [1] * 6
        assert len(town.journal(CardsReleased, f"card/{lead.id}")) == 1
