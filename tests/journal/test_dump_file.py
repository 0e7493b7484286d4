"""A backup is whole, or it is refused with what is wrong and where; and nothing is left behind."""

import base64
import gzip
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from earpiece.domain.errors import Unusable
from earpiece.journal.dump import TABLES, Summary, Tally
from earpiece.journal.dump_file import HEADER, Header, reading, writing
from tests.journal.places import Place
from tests.journal.stores import opened, said, told, write


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a sound one."""
    folder = tmp_path_factory.mktemp("whole")
    place = Place(folder / "journal.db")
    place.opened(story)
    place.back_up(folder / "b.gz")
    return (folder / "b.gz").read_bytes()


async def story(journal: Any) -> None:
    """Some words of some people."""
    for number in range(20):
        stream = f"conversation/{number}"
        await journal.append(
            write(opened(), said(), told(next_at=9.5), stream=stream, subject=f"g{number}", key=stream)
        )
    await journal.link("g1", "maya")
    await journal.put_blob("d1", b"body")


def refused(tmp_path: Path, content: bytes) -> str:
    """Why such a file is not restored; the place stays empty."""
    (tmp_path / "b.gz").write_bytes(content)
    with pytest.raises(Unusable) as refusal:
        Place(tmp_path / "place" / "journal.db").restore(tmp_path / "b.gz")
    left = tmp_path / "place"
    assert not left.exists() or [path.name for path in left.iterdir()] == ["journal.db.lock"]
    assert str(tmp_path / "b.gz") in refusal.value.message or "as it was written" in refusal.value.message
    return refusal.value.message


Lines = list[bytes]


def edited(content: bytes, edit: Callable[[Lines], object]) -> bytes:
    """The file with other lines, compressed as if it were sound."""
    lines = gzip.decompress(content).splitlines(keepends=True)
    edit(lines)
    return gzip.compress(b"".join(lines))


def with_header(content: bytes, edit: Callable[[dict[str, Any]], object]) -> bytes:
    """The file with another header."""

    def rewrite(lines: Lines) -> None:
        header = json.loads(lines[0])
        edit(header)
        lines[0] = json.dumps(header).encode() + b"\n"

    return edited(content, rewrite)


def row_of(lines: Lines, table: str, number: int = 0) -> int:
    """Where the row of that number in a table is."""
    title = next(at for at, line in enumerate(lines) if line.startswith(b'{"table":"%s"' % table.encode()))
    return title + 1 + number


def changed(table: str, column: int, value: Any) -> Callable[[Lines], object]:
    """Another value in the third row of a table."""

    def change(lines: Lines) -> None:
        at = row_of(lines, table, 2)
        row = json.loads(lines[at])
        row[column] = value
        lines[at] = json.dumps(row).encode() + b"\n"

    return change


def test_a_sound_one_is_what_its_header_says(backup: bytes, tmp_path: Path) -> None:
    """One that was decompressed, looked at and compressed again is as good: the rows count, not the bytes."""
    (tmp_path / "b.gz").write_bytes(edited(backup, lambda lines: None))
    with reading(tmp_path / "b.gz") as found:
        summary = found.header.summary
    assert Place(tmp_path / "place" / "journal.db").restore(tmp_path / "b.gz") == summary
    assert {name: tally.rows for name, tally in summary.tables.items()} == {
        "streams": 20, "events": 60, "keys": 20, "links": 1, "receipts": 20, "timers": 60, "rows": 20, "blobs": 1,
    }  # fmt: skip


@pytest.mark.parametrize("share", [0.0, 0.001, 0.1, 0.3, 0.5, 0.9, 0.99, 0.9999])
def test_cut_off_anywhere(backup: bytes, tmp_path: Path, share: float) -> None:
    """Also within the header, and right before the end."""
    why = refused(tmp_path, backup[: int(len(backup) * share)])
    assert "not a backup" in why or ("line " in why and "cut off or damaged" in why)


@pytest.mark.parametrize("share", [0.0, 0.2, 0.35, 0.5, 0.8, 0.9999])
def test_one_byte_is_another(backup: bytes, tmp_path: Path, share: float) -> None:
    """As a failing disk leaves it."""
    at = int(len(backup) * share)
    assert refused(tmp_path, backup[:at] + bytes([backup[at] ^ 1]) + backup[at + 1 :])


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not a backup"),
        (b"SQLite format 3\0", "not a backup"),
        (gzip.compress(b"hello\n"), "not a backup"),
        (gzip.compress(b'{"format": "another"}\n'), "says nothing of one"),
        (gzip.compress(b"[1]\n"), "says nothing of one"),
        (gzip.compress(b" " * 5000), "not a backup"),
    ],
    ids=["empty", "another database", "words", "another format", "a list", "blanks"],
)
def test_what_is_no_backup(tmp_path: Path, content: bytes, why: str) -> None:
    """Empty, a database, something else that is compressed, one that was never sealed."""
    assert why in refused(tmp_path, content)


def test_what_is_not_there(tmp_path: Path) -> None:
    """A name mistyped, a folder."""
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(Unusable, match="cannot be read"), reading(path):
            pass


def test_of_another_format(backup: bytes, tmp_path: Path) -> None:
    """It says which program wrote it."""
    newer = with_header(backup, lambda header: header.update(version=2, program="9.9"))
    assert "written by another Earpiece (9.9, format 2" in refused(tmp_path, newer)


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (lambda header: header.pop("keys"), "header does not read as one: keys"),
        (lambda header: header["summary"]["tables"].pop("keys"), "does not name the tables"),
        (lambda header: header["summary"]["tables"]["keys"].update(rows=-1), "fewer than no rows"),
        (lambda header: header["summary"]["tables"]["keys"].update(rows=19), "the table links should begin"),
        (lambda header: header["summary"]["tables"]["keys"].update(rows=21), "the table keys should go on"),
        (lambda header: header["summary"]["tables"]["keys"].update(sha256="0" * 64), "table keys has other rows"),
        (lambda header: header["summary"].update(fingerprint="0" * 64), "fingerprint of the record is another"),
    ],
)
def test_another_header(backup: bytes, tmp_path: Path, edit: Callable[[dict[str, Any]], object], why: str) -> None:
    """One that does not fit to what follows."""
    assert why in refused(tmp_path, with_header(backup, edit))


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (changed("events", 3, 2.0), "conversation/0, position 3: the event is not as it was written"),
        (changed("events", 6, "{}"), "conversation/0, position 3: the event is not as it was written"),
        (changed("keys", 1, "g77"), "the table keys has other rows"),
        (changed("timers", 3, "another-node"), "the table timers has other rows"),
        (changed("receipts", 1, "{}"), "the table receipts has other rows"),
        (changed("events", 0, "3"), "line 26: no row of the table events (seq is not integer)"),
        (changed("events", 0, True), "seq is not integer"),
        (changed("events", 0, 2**63), "seq is not integer"),
        (changed("events", 3, 1), "at is not real"),
        (changed("events", 3, None), "at is not real"),
        (changed("events", 3, "nan"), "at is not real"),
        (changed("events", 9, "§§"), "no row of the table events"),
        (changed("events", 9, "abc"), "hash is not base64"),
        (changed("events", 6, 5), "open is not text"),
        (changed("keys", 1, "\ud800"), "no row of the table keys"),
        (lambda lines: lines.pop(row_of(lines, "events", 2)), "the table events should go on"),
        (lambda lines: lines.pop(row_of(lines, "links", -1)), "the table links should begin"),
        (lambda lines: lines.insert(row_of(lines, "links"), b'["a","b"]\n'), "the table receipts should begin"),
        (lambda lines: lines.insert(row_of(lines, "links"), b'["a"]\n'), "not a row of 2 columns"),
        (lambda lines: lines.insert(row_of(lines, "links"), b"[\n"), "no row of the table links"),
        (lambda lines: lines.append(b'["d2","YQ=="]\n'), "here the backup should end"),
    ],
)
def test_other_lines(backup: bytes, tmp_path: Path, edit: Callable[[Lines], object], why: str) -> None:
    """One value changed by hand, a row lost, added or spoilt."""
    assert why in refused(tmp_path, edited(backup, edit))


def test_rows_in_another_order(backup: bytes, tmp_path: Path) -> None:
    """The order is what happened."""

    def swap(lines: Lines) -> None:
        at = row_of(lines, "rows", 2)
        lines[at : at + 2] = [lines[at + 1], lines[at]]

    assert "the table rows has other rows" in refused(tmp_path, edited(backup, swap))


def test_who_rewrites_everything_is_found_out_by_the_fingerprint(tmp_path: Path) -> None:
    """A journal whose words were changed and whose hashes were made anew is another one."""
    for name, words in (("a", "yes"), ("b", "no")):
        place = Place(tmp_path / name / "journal.db")

        async def say(journal: Any, words: str = words) -> None:
            await journal.append(write(opened(), told(words)))

        place.opened(say)
        place.back_up(tmp_path / f"{name}.gz")
    with reading(tmp_path / "a.gz") as one, reading(tmp_path / "b.gz") as other:
        assert one.header.summary.fingerprint != other.header.summary.fingerprint


def test_a_broken_record_is_kept_as_it_is(tmp_path: Path) -> None:
    """Its backup says so, and what is restored is broken at the same place: nothing more, nothing less."""
    place = Place(tmp_path / "journal.db")
    place.opened(story)
    db = sqlite3.connect(tmp_path / "journal.db")
    with db:
        db.execute("UPDATE events SET open = '{}' WHERE seq = 5")
    db.close()
    header = place.back_up(tmp_path / "b.gz")
    assert header.summary.broken is not None
    assert (header.summary.broken.stream, header.summary.broken.position) == ("conversation/1", 2)
    assert Place(tmp_path / "place" / "journal.db").restore(tmp_path / "b.gz") == header.summary


def test_it_holds_keys_so_it_is_its_owners(backup: bytes, tmp_path: Path) -> None:
    """Nobody else may read it; and an older backup is never overwritten."""
    place = Place(tmp_path / "journal.db")
    place.opened(story)
    place.back_up(tmp_path / "b.gz")
    assert (tmp_path / "b.gz").stat().st_mode & 0o777 == 0o600
    with pytest.raises(Unusable, match="There is already something"):
        place.back_up(tmp_path / "b.gz")
    with pytest.raises(Unusable, match=r"another folder that is there"):
        place.back_up(tmp_path / "none" / "b.gz")


def test_interrupted_it_leaves_nothing(tmp_path: Path) -> None:
    """Neither under its name nor under another one."""
    with pytest.raises(KeyboardInterrupt), writing(tmp_path / "b.gz"):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_said_to_be_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever was being read at that moment."""

    class Full:
        def write(self, _: bytes) -> int:
            raise OSError(28, "No space left on device")

    place = Place(tmp_path / "journal.db")
    place.opened(story)
    monkeypatch.setattr("earpiece.journal.dump_file.gzip.GzipFile", lambda *_, **__: Full())
    with pytest.raises(Unusable, match="No space left on device"):
        place.back_up(tmp_path / "b.gz")
    assert not list(tmp_path.glob("*b.gz*"))


def test_the_header_is_always_as_long(tmp_path: Path) -> None:
    """It is written last, at the beginning: with the largest numbers and the longest names it still fits."""
    tables = {table.name: Tally(2**63 - 1, "f" * 64) for table in TABLES}
    summary = Summary(tables, "f" * 64)
    header = Header("earpiece backup", 1, "1" * 50, "postgres", "0" * 60, "2026-11-22T00:00:00+00:00", True, summary)
    with writing(tmp_path / "b.gz") as writer:
        writer.seal(header)
    with gzip.open(tmp_path / "b.gz") as file:
        assert len(file.readline()) == HEADER
    with reading(tmp_path / "b.gz") as found:
        assert found.header == header


def test_anybody_can_read_it(backup: bytes, tmp_path: Path) -> None:
    """The form that docs/operations.md names: gzip, JSON lines, base64."""
    lines = [json.loads(line) for line in gzip.decompress(backup).splitlines()]
    assert [line["table"] for line in lines[1:] if isinstance(line, dict)] == [table.name for table in TABLES]
    keys = lines[row_of(gzip.decompress(backup).splitlines(keepends=True), "keys")]
    assert (keys[0], keys[1], len(base64.b64decode(keys[2])), keys[3]) == (1, "g0", 32, 0)
