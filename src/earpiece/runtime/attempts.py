"""Runs tool attempts whose start is already in the journal, and finds out what became of those nobody saw end."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

import structlog

from earpiece.agent.planning.transcript import request_of
from earpiece.domain.conversation import Conversation
from earpiece.domain.errors import NotFound, ToolError
from earpiece.domain.event import BaseEvent
from earpiece.domain.events import CustomerVerified, ToolFailed, ToolFinished, ToolRetried, ToolUnknown
from earpiece.domain.parts import CallState
from earpiece.domain.planning import ASK_MODEL
from earpiece.domain.playbook import Tool
from earpiece.gate.guards.flags import quarantined
from earpiece.runtime.ports import Fact, Ports
from earpiece.runtime.states import States
from earpiece.runtime.supervision.control_panel import ControlPanel

log = structlog.get_logger()

MOST_TRIES = 3


class Taker(Protocol):
    """Takes a conversation forward with facts."""

    async def take(self, conversation: str, *facts: Fact, key: str | None = None) -> Conversation: ...


class Attempts:
    """One attempt per idempotency key; a second one only for tools that declare themselves idempotent by key."""

    def __init__(self, ports: Ports, states: States, turns: Taker, controls: ControlPanel) -> None:
        self._ports = ports
        self._states = states
        self._turns = turns
        self._controls = controls
        self._running: set[str] = set()
        """Calls under way in this process, also past their deadline."""

    async def run(self, conversation: str, call: str) -> None:
        """Make the attempt and record what came of it, however late; at the deadline the stored timer reconciles."""
        state = await self._states.conversation(conversation)
        attempt = state.calls[call]
        company = self._ports.companies.version(state.company)
        tool = company.tools[attempt.tool]
        customer = state.customer if tool.needs == "verified" else None
        if attempt.status != "started":
            return  # what became of it was found out already
        self._running.add(call)
        try:
            await self._look_once_more(state, attempt)
            if attempt.deadline <= self._ports.clock.now():
                return  # this node slept meanwhile, perhaps while it looked: what became of the attempt is found out
            result = await self._call(state, attempt, customer)
        except ToolError as error:
            failed = ToolFailed(call=call, error=error.code, message=error.message)
            await self._turns.take(conversation, _unless_tried_again(failed))
        else:
            await self._turns.take(conversation, ToolFinished(call=call, result=result), *_verified(tool, call, result))
        finally:
            self._running.discard(call)

    async def _call(self, state: Conversation, attempt: CallState, customer: str | None) -> Any:
        """What the tool returns; the model is a tool too."""
        if attempt.tool == ASK_MODEL:
            return await self._plan(state, attempt)
        return await self._ports.tools.run(attempt.tool, attempt.args, customer, attempt.key)

    async def _plan(self, state: Conversation, attempt: CallState) -> Any:
        """What the model wants to do next. Raises ToolError if there is none."""
        planner = self._ports.planner
        if planner is None:
            raise ToolError("model_away", "no model is set")
        company = self._ports.companies.version(state.company)
        request = request_of(state, company, state.runs[attempt.run])
        request = replace(request, turns=quarantined(request.turns))
        meters = self._ports.meters
        began = meters.now()
        try:
            with meters.span("tool", tool=ASK_MODEL):
                return (await planner.plan(request)).model_dump(mode="json", exclude_defaults=True)
        finally:
            meters.tools.record(meters.now() - began, ASK_MODEL)

    async def _look_once_more(self, state: Conversation, attempt: CallState) -> None:
        """The last thing before an effect: a stop switch that is on by now, set on whatever node, holds it. Raises
        ToolError then; nothing was called."""
        if attempt.effect == "read":
            return
        controls = await self._controls.in_force(look=True)
        if any(controls.stopped("playbook", run.playbook) is not None for run in state.line(attempt.run)):
            raise ToolError("stopped", "This was stopped before it was done.")
        if controls.stopped("tool", attempt.tool) is not None:
            raise ToolError("stopped", "This was stopped before it was done.")

    async def reconcile(self, conversation: str, call: str, deadline: float) -> None:
        """This deadline has passed: ask the tool what became of the attempt, else a person will be asked."""
        state = await self._states.conversation(conversation)
        attempt = state.calls.get(call)
        if attempt is None or attempt.status != "started" or attempt.deadline != deadline:
            return  # somebody was faster, and may have begun it again
        company = self._ports.companies.version(state.company)
        tool = company.tools[attempt.tool]
        outcome = await self._outcome(attempt, tool)
        facts = [_while_open(attempt, event) for event in outcome]
        await self._turns.take(conversation, *facts, key=f"reconcile {call} {attempt.tries}")

    async def take_up(self, conversation: str, call: str, deadline: float) -> None:
        """The node that made the attempt with this deadline is gone: make it again where that is harmless. Else the
        deadline decides."""
        state = await self._states.conversation(conversation)
        attempt = state.calls.get(call)
        if attempt is None or attempt.status != "started" or attempt.deadline != deadline or call in self._running:
            return
        tool = self._ports.companies.version(state.company).tools[attempt.tool]
        if _harmless(tool) and attempt.tries < MOST_TRIES:
            again = ToolRetried(call=call, deadline=self._ports.clock.now() + tool.deadline)
            await self._turns.take(
                conversation, _while_open(attempt, again), key=f"reconcile {call} {attempt.tries}"
            )  # fmt: skip

    async def _outcome(self, attempt: CallState, tool: Tool) -> tuple[BaseEvent, ...]:
        if tool.has_check:
            try:
                async with asyncio.timeout(tool.deadline):
                    result = await self._ports.tools.check(tool.name, attempt.key)
            except Exception as error:
                if not isinstance(error, NotFound):
                    log.warning("a tool cannot tell what became of an attempt", tool=tool.name, exc_info=error)
                return self._again(attempt, tool)
            if result is not None:
                return (ToolFinished(call=attempt.id, result=result), *_verified(tool, attempt.id, result))
            if tool.effect == "write" and not tool.idempotent and attempt.id not in self._running:
                return (ToolFailed(call=attempt.id, error="did_not_happen", message="The attempt had no effect."),)
        return self._again(attempt, tool)

    def _again(self, attempt: CallState, tool: Tool) -> tuple[BaseEvent, ...]:
        """Try again where that is harmless, else say that nobody knows."""
        if _harmless(tool) and attempt.tries < MOST_TRIES:
            return (ToolRetried(call=attempt.id, deadline=self._ports.clock.now() + tool.deadline),)
        if tool.effect == "read":
            return (ToolFailed(call=attempt.id, error="timeout", message="No answer in time."),)
        return (ToolUnknown(call=attempt.id),)


def _while_open(attempt: CallState, event: BaseEvent) -> Callable[[Conversation], BaseEvent | None]:
    """The event, unless the attempt came to its end while what became of it was looked into."""

    def now(state: Conversation) -> BaseEvent | None:
        current = state.calls[attempt.id]
        same = (current.status, current.deadline) == ("started", attempt.deadline)
        return event if same else None

    return now


def _unless_tried_again(failed: ToolFailed) -> Callable[[Conversation], BaseEvent | None]:
    """The failure, unless it is one of several attempts at an effect: what it says of itself says nothing of the
    others, which may be on their way. The deadline decides then."""

    def now(state: Conversation) -> BaseEvent | None:
        call = state.calls[failed.call]
        return None if call.effect == "write" and call.tries > 1 else failed

    return now


def _harmless(tool: Tool) -> bool:
    """Whether a second attempt under the same key changes nothing."""
    return tool.effect == "read" or tool.idempotent


def _verified(tool: Tool, call: str, result: Any) -> tuple[BaseEvent, ...]:
    """What an identity tool's result establishes."""
    if not tool.verifies or not isinstance(result, dict) or not result.get("customer"):
        return ()
    return (CustomerVerified(customer=str(result["customer"]), by=call, name=result.get("name")),)
