"""A node's life in a simulated world: everything it runs, which may end at any await as kill -9 ends a process, or
sleep as a paused machine does and wake up late.

Whoever starts a task starts it in their own life, by a context variable. A task of a life that has ended is never run
again, not even its `finally`; a task of a sleeping life goes on where it was when the life wakes.
"""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from contextvars import ContextVar, copy_context
from inspect import CORO_CREATED, getcoroutinestate
from typing import Any, TypeVar

Result = TypeVar("Result")

LIFE: ContextVar["Life | None"] = ContextVar("life", default=None)


class Life:
    """One life, from a start to an end."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.steps = 0
        """How often a task of this life went on after an await."""
        self.dies_at: int | None = None
        """The step at which it ends by itself."""
        self.dead = False
        self.over = False
        """The world is done; what is left may be thrown away."""
        self.at_end: list[Callable[[], None]] = []
        """Called once, when the life ends."""
        self._asleep: list[asyncio.Future[None]] | None = None
        self._graves: list[asyncio.Future[None]] = []

    @property
    def asleep(self) -> bool:
        return self._asleep is not None

    def run(self, work: Coroutine[Any, Any, Result]) -> "asyncio.Task[Result]":
        """Start work in this life."""
        context = copy_context()
        context.run(LIFE.set, self)
        return asyncio.get_running_loop().create_task(work, context=context)

    def end(self) -> None:
        """Nothing of it runs again."""
        if not self.dead:
            self.dead = True
            for told in self.at_end:
                told()

    def sleep(self) -> None:
        """Nothing of it runs until it wakes."""
        if self._asleep is None:
            self._asleep = []

    def wake(self) -> None:
        """Everything goes on, each task with what reached it last."""
        waiting, self._asleep = self._asleep or [], None
        for future in waiting:
            if not future.done():
                future.set_result(None)

    def step(self) -> None:
        """One of its tasks is about to go on."""
        self.steps += 1
        if self.steps == self.dies_at:
            self.end()

    def rest(self) -> asyncio.Future[None]:
        """What a task waits for while the life sleeps."""
        assert self._asleep is not None
        return self._wait_in(self._asleep)

    def grave(self) -> asyncio.Future[None]:
        """What a task waits for, for ever, once the life has ended."""
        return self._wait_in(self._graves)

    def _wait_in(self, place: list[asyncio.Future[None]]) -> asyncio.Future[None]:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        future._asyncio_future_blocking = True  # as `await` marks it: a task shall wait for it
        place.append(future)
        return future


class Mortal(Coroutine[Any, Any, Any]):
    """A task's work, as long as its life goes on."""

    def __init__(self, work: Coroutine[Any, Any, Any], life: Life) -> None:
        self._work = work
        self._life = life
        self._held: BaseException | None = None

    def send(self, value: Any) -> Any:
        return self._go_on(None)

    def throw(self, kind: Any, value: Any = None, trace: Any = None) -> Any:
        error = kind if isinstance(kind, BaseException) else (value or kind())
        return self._go_on(error)

    def close(self) -> None:
        if not self._life.dead:
            self._work.close()

    def __await__(self) -> Generator[Any, Any, Any]:
        return self  # type: ignore[return-value] # a task only ever calls send and throw

    def _go_on(self, error: BaseException | None) -> Any:
        life = self._life
        if life.over:
            self._throw_away()
        if not life.dead and not life.asleep:
            life.step()
        if life.dead:
            return life.grave()
        if life.asleep:
            self._held = error or self._held
            return life.rest()
        error, self._held = error or self._held, None
        return self._work.send(None) if error is None else self._work.throw(error)

    def _throw_away(self) -> None:
        if getcoroutinestate(self._work) == CORO_CREATED:
            self._work.close()
        raise StopIteration


def mortal_tasks(loop: asyncio.AbstractEventLoop, work: Any, **how: Any) -> "asyncio.Task[Any]":
    """A task factory: who starts a task from within a life starts it in that life."""
    context = how.get("context")
    life = LIFE.get() if context is None else context.get(LIFE)  # in an empty context: in nobody's life
    return asyncio.Task(work if life is None else Mortal(work, life), loop=loop, **how)
