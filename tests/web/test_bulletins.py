"""Bulletins over HTTP."""

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from earpiece.runtime.supervision.bulletins import BulletinRequest, BulletinView
from earpiece.runtime.views import Person
from earpiece.web.app import create_app
from earpiece.web.services import WebSettings
from tests.web.conftest import SETTINGS
from tests.web.fakes import Fakes

BODY = {"text": "No boats before spring.", "source": "head of sales", "until": 1e10}


class FakeBulletins:
    """Keeps what was posted."""

    def __init__(self) -> None:
        self.posted: list[tuple[Person, BulletinRequest]] = []

    async def list(self, person: Person) -> list[BulletinView]:
        return [
            BulletinView(
                id=f"b{number}", by=by.id, name=by.name, **request.model_dump(exclude={"long", "answers", "sure"})
            )
            for number, (by, request) in enumerate(self.posted)
        ]

    async def post(self, person: Person, request: BulletinRequest) -> BulletinView:
        self.posted.append((person, request))
        return (await self.list(person))[-1]

    async def end(self, person: Person, bulletin: str) -> None:
        del self.posted[int(bulletin.removeprefix("b"))]


@pytest.fixture
def web(fakes: Fakes) -> TestClient:
    """A signed-in client of an app that has bulletins."""
    return client_of(fakes, FakeBulletins())


def client_of(fakes: Fakes, bulletins: FakeBulletins | None) -> TestClient:
    services = replace(fakes.services(), bulletins=bulletins)
    client = TestClient(create_app(services, WebSettings(**SETTINGS)), raise_server_exceptions=False)
    client.headers["Authorization"] = "Bearer session-dana"
    return client


def test_a_bulletin_is_posted_listed_and_ended(web: TestClient) -> None:
    """What was sent is what is listed."""
    posted = web.post("/desk/bulletins", json={**BODY, "words": ["boats"], "answers": "card_1"})
    assert posted.status_code == 201
    assert web.get("/desk/bulletins").json() == [posted.json()]
    assert web.delete(f"/desk/bulletins/{posted.json()['id']}").status_code == 204
    assert web.get("/desk/bulletins").json() == []


@pytest.mark.parametrize("body", [{}, {**BODY, "until": None}, {**BODY, "scope": "all"}])
def test_what_is_no_bulletin_is_refused(web: TestClient, body: dict[str, object]) -> None:
    """Something is missing, or nobody knows what it means."""
    assert web.post("/desk/bulletins", json=body).status_code == 422


def test_strangers_neither_read_nor_write(web: TestClient) -> None:
    """As everywhere at the desk."""
    del web.headers["Authorization"]
    assert web.get("/desk/bulletins").status_code == 401
    assert web.post("/desk/bulletins", json=BODY).status_code == 401
    assert web.delete("/desk/bulletins/b1").status_code == 401


def test_where_there_are_none_it_says_so(fakes: Fakes) -> None:
    """A server without them is no server with an empty list."""
    assert client_of(fakes, None).get("/desk/bulletins").status_code == 404
