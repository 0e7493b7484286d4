"""Connections to the database that are made again when they are lost, and what Postgres's complaints mean for us."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import asyncpg

from earpiece.domain.errors import Unusable

CONNECT_SECONDS = 2.0
"""So long a server may take to answer."""

STEP_SECONDS = 10.0
"""So long a transaction or a query may take before the connection counts as lost."""

PATIENCE = 3.0
"""So long (seconds) a lost connection is looked for before callers are told; later ones are told at once."""

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


class Link:
    """One connection, for one task at a time. `settings` are added to SETTINGS."""

    def __init__(self, address: str, **settings: str) -> None:
        self.address = address
        self._settings = {**SETTINGS, **settings}
        self._db: Any = None
        self._away_since: float | None = None
        self._made = 0

    @property
    def pid(self) -> int | None:
        """The number of the server's process behind the connection, if there is one."""
        return None if self._db is None else int(self._db.get_server_pid())

    @property
    def reconnects(self) -> int:
        """How often a lost connection was made again."""
        return max(0, self._made - 1)

    async def connection(self) -> Any:
        """The connection, made again if it was lost. Raises Unusable if there is none after some seconds' patience."""
        pause = FIRST_PAUSE
        while self._db is None or self._db.is_closed():
            try:
                self._db = await self._connect()
                self._made += 1
            except LostError as loss:
                now = asyncio.get_running_loop().time()
                self._away_since = self._away_since or now
                if now - self._away_since > PATIENCE:
                    raise Unusable(f"The database {shown(self.address)} does not answer ({loss}).") from loss
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
        self._away_since = None
        return self._db

    async def first(self) -> Any:
        """The connection, without patience. Raises Unusable with a sentence that says how to mend it."""
        try:
            self._db = await self._connect()
        except LostError as loss:
            raise Unusable(
                f"The database {shown(self.address)} does not answer ({loss}): start it, or correct the address."
            ) from loss
        return self._db

    def drop(self) -> None:
        """Forgets the connection; what it was at may or may not come to pass."""
        if self._db is not None:
            self._db.terminate()
            self._db = None

    async def close(self) -> None:
        """Ends the connection in order."""
        if self._db is not None and not self._db.is_closed():
            with lost(self._db):
                await self._db.close(timeout=CONNECT_SECONDS)
        self._db = None

    async def _connect(self) -> Any:
        try:
            return await asyncpg.connect(
                self.address,
                timeout=CONNECT_SECONDS,
                max_cached_statement_lifetime=0,
                server_settings=self._settings,
            )
        except AWAY as error:
            raise LostError(_sentence(error)) from error
        except asyncpg.InvalidAuthorizationSpecificationError as error:
            raise Unusable(
                f"The database {shown(self.address)} does not let us in ({error}): correct the user or the password."
            ) from error
        except asyncpg.InvalidCatalogNameError as error:
            raise Unusable(f"There is no database {shown(self.address)}: make it (createdb), or correct it.") from error
        except (*REFUSED, ValueError) as error:
            raise Unusable(
                f"{shown(self.address)} cannot be used ({error}): "
                "write it like postgresql://user:password@host:5432/database."
            ) from error


class Links:
    """A few connections for whoever needs one for a moment; those that are not needed are not made."""

    def __init__(self, links: list[Link]) -> None:
        self._links = links
        self._free: asyncio.LifoQueue[Link] = asyncio.LifoQueue()
        for link in links:
            self._free.put_nowait(link)

    @property
    def reconnects(self) -> int:
        """How often lost connections were made again."""
        return sum(link.reconnects for link in self._links)

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
            raise Unusable(f"The database {shown(link.address)} does not answer ({loss}).") from loss

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
            async with asyncio.timeout(STEP_SECONDS):
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


def shown(address: str) -> str:
    """The address without user, password and options."""
    return re.sub(r"//[^/@]*@", "//", address.partition("?")[0])


def _sentence(error: BaseException) -> str:
    return str(error) or "no answer in time"
