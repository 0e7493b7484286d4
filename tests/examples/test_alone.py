"""The same probes on the frameworks alone, as far as docs/integrations.md tells of them: when a newer version does it
another way, the table there is to be changed."""

import asyncio
import json
import operator
from importlib import import_module
from typing import Annotated, Any, TypedDict

import pytest

pytestmark = pytest.mark.slow

PAID: list[tuple[str, int]] = []


async def pay_back(order: str, euros: int) -> str:
    """Pay money back."""
    PAID.append((order, euros))
    return "paid"


class Case(TypedDict):
    """A graph's state."""

    order: str
    said: Annotated[list[str], operator.add]


def pydantic_agent(calls: int) -> Any:
    """An agent that calls a tool that needs approval so many times at once."""
    ai = import_module("pydantic_ai")
    said = import_module("pydantic_ai.messages")

    def model(messages: list[Any], _: Any) -> Any:
        if any(part.part_kind == "tool-return" for part in messages[-1].parts):
            return said.ModelResponse([said.TextPart("Done.")])
        return said.ModelResponse([
            said.ToolCallPart("pay_back", {"order": f"A-{number}", "euros": 80}, f"c{number}")
            for number in range(calls)
        ])  # fmt: skip

    agent = ai.Agent(
        import_module("pydantic_ai.models.function").FunctionModel(model), output_type=[str, ai.DeferredToolRequests]
    )

    agent.tool_plain(requires_approval=True)(pay_back)
    return agent


def test_pydantic_ai_alone() -> None:
    """All of several answers or none, no new message meanwhile; what is stored is done as often as it is resumed."""
    ai = import_module("pydantic_ai")
    adapter = ai.ModelMessagesTypeAdapter
    PAID.clear()

    async def story() -> None:
        two, one = pydantic_agent(2), pydantic_agent(1)
        history = (await two.run("Pay me back.")).all_messages()
        yes = ai.DeferredToolResults(approvals={"c0": True})
        with pytest.raises(ai.UserError, match="results need to be provided for all deferred tool calls"):
            await two.run(message_history=history, deferred_tool_results=yes)
        with pytest.raises(ai.UserError, match="Cannot provide a new user prompt"):
            await two.run("I still have the box.", message_history=history)
        kept = (await one.run("Pay me back.")).all_messages_json()
        for stored in (kept, kept, kept.replace(b":80", b":8000")):
            await one.run(message_history=adapter.validate_json(stored), deferred_tool_results=yes)

    asyncio.run(story())
    assert PAID == [("A-0", 80), ("A-0", 80), ("A-0", 8000)]


def test_langgraph_alone() -> None:
    """An empty answer is taken for none, a later one is ignored, a new message begins the node anew."""
    types, graphs = import_module("langgraph.types"), import_module("langgraph.graph")
    ran: list[str] = []

    async def ask(state: Case) -> dict[str, list[str]]:
        ran.append(state["order"])
        return {"said": [str(types.interrupt({"order": state["order"]}))]}

    built = graphs.StateGraph(Case)
    built.add_node("ask", ask)
    built.add_edge(graphs.START, "ask")
    graph = built.compile(checkpointer=import_module("langgraph.checkpoint.memory").InMemorySaver())

    async def story() -> None:
        thread = {"configurable": {"thread_id": "t"}}
        await graph.ainvoke({"order": "A-1", "said": []}, thread)
        await graph.ainvoke({"order": "A-1", "said": []}, thread)
        assert len(ran) == 2
        empty = await graph.ainvoke(types.Command(resume={}), thread)
        assert (len(empty["__interrupt__"]), empty["said"]) == (1, [])
        (parked,) = empty["__interrupt__"]
        assert (await graph.ainvoke(types.Command(resume={parked.id: "yes"}), thread))["said"] == ["yes"]
        assert (await graph.ainvoke(types.Command(resume={parked.id: "no"}), thread))["said"] == ["yes"]

    asyncio.run(story())


def test_openai_agents_alone() -> None:
    """What is stored is done as often as it is resumed; other arguments are noticed; a new message waits its turn."""
    agents = import_module("agents")
    example = import_module("examples.openai_agents_approval")
    agents.set_tracing_disabled(True)
    PAID.clear()

    tool = agents.function_tool(pay_back, needs_approval=True)
    agent = agents.Agent(name="Shop", model=example.Scripted(), tools=[tool])

    async def resumed(stored: str) -> None:
        state = await agents.RunState.from_string(agent, stored)
        for call in state.get_interruptions():
            state.approve(call)
        await agents.Runner.run(agent, state)

    async def story() -> None:
        kept = (await agents.Runner.run(agent, "Pay me back.")).to_state().to_string()
        await resumed(kept)
        await resumed(kept)
        with pytest.raises(agents.ModelBehaviorError):
            await resumed(changed_call(kept))
        state = await agents.RunState.from_string(agent, kept)
        state.add_input("I still have the box.")
        waiting = await agents.Runner.run(agent, state)
        assert len(waiting.interruptions) == 1
        assert waiting.final_output is None

    asyncio.run(story())
    assert PAID == [("A-1", 80), ("A-1", 80)]


def changed_call(kept: str) -> str:
    """The stored run with another amount in its call."""
    changed = kept.replace(": 80", ": 8000")
    assert json.loads(changed) != json.loads(kept)
    return changed
