"""The sample bank, its trained understanding (once per session), and its rehearsals."""

from pathlib import Path

import pytest

from earpiece.company.shelf import Shelf
from earpiece.domain.ports import Understanding
from earpiece.wiring import understanding_of

ROOT = Path(__file__).parents[2]
HUDSON = ROOT / "companies" / "hudson"


@pytest.fixture(scope="session")
def hudson() -> Shelf:
    """The sample bank's present version."""
    return Shelf.of_folder(HUDSON)


@pytest.fixture(scope="session")
def understanding(hudson: Shelf, learned: Path) -> Understanding:
    """Trained on the sample bank's examples; a few seconds, once per run."""
    return understanding_of(hudson.current(), learned / "here")
