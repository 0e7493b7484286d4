"""Checks an expert's answer on arrival: the form it was asked in, the authority it needs, what it grants."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from jsonschema import Draft202012Validator

from earpiece.desk.people import Account
from earpiece.domain.card import Card
from earpiece.domain.conversation import Conversation
from earpiece.domain.digests import call_digest, canonical
from earpiece.domain.elsewhere import asking_of, is_elsewhere
from earpiece.domain.errors import Invalid
from earpiece.domain.expressions import evaluate, money, names_in
from earpiece.domain.forms import Answer, ProposedCall
from earpiece.domain.inquiries import asked_digest
from earpiece.domain.playbook import Tool
from earpiece.gate.secrets import find_secrets


@dataclass(frozen=True, slots=True)
class Granted:
    """What a yes permits: the exact call (by digest) with its arguments as approved."""

    digest: str
    args: dict[str, Any]


def check_form(card: Card, answer: Answer) -> None:
    """Raises Invalid with what, where and how to mend if the answer does not fit the card's form."""
    given = answer.model_dump(exclude_none=True)
    for name, value in answer.changes.items():
        if isinstance(value, float) and not isfinite(value):  # JSON readers take NaN, which is over no limit
            raise Invalid(f"{name} must be a number that can be reckoned with.", field=f"changes.{name}")
    given = {name: value for name, value in given.items() if value != {}}
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


def check_secrets(answer: Answer) -> None:
    """Raises Invalid if there is a card number, a code or a password anywhere in the answer."""
    words = {name: getattr(answer, name) for name in ("text", "reason", "reference", "note")}
    words |= {f"changes.{name}": value for name, value in answer.changes.items() if isinstance(value, str)}
    words |= {f"data.{name}": canonical(value) for name, value in answer.data.items()}
    for field, text in words.items():
        check_words(text or "", field)


def check_words(text: str, field: str = "text") -> None:
    """The same for words that are still to be read as an answer: a card number must not pass for an amount."""
    if find_secrets(text):
        raise Invalid(
            "Please leave card numbers, codes and passwords out of the answer: it is kept, and the customer reads "
            "it. Name a card by its last four digits.",
            field=field,
        )


def has_effect(card: Card, answer: Answer, tools: Mapping[str, Tool]) -> bool:
    """Whether this answer makes the agent change something in the company's systems, or lets another one do so."""
    call = card.question.call
    if answer.decision != "yes" or call is None:
        return False
    tool = tools.get(call.tool)
    return _is_askers(call) or (tool is not None and tool.effect == "write")


def own_request(account: Account, state: Conversation) -> str:
    """Why this person may not approve an effect in this conversation, though they have the authority; empty if they
    may: nobody approves what they themselves asked for."""
    asking = asking_of(state) if is_elsewhere(state) else None
    if asking is not None and asking.account == account.id:
        return "This was asked with a token of your own account: somebody else has to approve it."
    if account.id == state.customer:
        return "You are the customer here: somebody else has to approve this."
    if account.id in state.lead.people:
        return "You have led or guided this conversation yourself: somebody else has to approve this."
    return ""


def authority_needed(card: Card, answer: Answer, limits: Mapping[str, str]) -> dict[str, float]:
    """The limits the answering person must have. Those that the changed arguments decide (`limits` has the
    company's expressions) are reckoned anew; the others stay as they were when the question was asked.
    """
    if answer.decision == "no":
        return {}
    needed, call = dict(card.question.authority), card.question.call
    if call is None or not answer.changes:
        return needed
    args = {**call.args, **answer.changes}
    for limit, expression in limits.items():
        if names_in(expression) <= args.keys():
            needed[limit] = float(evaluate(expression, args) or 0)
    return needed


def grant_of(card: Card, answer: Answer, tool: Tool | None) -> Granted | None:
    """The permission that a yes gives: for the call as asked, with the expert's changes."""
    call = card.question.call
    if answer.decision != "yes" or call is None:
        return None
    args = {**call.args, **answer.changes}
    if _is_askers(call):
        return Granted(asked_digest(call.tool, args), args)
    if tool is None:
        return None
    return Granted(call_digest(card.conversation, tool, args), args)


def _is_askers(call: ProposedCall) -> bool:
    """Whether somebody elsewhere would make the call, and asks to be allowed."""
    return call.digest == asked_digest(call.tool, call.args)


def in_words(card: Card, answer: Answer, currency: str) -> str:
    """The answer said back to the person who gave it."""
    parts = []
    labels = {str(s.answer.get("choice")): s.label for s in card.question.suggestions if "choice" in s.answer}
    if answer.decision is not None:
        task = card.question.kind == "task"
        words = {"yes": "Done" if task else "Approve", "no": "Could not be done" if task else "Decline"}
        if card.audit is not None:
            words = {"yes": "It was right", "no": "It was not right"}
        parts.append(words[answer.decision])
    if answer.changes:
        changed = (f"{name} {_shown(card, name, value, currency)}" for name, value in answer.changes.items())
        parts.append("with " + ", ".join(changed))
    if answer.choice is not None:
        parts.append(labels.get(answer.choice, answer.choice))
    if answer.data:
        parts.append(_filled_in(answer.data))
    if answer.text:
        parts.append(f"“{answer.text}”")
    if answer.instead is not None:
        parts.append(f"instead {answer.instead.tool.replace('_', ' ')} {canonical(answer.instead.args)}")
    if answer.reference:
        parts.append(f"reference {answer.reference}")
    sentence = " ".join(parts) or "No decision yet"
    reason = f"; reason: “{answer.reason}”" if answer.reason else ""
    note = f"; for the customer: “{answer.note}”" if answer.note else ""
    whole = f"{sentence}{reason}{note}"
    return whole if whole.endswith((".”", "!”", "?”")) else f"{whole}."


def _filled_in(data: Mapping[str, Any]) -> str:
    """A typed answer, as `waive: yes, ways: card and cash`."""
    return ", ".join(f"{name.replace('_', ' ')}: {_told(value)}" for name, value in data.items())


def _told(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return " and ".join(map(_told, value)) or "none"
        case dict():
            return f"({_filled_in(value)})"
        case float():
            return f"{value:g}"
    return str(value)


def _shown(card: Card, name: str, value: Any, currency: str) -> str:
    """A changed argument; as money if it is what a limit of authority is about."""
    call = card.question.call
    asked = call.args.get(name) if call is not None else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return money(value, currency) if asked in card.question.authority.values() else f"{value:g}"
    return str(value)
