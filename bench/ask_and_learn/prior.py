"""Fits where sureness begins: `src/earpiece/judgement/prior.py`, from streams of decisions whose answers are known.

    python -m bench.ask_and_learn.prior --data FOLDER [--orders 11 12] [--keep FOLDER]

Each track's training stream is played as the benchmark plays it, in orders of its own. Then one logistic regression is
fitted to all guesses of all tracks, asked or not. Run it when the evidence changes.
"""

import argparse
from itertools import product
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from bench.ask_and_learn.stream import read, shuffled
from bench.ask_and_learn.system import System
from bench.ask_and_learn.tracks import TRACKS
from bench.ask_and_learn.tracks.intents import UNKNOWN
from earpiece.judgement import prior, sureness
from earpiece.judgement.case import Vector

FILES = {
    "star-action": "star/star_train.jsonl.gz",
    "star-intent": "star/star_train.jsonl.gz",
    "banking77": "banking77/banking77_train.jsonl.gz",
    "clinc150": "clinc150/clinc150_train.jsonl.gz",
}
BUDGET = 0.05
FIRST = 3000
"""Decisions that count fully; later ones, of which there are many alike, less."""
LATER = 0.5
RIDGE = 0.05
"""scikit-learn's C: the smaller, the closer to nothing."""

HEAD = '''"""What judging taught on other decisions: where each new class begins.

A weight for each name of `sureness.NAMES`, fitted by `python -m bench.ask_and_learn.prior`.
"""

PRIOR: dict[str, float] = {
'''


def guesses(name: str, data: Path, order: int) -> tuple[list[Vector], list[bool], list[float]]:
    """The evidence of each guess of a track's stream, whether it was wrong, and its risk as judged then."""
    track = TRACKS[name]
    file = data / FILES[name]
    stream = shuffled(read([file], track.decisions), order)
    knowledge = track.knowledge(file.parent)
    system = System(name, BUDGET, track.choices(stream, knowledge), knowledge)
    coins = Random(order)
    evidence, wrong, risks = [], [], []
    for conversation in stream:
        for decision in conversation:
            system.decide(decision.context)
            judged = system.last.judged
            if judged.guess.choice not in (None, UNKNOWN):
                evidence.append(judged.guess.evidence)
                wrong.append(judged.guess.choice != decision.answer)
                risks.append(judged.risk)
            if not judged.alone or coins.random() < judged.audit:
                system.answer(decision.answer)
    return evidence, wrong, risks


def fit(evidence: NDArray[np.float64], wrong: NDArray[np.float64], weight: NDArray[np.float64]) -> dict[str, float]:
    """The weights by name."""
    model = LogisticRegression(C=RIDGE, max_iter=5000, fit_intercept=False)
    model.fit(evidence, wrong, sample_weight=weight)
    return {name: round(float(each), 3) for name, each in zip(sureness.NAMES, model.coef_[0], strict=True)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the tracks' folders")
    parser.add_argument("--orders", nargs="+", type=int, default=[11, 12])
    parser.add_argument("--tracks", nargs="+", default=list(FILES))
    parser.add_argument("--keep", type=Path, help="where each track's guesses are kept, to look at")
    given = parser.parse_args()
    rows, outcomes, weights = [], [], []
    for name, order in product(given.tracks, given.orders):
        evidence, wrong, risks = guesses(name, given.data, order)
        print(f"{name}: {len(wrong)} guesses, {np.mean(wrong):.1%} wrong, {np.mean(risks):.1%} expected", flush=True)
        rows += [sureness.row(each) for each in evidence]
        outcomes += wrong
        weights += [1.0 if at < FIRST else LATER for at in range(len(wrong))]
        if given.keep:
            np.savez(given.keep / f"{name} {order}.npz", evidence=evidence, wrong=wrong, risk=risks)
    found = fit(np.array(rows), np.array(outcomes, dtype=float), np.array(weights))
    text = HEAD + "".join(f'    "{name}": {weight},\n' for name, weight in found.items()) + "}\n"
    Path(prior.__file__).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
