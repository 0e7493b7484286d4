"""Checks an expert's answer on arrival: the form it was asked in, the authority it needs, what it grants."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator

from earpiece.domain.card import Card
from earpiece.domain.digests import call_digest
from earpiece.domain.errors import Invalid
from earpiece.domain.forms import Answer
from earpiece.domain.playbook import Tool


@dataclass(frozen=True, slots=True)
class Granted:
    """What a yes permits: the exact call (by digest) with its arguments as approved."""

    digest: str
    args: dict[str, Any]


def check_form(card: Card, answer: Answer) -> None:
    """Raises Invalid with what, where and how to mend if the answer does not fit the card's form."""
    given = answer.model_dump(exclude_none=True)
    if not given.get("changes"):
        given.pop("changes", None)
    errors = sorted(Draft202012Validator(card.question.form).iter_errors(given), key=lambda error: list(error.path))
    if errors:
        raise Invalid(_in_words(errors[0].message, list(errors[0].path), given), field=_field(errors[0].path))
    if answer.changes and answer.decision != "yes":
        raise Invalid("Changes only go with a yes.", field="changes")


def _field(path: Any) -> str:
    return ".".join(str(part) for part in path)


def _in_words(message: str, path: list[Any], given: Mapping[str, Any]) -> str:
    if "'reason' is a required property" in message:
        return "A no needs a reason: one line is enough, the customer hears it in the agent's words."
    if not path and not given:
        return "The answer is empty: choose one of the suggestions or write your own."
    where = f" (in {_field(path)})" if path else ""
    return f"The answer does not fit the question: {message}{where}."


def authority_needed(card: Card, answer: Answer) -> dict[str, float]:
    """The limits the answering person must have: those of the question, with approved changes counted in."""
    if answer.decision == "no" or card.question.call is None:
        return {} if answer.decision == "no" else dict(card.question.authority)
    args, needed = card.question.call.args, dict(card.question.authority)
    for limit, amount in needed.items():
        for name, value in answer.changes.items():
            if args.get(name) == amount and isinstance(value, int | float):
                needed[limit] = float(value)
    return needed


def grant_of(card: Card, answer: Answer, tool: Tool | None) -> Granted | None:
    """The permission that a yes gives: for the call as asked, with the expert's changes."""
    call = card.question.call
    if answer.decision != "yes" or call is None or tool is None:
        return None
    args = {**call.args, **answer.changes}
    return Granted(call_digest(card.conversation, tool, args), args)


def in_words(card: Card, answer: Answer) -> str:
    """The answer said back to the person who gave it."""
    parts = []
    labels = {str(s.answer.get("choice")): s.label for s in card.question.suggestions if "choice" in s.answer}
    if answer.decision is not None:
        task = card.question.kind == "task"
        words = {"yes": "Done" if task else "Approve", "no": "Could not be done" if task else "Decline"}
        parts.append(words[answer.decision])
    if answer.changes:
        parts.append("with " + ", ".join(f"{name} {value}" for name, value in answer.changes.items()))
    if answer.choice is not None:
        parts.append(labels.get(answer.choice, answer.choice))
    if answer.text:
        parts.append(f"“{answer.text}”")
    if answer.reference:
        parts.append(f"reference {answer.reference}")
    sentence = " ".join(parts) or "No decision yet"
    reason = f"; reason: {answer.reason}" if answer.reason else ""
    note = f"; for the customer: {answer.note}" if answer.note else ""
    return f"{sentence}{reason}{note}."
