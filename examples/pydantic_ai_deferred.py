"""A pydantic-ai agent asks an expert before it pays back: a deferred tool call, kept as JSON, resumed with the answer.

    EARPIECE_ADDRESS=http://127.0.0.1:8000 EARPIECE_TOKEN=… python examples/pydantic_ai_deferred.py

Answer the card on the desk meanwhile. Ended in between and started again, it finds its question and goes on.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from pydantic_ai import Agent, CallDeferred, DeferredToolRequests, DeferredToolResults, ModelMessagesTypeAdapter
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart, ToolCallPart, ToolReturnPart
from pydantic_ai.models.function import AgentInfo, FunctionModel

from earpiece.client import Declined, Earpiece, Expired, Spent, StillOpen, Withdrawn

KEPT = Path("pydantic_ai_deferred.json")
ASKED = "An expert was asked whether it may be paid back and has not answered yet."
PAID: list[tuple[str, int]] = []
"""What has been done in the world."""


class Shop:
    """The agent, and the one thing it may not decide: paying back."""

    def __init__(self, earpiece: Earpiece, model: Any) -> None:
        @earpiece.gate(
            question=lambda order, euros: f"May I pay back {euros} € for {order}?",
            key=lambda order: f"pay back {order}",  # one question for each order, whoever asks again and how often
            wait=0,
            reply=lambda question: "I know no more than the card says.",  # to what the expert asks back
        )
        async def pay_back(order: str, euros: int) -> str:
            PAID.append((order, euros))
            return f"{euros} € go back for {order}."

        self.pay_back = pay_back
        self.earpiece = earpiece
        self.agent = Agent(model, output_type=[str, DeferredToolRequests])

        @self.agent.tool_plain(name="pay_back")
        async def tool(order: str, euros: int) -> str:
            """Pay money back for an order."""
            try:
                return await pay_back(order, euros)
            except StillOpen as still:  # the run ends here, and costs nothing while a person thinks
                raise CallDeferred({"ticket": still.ticket.id if still.ticket else None}) from still

    async def begin(self, wish: str) -> bytes:
        """Run until the agent needs a person; what it takes to go on."""
        return (await self.agent.run(wish)).all_messages_json()

    async def meanwhile(self, kept: bytes, words: str) -> str:
        """The customer says more while the question is open: the expert reads it, the agent replies at once."""
        calls = waiting(kept)
        for call in calls:
            try:
                await self.pay_back(**call.args_as_dict())
            except StillOpen as still:
                if still.ticket is not None:
                    await still.ticket.say(words)
        so_far = DeferredToolResults(calls={call.tool_call_id: ASKED for call in calls})
        history = ModelMessagesTypeAdapter.validate_json(kept)
        return str((await self.agent.run(words, message_history=history, deferred_tool_results=so_far)).output)

    async def go_on(self, kept: bytes) -> str:
        """Wait for every answer, do what was allowed, and let the agent say it."""
        calls = waiting(kept)
        done = await asyncio.gather(*(settled(self.pay_back, **call.args_as_dict()) for call in calls))
        results = DeferredToolResults(calls=dict(zip((call.tool_call_id for call in calls), done, strict=True)))
        history = ModelMessagesTypeAdapter.validate_json(kept)
        return str((await self.agent.run(message_history=history, deferred_tool_results=results)).output)


async def settled(gated: Callable[..., Awaitable[str]], **arguments: Any) -> str:
    """Do it as soon as a person says yes; else what became of it, in words for the model."""
    while True:
        try:
            return await gated(**arguments)
        except StillOpen as still:
            if still.ticket is not None:
                await still.ticket.wait()
        except Declined as no:
            return f"An expert said no: {no.reason}"
        except (Expired, Withdrawn):
            return "Nobody has decided it. That is not a no: say that it is still open."
        except Spent:
            return "It was done before, once."


def waiting(kept: bytes) -> list[ToolCallPart]:
    """The calls that wait for a person."""
    last = ModelMessagesTypeAdapter.validate_json(kept)[-1]
    return [part for part in last.parts if isinstance(part, ToolCallPart)]


def scripted(messages: list[ModelMessage], _: AgentInfo) -> ModelResponse:
    """Stands in for a large model, so that this runs without a key: put `openai:…` in its place."""
    results = [part.content for part in messages[-1].parts if isinstance(part, ToolReturnPart)]
    if results:
        return ModelResponse([TextPart(" ".join(map(str, results)))])
    return ModelResponse([ToolCallPart("pay_back", {"order": "A-1", "euros": 80})])


async def at_desk(do: Callable[[Shop], Awaitable[Any]]) -> Any:
    """With the shop's agent, and a way to the experts."""
    address, token = os.environ["EARPIECE_ADDRESS"], os.environ["EARPIECE_TOKEN"]
    async with Earpiece(address, token, asker="Shop agent") as earpiece:
        return await do(Shop(earpiece, FunctionModel(scripted)))


def main() -> None:
    if not KEPT.exists():
        KEPT.write_bytes(asyncio.run(at_desk(lambda shop: shop.begin("Order A-1 never came. I want my 80 € back."))))
    print("An expert is asked. Answer the card on the desk …")
    print(asyncio.run(at_desk(lambda shop: shop.go_on(KEPT.read_bytes()))))
    KEPT.unlink()


if __name__ == "__main__":
    main()
