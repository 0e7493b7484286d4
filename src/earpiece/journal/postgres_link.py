"""Connections to the database that are made again when they are lost, and what Postgres's complaints mean for us."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

import asyncpg

from earpiece.domain.errors import Unusable

CONNECT_SECONDS = 2.0
"""So long a server may take to answer."""

WRITE_SECONDS = 5.0
"""So long a transaction may take before the connection counts as lost; longer than a frozen node holds the lock."""

READ_SECONDS = 10.0
"""So long a query may take."""

PATIENCE = 3.0
"""So long (seconds) a lost connection is looked for before callers are told; later ones are told at once."""

FRESH = 0.1
"""So long (seconds) a failed attempt to connect counts for others too."""

FIRST_PAUSE, LONGEST_PAUSE = 0.05, 0.5
"""Seconds between two attempts to connect."""

SETTINGS: Mapping[str, str] = {
    "application_name": "earpiece",
    "jit": "off",  # queries here take less time than compiling them
    "plan_cache_mode": "force_generic_plan",  # plans are made once; they do not depend on the values
    "enable_seqscan": "off",  # nor on how small a table was when they were made
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "idle_in_transaction_session_timeout": "3s",  # a node that froze does not hold up the others
}

AWAY = (
    OSError,  # also TimeoutError
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.InternalClientError,  # the server's last words came while nothing was asked
    asyncpg.ReadOnlySQLTransactionError,  # the server has become another one's copy
)
REFUSED = (asyncpg.PostgresError, asyncpg.InterfaceError)


class LostError(Exception):
    """The connection is gone, or the server is."""


class Server:
    """Where the database is, and whether it answers; shared by all connections to it.

    `reconnects` counts how often one that was lost has been made again.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.reconnects = 0
        self._away_since: float | None = None
        self._failed_at = 0.0
        self._reason = ""
        self._trying = asyncio.Lock()

    @property
    def patient(self) -> bool:
        """Whether it has not been away for long, so that waiting for it is worth while."""
        return self._away_since is None or _now() - self._away_since < PATIENCE

    async def connect(self, settings: Mapping[str, str]) -> Any:
        """A new connection. While the server is away, one tries for all. Raises LostError, or Unusable with a sentence
        that says how to mend it."""
        if self._away_since is None:
            return await self._connect(settings)
        async with self._trying:
            if _now() - self._failed_at < FRESH:
                raise LostError(self._reason)
            return await self._connect(settings)

    async def _connect(self, settings: Mapping[str, str]) -> Any:
        begun = _now()
        try:
            db = await connected(self.address, settings)
        except LostError as loss:
            self._failed_at, self._reason = _now(), str(loss)
            self._away_since = self._away_since or begun
            raise
        self._away_since = None
        return db


class Link:
    """One connection, for one task at a time; made again when it is lost. `settings` are added to SETTINGS."""

    def __init__(self, server: Server, **settings: str) -> None:
        self.server = server
        self._settings = {**SETTINGS, **settings}
        self._made = False
        self._db: Any = None

    @property
    def pid(self) -> int | None:
        """The number of the server's process behind the connection, if there is one."""
        return None if self._db is None else int(self._db.get_server_pid())

    async def connection(self) -> Any:
        """The connection. Raises Unusable if there is none after some seconds' patience."""
        pause = FIRST_PAUSE
        while self._db is None or self._db.is_closed():
            try:
                self._db = await self.server.connect(self._settings)
            except LostError as loss:
                if not self.server.patient:
                    raise silent(self.server, loss) from loss
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            else:
                self.server.reconnects += self._made
                self._made = True
        return self._db

    def drop(self) -> None:
        """Forgets the connection; what it was at may or may not come to pass."""
        if self._db is not None:
            self._db.terminate()
            self._db = None

    async def close(self) -> None:
        """Ends the connection in order."""
        db, self._db = self._db, None
        if db is not None and not db.is_closed():
            with suppress(LostError), lost(db):
                await db.close(timeout=CONNECT_SECONDS)


async def connected(address: str, settings: Mapping[str, str] = SETTINGS) -> Any:
    """A new connection. Raises LostError if nobody answers, and Unusable with a sentence that says how to mend it."""
    try:
        return await asyncpg.connect(
            address, timeout=CONNECT_SECONDS, max_cached_statement_lifetime=0, server_settings=dict(settings)
        )
    except AWAY as error:
        raise LostError(_sentence(error)) from error
    except asyncpg.InvalidAuthorizationSpecificationError as error:
        raise Unusable(
            f"The database {shown(address)} does not let us in ({error}): correct the user or the password."
        ) from error
    except asyncpg.InvalidCatalogNameError as error:
        raise Unusable(f"There is no database {shown(address)}: make it (createdb), or correct its name.") from error
    except (*REFUSED, ValueError) as error:
        raise Unusable(
            f"{shown(address)} cannot be used ({error}): write it like postgresql://user:password@host:5432/database."
        ) from error


class Links:
    """A few connections for whoever needs one for a moment; those that are not needed are not made."""

    def __init__(self, links: list[Link]) -> None:
        self._links = links
        self._free: asyncio.LifoQueue[Link] = asyncio.LifoQueue()
        for link in links:
            self._free.put_nowait(link)

    async def fetch(self, query: str, *values: Any) -> list[Any]:
        """All rows of a query that may be repeated. Raises Unusable."""
        async with self._one() as link:
            try:
                return await _fetched(link, query, values)
            except LostError:
                return await self._again(link, query, values)

    async def close(self) -> None:
        """Ends all connections."""
        for link in self._links:
            await link.close()

    async def _again(self, link: Link, query: str, values: tuple[Any, ...]) -> list[Any]:
        try:
            return await _fetched(link, query, values)
        except LostError as loss:
            raise silent(link.server, loss) from loss

    @asynccontextmanager
    async def _one(self) -> AsyncIterator[Link]:
        link = await self._free.get()
        try:
            yield link
        finally:
            self._free.put_nowait(link)


async def _fetched(link: Link, query: str, values: tuple[Any, ...]) -> list[Any]:
    db = await link.connection()
    try:
        with lost(db):
            async with asyncio.timeout(READ_SECONDS):
                rows: list[Any] = await db.fetch(query, *values)
                return rows
    except LostError:
        link.drop()
        raise
    except REFUSED as error:
        raise Unusable(f"The journal cannot be read ({error}): run `earpiece verify`.") from error


@contextmanager
def lost(db: Any) -> Iterator[None]:
    """Raises LostError for whatever shows that the connection is gone; other complaints pass."""
    try:
        yield
    except AWAY as error:
        raise LostError(_sentence(error)) from error
    except REFUSED as error:
        if db.is_closed():
            raise LostError(_sentence(error)) from error
        raise


def silent(server: Server, loss: LostError) -> Unusable:
    """What a caller is told when nobody answers."""
    return Unusable(f"The database {shown(server.address)} does not answer ({loss}).")


def shown(address: str) -> str:
    """The address without user, password and options."""
    return re.sub(r"//[^/@]*@", "//", address.partition("?")[0])


def _now() -> float:
    return asyncio.get_running_loop().time()


def _sentence(error: BaseException) -> str:
    return str(error) or "no answer in time"
