"""Accounts over HTTP, on the real keeping of accounts."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from earpiece.journal.memory import MemoryJournal
from earpiece.runtime.ports import Ports
from earpiece.runtime.staff.accounts import Accounts
from earpiece.runtime.staff.people import People
from earpiece.runtime.tasks import Tasks
from earpiece.runtime.views import Person
from earpiece.sim.ports import SeededIds
from earpiece.web.app import create_app
from earpiece.web.services import Services, WebSettings
from tests.support.stage import SHOP
from tests.web.fakes import Fakes

PASSWORD = "correct horse battery"
FIELDS = {"name": "Dan Obi", "role": "expert", "skills": ["orders"]}


class House:
    """Ada is admin, Sam supervisor, Dan expert; all have the same password."""

    def __init__(self) -> None:
        fakes = Fakes()
        ports = Ports(MemoryJournal(), fakes.clock, SeededIds(0), None, None, SHOP, Tasks().spawn)  # type: ignore[arg-type]
        self.people = People(ports)
        services = Services(fakes.chats, fakes.desk, self.people, fakes.clock, accounts=Accounts(ports, self.people))
        for id, role in (("ada", "admin"), ("sam", "supervisor"), ("dan", "expert")):
            person = Person.model_validate({"id": id, "name": id.title(), "role": role})
            asyncio.run(self.people.add(person, PASSWORD, "test"))
        settings = WebSettings(secret=b"s" * 32, service_token="service-token", sign_ins_per_minute=5)
        self.web = TestClient(create_app(services, settings))
        self.tokens = {id: asyncio.run(self.people.open_session(id, "password")) for id in ("ada", "sam", "dan")}

    def call(self, who: str, method: str, path: str, body: Any = None) -> Any:
        """A request with this person's session, or with this token; the answer."""
        headers = {"Authorization": f"Bearer {self.tokens.get(who, who)}"}
        return self.web.request(method, path, json=body, headers=headers)


@pytest.fixture
def house() -> Iterator[House]:
    made = House()
    with made.web:
        yield made


@pytest.mark.parametrize("who", ["sam", "dan"])
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/people", None),
        ("GET", "/people/dan", None),
        ("PUT", "/people/dan", FIELDS),
        ("POST", "/people/ada/disable", None),
        ("POST", "/people/ada/enable", None),
        ("POST", "/people/dan/link", None),
        ("POST", "/people/dan/tokens", {"name": "x"}),
        ("DELETE", "/people/dan/tokens/x", None),
        ("PUT", "/people/ada/password", {"password": "a new password"}),
        ("DELETE", "/people/ada/sessions", None),
    ],
)
def test_only_admins_keep_accounts(house: House, who: str, method: str, path: str, body: Any) -> None:
    """Supervisors do not, and experts do not, not even their own."""
    assert house.call(who, method, path, body).status_code == 403


def test_an_account_is_changed(house: House) -> None:
    """What the admin sets is there; wrong values say what is wrong."""
    wanted = {**FIELDS, "authority": {"refund": 200}, "levels": {"orders": 2}, "capacity": 3}
    changed = house.call("ada", "PUT", "/people/dan", wanted)
    assert changed.status_code == 200, changed.text
    seen = house.call("ada", "GET", "/people/dan").json()
    assert {name: seen[name] for name in wanted} == wanted
    assert (seen["has_password"], seen["sessions"], seen["tokens"]) == (True, 1, [])
    for wrong in ({"role": "boss"}, {"levels": {"orders": 0}}, {"authority": {"refund": -1}}, {"capacity": 0}):
        assert house.call("ada", "PUT", "/people/dan", {**FIELDS, **wrong}).status_code == 422
    assert house.call("ada", "PUT", "/people/nobody", FIELDS).status_code == 404
    lifted = house.call("ada", "PUT", "/people/ada", {"name": "Ada", "role": "admin", "skills": ["orders"]})
    assert (lifted.status_code, lifted.json()["error"]["code"]) == (403, "forbidden")


def test_disabled_means_at_once(house: House) -> None:
    """The next request of an open session is refused; so is acting as that account with the service token."""
    assert house.call("dan", "GET", "/session").status_code == 200
    assert house.call("ada", "POST", "/people/dan/disable").json()["disabled"] is True
    assert house.call("dan", "GET", "/session").status_code == 401
    signed_in = house.web.post("/session", json={"id": "dan", "password": PASSWORD})
    assert (signed_in.status_code, "disabled" in signed_in.text) == (401, True)
    acting = {"Authorization": "Bearer service-token", "X-Acting-As": "dan"}
    assert house.web.get("/desk/cards", headers=acting).status_code == 403
    assert house.call("ada", "POST", "/people/ada/disable").status_code == 422


def test_a_token_opens_every_door_of_its_account(house: House) -> None:
    """It is shown once; the list has how it begins; revoked it opens nothing."""
    token = house.call("ada", "POST", "/people/sam/tokens", {"name": "report", "days": 30}).json()["token"]
    assert house.call(token, "GET", "/session").json()["id"] == "sam"
    assert house.call(token, "GET", "/desk/cards").status_code == 200
    assert house.call(token, "GET", "/people").status_code == 403
    (listed,) = house.call("ada", "GET", "/people/sam").json()["tokens"]
    assert token.startswith(listed["prefix"])
    assert token not in str(listed)
    assert house.call("ada", "DELETE", f"/people/sam/tokens/{listed['id']}").status_code == 204
    assert house.call(token, "GET", "/session").status_code == 401
    assert house.call("ada", "DELETE", f"/people/sam/tokens/{listed['id']}").status_code == 404


def test_one_changes_ones_own_password_with_the_old_one(house: House) -> None:
    """The session that does it goes on, all others end; guessing the old one is slow."""
    other = asyncio.run(house.people.open_session("dan", "password"))
    new = {"password": "another good one"}
    assert house.call("dan", "PUT", "/people/dan/password", new).status_code == 403
    assert house.call("dan", "PUT", "/people/dan/password", {**new, "current": "wrong"}).status_code == 403
    assert house.call("dan", "PUT", "/people/dan/password", {**new, "current": PASSWORD}).status_code == 204
    assert house.call("dan", "GET", "/session").status_code == 200
    assert house.call(other, "GET", "/session").status_code == 401
    assert house.web.post("/session", json={"id": "dan", "password": "another good one"}).status_code == 201
    tries = [
        house.call("dan", "PUT", "/people/dan/password", {**new, "current": "wrong"}).status_code for _ in range(3)
    ]
    assert tries[-1] == 429


def test_an_admin_sets_anybodys_password_and_ends_their_sessions(house: House) -> None:
    """Whoever lost a device or a password."""
    assert house.call("ada", "PUT", "/people/dan/password", {"password": "another good one"}).status_code == 204
    assert house.call("dan", "GET", "/session").status_code == 401
    house.tokens["dan"] = asyncio.run(house.people.open_session("dan", "password"))
    assert house.call("ada", "DELETE", "/people/dan/sessions").status_code == 204
    assert house.call("dan", "GET", "/session").status_code == 401
    assert house.call("sam", "DELETE", "/people/sam/sessions").status_code == 204
