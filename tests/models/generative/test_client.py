"""Limits, retries, the fallback, structured answers: over real HTTP against the stand-in."""

import pytest
from pydantic import BaseModel
from pydantic_ai.messages import ModelRequest, ModelResponse, TextPart

from earpiece.domain.errors import NotFound, ToolError
from earpiece.models.generative import client as module
from earpiece.models.generative.access import Access, Limits
from earpiece.models.generative.client import Client, Usage
from earpiece.models.generative.prompts import Prompt, prompt
from earpiece.sim.provider import Fault, called, said
from earpiece.sim.provider.script import Entry
from tests.models.generative.service import Service

DEAD = "http://127.0.0.1:9/v1"
"""Nobody listens at the port of the discard protocol."""


def words(service: Service, client: Client, conversation: str) -> str:
    """What the model says to a question."""
    asked = [ModelRequest.user_text_prompt("Are you there?")]
    reply = service.run(client.request(asked, conversation=conversation))
    return module.words(reply.message)


@pytest.mark.parametrize(
    "fault",
    [Fault("status", 429), Fault("status", 500), Fault("status", 503), Fault("broken")],
    ids=["429", "500", "503", "broken"],
)
def test_tried_again(service: Service, fault: Fault) -> None:
    """What passes by itself is waited for, twice at most, each time longer."""
    client, conversation = service.client(), service.conversation(fault, fault, said("Yes."))
    assert words(service, client, conversation) == "Yes."
    assert [seconds for seconds in service.clock.slept if seconds < 20] == [0.5, 1.0]
    lost = service.conversation(fault, fault, fault, said("Too late."))
    with pytest.raises(ToolError) as error:
        words(service, client, lost)
    assert error.value.code == "model_away"
    assert len(service.requests(lost)) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_not_tried_again(service: Service, status: int) -> None:
    """What the provider refuses for what it is."""
    conversation = service.conversation(Fault("status", status), said("Yes."))
    with pytest.raises(ToolError, match=str(status)) as error:
        words(service, service.client(), conversation)
    assert error.value.code == "model_away"
    assert len(service.requests(conversation)) == 1


def test_as_late_as_the_provider_asks(service: Service) -> None:
    """Retry-After counts where it is longer than the pause."""
    conversation = service.conversation(Fault("status", 429, seconds=3), said("Yes."))
    assert words(service, service.client(), conversation) == "Yes."
    assert 3.0 in service.clock.slept


def test_too_slow(service: Service) -> None:
    """The time limit covers all tries; the request is given up."""
    conversation = service.conversation(Fault("slow", seconds=0.5), said("Yes."))
    with pytest.raises(ToolError, match="no answer in 10 seconds") as error:
        words(service, service.client(limits=Limits(seconds=10), faster=100), conversation)
    assert error.value.code == "model_away"


def test_the_pauses_count(service: Service) -> None:
    """A provider that wants to be left alone for longer than the limit is not waited for."""
    conversation = service.conversation(Fault("status", 429, seconds=60), said("Yes."))
    with pytest.raises(ToolError, match="no answer in 10 seconds"):
        words(service, service.client(limits=Limits(seconds=10), faster=100), conversation)


@pytest.mark.parametrize(
    "first", [Fault("status", 401), Fault("slow", seconds=1), None], ids=["refused", "slow", "dead"]
)
def test_fallback(service: Service, first: Fault | None) -> None:
    """Asked when the first gives no answer, whatever the reason; the answer bears its name and its price."""
    second = Access("openai:second", address=service.address, price=(1.0, 2.0), setting="EARPIECE_MODEL_FALLBACK")
    main = Access("openai:gpt-4o", address=service.address if first else DEAD)
    entries: list[Entry] = [said("I am the other one.")]
    conversation = service.conversation(*([first] if first else []), *entries)
    client = service.client(main, second, limits=Limits(seconds=10, tries=1), faster=20)
    reply = service.run(client.request([ModelRequest.user_text_prompt("Well?")], conversation=conversation))
    assert module.words(reply.message) == "I am the other one."
    usage = reply.usage
    assert usage.model == "openai:second"
    assert usage.cost == pytest.approx((usage.tokens_in * 1.0 + usage.tokens_out * 2.0) / 1e6)
    assert client.version == "openai:gpt-4o"


def test_who_is_away_is_asked_last(service: Service) -> None:
    """For a minute; then it is asked first again."""
    main = Access("openai:gpt-4o", address=service.address)
    other = Access("openai:second", address=service.address, setting="EARPIECE_MODEL_FALLBACK")
    client = service.client(main, other, limits=Limits(tries=1))
    conversation = service.conversation(Fault("status", 503), said("One."), said("Two."), said("Three."))

    def asked(text: str) -> str:
        request = client.request([ModelRequest.user_text_prompt(text)], conversation=conversation)
        return service.run(request).usage.model

    assert asked("a") == "openai:second"
    assert asked("b") == "openai:second"
    assert len(service.requests(conversation)) == 3
    service.clock.time = 61
    assert asked("c") == "openai:gpt-4o"


def test_all_of_it_is_limited(service: Service) -> None:
    """Also where an answer has to be asked for twice."""
    conversation = service.conversation(Fault("slow", seconds=0.2), said("?"), Fault("slow", seconds=0.2), said("?"))
    ask = module.Ask("p", "", [ModelRequest.user_text_prompt("Well?")], conversation=conversation)

    def never(message: ModelResponse) -> str:
        raise module.Unreadable("no")

    with pytest.raises(ToolError, match="No answer in 15 seconds") as error:
        service.run(service.client(limits=Limits(whole=15), faster=50).ask(ask, never))
    assert error.value.code == "model_away"


def test_an_unknown_price(service: Service) -> None:
    """Costs nothing that could be counted."""
    client = service.client(Access("openai:my-own", address=service.address))
    conversation = service.conversation(said("Yes."))
    reply = service.run(client.request([ModelRequest.user_text_prompt("Well?")], conversation=conversation))
    assert (reply.usage.cost, reply.usage.tokens_out > 0) == (0.0, True)


def test_limits_of_a_request(service: Service) -> None:
    """A longer one is not sent; the answer's length is told to the provider."""
    conversation = service.conversation(said("Yes."))
    with pytest.raises(ToolError, match="100 are allowed") as error:
        words(service, service.client(limits=Limits(characters=100)), conversation)
    assert error.value.code == "model_costs"
    assert not service.requests(conversation)
    words(service, service.client(limits=Limits(tokens=77)), conversation)
    assert service.requests(conversation)[0]["max_completion_tokens"] == 77


# ── structured answers ────────────────────────────────────────────────────────────────────────────────────────────────


class Mood(BaseModel):
    """What the tests ask for."""

    mood: str
    points: int


@pytest.fixture
def mood_prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    """A prompt of the tests' own."""
    made = Prompt("mood-1:00000000", "Name the mood of {{ who }}.", "They said: {{ words }}")
    monkeypatch.setattr(module, "prompt", lambda name: {"mood-1": made}[name])


def mood(service: Service, *answers: Entry) -> tuple[Mood, Usage, str]:
    conversation = service.conversation(*answers)
    asked = service.client().structured("mood-1", {"who": "Ada", "words": "Ha."}, Mood, conversation=conversation)
    value, usage = service.run(asked)
    return value, usage, conversation


@pytest.mark.usefixtures("mood_prompt")
@pytest.mark.parametrize(
    "answer",
    [
        called("answer", {"mood": "good", "points": 3}),
        said('{"mood": "good", "points": 3}'),
        said('```json\n{"mood": "good", "points": 3}\n```'),
    ],
    ids=["call", "text", "fenced"],
)
def test_structured(service: Service, answer: Entry) -> None:
    """As a call, or as JSON text; instructions and what was given are kept apart."""
    value, usage, conversation = mood(service, answer)
    assert value == Mood(mood="good", points=3)
    assert usage.prompt == "mood-1:00000000"
    (request,) = service.requests(conversation)
    assert [each["content"] for each in request["messages"]] == ["Name the mood of Ada.", "They said: Ha."]
    assert request["tool_choice"] == "required"
    assert set(request["tools"][0]["function"]["parameters"]["properties"]) == {"mood", "points"}


@pytest.mark.usefixtures("mood_prompt")
@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (called("answer", {"mood": "good", "points": "many"}), "points: Input should be a valid integer"),
        (said("Rather good."), "call the tool answer"),
        (called("answer", "{"), "call the tool answer"),
    ],
    ids=["form", "words", "broken"],
)
def test_structured_once_more(service: Service, bad: Entry, why: str) -> None:
    """The model is told what was wrong; what both cost is counted."""
    value, usage, conversation = mood(service, bad, called("answer", {"mood": "bad", "points": 0}))
    assert value.mood == "bad"
    first, second = service.requests(conversation)
    assert why in second["messages"][-1]["content"]
    assert usage.tokens_in > len(str(first["messages"])) // 4 + len(str(second["messages"])) // 8


# ── prompts ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_prompts() -> None:
    """Known by name and by what is in them."""
    assert prompt("plan-1").version.startswith("plan-1:")
    assert len(prompt("plan-1").version) == len("plan-1:") + 8
    with pytest.raises(NotFound, match=r"no prompt nonsense\.md"):
        prompt("nonsense")


def test_words_of_an_answer() -> None:
    """All of them, without calls."""
    assert module.words(ModelResponse(parts=[TextPart("One."), TextPart("Two.")])) == "One.\n\nTwo."
