"""What is measured, under which names: the one place that counts. docs/metrics.md explains each.

Counts come from events that are in the journal, so what is counted has happened. Nothing measured names a customer, an
expert or a conversation, or holds anybody's words; attributes are words of the company folder and of this program.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Final

from opentelemetry.metrics import CallbackOptions, Histogram, Meter, MeterProvider, NoOpMeterProvider, Observation
from opentelemetry.trace import NoOpTracerProvider, ProxyTracerProvider, Status, StatusCode, TracerProvider

from earpiece import __version__
from earpiece.domain import events as e
from earpiece.domain import learning as g
from earpiece.domain.conversation import Conversation
from earpiece.domain.errors import EarpieceError, Moved, Unusable
from earpiece.domain.event import BaseEvent
from earpiece.domain.playbook import Company
from earpiece.domain.ports import Write

FAST: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Bounds in seconds for what a machine does."""

SLOW: Final = (1.0, 5.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0, 14400.0, 86400.0)
"""Bounds in seconds for what a person does."""

ENDS: Final = ("finished", "failed", "unknown", "retried")
"""What becomes of a tool attempt."""

CONSULT_ENDS: Final = ("answered", "expired", "withdrawn", "handed_off")
"""What becomes of a question to an expert."""

_NOTHING: Final = nullcontext()


class Tally:
    """A count by attributes. A collector reads it when it collects; counting itself is one step in a dictionary."""

    def __init__(self, meter: Meter, name: str, unit: str, about: str, *attributes: str) -> None:
        self._attributes = attributes
        self._counts: dict[tuple[str, ...], int] = {} if attributes else {(): 0}
        meter.create_observable_counter(name, [self._observe], unit, about)

    def add(self, *values: str, by: int = 1) -> None:
        """Count under these values of the attributes."""
        self._counts[values] = self._counts.get(values, 0) + by

    def expect(self, values: Iterable[Sequence[str]]) -> None:
        """Begin these at nought: a count that appears as 1 looks to Prometheus as if nothing had happened."""
        for each in values:
            self._counts.setdefault(tuple(each), 0)

    def _observe(self, _: CallbackOptions) -> list[Observation]:
        return [Observation(n, dict(zip(self._attributes, key, strict=True))) for key, n in list(self._counts.items())]


class Spread:
    """How seconds are spread, by attributes, counted below each of the `bounds`.

    With a `histogram` that one counts. Without, counting is a few steps here, a tenth of what it takes the SDK; then
    `counts` has, by the attributes' values, how many fell into each bucket, and `sums` their sum.
    """

    def __init__(
        self, name: str, about: str, bounds: Sequence[float], attributes: Sequence[str], histogram: Histogram | None
    ) -> None:
        self.name = name
        self.about = about
        self.bounds = bounds
        self.attributes = attributes
        self.counts: dict[tuple[str, ...], list[int]] = {}
        self.sums: dict[tuple[str, ...], float] = {}
        self._histogram = histogram

    def record(self, seconds: float, *values: str) -> None:
        """Count once, under these values of the attributes. A clock that was set back counts as no time."""
        seconds = max(0.0, seconds)
        if self._histogram is not None:
            self._histogram.record(seconds, dict(zip(self.attributes, values, strict=True)))
            return
        counts = self.counts.get(values)
        if counts is None:
            counts = self.counts[values] = [0] * (len(self.bounds) + 1)
        counts[bisect_left(self.bounds, seconds)] += 1
        self.sums[values] = self.sums.get(values, 0.0) + seconds


class Meters:
    """All instruments of one node. `now` gives seconds; without a provider (`OFF`) nothing is done at all.

    With `light`, spreads are counted here for whoever reads `spreads`, and the provider does not hear of them.
    """

    def __init__(
        self, now: Callable[[], float], meters: MeterProvider, tracers: TracerProvider, *, light: bool = False
    ) -> None:
        self.now = now
        self.light = light
        self.spreads: list[Spread] = []
        self.provider = meters
        self.on = not isinstance(meters, NoOpMeterProvider)
        self._tracing = not isinstance(tracers, NoOpTracerProvider | ProxyTracerProvider)
        self._tracer = tracers.get_tracer("earpiece", __version__)
        self.meter = meters.get_meter("earpiece", __version__)
        self._count_conversations(self.meter)
        self._count_work(self.meter)
        self._count_journal(self.meter)
        self._by_event: dict[type[BaseEvent], Callable[[Conversation, Any], None]] = {
            e.ConversationOpened: lambda _, opened: self.opened.add(opened.channel),
            e.ConversationClosed: lambda _, closed: self.closed.add(closed.outcome),
            e.CustomerSaid: lambda _, __: self.messages.add("customer"),
            e.AgentSaid: self._said,
            e.ToolFinished: lambda state, end: self._tool_ended(state, end.call, "finished"),
            e.ToolFailed: lambda state, end: self._tool_ended(state, end.call, "failed"),
            e.ToolUnknown: lambda state, end: self._tool_ended(state, end.call, "unknown"),
            e.ToolRetried: lambda state, end: self._tool_ended(state, end.call, "retried"),
            e.ConsultAsked: self._asked,
            e.MessageUnderstood: lambda _, understood: self._decided(*understood.judged),
            g.DecidedAlone: lambda _, alone: self._decided(alone.estimate),
            e.ConsultAnswered: lambda state, end: self._consult_ended(state, end.consult, "answered"),
            e.ConsultExpired: lambda state, end: self._consult_ended(
                state, end.consult, "handed_off" if end.handoff else "expired"
            ),
            e.ConsultWithdrawn: lambda state, end: self._consult_ended(
                state, end.consult, "handed_off" if end.reason == "handed off" else "withdrawn"
            ),
            e.Refused: lambda _, refused: self.refusals.add(refused.code),
        }

    def spread(self, name: str, about: str, bounds: Sequence[float], *attributes: str) -> Spread:
        """A new instrument for seconds."""
        histogram = None
        if self.on and not self.light:
            histogram = self.meter.create_histogram(name, "s", about, explicit_bucket_boundaries_advisory=bounds)
        self.spreads.append(Spread(name, about, bounds, attributes, histogram))
        return self.spreads[-1]

    def _count_conversations(self, meter: Meter) -> None:
        self.opened = Tally(
            meter, "earpiece.conversations.opened", "{conversation}", "Conversations begun.", "channel"
        )  # fmt: skip
        self.closed = Tally(
            meter, "earpiece.conversations.closed", "{conversation}", "Conversations ended, by outcome.", "outcome"
        )
        self.messages = Tally(meter, "earpiece.messages", "{message}", "Messages, by who said them.", "by")
        self.reply = self.spread(
            "earpiece.reply.duration", "From the customer's words to the agent's next words, durable.", FAST
        )
        self.asked = Tally(meter, "earpiece.consults.asked", "{consult}", "Questions to experts.", "kind", "name")
        self.ended = Tally(
            meter, "earpiece.consults.ended", "{consult}", "Questions to experts, by how they ended.",
            "kind", "name", "end",
        )  # fmt: skip
        self.answer = self.spread("earpiece.consult.duration", "From asking an expert to the answer.", SLOW, "kind")
        self.late = Tally(
            meter, "earpiece.answers.late", "{answer}", "Answers that came too late, by how the card had ended.", "card"
        )
        self.refusals = Tally(meter, "earpiece.gate.refusals", "{refusal}", "Actions the gate refused.", "code")
        self.decided = Tally(
            meter,
            "earpiece.decisions",
            "{decision}",
            "Decisions that the agent may learn to take alone.",
            "class",
            "how",
        )
        self.decided.expect([(g.REQUESTS, "alone"), (g.REQUESTS, "asked")])
        self.refusals.expect([("unknown_tool",), ("not_verified",), ("rule",), ("secret",)])
        self.opened.expect([("chat",)])
        self.closed.expect((outcome,) for outcome in ("resolved", "promised", "unresolved", "handed_off", "abandoned"))
        self.messages.expect([("customer",), ("agent",)])
        self.late.expect([("answered",), ("closed",)])

    def _count_work(self, meter: Meter) -> None:
        self.turns = self.spread("earpiece.turn.duration", "One turn of a conversation, with its append.", FAST)
        self.attempts = Tally(
            meter, "earpiece.tool.attempts", "{attempt}", "Tool attempts, by what became of them.",
            "tool", "effect", "end",
        )  # fmt: skip
        self.tools = self.spread("earpiece.tool.duration", "One call of a tool.", FAST, "tool")
        self.lag = self.spread("earpiece.timer.lag", "How late a timer fired.", FAST, "timer")
        self.takeovers = Tally(
            meter, "earpiece.takeovers", "{matter}", "Matters begun by a node that died, taken up by this one."
        )

    def _count_journal(self, meter: Meter) -> None:
        self.appends = self.spread("earpiece.journal.append.duration", "One append, until it is durable.", FAST)
        self.conflicts = Tally(
            meter, "earpiece.journal.conflicts", "{append}", "Appends refused since the stream had moved.", "stream"
        )
        self.errors = Tally(
            meter, "earpiece.journal.errors", "{error}", "Operations that failed for the store's sake.", "operation"
        )
        self.waiting = 0
        """Appends under way."""
        self.beaten: float | None = None
        """When the store last took this node's sign of life."""
        meter.create_observable_gauge(
            "earpiece.journal.appends.waiting", [lambda _: [Observation(self.waiting)]], "{append}",
            "Appends not yet durable.",
        )  # fmt: skip
        meter.create_observable_gauge(
            "earpiece.beat.age", [lambda _: self._beat_age()], "s", "Since the store last took this node's beat."
        )
        self.conflicts.expect([("conversation",), ("card",)])

    def _beat_age(self) -> list[Observation]:
        return [] if self.beaten is None else [Observation(max(0.0, self.now() - self.beaten))]

    def expect(self, company: Company) -> None:
        """Begin what this company's tools and consults will count."""
        self.attempts.expect((tool.name, tool.effect, end) for tool in company.tools.values() for end in ENDS)
        self.asked.expect((spec.kind, spec.name) for spec in company.consults.values())
        learned = [g.class_of(spec.name) for spec in company.consults.values() if spec.learn is not None]
        self.decided.expect((of, how) for of in learned for how in ("alone", "asked"))
        self.ended.expect((spec.kind, spec.name, end) for spec in company.consults.values() for end in CONSULT_ENDS)

    # ── what happened ─────────────────────────────────────────────────────────────────────────────────────────────

    def note(self, state: Conversation, writes: Iterable[Write]) -> None:
        """These are in the journal, and `state` is what they led to."""
        if not self.on:
            return
        for write in writes:
            for event in write.events:
                count = self._by_event.get(type(event))
                if count is not None:
                    count(state, event)

    def _said(self, state: Conversation, said: e.AgentSaid) -> None:
        self.messages.add("agent")
        asked = _waiting_since(state, said)
        if asked is not None:
            self.reply.record(self.now() - asked)

    def _asked(self, _: Conversation, asked: e.ConsultAsked) -> None:
        self.asked.add(asked.question.kind, asked.question.name)
        if asked.estimate is not None:
            self._decided(asked.estimate)

    def _decided(self, *estimates: g.Estimate) -> None:
        for each in estimates:
            self.decided.add(each.of, "alone" if each.alone else "asked")

    def _tool_ended(self, state: Conversation, call: str, end: str) -> None:
        attempt = state.calls[call]
        if end in (attempt.status, "retried"):  # else another end was certain before
            self.attempts.add(attempt.tool, attempt.effect, end)

    def _consult_ended(self, state: Conversation, consult: str, end: str) -> None:
        ended = state.consults[consult]
        self.ended.add(ended.question.kind, ended.question.name, end)
        if end == "answered":
            self.answer.record(self.now() - ended.asked_at, ended.question.kind)

    def failed(self, operation: str, error: Exception) -> None:
        """The journal raised this. That a stream moved, or that input is wrong, is no fault of the store."""
        if isinstance(error, Moved):
            self.conflicts.add(str(error.details.get("stream", "")).partition("/")[0])
        elif isinstance(error, Unusable) or not isinstance(error, EarpieceError):
            self.errors.add(operation)

    def fired(self, timer: str, due: float) -> None:
        """A timer of that name fires now."""
        if self.on:
            self.lag.record(self.now() - due, timer.partition(" ")[0])

    # ── what is under way ─────────────────────────────────────────────────────────────────────────────────────────

    def turn(self, conversation: str) -> AbstractContextManager[None]:
        """Around a turn."""
        return _Turn(self, conversation) if self.on else _NOTHING

    def span(self, name: str, **attributes: str) -> AbstractContextManager[None]:
        """A part of a trace, if anybody traces."""
        return self._span(name, attributes) if self._tracing else _NOTHING

    @contextmanager
    def _span(self, name: str, attributes: dict[str, str]) -> Iterator[None]:
        """Of an error only the kind is told: its message may hold somebody's words."""
        named = {f"earpiece.{attribute}": value for attribute, value in attributes.items()}
        with self._tracer.start_as_current_span(
            name, attributes=named, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield
            except Exception as error:
                span.set_attribute("error.type", type(error).__name__)
                span.set_status(Status(StatusCode.ERROR))
                raise


OFF: Final = Meters(lambda: 0.0, NoOpMeterProvider(), NoOpTracerProvider())
"""Measures nothing, and costs next to nothing."""


class _Turn(AbstractContextManager[None]):
    """Times a turn; written out, since it is around each of them."""

    __slots__ = ("_began", "_meters", "_span")

    def __init__(self, meters: Meters, conversation: str) -> None:
        self._meters = meters
        self._span = meters.span("turn", conversation=conversation)
        self._began = meters.now()

    def __enter__(self) -> None:
        self._span.__enter__()

    def __exit__(self, *error: Any) -> None:
        self._span.__exit__(*error)
        self._meters.turns.record(self._meters.now() - self._began)


def _waiting_since(state: Conversation, said: e.AgentSaid) -> float | None:
    """When the customer said the first of the words that `said` follows; None if it follows the agent's own."""
    since, found = None, False
    for line in reversed(state.lines):
        if line.event is said:
            found = True
        elif found and isinstance(line.event, e.CustomerSaid):
            since = line.at
        elif found:
            break
    return since
