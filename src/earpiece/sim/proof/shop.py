"""The lamp shop: the smallest company that has one of everything. The proof plays in it."""

from functools import cache
from pathlib import Path

from earpiece.company.shelf import Shelf

FOLDER = Path(__file__).parent / "lamp_shop"


@cache
def files() -> dict[str, str]:
    """The company folder, read once."""
    return Shelf.of_folder(FOLDER).files


def shelf() -> Shelf:
    """The shop's versions, as a node that starts knows them."""
    return Shelf(files(), str(FOLDER))
