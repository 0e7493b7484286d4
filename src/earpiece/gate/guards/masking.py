"""Flagged words are not read out: a sentence that repeats them is left out of what the agent says."""

import re
from collections.abc import Iterable
from dataclasses import replace

from earpiece.domain.actions import Utter
from earpiece.domain.conversation import Conversation
from earpiece.domain.flags import TextFlagged
from earpiece.domain.playbook import Company
from earpiece.gate.guards.flags import page_flag
from earpiece.gate.guards.plain import plain

RUN = 4
"""So many words in a row, said as they stood in flagged words, repeat them."""

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*\s*|\n+|[.!?]+\s*")
_QUOTED = re.compile(r"[\"“«‘']([a-z][^\"”»’'\n]{6,200})[\"”»’']")
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")


def flags_behind(action: Utter, state: Conversation, company: Company) -> tuple[TextFlagged, ...]:
    """What was flagged of all that the words may repeat: in the conversation, and on the pages they are from."""
    pages = (source.partition(" ")[2] for source in action.sources if source.startswith("page "))
    found = (page_flag(company.pages[name]) for name in pages if name in company.pages)
    return (*state.flags, *(flag for flag in found if flag is not None))


def repeats(action: Utter, flags: Iterable[TextFlagged]) -> bool:
    """Whether the words, or the options under them, repeat what was flagged."""
    runs = _runs_of(flags)
    return bool(runs) and any(_spoken(text) & runs for text in (action.text, *(each.label for each in action.options)))


def without(action: Utter, flags: Iterable[TextFlagged], instead: str) -> Utter:
    """The words without the sentences that repeat what was flagged; `instead`, if nothing is left."""
    runs = _runs_of(flags)
    kept = "".join(part for part in _SENTENCE.findall(action.text) if not _spoken(part) & runs)
    if _spoken(kept) & runs or not kept.strip():
        kept = instead
    options = tuple(
        replace(option, label=f"({number})") if _spoken(option.label) & runs else option
        for number, option in enumerate(action.options, start=1)
    )
    return replace(action, text=kept.strip(), options=options)


def _runs_of(flags: Iterable[TextFlagged]) -> frozenset[tuple[str, ...]]:
    """What repeats flagged words: runs of them, and whole what stands in quotation marks among them."""
    texts = [text for flag in flags for text in (flag.text, *_QUOTED.findall(plain(flag.text)))]
    return frozenset(run for text in texts for run in _runs(text))


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    """All runs of words in the text; a shorter text is one run itself."""
    words = _WORD.findall(plain(text))
    return frozenset(_windows(words, min(RUN, len(words)))) if len(words) > 1 else frozenset()


def _windows(words: list[str], size: int) -> list[tuple[str, ...]]:
    return [tuple(words[at : at + size]) for at in range(len(words) - size + 1)]


def _spoken(text: str) -> frozenset[tuple[str, ...]]:
    """All runs of words that what was flagged could be repeated in, short ones too."""
    words = _WORD.findall(plain(text))
    return frozenset(run for size in range(2, RUN + 1) for run in _windows(words, size))
