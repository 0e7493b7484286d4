"""The three examples behind one face, so that each probe is told once. A framework is loaded when it is played."""

from importlib import import_module
from typing import Any, Protocol

from earpiece.client import Earpiece

Wishes = dict[str, int]
"""Order → euros."""


class Framework(Protocol):
    """An agent of a framework that is to pay back, and asks."""

    paid: list[tuple[str, int]]

    async def begin(self, wishes: Wishes) -> Any:
        """Run until people are needed; what is kept."""
        ...

    async def meanwhile(self, kept: Any, words: str) -> str:
        """The customer says more while the questions are open."""
        ...

    async def go_on(self, kept: Any) -> str:
        """Resume with what was kept; what the customer is told."""
        ...


class Changeable(Framework, Protocol):
    """One whose kept state can be tampered with by a test."""

    def changed(self, kept: Any, before: int, after: int) -> Any:
        """What was kept, with another amount in it."""
        ...


NAMES = ("pydantic_ai", "langgraph", "openai_agents")


def agent_of(name: str, earpiece: Earpiece) -> Any:
    """The example's agent, with a scripted model: a Framework."""
    agent = import_module(f"tests.examples.with_{name}").Agent(earpiece)
    agent.paid.clear()
    return agent
