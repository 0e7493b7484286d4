"""A running slow shop for tests that may share one, and shops of their own for those that stop them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.server import SLOW_SHOP, Server

Make = Callable[..., Server]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Servers not started yet; whatever the test leaves running is ended."""
    made: list[Server] = []

    def make_server(company: Path = SLOW_SHOP, data: Path | None = None, **environment: str) -> Server:
        server = Server(company, data or tmp_path / f"data{len(made)}", environment)
        made.append(server)
        return server

    yield make_server
    for server in made:
        server.kill()


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One slow shop for all tests of a module."""
    server = Server(SLOW_SHOP, tmp_path_factory.mktemp("shop") / "data").start()
    yield server
    server.kill()
