"""The account of an error budget: when it acts alone, where it looks afterwards, what it keeps."""

import json
from time import process_time

import numpy as np
import pytest

from earpiece.judgement.controller import Controller, Rule
from earpiece.sim.judgement_streams import WORKS, Played, Stream, play, stream


def taught(controller: Controller, risk: float, wrong: float, times: int) -> None:
    """Questions with this estimated risk, of which a share was wrong, evenly spread."""
    for number in range(times):
        controller.decide(risk)
        controller.learned(risk, int((number + 1) * wrong) > int(number * wrong), 1.0)


def short(kind: str, seed: int, decisions: int = 2500) -> Stream:
    whole = stream(kind, WORKS["few requests"], seed)
    return Stream(whole.risk[:decisions], whole.wrong[:decisions], whole.coins[:decisions], whole.each, whole.ambush)


def error(played: Played) -> float:
    return float((played.own & played.wrong).sum() / max(played.own.sum(), 1))


def test_a_class_begins_with_asking() -> None:
    controller = Controller(0.05)
    verdict = controller.decide(0.0)
    assert (verdict.alone, verdict.audit, verdict.threshold) == (False, 1.0, 0.0)


def test_autonomy_waits_for_the_first_outcomes_however_sure() -> None:
    controller = Controller(0.10, rule=Rule(first=50))
    taught(controller, 0.001, 0.0, 49)
    assert not controller.decide(0.001).alone
    taught(controller, 0.001, 0.0, 8)
    assert controller.decide(0.001).alone


def test_autonomy_is_earned_by_outcomes_not_by_being_told_a_small_risk() -> None:
    deserved, undeserved = Controller(0.05), Controller(0.05)
    taught(deserved, 0.02, 0.02, 200)
    taught(undeserved, 0.02, 0.30, 200)
    assert deserved.decide(0.02).alone
    assert not undeserved.decide(0.02).alone
    assert undeserved.threshold < deserved.threshold


def test_the_higher_the_budget_the_more_is_taken_alone() -> None:
    played = [play(short("calibrated", 3), Controller(budget)) for budget in (0.01, 0.02, 0.05, 0.10)]
    shares = [each.own.mean() for each in played]
    assert shares == sorted(shares)
    assert shares[-1] > shares[0] + 0.1


def test_drift_takes_autonomy_away_again() -> None:
    controller = Controller(0.05)
    taught(controller, 0.02, 0.01, 400)
    earned = controller.threshold
    taught(controller, 0.02, 0.40, 60)
    assert controller.watch.alarms >= 1
    assert controller.threshold < earned
    assert not controller.decide(0.02).alone


def test_an_own_decision_may_be_looked_at_and_more_so_where_it_is_uncertain() -> None:
    controller = Controller(0.10)
    for _ in range(40):
        taught(controller, 0.01, 0.01, 8)
        taught(controller, 0.20, 0.20, 2)
    for _ in range(200):
        controller.acted(0.01, controller.decide(0.01).audit)
    sure, unsure = controller.decide(0.01), controller.decide(0.15)
    assert sure.alone
    assert unsure.alone
    assert 0.02 / 2 <= sure.audit < unsure.audit <= 0.3


@pytest.mark.parametrize("kind", ["calibrated", "flat", "jump"])
def test_audits_are_stated_for_every_own_decision_and_stay_within_their_share(kind: str) -> None:
    drawn, controller = short(kind, 5), Controller(0.05, audits=0.02)
    stated, own = 0.0, 0
    for risk, wrong, coin in zip(drawn.risk.tolist(), drawn.wrong.tolist(), drawn.coins.tolist(), strict=True):
        verdict = controller.decide(risk)
        if verdict.alone:
            assert verdict.audit >= 0.02 / 2
            stated, own = stated + verdict.audit, own + 1
            assert stated <= 0.02 * own + 1e-9
            controller.acted(risk, verdict.audit)
        if not verdict.alone or coin < verdict.audit:
            controller.learned(risk, wrong, verdict.audit)
    assert own > 1000


def test_the_same_calls_give_the_same_account_and_it_survives_being_kept() -> None:
    drawn = short("slow drift", 2, 900)
    whole, other = play(drawn, Controller(0.05)), play(drawn, Controller(0.05))
    assert whole.controller.kept() == other.controller.kept()

    first = Stream(drawn.risk[:500], drawn.wrong[:500], drawn.coins[:500], drawn.each)
    kept = json.loads(json.dumps(play(first, Controller(0.05)).controller.kept()))
    rest = Stream(drawn.risk[500:], drawn.wrong[500:], drawn.coins[500:], drawn.each)
    resumed = play(rest, Controller.restored(kept))
    assert np.array_equal(resumed.own, whole.own[500:])
    assert resumed.controller.kept() == whole.controller.kept()


def test_the_estimate_finds_the_share_that_nobody_told() -> None:
    misses = 0
    for seed in range(4):
        played = play(short("twice too sure", seed), Controller(0.10))
        found = played.controller.estimate()
        late = played.own & (np.arange(len(played.own)) > 500)
        true = float(played.wrong[late].mean())
        assert found.lower <= found.share <= found.upper
        misses += not found.lower <= true <= found.upper
    assert misses <= 1


def test_the_estimate_of_a_class_that_never_acted_says_that_nothing_is_known() -> None:
    found = Controller(0.05).estimate()
    assert (found.lower, found.upper, found.over) == (0.0, 1.0, 0.0)


@pytest.mark.parametrize("kind", ["calibrated", "twice too sure", "s-shaped", "rare errors"])
def test_a_steady_stream_keeps_its_budget(kind: str) -> None:
    for seed in range(3):
        played = play(short(kind, seed), Controller(0.05))
        assert error(played) <= 0.05 + 1.645 * (0.05 * 0.95 / played.own.sum()) ** 0.5
        assert played.own.mean() > 0.75


def test_an_ambush_right_after_autonomy_is_earned_costs_a_bounded_number() -> None:
    """Nothing is known of own decisions but by audits: what it costs is bounded, not prevented."""
    for seed in range(3):
        played = play(short("ambush", seed), Controller(0.05))
        assert (played.own & played.wrong).sum() - 0.05 * played.own.sum() < 100


def test_a_call_costs_microseconds() -> None:
    drawn = short("calibrated", 1)
    began = process_time()
    play(drawn, Controller(0.05))
    assert (process_time() - began) / len(drawn.risk) < 200e-6  # 15 when nothing else runs
