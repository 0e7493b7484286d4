"""A company folder of its own for each test."""

from pathlib import Path

import pytest

from tests.company.sample import FILES, Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """The sample company on disk."""
    folder = Folder(tmp_path)
    for file, text in FILES.items():
        folder.write(file, text)
    return folder
