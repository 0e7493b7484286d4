"""Cards in Slack, on a Slack of the test's own that speaks its protocol."""

import asyncio
import dataclasses
import time
from typing import Any

import httpx2
import pytest

from earpiece.domain.forms import Answer
from earpiece.runtime.views import AnswerRequest
from earpiece.sim.proof.understanding import ScriptedUnderstanding, replies
from tests.support.stage import SHOP
from tests.workspaces.office import Office, play, soon
from tests.workspaces.slack_stub import SECRET, Message, signed


def test_a_card_comes_to_the_channel_of_its_team() -> None:
    """With the question, why, the facts, what a yes does, and a button for each suggestion."""

    async def story(office: Office) -> None:
        card = await office.wants_money()
        (message,) = await soon(lambda: office.slack.messages, "it is posted")
        assert message.channel == "C0ORDERS"
        for words in ("Pay Maya £60.00 back for the", "It is more than £50.", "Price", "£60.00 goes back"):
            assert words in message.words, words
        assert list(message.buttons) == ["Yes", "No", "Claim", "In my words…", "Ask the customer…", "Open"]
        assert message.buttons["Open"]["url"] == f"https://desk.example/card/{card}"

    play(story)


def test_one_press_is_the_answer() -> None:
    """The customer hears it; the message says who answered what, and its buttons are gone."""

    async def story(office: Office) -> None:
        await office.asks()
        (message,) = await soon(lambda: office.slack.messages, "it is posted")
        answer = await office.slack.press("U0DAN", message, "It is covered")
        assert answer.status_code == 200
        await soon(lambda: "Answered by Dan: It is covered." in message.words, "the message says so")
        assert message.buttons == {}
        assert office.slack.whispers == []

    play(story)


def test_the_form_is_made_from_the_answers_schema() -> None:
    """A mistake is said in it and it stays open; what is right then is the answer."""

    async def story(office: Office) -> None:
        await office.wants_money()
        message = await posted(office)
        await office.slack.press("U0ANN", message, "In my words…")
        (modal,) = office.slack.modals
        inputs = {block["block_id"]: block for block in modal["blocks"] if block["type"] == "input"}
        assert list(inputs) == ["decision", "changes.amount", "reason", "note"]
        assert inputs["changes.amount"]["element"]["initial_value"] == "60"
        assert [inputs[each]["optional"] for each in inputs] == [False, True, True, True]
        refused = await office.slack.fill("U0ANN", modal, decision="no")
        assert refused["response_action"] == "errors"
        assert "A no needs a reason" in str(refused["errors"])
        strange = await office.slack.fill("U0ANN", modal, decision="yes", changes__amount="-4")
        assert list(strange["errors"]) == ["changes.amount"]
        taken = await office.slack.fill("U0ANN", modal, decision="no", reason="It was used.")
        assert taken == {}
        await soon(lambda: "Answered by Ann: Decline; reason: “It was used.”" in message.words, "it says so")
        assert "It was used." in await office.heard()

    play(story)


def test_a_button_that_needs_more_opens_the_form() -> None:
    """A no needs a reason: the form is there at once, with the no chosen."""

    async def story(office: Office) -> None:
        await office.wants_money()
        message = await posted(office)
        await office.slack.press("U0ANN", message, "No")
        (modal,) = office.slack.modals
        assert "A no needs a reason" in str(modal["blocks"])
        await office.slack.fill("U0ANN", modal, reason="It was used.")
        await soon(lambda: "Answered by Ann: Decline" in message.words, "the answer counts")

    play(story)


def test_what_may_be_a_slip_is_asked_about() -> None:
    """Ten times the amount: said, and taken only when it is meant."""

    async def story(office: Office) -> None:
        await office.wants_money()
        message = await posted(office)
        await office.slack.press("U0CLEO", message, "In my words…")
        asked = await office.slack.fill("U0CLEO", office.slack.modals[0], decision="yes", changes__amount="6")
        assert asked["response_action"] == "update"
        doubt = office.slack.modals[1]
        assert doubt["title"]["text"] == "Meant?"
        assert "Answered" not in message.words
        assert await office.slack.fill("U0CLEO", doubt) == {}
        await soon(lambda: "Cleo answers: Approve with amount £6.00" in message.words, "it is taken")

    play(story)


def test_an_effect_can_be_undone_in_slack_too() -> None:
    """Between the press and the effect there is a button for it."""

    async def story(office: Office) -> None:
        await office.wants_money()
        message = await posted(office)
        await office.slack.press("U0ANN", message, "Yes")
        assert "Undo" in message.buttons
        await office.slack.press("U0ANN", message, "Undo")
        await soon(lambda: "Yes" in message.buttons, "it can be answered again")
        assert "Ann has it." in message.words

    play(story)


def test_a_hold_is_shown_and_given_back() -> None:
    """Who took the card is on it for all; only they give it back."""

    async def story(office: Office) -> None:
        await office.asks()
        message = await posted(office)
        await office.slack.press("U0DAN", message, "Claim")
        await soon(lambda: "Dan has it." in message.words, "the hold is shown")
        await office.slack.press("U0CLEO", message, "It is covered")
        assert office.slack.whispers == [("U0CLEO", "Dan has this card.")]
        await office.slack.press("U0CLEO", message, "Give back")
        assert "Only who holds this card" in office.slack.whispers[-1][1]
        await office.slack.press("U0DAN", message, "Give back")
        await soon(lambda: "Back in the queue: not me." in message.words, "it is free")

    play(story)


def test_a_hold_outlasts_the_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody in Slack renews it, so it is done for them for a while; then the card is free again."""
    monkeypatch.setattr("earpiece.workspaces.slack.presses.HOLD_SECONDS", 1.5)

    async def story(office: Office) -> None:
        policy = dataclasses.replace(SHOP.current().policy, lease=0.6)
        company = dataclasses.replace(SHOP.current(), policy=policy)
        monkeypatch.setattr(SHOP, "current", lambda: company)
        await office.asks()
        message = await posted(office)
        await office.slack.press("U0DAN", message, "Claim")
        await asyncio.sleep(1.2)
        assert "Dan has it." in message.words
        await soon(lambda: "Back in the queue: lease ran out." in message.words, "it is free", 3.0)

    play(story)


def test_a_stranger_is_told_what_to_do() -> None:
    """A Slack user without an account here answers nothing."""

    async def story(office: Office) -> None:
        await office.asks()
        message = await posted(office)
        await office.slack.press("U0NOBODY", message, "It is covered")
        ((user, words),) = office.slack.whispers
        assert user == "U0NOBODY"
        assert "U0NOBODY" in words
        assert "desk.yaml" in words
        assert "Answered" not in message.words

    play(story)


def test_the_customer_is_asked_from_slack() -> None:
    """Through the agent; the reply stands on the message."""

    async def story(office: Office) -> None:
        await office.asks()
        message = await posted(office)
        await office.slack.press("U0DAN", message, "Ask the customer…")
        assert "errors" in await office.slack.fill("U0DAN", office.slack.modals[0], question=" ")
        await office.slack.fill("U0DAN", office.slack.modals[0], question="From which height?")
        assert "My colleague asks: From which height?" in await office.heard()
        await office.says("it fell from the table")
        await soon(lambda: "it fell from the table" in message.words, "the reply is there")

    play(story)


def test_two_nodes_post_once_and_a_third_goes_on() -> None:
    """One message, kept up to date by whoever is there, also after all who knew it are gone."""

    async def story(office: Office) -> None:
        await office.asks()
        message = await posted(office)
        await asyncio.sleep(0.3)
        assert len(office.slack.messages) == 1
        for node in list(office.nodes):
            await node.stops()
        later = await office.joins()
        client = office.client("dan")
        card = await client.get("/desk/cards")
        assert later is office.nodes[-1]
        answer = {"answer": {"choice": "covered"}, "revision": 1, "key": "k"}
        await client.post(f"/desk/cards/{card.json()[0]['id']}/answer", json=answer)
        await soon(lambda: "Answered by Dan" in message.words, "the new node retracts it")
        assert len(office.slack.messages) == 1
        await client.aclose()

    play(story, nodes=2)


def test_what_happened_while_no_node_was_up_is_shown_at_the_start() -> None:
    """A restart looks at every message that may have changed."""

    async def story(office: Office) -> None:
        card = await office.asks()
        message = await posted(office)
        office.nodes[0].tasks.end("slack")
        await asyncio.sleep(0.05)
        dan = await office.engine.people.person("dan")
        request = AnswerRequest(answer=Answer(choice="covered"), revision=1, key="k")
        await office.engine.desk.answer(dan, card, request)
        await asyncio.sleep(0.3)
        assert "Answered" not in message.words
        await office.joins()
        await soon(lambda: "Answered by Dan" in message.words, "it is shown")

    play(story)


def test_slack_away_is_made_up_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be posted is posted when Slack is back, once."""
    monkeypatch.setattr("earpiece.workspaces.slack.messages.AGAIN", 0.2)
    monkeypatch.setattr("earpiece.workspaces.slack.messages.RHYTHM", 0.1)

    async def story(office: Office) -> None:
        office.slack.refuses["chat.postMessage"] = "service_unavailable"
        await office.asks()
        await asyncio.sleep(0.5)
        assert office.slack.messages == []
        office.slack.refuses.clear()
        await soon(lambda: office.slack.messages, "it is posted")
        await asyncio.sleep(0.5)
        assert len(office.slack.messages) == 1

    play(story)


def test_equal_questions_are_one_message() -> None:
    """With how many wait; one press is the answer to all."""

    async def story(office: Office) -> None:
        first = await office.asks()
        message = await posted(office)
        one = office.chat
        assert await office.asks() != first
        await soon(lambda: "2 customers wait for this answer." in message.words, "the second is counted")
        assert len(office.slack.messages) == 1
        await office.slack.press("U0DAN", message, "It is covered")
        two = office.chat
        for chat in (one, two):
            office.chat = chat
            await soon(lambda: _says(office, "Good news"), "the customer hears it")

    play(story)


def test_a_card_that_is_passed_on_moves_to_the_other_channel() -> None:
    """In the old one it says so, without buttons."""

    async def story(office: Office) -> None:
        card = await office.asks()
        old = await posted(office)
        dan = await office.engine.people.person("dan")
        await office.engine.desk.pass_on(dan, card, "orders", "not a repair", None)
        await soon(lambda: len(office.slack.messages) == 2, "it is posted anew")
        new = office.slack.messages[1]
        assert (old.channel, new.channel) == ("C0REPAIRS", "C0ORDERS")
        assert (old.buttons, "Passed on to orders." in old.words) == ({}, True)
        assert "It is covered" in new.buttons

    play(story)


def test_a_customer_cannot_call_a_channel() -> None:
    """Their words go in as words: no mention, no link."""

    async def story(office: Office) -> None:
        understanding = office.engine.ports.understanding
        assert isinstance(understanding, ScriptedUnderstanding)
        understanding.script["<!channel> <https://evil.example|click>"] = replies("<!channel> <https://evil.example|x>")
        await office.opens()
        await office.says("does the warranty pay", "<!channel> <https://evil.example|click>")
        message = await posted(office)
        assert "<!channel>" not in message.words
        assert "<https" not in message.words

    play(story)


# ── the door ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("wrong", ["secret", "old", "future", "body", "missing"])
def test_only_slack_is_let_in(wrong: str) -> None:
    """Another's signature, an old request, a changed body: 401, and nothing happens."""

    async def story(office: Office) -> None:
        shift = {"old": -301, "future": 400}.get(wrong, 0)
        secret = "another secret" if wrong == "secret" else SECRET
        body, headers = signed("payload=%7B%7D", time.time() + shift, secret)
        body += b"&more=1" if wrong == "body" else b""
        headers = {} if wrong == "missing" else headers
        async with httpx2.AsyncClient(base_url=office.nodes[0].url, trust_env=False) as client:
            for path in ("/slack/interactions", "/slack/events"):
                answer = await client.post(path, content=body, headers=headers)
                assert answer.status_code == 401, answer.text

    play(story)


def test_slack_asks_whether_we_are_there() -> None:
    """It is answered with its own word."""

    async def story(office: Office) -> None:
        body, headers = signed('{"type": "url_verification", "challenge": "abc"}', kind="application/json")
        async with httpx2.AsyncClient(base_url=office.nodes[0].url, trust_env=False) as client:
            answer = await client.post("/slack/events", content=body, headers=headers)
        assert answer.json() == {"challenge": "abc"}

    play(story)


def test_the_same_request_twice_is_one() -> None:
    """Whoever has overheard one and sends it again, even after an undo, does nothing with it."""

    async def story(office: Office) -> None:
        await office.wants_money()
        message = await posted(office)
        await office.slack.press("U0ANN", message, "Yes")
        await office.slack.press("U0ANN", message, "Undo")
        await soon(lambda: "Yes" in message.buttons, "it is open again")
        body, headers = office.slack.overheard[0]
        async with httpx2.AsyncClient(base_url=office.nodes[0].url, trust_env=False) as client:
            assert (await client.post("/slack/interactions", content=body, headers=headers)).status_code == 200
        await asyncio.sleep(0.2)
        assert "Ann answers" not in message.words

    play(story)


def test_slack_is_answered_in_time_however_long_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What came of it is said afterwards."""
    monkeypatch.setattr("earpiece.workspaces.slack.door.PATIENCE", 0.2)

    async def story(office: Office) -> None:
        await office.wants_money()
        message = await posted(office)
        await office.slack.press("U0ANN", message, "In my words…")
        quick = office.engine.desk.answer

        async def slow(*arguments: Any) -> Any:
            await asyncio.sleep(0.5)
            return await quick(*arguments)

        monkeypatch.setattr(office.engine.desk, "answer", slow)
        assert await office.slack.fill("U0ANN", office.slack.modals[0], decision="no") == {}
        await soon(lambda: office.slack.whispers, "it is said why not")
        assert "A no needs a reason" in office.slack.whispers[0][1]

    play(story)


async def posted(office: Office) -> Message:
    """The message of the only card."""
    (message,) = await soon(lambda: office.slack.messages, "it is posted")
    assert isinstance(message, Message)
    return message


async def _says(office: Office, words: str) -> bool:
    return words in await office.heard()
