"""What a table may hold reads back as it was written: odd values, many rows, secrets among others."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from earpiece.journal import dump
from earpiece.journal.dump import BLOBS, EVENTS, KEYS, LINKS, STREAMS, TABLES, Row, Table, WithSecrets
from tests.journal.places import Place, Rows, all_rows, rows_of


def test_secrets_come_along_in_their_place() -> None:
    """Those given count, not older ones; the order is that of the table, over the borders of pages too."""
    names = [f"{letter}{n}" for letter in "arstz" for n in range(BLOBS.page)]
    blobs = sorted([*((name, b"x") for name in names), ("secret/old", b"old"), ("secret/web", b"old")])
    for size in (1, 7, len(blobs)):
        pages = [blobs[start : start + size] for start in range(0, len(blobs), size)]
        found = asyncio.run(all_rows(WithSecrets(Paged(pages), {"web": b"new", "host": b"h"})))["blobs"]
        assert found == sorted([*((name, b"x") for name in names), ("secret/host", b"h"), ("secret/web", b"new")])
    assert asyncio.run(all_rows(WithSecrets(Paged([]), {"web": b"new"})))["blobs"] == [("secret/web", b"new")]


@dataclass(frozen=True)
class Paged:
    """Blobs in these pages, and nothing else."""

    blobs: list[list[Row]]

    async def pages(self, table: Table) -> Any:
        for page in self.blobs if table is BLOBS else []:
            yield page


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
CELLS: dict[str, st.SearchStrategy[Any]] = {
    "integer": st.integers(dump.SMALLEST, dump.LARGEST),
    "real": st.floats(allow_nan=False).filter(lambda x: str(x) != "-0.0"),  # SQLite itself makes 0.0 of it
    "text": TEXTS,
    "bytes": st.binary(),
}


def rows(table: Table) -> st.SearchStrategy[list[Row]]:
    """Rows of the table's kinds, in its order."""
    kinds = table.columns.values()
    cells = [CELLS[kind.rstrip("?")] | (st.none() if kind.endswith("?") else st.nothing()) for kind in kinds]
    width = 2 if table.name == "timers" else 1
    unique = st.lists(st.tuples(*cells), max_size=4, unique_by=lambda row: row[:width])
    return unique.map(lambda found: sorted(found, key=lambda row: row[:width]))


@given(st.sampled_from(TABLES).flatmap(lambda table: st.tuples(st.just(table), rows(table))))
def test_every_row_reads_back_as_it_was_written(drawn: tuple[Table, list[Row]]) -> None:
    """Whatever a table may hold; equal lines mean equal rows."""
    table, found = drawn
    lines = [dump.written(table, row) for row in found]
    assert [dump.read_back(table, line) for line in lines] == found
    assert all(line.count(b"\n") == 1 for line in lines)
    assert len(set(lines)) == len(found)


def test_more_rows_than_are_in_memory_at_once(place: Place, tmp_path: Path) -> None:
    """None is lost or doubled where one page ends and the next begins."""
    links = [(f"{number:06}", "maya") for number in range(2 * LINKS.page + 1)]
    first = Place(tmp_path / "first" / "journal.db")
    summary = first.take(Rows({"links": links}))
    first.back_up(tmp_path / "b.gz")
    assert place.restore(tmp_path / "b.gz") == summary
    assert rows_of(place)["links"] == links


ODD = {table.name: rows(table) for table in TABLES if table not in (STREAMS, EVENTS, KEYS)}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.fixed_dictionaries(ODD))
def test_odd_values_survive_a_file(tmp_path: Path, tables: dict[str, list[Row]]) -> None:
    """Empty and NULL, the smallest and the largest, any character: through a file and a backup."""
    tables["rows"] = list({row[1:3]: row for row in tables["rows"]}.values())
    place = Place(tmp_path / "odd" / "journal.db")
    for path in (tmp_path / "b.gz", place.where):
        Path(path).unlink(missing_ok=True)
    place.take(Rows(tables))
    place.back_up(tmp_path / "b.gz")
    Path(place.where).unlink()
    place.restore(tmp_path / "b.gz")
    assert rows_of(place) == {"streams": [], "events": [], "keys": []} | tables
