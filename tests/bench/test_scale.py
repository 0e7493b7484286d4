"""The measurements of a whole server, with tiny numbers through the real code."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bench import answer_to_customer, growth, parked, parked_cost, streams
from bench.frame.result import Result
from bench.load import Door, Stream
from bench.server import Server, fresh_folder, served
from earpiece.journal.sqlite import SqliteJournal
from tests.support.server import hand_on

Main = Callable[[Sequence[str]], None]


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is prepared for a test is not kept for measurements."""
    for module in (parked, growth):
        monkeypatch.setattr(module, "CACHE", tmp_path / "cache")


@pytest.fixture(autouse=True)
def servers_learn_once(learned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a server learned is handed on to the next, as in other tests."""

    @contextmanager
    def serving(data: Path, **options: Any) -> Iterator[Server]:
        hand_on(learned / "hudson", data / "learned")
        with served(data, **options) as server:
            hand_on(data / "learned", learned / "hudson")
            yield server

    for module in (answer_to_customer, parked_cost, streams):
        monkeypatch.setattr(module, "served", serving)


def measured(main: Main, path: Path, *arguments: str) -> Result:
    """What a measurement writes."""
    main(["--quick", "--json", str(path / "result.json"), *arguments])
    return Result.read(path / "result.json")


def test_parked_conversations_are_made_once_and_really_wait() -> None:
    """Each has its open card; a second folder is a copy of the first."""
    with fresh_folder() as one, fresh_folder() as two:
        parked.folder_with(3, one)
        parked.folder_with(3, two)
        assert (one / "journal.db").read_bytes() == (two / "journal.db").read_bytes()

        async def waiting() -> list[str]:
            journal = await SqliteJournal.open(one / "journal.db", readonly=True)
            cards = await journal.rows("cards", "open")
            events = [len(await journal.read(f"conversation/{card.fields['conversation']}")) for card in cards]
            assert events == [parked.EVENTS - 1] * 3
            assert await journal.due(1e9 + 365 * 86_400 * 50) == []
            await journal.close()
            return [card.id for card in cards]

        assert len(set(asyncio.run(waiting()))) == 3


@pytest.mark.parametrize("cut", [1, 7, 40])
def test_events_are_put_together_from_any_pieces(cut: int) -> None:
    """However the bytes of a stream arrive, each event is told once, and comments are counted."""
    told: list[tuple[str, bytes]] = []

    async def arrive() -> int:
        stream = Stream(b"", lambda name, data, came: told.append((name, data)))
        chunks = [b"event: item\ndata: {}\nid: 1\n\n", b": ping\n\n", b"event: status\ndata: 2\n\n"]
        body = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
        arriving = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" + body
        for start in range(0, len(arriving), cut):
            stream.data_received(arriving[start : start + cut])
        return stream.comments

    assert asyncio.run(arrive()) == 1
    assert told == [("item", b"{}"), ("status", b"2")]


def test_a_door_that_nobody_opens_is_told() -> None:
    """No server is no measurement."""
    with pytest.raises(OSError, match="Connect"):
        asyncio.run(Door(1, "token").ask("GET", "/healthz"))


def test_growth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A turn in conversations of each length and in journals of two sizes."""
    for name, value in {"LENGTHS": (10, 30), "SIZES": (20, 50), "TURNS": 4}.items():
        monkeypatch.setattr(growth, name, value)
    result = measured(growth.main, tmp_path, "--largest", "50")
    assert [each["at"] for each in result.raw["lengths"]] == [10, 30]
    assert [each["conversations"] for each in result.raw["loading"]] == [20, 50]
    assert all(aim.measured > 0 for aim in result.aims)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_answer_to_customer(tmp_path: Path) -> None:
    """Answers arrive on the streams of those they are for, and nothing goes wrong."""
    arguments = ("--parked", "10", "--active", "12", "--seconds", "4", "--rate", "10")
    result = measured(answer_to_customer.main, tmp_path, *arguments)
    assert sum(len(round_["read_ms"]) for round_ in result.raw["rounds"]) > 3
    assert result.raw["problems"] == []


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_parked_cost(tmp_path: Path) -> None:
    """A server with and one without parked conversations; those who may see the cards see them."""
    result = measured(parked_cost.main, tmp_path, "--parked", "30")
    seen = result.raw["full"][-1]["desks"]
    assert {who: found["cards"] for who, found in seen.items()} == {"lucia": 30, "sofia": 30, "femi": 0}
    assert result.raw["disk_bytes"] > 0


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_streams(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """None is lost, each had a heartbeat, and a server that ran out of files says so once and goes on."""
    monkeypatch.setattr(streams, "LONGEST_SILENCE", 0.1)
    result = measured(streams.main, tmp_path, "--streams", "20", "--seconds", "16")
    assert (result.raw["lost"], result.raw["heartbeats"]) == (0, 20)
    assert result.raw["few_files"]["serves_again"]
    assert result.raw["few_files"]["lines"] == 1
    assert "no more connections can be taken" in result.raw["few_files"]["said"][0]
