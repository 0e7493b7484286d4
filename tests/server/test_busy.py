"""The busy demo: customers keep coming, a visitor answers one card, and everybody who asked the same has it."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.support.server import ROOT, Server, wait_until

pytestmark = pytest.mark.slow

ANSWER = "No, nobody's account moves; whoever says so is not from us."
ASKED = 500


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Server]:
    """The sample bank with a few customers at any time."""
    options = ("--demo", "--busy", "4")
    server = Server(ROOT / "companies" / "hudson", tmp_path / "data", options=options).start()
    yield server
    server.kill()


def test_five_hundred_ask_the_same_and_one_answer_is_for_all(busy: Server) -> None:
    """Each of them gets it once, in a conversation of their own; the figures say so."""
    with busy.client(Origin=busy.url) as visitor:
        visitor.get("/demo/session").raise_for_status()
        assert visitor.get("/demo/busy").json()["live"] <= 4
        assert visitor.post("/demo/surge", json={"customers": ASKED}).json() == {"customers": ASKED}
        card = wait_until(lambda: _asked_by_all(visitor), "all of them wait for one card")
        held = visitor.post(f"/desk/cards/{card['id']}/claim").json()
        answer = {"text": ANSWER}
        body = {"answer": answer, "revision": held["revision"], "fence": held["holder"]["fence"], "key": "once"}
        visitor.post(f"/desk/cards/{card['id']}/answer", json=body).raise_for_status()
        wait_until(lambda: visitor.get("/demo/busy").json()["answers"] >= ASKED, "all of them have it")
        figures = visitor.get("/demo/busy").json()
    assert figures["cards"] < 20, "one card, and at most a few of the others"
    assert figures["per_expert"] > 1
    told = _told(busy)
    assert len(told) == ASKED, "each was told"
    assert set(told.values()) == {1}, "and once"


def _asked_by_all(visitor: httpx2.Client) -> dict[str, object] | None:
    cards = visitor.get("/desk/cards").json()
    return next((card for card in cards if card["waiting"] >= ASKED), None)


def _told(busy: Server) -> dict[str, int]:
    """By conversation: how often the answer was said in it."""
    found: dict[str, int] = {}
    for row in _conversations(busy):
        lines = busy.ask("GET", f"/conversations/{row}/story", busy.service_token).json()
        times = sum(line["kind"] == "AgentSaid" and ANSWER in line["what"] for line in lines)
        if times:
            found[row] = times
    return found


def _conversations(busy: Server) -> list[str]:
    """Ids of all of them, from the journal's file."""
    with sqlite3.connect(busy.data / "journal.db") as db:
        return [name.partition("/")[2] for (name,) in db.execute("SELECT name FROM streams") if name.startswith("conv")]
