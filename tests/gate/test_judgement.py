"""Rules first, then published answers, then people: when a question is answered alone, and what is said of it."""

from dataclasses import replace

import pytest

from earpiece.domain.forms import Answer, Question, Suggestion
from earpiece.gate.judgement import Fit, Looked, Settings, choice_of, judge
from earpiece.judgement.value import Value

FORM = {"type": "object", "properties": {"choice": {"enum": ["paid", "covered"]}, "text": {"type": "string"}}}
ASKED = Question(
    kind="clarification", name="warranty", text="Does it pay?", why="", form=FORM,
    suggestions=(
        Suggestion(key="1", label="The customer pays", answer={"choice": "paid"}),
        Suggestion(key="2", label="It is covered", answer={"choice": "covered"}),
    ),
)  # fmt: skip
SURE = Looked(
    of="consult warranty", decision="c1.ask9", conversation="c1", question=ASKED,
    settings=Settings(budget=0.05, audits=0.02, least=20), version=7, answers=24, times=14, choice="paid", share=0.97,
    evidence=(1.0,), risk=0.012, sure=True, threshold=0.04, audit=0.03, draw=0.5,
)  # fmt: skip
WORDS = Answer(text="We pay for falls.")
FIT = Fit("p1", Answer(choice="paid"), 0.9, strong=True, source="Dana, 22 Nov")


def test_what_people_said_often_enough_is_decided_alone_and_said_why() -> None:
    """With the numbers it went by."""
    ruling = judge(SURE)
    assert (ruling.answer, ruling.by) == (Answer(choice="paid"), "judgement consult warranty")
    assert "people chose “The customer pays” 14 times" in ruling.estimate.why
    assert "estimated risk 1.2% under the 5% budget" in ruling.estimate.why
    assert (ruling.judged.alone, ruling.judged.choice, ruling.judged.version) == (True, "paid", 7)
    assert not ruling.judged.audited


@pytest.mark.parametrize(
    ("looked", "why"),
    [
        (replace(SURE, choice=None), "nobody has answered this question yet"),
        (replace(SURE, answers=19), "20 answers are needed first"),
        (replace(SURE, sure=False, risk=0.12), "answer otherwise is about 12.0%"),
        (replace(SURE, sure=False, strange=True), "unlike anything that was answered before"),
        (replace(SURE, choice="own words 7c1e"), "in a person's own words"),
        (replace(SURE, value=Value(2.0, 0.5, 30.0, 0.05, stated=True)), "so asking is worth it"),
    ],
    ids=["nothing known", "too few", "too risky", "strange", "own words", "worth it"],
)
def test_in_doubt_it_asks_and_says_why(looked: Looked, why: str) -> None:
    """Each reason stands on the card."""
    ruling = judge(looked)
    assert (ruling.answer, ruling.alone, ruling.judged.alone) == (None, False, False)
    assert why in ruling.estimate.why
    assert ruling.judged.audit == 0.0


def test_the_value_of_asking_never_takes_it_beyond_the_budget() -> None:
    """However dear asking is, a risk above what may be decided alone is asked about."""
    dear = Value(wrong=0.01, asking=90.0, wait=900.0, leaves=0.8, stated=True)
    assert judge(replace(SURE, sure=False, value=dear)).answer is None


def test_a_published_answer_is_named_where_the_class_would_say_the_same() -> None:
    """Its class decides; the precedent is the source."""
    ruling = judge(replace(SURE, fits=(FIT,)))
    assert ruling.by == "precedent p1"
    assert "precedent from Dana, 22 Nov" in ruling.estimate.why
    assert ruling.judged.precedent == "p1"
    assert not ruling.judged.vouched


def test_a_published_answer_alone_does_not_make_a_class_that_must_learn_first() -> None:
    """Unless the company says that whoever publishes vouches for it."""
    new = replace(SURE, answers=1, fits=(FIT,))
    assert judge(new).answer is None
    vouched = replace(new, settings=replace(new.settings, vouched=True), vouched_audit=0.5, draw=0.4)
    ruling = judge(vouched)
    assert (ruling.answer, ruling.by) == (FIT.answer, "precedent p1")
    assert (ruling.judged.vouched, ruling.judged.audit, ruling.judged.audited) == (True, 0.5, True)
    assert ruling.judged.evidence == ()  # it says nothing about the chooser's own guess


@pytest.mark.parametrize("lost", [{"vouching_lost": True}, {"fits": (replace(FIT, strong=False),)}])
def test_it_is_not_vouched_for_where_that_went_wrong_or_fits_badly(lost: dict[str, object]) -> None:
    """It asks, and the answer is suggested at the desk."""
    settings = replace(SURE.settings, vouched=True)
    assert judge(replace(replace(SURE, answers=1, settings=settings, fits=(FIT,)), **lost)).answer is None  # type: ignore[arg-type]


def test_own_words_are_said_only_as_somebody_published_them() -> None:
    """The class knows them by a name from which they cannot be read."""
    name = choice_of(WORDS)
    assert name is not None
    assert "falls" not in name
    assert name == choice_of(Answer(text="we pay  for FALLS."))
    assert judge(replace(SURE, choice=name)).answer is None
    assert judge(replace(SURE, choice=name, fits=(replace(FIT, answer=WORDS),))).answer == WORDS
    assert "falls" not in judge(replace(SURE, choice=name, fits=(replace(FIT, answer=WORDS),))).estimate.why
