"""The language of a company folder: what it can say, and what it cannot be made to do."""

import pytest

from earpiece.domain.errors import Invalid
from earpiece.domain.expressions import evaluate, names_in, render


def test_values_are_filled_in() -> None:
    """With money and days as people write them."""
    values = {"amount": 1250.5, "day": "2026-03-05", "name": "Maya"}
    assert render("{{ name }}: {{ amount | money }} on {{ day | day }}", values) == "Maya: £1,250.50 on 5 March"


def test_a_sentence_with_a_hole_is_never_said() -> None:
    """A missing value is an error, not an empty place."""
    with pytest.raises(Invalid, match="name"):
        render("Hello {{ name }}", {})


def test_a_missing_value_in_a_condition_is_none() -> None:
    """So that a playbook may ask whether it is known."""
    assert evaluate("amount is known", {}) is False
    assert evaluate("amount is known and amount > 5", {"amount": 6}) is True


@pytest.mark.parametrize("expression", ["amount > 5", "1 / 0", "name.upper(1, 2)", "'a' + 1"])
def test_what_cannot_be_computed_is_an_error(expression: str) -> None:
    """Never a silent yes."""
    with pytest.raises(Invalid):
        evaluate(expression, {"name": "x", "amount": "many"})


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ values.append(1) }}",
        "{% for i in range(10000000000) %}x{% endfor %}",
        "{% include '/etc/passwd' %}",
        "{{ x.__init__.__globals__ }}",
    ],
)
def test_a_template_reaches_nothing_but_its_values(template: str) -> None:
    """Neither Python's inside, nor files, nor the values themselves."""
    with pytest.raises(Invalid):
        render(template, {"values": [], "x": object})


def test_the_values_of_a_customer_are_no_templates() -> None:
    """What was typed is filled in as it is."""
    assert render("You said: {{ words }}", {"words": "{{ 7 * 7 }}"}) == "You said: {{ 7 * 7 }}"


def test_the_names_an_expression_reads() -> None:
    """Known without computing it."""
    assert names_in("amount <= order.price and amount > 0") == {"amount", "order"}
