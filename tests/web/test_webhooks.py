"""Webhooks over HTTP: for admins, with the secret told once."""

import dataclasses
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from earpiece.journal.memory import MemoryJournal
from earpiece.runtime.ports import Ports
from earpiece.runtime.states import Folds
from earpiece.web.app import create_app
from earpiece.web.services import WebSettings
from earpiece.wiring import RealIds
from earpiece.workspaces.webhooks import endpoint
from earpiece.workspaces.webhooks.endpoint import Webhook
from earpiece.workspaces.webhooks.register import Register
from earpiece.workspaces.webhooks.sending import Secrets
from tests.web.conftest import SETTINGS
from tests.web.fakes import Fakes

FORM = {"url": "https://crm.example/hook", "types": ["card.opened"]}


def register(fakes: Fakes) -> Register:
    """Webhooks in a journal of their own."""
    journal = MemoryJournal()
    ports = Ports(journal, fakes.clock, RealIds(), None, None, None, lambda *_: None)  # type: ignore[arg-type]
    return Register(ports, Folds(journal, "webhook", Webhook, endpoint.fold), Secrets(b"root"), private=False)


@pytest.fixture
def web(fakes: Fakes) -> Iterator[TestClient]:
    """Signed in as an admin."""
    services = dataclasses.replace(fakes.services(), webhooks=register(fakes))
    with TestClient(create_app(services, WebSettings(**SETTINGS))) as client:
        client.headers["Authorization"] = "Bearer session-ada"
        yield client


def test_the_secret_is_told_once(web: TestClient) -> None:
    """When the webhook is made, and when it gets a new one."""
    made = web.post("/webhooks", json=FORM)
    assert made.status_code == 201
    secret, id = made.json()["secret"], made.json()["id"]
    assert secret.startswith("whsec_")
    (listed,) = web.get("/webhooks").json()
    assert (listed["id"], listed["url"], listed["types"]) == (id, FORM["url"], ["card.opened"])
    assert "secret" not in listed
    changed = web.put(f"/webhooks/{id}", json={**FORM, "active": False}).json()
    assert (changed["status"], "secret" in changed) == ("paused", False)
    renewed = web.put(f"/webhooks/{id}", json={**FORM, "new_secret": True}).json()
    assert renewed["secret"] not in ("", secret)


def test_removed_and_unknown_ones(web: TestClient) -> None:
    """404, in words."""
    id = web.post("/webhooks", json=FORM).json()["id"]
    assert web.delete(f"/webhooks/{id}").status_code == 204
    assert web.get("/webhooks").json() == []
    for answer in (
        web.delete(f"/webhooks/{id}"),
        web.put("/webhooks/wh0", json=FORM),
        web.get("/webhooks/wh0/dead"),
        web.post(f"/webhooks/{id}/dead/7/retry"),
    ):
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")
    id = web.post("/webhooks", json=FORM).json()["id"]
    assert web.get(f"/webhooks/{id}/dead").json() == []
    assert web.post(f"/webhooks/{id}/dead/7/retry").status_code == 404


def test_only_admins(web: TestClient) -> None:
    """Whoever reads what happens at the desk is chosen by an admin."""
    for who, status in (("sam", 403), ("dana", 403), ("nobody", 401)):
        web.headers["Authorization"] = f"Bearer session-{who}"
        assert web.get("/webhooks").status_code == status
        assert web.post("/webhooks", json=FORM).status_code == status


@pytest.mark.parametrize("url", ["http://crm.example", "https://10.0.0.7/", "https://localhost/", "nothing", ""])
def test_addresses_are_checked(web: TestClient, url: str) -> None:
    """422, with what to write instead."""
    answer = web.post("/webhooks", json={**FORM, "url": url})
    assert (answer.status_code, answer.json()["error"]["details"]["field"]) == (422, "url")


def test_its_page(web: TestClient) -> None:
    """It is there; what it shows needs an admin."""
    assert web.get("/admin/webhooks").status_code == 200


def test_a_server_without_them(fakes: Fakes) -> None:
    """Says so."""
    with TestClient(create_app(fakes.services(), WebSettings(**SETTINGS))) as client:
        client.headers["Authorization"] = "Bearer session-ada"
        assert client.get("/webhooks").status_code == 404
        assert client.post("/slack/interactions", content=b"").status_code == 404
        assert client.post("/slack/events", content=b"").status_code == 404
