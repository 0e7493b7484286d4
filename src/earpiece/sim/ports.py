"""Clock and randomness of the simulated world: the loop's virtual time, and one seeded source for everything."""

import asyncio
import hashlib
import random


class VirtualClock:
    """Implements `domain.ports.Clock` over the running loop's virtual time."""

    def now(self) -> float:
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class SeededIds:
    """Implements `domain.ports.Ids`: the same seed gives the same ids in the same order."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._count = 0

    def new(self, kind: str) -> str:
        self._count += 1
        return f"{kind}{self._digest(kind)[:10]}"

    def secret(self) -> str:
        self._count += 1
        return self._digest("secret")

    def _digest(self, kind: str) -> str:
        return hashlib.sha256(f"{self._seed} {kind} {self._count}".encode()).hexdigest()


def seeded_bytes(seed: int) -> random.Random:
    """A source of bytes for keys and nonces of a simulated journal (`randbytes`); never for real data."""
    return random.Random(f"bytes {seed}")
