"""The agent's own sentences: variants chosen so that the same wording is never said twice in a row."""

from typing import Any

from earpiece.domain.conversation import Conversation
from earpiece.domain.expressions import render
from earpiece.domain.playbook import Company


def phrase(state: Conversation, company: Company, name: str, /, **values: Any) -> tuple[str, str]:
    """The sentence `name` filled in, and which wording it is (to be kept with what was said)."""
    variants = company.phrases[name]
    return vary(state, name, variants, values)


def vary(state: Conversation, name: str, variants: tuple[str, ...], values: dict[str, Any]) -> tuple[str, str]:
    """One of the variants, the least lately used; ties go by the conversation's position, for variety."""
    if len(variants) == 1:
        return render(variants[0], values), f"{name}#0"
    ages = {used: age for age, used in enumerate(state.last_phrases, start=1)}
    order = [(index + state.position) % len(variants) for index in range(len(variants))]
    index = min(order, key=lambda number: ages.get(f"{name}#{number}", 0))
    return render(variants[index], values), f"{name}#{index}"
