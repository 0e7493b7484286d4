"""A judge: who guesses that nothing fits asks, and that is no outcome of its budget."""

from earpiece.judgement.case import Case, Guess
from earpiece.judgement.choosing import EVIDENCE, OnlineChooser
from earpiece.judgement.controller import Controller
from earpiece.judgement.judge import Judge
from earpiece.judgement.sureness import Sureness


def said(text: str) -> Case:
    return Case(words=(("said", text),))


class Certain(Sureness):
    """Every guess is held to be right."""

    def risk(self, guess: Guess) -> float:
        return 0.001


def judge(unknown: str | None) -> Judge:
    """One that has earned to decide alone whatever it likes."""
    earned = Judge(OnlineChooser({"card": "lost card"}), Certain(), Controller(0.5), unknown)
    for number in range(200):
        earned.learn(said(f"my card is gone {number}"), earned.judge(said("my card is gone")), "card")
    return earned


def test_what_nothing_fits_is_asked_and_does_not_count() -> None:
    open_, careful = judge(None), judge("other")
    for each in (open_, careful):
        for _ in range(60):
            each.chooser.learn(said("sing me a song"), "other")
    assert open_.judge(said("sing me a song")).alone
    before = careful.controller.kept()
    judged = careful.judge(said("sing me a song"))
    careful.learn(said("sing me a song"), judged, "card")
    assert judged.guess.choice == "other"
    assert not judged.alone
    assert careful.controller.kept() == before


def test_a_judge_that_was_never_taught_asks() -> None:
    judged = Judge(OnlineChooser(), Sureness(), Controller(0.05)).judge(said("hello"))
    assert judged.guess.choice is None
    assert not judged.alone
    assert len(judged.guess.evidence) == len(EVIDENCE)
