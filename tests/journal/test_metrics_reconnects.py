"""Connections that break are counted, so that somebody hears of it although callers may not."""

import asyncio

import pytest

from earpiece.journal.postgres import PostgresJournal
from tests.support.postgres import Postgres

pytestmark = pytest.mark.postgres


def test_lost_connections_made_again_are_counted(database: str, postgres_server: Postgres) -> None:
    """The server ends all sessions; the next question finds its way."""

    async def story() -> list[int]:
        journal = await PostgresJournal.open(database)
        try:
            await journal.rows("cards")
            before = journal.reconnects
            postgres_server.sql(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'earpiece'"
            )
            await journal.rows("cards")
            return [before, journal.reconnects]
        finally:
            await journal.close()

    before, after = asyncio.run(story())
    assert before == 0
    assert after >= 1
