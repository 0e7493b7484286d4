"""How far the understanding can be trusted, measured on examples it was not shown."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from earpiece.models.local.requests import Thresholds
from earpiece.models.local.space import Floats

_BINS = 10


@dataclass(frozen=True)
class Bin:
    """Readings of about the same probability: how many, predicted and seen share of right ones."""

    count: int
    predicted: float
    seen: float


@dataclass(frozen=True)
class Reliability:
    """Cross-validated on the company's own examples, which are easier than what customers write."""

    examples: int
    targets: int
    accuracy: float
    """The likeliest target is the right one."""
    started: float
    """Share that would be taken without asking back, at `sure`."""
    wrong: float
    """Share taken and wrong, of all."""
    between: float
    between_hit: float
    """The right target is among those offered."""
    unknown: float
    calibration_error: float
    """Expected difference between predicted and seen, over the bins."""
    bins: tuple[Bin, ...]

    def __str__(self) -> str:
        lines = [
            f"{self.examples} examples of {self.targets} targets, each read by a model that was not shown it:",
            f"  likeliest target right   {self.accuracy:6.1%}",
            f"  taken at once            {self.started:6.1%}  (wrong, of all: {self.wrong:.1%})",
            f"  asked back               {self.between:6.1%}  (right one offered: {self.between_hit:.1%})",
            f"  unknown                  {self.unknown:6.1%}",
            f"  calibration error        {self.calibration_error:6.1%}",
            "  predicted   seen  readings",
        ]
        return "\n".join(lines + [f"  {b.predicted:9.0%} {b.seen:6.0%} {b.count:9}" for b in self.bins])


def bins_of(predicted: Floats, right: NDArray[np.bool_]) -> tuple[Bin, ...]:
    """Ten bins of equal width, empty ones left out."""
    place = np.minimum((predicted * _BINS).astype(int), _BINS - 1)
    return tuple(
        Bin(int(mine.sum()), float(predicted[mine].mean()), float(right[mine].mean()))
        for mine in (place == number for number in range(_BINS))
        if mine.any()
    )


def measure(probabilities: Floats, right: NDArray[np.bool_], thresholds: Thresholds, targets: int) -> Reliability:
    """Sums up readings: `probabilities` and `right` are messages by candidates, in the same order."""
    if not len(probabilities):
        return Reliability(0, targets, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, ())
    order = np.argsort(-probabilities, axis=1, kind="stable")
    chance, hit = np.take_along_axis(probabilities, order, axis=1), np.take_along_axis(right, order, axis=1)
    top, top_hit = chance[:, 0], hit[:, 0]
    started = top >= thresholds.sure
    counts = np.where(started, 0, [thresholds.offered(row) for row in chance.tolist()])
    between = counts > 0
    offered = np.array([row[:count].any() for row, count in zip(hit, counts, strict=True)])
    bins = bins_of(top, top_hit)
    return Reliability(
        examples=len(top),
        targets=targets,
        accuracy=float(top_hit.mean()),
        started=float(started.mean()),
        wrong=float((started & ~top_hit).mean()),
        between=float(between.mean()),
        between_hit=float(offered[between].mean()) if between.any() else 1.0,
        unknown=float((~started & ~between).mean()),
        calibration_error=sum(b.count * abs(b.predicted - b.seen) for b in bins) / len(top),
        bins=bins,
    )
