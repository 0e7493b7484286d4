"""Reads what a person tells the agent unasked: words to say, a question to ask, a request to begin."""

import re
from dataclasses import dataclass
from typing import Literal

from earpiece.domain.playbook import Company
from earpiece.domain.waiting_words import claims_waiting

Kind = Literal["say", "ask", "do"]

_THEM = r"(?:them|him|her|the customer|(?-i:[A-Z]\w+))"
_SAY = re.compile(
    rf"^(?:please )?(?:say|write|answer|(?:tell|let) {_THEM}(?: know)?)(?: exactly)?(?: that|:)?\s+(.+)$", re.I | re.S
)
_ASK = re.compile(rf"^(?:please )?ask(?: {_THEM})?\s+(.+)$", re.I | re.S)
_DO = re.compile(
    r"^(?:please )?(?:do|begin|start|run|open|go on with|answer from)(?: the)?(?: playbook| page)?:?\s+(.+)$",
    re.I | re.S,
)
_FOR = re.compile(r"^(?:for |about )?(?:(?:their|his|her|the|an?) )(.+)$", re.I | re.S)
_WHETHER = re.compile(r"^(?:if|whether) (?:they|he|she) (\w+)\b(.*)$", re.I | re.S)
_WORD = re.compile(r"\w+")
_QUOTES = "\"'“”‘’«»"


@dataclass(frozen=True, slots=True)
class Guidance:
    """What the words amount to. `in_words` says it back; with `problem` it cannot be done like this."""

    kind: Kind
    text: str = ""
    target: str | None = None
    in_words: str = ""
    problem: str = ""


def read_guidance(text: str, company: Company, *, somebody_asked: bool, kind: Kind | None = None) -> Guidance:
    """The words as guidance; with `kind`, they are taken as that, word for word. `somebody_asked` tells whether a
    question to the human side is open, so that words of waiting are true."""
    words = text.strip()
    if not words:
        return Guidance(kind or "say", problem="Write what the agent should do.")
    if kind is not None:
        return _as(kind, words, company, somebody_asked)
    if (target := _target(words, company)) is not None:
        return _do(target, company)
    for each, pattern in (("do", _DO), ("ask", _ASK), ("say", _SAY)):
        match = pattern.match(words)
        if match is not None:
            return _as_told(each, match.group(1).strip(), company, somebody_asked)
    if words.endswith("?"):
        return _as("ask", words, company, somebody_asked)
    return _as("say", _sentence(words), company, somebody_asked)


def _as_told(kind: str, rest: str, company: Company, somebody_asked: bool) -> Guidance:
    if kind == "do":
        return _as("do", rest, company, somebody_asked)
    exact = rest[0] in _QUOTES and rest[-1] in _QUOTES and len(rest) > 2
    if exact:
        return _as("ask" if kind == "ask" else "say", rest.strip(_QUOTES), company, somebody_asked)
    if kind == "ask":
        return _as("ask", _question(rest), company, somebody_asked)
    return _as("say", _sentence(rest), company, somebody_asked)


def _as(kind: Kind, words: str, company: Company, somebody_asked: bool) -> Guidance:
    if kind == "do":
        target = _target(words, company)
        if target is None:
            return Guidance(
                "do", text=words, problem=f"There is no request called “{words}”. {_nearest(words, company)}"
            )
        return _do(target, company)
    if kind == "ask":
        return Guidance("ask", text=words, in_words=f"The agent asks the customer: “{words}”")
    if claims_waiting(words) and not somebody_asked:
        problem = "The words say that somebody is being asked or will come back, and nobody is asked at the moment."
        return Guidance("say", text=words, in_words=f"The agent says, word for word: “{words}”", problem=problem)
    return Guidance("say", text=words, in_words=f"The agent says, word for word: “{words}”")


def _do(target: str, company: Company) -> Guidance:
    verb = "goes through" if target.startswith("playbook/") else "answers from the page"
    return Guidance("do", target=target, in_words=f"The agent {verb}: {company.title(target)}")


def _sentence(words: str) -> str:
    """As the agent would write it: a capital first, a full stop last."""
    whole = words[:1].upper() + words[1:]
    return whole if whole.endswith((".", "!", "?", "…")) else f"{whole}."


def _question(words: str) -> str:
    """What the customer is asked: "for the order number" → "Could you tell me your order number?"."""
    if words.endswith("?"):
        return words[:1].upper() + words[1:]
    whether = _WHETHER.match(words)
    if whether is not None:
        return f"Do you {_plain(whether.group(1))}{whether.group(2).rstrip('.')}?"
    named = _FOR.match(words.rstrip("."))
    if named is not None:
        return f"Could you tell me your {named.group(1)}?"
    return f"Could you tell me {words.rstrip('.')}?"


def _plain(verb: str) -> str:
    """ "has" → "have", as it stands after "do you"."""
    return {"has": "have", "is": "be", "are": "be"}.get(verb.lower(), verb)


def _target(words: str, company: Company) -> str | None:
    """The request of that name or title."""
    wanted = _letters(words)
    for target in _targets(company):
        name = target.partition("/")[2]
        if wanted in (_letters(target), _letters(name), _letters(company.title(target))):
            return target
    return None


def _nearest(words: str, company: Company) -> str:
    wanted = set(_letters(words))
    shared = {target: len(wanted & set(_letters(company.title(target)))) for target in _targets(company)}
    best = max(shared, key=lambda target: shared[target], default=None)
    return f"Did you mean “{company.title(best)}”?" if best is not None and shared[best] else "Use a request's title."


def _targets(company: Company) -> list[str]:
    begun = [f"playbook/{name}" for name, playbook in company.playbooks.items() if playbook.examples]
    return [*begun, *(f"page/{name}" for name in company.pages)]


def _letters(words: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(words.lower().replace("-", " ").replace("_", " ")))
