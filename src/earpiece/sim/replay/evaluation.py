"""All settings over one file, each run in a process of its own where there are several."""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from earpiece.company.shelf import Shelf
from earpiece.sim.replay.play import Outcome, Run, play_run
from earpiece.sim.replay.recording import Recording
from earpiece.sim.replay.results import Result, result_of
from earpiece.sim.replay.settings import Name


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be played. `budgets` and `orders` are for `judged`; the first budget needs no name in the results."""

    company: Path
    recordings: Sequence[Recording]
    settings: Sequence[Name]
    budgets: Sequence[float] = (0.05,)
    orders: int = 5
    jobs: int = 1


def evaluate(wanted: Wanted, told: Callable[[Run], None] = lambda _: None) -> list[Result]:
    """A result for each setting, and for `judged` for each budget. `told` hears of each run that is over.

    Raises Invalid for a company that no model leads, or a recording that cannot be played.
    """
    groups = _groups(wanted)
    outcomes = _play_all(wanted, runs_of(wanted), told)
    return [result_of(group, [outcomes[run] for run in group], wanted.budgets[0]) for group in groups]


def runs_of(wanted: Wanted) -> list[Run]:
    """All passes over the file, setting by setting."""
    return [run for group in _groups(wanted) for run in group]


def _groups(wanted: Wanted) -> list[list[Run]]:
    return [_runs(setting, budget, wanted.orders) for setting, budget in _each(wanted)]


def _each(wanted: Wanted) -> list[tuple[Name, float]]:
    plain: list[tuple[Name, float]] = [(setting, 0.0) for setting in wanted.settings if setting != "judged"]
    return plain + [("judged", budget) for budget in wanted.budgets if "judged" in wanted.settings]


def _runs(setting: Name, budget: float, orders: int) -> list[Run]:
    return [Run(setting, budget, order) for order in range(orders if setting == "judged" else 1)]


def _play_all(wanted: Wanted, runs: Sequence[Run], told: Callable[[Run], None]) -> dict[Run, list[Outcome]]:
    found: dict[Run, list[Outcome]] = {}
    if wanted.jobs <= 1 or len(runs) == 1:
        for run in runs:
            found[run] = _play(wanted.company, wanted.recordings, run)
            told(run)
        return found
    with ProcessPoolExecutor(min(wanted.jobs, len(runs)), mp_context=get_context("spawn")) as pool:
        begun = [(run, pool.submit(_play, wanted.company, wanted.recordings, run)) for run in runs]
        for run, future in begun:
            found[run] = future.result()
            told(run)
    return found


def _play(company: Path, recordings: Sequence[Recording], run: Run) -> list[Outcome]:
    return play_run(Shelf.of_folder(company), recordings, run)
