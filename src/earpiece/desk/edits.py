"""What a person changed in the agent's words, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_WORD = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True, slots=True)
class Part:
    """Words that are the `same` in both, `out` (only in the draft) or `in` (only in what was said)."""

    kind: Literal["same", "out", "in"]
    text: str


def word_diff(draft: str, said: str) -> list[Part]:
    """The way from the draft to what was said, in order."""
    before, after = _WORD.findall(draft), _WORD.findall(said)
    parts: list[Part] = []
    matcher = SequenceMatcher(None, [word.strip() for word in before], [word.strip() for word in after], autojunk=False)
    for kind, from_, to, from2, to2 in matcher.get_opcodes():
        if kind == "equal":
            parts.append(Part("same", "".join(after[from2:to2])))
            continue
        if to > from_:
            parts.append(Part("out", "".join(before[from_:to])))
        if to2 > from2:
            parts.append(Part("in", "".join(after[from2:to2])))
    return parts
