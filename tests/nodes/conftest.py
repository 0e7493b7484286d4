"""Three nodes on one Postgres, as real processes. Their shop is one shop: they share its books."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.postgres import Postgres, binaries, postgres
from tests.support.server import SLOW_SHOP, Server, wait_until


@dataclass
class Trio:
    """Three servers, and the database and the shop behind them."""

    nodes: list[Server]
    database: Postgres
    books: Path

    def revive(self) -> list[Server]:
        """All nodes, those that are down started again."""
        down = [node for node in self.nodes if node.process is None]
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(Server.start, down))
        return self.nodes

    def pace(self, **seconds: tuple[float, float]) -> None:
        """How many seconds an order of these goods takes before it has its effect, and after."""
        for goods, (before, after) in seconds.items():
            for node in self.nodes:
                (node.data / f"{goods}.pace").write_text(f"{before} {after}")

    def rows(self, sql: str) -> list[tuple[str, ...]]:
        """A question to the shop's database."""
        db = sqlite3.connect(self.books, timeout=10)
        found = db.execute(sql).fetchall()
        db.close()
        return found

    def wait_for(self, table: str, count: int) -> None:
        """Until so many calls have begun (`entered`), or had their effect (`orders`)."""
        wait_until(lambda: len(self.rows(f"SELECT 1 FROM {table}")) >= count, f"{count} in {table}")  # noqa: S608


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trio]:
    """The nodes have data folders of their own, and are all started for the first time at once."""
    if binaries() is None:
        pytest.skip("no Postgres server here")
    folder = tmp_path_factory.mktemp("three")
    books = folder / "shop.db"
    books.touch()
    with postgres(fsync=False) as database:
        settings = {"EARPIECE_DATABASE": database.fresh()}
        trio = Trio([Server(SLOW_SHOP, folder / name, settings) for name in ("a", "b", "c")], database, books)
        for node in trio.nodes:
            node.data.mkdir()
            (node.data / "shop.db").symlink_to(books)
        try:
            trio.revive()
            yield trio
        finally:
            for node in trio.nodes:
                node.kill()
