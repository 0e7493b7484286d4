"""All tracks, budgets and orders with one command, as the table of the README.

    python -m bench.ask_and_learn.table --data ../shared/data [--orders 1 2 3 4 5] [--budgets 0.05] [--jobs 2]

The held-out part is every second line of each dev file; the frozen limit is found on the others.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import product
from pathlib import Path
from statistics import mean
from typing import Any

from bench.ask_and_learn.__main__ import parse, play
from bench.ask_and_learn.prior import FILES
from bench.ask_and_learn.tracks import TRACKS

BUDGETS = (0.01, 0.02, 0.05, 0.1)
HEADLINE = 0.05


def main() -> None:
    given = _parse()
    wanted = list(product(given.tracks, given.budgets, given.orders))
    with ThreadPoolExecutor(given.jobs) as pool:  # each run waits for its system, a process of its own
        runs = list(pool.map(partial(_run, given.data), wanted))
    if given.json:
        given.json.write_text(json.dumps(runs, indent=1) + "\n", encoding="utf-8")
    print(table(runs))
    print("\n" + headline(runs))


def _run(data: Path, wanted: tuple[str, float, int]) -> dict[str, Any]:
    name, budget, order = wanted
    stream = data / FILES[name]
    dev = stream.with_name(stream.name.replace("_train", "_dev"))
    files = ["--stream", str(stream), "--dev", str(dev), "--halve-dev"]
    found = play(TRACKS[name], parse(["--track", name, "--budget", str(budget), "--order", str(order), *files]))
    print(
        f"{name} {budget} {order}: asked {found['ask_all']:.1%}, error {found['err']:.2%}", file=sys.stderr, flush=True
    )
    return found


def table(runs: Sequence[dict[str, Any]]) -> str:
    """Markdown: means over the orders, the error with its range."""
    names = (
        "track",
        "budget",
        "asked",
        "first 500",
        "last 1,000",
        "audited",
        "error (range)",
        "held",
        "held out (error)",
    )
    lines = [_row(names), _row(["---"] * len(names))]
    for (name, budget), group in _grouped(runs):
        of = partial(_mean, group)
        shares = [f"{of(key):.1%}" for key in ("ask_all", "ask_first", "ask_last", "audit")]
        errors = [run["err"] for run in group]
        error = f"{mean(errors):.2%} ({min(errors):.2%} to {max(errors):.2%})"
        held = f"{sum(run['budget_held'] for run in group)} of {len(group)}"
        lines.append(
            _row((name, f"{budget:.0%}", *shares, error, held, f"{of('autonomy_at'):.1%} ({of('autonomy_err'):.2%})"))
        )
    return "\n".join(lines)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def headline(runs: Sequence[dict[str, Any]]) -> str:
    """Mean over the tracks of the share taken without asking at a 5 % budget; a broken run counts as all asked."""
    tracks = {}
    for (name, budget), group in _grouped(runs):
        if budget == HEADLINE:
            tracks[name] = 1 - _mean(group, "scored_ask_all")
    shares = ", ".join(f"{name} {share:.3f}" for name, share in tracks.items())
    return f"Without asking at {HEADLINE:.0%}: {mean(tracks.values()):.3f} ({shares})." if tracks else ""


def _grouped(runs: Sequence[dict[str, Any]]) -> Iterable[tuple[tuple[str, float], list[dict[str, Any]]]]:
    groups: dict[tuple[str, float], list[dict[str, Any]]] = {}
    for run in runs:
        groups.setdefault((run["track"], run["budget"]), []).append(run)
    return groups.items()


def _mean(runs: Sequence[dict[str, Any]], name: str) -> float:
    return float(mean(run[name] for run in runs))


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.ask_and_learn.table", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the folders star, banking77, clinc150")
    parser.add_argument("--tracks", nargs="+", default=list(FILES), choices=list(FILES))
    parser.add_argument("--budgets", nargs="+", type=float, default=list(BUDGETS))
    parser.add_argument("--orders", nargs="+", type=int, default=[1, 2, 3, 4, 5])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--json", type=Path, help="where every run's figures go")
    return parser.parse_args()


if __name__ == "__main__":
    main()
