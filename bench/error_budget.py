"""An error budget held against simulated streams with known truth: how often it breaks, and what keeping it costs.

    python -m bench.error_budget [--budget 0.05] [--runs 200] [--kinds calibrated,jump] [--markdown]

A run is broken as in `bench/ask_and_learn`: the exact one-sided 95 % lower bound of the error share among own
decisions is above the budget, or in a block of 500 conversations with at least 200 own decisions above twice the
budget.
"""

import argparse
from dataclasses import dataclass

import numpy as np

from bench.ask_and_learn.scores import BLOCK, LEAST_IN_BLOCK, lower_bound
from earpiece.judgement.controller import Controller
from earpiece.sim.judgement_streams import KINDS, WORKS, Played, best_fixed, play, stream


@dataclass(frozen=True, slots=True)
class Found:
    """One run. `error`, `worst`: in budgets, over the run and in its worst block. `lost`: autonomy behind the best
    fixed threshold in hindsight. `over`: errors above the budget, as a count."""

    own: float
    lost: float
    error: float
    over: float
    broken: bool
    block_broken: bool
    audits: float


def one(kind: str, work: str, budget: float, seed: int) -> Found:
    """Play one stream and score it."""
    drawn = stream(kind, WORKS[work], seed)
    played = play(drawn, Controller(budget))
    own, wrong = int(played.own.sum()), int((played.own & played.wrong).sum())
    return Found(
        own=own / len(played.own),
        lost=best_fixed(drawn, budget) - own / len(played.own),
        error=wrong / max(own, 1) / budget,
        over=wrong - budget * own,
        broken=lower_bound(wrong, own) > budget,
        block_broken=_block_broken(played, budget, int(BLOCK * drawn.each)),
        audits=played.audited / max(own, 1),
    )


def _block_broken(played: Played, budget: float, size: int) -> bool:
    for begin in range(0, len(played.own), size):
        own = played.own[begin : begin + size]
        count = int(own.sum())
        wrong = int((own & played.wrong[begin : begin + size]).sum())
        if count >= LEAST_IN_BLOCK and wrong > 2 * budget * count and lower_bound(wrong, count) > 2 * budget:
            return True
    return False


def many(kind: str, budget: float, runs: int, seed: int = 1) -> list[Found]:
    """So many runs of a kind, the sorts of work in turn."""
    works = sorted(WORKS)
    return [one(kind, works[number % len(works)], budget, seed + number) for number in range(runs)]


def row(kind: str, found: list[Found]) -> tuple[str, ...]:
    """A line of the table."""
    errors = np.array([each.error for each in found])
    return (
        kind,
        f"{np.mean([each.own for each in found]):.1%}",
        f"{100 * np.mean([each.lost for each in found]):+.1f}",
        f"{errors.mean():.2f}",
        f"{errors.std():.2f}",
        f"{np.quantile(errors, 0.95):.2f}",
        f"{np.quantile([each.over for each in found], 0.95):+.0f}",
        f"{np.mean([each.broken for each in found]):.1%}",
        f"{np.mean([each.block_broken for each in found]):.1%}",
        f"{np.mean([each.audits for each in found]):.2%}",
    )


HEAD = ("stream", "own", "lost", "error", "±", "95 %", "over", "broken", "block", "audits")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.error_budget", description=__doc__)
    parser.add_argument("--budget", type=float, default=0.05)
    parser.add_argument("--runs", type=int, default=200, help="of each kind of stream")
    parser.add_argument("--kinds", default=",".join(KINDS), help="names with commas between")
    parser.add_argument("--markdown", action="store_true")
    given = parser.parse_args()
    between = " | " if given.markdown else "  "
    print(between.join(HEAD) if given.markdown else _line(HEAD))
    for kind in given.kinds.split(","):
        cells = row(kind, many(kind, given.budget, given.runs))
        print(between.join(cells) if given.markdown else _line(cells), flush=True)


def _line(cells: tuple[str, ...]) -> str:
    return cells[0].ljust(18) + "".join(cell.rjust(9) for cell in cells[1:])


if __name__ == "__main__":
    main()
