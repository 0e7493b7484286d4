"""The likeliest targets of a message with honest probabilities: ranker and calibration, trained together."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from earpiece.models.local.calibration import Calibrator, Candidates, candidates, held_out
from earpiece.models.local.ranker import Ranker
from earpiece.models.local.space import Floats, Space
from earpiece.models.local.strangers import STRANGERS
from earpiece.models.local.words import stems, tokens

Ranking = list[tuple[str, float]]
_RELATED = 0.5
"""A built-in stranger this similar to an example is not strange to this company."""


class Recogniser:
    """Learns targets from sentences; knows nothing when there is nothing to learn from."""

    def __init__(self, examples: Sequence[tuple[str, str]]) -> None:
        """`examples` are pairs of target and sentence."""
        usable = [(target, said) for target, said in examples if stems(" ".join(tokens(said)))]
        self.targets = list(dict.fromkeys(target for target, _ in usable))
        if not usable:
            return
        numbers = {target: number for number, target in enumerate(self.targets)}
        labels = np.array([numbers[target] for target, _ in usable])
        self._space = Space([said for _, said in usable])
        self._ranker = Ranker(self._space.examples, labels, len(self.targets))
        self._tried = candidates(held_out(self._space.examples, labels, len(self.targets)), self._space.novelty)
        self._right = self._tried.targets == labels[:, None]
        self._calibrator = Calibrator(self._tried, self._right, self._strangers())

    def rank(self, text: str) -> Ranking:
        """The likeliest targets of a message with the probability of each being right, best first."""
        if not self.targets:
            return []
        found = self._candidates(text)
        ranking = zip(found.targets.tolist(), self._calibrator.probabilities(found).tolist(), strict=True)
        return [(self.targets[target], score) for target, score in sorted(ranking, key=_by_score)]

    def tried(self) -> tuple[Floats, NDArray[np.bool_]]:
        """Every example read by a model not shown it: probabilities of its candidates, and which one is right."""
        if not self.targets:
            return np.zeros((0, 1)), np.zeros((0, 1), dtype=bool)
        return self._calibrator.probabilities(self._tried), self._right

    def _strangers(self) -> list[Candidates]:
        """Built-in sentences that are none of this company's requests, as the ranker sees them."""
        seen = [self._space.see(text) for text in STRANGERS]
        scored = [(self._ranker.score(each), each.novelty) for each in seen]
        return [candidates(scores, novelty) for scores, novelty in scored if scores.nearest.max() < _RELATED]

    def _candidates(self, text: str) -> Candidates:
        seen = self._space.see(text)
        return candidates(self._ranker.score(seen), seen.novelty)


def _by_score(ranked: tuple[int, float]) -> float:
    return -ranked[1]
