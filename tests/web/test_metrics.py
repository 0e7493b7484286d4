"""The page for Prometheus: who may see it, what requests count as, and what callers hear when the journal is away."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from earpiece.domain.errors import Invalid, Unusable
from earpiece.settings import Settings
from earpiece.telemetry import Telemetry
from earpiece.web.metrics import Measured
from earpiece.web.sse import Event, LiveResponse
from tests.support.measured import TOKEN, Page, fetch, measured, scrape
from tests.web.conftest import Open
from tests.web.fakes import Fakes


def test_the_operator_sees_it() -> None:
    """A program on this machine, or anybody with the service token, in a form that Prometheus can read."""
    with measured() as stage:
        assert fetch(stage).headers["content-type"].startswith("text/plain; version=0.0.4")
        assert fetch(stage, host="localhost:8000").status_code == 200
        assert fetch(stage, client="::1", host="[::1]:8000").status_code == 200
        away = fetch(stage, client="192.0.2.7", host="shop.example", authorization=f"Bearer {TOKEN}")
        assert (away.status_code, "earpiece_messages_total" in away.text) == (200, True)


@pytest.mark.parametrize(
    ("client", "headers"),
    [
        ("192.0.2.7", {}),
        ("192.0.2.7", {"authorization": "Bearer guessed"}),
        ("127.0.0.1", {"x-forwarded-for": "192.0.2.7"}),
        ("127.0.0.1", {"x-forwarded-for": "127.0.0.1"}),
        ("127.0.0.1", {"x-forwarded-for": ""}),
        ("127.0.0.1", {"x-real-ip": "127.0.0.1"}),
        ("127.0.0.1", {"forwarded": "for=127.0.0.1"}),
        ("127.0.0.1", {"via": "1.1 proxy"}),
        ("127.0.0.1", {"x-forwarded-proto": "https"}),
        ("127.0.0.1", {"host": "shop.example"}),
        ("127.0.0.1", {"host": "127.0.0.1.shop.example"}),
        ("unix", {}),
    ],
)
def test_nobody_else_sees_it(client: str, headers: dict[str, str]) -> None:
    """Neither from elsewhere, nor through a proxy on this machine, whatever it was told to say, nor by another name."""
    with measured() as stage:
        answer = fetch(stage, client=client, **headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "unauthenticated")
        assert "earpiece_" not in answer.text


def test_switched_off_it_is_not_there(tmp_path: Path) -> None:
    """Nothing is measured then, and the page says why."""
    off = Telemetry.start(lambda: 0.0, tmp_path, page=False, environment={})
    assert not off.meters.on
    with measured() as stage:
        stage.telemetry.meters, stage.telemetry.registry = off.meters, None
        answer = fetch(stage)
        assert (answer.status_code, "EARPIECE_METRICS" in answer.json()["error"]["message"]) == (404, True)


def test_the_switch_is_on_or_off(tmp_path: Path) -> None:
    """On unless told; anything else is refused, with what may be written."""
    assert Settings.read(tmp_path, {}).metrics
    assert not Settings.read(tmp_path, {"EARPIECE_METRICS": "off"}).metrics
    with pytest.raises(Invalid, match="write on or off"):
        Settings.read(tmp_path, {"EARPIECE_METRICS": "maybe"})


def test_requests_count_under_the_template_of_their_route() -> None:
    """Never under their path, which names a conversation, nor under what a stranger makes up."""
    with measured() as stage:
        fetch(stage, f"/chat/conversations/{stage.chat}")
        fetch(stage, "/no/such/page")
        page = scrape(stage)
        name = "http_server_request_duration_seconds_count"
        template = "/chat/conversations/{conversation}"
        assert page.sum(name, http_route=template, http_response_status_class="4xx", http_request_method="GET") == 1
        assert page.sum(name, http_route="none", http_response_status_class="4xx") == 1
        assert page.sum(name, http_route="/healthz", http_response_status_class="2xx") >= 1
        assert stage.chat not in page.text


def test_open_streams_are_counted_while_they_are_open(tmp_path: Path) -> None:
    """Also one whose customer goes away; and no stream counts as a request that took long."""
    telemetry = Telemetry.start(lambda: 0.0, tmp_path, page=True, environment={})
    gone, seen = asyncio.Event(), []

    class Route:
        path = "/desk/stream"

    async def stream(scope: Scope, _: Receive, send: Send) -> None:
        scope["route"] = Route()
        headers = [(b"content-type", b"text/event-stream; charset=utf-8")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await gone.wait()
        raise OSError("the customer went away")

    async def nothing(_: Message) -> None: ...

    async def story() -> None:
        scope: dict[str, Any] = {"type": "http", "method": "GET", "path": "/desk/stream"}
        task = asyncio.ensure_future(Measured(stream, telemetry.meters)(scope, None, nothing))  # type: ignore[arg-type]
        await asyncio.sleep(0)
        seen.append(Page.of((await telemetry.page()).decode()))
        gone.set()
        await asyncio.gather(task, return_exceptions=True)
        seen.append(Page.of((await telemetry.page()).decode()))

    asyncio.run(story())
    assert [page.sum("earpiece_streams_open", stream="desk") for page in seen] == [1, 0]
    assert "http_server_request_duration_seconds" not in seen[1].families


def test_the_framework_tells_no_collector_anything(app: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an operator traces the process, the framework by itself would name each link that signs somebody in."""
    spans, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    monkeypatch.setattr("opentelemetry.trace.get_tracer_provider", lambda: provider)
    with app() as web:
        assert web.get("/link?token=once").status_code == 200
    assert spans.get_finished_spans() == ()


def test_while_the_journal_is_away_callers_are_told_to_come_again(
    app: Open, fakes: Fakes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """503 with a time, in words for a customer; where the journal is and what ails it is for the log only."""

    async def away(*_: object, **__: object) -> None:
        raise Unusable("/var/lib/earpiece/journal.db: database or disk is full")

    monkeypatch.setattr(fakes.chats, "open", away)
    monkeypatch.setattr(fakes.people, "who", away)
    with app() as web:
        assert isinstance(web, TestClient)
        customer = web.post("/chat/conversations", json={})
        expert = web.get("/desk/cards", headers={"Authorization": "Bearer session-dana"})
    for answer in (customer, expert):
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert answer.json()["error"]["code"] == "unusable"
        assert "try again" in answer.json()["error"]["message"]
        assert "journal.db" not in answer.text


def test_a_stream_ends_in_order_when_the_journal_goes_away() -> None:
    """Its client comes back with the last position; a thousand streams are not a thousand errors."""

    async def events() -> AsyncGenerator[Event | None, None]:
        yield None
        raise Unusable("The database does not answer.")

    sent: list[Message] = []

    async def story() -> None:
        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            await asyncio.sleep(1e6)
            raise AssertionError("nobody hangs up")

        await LiveResponse(events())({"type": "http"}, receive, send)

    asyncio.run(story())
    assert (sent[0]["status"], sent[-1]["more_body"]) == (200, False)
