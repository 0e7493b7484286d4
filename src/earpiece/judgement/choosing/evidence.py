"""What speaks for a guess being right, as numbers of about -3 to 3 whose meaning stays the same over time."""

from math import log

import numpy as np
from numpy.typing import NDArray

from earpiece.judgement.case import Vector

EVIDENCE = (
    "log_odds",  # of the best choice against all others
    "margin",  # log of the best share over the second's
    "worded",  # how far the choice is ahead by its words and facts alone
    "meant",  # and by what the sentence means alone
    "taught",  # how often this choice was taught, log
    "rival",  # and how often the second likeliest
    "answers",  # answers so far, log
    "each",  # answers so far for each choice, log
    "unknown",  # share of the words that no taught case held
    "near",  # likeness to the nearest taught case of this choice
    "other",  # likeness to the nearest taught case of another choice
    "around",  # mean likeness to the five nearest taught cases
    "votes",  # how many of these five have this choice
    "doubt",  # how far the answers leave open what is said where this case lies
    "named",  # likeness to the choice's own words
    "mixed",  # how often guesses with these two likeliest choices were wrong, log-odds
)


def log_odds(share: float) -> float:
    bounded = min(max(share, 1e-6), 1 - 1e-6)
    return log(bounded / (1 - bounded))


def bounded(*numbers: float) -> Vector:
    """The evidence, each number cut to -4 .. 4."""
    row: NDArray[np.float32] = np.array(numbers, dtype=np.float32)
    assert len(row) == len(EVIDENCE)
    return np.clip(row, -4.0, 4.0)
