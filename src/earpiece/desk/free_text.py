"""Reads an expert's own words as a typed answer ("yes but 150, tell him five days"), to be confirmed by them."""

import re

from earpiece.domain.card import Card
from earpiece.domain.forms import Answer

_YES = re.compile(
    r"\b(yes|yep|yeah|ok(ay)?|sure|approved?|go ahead|fine|agreed?|done|did it|confirmed)\b", re.IGNORECASE
)
_NO = re.compile(
    r"\b(no|nope|don'?t|do not|declined?|reject(ed)?|refused?|can'?t|cannot|could ?n[o']t|not possible)\b", re.I
)
_NOTE = re.compile(
    r"[,;.\s]*(?:\b(?:and|but)\s+)?\b(?:tell|inform|let)\s+(?:him|her|them|the customer|customer)"
    r"(?:\s+know)?(?:\s+that)?[\s:,]*(?P<note>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_REASON = re.compile(r"\b(?:because|since|as|reason:?|due to)\s+(?P<reason>.+)$", re.IGNORECASE | re.DOTALL)
_AMOUNT = re.compile(
    r"(?:£|€|\$)?\s?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s?(?P<k>k\b)?", re.IGNORECASE
)
_REFERENCE = re.compile(
    r"\b(?:reference|ref\.?|ticket|case|number)\s*(?:is|no\.?|number|:|#)?\s*(?P<ref>[\w/-]*\d[\w/-]*)", re.I
)


def read_answer(card: Card, words: str) -> tuple[Answer, list[str]]:
    """The typed answer these words amount to, and what is still missing or impossible."""
    words = words.strip()
    rest, note = _note(words)
    if card.question.kind in ("approval", "task"):
        return _decision(card, rest, note)
    if "data" in card.question.form.get("properties", {}):
        return Answer(note=note), ["This answer has fields of its own: fill them in on the desk."]
    choice = _choice(card, rest)
    if choice is not None:
        return Answer(choice=choice, note=note), []
    takes_text = "text" in card.question.form.get("properties", {})
    problems = [] if takes_text else ["None of the options was recognised: name one of them."]
    return Answer(text=words), problems if words else ["Write an answer first."]


def _note(words: str) -> tuple[str, str | None]:
    found = _NOTE.search(words)
    if found is None:
        return words, None
    note = found["note"].strip().rstrip(".")
    return words[: found.start()], note[:1].upper() + note[1:] + "."


def _decision(card: Card, words: str, note: str | None) -> tuple[Answer, list[str]]:
    no, yes = _NO.search(words), _YES.search(words)
    if no is not None and (yes is None or no.start() < yes.start()):
        found = _REASON.search(words)
        reason = (found["reason"] if found else words[no.end() :]).strip(" ,.;:-")
        answer = Answer(decision="no", reason=reason or None, note=note)
        return answer, [] if reason else ["A no needs a reason."]
    changes = _changes(card, words)
    if yes is None and not changes:
        return Answer(note=note), ["It is not clear whether this is a yes or a no."]
    reference = _REFERENCE.search(words) if card.question.kind == "task" else None
    return Answer(decision="yes", changes=changes, note=note, reference=reference["ref"] if reference else None), []


def _changes(card: Card, words: str) -> dict[str, object]:
    call = card.question.call
    amount = _AMOUNT.search(words)
    if call is None or amount is None:
        return {}
    numeric = [name for name in call.changeable if isinstance(call.args.get(name), int | float)]
    if len(numeric) != 1:
        return {}
    value = float(amount["number"].replace(",", "")) * (1000 if amount["k"] else 1)
    return {} if value == call.args[numeric[0]] else {numeric[0]: value}


def _choice(card: Card, words: str) -> str | None:
    """The option named by its number, its key, or most of its words."""
    said = set(re.findall(r"\w+", words.lower()))
    best: tuple[float, str] | None = None
    for suggestion in card.question.suggestions:
        choice = str(suggestion.answer.get("choice", ""))
        if words.strip() in (suggestion.key, choice):
            return choice
        label = set(re.findall(r"\w+", suggestion.label.lower()))
        share = len(said & label) / max(1, len(label))
        if share >= 0.6 and (best is None or share > best[0]):
            best = (share, choice)
    return best[1] if best is not None and len(said) <= 12 else None
