"""One run of the benchmark.

    python -m bench.ask_and_learn --track banking77 --stream FILE [FILE ...] --dev FILE --test FILE \\
        --order 1 --budget 0.05 --json OUT

Files are JSON lines, gzipped or not, in the form that the README describes. `--recorded-order` plays them as they are,
`--late-domains a,b` has everything of these domains arrive in the second half.
"""

import argparse
import json
import sys
from pathlib import Path
from random import Random
from typing import Any

from bench.ask_and_learn.harness import Link, run
from bench.ask_and_learn.scores import late_scores, scores
from bench.ask_and_learn.stream import Conversation, arriving_late, read, shuffled
from bench.ask_and_learn.tracks import TRACKS, Track


def main(arguments: list[str] | None = None) -> None:
    given = parse(arguments)
    track = TRACKS[given.track]
    try:
        found = play(track, given)
    except (ValueError, OSError) as wrong:
        sys.exit(f"ask_and_learn: {wrong}")
    text = json.dumps(found, indent=2)
    if given.json:
        given.json.write_text(text + "\n", encoding="utf-8")
    print(text)


def play(track: Track, given: argparse.Namespace) -> dict[str, Any]:
    """Read the files, play one run, and score it."""
    stream = read(given.stream, track.decisions)
    if not stream:
        raise ValueError(f"{', '.join(map(str, given.stream))}: no decision of track {track.name}.")
    dev = read([given.dev], track.decisions) if given.dev else []
    test = read([given.test], track.decisions) if given.test else []
    if given.halve_dev:
        dev, test = dev[::2], dev[1::2]
    knowledge = track.knowledge(given.knowledge or given.stream[0].parent)
    choices = {} if given.nameless else track.choices(stream + dev, knowledge)
    late = {name for name in given.late_domains.split(",") if name}
    begin = {"track": track.name, "budget": given.budget, "choices": choices, "knowledge": knowledge}
    with Link() as link:
        done = run(link, begin, _ordered(stream, given, late), dev, test, Random(f"coins {given.order}"))
    about = {"track": track.name, "budget": given.budget, "order": None if given.recorded_order else given.order}
    return about | scores(done, given.budget) | (late_scores(done, late) if late else {})


def _ordered(stream: list[Conversation], given: argparse.Namespace, late: set[str]) -> list[Conversation]:
    ordered = stream if given.recorded_order else shuffled(stream, given.order)
    return arriving_late(ordered, late) if late else ordered


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.ask_and_learn", description=__doc__)
    parser.add_argument("--track", required=True, choices=sorted(TRACKS))
    parser.add_argument("--stream", required=True, nargs="+", type=Path, help="what is learned from, from nothing")
    parser.add_argument("--dev", type=Path, help="the limit of the frozen system is found on it")
    parser.add_argument("--test", type=Path, help="held out; the frozen system decides it")
    parser.add_argument("--halve-dev", action="store_true", help="no test file: every second line of dev is the test")
    parser.add_argument("--order", type=int, default=1, help="number of the random order (and of the harness's coins)")
    parser.add_argument("--budget", type=float, default=0.05, help="share of own decisions that may be wrong")
    parser.add_argument("--json", type=Path, help="where the figures go")
    parser.add_argument("--recorded-order", action="store_true", help="as the files have it")
    parser.add_argument("--late-domains", default="", help="domains (or labels) that come in the second half only")
    parser.add_argument("--knowledge", type=Path, help="folder of the company's written rules; else beside the stream")
    parser.add_argument("--nameless", action="store_true", help="do not tell the system the names of its choices")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
