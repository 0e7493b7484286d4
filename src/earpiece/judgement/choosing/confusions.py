"""Which choices are mistaken for which: how often a guess was wrong when a certain other choice came second."""

from earpiece.judgement.choosing.evidence import log_odds

KEPT = 0.99
"""What an older outcome of a pair counts against a newer one."""
KEPT_ALL = 0.998
"""The same for the outcomes of all pairs, whose error share is what a pair begins with."""
STEADY = 3.0
"""So many outcomes does that beginning count for."""


class Confusions:
    """Per pair of first and second likeliest choice: wrong guesses and all guesses whose answer became known."""

    def __init__(self) -> None:
        self._pairs: dict[tuple[int, int], tuple[float, float]] = {}
        self._wrong, self._all = 1.0, 20.0

    def learn(self, first: int, second: int, wrong: bool) -> None:
        """The answer to a case became known for which these two were likeliest."""
        missed, known = self._pairs.get((first, second), (0.0, 0.0))
        self._pairs[first, second] = (KEPT * missed + wrong, KEPT * known + 1.0)
        self._wrong = KEPT_ALL * self._wrong + wrong
        self._all = KEPT_ALL * self._all + 1.0

    def log_odds(self, first: int, second: int) -> float:
        """Of a guess being wrong that has these two for its likeliest."""
        missed, known = self._pairs.get((first, second), (0.0, 0.0))
        share = (missed + STEADY * self._wrong / self._all) / (known + STEADY)
        return log_odds(share)
