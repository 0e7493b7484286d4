"""The evidence's endpoints: for people of the desk, with plain errors."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from earpiece.domain.errors import Forbidden, Invalid
from earpiece.domain.forms import Change
from earpiece.runtime.desk.evidence import EvidenceLine, EvidenceView, Preview
from earpiece.runtime.views import Person
from earpiece.web.app import create_app
from earpiece.web.services import WebSettings
from tests.web.conftest import SETTINGS
from tests.web.fakes import Fakes

CARD = "/desk/cards/card_approval"


class FakeEvidence:
    """Remembers what was asked of it."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []

    async def preview(self, person: Person, card: str, changes: Mapping[str, Any]) -> Preview:
        self.asked.append((person.id, card, dict(changes)))
        if "amount" not in changes:
            raise Invalid("This change does not fit.", field="changes")
        return Preview(effect="£40.00 more", changes=[Change(label="Balance", before=None, after="£40.00")])

    async def open(self, person: Person, card: str, source: str, turn: int | None = None) -> EvidenceView:
        self.asked.append((person.id, card, source, turn))
        if card != "card_approval":
            raise Forbidden("This card needs the skill cards.")
        line = EvidenceLine(label="Maya", text="I paid £370", marked=True, position=4)
        return EvidenceView(kind="turn", title="In the conversation", lines=[line])


@pytest.fixture
def evidence() -> FakeEvidence:
    return FakeEvidence()


@pytest.fixture
def dana(fakes: Fakes, evidence: FakeEvidence) -> Iterator[TestClient]:
    """Signed in as an expert, where evidence is kept."""
    app = create_app(replace(fakes.services(), evidence=evidence), WebSettings(**SETTINGS))
    with TestClient(app, headers={"Authorization": "Bearer session-dana"}) as client:
        yield client


def test_a_fact_is_looked_up(dana: TestClient, evidence: FakeEvidence) -> None:
    """By its source and turn; the turn may be missing."""
    found = dana.get(f"{CARD}/evidence", params={"source": "customer m3", "turn": 4}).json()
    assert (found["kind"], found["lines"][0]["marked"]) == ("turn", True)
    dana.get(f"{CARD}/evidence", params={"source": "page returns"})
    assert evidence.asked == [
        ("dana", "card_approval", "customer m3", 4),
        ("dana", "card_approval", "page returns", None),
    ]


def test_a_yes_with_changes_is_previewed(dana: TestClient) -> None:
    """What would change, or why it cannot."""
    seen = dana.post(f"{CARD}/preview", json={"changes": {"amount": 40}}).json()
    assert seen == {"effect": "£40.00 more", "changes": [{"label": "Balance", "before": None, "after": "£40.00"}]}
    wrong = dana.post(f"{CARD}/preview", json={"changes": {}})
    assert (wrong.status_code, wrong.json()["error"]["details"]["field"]) == (422, "changes")


def test_what_is_wrong_with_a_request_is_told(dana: TestClient) -> None:
    """No source, a turn that is none, a card of others."""
    assert dana.get(f"{CARD}/evidence").status_code == 422
    assert dana.get(f"{CARD}/evidence", params={"source": "x", "turn": 0}).status_code == 422
    assert dana.get("/desk/cards/card_task/evidence", params={"source": "x"}).status_code == 403


def test_strangers_see_nothing(web: TestClient) -> None:
    """Whoever is not signed in is asked to."""
    assert web.get(f"{CARD}/evidence", params={"source": "x"}).status_code == 401
    assert web.post(f"{CARD}/preview", json={}).status_code == 401


def test_where_nothing_is_kept_that_is_said(fakes: Fakes) -> None:
    """An app may be set up without."""
    app = create_app(replace(fakes.services(), evidence=None), WebSettings(**SETTINGS))
    with TestClient(app, headers={"Authorization": "Bearer session-dana"}) as client:
        assert client.get(f"{CARD}/evidence", params={"source": "x"}).status_code == 404
