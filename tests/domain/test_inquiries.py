"""A question that no file of the company holds: from a model of ours, or from an agent elsewhere."""

from dataclasses import replace
from typing import Any

import pytest

from earpiece.desk.answers import check_form
from earpiece.domain.card import Card
from earpiece.domain.errors import Invalid
from earpiece.domain.forms import Answer, Check, Fact, Inquiry, PlannedCall, Question, Rung
from earpiece.domain.inquiries import asked_digest, question_from
from earpiece.domain.playbook import ConsultSpec, Source

SPEC = ConsultSpec(
    "asked", "clarification", "{{ nothing }}", "Nobody here knows.", (), "fees", (Rung(after=60, do="expire"),),
    Source("consults.yaml", 1), level=2,
)  # fmt: skip
REFUND = PlannedCall(tool="refund", args={"order": "o1", "amount": 40.0, "lines": [1, 2]})


def fits(question: Question, **answer: Any) -> bool:
    """Whether a person may answer so."""
    try:
        check_form(Card("c", question=question), Answer(**answer))
    except Invalid:
        return False
    return True


def test_a_plain_question_is_answered_in_words_by_who_the_consult_says() -> None:
    asked = question_from(SPEC, Inquiry(question="Is the pool open?"))
    assert (asked.text, asked.why, asked.skill, asked.level) == ("Is the pool open?", "Nobody here knows.", "fees", 2)
    assert fits(asked, text="From nine.")
    assert not fits(asked)
    assert not fits(asked, decision="yes")


def test_options_are_keys_to_press_and_own_words_count_where_the_consult_allows_them() -> None:
    inquiry = Inquiry(question="Which?", options={"a": "The first", "b": "The second"})
    asked = question_from(SPEC, inquiry)
    assert [(one.key, one.label) for one in asked.suggestions] == [("1", "The first"), ("2", "The second")]
    assert fits(asked, choice="b")
    assert not fits(asked, choice="c")
    assert not fits(asked, text="Neither")
    assert fits(question_from(replace(SPEC, free_text=True), inquiry), text="Neither")


def test_a_typed_answer_is_held_to_the_askers_schema_and_an_empty_one_is_none() -> None:
    form = {
        "type": "object", "required": ["waive"],
        "properties": {"waive": {"type": "boolean"}, "to": {"$ref": "#/$defs/Goal"}},
        "$defs": {"Goal": {"enum": ["card", "cash"], "title": "Goal"}},
    }  # fmt: skip
    asked = question_from(SPEC, Inquiry(question="Waive it?", form=form))
    assert fits(asked, data={"waive": True, "to": "cash"})
    assert not fits(asked, data={})
    assert not fits(asked)
    assert not fits(asked, data={"waive": "yes"})
    assert not fits(asked, data={"waive": True, "to": "gold"})
    assert not fits(asked, data={"waive": True, "more": 1})
    assert fits(asked, decision="no", reason="Not ours to say")
    assert not fits(asked, decision="no")


def test_a_call_is_approved_as_it_stands_or_with_other_arguments_of_their_kind() -> None:
    asked = question_from(SPEC, Inquiry(question="Refund?", call=REFUND))
    assert asked.kind == "approval"
    assert asked.call is not None
    assert asked.call.digest == asked_digest("refund", {"amount": 40, "lines": [1, 2], "order": "o1"})
    assert asked.call.changeable == ("order", "amount")
    assert question_from(SPEC, Inquiry(question="Refund?", call=REFUND), "Lisa").call != asked.call
    assert asked.call.effect == "Whoever asks does this, once: refund"
    assert fits(asked, decision="yes", changes={"amount": 30})
    assert not fits(asked, decision="yes", changes={"lines": []})
    assert not fits(asked, decision="no")


def test_the_askers_schema_says_which_arguments_may_become_what() -> None:
    lines = {"type": "array", "items": {"type": "integer"}}
    form = {"type": "object", "properties": {"amount": {"type": "number", "maximum": 50}, "lines": lines}}
    asked = question_from(SPEC, Inquiry(question="Refund?", call=REFUND, form=form))
    assert asked.call is not None
    assert asked.call.changeable == ("amount",)
    assert fits(asked, decision="yes", changes={"amount": 50})
    assert not fits(asked, decision="yes", changes={"amount": 51})
    assert not fits(asked, decision="yes", changes={"order": "o2"})


def test_who_may_answer_goes_by_the_amount_in_the_call() -> None:
    spec = replace(
        SPEC, authority={"refund": "amount"}, checks=(Check(when="amount > 30", say="{{ amount }} is much"),)
    )
    asked = question_from(spec, Inquiry(question="Refund?", call=REFUND))
    assert asked.authority == {"refund": 40.0}
    assert len(asked.checks) == 1
    with pytest.raises(Invalid, match="must have amount"):
        question_from(spec, Inquiry(question="Refund?", call=PlannedCall(tool="refund")))


def test_facts_come_from_the_asker_and_secrets_from_nobody() -> None:
    fact = Fact(label="Card", value="4111 1111 1111 1111", source="tool ledger", turn=3)
    inquiry = Inquiry(
        question="My pin is 4711, may I?", facts=(fact,), call=PlannedCall(tool="t", args={"a": ["pin 4711"]})
    )

    def clean(text: str) -> str:
        return text.replace("4711", "***").replace("4111 1111 1111 1111", "***")

    asked = question_from(SPEC, inquiry, "Lisa", clean)
    assert asked.facts == (Fact(label="Card", value="***", source="asker Lisa"),)
    assert "4711" not in asked.model_dump_json()
    assert question_from(SPEC, inquiry).facts[0].source == "tool ledger"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"type": "string"}, "must be of type object"),
        ({"type": "object", "properties": {}}, "between one and"),
        ({"type": "object", "properties": {"a": {"type": "string", "pattern": "(a+)+"}}}, "form.a has pattern"),
        ({"type": "object", "properties": {"a": {"type": "array", "items": {"type": "string"}}}}, "items need an enum"),
        ({"type": "object", "properties": {"a": {"$ref": "http://elsewhere"}}}, "not among the schema's"),
        ({"type": "object", "properties": {"a": {"anyOf": [{"type": "string"}, {"type": "number"}]}}}, "one thing"),
        ({"type": "object", "properties": {"a": {"type": "number", "minimum": "x"}}}, "not a JSON Schema"),
    ],
)  # fmt: skip
def test_a_schema_that_no_form_can_be_made_of_is_refused_with_the_place(form: dict[str, Any], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        question_from(SPEC, Inquiry(question="What?", form=form))


def test_one_object_may_hold_another_and_no_more() -> None:
    inner: dict[str, Any] = {"type": "object", "properties": {"b": {"type": "string"}}}
    one = {"type": "object", "properties": {"a": inner}}
    assert fits(question_from(SPEC, Inquiry(question="What?", form=one)), data={"a": {"b": "x"}})
    with pytest.raises(Invalid, match="too deep"):
        question_from(SPEC, Inquiry(question="What?", form={"type": "object", "properties": {"x": one}}))
