"""The whole path with a large model: a real server, real HTTP to its provider, the gate, a card, an answer."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from earpiece.sim.proof.shop import FOLDER
from earpiece.sim.provider import Provider, Script, called, said
from tests.server.conftest import Make
from tests.support.server import ROOT, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.kill]

LAMPS = Path(FOLDER)
AIRLINE = ROOT / "companies" / "airline"
QUESTION = {
    "question": "May a passenger take a cello on board?", "why": "The policy does not say.",
    "options": ["Yes", "No"], "consult": "policy-question",
}  # fmt: skip
ANSWERS = [
    called("calculate", {"expression": "2 + 2"}), said("That makes 4.0."),
    called("ask_expert", QUESTION), said("Yes, you may take your cello on board."),
]  # fmt: skip


def test_from_end_to_end(make: Make) -> None:
    """The model calls a tool, asks an expert, and says the answer; the power fails while the question is open, and what
    the model has said is not asked for again."""
    provider = Provider(Script(find=lambda conversation, request: ANSWERS), key="right")

    def asked(conversation: str) -> list[Any]:
        """The requests of the model that leads; others prepare the cards."""
        return [each for each in provider.requests if each["user"] == conversation]

    with provider as address:
        server = make(
            AIRLINE, EARPIECE_MODEL="openai:recorded", EARPIECE_MODEL_KEY="right", EARPIECE_MODEL_ADDRESS=address
        ).start()
        talk = server.open("mia_li_3668")
        talk.say("How much is 2 and 2?")
        talk.hears("That makes 4.0.")
        talk.say("May I take my cello on board?")
        card = server.card("noor")
        assert card["question"] == QUESTION["question"]
        server.kill()
        assert len(asked(talk.id)) == 3
        server.start()
        card = server.card("noor")
        assert server.answer(card, "noor", choice="yes").status_code == 200
        talk.hears("Yes, you may take your cello on board.")
        assert len(asked(talk.id)) == 4
        assert {each["user"].partition(".")[0] for each in provider.requests} == {talk.id}
        assert "An expert answered: Yes" in str(asked(talk.id)[-1]["messages"])
    story = str(server.story(talk.id))
    assert "openai:recorded, prompt plan-1:" in story


def test_the_provider_goes_away(make: Make) -> None:
    """Then the embedded understanding carries on, and an expert helps."""
    with Provider(Script(find=lambda conversation, request: ANSWERS)) as address:
        server = make(AIRLINE, EARPIECE_MODEL="openai:recorded", EARPIECE_MODEL_ADDRESS=address).start()
    talk = server.open("mia_li_3668")
    talk.say("I want to know something about my journey.")
    wait_until(lambda: len(talk.lines()) > 1, "the agent answers all the same")
    assert any("model_away" in str(line) or "cannot be reached" in str(line) for line in server.story(talk.id))


def test_reading_wording_and_cards(make: Make, tmp_path: Path) -> None:
    """The same playbooks: the model reads what the customer says, says the company's sentences, prepares the card."""
    shop = tmp_path / "shop"
    shutil.copytree(LAMPS, shop)
    with (shop / "company.yaml").open("a") as settings:
        settings.write("understanding: {by: model}\nwording: {by: model}\n")

    def answers(conversation: str, request: Any) -> list[Any]:
        if conversation.endswith(".brief"):
            prepared = {"summary": "A guest asks: do you sell boats?", "suggestions": ["We do not sell boats."]}
            return [called("answer", prepared)]
        returns, boats = {"kind": "start", "target": "page/returns"}, {"kind": "unknown"}
        return [
            called("answer", {"commands": [returns | {"sure": "certain"}]}),
            called("answer", {"text": "Of course: you have 30 days to send anything back."}),
            called("answer", {"commands": [boats]}),
        ]

    with Provider(Script(find=answers)) as address:
        server = make(shop, EARPIECE_MODEL="openai:recorded", EARPIECE_MODEL_ADDRESS=address).start()
        talk = server.open()
        talk.say("what if it does not suit me")
        talk.hears("Of course: you have 30 days to send anything back.")
        talk.say("do you sell boats")
        card = wait_until(lambda: (one := server.card("cleo"))["summary_by"] and one, "the card is prepared")
        assert card["summary"] == "A guest asks: do you sell boats?"
        assert card["summary_by"] == "openai:recorded"
        story = str(server.story(talk.id))
        server.stop()
    assert "prompt understand-1:" in story
