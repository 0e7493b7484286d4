"""The figures of the day over HTTP: for whom they are, and for which hours."""

from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from earpiece.insight.today import FigureView, TodayView
from earpiece.web.app import create_app
from earpiece.web.services import WebSettings
from tests.web.conftest import SETTINGS
from tests.web.fakes import Fakes

SAM = {"Authorization": "Bearer session-sam"}
DANA = {"Authorization": "Bearer session-dana"}


class Counted:
    """Says what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[float | None] = []

    async def look(self, hours: float | None = None) -> TodayView:
        self.asked.append(hours)
        shown = FigureView(
            name="resolved", title="Resolved", unit="share", value=0.5, told="50 %", definition="Served, of all."
        )
        return TodayView(at=10.0, since=1.0, conversations=2, closed=2, pickup_s=20.0, figures=[shown])


@pytest.fixture
def counted() -> Counted:
    """The service behind it."""
    return Counted()


@pytest.fixture
def client(fakes: Fakes, counted: Counted) -> TestClient:
    """An app that counts."""
    return TestClient(create_app(replace(fakes.services(), figures=counted), WebSettings(**SETTINGS)))


def test_a_supervisor_sees_figures_with_their_definitions(client: TestClient, counted: Counted) -> None:
    """Since midnight, or of so many hours."""
    found = client.get("/figures", headers=SAM)
    assert found.status_code == 200
    assert found.json()["figures"] == [
        {
            "name": "resolved", "title": "Resolved", "unit": "share", "value": 0.5, "told": "50 %",
            "definition": "Served, of all.",
        }
    ]  # fmt: skip
    assert client.get("/figures?hours=1.5", headers=SAM).status_code == 200
    assert counted.asked == [None, 1.5]


@pytest.mark.parametrize(("headers", "status"), [({}, 401), (DANA, 403)], ids=["a stranger", "an expert"])
def test_nobody_else_does(client: TestClient, counted: Counted, headers: dict[str, str], status: int) -> None:
    """Nothing is counted for them."""
    assert client.get("/figures", headers=headers).status_code == status
    assert counted.asked == []


@pytest.mark.parametrize("hours", ["0", "-1", "25", "nan", "inf", "all"])
def test_wrong_hours_are_refused(client: TestClient, hours: Any) -> None:
    """A day at most."""
    assert client.get(f"/figures?hours={hours}", headers=SAM).status_code == 422


def test_a_server_that_counts_nothing_says_so(web: TestClient) -> None:
    """The board then shows no such panel."""
    assert web.get("/figures", headers=SAM).status_code == 404
