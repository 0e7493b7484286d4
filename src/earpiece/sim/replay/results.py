"""What each setting comes to: conversations exactly right, and what that took, with intervals by task.

Tries of one task are alike, so that tasks are drawn anew, not conversations (a cluster bootstrap: Cameron, Gelbach and
Miller, Bootstrap-based improvements for inference with clustered errors, Review of Economics and Statistics 90, 2008).
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from earpiece.sim.replay.acts import KINDS
from earpiece.sim.replay.play import Outcome, Run

DRAWS = 2000
SEED = 7
LEVEL = 0.95

Interval = tuple[float, float]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Result:
    """One setting. Counts are over all conversations of the file; where it was played in several orders, their mean.

    `consults` counts questions to the expert, with what was looked at afterwards; `needless` those of the questions
    that changed nothing. `reward`: conversations that the benchmark rewarded. `failed`: how often each conversation
    that was not always exactly right was not, as a share of the orders. `stopped`: why one was not played to its end.
    """

    setting: str
    orders: int
    conversations: int
    exactly_right: float
    consults: float
    wrong_effects: float
    needless_consults: float
    missed_effects: float
    reward: float
    intervals: Mapping[str, Interval]
    kinds: Mapping[str, float]
    failed: Mapping[str, float]
    stopped: Mapping[str, str] = field(default_factory=dict)
    budget: float | None = None

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "setting": self.setting,
            "conversations": self.conversations,
            "exactly_right": _whole(self.exactly_right),
            "consults": _whole(self.consults),
            "wrong_effects": _whole(self.wrong_effects),
            "needless_consults": _whole(self.needless_consults),
            "missed_effects": _whole(self.missed_effects),
            "consults_per_conversation": round(self.consults / self.conversations, 3),
            "recorded_reward": _whole(self.reward),
            "orders": self.orders,
            "budget": self.budget,
            "intervals": {name: list(each) for name, each in self.intervals.items()},
            "consults_by_kind": {name: _whole(number) for name, number in self.kinds.items()},
            "not_right": dict(self.failed),
            "stopped": dict(self.stopped),
        }


MEASURES: Mapping[str, Callable[[Outcome], float]] = {
    "exactly_right": lambda each: float(each.exactly_right),
    "consults": lambda each: float(len(each.consults) + each.audits),
    "wrong_effects": lambda each: float(each.wrong),
    "needless_consults": lambda each: float(each.needless),
    "missed_effects": lambda each: float(each.missed),
}


def result_of(runs: Sequence[Run], outcomes: Sequence[Sequence[Outcome]], usual: float) -> Result:
    """The result of one setting from its runs (several orders, or one); `usual` is the budget that needs no name."""
    run, played = runs[0], len(runs)
    by_task: dict[str, list[Outcome]] = {}
    for each in (outcome for one in outcomes for outcome in one):
        by_task.setdefault(each.recording.task, []).append(each)
    sums = {
        name: np.array([sum(map(measure, by_task[task])) / played for task in sorted(by_task)])
        for name, measure in MEASURES.items()
    }
    kinds = Counter(kind for one in outcomes for outcome in one for kind in outcome.consults)
    failed = Counter(each.recording.name for one in outcomes for each in one if not each.exactly_right)
    judged = run.setting == "judged"
    return Result(
        setting=run.setting if not judged or run.budget == usual else f"judged at {run.budget:.0%}",
        orders=played,
        conversations=len(outcomes[0]),
        reward=sum(each.recording.reward >= 1.0 for each in outcomes[0]),
        intervals=_intervals(sums, np.array([float(len(by_task[task])) for task in sorted(by_task)])),
        kinds={kind: kinds[kind] / played for kind in KINDS if kinds[kind]},
        failed={name: round(failed[name] / played, 3) for name in sorted(failed, key=_by_task)},
        stopped={each.recording.name: each.stopped for one in outcomes for each in one if each.stopped},
        budget=run.budget if judged else None,
        **{name: float(each.sum()) for name, each in sums.items()},
    )


def _intervals(sums: Mapping[str, Numbers], sizes: Numbers) -> dict[str, Interval]:
    """Of each sum over all tasks, from tasks drawn with replacement. `sizes` are the tasks' conversations: whichever
    are drawn, the sum is of as many conversations as there are."""
    drawn = np.random.default_rng(SEED).integers(0, len(sizes), (DRAWS, len(sizes)))
    scale = sizes.sum() / sizes[drawn].sum(axis=1)
    ends = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
    found = {}
    for name, each in sums.items():
        low, high = np.quantile(each[drawn].sum(axis=1) * scale, ends)
        found[name] = (round(float(low), 1), round(float(high), 1))
    return found


def _by_task(name: str) -> tuple[int, str]:
    task = name.rpartition("-")[0]
    return (int(task), name) if task.isdigit() else (0, name)


def _whole(number: float) -> float | int:
    return int(number) if float(number).is_integer() else round(number, 2)
