"""How long an answer usually takes: measured, never guessed, and longer where many wait for few."""

import pytest

from earpiece.desk.offers import Colleague
from earpiece.desk.people import Account
from earpiece.desk.waits import LEAST, Standing, measured
from earpiece.domain.forms import Expected, Question

ASKED = Question(kind="clarification", name="rate", text="Which?", why="", form={}, skill="payments")
WAITED = {"payments": [10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 400.0]}
STATED = Expected(half=45, most=120)


def person(id: str, **fields: object) -> Account:
    return Account(id, name=id, skills=("payments",), **fields)  # type: ignore[arg-type]


def test_half_and_nine_in_ten() -> None:
    assert measured(WAITED["payments"]) == Expected(half=50, most=90)
    assert measured([1.0] * (LEAST - 1)) is None


def test_too_few_answers_are_no_measure() -> None:
    """Then what the company says counts, if it says anything."""
    few = Standing(waited={"payments": [10.0]})
    assert few.expected(ASKED, None, STATED) == STATED
    assert few.expected(ASKED, None, None) is None
    assert Standing(waited=WAITED).expected(ASKED, None, STATED) == Expected(half=50, most=90)


@pytest.mark.parametrize(("ahead", "on_duty", "times"), [(0, 1, 1), (1, 2, 1), (1, 1, 2), (5, 2, 3), (50, None, 1)])
def test_a_queue_makes_it_longer(ahead: int, on_duty: int | None, times: int) -> None:
    """By as many rounds as it takes those who are there."""
    standing = Standing(waited=WAITED, queue={"payments": ahead})
    assert standing.expected(ASKED, on_duty, None) == Expected(half=50 * times, most=90 * times)


def test_with_nobody_there_no_time_is_expected() -> None:
    assert Standing(waited=WAITED).expected(ASKED, 0, STATED) is None


def test_on_duty_is_who_could_answer_and_is_there() -> None:
    people = (
        Colleague(person("ann")),
        Colleague(person("full"), load=9.0),
        Colleague(person("gone"), here=False),
        Colleague(person("away", presence="away")),
        Colleague(person("pia", languages=("it",))),
        Colleague(Account("cards", name="Cards", skills=("cards",))),
    )
    assert Standing(people).on_duty(ASKED, "en-GB") == 2
    assert Standing(()).on_duty(ASKED, "en") == 0
    assert Standing(None).on_duty(ASKED, "en") is None
