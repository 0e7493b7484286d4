"""Nodes on one database hear of each other's commits."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from itertools import pairwise

import asyncpg
import pytest

from earpiece.domain.ports import News
from earpiece.journal.listeners import Listeners
from earpiece.journal.postgres import PostgresJournal
from earpiece.journal.postgres_link import Link, Server
from earpiece.journal.postgres_news import Follower, payloads
from tests.journal.stores import ANN, opened, said, write
from tests.journal.tales import until


def told(database: str, story: Callable[..., Awaitable[None]]) -> None:
    """Lets `story` use two nodes; the second one's listener is there, and what it hears comes third."""

    async def run() -> None:
        one, two = await PostgresJournal.open(database), await PostgresJournal.open(database)
        heard: list[News] = []
        two.subscribe(heard.append)
        await until(lambda: two._follower._link.pid, 2)
        await asyncio.sleep(0.1)
        try:
            await story(one, two, heard)
        finally:
            await one.close()
            await two.close()

    asyncio.run(run())


@pytest.mark.postgres
def test_what_another_node_commits_is_heard_at_once(database: str) -> None:
    """With the names of the streams; one's own is heard once."""

    async def story(one: PostgresJournal, two: PostgresJournal, heard: list[News]) -> None:
        await one.append(write(opened(), said()), write(opened(), stream="conversation/bob"))
        await until(lambda: heard, 0.5)
        await two.append(write(said()))
        await one.append(write(said()))
        await until(lambda: len(heard) == 3, 0.5)
        await asyncio.sleep(1.3)

        assert heard == [News(3, (ANN, "conversation/bob")), News(4, (ANN,)), News(5, (ANN,))]

    told(database, story)


@pytest.mark.postgres
def test_what_no_notification_told_is_found(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A look at the journal once a second finds what got lost on the way."""
    monkeypatch.setattr("earpiece.journal.postgres_batch.payloads", lambda *_: [])

    async def story(one: PostgresJournal, two: PostgresJournal, heard: list[News]) -> None:
        await one.append(write(opened(), said()))
        await until(lambda: heard, 2)
        await one.append(write(said()))
        await two.append(write(said()))
        await until(lambda: len(heard) == 3, 2)

        assert heard == [News(2, None), News(4, (ANN,)), News(4, None)]

    told(database, story)


@pytest.mark.postgres
def test_what_came_while_the_connection_was_lost_is_found(database: str) -> None:
    """The listening begins anew by itself, and tells what it has missed."""

    async def story(one: PostgresJournal, two: PostgresJournal, heard: list[News]) -> None:
        db = await asyncpg.connect(database)
        await db.fetchval("SELECT pg_terminate_backend($1, 5000)", two._follower._link.pid)
        await one.append(write(opened()))
        await until(lambda: heard, 4)
        await one.append(write(said()))
        await until(lambda: len(heard) == 2, 0.5)
        await db.close()

        assert heard == [News(1, None), News(2, (ANN,))]

    told(database, story)


@pytest.mark.postgres
def test_all_nodes_hear_that_somebody_was_erased(database: str) -> None:
    """What they keep in memory may be gone, whichever stream it is of."""

    async def story(one: PostgresJournal, _: PostgresJournal, heard: list[News]) -> None:
        await one.append(write(said()))
        await one.erase("g1")
        await until(lambda: len(heard) == 2, 0.5)

        assert heard == [News(1, (ANN,)), News(1, None)]

    told(database, story)


@pytest.mark.postgres
def test_news_of_a_large_batch_arrive(database: str) -> None:
    """More names than one notification holds come in several, all of them."""

    async def story(one: PostgresJournal, _: PostgresJournal, heard: list[News]) -> None:
        names = [f"conversation/{n:036}" for n in range(300)]
        await asyncio.gather(*(one.append(write(opened(), stream=name)) for name in names))
        await until(lambda: len([name for news in heard for name in news.streams or ()]) == 300, 2)

        assert len(heard) > 1
        assert {news.seq for news in heard} == {300}
        assert sorted(name for news in heard for name in news.streams or ()) == names

    told(database, story)


@pytest.mark.parametrize("count", [1, 150, 200, 1000, 5000])
@pytest.mark.parametrize("letter", ["a", "ä", "🦊", '"'])
def test_a_notification_is_never_too_long(count: int, letter: str) -> None:
    """Postgres refuses 8000 bytes and more, and with it the whole transaction."""
    names = tuple(f"conversation/{letter * 20}{n}" for n in range(count))
    pieces = payloads(7, News(9, names))

    assert max(len(piece.encode()) for piece in pieces) < 7900
    told = [json.loads(piece) for piece in pieces]
    assert {(before, seq) for before, seq, _ in told} == {(7, 9)}
    if len(pieces) > 1 or told[0][2] is not None:
        assert sorted(name for _, _, some in told for name in some) == sorted(names)
    assert (told[0][2] is None) == (sum(len(json.dumps(name)) + 2 for name in names) > 8 * 7800)


def test_what_was_told_is_known_whatever_order_it_comes_in() -> None:
    """Own commits overtake the notifications of earlier ones."""
    follower = Follower(Link(Server("postgresql://nobody")), Listeners(), lambda: None, at=5)
    at = []
    for before, seq in ((7, 9), (5, 7), (5, 7), (3, 4), (9, 9), (9, 10), (12, 13), (10, 12)):
        follower.told(before, seq)
        at.append(follower.at)

    assert at == [5, 9, 9, 9, 9, 10, 10, 13]
    assert all(one <= two for one, two in pairwise(at))
    assert follower._ahead == {}
