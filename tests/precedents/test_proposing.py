"""A stable line of answers becomes a change of the company's folder that loads, with conversations that test it."""

from typing import Any

import pytest

from earpiece.company.reading import read_one
from earpiece.company.report import Report
from earpiece.company.shelf import Shelf
from earpiece.domain.errors import Invalid
from earpiece.domain.playbook import Ask, Branch
from earpiece.domain.precedent import Precedent
from earpiece.precedents.proposing import Proposal, propose, why_not_stable
from earpiece.precedents.yaml_text import wrapped
from earpiece.sim.script import Rehearsal
from tests.precedents.making import agreed, proposed

BITCOIN = "can I buy bitcoin with my card"


def three(words: str, **answer: Any) -> Precedent:
    """The same answer to three customers."""
    facts = answer.pop("facts", {})
    one = proposed(words, facts=facts, **answer)
    one = agreed(one, f"{words}, please", conversation="c2", facts=facts)
    return agreed(one, f"{words} again", conversation="c3", facts=facts)


def changed(hudson: Shelf, proposal: Proposal) -> Shelf:
    """The company as it would be; raises InvalidCompany if it has mistakes."""
    return Shelf({**hudson.files, **proposal.files})


def rehearsals(proposal: Proposal) -> list[Rehearsal]:
    """The test conversations as they are read from a company's folder."""
    report = Report()
    found = read_one(list[Rehearsal], proposal.tests, "rehearsals/kept-answers.yaml", report)
    assert not report.errors
    assert found
    return found


def test_own_words_become_a_page(hudson: Shelf) -> None:
    """With what customers said as its examples, and the answer as its first paragraph."""
    one = three(BITCOIN, text="Yes: exchanges that take cards are fine with us.")
    found = propose(one, hudson.current(), hudson.files, "maya")
    ((path, text),) = found.files.items()
    assert path == "knowledge/can-i-buy-bitcoin-with-my.md"
    page = changed(hudson, found).current().pages["can-i-buy-bitcoin-with-my"]
    assert page.answer == "Yes: exchanges that take cards are fine with us."
    assert page.examples == (BITCOIN, f"{BITCOIN}, please", f"{BITCOIN} again")
    assert found.diff.startswith("--- /dev/null\n+++ b/knowledge/")
    assert f"+{text.splitlines()[0]}" in found.diff
    (test,) = rehearsals(found)
    assert (test.customer, test.says, test.expect.consults) == ("maya", BITCOIN, [])
    assert 'said: ["Yes: exchanges that take cards are"]' in found.tests


def test_a_page_that_people_point_to_learns_the_words(hudson: Shelf) -> None:
    """At the end of its examples; nothing else of the file changes."""
    found = propose(
        three("is there a desk in Leeds", choice="page/branches-and-contact"), hudson.current(), hudson.files
    )
    added = [line for line in found.diff.splitlines() if line.startswith("+") and not line.startswith("+++")]
    assert added[0] == '+  - "is there a desk in Leeds"'
    assert not [line for line in found.diff.splitlines() if line.startswith("-") and not line.startswith("---")]
    page = changed(hudson, found).current().pages["branches-and-contact"]
    assert "is there a desk in Leeds again" in page.examples
    request = propose(three("cancel this shoe order", choice="playbook/request-refund"), hudson.current(), hudson.files)
    assert "cancel this shoe order" in changed(hudson, request).current().playbooks["request-refund"].examples


def test_the_same_choice_where_a_fact_is_the_same_becomes_a_rule(hudson: Shelf) -> None:
    """The branch of that answer is taken without asking; otherwise people are asked as before."""
    one = three("refund", name="refund-policy", question="Policy?", choice="evidence", facts={"Shop asked": "yes"})
    found = propose(one, hudson.current(), hudson.files, "maya")
    assert "+  - if: asked_shop" in found.diff
    book = changed(hudson, found).current().playbooks["request-refund"]
    program = list(book.program)
    at = next(
        number for number, step in enumerate(program) if isinstance(step, Branch) and step.condition == "asked_shop"
    )
    asks = next(number for number, step in enumerate(program) if isinstance(step, Ask))
    assert at < asks
    (test,) = rehearsals(found)
    assert test.answers == {"asked_shop": ["yes"]}


def test_a_choice_without_a_branch_goes_on(hudson: Shelf) -> None:
    """The question is asked only where the rule does not hold."""
    text = "about: x\nslots: {}\nsteps:\n  - ask: q  # here\n    save: a\n  - end: done\n"
    assert wrapped(text, 4, "sure", None) == (
        "about: x\nslots: {}\nsteps:\n  - if: not (sure)\n    then:\n      - ask: q  # here\n        save: a\n"
        "  - end: done\n"
    )


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (three("refund", name="refund-policy", choice="claim", facts={"Bought": "[date]"}), "No fact"),
        (three("refund", name="refund-policy", text="Only this once."), "own words inside a request"),
        (three("my number is [number]", text="Yes."), "private"),
        (three("x", name="gone", choice="claim"), "no longer asks"),
    ],
    ids=["nothing in common", "own words", "all private", "consult gone"],
)
def test_what_cannot_be_read_off_is_said(hudson: Shelf, one: Precedent, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        propose(one, hudson.current(), hudson.files)


def test_three_answers_of_people_make_a_line() -> None:
    """Fewer do not, nor does anything that is contradicted, or holds for one customer."""
    one = three(BITCOIN, text="Yes.")
    assert why_not_stable(one, 0, 0) == ""
    assert "settle it" in why_not_stable(one, 1, 0)
    assert "given 1 time;" in why_not_stable(proposed(BITCOIN, text="Yes."), 0, 0)
    assert "hold for everybody" in why_not_stable(proposed(BITCOIN, text="Yes.", scope="customer"), 0, 0)
