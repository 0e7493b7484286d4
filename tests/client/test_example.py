"""The example as somebody starts it, before a running server whose expert answers."""

import asyncio
import sys

import pytest

from tests.support.asking import shop
from tests.support.server import ROOT, plain_environment

pytestmark = pytest.mark.slow


def test_the_program_asks_pays_back_once_and_finds_its_answers_again() -> None:
    async def run(url: str, token: str) -> str:
        environment = plain_environment({"EARPIECE_ADDRESS": url, "EARPIECE_TOKEN": token})
        program = await asyncio.create_subprocess_exec(
            sys.executable, ROOT / "examples" / "ask_from_python.py", env=environment, stdout=asyncio.subprocess.PIPE
        )
        said, _ = await asyncio.wait_for(program.communicate(), 60)
        return said.decode()

    async def story() -> None:
        async with shop() as made:
            first = asyncio.create_task(run(made.url, made.token))
            await made.answers("late fee", data={"waive": True, "percent": 50})
            await made.answers("pay back", decision="yes")
            assert "16 € go back to account 12." in await first
            again = await run(made.url, made.token)
            assert "waive=True percent=50" in again
            assert "paid back before" in again
            assert await made.cards() == []

    asyncio.run(story())
