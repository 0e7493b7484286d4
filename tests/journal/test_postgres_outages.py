"""When connections break or the database goes away: nothing acknowledged is lost, nothing is written twice, and what
cannot be known is not claimed."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

import asyncpg
import pytest

from earpiece.domain.errors import Unusable
from earpiece.domain.ports import News, Receipt
from earpiece.journal import verify
from earpiece.journal.postgres import PostgresJournal
from earpiece.journal.postgres_link import FRESH
from earpiece.journal.postgres_write import BEGIN
from tests.journal.stores import ANN, opened, said, write
from tests.journal.tales import until
from tests.support.postgres import Postgres, postgres

pytestmark = pytest.mark.postgres

STEPS = ["BEGIN", "known", "put", "COMMIT"]


class Fragile:
    """A connection on which something happens before or after its n-th message."""

    def __init__(self, db: Any, step: int, happen: Callable[[], Awaitable[Any]], after: bool) -> None:
        self._db = db
        self._left = step
        self._happen = happen
        self._after = after

    async def execute(self, *query: Any) -> Any:
        return await self._send(self._db.execute, query)

    async def fetch(self, *query: Any) -> Any:
        return await self._send(self._db.fetch, query)

    async def _send(self, how: Callable[..., Awaitable[Any]], query: tuple[Any, ...]) -> Any:
        now = self._left == 0
        self._left -= 1
        if now and not self._after:
            await self._happen()
        answer = await how(*query)
        if now and self._after:
            await self._happen()
            raise ConnectionResetError("the answer is lost")
        return answer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._db, name)


async def breaks(journal: PostgresJournal, step: str, happen: Callable[[], Awaitable[Any]], after: bool) -> None:
    """Has something happen at one step of the journal's next transaction."""
    link = journal._writing
    link._db = Fragile(await link.connection(), STEPS.index(step), happen, after)


async def killed(database: str, pid: int | None) -> None:
    """Ends the server's process behind a connection, as an administrator or the kernel may."""
    db = await asyncpg.connect(database)
    assert await db.fetchval("SELECT pg_terminate_backend($1, 5000)", pid)
    await db.close()


def told(database: str, story: Callable[[PostgresJournal], Awaitable[None]]) -> None:
    """Lets `story` use a journal with two events in it."""

    async def run() -> None:
        journal = await PostgresJournal.open(database)
        await journal.append(write(opened(), said("before")))
        try:
            await story(journal)
        finally:
            await journal.close()

    asyncio.run(run())


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_connection_killed_at_any_step_harms_nobody(database: str, step: str, after: bool) -> None:
    """The work is done on a new connection, or found to be done: once, with the same positions."""

    async def story(journal: PostgresJournal) -> None:
        heard: list[News] = []
        journal.subscribe(heard.append)
        await breaks(journal, step, lambda: killed(database, journal._writing.pid), after)
        receipts = await asyncio.gather(
            journal.append(write(said("one"), key="m1", expected=2)),
            journal.append(write(said("two"), stream="conversation/bob", subject="g2")),
        )

        assert list(receipts) == [Receipt({ANN: 3}), Receipt({"conversation/bob": 1})]
        assert [each.event for each in await journal.read_all(after=2)] == [said("one"), said("two")]
        assert {news.seq for news in heard} == {4}
        assert (await verify(journal)).sound

    told(database, story)


def test_a_commit_that_never_arrived_is_made_again(database: str) -> None:
    """The network swallowed it, and the server still holds the lock: it gives it up, and the work is done then."""

    async def story(journal: PostgresJournal) -> None:
        link = journal._writing
        silent = await link.connection()

        async def swallowed() -> None:
            link._db = None  # so that the connection stays open, as it does to a server that hears nothing more
            raise ConnectionResetError("the network is gone")

        await breaks(journal, "COMMIT", swallowed, after=False)
        assert await journal.append(write(said("one"), expected=2)) == Receipt({ANN: 3})
        assert len(await journal.read(ANN)) == 3
        silent.terminate()

    told(database, story)


def test_other_changes_survive_a_killed_connection(database: str) -> None:
    """Links, erasures and blobs may be done twice without harm."""

    async def story(journal: PostgresJournal) -> None:
        for change in (journal.put_blob("d", b"body"), journal.link("g1", "c1"), journal.erase("c1")):
            await breaks(journal, "COMMIT", lambda: killed(database, journal._writing.pid), after=True)
            await change
        assert await journal.get_blob("d") == b"body"
        assert (await journal.read(ANN))[1].erased

    told(database, story)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_reading_survives_killed_connections(database: str, after: bool) -> None:
    """The question is asked again on a new one, also if it was on its way."""

    async def story(journal: PostgresJournal) -> None:
        for link in (*journal._links._links, *journal._loading._links):
            pid = (await link.connection()).get_server_pid()
            link._db = Fragile(link._db, 0, partial(killed, database, pid), after)
        assert len(await journal.read(ANN)) == 2
        for _ in range(4):
            assert len(await journal.read_all()) == 2

    told(database, story)


def test_a_node_that_froze_does_not_hold_up_the_others(database: str) -> None:
    """It holds the lock and says nothing more; the server ends its transaction after three seconds."""

    async def story(journal: PostgresJournal) -> None:
        frozen = await PostgresJournal.open(database)
        db = await frozen._writing.connection()
        await db.execute(BEGIN)
        async with asyncio.timeout(6):
            assert await journal.append(write(said())) == Receipt({ANN: 3})
        assert await frozen.append(write(said())) == Receipt({ANN: 4})
        await frozen.close()

    told(database, story)


@pytest.fixture(scope="module")
def _own_server(postgres_server: Postgres) -> Iterator[Postgres]:
    with postgres(fsync=False) as server:
        yield server


@pytest.fixture
def server(_own_server: Postgres) -> Iterator[Postgres]:
    """A server that a test may stop."""
    yield _own_server
    _own_server.stop("immediate")
    _own_server.start()


async def comes_back(server: Postgres) -> None:
    """The server is started again, and an attempt to connect that began before that has had its refusal."""
    await asyncio.to_thread(server.start)
    await asyncio.sleep(0.3)


def test_an_outage_is_said_soon_and_is_over_when_it_is_over(server: Postgres) -> None:
    """Whoever appends or reads is told within seconds, later ones at once; afterwards everything goes on by itself."""

    async def story(journal: PostgresJournal) -> None:
        heard: list[News] = []
        journal.subscribe(heard.append)
        await asyncio.sleep(0.2)
        server.stop("immediate")
        async with asyncio.timeout(6):
            with pytest.raises(Unusable, match="Nothing of this was stored"):
                await journal.append(write(said()))
        async with asyncio.timeout(1):
            with pytest.raises(Unusable, match="Nothing of this was stored"):
                await journal.append(write(said()))
        for reading in (journal.read(ANN), journal.read_all(), journal.due(1.0), journal.beat()):
            async with asyncio.timeout(6):
                with pytest.raises(Unusable, match="does not answer"):
                    await reading

        await comes_back(server)
        assert await journal.append(write(said("after"))) == Receipt({ANN: 3})
        assert [each.event for each in await journal.read(ANN)][2:] == [said("after")]
        other = await PostgresJournal.open(journal._writing.server.address)
        await other.append(write(said("more")))
        await until(lambda: heard[-1].seq == 4, 5)
        await other.close()

    told(server.fresh(), story)


class Wire:
    """What lies between a node and the server. Cut, it swallows everything and says nothing, as broken networks do."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._whole = asyncio.Event()
        self._whole.set()

    async def start(self) -> int:
        self._server = await asyncio.start_server(self._joined, "127.0.0.1", 0)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    def cut(self) -> None:
        self._whole.clear()

    def mend(self) -> None:
        self._whole.set()

    async def _joined(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._whole.wait()
        there, back = await asyncio.open_connection("127.0.0.1", self._port)
        await asyncio.gather(self._pass(reader, back), self._pass(there, writer))

    async def _pass(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(65536):
                await self._whole.wait()
                target.write(data)
            target.close()
            await target.wait_closed()

    async def end(self) -> None:
        self._server.close()
        await asyncio.sleep(1)


@pytest.mark.slow
def test_a_network_that_says_nothing_is_not_waited_for_for_ever(database: str, postgres_server: Postgres) -> None:
    """Whoever waits is told within seconds, later ones sooner; once it is mended everything goes on by itself."""

    async def story() -> None:
        wire = Wire(postgres_server.port)
        port = await wire.start()
        journal = await PostgresJournal.open(database.replace(str(postgres_server.port), str(port)))
        await journal.append(write(opened()))
        await journal.read(ANN)
        wire.cut()
        for seconds in (12, 4):
            async with asyncio.timeout(seconds):
                with pytest.raises(Unusable, match="Nothing of this was stored"):
                    await journal.append(write(said("lost")))
        async with asyncio.timeout(14):
            with pytest.raises(Unusable, match="does not answer"):
                await journal.read(ANN)
        wire.mend()
        await asyncio.sleep(2 * FRESH)
        assert await journal.append(write(said("after"))) == Receipt({ANN: 2})
        assert [each.event for each in await journal.read(ANN)] == [opened(), said("after")]
        await journal.close()
        await wire.end()

    asyncio.run(story())


def test_a_short_outage_is_waited_out(server: Postgres) -> None:
    """A restart of the server costs a moment, and no error."""

    async def story(journal: PostgresJournal) -> None:
        server.stop("fast")
        appending = asyncio.ensure_future(journal.append(write(said())))
        await asyncio.sleep(0.5)
        await asyncio.to_thread(server.start)
        assert await appending == Receipt({ANN: 3})

    told(server.fresh(), story)


def test_what_cannot_be_known_is_not_claimed(server: Postgres) -> None:
    """The commit was sent, its answer lost, and nobody can be asked: the error says so. It was stored, and the same key
    again finds it."""

    async def story(journal: PostgresJournal) -> None:
        async def gone() -> None:
            server.stop("immediate")

        await breaks(journal, "COMMIT", gone, after=True)
        async with asyncio.timeout(6):
            with pytest.raises(Unusable, match="not known whether this was stored"):
                await journal.append(write(said("one"), key="m1"))

        await comes_back(server)
        assert await journal.append(write(said("one"), key="m1")) == Receipt({ANN: 3}, repeated=True)

    told(server.fresh(), story)
