"""The three examples as somebody starts them, before a running server whose expert answers."""

import asyncio
import sys
from pathlib import Path

import pytest

from tests.support.asking import shop
from tests.support.server import ROOT, plain_environment

pytestmark = pytest.mark.slow

PATIENCE = 60


async def start(program: str, folder: Path, url: str, token: str) -> asyncio.subprocess.Process:
    """The example, with what it keeps in `folder`."""
    environment = plain_environment({"EARPIECE_ADDRESS": url, "EARPIECE_TOKEN": token})
    return await asyncio.create_subprocess_exec(
        sys.executable, ROOT / "examples" / program, cwd=folder, env=environment, stdout=asyncio.subprocess.PIPE
    )


@pytest.mark.parametrize("program", ["pydantic_ai_deferred.py", "openai_agents_approval.py"])
def test_an_example_that_is_killed_while_it_waits_goes_on(program: str, tmp_path: Path) -> None:
    async def story() -> None:
        async with shop() as made:
            first = await start(program, tmp_path, made.url, made.token)
            await made.card("A-1")
            while not list(tmp_path.glob("*.json")):  # noqa: ASYNC110, ASYNC240
                await asyncio.sleep(0.01)
            first.kill()
            await first.communicate()
            second = await start(program, tmp_path, made.url, made.token)
            await made.answers("A-1", decision="yes")
            said, _ = await second.communicate()
            assert said.decode().splitlines()[-1] == "80 € go back for A-1."
            assert await made.cards() == []

    asyncio.run(asyncio.wait_for(story(), PATIENCE))


def test_the_graph_runs(tmp_path: Path) -> None:
    async def story() -> None:
        async with shop() as made:
            running = await start("langgraph_interrupt.py", tmp_path, made.url, made.token)
            await made.answers("A-2", decision="no", reason="It was used.")
            await made.answers("A-1", decision="yes")
            said, _ = await running.communicate()
            assert set(said.decode().splitlines()[1:]) == {
                "80 € go back for A-1.", "An expert said no to A-2: It was used.",
            }  # fmt: skip

    asyncio.run(asyncio.wait_for(story(), PATIENCE))
