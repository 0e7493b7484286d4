"""The stand-in for a provider: the protocol over real HTTP, the script's order, repeats, faults."""

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from earpiece.domain.planning import Plan, PlanRequest
from earpiece.sim.loop import run_virtual
from earpiece.sim.provider import Fault, Provider, Script, Through, called, said
from earpiece.sim.provider.script import ScriptEnded


def asked(text: str, user: str = "c1") -> dict[str, Any]:
    """A request in OpenAI's form."""
    return {"model": "m", "user": user, "messages": [{"role": "user", "content": text}]}


# ── the script ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_after_the_other() -> None:
    """In each conversation by itself; then nothing is left, unless something is to be said for ever."""
    script = Script({"c1": [said("one"), said("two")], "c2": [said("other")]})
    assert script.next("c1", asked("a")) == said("one")
    assert script.next("c2", asked("a", "c2")) == said("other")
    assert script.next("c1", asked("b")) == said("two")
    assert script.asked("c1") == 2
    with pytest.raises(ScriptEnded, match="ended after 2 messages"):
        script.next("c1", asked("c"))
    with pytest.raises(ScriptEnded, match="No script"):
        script.next("c3", asked("a"))
    assert Script({"c1": []}, afterwards=said("Bye.")).next("c1", asked("a")) == said("Bye.")


def test_the_same_request_gets_the_same_answer() -> None:
    """However late; what else was asked meanwhile does not matter."""
    script = Script({"c1": [said("one"), said("two")]})
    for text, expected in (("a", "one"), ("a", "one"), ("b", "two"), ("a", "one"), ("b", "two")):
        assert script.next("c1", asked(text)) == said(expected)


def test_a_fault_is_met_once() -> None:
    """The next try of the same request goes on behind it."""
    script = Script({"c1": [Fault("status", 500), said("one"), said("two")]})
    assert script.next("c1", asked("a")) == Fault("status", 500)
    assert script.next("c1", asked("a")) == said("one")
    assert script.next("c1", asked("a")) == said("one")


def test_found_when_it_begins() -> None:
    """A conversation that nobody has written down is looked up by its first request."""
    script = Script(find=lambda name, request: [said(f"{name}: {request['messages'][0]['content']}")])
    assert script.next("c9", asked("hello", "c9")) == said("c9: hello")
    script.add("c9", [said("more")])
    assert script.next("c9", asked("b", "c9")) == said("more")


# ── over HTTP ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    script = Script({
        "words": [said("Hello.")], "call": [called("look_up", {"id": 1}, "One moment.")], "end": [],
        "busy": [Fault("status", 429, seconds=2)], "broken": [Fault("broken")], "empty": [Fault("empty")],
        "slow": [Fault("slow", seconds=0.01), said("Here.")],
    })  # fmt: skip
    provider = Provider(script, key="k", models=("a", "b"))
    with provider:
        yield provider


def post(provider: Provider, user: str, key: str = "k") -> httpx2.Response:
    """What is answered in this conversation."""
    headers = {"Authorization": f"Bearer {key}"}
    return httpx2.post(f"{provider.address}/chat/completions", json=asked("a", user), headers=headers, verify=False)


def test_words_and_calls(provider: Provider) -> None:
    """Choices, finish reason and usage as OpenAI writes them."""
    words = post(provider, "words").json()
    assert words["choices"][0]["message"] == {"role": "assistant", "content": "Hello."}
    assert words["choices"][0]["finish_reason"] == "stop"
    assert words["usage"]["total_tokens"] == words["usage"]["prompt_tokens"] + words["usage"]["completion_tokens"] > 2
    assert (words["object"], words["model"]) == ("chat.completion", "m")
    call = post(provider, "call").json()["choices"][0]
    assert call["finish_reason"] == "tool_calls"
    assert call["message"]["tool_calls"][0]["function"] == {"name": "look_up", "arguments": '{"id": 1}'}
    assert provider.requests[-1]["user"] == "call"


def test_models(provider: Provider) -> None:
    """A list, for those who have the key."""
    found = httpx2.get(f"{provider.address}/models", headers={"Authorization": "Bearer k"}, verify=False).json()
    assert [each["id"] for each in found["data"]] == ["a", "b"]
    assert httpx2.get(f"{provider.address}/models", verify=False).status_code == 401


def test_faults(provider: Provider) -> None:
    """In the form that clients expect of errors."""
    refused = post(provider, "words", key="other")
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "invalid_api_key")
    busy = post(provider, "busy")
    assert (busy.status_code, busy.headers["retry-after"]) == (429, "2")
    assert busy.json()["error"]["code"] == "rate_limit_exceeded"
    with pytest.raises(ValueError, match="Unterminated string"):
        post(provider, "broken").json()
    assert post(provider, "empty").json()["choices"][0]["message"]["content"] == ""
    assert post(provider, "slow").json()["choices"][0]["message"]["content"] == "Here."
    ended = post(provider, "end")
    assert (ended.status_code, ended.json()["error"]["code"]) == (400, "script_ended")


def test_from_virtual_time(provider: Provider) -> None:
    """A caller whose time is virtual waits for real HTTP while its own time stands still."""

    class Slowly:
        version = "slowly"

        async def plan(self, request: PlanRequest) -> Plan:
            await asyncio.sleep(0.02)
            return Plan(say=f"for {request.conversation}")

    async def day() -> tuple[str, float]:
        planner = Through(provider, Slowly())
        assert planner.version == "slowly"
        begun = asyncio.get_running_loop().time()
        plan = await planner.plan(PlanRequest("c1", "", "", "", "", (), (), (), (), "2026-09-21"))
        return plan.say, asyncio.get_running_loop().time() - begun

    assert run_virtual(day()) == ("for c1", 0.0)


def test_it_ends() -> None:
    """Whoever comes then meets nobody."""

    async def visit() -> str:
        provider = Provider(Script({"c1": [said("Hello.")]}))
        async with provider as address, httpx2.AsyncClient(verify=False) as client:
            assert (await client.post(f"{address}/chat/completions", json=asked("a"))).status_code == 200
        return address

    address = asyncio.run(visit())
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(f"{address}/models", verify=False)
