"""What all tests of a run share, whichever process they run in."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.server import Server

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
"""How long an example takes says something about the machine, and nothing about what is tested."""


@pytest.fixture(scope="session")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this run keeps what was learned from companies, a folder each; pytest-xdist's workers share it."""
    own = tmp_path_factory.getbasetemp()
    return (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "learned"


@pytest.fixture(scope="session", autouse=True)
def servers_learn_once(learned: Path) -> None:
    """The first server of a company learns; the next ones start as an installation does the second time."""
    Server.learned = learned
