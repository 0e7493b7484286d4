"""The app over small services in memory."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from starlette.testclient import TestClient

from earpiece.web.app import create_app
from earpiece.web.services import WebSettings
from tests.web import samples
from tests.web.fakes import Fakes

SETTINGS: dict[str, Any] = {"secret": b"s" * 32, "service_token": "service-token"}
Open = Callable[..., AbstractContextManager[TestClient]]


@pytest.fixture
def fakes() -> Fakes:
    """Services with one card of each kind."""
    made = Fakes()
    now = made.clock.now()
    for card in (samples.approval(now), samples.clarification(now), samples.task(now), samples.instruction(now)):
        made.desk.put(card)
    return made


@pytest.fixture
def app(fakes: Fakes) -> Open:
    """A client for an app with other settings."""

    @contextmanager
    def open_app(**settings: Any) -> Iterator[TestClient]:
        made = create_app(fakes.services(), WebSettings(**{**SETTINGS, **settings}))
        with TestClient(made, raise_server_exceptions=False) as client:
            yield client

    return open_app


@pytest.fixture
def web(app: Open) -> Iterator[TestClient]:
    """A client as a stranger has it."""
    with app() as client:
        yield client


@pytest.fixture
def as_dana(web: TestClient) -> TestClient:
    """Signed in as an expert, by bearer token."""
    web.headers["Authorization"] = "Bearer session-dana"
    return web
