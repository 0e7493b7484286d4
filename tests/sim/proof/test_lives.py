"""A node's life ends at any await as kill -9 ends a process, and sleeps as a paused machine does."""

import asyncio
from contextvars import Context

import pytest

from earpiece.sim.lives import Life
from earpiece.sim.loop import run_virtual


async def _works(notes: list[str]) -> None:
    try:
        for step in range(5):
            notes.append(f"step {step}")
            await asyncio.sleep(1.0)
    finally:
        notes.append("cleaned up")


@pytest.mark.parametrize("dies_at", [1, 2, 3, 4, 5])
def test_it_ends_at_any_await(dies_at: int) -> None:
    """What comes after the step at which it dies never happens, not even a `finally`."""
    notes: list[str] = []

    async def main() -> None:
        life = Life("A")
        life.dies_at = dies_at
        life.run(_works(notes))
        await asyncio.sleep(60.0)
        assert life.dead
        assert notes == [f"step {step}" for step in range(dies_at - 1)]
        life.over = True

    run_virtual(main())


def test_whoever_looks_on_is_told_once() -> None:
    """Ending twice is ending once."""
    told: list[str] = []
    life = Life("A")
    life.at_end.append(lambda: told.append("dead"))
    life.end()
    life.end()
    assert told == ["dead"]


def test_it_sleeps_and_goes_on_where_it_was() -> None:
    """Its steps come late; those of others do not."""
    slow: list[float] = []
    quick: list[float] = []

    async def ticks(times: list[float]) -> None:
        begun = asyncio.get_running_loop().time()
        for _ in range(3):
            await asyncio.sleep(1.0)
            times.append(asyncio.get_running_loop().time() - begun)

    async def main() -> None:
        life, other = Life("A"), Life("B")
        life.run(ticks(slow))
        other.run(ticks(quick))
        await asyncio.sleep(1.5)
        life.sleep()
        await asyncio.sleep(20.0)
        life.wake()
        await asyncio.sleep(20.0)

    run_virtual(main())
    assert quick == [1.0, 2.0, 3.0]
    assert slow == [1.0, 21.5, 22.5]


def test_it_may_die_in_its_sleep() -> None:
    """Waking a dead life wakes nobody."""
    notes: list[str] = []

    async def main() -> None:
        life = Life("A")
        life.run(_works(notes))
        await asyncio.sleep(0.5)
        life.sleep()
        await asyncio.sleep(10.0)
        life.end()
        life.wake()
        await asyncio.sleep(10.0)
        assert notes == ["step 0"]
        life.over = True

    run_virtual(main())


@pytest.mark.parametrize("outside", [True, False])
def test_what_it_began_outside_lives_on(outside: bool) -> None:
    """A back office finishes what a node asked for, the node there or not; its own tasks die with it."""
    notes: list[str] = []

    async def asks() -> None:
        context = Context() if outside else None
        task = asyncio.get_running_loop().create_task(_works(notes), context=context)
        await asyncio.shield(task)

    async def main() -> None:
        life = Life("A")
        life.run(asks())
        await asyncio.sleep(0.5)
        life.end()
        await asyncio.sleep(10.0)
        assert ("cleaned up" in notes) is outside
        life.over = True

    run_virtual(main())
