"""The lamp shop: the smallest company that has one of everything. The proof plays in it."""

from functools import cache
from pathlib import Path

from earpiece.company.shelf import Shelf

FOLDER = Path(__file__).parent / "lamp_shop"


@cache
def shelf() -> Shelf:
    """The shop's versions, compiled once for all nodes of all runs."""
    return Shelf.of_folder(FOLDER)
