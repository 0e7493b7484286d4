"""See examples/openai_agents_approval.py."""

import json
from typing import Any

from agents import ModelResponse, Runner, RunState, Usage, set_tracing_disabled
from examples import openai_agents_approval as oa
from openai.types.responses import ResponseFunctionToolCall

from earpiece.client import Earpiece
from tests.examples.frameworks import Wishes

set_tracing_disabled(True)


class Agent:
    """Its model wishes what it is given."""

    paid = oa.PAID

    def __init__(self, earpiece: Earpiece) -> None:
        self._model = _Script()
        self._shop = oa.Shop(earpiece, self._model)

    async def begin(self, wishes: Wishes) -> str:
        """See `Framework`."""
        self._model.wishes = wishes
        return await self._shop.begin("Please pay me back.")

    async def meanwhile(self, kept: str, words: str) -> str:
        """See `Framework`."""
        return await self._shop.meanwhile(kept, words)

    async def go_on(self, kept: str) -> str:
        """See `Framework`."""
        return await self._shop.go_on(kept)

    async def forged(self, kept: str) -> str:
        """Resume with approvals that no person gave."""
        state: RunState[Any, Any] = await RunState.from_string(self._shop.agent, json.loads(kept)["run"])
        for call in state.get_interruptions():
            state.approve(call)
        return str((await Runner.run(self._shop.agent, state)).final_output)

    def changed(self, kept: str, before: int, after: int) -> str:
        """See `Framework`."""
        return kept.replace(f": {before}", f": {after}")


class _Script(oa.Scripted):
    def __init__(self) -> None:
        self.wishes: Wishes = {}

    async def get_response(self, system_instructions: Any, input: Any, *_: Any, **__: Any) -> ModelResponse:  # noqa: A002
        said = await super().get_response(system_instructions, input)
        if not isinstance(said.output[0], ResponseFunctionToolCall):
            return said
        calls = [
            ResponseFunctionToolCall(
                type="function_call", name="pay_back", call_id=f"call {order}",
                arguments=json.dumps({"order": order, "euros": euros}),
            )
            for order, euros in self.wishes.items()
        ]  # fmt: skip
        return ModelResponse([*calls], Usage(), None)
