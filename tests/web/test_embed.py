"""The desk inside another tool: its pages, who may show them, and how the tool signs its user in."""

import time

import pytest
from starlette.testclient import TestClient

from earpiece.web.embed import HandOffs
from tests.web.conftest import Open
from tests.web.fakes import Fakes

SERVICE = {"Authorization": "Bearer service-token"}


@pytest.mark.parametrize("path", ["/desk/embed", "/card/card_1", "/hand-off?to=/desk/embed"])
def test_only_allowed_tools_may_show_the_pages(app: Open, path: str) -> None:
    """The list of ancestors is the operator's; without one it is our own pages alone."""
    with app(allowed_frames=("https://crm.example",)) as web:
        answer = web.get(path)
        assert answer.status_code == 200
        assert answer.headers["content-security-policy"].endswith("frame-ancestors 'self' https://crm.example")
    with app() as web:
        assert web.get(path).headers["content-security-policy"].endswith("frame-ancestors 'self'")


def test_a_tool_signs_its_user_in(web: TestClient) -> None:
    """The server of the tool asks for an address; whoever opens it is that person, and lands where they should."""
    made = web.post("/people/dana/hand-off", json={"to": "/card/card_1"}, headers=SERVICE)
    assert made.status_code == 201
    path, _, token = made.json()["path"].partition("#")
    assert path == "/hand-off?to=/card/card_1"
    assert web.get(path).status_code == 200
    signed_in = web.post("/session/hand-off", json={"token": token})
    assert signed_in.json()["id"] == "dana"
    assert web.get("/session").json()["id"] == "dana"


def test_a_cookie_in_a_frame_is_partitioned(app: Open) -> None:
    """Else a browser would keep it from us inside another site's page."""
    with app(allowed_frames=("https://crm.example",)) as web:
        web.base_url = "https://testserver"
        token = HandOffs(b"s" * 32).sign("dana", time.time())
        cookie = web.post("/session/hand-off", json={"token": token}).headers["set-cookie"]
    assert "Partitioned" in cookie
    assert "samesite=none" in cookie.lower()


def test_a_hand_off_lasts_a_minute(web: TestClient, fakes: Fakes) -> None:
    """A used address in somebody's history lets nobody in."""
    path = web.post("/people/dana/hand-off", json={}, headers=SERVICE).json()["path"]
    token = path.partition("#")[2]
    fakes.clock.ahead = 61.0
    late = web.post("/session/hand-off", json={"token": token})
    assert late.status_code == 401
    assert "too old" in late.json()["error"]["message"]


@pytest.mark.parametrize("token", ["", "dana", "dana.99999999999.0f", "omar.{rest}", "dana.9{rest}"])
def test_a_forged_hand_off_is_refused(web: TestClient, token: str) -> None:
    """Nobody makes one without the server's secret, nor for another person or another time."""
    path = web.post("/people/dana/hand-off", json={}, headers=SERVICE).json()["path"]
    rest = path.partition("#dana.")[2]
    assert web.post("/session/hand-off", json={"token": token.format(rest=rest)}).status_code == 401


def test_only_an_admin_hands_off(as_dana: TestClient) -> None:
    """An expert may not sign in as a colleague."""
    assert as_dana.post("/people/omar/hand-off", json={}).status_code == 403


@pytest.mark.parametrize("to", ["https://evil.example", "//evil.example", "/desk?x=1", "/\\evil.example"])
def test_it_leads_to_our_own_pages_only(web: TestClient, to: str) -> None:
    """No open redirect."""
    assert web.post("/people/dana/hand-off", json={"to": to}, headers=SERVICE).status_code == 422


def test_nobody_unknown_is_handed_off(web: TestClient) -> None:
    """404 with a sentence."""
    assert web.post("/people/nobody/hand-off", json={}, headers=SERVICE).status_code == 404
