"""Written rehearsals at the sample bank: played as written, and told where they went differently."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from earpiece.cli import app
from earpiece.company.shelf import Shelf
from earpiece.domain.errors import Invalid, InvalidCompany
from earpiece.domain.ports import Understanding
from earpiece.sim.rehearsal import Result, play_rehearsal
from earpiece.sim.script import Rehearsal, read_rehearsals
from tests.sim.conftest import HUDSON

Play = Callable[..., Result]

ANSWERS = {"payment": "the Lumen one", "had_card": "yes"}
DISPUTE: dict[str, object] = {
    "name": "an unknown payment",
    "customer": "maya",
    "says": "there's a card payment I never made",
    "answers": ANSWERS,
    "then": ["by the way, what is your exchange rate?"],
    "experts": {"provisional-credit": {"after": "20s", "answer": {"decision": "yes", "changes": {"amount": 150}}}},
    "expect": {
        "consults": ["provisional-credit"],
        "outcome": "resolved",
        "said": ["£150.00", "interbank rate"],
        "not_said": ["I have credited £370.00"],
        "bank": [{"tool": "open_dispute"}, {"tool": "credit_account", "amount": 150}],
    },
}


@pytest.fixture
def play(hudson: Shelf, understanding: Understanding) -> Play:
    """Plays the dispute with some parts written differently."""

    def played(**changes: object) -> Result:
        rehearsal = Rehearsal.model_validate({**DISPUTE, **changes})
        return play_rehearsal(HUDSON, hudson, understanding, "test.yaml", rehearsal)

    return played


def test_a_rehearsal_goes_as_written(play: Play) -> None:
    """Nothing differs, and half a minute of simulated time has passed."""
    result = play()
    assert result.ok, result.differences
    assert result.story == ()
    assert 20 < result.seconds < 60


def test_every_expectation_that_fails_is_told(play: Play) -> None:
    """With what happened instead, and the story of the conversation."""
    wrong = {
        "consults": [], "outcome": "declined", "said": ["a parrot"], "not_said": ["£150.00"],
        "bank": [{"tool": "credit_account", "amount": 370}],
    }  # fmt: skip
    result = play(expect=wrong)
    told = "\n".join(result.differences)
    assert "never said 'a parrot'" in told
    assert "the agent said" in told
    assert "consults were provisional-credit, expected none" in told
    assert "the outcome was resolved, expected declined" in told
    assert "credit_account amount=150" in told
    assert any("provisional" in line.what or "Credit" in line.what for line in result.story)


def test_what_is_not_written_is_told(play: Play) -> None:
    """A question without an answer, and a consult nobody was given to answer."""
    assert "asked for `had_card`" in play(answers={"payment": "the Lumen one"}).differences[0]
    assert "asked `provisional-credit`" in play(experts={}).differences[0]


def test_an_answer_that_cannot_be_given_is_told(play: Play) -> None:
    """A no without a reason does not fit the form; nobody called so exists."""
    no_reason = {"provisional-credit": {"answer": {"decision": "no"}}}
    assert "needs a reason" in play(experts=no_reason).differences[0]
    nobody = {"provisional-credit": {"by": "nobody", "answer": {"decision": "yes"}}}
    assert "nobody with the skill" in play(experts=nobody).differences[0]


def test_an_expert_may_ask_back(play: Play) -> None:
    """The customer's reply stands under the consult's name."""
    asking = {"provisional-credit": {"ask_back": "Which town?", "by": "ravi", "answer": {"decision": "yes"}}}
    expect = {"said": ["Which town?", "£370.00"], "bank": [{"tool": "open_dispute"}, {"tool": "credit_account"}]}
    answers = {**ANSWERS, "provisional-credit": "In Leeds."}
    result = play(experts=asking, expect=expect, answers=answers, then=[])
    assert result.ok, result.differences


def test_nobody_answers(play: Play) -> None:
    """Hours pass at once until the ladder has come to its end."""
    expect = {"outcome": "not_credited", "bank": [{"tool": "open_dispute"}]}
    result = play(experts={"provisional-credit": {"never": True}}, expect=expect, then=[])
    assert result.ok, result.differences
    assert result.seconds > 3600


def test_the_next_customer_comes_into_the_same_world(play: Play) -> None:
    """To the same people, with the same books; what differs is told with whose conversation it was."""
    again = {**DISPUTE, "says": "I want to close my account", "answers": {"reason": "the fees", "sure": "no"}}
    del again["name"]
    bank = [{"tool": "open_dispute"}, {"tool": "credit_account", "amount": 150}]
    same = {**again, "expect": {"consults": [], "bank": bank}, "then": []}
    result = play(next=[same])
    assert result.ok, result.differences
    result = play(next=[{**same, "expect": {"consults": ["close-with-balance"]}}])
    assert result.differences == ("customer 2: consults were none, expected close-with-balance",)


def test_what_was_answered_alone_is_told(play: Play) -> None:
    """As people answered before, if that was kept; otherwise somebody is asked again, and that differs."""
    said = "Do you sponsor local football clubs?"
    told = {"ask-expert": {"by": "lucia", "answer": {"text": "Yes, some."}, "keep": {"publish": True}}}
    again = {"customer": "omar", "says": "I run our local football club, and we need a sponsor."}
    alone = {**again, "expect": {"consults": [], "alone": ["ask-expert"], "said": ["Yes, some."]}}
    first = {"says": said, "answers": {}, "then": [], "expect": {"consults": ["ask-expert"], "alone": []}}
    result = play(**first, experts=told, next=[alone])
    assert result.ok, result.differences
    unkept = {"ask-expert": {"by": "lucia", "answer": {"text": "Yes, some."}}}
    differs = play(**first, experts=unkept, next=[{**alone, "experts": unkept}]).differences
    assert "customer 2: answered alone were none, expected ask-expert" in differs


def test_rehearsals_with_mistakes_are_told_with_their_lines(tmp_path: Path) -> None:
    """Unknown keys, missing ones, wrong durations."""
    folder = tmp_path / "rehearsals"
    folder.mkdir()
    with pytest.raises(Invalid, match="no rehearsals"):
        read_rehearsals(tmp_path)
    text = "- name: one\n  customer: maya\n  sayz: hello\n  experts:\n    x: {after: soon}\n  expect: {}\n"
    (folder / "bad.yaml").write_text(text, "utf-8")
    with pytest.raises(InvalidCompany) as caught:
        read_rehearsals(tmp_path)
    told = {(problem.file, problem.line, problem.message) for problem in caught.value.problems}
    assert ("rehearsals/bad.yaml", 3, "unknown key `sayz`") in told
    assert ("rehearsals/bad.yaml", 5, "`soon` is not a duration") in told
    assert any("`says` is missing" in message for _, _, message in told)


def test_every_rehearsal_of_the_sample_bank_goes_as_written(hudson: Shelf, understanding: Understanding) -> None:
    """All of companies/hudson/rehearsals."""
    differing = []
    for file, rehearsals in read_rehearsals(HUDSON).items():
        for rehearsal in rehearsals:
            result = play_rehearsal(HUDSON, hudson, understanding, file, rehearsal)
            differing += [f"{file}: {result.name}: {difference}" for difference in result.differences]
    assert differing == []


def test_the_command_tells_each_rehearsal(monkeypatch: pytest.MonkeyPatch, understanding: Understanding) -> None:
    """A line each, JSON for programs, status 1 if there is nothing of that name."""
    monkeypatch.setattr("earpiece.cli.rehearse.understanding_of", lambda _: understanding)
    done = CliRunner().invoke(app, ["rehearse", str(HUDSON), "--only", "nobody is asked", "--json", "-"])
    assert done.exit_code == 0, done.output
    assert "ok rehearsals/dispute-card-payment.yaml" in done.stderr
    (one,) = [each for each in json.loads(done.stdout) if "dispute" in each["file"]]
    assert one["ok"] is True
    none = CliRunner().invoke(app, ["rehearse", str(HUDSON), "--only", "no such thing"])
    assert isinstance(none.exception, Invalid)
