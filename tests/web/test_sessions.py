"""Sign-in, accounts, and where a cookie counts."""

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import Open
from tests.web.fakes import Fakes

GOOD = {"id": "dana", "password": "correct horse"}


def test_a_password_opens_a_session(web: TestClient) -> None:
    """The session is a cookie that scripts cannot read; signing out ends it."""
    answer = web.post("/session", json=GOOD)
    assert (answer.status_code, answer.json()["token"]) == (201, None)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert web.get("/session").json()["name"] == "Dana Reed"
    assert web.delete("/session").status_code == 204
    assert web.get("/session").status_code == 401


def test_a_link_opens_a_session_once(web: TestClient) -> None:
    """The second use is refused."""
    assert web.post("/session", json={"link": "link-dana"}).status_code == 201
    assert web.post("/session", json={"link": "link-dana"}).status_code == 401


def test_a_program_gets_a_token_and_no_cookie(web: TestClient) -> None:
    """Bearer instead of cookie."""
    answer = web.post("/session", json={**GOOD, "bearer": True})
    assert "set-cookie" not in answer.headers
    token = answer.json()["token"]
    assert web.get("/session", headers={"Authorization": f"Bearer {token}"}).json()["id"] == "dana"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"id": "dana", "password": "wrong"}, 401),
        ({"id": "nobody", "password": "correct horse"}, 401),
        ({"id": "dana"}, 422),
        ({"password": "x"}, 422),
        ({}, 422),
        ({"id": "dana", "password": "x" * 1001}, 422),
        ({"id": "dana", "password": "x", "role": "admin"}, 422),
    ],
)
def test_a_wrong_sign_in_is_refused(web: TestClient, body: object, status: int) -> None:
    """Unknown name and wrong password cannot be told apart."""
    answer = web.post("/session", json=body)
    assert answer.status_code == status
    if status == 401:
        assert answer.json()["error"]["message"] == "The name or the password is wrong."


def test_the_forms_work_before_their_script_has_come(web: TestClient) -> None:
    """A quick person on a slow line presses Enter first: no password in an address, and they are let in."""
    form = {"id": "dana", "password": "correct horse"}
    right = web.post("/sign-in?next=/board", data=form, follow_redirects=False)
    assert (right.status_code, right.headers["location"]) == (303, "/board")
    assert web.get("/session").json()["id"] == "dana"
    elsewhere = web.post("/sign-in?next=//evil.example", data=form, follow_redirects=False)
    assert elsewhere.headers["location"] == "/desk"
    for path, fields in (("/sign-in", {**form, "password": "wrong"}), ("/link?token=used", {})):
        wrong = web.post(path, data=fields, follow_redirects=False)
        assert (wrong.status_code, wrong.headers["location"]) == (303, "/sign-in?next=/desk&problem=unauthenticated")
    for page in ("/sign-in", "/link"):
        assert '<form method="post"' in web.get(page).text
    foreign = web.post("/sign-in", data=form, headers={"Origin": "https://evil.example"}, follow_redirects=False)
    assert foreign.status_code == 403


def test_guessing_is_slow(app: Open, fakes: Fakes) -> None:
    """After some attempts even the right password has to wait."""
    with app(sign_ins_per_minute=3) as web:
        wrong = {"id": "dana", "password": "wrong"}
        assert [web.post("/session", json=wrong).status_code for _ in range(3)] == [401] * 3
        assert web.post("/session", json=GOOD).status_code == 429
        fakes.clock.ahead = 61
        assert web.post("/session", json=GOOD).status_code == 201


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://testserver"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Authorization": "Bearer session-dana"}, 200),
        ({}, 200),
    ],
)
def test_a_cookie_counts_only_in_our_own_pages(web: TestClient, headers: dict[str, str], status: int) -> None:
    """A request made by another site is refused; a program's header needs no such care."""
    web.post("/session", json=GOOD)
    answer = web.put("/desk/presence", json={"presence": "away"}, headers=headers)
    assert answer.status_code == status


def test_another_site_cannot_sign_us_in(web: TestClient) -> None:
    """Not even into its own account."""
    assert web.post("/session", json=GOOD, headers={"Origin": "https://evil.example"}).status_code == 403


def test_inside_other_tools_the_cookie_is_partitioned(app: Open) -> None:
    """With allowed frames and TLS the cookie works in a frame, and only there."""
    with app(allowed_frames=("https://crm.example",)) as web:
        web.base_url = web.base_url.copy_with(scheme="https")
        cookie = web.post("/session", json=GOOD).headers["set-cookie"]
        assert cookie.startswith("__Host-earpiece=")
        assert "SameSite=none; Secure; Partitioned" in cookie


def test_an_admin_adds_people(web: TestClient) -> None:
    """And everybody who is not one cannot."""
    new = {"id": "lee", "name": "Lee", "role": "expert", "skills": ["cards"], "password": "long enough"}
    admin = {"Authorization": "Bearer session-ada"}
    assert web.post("/people", json=new, headers=admin).status_code == 201
    listed = web.get("/people", headers=admin).json()
    assert "lee" in [person["id"] for person in listed]
    assert "password" not in str(listed)
    supervisor = {"Authorization": "Bearer session-sam"}
    assert web.post("/people", json=new, headers=supervisor).status_code == 403


@pytest.mark.parametrize(
    "change", [{"role": "boss"}, {"password": "short"}, {"name": None}, {"skills": "cards"}, {"extra": 1}]
)
def test_a_wrong_account_is_refused(web: TestClient, change: dict[str, object]) -> None:
    """Unknown role, short password, missing name, wrong type, unknown field."""
    new = {"id": "lee", "name": "Lee", "role": "expert", **change}
    assert web.post("/people", json=new, headers={"Authorization": "Bearer session-ada"}).status_code == 422


def test_presence_is_set_and_checked(as_dana: TestClient, fakes: Fakes) -> None:
    """Three words are known."""
    assert as_dana.put("/desk/presence", json={"presence": "focus"}).json()["presence"] == "focus"
    assert fakes.people.all["dana"].presence == "focus"
    assert as_dana.put("/desk/presence", json={"presence": "asleep"}).status_code == 422
