"""What a setting comes to: counts over all conversations, intervals by task, the picture."""

from collections import Counter
from xml.etree import ElementTree

from earpiece.sim.replay.acts import Kind
from earpiece.sim.replay.picture import frontier
from earpiece.sim.replay.play import Outcome, Run
from earpiece.sim.replay.recording import Exchange, Recording
from earpiece.sim.replay.results import result_of


def outcome(task: int, trial: int, right: bool, asked: int) -> Outcome:
    recording = Recording(str(task), trial, float(right), (), (), "", (Exchange("hello", ()),))
    done = Counter() if right else Counter({"cancel": 1})
    write: Kind = "write"
    return Outcome(recording, done, Counter(), (write,) * asked, asked // 2)


ONE = [outcome(task, trial, task != 1, task % 2) for task in range(4) for trial in range(2)]


def test_counts_are_over_all_conversations() -> None:
    result = result_of([Run("writes")], [ONE], 0.05)
    assert (result.conversations, result.exactly_right, result.consults, result.wrong_effects) == (8, 6, 4, 2)
    assert result.failed == {"1-0": 1.0, "1-1": 1.0}
    low, high = result.intervals["exactly_right"]
    assert low < 6 <= high <= 8


def test_of_several_orders_the_mean_is_told() -> None:
    other = [outcome(task, trial, right=True, asked=0) for task in range(4) for trial in range(2)]
    result = result_of([Run("judged", 0.1, 0), Run("judged", 0.1, 1)], [ONE, other], 0.05)
    assert (result.setting, result.exactly_right, result.consults) == ("judged at 10%", 7, 2)
    assert result.failed == {"1-0": 0.5, "1-1": 0.5}
    assert result.as_json()["consults_per_conversation"] == 0.25


def test_the_frontier_is_a_picture_with_words() -> None:
    results = [result_of([Run("alone")], [ONE], 0.05), result_of([Run("writes")], [ONE], 0.05)]
    root = ElementTree.fromstring(frontier("What <questions> give", results))  # noqa: S314 - our own text
    words = " ".join(root.itertext())
    assert "What <questions> give" in words
    assert "writes: 6 of 8 exactly right, 0.50 questions for each conversation" in words
