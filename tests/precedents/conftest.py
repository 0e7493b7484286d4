"""Hudson as it stands in the repository."""

from pathlib import Path

import pytest

from earpiece.company.shelf import Shelf

HUDSON = Path(__file__).parents[2] / "companies" / "hudson"


@pytest.fixture(scope="session")
def hudson() -> Shelf:
    return Shelf.of_folder(HUDSON)
