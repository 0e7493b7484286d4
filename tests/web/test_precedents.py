"""Precedents and figures of learning over HTTP."""

from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from earpiece.web.app import create_app
from earpiece.web.services import WebSettings
from tests.web.conftest import SETTINGS
from tests.web.fake_learning import FakePrecedents, precedent, said
from tests.web.fakes import Fakes

SAM = {"Authorization": "Bearer session-sam"}
DANA = {"Authorization": "Bearer session-dana"}


@pytest.fixture
def fakes(fakes: Fakes) -> Fakes:
    """One candidate, one that is in use, one that people answered differently."""
    differed = [said("Omar Haddad", "At the branch in Dover.", "card_9")]
    fakes.precedents.all = FakePrecedents(
        precedent("p1"),
        precedent("p2", question="Do you rent boats?", standing="published"),
        precedent("p3", differed=differed),
    ).all
    return fakes


def ids(web: TestClient, query: str = "") -> list[str]:
    """Which ones a search finds."""
    return [one["id"] for one in web.get(f"/precedents{query}", headers=SAM).json()["precedents"]]


def test_they_are_found_by_words_and_standing(web: TestClient) -> None:
    """All words must occur; those that are contradicted have a list of their own."""
    assert ids(web) == ["p1", "p2", "p3"]
    assert ids(web, "?search=rent+boats") == ["p2"]
    assert ids(web, "?standing=published") == ["p2"]
    assert ids(web, "?standing=contradicted") == ["p3"]
    assert ids(web, "?page=1") == []
    assert web.get("/precedents", headers=SAM).json()["contradicted"] == 1


def test_one_is_published_retired_and_restored(web: TestClient) -> None:
    """Each step is taken back by the next."""

    def stands(act: str, body: dict[str, str] | None = None) -> str:
        answer = web.post(f"/precedents/p1/{act}", json=body, headers=SAM)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["standing"])

    assert (stands("publish"), stands("retire", {"reason": "old"}), stands("restore")) == (
        "published", "retired", "published",
    )  # fmt: skip
    assert web.get("/precedents/p1", headers=SAM).json()["standing"] == "published"


def test_it_is_published_for_whom_and_as_long_as_is_said(web: TestClient) -> None:
    """And in the company's own words; what is not said stays as it was."""
    wanted = {"scope": "customer", "expires_at": 2e9, "situation": "Coins of other countries"}
    told = web.post("/precedents/p1/publish", json=wanted, headers=SAM).json()
    assert {name: told[name] for name in wanted} == wanted
    assert told["reason"].startswith("No bank takes")
    for wrong in ({"scope": "all"}, {"expires_at": -1}, {"until": 2e9}):
        assert web.post("/precedents/p2/publish", json=wrong, headers=SAM).status_code == 422


def test_a_recalled_one_tells_what_it_touched(web: TestClient) -> None:
    """With a correction for each conversation; also later."""
    recalled = web.post(
        "/precedents/p2/recall", json={"reason": "we do", "instead": "From May on."}, headers=SAM
    ).json()
    assert recalled["precedent"]["standing"] == "recalled"
    assert [one["conversation"] for one in recalled["touched"]] == ["conv_1", "conv_2"]
    assert all(one["draft"] == "From May on." for one in recalled["touched"])
    assert web.get("/precedents/p2/touched", headers=SAM).json() == recalled


def test_what_people_answered_differently_is_settled_first(web: TestClient) -> None:
    """It cannot be published before; then the answer that holds is the precedent's."""
    refused = web.post("/precedents/p3/publish", headers=SAM)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "conflict")
    settled = web.post("/precedents/p3/settle", json={"card": "card_9"}, headers=SAM).json()
    assert (settled["answer"], settled["differed"]) == ("At the branch in Dover.", [])
    assert web.post("/precedents/p3/settle", json={"card": "other"}, headers=SAM).status_code == 422


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/precedents?standing=lost", None),
        ("GET", "/precedents?page=-1", None),
        ("GET", f"/precedents?search={'x' * 201}", None),
        ("POST", "/precedents/p1/recall", {}),
        ("POST", "/precedents/p1/recall", {"reason": ""}),
        ("POST", "/precedents/p1/retire", {"why": "x"}),
        ("POST", "/precedents/p1/settle", {}),
    ],
)
def test_what_cannot_be_meant_is_refused(web: TestClient, method: str, path: str, body: Any) -> None:
    """With what is wrong."""
    assert web.request(method, path, json=body, headers=SAM).status_code == 422


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/precedents", None),
        ("GET", "/precedents/p1", None),
        ("GET", "/precedents/p1/touched", None),
        ("POST", "/precedents/p1/publish", None),
        ("POST", "/precedents/p1/retire", {}),
        ("POST", "/precedents/p1/settle", {"card": "card_1"}),
        ("POST", "/precedents/p1/recall", {"reason": "wrong"}),
        ("POST", "/precedents/p1/restore", None),
        ("GET", "/learning", None),
    ],
)
def test_experts_look_and_strangers_do_not(web: TestClient, method: str, path: str, body: Any) -> None:
    """The right to publish is asked for where it is done; nobody else's page can borrow a cookie."""
    expected = 200 if method == "GET" else 403
    assert web.request(method, path, json=body, headers=DANA).status_code == expected
    assert web.request(method, path, json=body).status_code == 401
    if method == "POST":
        web.cookies.set("earpiece", "session-sam")
        foreign = {"Sec-Fetch-Site": "cross-site"}
        assert web.request(method, path, json=body, headers=foreign).status_code == 403


def test_how_far_the_agent_decides_alone(web: TestClient) -> None:
    """The same figures for everybody."""
    told = web.get("/learning", headers=DANA).json()
    assert [one["standing"] for one in told["classes"]] == ["alone", "asking", "earning", "lost"]
    assert told == web.get("/learning", headers=SAM).json()


def test_where_nothing_is_learned_it_says_so(fakes: Fakes) -> None:
    """A server without it is no server with an empty list."""
    services = replace(fakes.services(), precedents=None, learning=None)
    web = TestClient(create_app(services, WebSettings(**SETTINGS)), raise_server_exceptions=False)
    for path in ("/precedents", "/learning"):
        assert web.get(path, headers=SAM).status_code == 404


def test_the_page_is_served(web: TestClient) -> None:
    """At the desk's own address; its words come by script."""
    assert "earpiece-precedents" in web.get("/desk/precedents").text
