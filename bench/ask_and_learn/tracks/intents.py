"""Banking77 and CLINC150: which of many requests a sentence is. One sentence, one decision."""

from collections.abc import Iterator
from typing import Any

from bench.ask_and_learn.stream import Decision
from earpiece.judgement.case import Case

UNKNOWN = "oos"
"""CLINC150's label for what no request of the service is. Deciding such a one alone is always wrong."""


def decisions(line: dict[str, Any]) -> Iterator[Decision]:
    """The one decision of a line with `id`, `text`, `label`."""
    label = str(line["label"])
    yield Decision(str(line["id"]), {"text": str(line["text"])}, label, (label,))


def case(context: dict[str, Any], knowledge: object = None) -> Case:
    """What the system knows: the words."""
    return Case(words=(("said", context["text"]),))


def in_words(label: str) -> str:
    """A choice's name as words: `card_payment_not_recognised` reads "card payment not recognised"."""
    return label.replace("_", " ").replace("?", "").strip()
