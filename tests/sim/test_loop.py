"""Virtual time: exact, immediate, and honest about lost wake-ups."""

import asyncio
import time

import pytest

from earpiece.sim.loop import START, LostWakeUp, run_virtual
from earpiece.sim.ports import SeededIds, VirtualClock


def test_time_jumps_to_the_next_timer_exactly() -> None:
    """A day passes at once, and the clock shows exactly a day more."""

    async def main() -> float:
        await VirtualClock().sleep(86_400.0)
        return VirtualClock().now()

    before = time.monotonic()
    assert run_virtual(main()) == START + 86_400.0
    assert time.monotonic() - before < 5.0


def test_sleepers_wake_in_order() -> None:
    """Whoever is due first wakes first, whoever began first."""
    woken: list[str] = []

    async def sleeper(name: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        woken.append(f"{name} {VirtualClock().now() - START:g}")

    async def main() -> None:
        await asyncio.gather(sleeper("late", 3.0), sleeper("early", 0.5), sleeper("middle", 1.0))

    run_virtual(main())
    assert woken == ["early 0.5", "middle 1", "late 3"]


def test_a_timeout_fires_at_its_time() -> None:
    """Nothing happens for an hour, then the timeout does."""

    async def main() -> float:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(3600.0):
                await asyncio.Event().wait()
        return VirtualClock().now()

    assert run_virtual(main()) == START + 3600.0


def test_a_cancelled_timer_does_not_move_the_clock() -> None:
    """A timeout that was left in time leaves no trace in the hour."""

    async def main() -> float:
        async with asyncio.timeout(3600.0):
            await asyncio.sleep(1.0)
        await asyncio.sleep(1.0)
        return VirtualClock().now()

    assert run_virtual(main()) == START + 2.0


def test_waiting_for_nothing_is_an_error() -> None:
    """Everything waits and no timer is set: somebody forgot to wake somebody."""

    async def main() -> None:
        await asyncio.Event().wait()

    with pytest.raises(LostWakeUp):
        run_virtual(main())


def test_seeded_ids_are_the_same_for_the_same_seed() -> None:
    """Equal seeds give equal ids, different seeds and calls different ones."""
    one, other, third = SeededIds(1), SeededIds(1), SeededIds(2)
    assert [one.new("c"), one.secret()] == [other.new("c"), other.secret()]
    assert len({one.new("c"), one.new("c"), third.new("c")}) == 3
