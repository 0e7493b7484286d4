"""A question from what the company wrote and what the conversation knows."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from earpiece.domain.asking import changes_of, effect_of, proposal, question_for, same_facts, scope_of
from earpiece.domain.consequences import shortened
from earpiece.domain.conversation import Conversation
from earpiece.domain.forms import Check, Fact, Question, Rung
from earpiece.domain.parts import CallState, RunState
from earpiece.domain.places import Origin, Place
from earpiece.domain.playbook import (
    Branch,
    Call,
    Collect,
    Company,
    ConsultSpec,
    End,
    Instruction,
    Jump,
    Playbook,
    Policy,
    Run,
    Say,
    Set,
    Slot,
    Source,
    Tool,
)

AT = Source("test.yaml", 1)
TOOL = Tool(
    "credit", "Credit the account", "write", "verified", (), AT, effect_text="{{ amount }} more",
    changeable=("amount",),
    changes=(
        ("Balance", "account.balance | money", "(account.balance + amount) | money"), ("Note", None, "note"),
        ("Limit", "account.nothing", "'raised'"),
    ),
)  # fmt: skip
LOOK_UP = replace(TOOL, name="account", effect="read", changes=())
SPEC = ConsultSpec(
    "credit", "approval", "Credit {{ amount }}?", "", (("Account", "account.id"), ("Sum", "amount")), "payments",
    (Rung(after=60, do="expire"),), AT, authority={"credit": "amount"}, level=2, weight=1.5, opinions=3,
    opinions_when="amount > 1000", checks=(Check(when="amount > payment.amount", say="Only {{ payment.amount }}."),),
)  # fmt: skip
CALL = Call("credit", {"amount": "missing"}, AT, on={"declined": 3})
PROGRAM: tuple[Instruction, ...] = (
    Set("missing", "payment.amount - received", AT), CALL, End("done", AT),
    Branch("vip", 5, AT), Say(("You are dear to us.",), AT),
    Say(("No {{ payment.amount }} of {{ later }}, {{ consult.reason }}",), AT),
)  # fmt: skip
VALUES = {"account": {"id": "a1", "balance": 120.0}, "payment": {"amount": 250}, "received": 0, "vip": False}


def place(at: int = 1, **run: Any) -> Place:
    """In the middle of a request whose payment a tool found, and of which the customer said what was received."""
    origin = {"payment": "tool payments, chosen in m2", "received": "customer m3", "missing": "playbook"}
    inner = RunState("run1", "dispute", at, **{"message": "m1", "origin": {**origin, "account": "tool account"}, **run})
    calls = [CallState(f"call{n}", "run1", 0, tool, {}, "", "", "read", 0.0, "finished") for n, tool in enumerate(
        ("payments", "account", "account"))]  # fmt: skip
    state = Conversation(
        "c", runs={"run1": inner}, calls={call.id: call for call in calls},
        facts_at={"m1": 2, "m2": 7, "m3": 12, "call0": 5, "call1": 9, "call2": 14},
    )  # fmt: skip
    playbook = Playbook("dispute", "", "a dispute", (), {}, PROGRAM, AT)
    tools = {"credit": TOOL, "account": LOOK_UP}
    company = Company("d", Policy(), {"dispute": playbook}, tools, {"credit": SPEC}, {}, {})
    return Place(state, company, inner, at, CALL.args)


def asked(amount: float = 250, spec: ConsultSpec = SPEC, **more: Any) -> Question:
    """The question about crediting that much."""
    values: Mapping[str, Any] = {**VALUES, **more, "amount": amount}
    return question_for(spec, values, place(), proposal("c", TOOL, {"amount": amount}, values))


def test_facts_know_where_they_came_from_through_what_the_playbook_made_of_them() -> None:
    """The sum is an argument, made of a value that was set from a payment that a tool found."""
    account, total = asked().facts
    assert (account.source, account.turn) == ("tool account", 14)  # the newest result
    assert (total.source, total.turn) == ("tool payments, chosen in m2", 5)


@pytest.mark.parametrize(
    ("expression", "origin"),
    [
        ("received", Origin("customer m3", 12)),
        ("question", Origin("customer m1", 2)),
        ("'no value'", Origin("playbook")),
        ("(account.balance | money) ~ received", Origin("tool account", 14)),
        ("nobody.knows", Origin("playbook")),
    ],
)
def test_the_first_value_with_an_origin_counts(expression: str, origin: Origin) -> None:
    """However it is written."""
    assert place().origin(expression) == origin


def test_what_a_playbook_was_given_by_another_came_from_there() -> None:
    """Through the step that ran it."""
    outer = place()
    inner = RunState("run2", "find", 0, "run1", "m1", origin={"order": "parent"})
    above = replace(outer.run, at=0, children={0: "run2"})
    program = (Run("find", {"order": "payment"}, AT), End("done", AT))
    books = {
        "dispute": replace(outer.company.playbooks["dispute"], program=program),
        "find": Playbook("find", "", "", (), {}, (End("done", AT),), AT),
    }
    state = replace(outer.state, runs={"run1": above, "run2": inner})
    company = replace(outer.company, playbooks=books)
    assert Place(state, company, inner, 0).origin("order.id") == Origin("tool payments, chosen in m2", 5)


def test_what_will_change_is_computed_and_left_out_where_it_cannot_be() -> None:
    """The note is not known; what was before the limit is not either."""
    call = asked().call
    assert call is not None
    assert [(one.label, one.before, one.after) for one in call.changes] == [
        ("Balance", "£120.00", "£370.00"), ("Limit", None, "raised"),
    ]  # fmt: skip


def test_the_values_of_checks_and_changes_are_pinned_for_another_amount() -> None:
    """What else is known is not on the card; the arguments are as the expert would have them."""
    question = asked()
    assert question.known == {"account": VALUES["account"], "payment": VALUES["payment"]}
    scope = scope_of(question, {"amount": 40})
    assert (scope["amount"], scope["args"], scope["payment"]) == (40, {"amount": 40}, {"amount": 250})
    assert changes_of(TOOL, scope)[0].after == "£160.00"
    assert effect_of(TOOL, scope["args"]) == "40 more"
    assert effect_of(TOOL, {}) == "Credit the account"  # an argument is left out


def test_the_company_says_who_may_answer_and_how_many_must_agree() -> None:
    """Several only where the condition holds, and where it cannot be computed."""
    question = asked()
    assert (question.level, question.weight, question.opinions, question.checks) == (2, 1.5, 1, SPEC.checks)
    assert asked(2000).opinions == 3
    assert asked(spec=replace(SPEC, opinions_when=None)).opinions == 3
    assert asked(spec=replace(SPEC, opinions_when="nobody > 3")).opinions == 3


def test_a_no_leads_to_the_first_words_of_its_branch() -> None:
    """Conditions that can be computed are followed; what only the answer brings is left open."""
    yes, no = asked().suggestions
    assert yes.leads_to == "250 more"
    assert no.leads_to == "The agent says: “No 250 of …, …”"
    assert asked(vip=True).suggestions[1].leads_to == "The agent says: “You are dear to us.”"


def test_facts_are_the_same_wherever_they_came_from() -> None:
    """So that what is learned again does not become another question."""
    one = Fact(label="Sum", value="5", source="customer m1")
    assert same_facts([one], [one.model_copy(update={"source": "tool x", "turn": 3})])
    assert not same_facts([one], [one.model_copy(update={"value": "6"})])


def test_options_are_shown_in_the_words_the_customer_chose() -> None:
    """Not by their keys."""
    here = place()
    slots = {"why": Slot("why", "option", ("Why?",), {"deed": "deed poll"})}
    book = replace(here.company.playbooks["dispute"], slots=slots, program=(Collect(("why",), AT), Jump(0, AT)))
    here = replace(here, company=replace(here.company, playbooks={"dispute": book}))
    (fact,) = question_for(
        replace(SPEC, facts=(("Reason", "why"),)), {**VALUES, "amount": 5, "why": "deed"}, here
    ).facts
    assert fact.value == "deed poll"


def test_words_are_cut_between_words() -> None:
    """And marked as cut."""
    assert shortened("one two three", 13) == "one two three"
    assert shortened("one two, three", 13) == "one two…"
    assert shortened("x" * 20, 5) == "xxxx…"
