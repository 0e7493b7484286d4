"""A LangGraph graph asks an expert before it pays back: it parks by `interrupt`, and goes on with the answer.

    EARPIECE_ADDRESS=http://127.0.0.1:8000 EARPIECE_TOKEN=… python examples/langgraph_interrupt.py

Answer the card on the desk meanwhile. What is resumed with carries no answer: the node asks again by the same key, and
finds what the expert said. So nothing can be mixed up on the way.
"""

import asyncio
import operator
import os
from typing import Annotated, Any, TypedDict

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, Send, interrupt

from earpiece.client import Declined, Earpiece, Expired, Spent, StillOpen, Withdrawn

PAID: list[tuple[str, int]] = []
"""What has been done in the world."""


class Wish(TypedDict):
    """One order to be paid back."""

    order: str
    euros: int


class Case(TypedDict):
    """What the customer wants back, order by order, and what became of it."""

    wishes: dict[str, int]
    said: Annotated[list[str], operator.add]


class Shop:
    """The graph, and the one thing it may not decide: paying back."""

    def __init__(self, earpiece: Earpiece, saver: BaseCheckpointSaver[Any]) -> None:
        @earpiece.gate(
            question=lambda order, euros: f"May I pay back {euros} € for {order}?",
            key=lambda order: f"pay back {order}",  # one question for each order, whoever asks again and how often
            wait=0,
            reply=lambda question: "I know no more than the card says.",  # to what the expert asks back
        )
        async def pay_back(order: str, euros: int) -> str:
            PAID.append((order, euros))
            return f"{euros} € go back for {order}."

        async def ask(state: Wish) -> dict[str, list[str]]:
            while True:
                try:
                    return {"said": [await pay_back(**state)]}
                except StillOpen as still:
                    interrupt({"ticket": still.ticket.id if still.ticket else None})
                except Declined as no:
                    return {"said": [f"An expert said no to {state['order']}: {no.reason}"]}
                except (Expired, Withdrawn):
                    return {"said": [f"Nobody has decided about {state['order']} yet."]}
                except Spent:
                    return {"said": [f"{state['order']} was paid back before, once."]}

        def each(case: Case) -> list[Send]:
            return [Send("ask", Wish(order=order, euros=euros)) for order, euros in case["wishes"].items()]

        graph = StateGraph(Case)
        graph.add_node("ask", ask)
        graph.add_conditional_edges(START, each, ["ask"])
        graph.add_edge("ask", END)
        self.earpiece = earpiece
        self.graph = graph.compile(checkpointer=saver)

    async def begin(self, thread: str, wishes: dict[str, int]) -> Case:
        """Run until the graph needs a person."""
        return await self._run(thread, {"wishes": wishes, "said": []})

    async def meanwhile(self, thread: str, words: str) -> str:
        """The customer says more while the question is open: the expert reads it. The parked thread is left alone."""
        for ticket in await self.tickets(thread):
            await (await self.earpiece.find(ticket)).say(words)
        return "Thank you, I have passed that on. An expert is looking at it."

    async def go_on(self, thread: str) -> Case:
        """Wait for every answer, and let the graph do what was allowed."""
        for ticket in await self.tickets(thread):
            await (await self.earpiece.find(ticket)).wait()
        parked = (await self.graph.aget_state({"configurable": {"thread_id": thread}})).interrupts
        return await self._run(thread, Command(resume={each.id: "look at the desk" for each in parked}))

    async def tickets(self, thread: str) -> list[str]:
        """The open questions of a thread."""
        state = await self.graph.aget_state({"configurable": {"thread_id": thread}})
        return [each.value["ticket"] for each in state.interrupts]

    async def _run(self, thread: str, given: Any) -> Case:
        case: Any = await self.graph.ainvoke(given, {"configurable": {"thread_id": thread}})
        return {"wishes": case["wishes"], "said": case["said"]}


async def main() -> None:
    address, token = os.environ["EARPIECE_ADDRESS"], os.environ["EARPIECE_TOKEN"]
    async with Earpiece(address, token, asker="Shop agent") as earpiece:
        shop = Shop(earpiece, InMemorySaver())  # in production: a saver on SQLite or Postgres
        await shop.begin("case 7", {"A-1": 80, "A-2": 20})
        print("An expert is asked two questions. Answer the cards on the desk …")
        print("\n".join((await shop.go_on("case 7"))["said"]))


if __name__ == "__main__":
    asyncio.run(main())
