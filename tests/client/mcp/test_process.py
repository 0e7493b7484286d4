"""`earpiece mcp` as an agent starts it: processes that come and go before a running server, with real cards."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from earpiece.client import Earpiece
from tests.client.mcp.tasks_client import Tasks, cancel_task, get_task
from tests.support.asking import Shop, shop
from tests.support.server import free_port, plain_environment

QUESTION = {"question": "May we refund lamp 7?", "permission": True, "facts": {"order": "A-7"}}
PATIENCE = 60

pytestmark = pytest.mark.slow


@asynccontextmanager
async def agent(made: Shop, *options: str, **client: Any) -> AsyncIterator[Client]:
    """An agent with an MCP server of its own, which ends with it."""
    program = StdioServerParameters(
        command=sys.executable, args=["-m", "earpiece", "mcp", "--address", made.url, *options],
        env=plain_environment({"EARPIECE_TOKEN": made.token}),
    )  # fmt: skip
    async with Client(program, **client) as speaking:
        yield speaking


async def ask(client: Client, **more: Any) -> dict[str, Any]:
    """What the model gets."""
    result = await client.call_tool("ask_expert", {**QUESTION, **more})
    assert result.structured_content is not None, result
    return dict(result.structured_content)


def test_a_restart_between_question_and_answer_finds_the_same_ticket() -> None:
    async def story() -> None:
        async with shop() as made:
            async with agent(made, "--wait", "0") as first:
                asked = await ask(first)
            async with agent(made) as second:
                again = asyncio.create_task(ask(second))
                await made.answers("lamp 7", decision="no", reason="It was used.")
                answered = await again
            assert (asked["state"], answered["state"]) == ("open", "refused")
            assert answered["ticket"] == asked["ticket"]
            assert (answered["answer"], answered["by"]) == ({"decision": "no", "reason": "It was used."}, "Cleo")
            assert await made.cards() == []

    asyncio.run(asyncio.wait_for(story(), PATIENCE))


def test_a_task_outlives_its_process_and_its_cancelling_takes_the_card_back() -> None:
    async def story() -> None:
        async with shop() as made:
            tasks = Tasks()
            async with agent(made, extensions=[tasks]) as first:
                waiting = asyncio.create_task(ask(first))
                await made.card("lamp 7")
                while not tasks.handles:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
                waiting.cancel()
            ticket = tasks.handles[0].task_id
            async with agent(made, extensions=[Tasks()]) as second:
                assert (await get_task(second.session, ticket)).status == "working"
                await cancel_task(second.session, ticket)
                assert (await get_task(second.session, ticket)).status == "cancelled"
            assert await made.cards() == []

    asyncio.run(asyncio.wait_for(story(), PATIENCE))


def test_a_restart_of_earpiece_is_waited_out() -> None:
    async def story() -> None:
        async with shop() as made, agent(made, "--wait", "60") as client:
            asking = asyncio.create_task(ask(client))
            await made.card("lamp 7")
            await made.stop()
            await asyncio.sleep(0.5)
            await made.start()
            await made.answers("lamp 7", decision="yes")
            assert (await asking)["answer"] == {"decision": "yes"}

    asyncio.run(asyncio.wait_for(story(), PATIENCE))


def test_nobody_answered_is_not_told_as_a_no() -> None:
    async def story() -> None:
        async with shop() as made, Earpiece(made.url, made.token) as earpiece, agent(made) as client:
            asked = await earpiece.ticket("May we refund lamp 7?", timeout=0.5)
            waited = await client.call_tool("ask_status", {"ticket": asked.id, "wait_seconds": 30})
            seen = waited.structured_content or {}
            assert (seen["state"], seen["answer"], waited.is_error) == ("expired", None, False)
            assert "This is not a no" in seen["how_to_go_on"]

    asyncio.run(asyncio.wait_for(story(), PATIENCE))


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_over_http_each_caller_brings_a_token(mode: str) -> None:
    async def story() -> None:
        async with shop() as made:
            port = free_port()
            program = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "earpiece", "mcp", "--http", str(port), "--address", made.url,
                env=plain_environment({}),
            )  # fmt: skip
            try:
                await until_open(port)
                url = f"http://127.0.0.1:{port}/mcp"
                async with Client(url, mode=mode) as nobody:
                    refused = await nobody.call_tool("ask_expert", QUESTION)
                    assert refused.is_error
                    assert "Send a token that may ask" in str(refused.content)
                headers = {"Authorization": f"Bearer {made.token}"}
                async with (
                    httpx2.AsyncClient(headers=headers, timeout=PATIENCE) as http,
                    Client(streamable_http_client(url, http_client=http), mode=mode) as client,
                ):
                    asking = asyncio.create_task(ask(client))
                    await made.answers("lamp 7", decision="yes")
                    assert (await asking)["state"] == "answered"
            finally:
                program.terminate()
                await program.wait()

    asyncio.run(asyncio.wait_for(story(), PATIENCE))


async def until_open(port: int) -> None:
    """Waits until somebody listens there."""
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            await writer.wait_closed()
            return
