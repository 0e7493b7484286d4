"""Every test that asks for `store` runs on each of the stores; one that asks for `place`, on a file and a database."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.journal.places import Place
from tests.journal.stores import STORES, Store, in_postgres
from tests.support.postgres import database, postgres_server

__all__ = ["database", "place", "postgres_server", "store"]


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """One kind of store, in a folder of its own."""
    kind: Store = request.param
    database = request.getfixturevalue("database") if kind.open is in_postgres else ""
    return replace(kind, folder=tmp_path, database=database)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """An empty place of each kind."""
    if request.param == "postgres":
        return Place(request.getfixturevalue("database"))
    return Place(tmp_path / "place" / "journal.db")
