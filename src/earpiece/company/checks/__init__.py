"""Checks across the files of a company: names that must exist, branches that must be there, promises that must hold."""

from earpiece.company.draft import Draft


def check_all(draft: Draft) -> None:
    """Every check; what is found goes to the draft's report."""
