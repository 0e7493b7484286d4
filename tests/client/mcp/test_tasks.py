"""`ask_expert` over a desk in memory: as a task in both forms, waiting with progress, and told plainly."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from mcp import Client
from mcp.shared.exceptions import MCPError
from mcp_types import CallToolResult, ElicitResult

from earpiece.client.mcp.server import build
from tests.client.mcp.fake_asks import FakeAsks
from tests.client.mcp.tasks_client import Tasks, cancel_task, get_task, update_task

QUESTION = {"question": "May we refund 80 € for a late parcel?", "facts": {"order": "A-1"}}

Play = Callable[[Client, FakeAsks], Coroutine[Any, Any, None]]


def play(story: Play, wait: float = 30, **client: Any) -> None:
    """A client and a server in one process, over a desk of its own."""

    async def played() -> None:
        asks = FakeAsks()
        earpiece = asks.client
        async with Client(build(lambda _: earpiece, wait), **client) as speaking:
            await story(speaking, asks)

    asyncio.run(played())


async def until_asked(asks: FakeAsks) -> str:
    """The ticket of the one question."""
    while not asks.states:  # noqa: ASYNC110
        await asyncio.sleep(0.001)
    (ticket,) = asks.states
    return ticket


def told(result: CallToolResult) -> dict[str, Any]:
    """What the model gets."""
    assert result.structured_content is not None, result
    return dict(result.structured_content)


def test_a_client_that_speaks_tasks_gets_one_and_polls_it_to_the_answer() -> None:
    async def story(client: Client, asks: FakeAsks) -> None:
        tasks = client.extensions[0]  # type: ignore[index]
        assert isinstance(tasks, Tasks)
        call = asyncio.create_task(client.call_tool("ask_expert", QUESTION))
        ticket = await until_asked(asks)
        while not tasks.handles:  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        assert (tasks.handles[0].task_id, tasks.handles[0].status) == (ticket, "working")
        assert (await get_task(client.session, ticket)).result is None
        asks.put(ticket, status="answered", answer={"decision": "yes", "by": "ann"})
        result = told(await call)
        assert (result["state"], result["answer"], result["by"]) == ("answered", {"decision": "yes"}, "ann")

    play(story, extensions=[Tasks()])


def test_a_cancelled_task_takes_the_question_back() -> None:
    async def story(client: Client, asks: FakeAsks) -> None:
        call = asyncio.create_task(client.call_tool("ask_expert", QUESTION))
        ticket = await until_asked(asks)
        await cancel_task(client.session, ticket)
        assert asks.states[ticket]["status"] == "withdrawn"
        assert (await get_task(client.session, ticket)).status == "cancelled"
        with pytest.raises(AssertionError):  # of our small client: a cancelled task has no result
            await call

    play(story, extensions=[Tasks()])


def test_an_unknown_task_is_an_error_of_the_request() -> None:
    async def story(client: Client, asks: FakeAsks) -> None:
        with pytest.raises(MCPError, match="Task ask-9: There is no such ticket"):
            await get_task(client.session, "ask-9")

    play(story, extensions=[Tasks()])


def test_known_already_is_told_at_once_instead_of_as_a_task() -> None:
    async def story(client: Client, asks: FakeAsks) -> None:
        call = asyncio.create_task(client.call_tool("ask_expert", QUESTION))
        asks.put(await until_asked(asks), status="refused", answer={"decision": "no", "reason": "not late"})
        first = told(await call)
        assert told(await client.call_tool("ask_expert", QUESTION)) == first
        assert len(asks.asked) == 1

    play(story, extensions=[Tasks()])


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_client_without_tasks_waits_and_hears_that_we_wait(mode: str) -> None:
    async def story(client: Client, asks: FakeAsks) -> None:
        heard: list[str | None] = []

        async def hear(progress: float, total: float | None, message: str | None) -> None:
            heard.append(message)
            asks.put(await until_asked(asks), status="answered", answer={"text": "Yes, once."})

        result = told(await client.call_tool("ask_expert", QUESTION, progress_callback=hear))
        assert heard[0] == "An expert has been asked; waiting for the answer."
        assert (result["state"], result["answer"]) == ("answered", {"text": "Yes, once."})

    play(story, mode=mode)


def test_when_the_time_is_up_there_is_a_ticket_and_how_to_go_on() -> None:
    async def story(client: Client, asks: FakeAsks) -> None:
        result = await client.call_tool("ask_expert", QUESTION)
        open_one = told(result)
        assert (open_one["state"], open_one["answer"], result.is_error) == ("open", None, False)
        assert "neither a yes nor a no" in open_one["how_to_go_on"]
        asks.put(open_one["ticket"], status="answered", answer={"decision": "yes"})
        seen = told(await client.call_tool("ask_status", {"ticket": open_one["ticket"], "wait_seconds": 5}))
        assert (seen["state"], seen["answer"]) == ("answered", {"decision": "yes"})

    play(story, wait=0)


def test_a_call_that_is_given_up_leaves_its_question() -> None:
    """A client's patience with a tool says nothing about whether its question is still needed."""

    async def story(client: Client, asks: FakeAsks) -> None:
        call = asyncio.create_task(client.call_tool("ask_expert", QUESTION))
        ticket = await until_asked(asks)
        call.cancel()
        await asyncio.gather(call, return_exceptions=True)
        assert asks.states[ticket]["status"] == "open"
        asks.put(ticket, status="answered", answer={"decision": "yes"})
        assert told(await client.call_tool("ask_expert", QUESTION))["answer"] == {"decision": "yes"}

    play(story)


def test_that_nobody_answered_is_said_and_is_no_answer() -> None:
    async def story(client: Client, asks: FakeAsks) -> None:
        call = asyncio.create_task(client.call_tool("ask_expert", QUESTION))
        asks.put(await until_asked(asks), status="expired")
        result = await call
        assert (told(result)["state"], told(result)["answer"], result.is_error) == ("expired", None, False)
        assert "This is not a no" in told(result)["how_to_go_on"]

    play(story, extensions=[Tasks()])
    play(story)


def test_equal_questions_are_one_and_a_key_makes_them_two() -> None:
    async def story(client: Client, asks: FakeAsks) -> None:
        for _ in range(3):
            await client.call_tool("ask_expert", QUESTION)
        assert len(asks.asked) == 1
        await client.call_tool("ask_expert", {**QUESTION, "facts": {"order": "A-2"}})
        await client.call_tool("ask_expert", {**QUESTION, "key": "case 7"})
        assert [asked["key"] for asked in asks.asked][2:] == ["case 7"]

    play(story, wait=0)


def test_a_permission_says_what_it_is_for() -> None:
    """Else the yes to one customer would be found by an equal question about another."""

    async def story(client: Client, asks: FakeAsks) -> None:
        bare = {"question": "May we refund it?", "permission": True}
        refused = await client.call_tool("ask_expert", bare)
        assert refused.is_error
        assert "what it is for" in str(refused.content)
        for more in ({"key": "case 7"}, {"facts": {"order": 1, "late": True}}):
            assert told(await client.call_tool("ask_expert", {**bare, **more}))["state"] == "open"
        assert [asked["inquiry"]["kind"] for asked in asks.asked] == ["approval", "approval"]
        assert asks.asked[1]["inquiry"]["facts"] == {"order": 1, "late": True}

    play(story, wait=0)


def test_withdraw_takes_it_back_and_an_unknown_ticket_is_told_plainly() -> None:
    async def story(client: Client, asks: FakeAsks) -> None:
        ticket = told(await client.call_tool("ask_expert", QUESTION))["ticket"]
        taken = told(await client.call_tool("withdraw", {"ticket": ticket, "reason": "The customer left."}))
        assert taken["state"] == "withdrawn"
        unknown = await client.call_tool("ask_status", {"ticket": "ask-9"})
        assert unknown.is_error
        assert "There is no such ticket." in str(unknown.content[0])

    play(story, wait=0)


def test_tasks_as_the_protocol_of_2025_11_25_has_them() -> None:
    """Asked for with the call, polled, fetched by `tasks/result`; the package's client cannot, so: bare requests."""

    async def story(client: Client, asks: FakeAsks) -> None:
        async def send(method: str, **params: Any) -> dict[str, Any]:
            return dict(await client.session._dispatcher.send_raw_request(method, params))

        assert client.server_capabilities.tasks is not None
        tools = {tool["name"]: tool["execution"]["taskSupport"] for tool in (await send("tools/list"))["tools"]}
        forbidden = dict.fromkeys(("ask_status", "reply", "withdraw"), "forbidden")
        assert tools == {"ask_expert": "optional", **forbidden}
        task = (await send("tools/call", name="ask_expert", arguments=QUESTION, task={"ttl": 60000}))["task"]
        assert (task["status"], task["taskId"]) == ("working", await until_asked(asks))
        assert (await send("tasks/get", taskId=task["taskId"]))["status"] == "working"
        fetched = asyncio.create_task(send("tasks/result", taskId=task["taskId"]))
        await asyncio.sleep(0)
        asks.put(task["taskId"], status="answered", answer={"decision": "yes"})
        result = await fetched
        assert result["structuredContent"]["answer"] == {"decision": "yes"}
        assert result["_meta"]["io.modelcontextprotocol/related-task"] == {"taskId": task["taskId"]}
        assert "result" not in await send("tasks/get", taskId=task["taskId"])
        with pytest.raises(MCPError, match="The task has ended: answered"):
            await send("tasks/cancel", taskId=task["taskId"])
        other = (await send("tools/call", name="ask_expert", arguments={**QUESTION, "key": "b"}, task={}))["task"]
        assert (await send("tasks/cancel", taskId=other["taskId"]))["status"] == "cancelled"
        with pytest.raises(MCPError, match="Only ask_expert can be a task"):
            await send("tools/call", name="ask_status", arguments={"ticket": other["taskId"]}, task={})

    play(story, mode="legacy")


def test_what_the_expert_asks_back_can_be_told() -> None:
    async def story(client: Client, asks: FakeAsks) -> None:
        call = asyncio.create_task(client.call_tool("ask_expert", QUESTION))
        ticket = await until_asked(asks)
        asks.put(ticket, status="asked_back", asked_back="Since when is it late?")
        back = told(await call)
        assert (back["state"], back["asked_back"]) == ("asked_back", "Since when is it late?")
        assert told(await client.call_tool("reply", {"ticket": ticket, "text": "Since Monday."}))["state"] == "open"
        assert asks.replies == ["Since Monday."]

    play(story)


async def elicit(*_: Any) -> ElicitResult:
    """Makes a client say that it can ask its user."""
    return ElicitResult(action="decline")


def test_a_task_whose_expert_asks_back_asks_its_client() -> None:
    async def story(client: Client, asks: FakeAsks) -> None:
        call = asyncio.create_task(client.call_tool("ask_expert", QUESTION))
        ticket = await until_asked(asks)
        asks.put(ticket, status="asked_back", asked_back="Since when is it late?")
        task = await get_task(client.session, ticket)
        assert (task.status, len(task.input_requests or {})) == ("input_required", 1)
        ((key, wanted),) = (task.input_requests or {}).items()
        assert wanted["params"]["message"] == "Since when is it late?"
        await update_task(client.session, ticket, {"other": {"action": "accept", "content": {"reply": "Never."}}})
        assert asks.replies == []
        await update_task(client.session, ticket, {key: {"action": "accept", "content": {"reply": "Monday."}}})
        assert (asks.replies, (await get_task(client.session, ticket)).status) == (["Monday."], "working")
        call.cancel()

    play(story, extensions=[Tasks(poll=5)], elicitation_callback=elicit)


def test_a_client_that_cannot_ask_reads_what_is_asked_back() -> None:
    async def story(client: Client, asks: FakeAsks) -> None:
        call = asyncio.create_task(client.call_tool("ask_expert", QUESTION))
        ticket = await until_asked(asks)
        asks.put(ticket, status="asked_back", asked_back="Since when is it late?")
        task = await get_task(client.session, ticket)
        assert (task.status, task.input_requests) == ("working", None)
        assert (task.status_message or "").startswith("Since when is it late?")
        call.cancel()

    play(story, extensions=[Tasks(poll=5)])
