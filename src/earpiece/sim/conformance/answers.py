"""Chooses an answer that fits a card's form and can do no harm."""

from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from earpiece.runtime.views import CardView
from earpiece.sim.conformance.findings import Broken

Answer = dict[str, Any]
HARMLESS_CHOICES = ("continue", "leave")
"""Choices of the built-in questions that change nothing; what others lead to is the company's own secret."""


def harmless_answer(card: CardView, words: str) -> Answer | None:
    """An answer with these words for the customer, or None if this card takes none that is certainly harmless.

    Words come first, then a built-in choice that changes nothing, then a no with its reason; never a yes, never
    anything on a card about a tool's effect.
    """
    if card.call is not None or card.kind == "approval":
        return None
    return next((answer for answer in _candidates(card, words) if fits(card, answer)), None)


def _candidates(card: CardView, words: str) -> Iterator[Answer]:
    if card.kind != "task":
        yield {"text": words}
        for choice in HARMLESS_CHOICES:
            yield {"choice": choice, "note": words}
            yield {"choice": choice, "text": words}
    yield {"decision": "no", "reason": words}


def fits(card: CardView, answer: Answer) -> bool:
    """Whether the card's own form takes the answer. Raises Broken if the form is no JSON Schema."""
    try:
        Draft202012Validator.check_schema(card.form)
    except SchemaError as error:
        raise Broken(f"The form of the card {card.id} is no JSON Schema (2020-12): {error.message}") from error
    return bool(Draft202012Validator(card.form).is_valid(answer))


def unfit_answers(card: CardView) -> list[Answer]:
    """Answers that the card's form does not take."""
    tried: list[Answer] = [
        {}, {"decision": "maybe"}, {"choice": "none of those"}, {"text": ""}, {"text": 7}, {"note": "a note alone"},
        {"decision": "no"},
    ]  # fmt: skip
    return [answer for answer in tried if not fits(card, answer)]
