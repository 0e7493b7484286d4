"""Fixtures that the folders of tests share."""

from collections.abc import Iterator

import pytest

from tests.support.stage import Stage


@pytest.fixture
def stage() -> Iterator[Stage]:
    """A stage with nobody on it."""
    with Stage() as stage:
        yield stage


@pytest.fixture
def maya() -> Iterator[Stage]:
    """A stage where Maya, whom the host page knows, has just come in and was greeted."""
    with Stage() as stage:
        stage.opens("maya")
        yield stage
