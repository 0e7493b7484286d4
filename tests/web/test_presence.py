"""Who is at the desk, over HTTP: open desks say so, closed ones give back what was held."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, field, replace

import pytest
from starlette.testclient import TestClient

from earpiece.desk.presence import SAYS_SO
from earpiece.domain.errors import NotFound
from earpiece.web import sse
from earpiece.web.app import create_app
from earpiece.web.presence import with_presence
from earpiece.web.services import WebSettings
from earpiece.web.sessions import PROGRAM
from tests.web.conftest import SETTINGS
from tests.web.fakes import DANA, Fakes


@dataclass
class FakeAtDesk:
    """Remembers what it was told."""

    told: list[tuple[str, ...]] = field(default_factory=list)
    open: int = 0

    async def seen(self, person: str, workspace: str = "desk", /, *, active: bool = False) -> None:
        if person == PROGRAM.id:
            raise NotFound("There is no account 'program'.")
        self.told.append(("seen", person, workspace, str(active)))

    async def gone(self, person: str, reason: str = "desk closed", /) -> None:
        self.told.append(("gone", person, reason))

    def opened(self, person: str, /) -> None:
        self.open += 1

    def closed(self, person: str, /) -> None:
        self.open -= 1


@dataclass
class HandClock:
    """Moves when it is told to."""

    time: float = 1000.0

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += seconds


@pytest.fixture
def at_desk() -> FakeAtDesk:
    return FakeAtDesk()


@pytest.fixture
def desk(fakes: Fakes, at_desk: FakeAtDesk) -> TestClient:
    """Dana's browser."""
    client = TestClient(create_app(replace(fakes.services(), at_desk=at_desk), WebSettings(**SETTINGS)))
    assert client.post("/session", json={"id": "dana", "password": "correct horse"}).status_code == 201
    return client


def test_another_workspace_says_that_somebody_is_there(desk: TestClient, at_desk: FakeAtDesk) -> None:
    answer = desk.post("/desk/seen", json={"workspace": "helpdesk", "active": True})
    assert (answer.status_code, answer.json()["id"]) == (200, "dana")
    assert desk.post("/desk/seen", json={}).json()["presence"] == "available"
    assert at_desk.told == [("seen", "dana", "helpdesk", "True"), ("seen", "dana", "desk", "False")]


def test_a_closed_page_says_so_without_a_body(desk: TestClient, at_desk: FakeAtDesk) -> None:
    """As a browser's beacon does."""
    assert desk.post("/desk/gone", headers={"Origin": "http://testserver"}).status_code == 204
    assert at_desk.told == [("gone", "dana", "desk closed")]


def test_a_beacon_from_another_site_is_refused(desk: TestClient, at_desk: FakeAtDesk) -> None:
    assert desk.post("/desk/gone", headers={"Origin": "https://elsewhere.example"}).status_code == 403
    assert at_desk.told == []


def test_signing_out_gives_back_what_was_held(desk: TestClient, at_desk: FakeAtDesk) -> None:
    assert desk.delete("/session").status_code == 204
    assert at_desk.told == [("gone", "dana", "signed out")]


def test_a_stranger_is_not_there(fakes: Fakes, at_desk: FakeAtDesk) -> None:
    client = TestClient(create_app(replace(fakes.services(), at_desk=at_desk), WebSettings(**SETTINGS)))
    assert {client.post(path, json={}).status_code for path in ("/desk/seen", "/desk/gone")} == {401}
    assert at_desk.told == []


async def _beats(clock: HandClock, number: int) -> AsyncIterator[None]:
    """A silent stream: a heartbeat every fifteen seconds."""
    for _ in range(number):
        clock.time += sse.HEARTBEAT
        yield None


def test_an_open_desk_says_so_every_half_minute(at_desk: FakeAtDesk) -> None:
    """However little there is to tell."""
    clock = HandClock()

    async def follow() -> None:
        async with aclosing(with_presence(_beats(clock, 8), at_desk, DANA, clock)) as events:  # type: ignore[arg-type]
            async for _ in events:
                assert at_desk.open == 1

    asyncio.run(follow())
    assert at_desk.open == 0
    assert len(at_desk.told) == 1 + 8 * sse.HEARTBEAT // SAYS_SO


def test_a_program_that_follows_the_desk_is_nobody(at_desk: FakeAtDesk) -> None:
    clock = HandClock()

    async def follow() -> int:
        return len([each async for each in with_presence(_beats(clock, 3), at_desk, PROGRAM, clock)])  # type: ignore[arg-type]

    assert asyncio.run(follow()) == 3
    assert at_desk.told == []
