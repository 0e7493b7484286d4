"""The response that carries a live stream."""

import asyncio

import pytest
from starlette.testclient import TestClient
from starlette.types import Message

from earpiece.web import sse
from tests.web.fakes import Fakes

STATUS = sse.ChatStatus(position=1, status="open", waiting=False)


class Line:
    """The other side of a stream: takes what is sent, and may hang up."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.hung_up = asyncio.Event()
        self._asked = False

    async def send(self, message: Message) -> None:
        self.sent.append(message.get("body", b""))

    async def receive(self) -> Message:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.hung_up.wait()
        return {"type": "http.disconnect"}


async def carried(*events: sse.Event | None, hangs_up_after: int = 99) -> tuple[list[bytes], bool]:
    """What goes over the line when these happen, and whether the stream was followed to its end."""
    line, ended = Line(), False

    async def happen() -> sse.Events:
        nonlocal ended
        for number, event in enumerate(events):
            if number == hangs_up_after:
                line.hung_up.set()
            yield event
        ended = True

    await (await sse.LiveResponse.of(happen()))({"type": "http"}, line.receive, line.send)
    return line.sent[1:], ended


def test_events_and_heartbeats_go_out_as_they_come() -> None:
    """The first event, a sign of life in a silence, the next event, the end."""
    event = sse.Event("status", 1, STATUS)
    sent, ended = asyncio.run(carried(event, None, event))
    assert sent == [event.encode(), sse.PING, event.encode(), b""]
    assert ended


def test_who_hung_up_is_noticed_at_the_next_heartbeat() -> None:
    """Then the stream is followed no further."""
    event = sse.Event("status", 1, STATUS)
    sent, ended = asyncio.run(carried(event, None, None, event, hangs_up_after=2))
    assert sent == [event.encode(), sse.PING]
    assert not ended


def test_a_silent_conversation_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Should news of it be lost, its customer waits for some heartbeats, not for ever."""
    monkeypatch.setattr(sse, "HEARTBEAT", 0.0)

    async def story() -> list[str]:
        fakes, told = Fakes(), list[str]()
        conversation = await fakes.chats.open(channel="chat")
        events = sse.follow_chat(fakes.chats, conversation, 0)
        for _ in range(2):
            await anext(events)
        fakes.chats._chat(conversation).waiting = True  # nobody is told of it
        for _ in range(sse.LOOK_AGAIN + 1):
            event = await anext(events)
            told.append("" if event is None else event.event)
        await events.aclose()
        return told

    assert asyncio.run(story()) == [*[""] * sse.LOOK_AGAIN, "status"]


def test_a_stream_of_nothing_is_not_found(web: TestClient) -> None:
    """What stands in the way is told before the stream begins."""
    headers = {"Authorization": "Bearer service-token"}
    assert web.get("/chat/conversations/none/stream", headers=headers).status_code == 404
