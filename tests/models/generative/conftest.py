"""One stand-in provider for all tests of a module."""

from collections.abc import Iterator

import pytest

from tests.models.generative.service import Service, opened


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with opened() as found:
        yield found
