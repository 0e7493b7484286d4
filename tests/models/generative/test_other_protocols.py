"""The same request and the same answer in the other providers' own protocols, over real HTTP.

A server answers as their references say: Anthropic's Messages, Google's generateContent, Bedrock's Converse. What is
asked is held against what each demands: user and assistant in turns, a call's result directly after it.
"""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import groupby, pairwise
from threading import Thread
from typing import Any

import pytest

from earpiece.domain.planning import Called, Plan, PlanRequest, Said, ToolOffer
from earpiece.models.generative.access import Access, Limits
from earpiece.models.generative.backends import backend_of
from earpiece.models.generative.client import Client
from earpiece.models.generative.planner import GenerativePlanner
from tests.models.generative.service import FastClock

pytestmark = pytest.mark.slow

LOOK_UP = ToolOffer("look_up", "Finds a loan.", {"type": "object", "properties": {"loan": {"type": "string"}}}, "read")
REQUEST = PlanRequest(
    conversation="c1", company="Lynd Library", agent="Ada", playbook="loans", instructions="Renew what can be renewed.",
    tools=(LOOK_UP,), consults=(("rules", "anything"),), outcomes=("done",), today="2026-09-21",
    turns=(
        Said("agent", "Good morning."), Said("customer", "My book is late."), Said("agent", "Let me see."),
        Called("s1", "look_up", {"loan": "L1"}, '{"due":"2026-09-20"}'),
        Called("s2", "ask_expert", {"question": "Waive it?"}, "An expert is being asked."),
        Said("note", "An expert answered: Yes."), Said("customer", "Well?"), Said("agent", "It is waived."),
    ),
)  # fmt: skip

ANTHROPIC = {
    "id": "m1", "type": "message", "role": "assistant", "model": "claude-sonnet-5", "stop_reason": "tool_use",
    "stop_sequence": None, "usage": {"input_tokens": 100, "output_tokens": 20},
    "content": [{"type": "text", "text": "I look."},
                {"type": "tool_use", "id": "t1", "name": "look_up", "input": {"loan": "L1"}}],
}  # fmt: skip
GOOGLE = {
    "candidates": [{"finishReason": "STOP", "content": {"role": "model", "parts": [
        {"text": "I look."}, {"functionCall": {"name": "look_up", "args": {"loan": "L1"}}}]}}],
    "usageMetadata": {"promptTokenCount": 100, "candidatesTokenCount": 20, "totalTokenCount": 120},
    "modelVersion": "gemini-2.5-pro", "responseId": "r1",
}  # fmt: skip
BEDROCK = {
    "output": {"message": {"role": "assistant", "content": [
        {"text": "I look."}, {"toolUse": {"toolUseId": "t1", "name": "look_up", "input": {"loan": "L1"}}}]}},
    "stopReason": "tool_use", "usage": {"inputTokens": 100, "outputTokens": 20, "totalTokens": 120},
    "metrics": {"latencyMs": 1},
}  # fmt: skip


@contextmanager
def answering(body: Any, asked: list[Any]) -> Iterator[str]:
    """A server that answers every POST with `body`, and keeps what it was asked."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            answer = json.dumps(body).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def plan(name: str, body: Any) -> tuple[Plan, Any]:
    """The plan that is made of an answer, and what the provider was asked."""
    asked: list[Any] = []

    async def once(address: str) -> Plan:
        client = Client([backend_of(Access(name, address=address))], FastClock(), Limits(seconds=500))
        try:
            return await GenerativePlanner(client).plan(REQUEST)
        finally:
            await client.close()

    with answering(body, asked) as address:
        made = asyncio.run(once(address))
    assert made.call is not None
    assert (made.say, made.call.tool, made.call.args) == ("I look.", "look_up", {"loan": "L1"})
    assert (made.tokens_in, made.tokens_out, made.model) == (100, 20, name)
    (request,) = asked
    return made, request


def in_turns(roles: list[str], model: str) -> bool:
    """Whether the user begins, the two speak in turns, and the user ends."""
    return roles == ["user", model] * (len(roles) // 2) + ["user"]


def test_anthropic() -> None:
    """Results come first in the message after their call."""
    made, request = plan("anthropic:claude-sonnet-5", ANTHROPIC)
    messages = request["messages"]
    assert in_turns([each["role"] for each in messages], "assistant")
    for message, following in pairwise(messages):
        calls = [part["id"] for part in message["content"] if part["type"] == "tool_use"]
        if calls:
            assert [part.get("tool_use_id") for part in following["content"]][: len(calls)] == calls
    assert "You are Ada" in json.dumps(request["system"])
    assert (request["metadata"], request["max_tokens"]) == ({"user_id": "c1"}, 2000)
    assert request["tool_choice"]["disable_parallel_tool_use"] is True
    assert [each["name"] for each in request["tools"]] == ["look_up", "ask_expert", "finish"]
    assert made.cost > 0


def test_google() -> None:
    """A call's response is in the content after it, and what else is heard in the next: Google takes several."""
    _, request = plan("google:gemini-2.5-pro", GOOGLE)
    contents = request["contents"]
    roles = [each["role"] for each in contents]
    assert in_turns([role for role, _ in groupby(roles)], "model")
    for content, following in pairwise(contents):
        calls = [part["functionCall"]["name"] for part in content["parts"] if "functionCall" in part]
        if calls:
            results = [part["functionResponse"]["name"] for part in following["parts"] if "functionResponse" in part]
            assert results == calls
    assert "You are Ada" in json.dumps(request["systemInstruction"])


def test_bedrock(monkeypatch: pytest.MonkeyPatch) -> None:
    """With credentials of AWS instead of a key."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    _, request = plan("bedrock:us.amazon.nova-pro-v1:0", BEDROCK)
    messages = request["messages"]
    assert in_turns([each["role"] for each in messages], "assistant")
    for message, following in pairwise(messages):
        calls = [part["toolUse"]["toolUseId"] for part in message["content"] if "toolUse" in part]
        if calls:
            results = [part["toolResult"]["toolUseId"] for part in following["content"] if "toolResult" in part]
            assert results == calls
    assert "You are Ada" in json.dumps(request["system"])
