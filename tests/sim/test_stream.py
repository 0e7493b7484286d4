"""Messages one after the other: what is asked about and what is decided alone, held against what the labels say."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from earpiece.cli import app
from earpiece.company.shelf import Shelf
from earpiece.domain import events as e
from earpiece.domain.commands import Start
from earpiece.domain.errors import Invalid
from earpiece.domain.event import BaseEvent
from earpiece.domain.forms import Answer, Question
from earpiece.domain.learning import DecidedAlone, Estimate, Read
from earpiece.domain.ports import Recorded, Understanding
from earpiece.insight.learning import Decision
from earpiece.sim.casting import read_messages
from earpiece.sim.judges import in_words
from earpiece.sim.stream import Streamed, arrivals, decision, learning, play_stream
from tests.sim.conftest import HUDSON

BLOCK_CARD = "playbook/block-card"
ESTIMATE = Estimate(
    of="consult ask-expert", decision="c.ask3", alone=True, risk=0.01, threshold=0.05, budget=0.05, why=""
)
QUESTION = Question(kind="clarification", name="ask-expert", text="What should we answer?", why="", form={})
SAID = e.CustomerSaid(message="m1", text="my card is gone")
READ = e.MessageUnderstood(message="m1", commands=(Start(target=BLOCK_CARD),), by="local")
BEGAN = e.RunStarted(run="r", playbook="block-card", message="m1")
ASKED = e.ConsultAsked(consult="c.ask3", run="r", at_instruction=0, question=QUESTION, ladder=())


def told(*events: BaseEvent) -> list[Recorded]:
    """A conversation's stream."""
    return [Recorded(at, "conversation/c", at, float(at), event, "") for at, event in enumerate(events, start=1)]


def alone(answer: Answer) -> DecidedAlone:
    """The agent answered its own question."""
    return DecidedAlone(
        consult="c.ask3",
        run="r",
        at_instruction=0,
        question=QUESTION,
        answer=answer,
        by="precedent p",
        estimate=ESTIMATE,
    )


@pytest.mark.parametrize(
    ("event", "target", "expected"),
    [
        (BEGAN, BLOCK_CARD, Decision("alone")),
        (BEGAN, "playbook/order-card", Decision("alone", wrong=True)),
        (BEGAN, None, Decision("alone", wrong=True)),
        (ASKED, BLOCK_CARD, Decision("asked")),
        (e.AgentSaid(text="A or B?", purpose="between"), BLOCK_CARD, Decision("offered")),
        (e.AgentSaid(text="…", purpose="answer", targets=("page/loans",)), "page/loans", Decision("alone")),
        (alone(Answer(choice=BLOCK_CARD)), BLOCK_CARD, Decision("alone")),
        (alone(Answer(text="Something else.")), BLOCK_CARD, Decision("alone", wrong=True)),
    ],
    ids=["right", "wrong", "no-answer-known", "asked", "offered", "page", "as-people-said", "not-as-people-said"],
)
def test_the_first_decision_is_held_against_the_label(
    hudson: Shelf, event: BaseEvent, target: str | None, expected: Decision
) -> None:
    """What was begun, said or asked first after the opening sentence was read."""
    found = decision(told(SAID, READ, event), target, hudson.current())
    assert found == (3, expected)


def test_words_of_people_are_right_where_the_company_has_no_page(hudson: Shelf) -> None:
    """What an expert would write to whoever asks what nothing of the company answers."""
    company = hudson.current()
    found = decision(told(SAID, READ, alone(in_words(company, None))), None, company)
    assert found == (3, Decision("alone"))


def test_an_audit_of_the_reading_counts(hudson: Shelf) -> None:
    """Where the reading was decided alone and drawn to be looked at."""
    read = Read(**{**ESTIMATE.model_dump(), "of": "requests", "audited": True}, index=0, begins=0, ends=15)
    looked = READ.model_copy(update={"judged": (read,)})
    assert decision(told(SAID, looked, BEGAN), BLOCK_CARD, hudson.current()) == (3, Decision("alone", audited=True))
    assert decision(told(SAID, looked), BLOCK_CARD, hudson.current()) is None


def test_the_company_begins_as_told(hudson: Shelf) -> None:
    """With its own budget unless another one is named."""
    own = hudson.current().policy.judgement
    begun = learning(hudson, None, "asking").current().policy.judgement
    assert begun is not None
    assert begun.start == "asking"
    assert begun.budget == (own.budget if own is not None else 0.05)
    other = learning(hudson, 0.02, "examples").current().policy.judgement
    assert other is not None
    assert (other.start, other.budget) == ("examples", 0.02)


def test_customers_come_one_after_the_other() -> None:
    """At the same times for the same order."""
    times = list(arrivals(50, 3))
    assert times == sorted(times) == list(arrivals(50, 3)) != list(arrivals(50, 4))
    assert times[0] == 0.0


@pytest.fixture(scope="module")
def streamed(hudson: Shelf, understanding: Understanding) -> Streamed:
    """Thirty of the bank's own messages, by an agent that begins with asking."""
    company = learning(hudson, None, "asking")
    return play_stream(HUDSON, company, understanding, read_messages(HUDSON / "messages"), 30, order=1, block=10)


def test_who_begins_with_asking_asks_about_everything(streamed: Streamed) -> None:
    """Until twenty answers are known nothing is decided alone, and every conversation goes well all the same."""
    first, second = streamed.curve.blocks[:2]
    assert (first.asked, second.asked) == (10, 10)
    assert streamed.curve.whole.decided == 30
    assert streamed.report.sound
    assert streamed.report.outcomes == {"resolved": 30}


def test_the_options_of_learning_need_messages(tmp_path: Path) -> None:
    """They are of no use to written rehearsals."""
    result = CliRunner().invoke(app, ["rehearse", str(HUDSON), "--start", "asking"])
    assert isinstance(result.exception, Invalid)
    assert "--messages" in result.exception.message


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_command_writes_what_it_shows(tmp_path: Path) -> None:
    """A table, JSON, and a page with pictures."""
    plain, page = tmp_path / "found.json", tmp_path / "page.html"
    wanted = ["--messages", str(HUDSON / "messages"), "--customers", "120", "--start", "asking", "--block", "40"]
    result = CliRunner().invoke(app, ["rehearse", str(HUDSON), *wanted, "--json", str(plain), "--html", str(page)])
    assert "asked an expert" in result.output
    found = json.loads(plain.read_text())
    assert [block["decided"] for block in found["blocks"]] == [40, 40, 40]
    assert found["labels"] == found["whole"]["asked"] + found["whole"]["audited"]
    assert result.exit_code == (0 if found["held"] else 1), result.output
    assert "Asked less and less" in page.read_text()
