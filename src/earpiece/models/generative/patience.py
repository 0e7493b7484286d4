"""How long and how often a model is asked, and who is asked next."""

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from pydantic_ai.direct import model_request
from pydantic_ai.exceptions import (
    ContentFilterError,
    ModelAPIError,
    ModelHTTPError,
    ModelQuotaExceededError,
    ModelRequestRejectedError,
    UnexpectedModelBehavior,
    UserError,
)
from pydantic_ai.messages import ModelMessage, ModelResponse
from pydantic_ai.models import ModelRequestParameters

from earpiece.domain.errors import ToolError
from earpiece.domain.ports import Clock
from earpiece.models.generative.access import Limits
from earpiece.models.generative.backends import Backend

log = structlog.get_logger()

TRY_AGAIN = frozenset({408, 409, 429})
"""Of the answers 4xx, those that another moment may change."""

Result = TypeVar("Result")


@dataclass(slots=True)
class Choice:
    """Whom to ask: the models in their order, but who could not be reached a short while ago last; so that not every
    customer waits for a provider that is down."""

    backends: Sequence[Backend]
    clock: Clock
    limits: Limits
    resting: dict[str, float]
    """Until when, by name."""

    async def answer(
        self, messages: list[ModelMessage], told: ModelRequestParameters, conversation: str
    ) -> tuple[Backend, ModelResponse]:
        """The answer of the first model that gives one. Raises ToolError `model_away` or `model_unusable`."""
        failed = ToolError("model_away", "No model is configured.")
        for backend in self._in_order():
            try:
                asked = _patiently(backend, messages, told, conversation, self.clock, self.limits)
                found = await within(self.clock, self.limits.seconds, asked)
            except TimeoutError:
                self._rest(backend)
                failed = ToolError("model_away", f"{backend.name} gave no answer in {self.limits.seconds:g} seconds.")
            except (UnexpectedModelBehavior, UserError) as error:
                failed = ToolError("model_unusable", f"{backend.name}: {error.message[:200]}")
            except backend.failures as error:
                if _may_pass(error):
                    self._rest(backend)
                failed = ToolError("model_away", f"{backend.name}: {_in_short(error)}")
            else:
                self.resting.pop(backend.name, None)
                return backend, found
            log.warning("a model gave no answer", model=backend.name, why=failed.message)
        raise failed

    def _in_order(self) -> list[Backend]:
        now = self.clock.now()
        return sorted(self.backends, key=lambda backend: self.resting.get(backend.name, now) > now)

    def _rest(self, backend: Backend) -> None:
        self.resting[backend.name] = self.clock.now() + self.limits.rest


async def within(clock: Clock, seconds: float, work: Coroutine[Any, Any, Result]) -> Result:
    """What `work` gives; raises TimeoutError, and ends it, when it takes longer."""
    task, alarm = asyncio.ensure_future(work), asyncio.ensure_future(clock.sleep(seconds))
    try:
        await asyncio.wait({task, alarm}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise TimeoutError
        return task.result()
    finally:
        task.cancel()
        alarm.cancel()
        await asyncio.gather(task, alarm, return_exceptions=True)


async def _patiently(
    backend: Backend,
    messages: list[ModelMessage],
    told: ModelRequestParameters,
    conversation: str,
    clock: Clock,
    limits: Limits,
) -> ModelResponse:
    """The model's answer, with pauses between tries. Raises what the last try raised."""
    settings = backend.settings(conversation, limits.tokens)
    pause = limits.first_pause
    for left in range(limits.tries - 1, -1, -1):
        try:
            return await model_request(
                backend.model, messages, model_settings=settings, model_request_parameters=told
            )  # fmt: skip
        except backend.failures as error:
            if not left or not _may_pass(error):
                raise
            asked_for = error.retry_after if isinstance(error, ModelAPIError) else None
        await clock.sleep(max(pause, asked_for or 0.0))
        pause *= 2
    raise AssertionError("unreachable")  # pragma: no cover


def _may_pass(error: Exception) -> bool:
    """Whether the same request may be answered in a moment: not where the provider refused it for what it is."""
    if isinstance(error, ModelHTTPError):
        refused = isinstance(error, ModelQuotaExceededError)
        return not refused and (error.status_code >= 500 or error.status_code in TRY_AGAIN)
    return not isinstance(error, ModelRequestRejectedError | ModelQuotaExceededError | ContentFilterError)


def _in_short(error: Exception) -> str:
    """Without the answer's body, which may hold anything."""
    if isinstance(error, ModelHTTPError):
        return f"the provider answered {error.status_code}."
    return str(error)[:200]
