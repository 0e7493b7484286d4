"""Says in plain words when no more connections can be taken: once a minute, not thousands of times a second."""

import asyncio
import errno
import resource
from typing import Any, Final

import structlog

from earpiece.domain.ports import Clock

QUIET: Final = 60.0
"""Seconds until it is said again."""

log = structlog.get_logger(__name__)


def say_when_files_run_out(loop: asyncio.AbstractEventLoop, clock: Clock) -> None:
    """From now on the loop tells of connections it cannot accept in our words, and of everything else as before.

    A connection that cannot be accepted waits in the door until another one ends; the loop tries again every second.
    """
    said = -QUIET

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        nonlocal said
        error = context.get("exception")
        if not isinstance(error, OSError) or error.errno not in (errno.EMFILE, errno.ENFILE):
            loop.default_exception_handler(context)
            return
        now = clock.now()
        if now - said >= QUIET:
            said = now
            files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
            log.error("no more connections can be taken", open_files_allowed=files, remedy="raise `ulimit -n`")

    loop.set_exception_handler(handle)
