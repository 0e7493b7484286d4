"""What a person who writes to the customer could say: replies with their sources, and completions while typing."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from earpiece.agent.lookup import look
from earpiece.agent.scope import values_of, words_of
from earpiece.desk.voice import in_voice
from earpiece.domain.commands import Command, targets_in
from earpiece.domain.conversation import Conversation
from earpiece.domain.errors import Invalid
from earpiece.domain.expressions import render
from earpiece.domain.parts import ConsultState
from earpiece.domain.playbook import Collect, Company, Say

MOST = 3
LATELY = 6
"""What was said in so many last lines is not suggested again."""

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_WORD = re.compile(r"[^\W\d_]{3,}")
SHORTEST_SENTENCE, LONGEST_SENTENCE = 12, 240
SHORTEST_START = 3
"""Letters typed before a sentence is completed; a word is from two letters on."""


@dataclass(frozen=True, slots=True)
class Reply:
    """Words to send. `source` is `page NAME`, `consult ID`, `playbook NAME` or where a fact comes from."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Completion:
    """What would follow the letters typed so far."""

    rest: str
    source: str


# ── replies ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def suggest(state: Conversation, company: Company, read: Sequence[Command]) -> list[Reply]:
    """At most three, each with its source; `read` is what the customer's last words were understood as."""
    lately = {line.event.text.casefold() for line in state.lines[-LATELY:]}
    found: dict[str, Reply] = {}
    for reply in _candidates(state, company, read):
        text = in_voice(reply.text.strip(), company.policy.voice)
        if text and text.casefold() not in lately:
            found.setdefault(text.casefold(), Reply(text, reply.source))
    return list(found.values())[:MOST]


def _candidates(state: Conversation, company: Company, read: Sequence[Command]) -> Iterator[Reply]:
    yield from _given(state, company)
    pages = list(_pages(company, read))
    yield from pages[:1]
    yield from _next_of_playbook(state, company)
    yield from pages[1:2]
    yield from _facts(state, company)
    yield from pages[2:]


def _given(state: Conversation, company: Company) -> Iterator[Reply]:
    """The answer of an expert that the customer has not heard yet, the newest first."""
    for consult in reversed(list(state.consults.values())):
        if consult.status == "answered" and not consult.released and consult.reviews is None:
            text = _answer_in_words(consult, company)
            if text:
                yield Reply(text, f"consult {consult.id}")


def _answer_in_words(consult: ConsultState, company: Company) -> str:
    answer = consult.answer
    if answer is None:
        return ""
    if answer.text or answer.note:
        return answer.text or answer.note or ""
    if answer.decision == "no":
        return f"I'm sorry, we can't do that. {answer.reason or ''}"
    kind, _, name = (answer.choice or "").partition("/")
    return company.pages[name].answer if kind == "page" and name in company.pages else ""


def _pages(company: Company, read: Sequence[Command]) -> Iterator[Reply]:
    """The pages that fit the customer's words, best first."""
    for target in targets_in(read):
        kind, _, name = target.partition("/")
        if kind == "page" and name in company.pages:
            yield Reply(company.pages[name].answer, f"page {name}")


def _next_of_playbook(state: Conversation, company: Company) -> Iterator[Reply]:
    """What the agent would ask or say next in the request in hand."""
    if not state.stack:
        return
    run = state.runs[state.stack[-1]]
    playbook = company.playbooks[run.playbook]
    instruction = playbook.program[run.at]
    texts: Sequence[str] = ()
    if isinstance(instruction, Collect):
        missing = [playbook.slots[name] for name in instruction.slots if name not in run.values]
        texts = missing[0].ask[:1] if missing else ()
    elif isinstance(instruction, Say):
        texts = instruction.variants[:1]
    for text in texts:
        try:
            yield Reply(render(text, values_of(state, run)), f"playbook {run.playbook}")
        except Invalid:
            continue


def _facts(state: Conversation, company: Company) -> Iterator[Reply]:
    """What is known that bears on the customer's last words."""
    for found in look(words_of(state, None), state, company):
        if found.source.startswith("page "):
            yield Reply(found.text, found.source)
        elif not found.source.startswith("customer"):
            yield Reply(f"This is what I have here: {found.text}", found.source)


# ── completions ───────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Stock:
    """Sentences to complete from, each with its source, and how often their words occur."""

    sentences: tuple[tuple[str, str], ...]
    words: Counter[str]


def stock_of(company: Company) -> Stock:
    """All that the company says word for word: its pages, its phrases, its playbooks' sentences."""
    found: dict[str, str] = {}
    for page in company.pages.values():
        _add(found, _SENTENCE.split(page.text), f"page {page.name}")
    for playbook in company.playbooks.values():
        for instruction in playbook.program:
            if isinstance(instruction, Say):
                _add(found, instruction.variants, f"playbook {playbook.name}")
    for variants in company.phrases.values():
        _add(found, variants, "phrases")
    sentences = tuple((in_voice(text, company.policy.voice), source) for text, source in found.items())
    return Stock(sentences, Counter(word for text, _ in sentences for word in _WORD.findall(text)))


def _add(found: dict[str, str], texts: Iterable[str], source: str) -> None:
    for text in texts:
        plain = text.strip().lstrip("#-* ")
        if SHORTEST_SENTENCE <= len(plain) <= LONGEST_SENTENCE and "{" not in plain:
            found.setdefault(plain, source)


def complete(text: str, stock: Stock, own: Sequence[str]) -> list[Completion]:
    """How the sentence, or else the word, may go on; what this person wrote before comes first."""
    start = _SENTENCE.split(text)[-1].lstrip()
    sentences = [*((each, "earlier") for each in own), *stock.sentences]
    found: dict[str, Completion] = {}
    if len(start) >= SHORTEST_START:
        for sentence, source in sentences:
            if len(sentence) > len(start) and sentence.casefold().startswith(start.casefold()):
                found.setdefault(sentence[len(start) :], Completion(sentence[len(start) :], source))
    if not found:
        for word in _words_like(start, stock):
            found.setdefault(word, Completion(word, "word"))
    return list(found.values())[:MOST]


def _words_like(start: str, stock: Stock) -> Iterator[str]:
    typed = re.search(r"[^\W\d_]{2,}$", start)
    if typed is None:
        return
    part = typed.group().casefold()
    for word, _ in stock.words.most_common():
        if len(word) > len(part) and word.casefold().startswith(part):
            yield word[len(part) :]
