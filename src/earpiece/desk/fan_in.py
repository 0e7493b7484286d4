"""Which questions ask the same, so that one answer may serve all who wait for it. Effects never do."""

import re

from earpiece.domain.digests import digest
from earpiece.domain.forms import Question

_WORD = re.compile(r"\w+")


def fan_key(question: Question, language: str) -> str | None:
    """The key that equal questions of knowledge and judgement share; None for one that must be answered by itself.

    Equal are questions of one consult, in one language, with the same words, facts and form. Whatever touches one
    customer alone (an effect, an authority, something to be done, an answer that several people must give) never
    shares its answer.
    """
    alone = (
        question.kind not in ("clarification", "instruction")
        or question.call is not None
        or question.authority
        or question.opinions > 1
        or question.draft is not None
    )
    if alone:
        return None
    facts = [[fact.label, fact.value] for fact in question.facts]
    return digest([question.name, question.skill, language, _plain(question.text), facts, question.form])


def _plain(text: str) -> list[str]:
    return _WORD.findall(text.lower())
