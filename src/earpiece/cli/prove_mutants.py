"""`earpiece prove --mutants`: the runs notice each of many deliberate breakages."""

from earpiece.domain.errors import Invalid


def run(seeds: int | None, only: str | None, jobs: int | None, json: str | None) -> bool:
    """Play each mutant until it is caught, print and write what came of it; whether all were caught. Raises Invalid."""
    raise Invalid("There are no mutants yet.")
