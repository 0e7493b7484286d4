"""What is pushed to a collector, what is left to somebody else's SDK, and what is said when a package is missing."""

import asyncio
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader

from earpiece.domain.errors import Unusable
from earpiece.telemetry import Telemetry


@contextmanager
def collector() -> Iterator[tuple[str, dict[str, bytes]]]:
    """Takes everything; its address, and what came by path."""
    got: dict[str, bytes] = {}

    class Takes(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got[self.path] = got.get(self.path, b"") + self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Takes)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", got
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def start(data: Path, *, page: bool = False) -> Telemetry:
    """With the environment as it is."""
    return Telemetry.start(lambda: 5.0, data, page=page)


def test_metrics_and_traces_are_pushed_where_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last ones when the server ends; the page shows the same figures meanwhile."""
    with collector() as (address, got):
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "none")
        telemetry = start(tmp_path, page=True)
        with telemetry.meters.turn("c1"):
            telemetry.meters.messages.add("customer")
        page = asyncio.run(telemetry.page()).decode()
        asyncio.run(telemetry.close())
    assert b"earpiece.messages" in got["/v1/metrics"]
    assert b"earpiece.turn.duration" in got["/v1/metrics"]
    assert b"turn" in got["/v1/traces"]
    assert 'earpiece_messages_total{by="customer"} 1.0' in page
    assert page.count("earpiece_turn_duration_seconds_count 1.0") == 1


def test_nothing_is_pushed_unasked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor with the SDK's own switch against it."""
    for name in ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    assert not start(tmp_path).meters.on
    assert not start(tmp_path, page=True).pushes
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setenv("OTEL_SDK_DISABLED", "true")
    assert not start(tmp_path).meters.on


def test_a_missing_package_is_said_with_its_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the start, in a sentence."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.metric_exporter", None)
    with pytest.raises(Unusable, match=r"pip install 'earpiece\[otlp\]'"):
        start(tmp_path)


def test_somebody_elses_sdk_collects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the process runs under an SDK, its readers get everything; the page reads from it, and we end nothing."""
    theirs = InMemoryMetricReader()
    provider = MeterProvider([theirs])
    monkeypatch.setattr("opentelemetry.metrics.get_meter_provider", lambda: provider)
    telemetry = start(tmp_path, page=True)
    telemetry.meters.messages.add("customer")
    telemetry.meters.turns.record(0.1)
    assert b"earpiece_turn_duration_seconds_count 1.0" in asyncio.run(telemetry.page())
    asyncio.run(telemetry.close())
    data = theirs.get_metrics_data()
    assert data is not None
    names = {metric.name for metric in data.resource_metrics[0].scope_metrics[0].metrics}
    assert {"earpiece.messages", "earpiece.turn.duration"} <= names
    provider.shutdown()


def test_a_collector_that_is_away_holds_up_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ending takes seconds at most, and raises nothing."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setattr("earpiece.telemetry.FAREWELL", 1)
    telemetry = start(tmp_path)
    telemetry.meters.messages.add("customer")

    async def end() -> float:
        began = asyncio.get_running_loop().time()
        await telemetry.close()
        return asyncio.get_running_loop().time() - began

    assert asyncio.run(end()) < 10
