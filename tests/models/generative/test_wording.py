"""A large model says the company's sentences: what it is told, what it gives back."""

import pytest

from earpiece.domain.errors import ToolError
from earpiece.domain.ports import ToBeSaid
from earpiece.models.generative.wording import GenerativeWording
from earpiece.sim.provider import Fault, called
from tests.models.generative.service import Service

SAID = ToBeSaid(
    "You can send it back within 30 days.", "Kann ich die Lampe zurückgeben?", "en", "Lamp shop", "Lumi",
    ("Yes", "No"), 20, ("asap",),
)  # fmt: skip


def test_the_model_is_told_what_is_said_and_how(service: Service) -> None:
    conversation = service.conversation(called("answer", {"text": " Sie haben dafür 30 Tage. "}))
    wording = GenerativeWording(service.client())
    worded = service.run(wording.word(SAID, conversation=conversation))
    assert worded.text == "Sie haben dafür 30 Tage."
    assert worded.by.startswith("openai:gpt-4o, prompt word-1:")
    (request,) = service.requests(conversation)
    instructions, given = (message["content"] for message in request["messages"])
    for part in ("Lumi of Lamp shop", "At most 20 words", "asap", "Yes; No"):
        assert part in instructions
    assert "within 30 days" in given
    assert "Kann ich die Lampe" in given
    assert "Kann ich die Lampe" not in instructions


def test_a_model_that_takes_too_long_is_away(service: Service) -> None:
    conversation = service.conversation(Fault("slow", seconds=1.0), called("answer", {"text": "Yes."}))
    with pytest.raises(ToolError) as error:
        service.run(GenerativeWording(service.client(faster=50)).word(SAID, conversation=conversation))
    assert error.value.code == "model_away"
