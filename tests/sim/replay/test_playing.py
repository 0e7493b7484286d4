"""Recorded conversations through the real runtime, with as many questions as a setting says."""

from dataclasses import replace
from pathlib import Path

import pytest

from earpiece.company.shelf import Shelf
from earpiece.domain.errors import Invalid
from earpiece.sim.replay.evaluation import Wanted, evaluate
from earpiece.sim.replay.play import Outcome, Run, play_run
from earpiece.sim.replay.recording import Recording, Reply, load
from earpiece.sim.replay.settings import NAMES, Name

AIRLINE = Path("companies/airline")
FIFTEEN = AIRLINE / "recordings" / "fifteen.jsonl"
RECORDED = Path("../shared/data/tau_airline/gpt4o_dev.jsonl.gz")


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return Shelf.of_folder(AIRLINE)


def some(*names: str) -> list[Recording]:
    return [each for each in load(FIFTEEN) if each.name in names]


def right(outcomes: list[Outcome]) -> list[str]:
    return [each.recording.name for each in outcomes if each.exactly_right]


def test_alone_the_model_does_what_it_did(shelf: Shelf) -> None:
    """Wrong, it cancels what must not be; and it gives up what it could do."""
    forbidden, given_up = play_run(shelf, some("102-1", "101-1"), Run("alone"))[::-1]
    assert (forbidden.wrong, forbidden.missed, forbidden.consults) == (1, 0, ())
    assert (given_up.wrong, given_up.missed, given_up.consults) == (0, 1, ())


def test_where_writes_are_gated_they_are_approved_corrected_or_declined(shelf: Shelf) -> None:
    outcomes = play_run(shelf, some("102-1", "103-0", "103-1", "101-1"), Run("writes"))
    assert right(outcomes) == ["102-1", "103-0", "103-1"]
    assert [len(each.consults) for each in outcomes] == [0, 1, 1, 1]
    assert [each.needless for each in outcomes] == [0, 0, 1, 0]


def test_where_refusals_and_endings_are_gated_too_what_was_missing_is_done(shelf: Shelf) -> None:
    outcomes = play_run(shelf, some("101-1", "101-2", "105-0"), Run("writes+refusals"))
    assert right(outcomes) == ["101-1", "101-2", "105-0"]
    assert [list(each.consults[:2]) for each in outcomes[:2]] == [["refusal", "refusal"], ["transfer", "transfer"]]


def test_the_same_run_comes_out_the_same(shelf: Shelf) -> None:
    def once() -> list[Outcome]:
        return play_run(shelf, some("101-1", "103-1"), Run("judged", 0.05, 1))

    assert once() == once()


def test_a_conversation_that_cannot_be_played_on_says_why(shelf: Shelf) -> None:
    """What has happened until then counts; the others are played."""
    first, *_ = some("101-0")
    exchange = first.exchanges[0]
    unreadable = Reply({"role": "assistant", "content": ""}, "", None)
    broken = replace(first, exchanges=(replace(exchange, replies=(unreadable, unreadable)), *first.exchanges[1:]))
    outcomes = play_run(shelf, [broken, first], Run("alone"))
    assert "could not be used" in outcomes[0].stopped
    assert [each.exactly_right for each in outcomes] == [False, True]


def test_a_company_that_no_model_leads_is_refused() -> None:
    with pytest.raises(Invalid, match="no model leads its conversations"):
        play_run(Shelf.of_folder(Path("companies/larkspur")), some("101-0"), Run("alone"))


@pytest.mark.slow
def test_the_fifteen_in_every_setting() -> None:
    wanted = Wanted(AIRLINE, load(FIFTEEN), NAMES, orders=2)
    found = {each.setting: [each.exactly_right, each.consults] for each in evaluate(wanted)}
    found["judged"].pop()
    assert found == {
        "alone": [6, 0], "writes": [11, 9], "writes+refusals": [15, 34], "writes+doubts": [15, 17], "judged": [15],
    }  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(not RECORDED.exists(), reason="the recorded conversations are not beside this clone")
@pytest.mark.parametrize(
    ("setting", "expected"), [("alone", (39, 0)), ("writes", (63, 69)), ("writes+doubts", (79, 126))]
)
def test_the_recorded_conversations(setting: Name, expected: tuple[int, int]) -> None:
    (result,) = evaluate(Wanted(AIRLINE, load(RECORDED), [setting]))
    assert (result.conversations, result.reward) == (80, 37)
    assert (result.exactly_right, result.consults) == expected
