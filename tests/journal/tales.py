"""A story that every store must answer alike, and how to wait for what comes by itself."""

import asyncio
import random
from collections.abc import Callable
from typing import Any

from earpiece.domain.errors import EarpieceError
from earpiece.journal import verify
from tests.journal.stores import opened, said, told, write


async def long_tale(journal: Any) -> list[Any]:
    """Three hundred random appends, some repeated or out of date, with erasures; all that the journal answered."""
    dice = random.Random(3)
    answers: list[Any] = []
    for step in range(300):
        stream = f"conversation/{dice.randrange(8)}"
        event = dice.choice([opened(), said(str(step)), told(str(step), next_at=dice.random() * 300)])
        expected = dice.choice([None, None, dice.randrange(5)])
        key = dice.choice([None, str(dice.randrange(200))])
        one = write(event, stream=stream, at=float(step), expected=expected, key=key, subject=f"g{step % 5}")
        outcome = await asyncio.gather(journal.append(one), return_exceptions=True)
        answers += [each.details if isinstance(each, EarpieceError) else each for each in outcome]
        if step % 50 == 49:
            answers.append(await journal.erase(f"g{dice.randrange(5)}"))
        answers += [await journal.due(float(step)), await journal.next_due()]
    return [*answers, await journal.rows("conversations"), await journal.read_all(), await verify(journal)]


async def until(true: Callable[[], Any], seconds: float) -> None:
    """Waits until something is so."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - nothing else tells
            await asyncio.sleep(0.01)
