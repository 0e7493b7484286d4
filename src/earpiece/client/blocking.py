"""Asynchronous functions as plain ones, for programs that have no event loop: one loop, in one thread, for all."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


@cache
def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="earpiece", daemon=True).start()
    return loop


def blocking(function: Callable[P, Coroutine[Any, Any, R]]) -> Callable[P, R]:
    """The function as one that returns when it is done: `blocking(earpiece.ask)("May I?")`."""

    @wraps(function)
    def plainly(*args: P.args, **kwargs: P.kwargs) -> R:
        return asyncio.run_coroutine_threadsafe(function(*args, **kwargs), _loop()).result()

    return plainly
