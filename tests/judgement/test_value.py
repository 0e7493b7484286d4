"""What asking is worth: what it costs, beside the harm of being wrong."""

import pytest

from earpiece.judgement.value import Asking, value_of


def test_asking_costs_time_and_the_customers_who_leave() -> None:
    """A minute of a person's work, and five more for each customer who leaves and comes back."""
    at_once = Asking(wait=0.0, patience=600.0, hour=30.0)
    assert at_once.leaves == 0.0
    assert at_once.cost == pytest.approx(0.5)
    late = Asking(wait=600.0, patience=600.0, hour=30.0)
    assert late.leaves == pytest.approx(0.632, abs=1e-3)
    assert late.cost == pytest.approx(0.5 + 0.632 * 2.5, abs=1e-2)
    assert Asking(wait=1.0, patience=0.0, hour=30.0).leaves == 1.0


@pytest.mark.parametrize(("harm", "asks"), [(None, False), (5.0, False), (50.0, True)])
def test_only_a_stated_harm_makes_the_agent_ask_within_its_budget(harm: float | None, asks: bool) -> None:
    """At a risk of 2 %, £50 cost more than the question, £5 less; without a word of the company nothing is weighed."""
    value = value_of(0.02, 0.05, Asking(wait=20.0, patience=600.0, hour=30.0), harm)
    assert value.ask is asks


def test_an_unstated_harm_is_worth_as_much_as_asking_where_the_budget_is_just_used_up() -> None:
    """So that the card has something to compare."""
    asking = Asking(wait=20.0, patience=600.0, hour=30.0)
    value = value_of(0.05, 0.05, asking, None)
    assert value.wrong == pytest.approx(asking.cost)
