"""What is special about the journal in Postgres: opening it, several nodes on one database, erasing in files."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import pytest

from earpiece.domain.errors import Invalid, Unusable
from earpiece.domain.ports import Journal, Receipt
from earpiece.journal import MemoryJournal, sql, verify
from earpiece.journal.postgres import PostgresJournal
from earpiece.journal.postgres_schema import LOCK
from tests.journal.stores import ANN, Store, in_postgres, opened, said, told, write
from tests.journal.tales import long_tale
from tests.support.postgres import Postgres

pytestmark = pytest.mark.postgres


@pytest.fixture
def store(database: str) -> Store:
    """A journal in an empty database."""
    return Store(in_postgres, database=database)


def told_to(database: str, story: Callable[..., Awaitable[Any]], nodes: int = 1, **how: Any) -> Any:
    """Lets `story` use so many journals on one database, and closes them."""

    async def run() -> Any:
        journals = await asyncio.gather(*(PostgresJournal.open(database, **how) for _ in range(nodes)))
        try:
            return await story(*journals)
        finally:
            for journal in journals:
                await journal.close()

    return asyncio.run(run())


def refusal(address: str, **how: Any) -> str:
    """Why the journal cannot be opened."""
    with pytest.raises(Unusable) as refused:
        told_to(address, verify, **how)
    return refused.value.message


def test_it_is_a_journal(database: str) -> None:
    """The type checker agrees, and it knows that others may write."""

    async def story(journal: Journal) -> None:
        assert not journal.sole

    told_to(database, story)


def test_all_stores_hold_the_same(database: str) -> None:
    """A long random story, told with the same seed, gives the same answers and the same fingerprint as in memory."""

    async def in_memory() -> list[Any]:
        return await long_tale(MemoryJournal(random=random.Random(1).randbytes))

    stored = told_to(database, long_tale, random=random.Random(1).randbytes)
    assert stored == asyncio.run(in_memory())


def test_every_named_query_is_sound(database: str, store: Store, postgres_server: Postgres) -> None:
    """Postgres takes each of them, whether or not another test reaches it."""

    async def nothing(_: Any) -> None: ...

    async def prepare() -> None:
        db = await asyncpg.connect(database)
        for text in sql.POSTGRES.values():
            if not text.startswith("VACUUM"):
                await db.prepare(text)
        await db.close()

    store.run(nothing)
    asyncio.run(prepare())


# --- opening ----------------------------------------------------------------------------------------------------------


def test_an_address_that_is_none() -> None:
    """The sentence shows how one is written."""
    assert "write it like postgresql://" in refusal("journal.db")
    assert "write it like postgresql://" in refusal("postgresql://localhost:port/journal")


def test_a_server_that_does_not_answer() -> None:
    """The sentence names the server, and neither user nor password."""
    message = refusal("postgresql://ann:secret@127.0.0.1:1/journal")
    assert "postgresql://127.0.0.1:1/journal does not answer" in message
    assert "secret" not in message


def test_a_wrong_password(database: str) -> None:
    """It is not tried again; the sentence says what to correct."""
    message = refusal(database.replace("earpiece@", "guarded:wrong@"))
    assert "password" in message
    assert "wrong" not in message


def test_a_database_that_does_not_exist(database: str) -> None:
    """It is not made on the quiet: a mistyped name would be a new journal."""
    assert "There is no database" in refusal(f"{database}_typo")


def test_a_user_who_may_not_make_tables(database: str) -> None:
    """The first start needs the right to do so."""
    assert "make the user the owner" in refusal(database.replace("earpiece@", "guarded:right@"))


def test_a_database_of_another_program(database: str, postgres_server: Postgres) -> None:
    """It is left alone, even if it has a table `migrations`."""
    name = database.rsplit("/", 1)[1]
    postgres_server.sql("CREATE TABLE migrations (name text)", database=name)

    assert "another program" in refusal(database)
    assert postgres_server.sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", database=name) == "1"


def test_a_database_that_cannot_hold_all_text(postgres_server: Postgres) -> None:
    """Its encoding is fixed when it is made, so this is said before anything is in it."""
    postgres_server.sql("CREATE DATABASE ascii TEMPLATE template0 ENCODING 'SQL_ASCII'")
    assert "ENCODING 'UTF8'" in refusal(postgres_server.address("ascii"))
    postgres_server.drop(postgres_server.address("ascii"))


def test_a_journal_of_a_newer_program(database: str, store: Store, postgres_server: Postgres) -> None:
    """It is refused, not guessed at."""

    async def nothing(_: Any) -> None: ...

    store.run(nothing)
    postgres_server.sql("INSERT INTO migrations VALUES ('9999_later')", database=database.rsplit("/", 1)[1])

    assert "newer Earpiece (9999_later)" in refusal(database)
    assert "newer Earpiece (9999_later)" in refusal(database, readonly=True)


def test_reading_only(database: str) -> None:
    """Who reads only changes nothing, not even an empty database."""
    assert "older Earpiece, or by none" in refusal(database, readonly=True)

    async def written(journal: PostgresJournal) -> None:
        await journal.append(write(said()))

    async def read(journal: PostgresJournal) -> None:
        assert [each.event for each in await journal.read(ANN)] == [said()]
        for change in (journal.append(write(said())), journal.erase("g1"), journal.link("a", "b")):
            with pytest.raises(Unusable, match="reading only"):
                await change
        await journal.beat()

    told_to(database, written)
    told_to(database, read, readonly=True)


def test_migrations_are_applied_once_though_several_nodes_start_at_once(
    database: str, postgres_server: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first brings the tables up to date, the others wait and find them so; a broken script leaves nothing."""

    async def nothing(*_: Any) -> None: ...

    first = dict(sql.migrations("postgres"))
    told_to(database, nothing, nodes=5)
    later = first | {"9000_test": "CREATE TABLE a (id int); CREATE TABLE b (id int);"}
    monkeypatch.setattr("earpiece.journal.postgres_schema.migrations", lambda _: later)
    told_to(database, nothing, nodes=3)
    monkeypatch.setattr(
        "earpiece.journal.postgres_schema.migrations",
        lambda _: later | {"9001": "CREATE TABLE c (id int); DROP TABLE x;"},
    )
    with pytest.raises(asyncpg.UndefinedTableError):
        told_to(database, nothing)

    name = database.rsplit("/", 1)[1]
    assert postgres_server.sql("SELECT name FROM migrations ORDER BY name", database=name).split() == list(later)
    assert (
        postgres_server.sql("SELECT to_regclass('b') || '-' || coalesce(to_regclass('c')::text, '')", database=name)
        == "b-"
    )


# --- several nodes ----------------------------------------------------------------------------------------------------


def test_two_nodes_cannot_both_decide(database: str) -> None:
    """Of decisions from one position exactly one wins, whichever node they come from."""

    async def story(*nodes: PostgresJournal) -> None:
        await nodes[0].append(write(opened()))
        for position in range(1, 21):
            decisions = (node.append(write(told(str(n)), expected=position)) for n, node in enumerate(nodes))
            outcomes = await asyncio.gather(*decisions, return_exceptions=True)
            assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Moved", "Moved", "Receipt"]

    told_to(database, story, nodes=3)


def test_a_key_counts_on_every_node(database: str) -> None:
    """A message sent again to another node is the same message."""

    async def story(one: PostgresJournal, two: PostgresJournal) -> None:
        first, second = await asyncio.gather(one.append(write(said(), key="m1")), two.append(write(said(), key="m1")))
        assert (first.positions, second.positions) == ({ANN: 1}, {ANN: 1})
        assert first.repeated != second.repeated

    told_to(database, story, nodes=2)


def test_the_log_has_no_gaps_and_is_sound_while_all_write(database: str) -> None:
    """Whoever follows the log by its numbers misses nothing: what becomes visible later has a higher number."""

    async def story(*nodes: PostgresJournal) -> None:
        writing = asyncio.gather(*(converse(node, n, talk) for n, node in enumerate(nodes) for talk in range(10)))
        followed: list[int] = []
        while not writing.done():
            followed += [each.seq for each in await nodes[0].read_all(after=len(followed))]
            assert followed == list(range(1, len(followed) + 1))
            assert (await verify(nodes[1])).sound
        await writing
        assert (await verify(nodes[0])).events == 3 * 10 * 20 * 2
        assert sum(node.commits for node in nodes) < 3 * 10 * 20

    async def converse(node: PostgresJournal, number: int, talk: int) -> None:
        for n in range(20):
            own, shared = f"conversation/{number}-{talk}", f"conversation/{talk}"
            await node.append(write(said(str(n)), stream=own), write(told(str(n)), stream=shared))

    told_to(database, story, nodes=3)


def test_a_batch_takes_no_more_than_four_round_trips(database: str) -> None:
    """Lock, look up, write, commit: each costs the network's time while everybody else waits."""

    async def story(journal: PostgresJournal) -> None:
        await journal.append(write(opened()))
        link = journal._writing
        db = await link.connection()
        sent: list[str] = []
        link._db = Spy(db, sent.append)
        await asyncio.gather(
            *(journal.append(write(said(), stream=f"conversation/{n}", key=str(n))) for n in range(50))
        )
        assert len(sent) == 4
        link._db = db

    told_to(database, story)


class Spy:
    """A connection that tells what is sent over it."""

    def __init__(self, db: Any, tell: Callable[[str], Any]) -> None:
        self._db = db
        self._tell = tell

    async def execute(self, query: str, *values: Any) -> Any:
        self._tell(query)
        return await self._db.execute(query, *values)

    async def fetch(self, query: str, *values: Any) -> Any:
        self._tell(query)
        return await self._db.fetch(query, *values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._db, name)


def test_reads_do_not_wait_for_the_writer(database: str) -> None:
    """Somebody holds the lock: appends wait, reading goes on."""

    async def story(journal: PostgresJournal) -> None:
        await journal.append(write(opened()))
        other = await asyncpg.connect(database)
        async with other.transaction():
            await other.execute("SELECT pg_advisory_xact_lock($1)", LOCK)
            waiting = asyncio.ensure_future(journal.append(write(said())))
            assert len(await journal.read(ANN)) == 1
            assert len(await journal.read_all()) == 1
            assert (await verify(journal)).sound
            assert not waiting.done()
        assert await waiting == Receipt({ANN: 2})
        await other.close()

    told_to(database, story)


def test_reads_that_come_together_are_one_query(database: str) -> None:
    """Each caller gets its own stream from its own position, also if several ask for the same one."""

    async def story(journal: PostgresJournal) -> None:
        for n in range(5):
            await journal.append(write(opened(), *(said(str(k)) for k in range(n)), stream=f"conversation/{n}"))
        link = journal._loading._links[0]
        sent: list[str] = []
        link._db = Spy(await link.connection(), sent.append)
        asked = [(4, 0), (4, 3), (2, 0), (9, 0), (0, 0), (2, 9)]
        found = await asyncio.gather(*(journal.read(f"conversation/{n}", after) for n, after in asked))

        assert [[each.position for each in events] for events in found] == [
            [1, 2, 3, 4, 5], [4, 5], [1, 2, 3], [], [1], []
        ]  # fmt: skip
        assert len(sent) == 1

    told_to(database, story)


# --- who lives, and whose timer it is ---------------------------------------------------------------------------------


def test_work_of_a_dead_node_is_an_orphan_and_that_of_a_living_one_is_not(database: str) -> None:
    """By the database's clock; a node's own work never is, and who closes its journal is gone at once."""

    async def story(one: PostgresJournal, two: PostgresJournal) -> None:
        third = await PostgresJournal.open(database, lease=0.4)
        for node in (one, two, third):
            await node.beat()
        await one.append(write(said()))
        await third.append(write(said(), stream="conversation/bob"))
        assert await two.orphans() == []
        await third.close()
        assert [timer.stream for timer in await two.orphans()] == ["conversation/bob"]

        await asyncio.sleep(0.5)
        await two.beat()
        assert [timer.stream for timer in await two.orphans()] == [ANN, "conversation/bob"]
        assert [timer.stream for timer in await one.orphans()] == ["conversation/bob"]
        await one.beat()
        assert [timer.stream for timer in await two.orphans()] == ["conversation/bob"]

    told_to(database, story, nodes=2, lease=0.4)


def test_living_nodes_share_the_timers_and_leave_none(database: str) -> None:
    """Each stream falls to one node; what is overdue, or a dead one's, falls to all; nobody is told to wake in vain."""

    async def story(*nodes: PostgresJournal) -> None:
        for node in nodes:
            await node.beat()
        streams = [f"conversation/{n}" for n in range(60)]
        await nodes[0].append(*(write(told(next_at=10.0 + n / 1000), stream=s) for n, s in enumerate(streams)))
        shares = [{timer.stream for timer in await node.due(10.2)} for node in nodes]
        assert sorted(stream for share in shares for stream in share) == sorted(streams)
        assert all(len(share) > 5 for share in shares)
        for node, share in zip(nodes, shares, strict=True):
            assert await node.next_due() == 10.0 + min(streams.index(stream) for stream in share) / 1000
            assert len(await node.due(10.6)) == 60

        await nodes[0].append(*(write(told(next_at=90.0), stream=stream) for stream in shares[0]))
        after = await nodes[0].next_due()
        assert after is not None
        assert after == pytest.approx(10.5, abs=0.06)
        assert await nodes[0].due(after - 0.001) == []
        assert len(await nodes[0].due(after)) == 1

        await nodes[1].close()
        await nodes[2].close()
        assert len(await nodes[0].due(10.2)) == 60 - len(shares[0])

    told_to(database, story, nodes=3, lease=30.0)


# --- what must not harm others ----------------------------------------------------------------------------------------


def test_names_that_postgres_cannot_hold_are_refused(database: str) -> None:
    """Before they meet others; the sentence says what is wrong."""

    async def story(journal: PostgresJournal) -> None:
        too_long = write(said(), stream="conversation/" + "ä" * 500)
        for bad, why in ((write(said(), key="a\0b"), "NUL"), (too_long, "more than 1000 bytes")):
            outcomes = await asyncio.gather(
                journal.append(write(opened(), stream="card/1")), journal.append(bad), return_exceptions=True
            )
            assert isinstance(outcomes[0], Receipt)
            assert isinstance(outcomes[1], Invalid)
            assert why in outcomes[1].message
        assert await journal.append(write(said(), stream="conversation/" + "a" * 900)) == Receipt(
            {"conversation/" + "a" * 900: 1}
        )

    told_to(database, story)


def test_what_the_database_refuses_fails_alone(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even something nobody thought of fails only its own caller."""
    monkeypatch.setattr("earpiece.journal.postgres_batch.check_storable", lambda _: None)

    async def story(journal: PostgresJournal) -> None:
        names = [f"conversation/{n}" for n in range(9)] + ["conversation/\0"]
        appends = [journal.append(write(said(), stream=name)) for name in names]
        *good, bad = await asyncio.gather(*appends, return_exceptions=True)
        assert all(isinstance(outcome, Receipt) for outcome in good)
        assert isinstance(bad, Unusable)
        assert "nothing of this was stored" in bad.message
        assert (await verify(journal)).sound

    told_to(database, story)


# --- erasing ----------------------------------------------------------------------------------------------------------


def found_in_files(server: Postgres, *needles: bytes) -> list[bytes]:
    """Which of these bytes a file of a table or an index holds, each as often as it is found."""
    server.sql("CHECKPOINT")
    files = [file.read_bytes() for file in (server.folder / "data" / "base").rglob("*") if file.is_file()]
    return [needle for needle in needles for file in files for _ in range(file.count(needle))]


def test_no_table_holds_a_key_after_erasing(database: str, postgres_server: Postgres) -> None:
    """Neither in a row nor in what is left of an old one; other keys are where they were, once."""

    async def story(journal: PostgresJournal) -> None:
        for n in range(40):
            await journal.append(write(said(), stream=f"conversation/{n}", subject=f"g{n}"))
        db = await asyncpg.connect(database)
        keys = {row["subject"]: row["secret"] for row in await db.fetch("SELECT subject, secret FROM keys")}
        await db.close()
        assert found_in_files(postgres_server, *keys.values()) == list(keys.values())

        assert await journal.erase("g7") == 1
        assert await journal.erase("g39") == 1

        left = [secret for subject, secret in keys.items() if subject not in ("g7", "g39")]
        assert found_in_files(postgres_server, *keys.values()) == left
        assert (await journal.read("conversation/8"))[0].event == said()
        assert (await journal.read("conversation/7"))[0].erased

    told_to(database, story)


def test_no_table_holds_a_key_after_erasing_many_at_once(database: str, postgres_server: Postgres) -> None:
    """More keys than their page has room for when they are overwritten."""

    async def story(journal: PostgresJournal) -> None:
        for n in range(100):
            await journal.append(write(said(), stream=f"conversation/{n}", subject=f"g{n}"))
        db = await asyncpg.connect(database)
        keys = {row["subject"]: row["secret"] for row in await db.fetch("SELECT subject, secret FROM keys")}
        await db.close()
        gone = [f"g{n}" for n in range(5, 65)]
        for guest in gone:
            await journal.link(guest, "customer")

        assert await journal.erase("customer") == 60
        assert found_in_files(postgres_server, *(keys[name] for name in gone)) == []
        assert (await journal.read("conversation/70"))[0].event == said()

    told_to(database, story)


def test_erasing_says_when_a_reader_keeps_old_rows(database: str, postgres_server: Postgres) -> None:
    """The keys are destroyed all the same; erased again once the reader is gone, nothing is left. Others go on."""

    async def story(journal: PostgresJournal) -> None:
        await journal.append(write(said()))
        reader = await asyncpg.connect(database)
        async with reader.transaction(isolation="repeatable_read"):
            (secret,) = (row["secret"] for row in await reader.fetch("SELECT secret FROM keys"))
            with pytest.raises(Unusable, match="end that program and erase again"):
                await journal.erase("g1")
            assert (await journal.read(ANN))[0].erased
            assert await journal.append(write(said())) == Receipt({ANN: 2})
        await reader.close()
        await journal.erase("nobody")
        assert found_in_files(postgres_server, secret) == []

    told_to(database, story)
