"""Which precedent fits a question: of the same consult, in scope, in force, about the same, and still possible."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from earpiece.domain.forms import Answer, Fact, Question
from earpiece.domain.playbook import Company, ConsultSpec
from earpiece.domain.precedent import Precedent, Scope, Taught
from earpiece.precedents.likeness import Meaning, Sketch, alike, sketch

FITS = 0.6
"""From this likeness on a published precedent fits. Of one-shot pairs of bank customers' messages over 77 kinds of
request, seven in ten that reach it ask for the same with nothing but words, as many with a sentence embedding, which
finds three times as many of them (2026-11-22); whether an answer is used alone is for judgement to say."""

SUGGESTED = 0.45
"""From this likeness on an answer is worth suggesting to a person."""

FACTS, ASKED, SAID = 1.0, 1.0, 0.6
"""How much shared facts, the words of the question and the customer's own words count."""
CONFLICT = 0.5
"""What is left of the likeness where a fact says otherwise."""
MOST_SKETCHES = 20_000
TOPIC = 0.15
"""How much closer two questions are that understanding reads as the same."""

NARROWEST_FIRST: tuple[Scope, ...] = ("conversation", "customer", "always")

_HOLE = re.compile(r"{{.*?}}|{%.*?%}")
_PRIVATE = re.compile(r"\[[a-z ]+\]")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is looked for, private facts taken out: what is put to a person, what the customer said, what is
    known; whose it is; what may be answered."""

    name: str
    text: str
    said: str = ""
    facts: tuple[Fact, ...] = ()
    topics: tuple[str, ...] = ()
    conversation: str = ""
    customer: str = ""
    language: str = "en"
    choices: tuple[str, ...] = ()
    own_words: bool = True


@dataclass(frozen=True, slots=True)
class Match:
    """A precedent that fits: how well (0 to 1), and which facts say otherwise."""

    precedent: Precedent
    likeness: float
    conflicts: tuple[str, ...] = ()


def _rank(match: Match) -> tuple[int, float, float, str]:
    one = match.precedent
    return NARROWEST_FIRST.index(one.scope), -match.likeness, -one.made_at, one.id


class Matcher:
    """Compares questions of one company version. `rarity` says how telling a stem is, `meaning` what a text means."""

    def __init__(
        self, company: Company, rarity: Mapping[str, float] | None = None, meaning: Meaning | None = None
    ) -> None:
        self._company = company
        self._rarity = rarity
        self.meaning = meaning
        self._sketches: dict[tuple[str, str], Sketch] = {}

    def best(self, asked: Asked, precedents: Iterable[Precedent], now: float, least: float = FITS) -> Match | None:
        """The likeliest of those that may answer the question; None if none is so like it."""
        return next(iter(self.ranked(asked, precedents, now, least)), None)

    def ranked(self, asked: Asked, precedents: Iterable[Precedent], now: float, least: float = FITS) -> list[Match]:
        """All that are so like it: what holds for this conversation or customer first, then the likeliest; of those
        equally like the newest first."""
        found = [
            match for each in precedents
            if not why_not(each, asked, self._company, now) and (match := self.match(asked, each)).likeness >= least
        ]  # fmt: skip
        return sorted(found, key=_rank)

    def match(self, asked: Asked, precedent: Precedent) -> Match:
        """How like the question is to what the precedent was made of: the nearest of its answers counts."""
        facts = taught_facts(precedent)
        conflicts = conflicting(asked.facts, facts)
        likeness = max((self._likeness(asked, each) for each in _examples(precedent)), default=0.0)
        if asked.topics and precedent.taught:
            same = any(set(asked.topics[:1]) & set(each.topics[:1]) for each, _ in precedent.taught)
            likeness += TOPIC * (1.0 - likeness) * likeness if same else 0.0
        return Match(precedent, likeness * (CONFLICT if conflicts else 1.0), conflicts)

    def _likeness(self, asked: Asked, other: Asked) -> float:
        """The mean over what both have; a question without words of its own is known by its consult."""
        said = alike(self._known(asked.said), self._known(other.said))
        parts = [(ASKED, said)] if _quotes(asked) and _quotes(other) else self._apart(asked, other, said)
        shared = same_facts(asked.facts, other.facts)
        if shared is not None:
            parts.append((FACTS, shared))
        return sum(weight * part for weight, part in parts) / sum(weight for weight, _ in parts)

    def _apart(self, asked: Asked, other: Asked, said: float) -> list[tuple[float, float]]:
        """The question's own words, and beside them what the customer said, each with its weight."""
        spec = self._company.consults.get(asked.name)
        fixed = _HOLE.sub(" ", spec.question) if spec is not None else ""
        mine, theirs = self._sketch(asked.text, fixed), self._sketch(other.text, fixed)
        asks = 1.0 if mine.empty and theirs.empty else alike(mine, theirs)
        return [(ASKED, asks), (SAID, said)] if asked.said and other.said else [(ASKED, asks)]

    def _known(self, text: str) -> Sketch:
        """The words with their meaning, if that is known by now."""
        found = self._sketch(text)
        known = self.meaning(text) if self.meaning is not None else None
        return found if known is None else Sketch(found.words, found.letters, known)

    def _sketch(self, text: str, fixed: str = "") -> Sketch:
        key = (text, fixed)
        if key not in self._sketches:
            if len(self._sketches) >= MOST_SKETCHES:
                self._sketches.clear()
            self._sketches[key] = sketch(text, (fixed,), self._rarity)
        return self._sketches[key]

    def forget(self) -> None:
        """Nothing of what was compared stays in memory."""
        self._sketches.clear()


def _quotes(asked: Asked) -> bool:
    """The question is what the customer said."""
    return bool(asked.said) and asked.said in asked.text


def texts_of(precedents: Sequence[Precedent]) -> list[str]:
    """All texts whose meaning is compared: what customers said, and answers in own words."""
    found = [each.situation for each in precedents]
    found += [taught.situation for each in precedents for taught, _ in each.taught]
    found += [each.decision.text or "" for each in precedents]
    return [text for text in dict.fromkeys(found) if text]


def why_not(precedent: Precedent, asked: Asked, company: Company, now: float) -> str:
    """Why the precedent cannot answer this question, whatever it is about; empty if it may."""
    if precedent.name != asked.name:
        return "It answers another question."
    if precedent.standing in ("retired", "recalled"):
        return f"It is {precedent.standing}."
    if precedent.expired(now):
        return "Its time is over."
    if not precedent.usable:
        return "Nothing is left by which a question could be known as the same."
    if precedent.scope == "conversation" and precedent.conversation != asked.conversation:
        return "It holds for another conversation only."
    if precedent.scope == "customer" and (not asked.customer or precedent.customer != asked.customer):
        return "It holds for another customer only."
    if precedent.language != asked.language:
        return "It was answered in another language."
    return why_outdated(precedent, company) or _why_impossible(precedent.decision, asked)


def why_outdated(precedent: Precedent, company: Company) -> str:
    """Why the company's version no longer knows the question or the answer; empty if it does."""
    spec = company.consults.get(precedent.name)
    if spec is None:
        return f"The company no longer asks {precedent.name!r}."
    choice = precedent.decision.choice
    if choice is not None and not _known(choice, spec, company):
        return f"The answer {choice!r} can no longer be chosen."
    return ""


def _known(choice: str, spec: ConsultSpec, company: Company) -> bool:
    return choice in spec.options or (spec.suggest_targets and choice.partition("/")[2] != "" and company.knows(choice))


def _why_impossible(answer: Answer, asked: Asked) -> str:
    """An answer that this card's form does not take."""
    if answer.choice is not None:
        named = answer.choice.startswith(("page/", "playbook/"))  # a page or request need not be among those suggested
        return "" if answer.choice in asked.choices or named else "It cannot be chosen here."
    return "" if answer.text and asked.own_words else "Own words cannot be given here."


def asked_of(
    question: Question, clean: Callable[[str], str], *, said: str = "", topics: Iterable[str] = (),
    conversation: str = "", customer: str = "", language: str = "en",
) -> Asked:  # fmt: skip
    """A question as it is looked for; `clean` takes private facts out of words."""
    properties = question.form.get("properties", {})
    facts = tuple(fact.model_copy(update={"value": clean(fact.value), "turn": None}) for fact in question.facts)
    return Asked(
        name=question.name, text=clean(question.text), said=clean(said), facts=facts, topics=tuple(topics),
        conversation=conversation, customer=customer, language=language,
        choices=tuple(properties.get("choice", {}).get("enum", ())), own_words="text" in properties,
    )  # fmt: skip


def example_of(name: str, taught: Taught) -> Asked:
    """What a person answered, as a question that could be asked again."""
    return Asked(name, taught.question, taught.situation, taught.facts, taught.topics, taught.conversation)


def _examples(precedent: Precedent) -> list[Asked]:
    """The situations it is known by; the company's own words first."""
    own = [Asked(precedent.name, precedent.situation, precedent.situation)] if precedent.situation else []
    return own + [example_of(precedent.name, each) for each, _ in precedent.taught]


# ── facts ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def taught_facts(precedent: Precedent) -> tuple[Fact, ...]:
    """The facts that were the same in every answer."""
    lists = [each.facts for each, _ in precedent.taught]
    first, others = (lists[0], lists[1:]) if lists else ((), [])
    return tuple(fact for fact in first if all(_value(other, fact.label) == fact.value for other in others))


def conflicting(mine: Iterable[Fact], theirs: Iterable[Fact]) -> tuple[str, ...]:
    """Labels of facts that are known in both and say otherwise; what was private says nothing."""
    known = {fact.label: fact.value for fact in mine if _telling(fact)}
    return tuple(
        fact.label for fact in theirs
        if _telling(fact) and fact.label in known and known[fact.label].casefold() != fact.value.casefold()
    )  # fmt: skip


def same_facts(mine: Iterable[Fact], theirs: Iterable[Fact]) -> float | None:
    """Which share of the facts known in both is the same; None if there are none."""
    known = {fact.label: fact.value.casefold() for fact in mine if _telling(fact)}
    shared = [known[fact.label] == fact.value.casefold() for fact in theirs if fact.label in known and _telling(fact)]
    return sum(shared) / len(shared) if shared else None


def _telling(fact: Fact) -> bool:
    """A value that sorts cases, such as a state or a yes; not one that is private, nor a sentence."""
    return bool(fact.value) and not _PRIVATE.search(fact.value) and len(fact.value.split()) <= 4


def _value(facts: Iterable[Fact], label: str) -> str | None:
    return next((fact.value for fact in facts if fact.label == label), None)
