"""Collects what `runtime.meters` measures: for the page that Prometheus reads, and, if the environment names a
collector, by pushing it there. See docs/metrics.md.

Where a program runs us under an OpenTelemetry SDK of its own, that one collects, and the page reads from it.
"""

import asyncio
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import structlog
from opentelemetry import metrics, trace
from opentelemetry.metrics import CallbackOptions, Observation

from earpiece import __version__
from earpiece.domain.errors import NotFound, Unusable
from earpiece.domain.playbook import Company
from earpiece.domain.ports import Clock
from earpiece.runtime.engine import Engine
from earpiece.runtime.gauges import Gauges
from earpiece.runtime.meters import OFF, Meters, Spread
from earpiece.runtime.tasks import Tasks

if TYPE_CHECKING:
    from opentelemetry.sdk.metrics.export import MetricReader
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from prometheus_client import CollectorRegistry
    from prometheus_client.core import HistogramMetricFamily

log = structlog.get_logger()

PUSH: Final = (
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
)
"""The standard's own variables; any of them asks for the push."""

REFRESH: Final = 15.0
"""Seconds between two looks at how things stand, for a collector; the page looks when it is asked for."""

LINES: Final = Counter({"warning": 0, "error": 0})
"""Lines of this process's log by level, counted where they are written."""

FAREWELL: Final = 5
"""Seconds a collector has to take something, also the last figures when the server ends."""


@dataclass
class Telemetry:
    """What one process measures; made by `start`. `meters` goes into the runtime's ports."""

    meters: Meters = OFF
    registry: "CollectorRegistry | None" = None
    gauges: Gauges | None = None
    pushes: bool = False
    endings: list[Callable[[], Any]] = field(default_factory=list)
    tasks: Tasks = field(default_factory=Tasks)

    @classmethod
    def start(
        cls,
        now: Callable[[], float],
        data: Path,
        *,
        page: bool,
        environment: Mapping[str, str] | None = None,
    ) -> "Telemetry":
        """Begin what is asked for: the page, and the push that the environment names.

        `now` gives seconds; the disk of the folder `data` is watched. Raises Unusable if the package for the push is
        missing.
        """
        env = os.environ if environment is None else environment
        pushes = any(env.get(name) for name in PUSH) and env.get("OTEL_SDK_DISABLED", "").lower() != "true"
        return _collecting(now, data, page, pushes) if page or pushes else cls()

    def watch(self, engine: Engine, company: Company) -> None:
        """Also show how things stand with this engine, and begin what the company's tools and consults will count."""
        if not self.meters.on:
            return
        self.meters.expect(company)
        self.gauges = Gauges(engine.ports)
        if self.pushes:
            self.tasks.spawn("gauges", self._keep_fresh(engine.ports.clock))

    async def page(self) -> bytes:
        """All figures, in the text format of Prometheus. Raises NotFound if the page is switched off."""
        if self.registry is None:
            raise NotFound("Metrics are switched off on this server (EARPIECE_METRICS).")
        from prometheus_client import generate_latest

        if self.gauges is not None:
            await self.gauges.refresh()
        return generate_latest(self.registry)

    async def _keep_fresh(self, clock: Clock) -> None:
        while self.gauges is not None:
            await self.gauges.refresh()
            await clock.sleep(REFRESH)

    async def close(self) -> None:
        """Send what is left, if the collector takes it soon."""
        await self.tasks.close()
        await asyncio.gather(*(_soon(end) for end in self.endings))


async def _soon(end: Callable[[], Any]) -> None:
    try:
        async with asyncio.timeout(FAREWELL):
            await asyncio.to_thread(end)
    except TimeoutError:
        log.warning("the collector did not take the last figures in time")


def _collecting(now: Callable[[], float], data: Path, page: bool, pushes: bool) -> Telemetry:
    from opentelemetry.sdk.metrics import MeterProvider

    theirs = metrics.get_meter_provider()
    telemetry = Telemetry()
    readers: list[MetricReader] = []
    if page:
        reader, telemetry.registry = _page()
        readers.append(reader)
    if isinstance(theirs, MeterProvider):
        for reader in readers:
            theirs.add_metric_reader(reader)
        telemetry.meters = Meters(now, theirs, trace.get_tracer_provider())
    else:
        telemetry.pushes, resource = pushes, _resource()
        if pushes:
            readers.append(_pushed_metrics())
        ours = MeterProvider(readers, resource, shutdown_on_exit=False)
        traces = _pushed_traces(resource) if pushes else None
        telemetry.endings = [ours.shutdown, *([traces.shutdown] if traces else [])]
        telemetry.meters = Meters(now, ours, traces or trace.get_tracer_provider(), light=not pushes)
        if telemetry.registry is not None:
            telemetry.registry.register(_Spreads(telemetry.meters))
    _watch_process(telemetry.meters, data)
    return telemetry


def _page() -> "tuple[MetricReader, CollectorRegistry]":
    """What collects for the page: our instruments, and what Prometheus' own library tells of the process."""
    from opentelemetry.exporter.prometheus import PrometheusMetricReader
    from prometheus_client import CollectorRegistry, ProcessCollector

    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    return PrometheusMetricReader(scope_info_enabled=False, registry=registry), registry


class _Spreads:
    """Shows on the page what our meters count themselves."""

    def __init__(self, meters: Meters) -> None:
        self._meters = meters

    def collect(self) -> "Iterator[HistogramMetricFamily]":
        """See `prometheus_client`: a custom collector."""
        for spread in self._meters.spreads if self._meters.light else ():
            if spread.counts:
                yield _family(spread)


def _family(spread: Spread) -> "HistogramMetricFamily":
    from prometheus_client.core import HistogramMetricFamily

    labels = [attribute.replace(".", "_") for attribute in spread.attributes]
    family = HistogramMetricFamily(spread.name.replace(".", "_"), spread.about, labels=labels, unit="seconds")
    for values, counts in list(spread.counts.items()):
        upto = zip([*map(str, spread.bounds), "+Inf"], accumulate(counts), strict=True)
        family.add_metric(values, list(upto), spread.sums[values])
    return family


def _resource() -> "Resource":
    """Who tells all this; OTEL_RESOURCE_ATTRIBUTES may say more."""
    from opentelemetry.sdk.resources import Resource

    return Resource.create({"service.name": "earpiece", "service.version": __version__})


def _pushed_metrics() -> "MetricReader":
    try:
        from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
    except ImportError as error:
        raise _missing() from error
    from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader

    return PeriodicExportingMetricReader(OTLPMetricExporter(timeout=FAREWELL))


def _pushed_traces(resource: "Resource") -> "TracerProvider":
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(timeout=FAREWELL)))
    return provider


def _missing() -> Unusable:
    return Unusable(
        "OTEL_EXPORTER_OTLP_ENDPOINT asks for a push of metrics and traces, and the package for it is not installed: "
        "pip install 'earpiece[otlp]', or unset the variable."
    )


def _watch_process(meters: Meters, data: Path) -> None:
    """What belongs to no part of the runtime: the log, the disk, the clock."""

    def lines(_: CallbackOptions) -> list[Observation]:
        return [Observation(number, {"level": level}) for level, number in list(LINES.items())]

    def free(_: CallbackOptions) -> list[Observation]:
        return [Observation(shutil.disk_usage(data).free)]

    def clock(_: CallbackOptions) -> list[Observation]:
        return [Observation(meters.now())]

    meters.meter.create_observable_gauge("earpiece.clock", [clock], "s", "This node's time, in seconds since 1970.")
    meters.meter.create_observable_counter("earpiece.log.lines", [lines], "{line}", "Lines of the log, by level.")
    meters.meter.create_observable_gauge("earpiece.disk.free", [free], "By", "Free space where the data folder is.")
