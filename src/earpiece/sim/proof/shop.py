"""The lamp shop: the smallest company that has one of everything. The proof plays in it."""

from functools import cache
from pathlib import Path

from earpiece.company.shelf import Shelf

FOLDER = Path(__file__).parent / "lamp_shop"


@cache
def shelf() -> Shelf:
    """The shop's versions, compiled once for all nodes of all runs."""
    return Shelf.of_folder(FOLDER)


BUDGET, AUDITS, LEAST = 0.2, 0.3, 5
"""How far the shop that learns lets its agent go: far, so that a run of minutes has decisions taken alone."""


@cache
def learning() -> Shelf:
    """The same shop, as one that lets its agent learn which request a message is, and whether the warranty pays."""
    files = dict(shelf().files)
    files["company.yaml"] += f"judgement: {{budget: {BUDGET}, audits: {AUDITS}}}\n"
    files["consults.yaml"] = files["consults.yaml"].replace(
        "  skill: repairs\n", f"  skill: repairs\n  learn: {{budget: {BUDGET}, least: {LEAST}}}\n"
    )
    return Shelf(files)
