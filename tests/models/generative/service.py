"""A stand-in provider and clients that reach it, in one event loop for a module's tests."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeVar

from earpiece.models.generative.access import Access, Limits
from earpiece.models.generative.backends import Backend, backend_of
from earpiece.models.generative.client import Client
from earpiece.sim.provider import Provider, Script
from earpiece.sim.provider.script import Entry

Result = TypeVar("Result")

PAUSE = 4.0
"""Seconds; shorter ones are pauses between tries, longer ones are limits."""


class FastClock:
    """Pauses are fifty times as short as asked, limits `faster` times: a busy machine must not meet a limit that no
    test is about. `slept` are the seconds asked for. `time` stands still."""

    def __init__(self, faster: float = 1) -> None:
        self.slept: list[float] = []
        self.time = 0.0
        self._faster = faster

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(seconds / (50 if seconds < PAUSE else self._faster))


@dataclass
class Service:
    """What a test needs: a provider at `address`, and requests of its own."""

    provider: Provider
    script: Script
    address: str
    runner: asyncio.Runner
    clock: FastClock = field(default_factory=FastClock)
    _names: Iterator[int] = field(default_factory=count)
    _made: dict[str, Backend] = field(default_factory=dict)

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """To its end."""
        return self.runner.run(work)

    def conversation(self, *messages: Entry) -> str:
        """A new one, in which the model answers this."""
        name = f"conversation-{next(self._names)}"
        self.script.add(name, messages)
        return name

    def client(self, *accesses: Access, limits: Limits | None = None, faster: float = 1) -> Client:
        """One that asks these, or the stand-in alone. Connections are shared between the tests."""
        self.clock = FastClock(faster)
        asked = accesses or (Access("openai:gpt-4o", address=self.address),)
        backends = [self._backend(access) for access in asked]
        return Client(backends, self.clock, limits or Limits())

    def requests(self, conversation: str) -> list[Any]:
        """What the provider was asked in it."""
        return [each for each in self.provider.requests if each.get("user") == conversation]

    def _backend(self, access: Access) -> Backend:
        key = f"{access.name} {access.key} {access.address} {access.price}"
        self._made[key] = self._made.get(key) or backend_of(access)
        return self._made[key]

    def close(self) -> None:
        for backend in self._made.values():
            self.run(backend.close())


@contextmanager
def opened(script: Script | None = None, key: str = "", models: tuple[str, ...] = ("gpt-4o",)) -> Iterator[Service]:
    """A service for a while."""
    script = script or Script()
    provider = Provider(script, key=key, models=models)
    with provider as address, asyncio.Runner() as runner:
        service = Service(provider, script, address, runner)
        yield service
        service.close()
