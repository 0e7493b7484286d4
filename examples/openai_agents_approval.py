"""An agent of the OpenAI Agents SDK asks an expert before it pays back: a call that needs approval, kept as a string.

    EARPIECE_ADDRESS=http://127.0.0.1:8000 EARPIECE_TOKEN=… python examples/openai_agents_approval.py

Answer the card on the desk meanwhile. The SDK knows that a call was approved; that it is run once, and only as it was
approved, is seen to by Earpiece: the yes is spent there before the money moves.
"""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

from agents import Agent, Model, ModelResponse, Runner, RunState, Usage, function_tool, set_tracing_disabled
from openai.types.responses import ResponseFunctionToolCall, ResponseOutputMessage, ResponseOutputText

from earpiece.client import Declined, Earpiece, Expired, Spent, Ticket, Withdrawn

KEPT = Path("openai_agents_approval.json")
KNOW_NO_MORE = "I know no more than the card says."
ASKED = "An expert was asked whether it may be paid back and has not answered yet."
PAID: list[tuple[str, int]] = []
"""What has been done in the world."""


class Shop:
    """The agent, and the one thing it may not decide: paying back."""

    def __init__(self, earpiece: Earpiece, model: Model) -> None:
        self.earpiece = earpiece

        @function_tool(needs_approval=True, failure_error_function=None)
        async def pay_back(order: str, euros: int) -> str:
            """Pay money back for an order."""
            ticket = await self.ask(order, euros)
            given = ticket.state.answer
            if given is not None and given.args is not None:  # an expert may have changed the amount
                order, euros = given.args["order"], given.args["euros"]
            try:
                await ticket.spend(
                    "pay_back", {"order": order, "euros": euros}
                )  # once, and only exactly what was approved
            except Spent:
                return "It was done before, once."
            PAID.append((order, euros))
            return f"{euros} € go back for {order}."

        self.agent = Agent(name="Shop", model=model, tools=[pay_back])

    async def ask(self, order: str, euros: int) -> Ticket[Any]:
        """The question, put or found again: one for each order, whoever asks again and how often."""
        call = ("pay_back", {"order": order, "euros": euros})
        question = f"May I pay back {euros} € for {order}?"
        return await self.earpiece.ticket(question, call=call, key=f"pay back {order}", kind="approval")

    async def begin(self, wish: str) -> str:
        """Run until the agent needs a person; what it takes to go on."""
        run = await Runner.run(self.agent, wish)
        for call in run.interruptions:
            await self.ask(**json.loads(call.arguments or "{}"))
        return json.dumps({"run": run.to_state().to_string(), "items": run.to_input_list()})

    async def meanwhile(self, kept: str, words: str) -> str:
        """The customer says more while the question is open: the expert reads it, the agent replies at once."""
        items = json.loads(kept)["items"]
        for call in [item for item in items if item.get("type") == "function_call"]:
            await (await self.ask(**json.loads(call["arguments"]))).say(words)
            items.append({"type": "function_call_output", "call_id": call["call_id"], "output": ASKED})
        return str((await Runner.run(self.agent, [*items, {"role": "user", "content": words}])).final_output)

    async def go_on(self, kept: str) -> str:
        """Wait for every answer, and let the agent do what was allowed."""
        state: RunState[Any, Any] = await RunState.from_string(self.agent, json.loads(kept)["run"])
        for call in state.get_interruptions():
            try:
                await (await self.ask(**json.loads(call.arguments or "{}"))).answer(reply=lambda question: KNOW_NO_MORE)
                state.approve(call)
            except Declined as no:
                state.reject(call, rejection_message=f"An expert said no: {no.reason}")
            except (Expired, Withdrawn):
                state.reject(call, rejection_message="Nobody has decided it. Say that it is still open.")
        return str((await Runner.run(self.agent, state)).final_output)


class Scripted(Model):
    """Stands in for a large model, so that this runs without a key: name a model in its place."""

    async def get_response(self, system_instructions: Any, input: Any, *_: Any, **__: Any) -> ModelResponse:  # noqa: A002
        items = [item for item in input if isinstance(item, dict)] if isinstance(input, list) else []
        results = [str(item["output"]) for item in items if item.get("type") == "function_call_output"]
        if results:
            text = ResponseOutputText(type="output_text", text=" ".join(results), annotations=[])
            said = ResponseOutputMessage(id="m", type="message", role="assistant", status="completed", content=[text])
            return ModelResponse([said], Usage(), None)
        call = ResponseFunctionToolCall(
            type="function_call", name="pay_back", call_id="call_1", arguments='{"order": "A-1", "euros": 80}'
        )
        return ModelResponse([call], Usage(), None)

    def stream_response(self, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        raise NotImplementedError("This example does not stream.")


async def at_desk(do: Callable[[Shop], Awaitable[str]]) -> str:
    """With the shop's agent, and a way to the experts."""
    address, token = os.environ["EARPIECE_ADDRESS"], os.environ["EARPIECE_TOKEN"]
    async with Earpiece(address, token, asker="Shop agent") as earpiece:
        return await do(Shop(earpiece, Scripted()))


def main() -> None:
    set_tracing_disabled(True)
    if not KEPT.exists():
        KEPT.write_text(asyncio.run(at_desk(lambda shop: shop.begin("Order A-1 never came. I want my 80 € back."))))
    print("An expert is asked. Answer the card on the desk …")
    print(asyncio.run(at_desk(lambda shop: shop.go_on(KEPT.read_text()))))
    KEPT.unlink()


if __name__ == "__main__":
    main()
