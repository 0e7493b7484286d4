"""Which of the company's requests a message holds."""

import asyncio

import pytest

from earpiece.domain.commands import Between, Command, Situation, Start, Unknown
from earpiece.models.local import Lesson, LocalUnderstanding, Thresholds
from earpiece.models.local.dialogue import Lexicon
from earpiece.models.local.requests import RequestReader
from tests.models.local.conftest import LESSONS, Read


def targets(commands: list[Command]) -> list[str]:
    """The targets started, in order."""
    return [command.target for command in commands if isinstance(command, Start)]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("somebody stole my card", "playbook/block-card"),
        ("crad stolen", "playbook/block-card"),
        ("my trasnfer has not arived", "playbook/track-transfer"),
        ("How can I change the PIN?", "page/change-pin"),
        ("pls close my acount", "playbook/close-account"),
    ],
)
def test_a_request_starts_its_target(read: Read, text: str, target: str) -> None:
    """New words and typing errors for a known request still start it."""
    assert targets(read(text)) == [target]


@pytest.mark.parametrize("text", ["what is the capital of France", "do you sell bicycles", "qwrt zxcv plmk"])
def test_a_strange_request_is_unknown_with_suggestions(read: Read, text: str) -> None:
    """What the company does not know is never guessed, but comes with the nearest targets."""
    (command,) = read(text)
    assert isinstance(command, Unknown)
    assert 1 <= len(command.nearest) <= 5


def test_several_requests_are_all_read_in_order(read: Read) -> None:
    """Two requests in one message become two starts in the order of the text."""
    said = "I lost my card. And also, how do I change my PIN?"
    assert targets(read(said)) == ["playbook/block-card", "page/change-pin"]
    joined = "my transfer has not arrived and when are you open on Sunday?"
    assert targets(read(joined)) == ["playbook/track-transfer", "page/opening-hours"]


def test_a_story_is_one_request(read: Read) -> None:
    """Background sentences do not become requests of their own."""
    said = "I was in Spain last week. The weather was lovely. On the way back someone took my card."
    assert targets(read(said)) in (["playbook/block-card"], [])
    assert len(read(said)) == 1


def test_a_greeting_and_a_request_come_together(read: Read) -> None:
    """Politeness before a request is read besides it; politeness after it wants no reply."""
    kinds = [type(command).__name__ for command in read("hi, my card was stolen. Thank you!")]
    assert kinds == ["SmallTalk", "Start"]


def test_unsure_between_two_asks_which() -> None:
    """Two likely readings are offered; one sure reading is taken; many weak ones are unknown."""
    reader = RequestReader(lambda text: [], Lexicon(()), Thresholds(sure=0.6, between=0.75))
    two = reader.decide("pin", [("a", 0.5), ("b", 0.42), ("c", 0.05)])
    assert isinstance(two, Between)
    assert two.targets == ("a", "b")
    three = reader.decide("pin", [("a", 0.45), ("b", 0.3), ("c", 0.1), ("d", 0.01)])
    assert isinstance(three, Between)
    assert three.targets == ("a", "b", "c")
    assert isinstance(reader.decide("x", [("a", 0.7), ("b", 0.2)]), Start)
    assert isinstance(reader.decide("x", [("a", 0.3), ("b", 0.2), ("c", 0.1)]), Unknown)


def test_parts_that_cannot_become_a_second_request_are_not_looked_at() -> None:
    """One request alone is no "several": once too few parts are left to find two, the reading ends."""
    looked_at = []

    def rank(text: str) -> list[tuple[str, float]]:
        looked_at.append(text)
        return [("page/a", 0.1)]

    reader = RequestReader(rank, Lexicon(()), Thresholds())
    reader.read("The sun shines today. Birds are singing everywhere. What a day.")
    assert looked_at[1:] == ["The sun shines today", "Birds are singing everywhere"]
    looked_at.clear()
    reader.read("Birds are singing everywhere. Look at that.")
    assert len(looked_at) == 1


def test_ranking_is_a_probability(understanding: LocalUnderstanding) -> None:
    """Scores fall from first to last and never sum to more than one."""
    ranking = understanding.rank("I cannot find my card")
    scores = [score for _, score in ranking]
    assert scores == sorted(scores, reverse=True)
    assert 0 < sum(scores) <= 1.0 + 1e-9


def test_training_is_deterministic(understanding: LocalUnderstanding) -> None:
    """The same lessons give the same version and the same scores; other lessons another version."""
    again = LocalUnderstanding.train(LESSONS)
    assert again.version == understanding.version
    assert again.rank("pin trouble") == understanding.rank("pin trouble")
    assert LocalUnderstanding.train(LESSONS[:-1]).version != understanding.version


def test_lessons_without_examples_are_left_out() -> None:
    """A playbook that only other playbooks run is never started by words."""
    model = LocalUnderstanding.train([*LESSONS, Lesson("playbook/inner", "Pay the credit", ())])
    assert all(target != "playbook/inner" for target, _ in model.rank("pay the credit"))


def test_few_lessons_are_enough_to_work() -> None:
    """One or two targets with few examples train and read without failing."""
    for count in (1, 2):
        small = [Lesson(f"page/{n}", f"title {n}", LESSONS[n].examples[:4]) for n in range(count)]
        assert LocalUnderstanding.train(small).rank("I lost my card")[0][0] == "page/0"


@pytest.mark.parametrize(
    "lessons",
    [
        [],
        [Lesson("page/a", "Fees", (), "What it costs.")],
        [Lesson("page/a", "??", ("!!",))],
        [Lesson("page/a", "Fees", ("one example",))],
    ],
)
def test_hardly_any_lessons_never_fail(lessons: list[Lesson]) -> None:
    """A company that has written next to nothing still starts; it just knows nothing surely."""
    model = LocalUnderstanding.train(lessons)
    (command,) = asyncio.run(model.read("what are the fees", Situation()))
    assert isinstance(command, Unknown | Start)
    assert str(model.reliability())


def test_reliability_is_measured_and_printable(understanding: LocalUnderstanding) -> None:
    """The report counts every example once and its shares add up."""
    report = understanding.reliability()
    assert report.targets == len(LESSONS)
    assert sum(bin_.count for bin_ in report.bins) == report.examples
    assert report.started + report.between + report.unknown == pytest.approx(1.0)
    assert "calibration error" in str(report)
