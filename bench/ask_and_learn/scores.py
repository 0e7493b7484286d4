"""What a run comes to, by the names of the benchmark."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from scipy.stats import beta

from bench.ask_and_learn.harness import Run, Taken
from bench.ask_and_learn.tracks.intents import UNKNOWN

FIRST = 500
LAST = 1000
BLOCK = 500
LEAST_IN_BLOCK = 200
SURE = 0.95


def lower_bound(wrong: int, of: int) -> float:
    """The exact one-sided 95 % lower bound of a share (Clopper and Pearson 1934)."""
    return float(beta.ppf(1 - SURE, wrong, of - wrong + 1)) if wrong else 0.0


def scores(run: Run, budget: float) -> dict[str, Any]:
    """All figures of one run; shares from 0 to 1, times in milliseconds (95th percentile)."""
    own = [each for each in run.taken if each.alone]
    audited = sum(each.audited for each in own)
    held = _held(run, budget)
    found = {
        "decisions": len(run.taken),
        "conversations": run.conversations,
        "ask_all": asked(run.taken),
        "ask_first": asked(each for each in run.taken if each.conversation < FIRST),
        "ask_last": asked(each for each in run.taken if each.conversation >= run.conversations - LAST),
        "audit": audited / len(run.taken),
        "err": error(own),
        "err_last": error(each for each in own if each.conversation >= run.conversations - LAST),
        "answers_used": len(run.taken) - len(own) + audited,
        "budget_held": held,
        "scored_ask_all": asked(run.taken) if held else 1.0,
        "worst_block": _worst_block(run),
        "ms_decide": _slow(run.decide_ms),
        "ms_learn": _slow(run.learn_ms),
        "ms_embed": _slow(run.embed_ms),
        "unknown_asked": _unknown_asked(run.taken),
    }
    return found | (_held_out(run.test, budget) if run.test else {})


def _held_out(test: Sequence[Taken], budget: float) -> dict[str, Any]:
    """Frozen, on the test decisions. With unknown requests among them, autonomy counts those that are known."""
    known = [each for each in test if each.decision.answer != UNKNOWN]
    consistent = [each for each in known if "inconsistent" not in each.decision.marks]
    own = [each for each in known if each.alone]
    void = lower_bound(sum(each.wrong for each in own), len(own)) > budget if own else False
    return {
        "autonomy_at": 1 - asked(known),
        "autonomy_void": void,
        "autonomy_err": error(own),
        "autonomy_at_consistent": 1 - asked(consistent),
        "autonomy_err_consistent": error(each for each in consistent if each.alone),
        "autonomy_at_all": 1 - asked(test),
        "autonomy_err_all": error(each for each in test if each.alone),
        "unknown_asked": _unknown_asked(test),
    }


def late_scores(run: Run, late: set[str]) -> dict[str, Any]:
    """What was asked and wrong among the first decisions of groups that came late."""
    new = [each for each in run.taken if late & set(each.decision.groups)]
    found: dict[str, Any] = {"late_decisions": len(new), "late_ask_after_500": asked(new[500:])}
    for many in (100, 300, 1000):
        found[f"late_ask_{many}"] = asked(new[:many])
        found[f"late_err_{many}"] = error(each for each in new[:many] if each.alone)
    return found


def asked(taken: Iterable[Taken]) -> float:
    """The share that was asked; 0 of none."""
    alone = [each.alone for each in taken]
    return 1 - sum(alone) / len(alone) if alone else 0.0


def error(own: Iterable[Taken]) -> float:
    """The share of own decisions that were wrong; 0 of none."""
    wrong = [each.wrong for each in own if each.alone]
    return sum(wrong) / len(wrong) if wrong else 0.0


def _blocks(run: Run) -> list[tuple[int, int]]:
    """Wrong and all own decisions in each block of conversations that holds enough of them."""
    blocks: dict[int, list[bool]] = {}
    for each in run.taken:
        if each.alone:
            blocks.setdefault(each.conversation // BLOCK, []).append(each.wrong)
    return [(sum(wrong), len(wrong)) for wrong in blocks.values() if len(wrong) >= LEAST_IN_BLOCK]


def _worst_block(run: Run) -> float:
    return max((wrong / of for wrong, of in _blocks(run)), default=0.0)


def _held(run: Run, budget: float) -> bool:
    own = [each.wrong for each in run.taken if each.alone]
    whole = lower_bound(sum(own), len(own)) <= budget
    return whole and all(lower_bound(wrong, of) <= 2 * budget for wrong, of in _blocks(run))


def _unknown_asked(taken: Iterable[Taken]) -> float | None:
    unknown = [each for each in taken if each.decision.answer == UNKNOWN]
    return asked(unknown) if unknown else None


def _slow(times: Sequence[float]) -> float | None:
    return float(np.percentile(times, 95)) if times else None
