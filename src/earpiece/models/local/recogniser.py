"""The likeliest targets of a message with honest probabilities: ranker and calibration, trained together."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from earpiece.models.local.calibration import Calibrator, Candidates, candidates, held_out
from earpiece.models.local.ranker import Floats, Ranker, Space
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
        seen = self._space.examples
        self._ranker = Ranker(seen.vectors, labels, len(self.targets))
        self._tried = candidates(held_out(seen.vectors, labels, len(self.targets)), seen.novelty)
        self._right = self._tried.targets == labels[:, None]
        self._calibrator = Calibrator(self._tried, self._right, self._strangers())

    def rank(self, texts: Sequence[str]) -> list[Ranking]:
        """For each text its likeliest targets with the probability of being right, best first."""
        if not self.targets:
            return [[] for _ in texts]
        found = self._candidates(texts)
        probabilities = self._calibrator.probabilities(found)
        order = np.argsort(-probabilities, axis=1, kind="stable")
        return [
            [(self.targets[found.targets[row, place]], float(probabilities[row, place])) for place in places]
            for row, places in enumerate(order)
        ]

    def tried(self) -> tuple[Floats, NDArray[np.bool_]]:
        """Every example read by a model not shown it: probabilities of its candidates, and which one is right."""
        if not self.targets:
            return np.zeros((0, 1)), np.zeros((0, 1), dtype=bool)
        return self._calibrator.probabilities(self._tried), self._right

    def _strangers(self) -> Candidates:
        """Built-in sentences that are none of this company's requests, as the ranker sees them."""
        near = self._ranker.scores(self._space.views(STRANGERS).vectors).nearest.max(axis=1)
        return self._candidates([text for text, close in zip(STRANGERS, near, strict=True) if close < _RELATED])

    def _candidates(self, texts: Sequence[str]) -> Candidates:
        views = self._space.views(texts)
        return candidates(self._ranker.scores(views.vectors), views.novelty)
