"""What is measured is what happened: counted once it is in the journal, without anybody's words, and cheap."""

import time
from dataclasses import replace

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from earpiece.domain.errors import Moved, ToolError, Unusable
from earpiece.domain.events import AgentSaid, CustomerSaid, ToolFailed, ToolFinished
from earpiece.domain.parts import Line
from earpiece.domain.ports import Timer, Write
from earpiece.runtime import gauges
from earpiece.runtime.meters import Meters
from tests.support.measured import measured, play, scrape
from tests.support.stage import Stage


def test_a_story_is_counted() -> None:
    """Each figure of the played day."""
    with measured() as stage:
        play(stage)
        page = scrape(stage)
    assert page.sum("earpiece_conversations_opened_total") == 4
    assert page.sum("earpiece_conversations_closed_total", outcome="handed_off") == 1
    assert page.sum("earpiece_messages_total", by="customer") == 16
    assert page.sum("earpiece_reply_duration_seconds_count") == 16
    assert page.sum("earpiece_consults_asked_total", kind="approval", name="refund") == 1
    assert page.sum("earpiece_consults_ended_total", name="refund", end="answered") == 1
    assert page.sum("earpiece_consults_ended_total", name="complaint", end="handed_off") == 1
    assert page.sum("earpiece_consult_duration_seconds_count", kind="instruction") == 1
    assert page.sum("earpiece_tool_attempts_total", tool="refund", effect="write", end="finished") == 2
    assert page.sum("earpiece_tool_attempts_total", tool="send_gift", end="unknown") == 1
    assert page.sum("earpiece_tool_duration_seconds_count", tool="refund") == 2
    assert page.sum("earpiece_answers_late_total", card="answered") == 1
    assert page.sum("earpiece_answers_late_total", card="closed") == 1
    assert page.sum("earpiece_gate_refusals_total", code="rule") == 1
    assert page.sum("earpiece_timer_lag_seconds_count", timer="rung") > 0
    assert page.sum("earpiece_turn_duration_seconds_count") > 16


def test_nobodys_words_and_no_ids_are_on_the_page() -> None:
    """Not the customer's name, what they said, their conversation, their card, nor who answered."""
    with measured() as stage:
        play(stage)
        text = scrape(stage).text
        ids = [row.id for row in stage.run(stage.disk.rows("conversations"))]
    for word in ("maya", "Maya", "lamp", "chandelier", "Not this time", "cleo", "dan", *ids):
        assert word not in text, word


def test_open_cards_and_the_oldest_are_seen() -> None:
    """By skill, with the age; also one whose ladder has run out while no node was there to climb it."""
    with measured() as stage:
        stage.says("refund please", "the lamp", "60", "broken")
        stage.passes(10)
        page = scrape(stage)
        assert page.sum("earpiece_cards_open", skill="orders") == 1
        assert page.sum("earpiece_cards_open", skill="repairs") == 0
        assert page.sum("earpiece_cards_oldest_age_seconds", skill="orders") == pytest.approx(10, abs=0.1)
        assert (page.sum("earpiece_cards_overdue"), page.sum("earpiece_timers_overdue_seconds")) == (0, 0)
        for node in stage.nodes:
            stage.run(node.tasks.close())
        stage.passes(3700)
        page = scrape(stage)
        assert page.sum("earpiece_cards_overdue") == 1
        assert page.sum("earpiece_timers_overdue_seconds") > 3600


def test_a_reply_is_measured_from_the_first_words_it_follows() -> None:
    """Also where the reading of them waits, and the words are durable before the answer is."""
    with Stage(measured=True, needs_io=True) as stage:
        stage.opens("maya")
        stage.understanding.delay = 3.0
        stage.spawn(stage.engine.chats.say(stage.chat, "a", "can I send it back"))
        stage.passes(5)
        page = scrape(stage)
    assert page.sum("earpiece_reply_duration_seconds_count") == 1
    assert page.sum("earpiece_reply_duration_seconds_sum") == pytest.approx(3.0, abs=0.1)


def test_a_repeated_message_is_counted_once() -> None:
    """What the journal takes for a repeat has not happened again."""
    with measured() as stage:
        stage.run(stage.engine.chats.say(stage.chat, "a", "hello"))
        stage.run(stage.engine.chats.say(stage.chat, "a", "hello"))
        assert scrape(stage).sum("earpiece_messages_total", by="customer") == 1


def test_an_end_is_counted_once() -> None:
    """A result that comes after another end was certain is no second end."""
    with measured() as stage:
        stage.tools.hangs_after.add("refund")
        stage.says("refund please", "the lamp", "40", "broken")
        stage.passes(11)
        call = stage.journal(ToolFinished)[-1].call
        stage.run(stage.engine.turns.take(stage.chat, ToolFailed(call=call, error="late")))
        page = scrape(stage)
        assert page.sum("earpiece_tool_attempts_total", tool="refund") == 1
        assert page.sum("earpiece_tool_attempts_total", tool="refund", end="finished") == 1


def test_lost_races_of_turns_are_counted() -> None:
    """Two nodes decide at once: one append is refused, and that is a conflict, no error."""
    with measured() as stage:
        second = stage.joins()
        stage.disk.lag = 0.05
        stage.spawn(stage.engine.chats.say(stage.chat, "a", "hello"))
        stage.spawn(second.engine.chats.say(stage.chat, "b", "can I send it back"))
        stage.passes(1)
        page = scrape(stage)
        assert page.sum("earpiece_journal_conflicts_total", stream="conversation") == 1
        assert page.sum("earpiece_journal_errors_total") == 0


def test_a_store_that_fails_is_counted_and_the_page_still_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Errors by operation; what cannot be read is not shown, rather than shown as it was."""

    async def away(*_: object, **__: object) -> None:
        raise Unusable("The disk is full.")

    with measured() as stage:
        stage.says("refund please", "the lamp", "60", "broken")
        assert scrape(stage).sum("earpiece_cards_open") == 1
        monkeypatch.setattr(stage.disk, "append", away)
        journal = stage.engine.ports.journal
        with pytest.raises(Unusable):
            stage.run(journal.append(Write("company", (), 0.0)))
        monkeypatch.setattr(journal, "next_due", away)
        page = scrape(stage)
        assert page.sum("earpiece_journal_errors_total", operation="append") >= 1
        assert page.sum("earpiece_journal_readable") == 0
        assert not [name for name, _, _ in page.samples if name == "earpiece_cards_open"]


def test_a_store_that_hangs_does_not_hold_up_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the time limit the page comes without what is read from the journal."""

    async def never(*_: object, **__: object) -> None:
        await stage.clock.sleep(1e6)

    with measured() as stage:
        monkeypatch.setattr(stage.engine.ports.journal, "next_due", never)
        before = stage.run(stage.now(), wait=0)
        assert scrape(stage).sum("earpiece_journal_readable") == 0
        assert stage.run(stage.now(), wait=0) - before <= gauges.PATIENCE + 0.1


def test_traces_tell_turn_append_and_tool_and_no_words() -> None:
    """A turn with its append, the tool it started, the turn that took the outcome; of an error only the kind."""
    spans = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    with Stage(measured=True) as stage:
        meters = stage.telemetry.meters
        stage.telemetry.meters = Meters(stage.clock.now, meters.provider, provider)
        stage.restarts()
        stage.opens("maya")
        spans.clear()
        stage.tools.errors["my_orders"] = ToolError("down", "Maya's orders are nowhere")
        stage.says("refund please")
    found: list[ReadableSpan] = list(spans.get_finished_spans())
    turn = next(span for span in found if span.name == "turn")
    assert turn.attributes == {"earpiece.conversation": stage.chat}
    children = [
        span.name for span in found if span.parent and turn.context and span.parent.span_id == turn.context.span_id
    ]
    assert sorted(children) == ["append", "tool", "turn"]  # the last one takes the tool's outcome
    (tool,) = [span for span in found if span.name == "tool"]
    assert tool.attributes == {"earpiece.tool": "my_orders", "error.type": "ToolError"}
    assert "nowhere" not in "".join(span.to_json() for span in found)


def test_moved_is_told_from_trouble() -> None:
    """A conflict counts under the kind of stream, whatever the store says about it."""
    with measured() as stage:
        stage.telemetry.meters.failed("append", Moved("x"))
        stage.telemetry.meters.failed("append", Moved("x", stream="card/c1.ask2"))
        page = scrape(stage)
        assert page.sum("earpiece_journal_conflicts_total", stream="card") == 1
        assert page.sum("earpiece_journal_conflicts_total") == 2


def test_measuring_a_turn_costs_little() -> None:
    """All that a turn does for the metrics, over and over: generously under a tenth of a millisecond each."""
    with measured() as stage:
        state, meters, rounds = stage.state(), stage.telemetry.meters, 2000
        said = [Write("conversation/x", tuple(line.event for line in state.lines[-1:]), 0.0)]

        async def turns() -> float:
            began = time.perf_counter()
            for _ in range(rounds):
                with meters.turn("x"), meters.span("append"):
                    meters.appends.record(0.001)
                    meters.note(state, said)
            return (time.perf_counter() - began) / rounds

        assert stage.run(turns()) < 100e-6


def test_the_wait_for_a_reply_begins_with_the_first_unanswered_words() -> None:
    """Somebody who writes twice has waited since the first time."""
    with measured() as stage:
        greeting = stage.state().lines[0].event
        first, second = (CustomerSaid(message=name, text="hello") for name in "ab")
        reply = AgentSaid(text="Hello.", purpose="answer")
        said = ((greeting, 0.0), (first, 10.0), (second, 25.0), (reply, 26.0))
        now = stage.run(stage.now(), wait=0)
        lines = tuple(Line(number, now - 30 + at, event) for number, (event, at) in enumerate(said))
        state = replace(stage.state(), lines=lines)

        async def note() -> None:
            stage.telemetry.meters.note(state, [Write("conversation/x", (reply,), now)])

        stage.run(note(), wait=0)
        assert scrape(stage).sum("earpiece_reply_duration_seconds_sum") == pytest.approx(20.0, abs=0.1)


def test_appends_under_way_are_the_queue() -> None:
    """Seen while they wait, and not afterwards."""
    with measured() as stage:
        stage.disk.lag = 5.0
        stage.spawn(stage.engine.chats.say(stage.chat, "a", "hello"))
        stage.passes(1)
        assert scrape(stage).sum("earpiece_journal_appends_waiting") == 1
        stage.passes(10)
        assert scrape(stage).sum("earpiece_journal_appends_waiting") == 0


def test_a_dead_nodes_work_is_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """When this node finds it, and not again as long as it is there."""

    async def orphans(_: int = 100) -> list[Timer]:
        return [Timer(f"conversation/{stage.chat}", "turn m1", 0.0)]

    with measured() as stage:
        monkeypatch.setattr(stage.engine.ports.journal, "orphans", orphans)
        stage.run(stage.engine.takeover.take_up())
        stage.run(stage.engine.takeover.take_up())
        assert scrape(stage).sum("earpiece_takeovers_total") == 1
