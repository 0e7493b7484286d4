"""Whether what a model wrote for an expert's card says only what the conversation says, as far as words can tell.

A sentence may put together and leave out, but not bring in: its figures, days and names are known (see `grounding.py`),
and most of its words with a meaning stand in the conversation or on the card, or are those in which one reports.
"""

import re
from collections.abc import Iterator, Sequence

from earpiece.domain.conversation import Conversation
from earpiece.domain.digests import canonical
from earpiece.domain.planning import ASK_MODEL
from earpiece.domain.playbook import Company
from earpiece.domain.waiting_words import claims_waiting
from earpiece.gate.grounding import ungrounded

MOST_WORDS = 60
SHARED = 0.5
"""Of the words with a meaning in a sentence, the least share that must be known."""

_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?=\d)[^.!?\n]*)*")
_WORD = re.compile(r"[^\W\d_]{4,}")
_REPORTING = re.compile(
    r"a(?:bout|fter|gain|gent|lready|lso|nd|nother|sk\w*)|because|been|before|being|but|can(?:not)?|clai\w*|confirm\w*"
    r"|contact\w*|could|current\w*|customers?|decid\w*|does|during|experts?|explain\w*|first|from|gave|given?|guest|has|here"
    r"|have|having|into|last|like|mention\w*|more|need\w*|only|open|other|over|provid\w*|question\w*|receiv\w*|repl\w*"
    r"|report\w*|request\w*|said|sa(?:id|ys?)|seek\w*|since|some|state[ds]?|still|than|that|their|them|then|there|they"
    r"|this|told|until|verified|wait\w*|want\w*|were|what|when|where|whether|which|while|whose|will|wish\w*|with"
    r"|would|writes?|wrote|been|asked|answer\w*"
)


def says_more(summary: str, told: Sequence[str], *, today: str = "", language: str = "en") -> str:
    """What a summary says that `told` does not, in words for the record; empty if nothing.

    `told`: all that was said, the card's question and facts, what tools gave back.
    """
    length = len(summary.split())
    if not length:
        return "it is empty"
    if length > MOST_WORDS:
        return f"it has {length} words; {MOST_WORDS} are allowed"
    claims = ungrounded(summary, told, today=today, language=language)
    if claims:
        return "nobody said " + ", ".join(f"“{claim.text}”" for claim in claims)
    known = {word[:5] for text in told for word in _WORD.findall(text.casefold())}
    for sentence in _SENTENCE.findall(summary):
        about = {w for word in _WORD.findall(sentence.casefold()) if not _REPORTING.fullmatch(word) and (w := word[:5])}
        if len(about & known) < SHARED * len(about):
            return f"nobody said “{sentence.strip()}”"
    return ""


def told_in(state: Conversation, company: Company) -> Iterator[str]:
    """What was said in a conversation, and what tools gave back."""
    yield from (company.policy.name, company.policy.agent_name, state.name or "", state.customer or "")
    yield from (line.event.text for line in state.lines)
    for call in state.calls.values():
        if call.tool != ASK_MODEL and call.status == "finished":
            yield canonical(call.result)


def may_be_suggested(answer: str, told: Sequence[str], *, today: str = "", language: str = "en") -> bool:
    """Whether an answer may be offered to an expert: a choice is theirs, facts that nobody knows are not offered."""
    fits = 0 < len(answer.split()) <= MOST_WORDS and not claims_waiting(answer)
    return fits and not ungrounded(answer, told, today=today, language=language)
