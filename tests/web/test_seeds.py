"""Checks over HTTP: chosen, listed, dropped, and how large a share of the cards they are."""

import dataclasses
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from earpiece.domain.errors import Invalid, NotFound
from earpiece.runtime.desk.seeds import SeedsView, SeedView
from earpiece.runtime.views import Person
from earpiece.web.app import create_app
from earpiece.web.services import WebSettings
from tests.web.conftest import SETTINGS
from tests.web.fakes import Fakes


class FakeSeeds:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.share, self.known = 0.0, dict[str, SeedView]()

    async def all(self) -> SeedsView:
        return SeedsView(share=self.share, seeds=list(self.known.values()))

    async def make(self, person: Person, card: str, because: str) -> SeedsView:
        if card != "card_approval":
            raise Invalid("Nobody has answered this card.", field="card")
        self.known[card] = SeedView(
            seed=card, skill="disputes", question="Credit Maya?", answer="Approve.", because=because, by=person.id,
            name=person.name, at=0, put=0, answered=0, right=0,
        )  # fmt: skip
        return await self.all()

    async def drop(self, person: Person, seed: str) -> None:
        if self.known.pop(seed, None) is None:
            raise NotFound("There is no such check.")

    async def set_share(self, person: Person, share: float) -> SeedsView:
        self.share = share
        return await self.all()


@pytest.fixture
def web(fakes: Fakes) -> Iterator[TestClient]:
    """Signed in as a supervisor."""
    services = dataclasses.replace(fakes.services(), seeds=FakeSeeds())
    with TestClient(create_app(services, WebSettings(**SETTINGS))) as client:
        client.headers["Authorization"] = "Bearer session-sam"
        yield client


def test_a_check_is_made_listed_and_dropped(web: TestClient) -> None:
    """By whom, and why it is right."""
    made = web.post("/oversight/seeds", json={"card": "card_approval", "because": "It was their fault."})
    assert made.status_code == 201
    (seed,) = web.get("/oversight/seeds").json()["seeds"]
    assert (seed["seed"], seed["by"], seed["because"]) == ("card_approval", "sam", "It was their fault.")
    assert web.delete("/oversight/seeds/card_approval").status_code == 204
    assert web.get("/oversight/seeds").json()["seeds"] == []
    assert web.delete("/oversight/seeds/card_approval").status_code == 404


def test_what_cannot_be_one_says_why(web: TestClient) -> None:
    """And without a reason it is none."""
    assert "answered" in web.post("/oversight/seeds", json={"card": "x", "because": "so"}).text
    assert web.post("/oversight/seeds", json={"card": "card_approval", "because": ""}).status_code == 422


@pytest.mark.parametrize(("share", "status"), [(0, 200), (0.05, 200), (0.2, 200), (0.21, 422), (-0.1, 422), ("x", 422)])
def test_at_most_one_card_in_five(web: TestClient, share: object, status: int) -> None:
    """Everything else is refused."""
    told = web.put("/oversight/seeds/share", json={"share": share})
    assert told.status_code == status
    assert status != 200 or told.json()["share"] == share


def test_where_there_are_none(fakes: Fakes) -> None:
    """A server without them says so."""
    with TestClient(create_app(fakes.services(), WebSettings(**SETTINGS))) as client:
        client.headers["Authorization"] = "Bearer session-sam"
        assert client.get("/oversight/seeds").status_code == 404
