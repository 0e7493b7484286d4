"""What a fact says of a choice is learned once for all choices."""

from earpiece.judgement.case import Case
from earpiece.judgement.choosing import OnlineChooser

CHOICES = {"sail/check": "", "sail/book": "", "row/check": "", "row/book": ""}


def case(boat: str, place: str) -> Case:
    traits = tuple(
        (f"{boat}/{kind}", (f"{kind} {place}", "of what is talked about")) for kind in ("check", "book")
    )  # fmt: skip
    return Case(traits=traits)


def test_a_choice_never_made_gains_from_what_was_done_with_others() -> None:
    chooser = OnlineChooser(CHOICES)
    for _ in range(8):
        chooser.learn(case("sail", "offered"), "sail/book")
        chooser.learn(case("sail", "unasked"), "sail/check")
    assert chooser.guess(case("row", "offered")).choice == "row/book"
    assert chooser.guess(case("row", "unasked")).choice == "row/check"


def test_facts_of_unknown_choices_and_facts_never_taught_are_passed_over() -> None:
    chooser = OnlineChooser(CHOICES)
    chooser.learn(case("sail", "offered"), "sail/book")
    strange = Case(traits=(("fly/book", ("book offered",)), ("row/book", ("new",))))
    assert chooser.guess(strange).choice in CHOICES
