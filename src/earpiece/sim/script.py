"""The form of a rehearsal: one conversation written down beforehand, and what must come of it."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator

from earpiece.company.fields import seconds
from earpiece.company.node import Node
from earpiece.company.reading import read_one
from earpiece.company.report import Report
from earpiece.domain.errors import Invalid, InvalidCompany
from earpiece.domain.forms import Answer
from earpiece.domain.precedent import Keep


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Seconds = Annotated[float, BeforeValidator(seconds)]
Lines = Annotated[list[str], BeforeValidator(_listed)]


class ExpertPart(Node):
    """How the human side treats a consult."""

    after: Seconds = 15.0
    answer: Answer | None = None
    ask_back: str | None = None
    """What the customer is asked first; `answers` holds their reply under the consult's name."""
    by: str | None = None
    never: bool = False
    """Nobody answers."""
    keep: Keep | None = None
    """What is to become of the answer for the next time."""
    because: str = ""
    """Why the answer is right: with it, the rehearsal is one for the practice desk, where people are graded by it."""


class Expectation(Node):
    """What must come of it. What is left out is not looked at."""

    consults: list[str] | None = None
    """Names of the consults, in the order asked."""
    alone: list[str] | None = None
    """Names of the consults that the agent answered by itself, in order: as people answered before."""
    outcome: str | None = None
    """How the request ended (its playbook's `end`); of a conversation without a playbook, how that ended."""
    said: Lines = []
    """Each is part of something the agent said."""
    not_said: Lines = []
    bank: list[dict[str, Any]] | None = None
    """What was done, in order: `{tool, and the arguments that matter}`, from the company's own books."""


class Scene(Node):
    """One customer's conversation."""

    customer: str
    verified: bool = True
    """The host page vouches for the customer; else a guest comes, who has to prove who they are."""
    says: str
    answers: dict[str, Lines] = {}
    """By slot (or `playbook.slot`); several are given one after the other when the slot is asked again."""
    then: Lines = []
    """Further lines, one at a time: while waiting for an expert, and when asked whether there is more."""
    experts: dict[str, ExpertPart] = {}
    """By the consult's name."""
    expect: Expectation


class Rehearsal(Scene):
    """One conversation, and those that come after it into the same world."""

    name: str
    compare: str = ""
    """A title: with it, the conversation is offered on /demo/compare, beside the same one with a transfer."""
    next: list[Scene] = []
    """Customers who come when the one before has gone, to the same people and with the same books."""

    @property
    def scenes(self) -> list[Scene]:
        return [self, *self.next]


def read_rehearsals(folder: Path) -> dict[str, list[Rehearsal]]:
    """All of COMPANY/rehearsals/*.yaml, by file. Raises InvalidCompany with file and line of every mistake."""
    report = Report()
    found: dict[str, list[Rehearsal]] = {}
    for path in sorted((folder / "rehearsals").glob("*.yaml")):
        file = f"rehearsals/{path.name}"
        found[file] = read_one(list[Rehearsal], path.read_text("utf-8"), file, report) or []
    if report.errors:
        raise InvalidCompany(report.errors)
    if not found:
        raise Invalid(f"{folder / 'rehearsals'} has no rehearsals; docs/rehearsals.md shows how one is written.")
    return found
