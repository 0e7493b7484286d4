"""What is learned from questions in an asker's own words: a published answer to these very words serves again; how
often other questions of that name were answered says nothing."""

from collections.abc import Iterator
from typing import Any

import pytest

from earpiece.company.shelf import Shelf
from earpiece.domain.forms import Answer
from earpiece.domain.precedent import Keep
from earpiece.runtime.ask_views import AskedView, AskRequest
from earpiece.runtime.views import AnswerRequest
from tests.support.stage import SHOP, Stage

LEARNS = """
asked-outside:
  kind: clarification
  question: "An agent elsewhere asks an expert."
  outside: true
  free_text: true
  skill: general
  learn: {budget: 0.2, least: 5, precedents: true}
  ladder: [{after: 4h, do: expire}]
"""
OPTIONS = {"yes": "It is", "no": "It is not"}
WARRANTY = "Is a lamp that fell from the table covered by the warranty?"


@pytest.fixture(scope="module")
def shop() -> Shelf:
    return Shelf({**SHOP.files, "consults.yaml": SHOP.files["consults.yaml"] + LEARNS})


@pytest.fixture
def stage(shop: Shelf) -> Iterator[Stage]:
    with Stage(shop=shop) as stage:
        yield stage


def asks(stage: Stage, question: str, **more: Any) -> AskedView:
    inquiry: dict[str, Any] = {"question": question, **more}
    view = stage.run(stage.engine.asks.ask("bot", AskRequest.model_validate({"inquiry": inquiry, "asker": "Bot"})))
    stage.chat = view.ticket
    return view


def publishes(stage: Stage, **answer: Any) -> None:
    """Cleo answers, for the next time too."""
    card = stage.card("cleo")
    keep = Keep(publish=True, reason="The guarantee says so.")
    request = AnswerRequest(answer=Answer(**answer), revision=1, key=f"k {card.id}", keep=keep)
    stage.run(stage.engine.desk.answer(stage.person("cleo"), card.id, request))


def test_ten_answers_to_other_questions_answer_no_new_one(stage: Stage) -> None:
    for _ in range(10):
        asks(stage, WARRANTY, options=OPTIONS)
        stage.answers("dan", choice="yes")
    assert asks(stage, "May I give this customer a sofa for nothing?", options=OPTIONS).status == "open"
    assert asks(stage, WARRANTY, options=OPTIONS).status == "open"


def test_a_published_answer_serves_the_same_question_and_no_other(stage: Stage) -> None:
    asks(stage, WARRANTY, facts={"Order": "L-4711", "Member": True})
    publishes(stage, text="Falls are not covered.")
    again = asks(stage, WARRANTY, facts={"Order": "L-12", "Member": True})
    assert again.answer is not None
    assert (again.status, again.answer.text, again.answer.by) == ("answered", "Falls are not covered.", "")
    assert asks(stage, "May I give this customer a sofa for nothing?").status == "open"


def test_a_choice_is_the_askers_own_and_serves_no_other_question(stage: Stage) -> None:
    """Its keys may stand for other things the next time."""
    asks(stage, WARRANTY, options={"1": "It is", "2": "It is not"})
    publishes(stage, choice="2")
    assert asks(stage, WARRANTY, options={"1": "It is not", "2": "It is"}).status == "open"
