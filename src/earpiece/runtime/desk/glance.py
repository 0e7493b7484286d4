"""What an expert reads of a card without scrolling, and how it is kept short: at most `MOST` words."""

import re
from collections.abc import Iterable

from earpiece.domain.conversation import Conversation
from earpiece.domain.interventions import PersonSaid
from earpiece.runtime.views import CardView

MOST = 120
STEPS = (24, 16, 11, 8, 6, 4)
"""So many words are left of each quote and value, the first number that suffices."""
LONG_WORD = 9
"""Characters; what has longer words counts as more of them when it is cut."""
LONG = 40
"""Characters from which the customer's words are cut inside a question."""

_QUOTE = re.compile(r"“([^”]*)”")


def words_at_first_sight(view: CardView) -> int:
    """How many words an expert reads before scrolling: question, reason, summary, facts, effect, changes, and the
    suggestions without what they lead to."""
    texts = [view.question, view.why, view.summary, *(each.label for each in view.suggestions)]
    texts += [text for fact in view.facts for text in (fact.label, fact.value)]
    if view.call is not None:
        texts.append(view.call.effect)
        texts += [text or "" for one in view.call.changes for text in (one.label, one.before, one.after)]
    return sum(len(text.split()) for text in texts)


def fitted(view: CardView, state: Conversation) -> CardView:
    """The view with at most `MOST` words at first sight: quotes, the customer's words and long values are cut, with an
    ellipsis; the summary goes last. What the company wrote itself is never cut."""
    if words_at_first_sight(view) <= MOST and not any(_is_long(fact.value, STEPS[0]) for fact in view.facts):
        return view
    said = _said(view, state)
    short = view
    for most in STEPS:
        short = _shortened(view, said, most)
        if words_at_first_sight(short) <= MOST:
            return short
    return short.model_copy(update={"summary": ""})


def _said(view: CardView, state: Conversation) -> list[str]:
    """Words of the customer and values in the question, the longest first."""
    texts = {line.event.text for line in state.lines if not isinstance(line.event, PersonSaid)}
    values = (value for run in state.runs.values() for value in run.values.values() if isinstance(value, str))
    shown = f"{view.question}\n{view.why}\n{view.call.effect if view.call is not None else ''}"
    return sorted({text for text in (*texts, *values) if len(text) > LONG and text in shown}, key=len, reverse=True)


def _shortened(view: CardView, said: Iterable[str], most: int) -> CardView:
    """The view with so many words of each quote and value."""

    def without(text: str) -> str:
        for words in said:
            text = text.replace(words, _cut(words, most))
        return _QUOTE.sub(lambda quote: f"“{_cut(quote[1], most)}”", text)

    update: dict[str, object] = {
        "question": without(view.question), "why": without(view.why),
        "summary": _QUOTE.sub(lambda quote: f"“{_cut(quote[1], most)}”", view.summary),
        "facts": [fact.model_copy(update={"value": _cut(fact.value, most)}) for fact in view.facts],
        "suggestions": [
            each if each.source == "playbook" else each.model_copy(update={"label": _cut(each.label, most)})
            for each in view.suggestions
        ],
    }  # fmt: skip
    if view.call is not None:
        changes = tuple(
            one.model_copy(update={"before": one.before and _cut(one.before, most), "after": _cut(one.after, most)})
            for one in view.call.changes
        )
        update["call"] = view.call.model_copy(update={"effect": without(view.call.effect), "changes": changes})
    return view.model_copy(update=update)


def _is_long(text: str, most: int) -> bool:
    return len(text.split()) > most or len(text) > most * LONG_WORD


def _cut(text: str, most: int) -> str:
    """The first words of the text, with an ellipsis if there are more."""
    if not _is_long(text, most):
        return text
    return " ".join(text.split()[:most])[: most * LONG_WORD].rstrip(" ,;:.–-") + "…"
