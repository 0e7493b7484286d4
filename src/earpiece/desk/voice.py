"""How the company speaks, held against what a person is about to send. Hints only; nothing is ever kept back."""

import re
from dataclasses import dataclass
from functools import partial
from typing import Literal

from earpiece.domain.playbook import Voice


@dataclass(frozen=True, slots=True)
class Hint:
    """What would sound more like the company. `instead` replaces `found`, where there is something to put there."""

    code: Literal["avoid", "long", "greeting"]
    message: str
    found: str = ""
    instead: str = ""


def hints(text: str, voice: Voice, *, first: bool = False) -> list[Hint]:
    """What to mend in the words; `first`: they are this person's first ones to the customer."""
    found = []
    for word, instead in voice.avoid.items():
        match = _word(word).search(text)
        if match is not None:
            better = f"we say “{instead}”" if instead else "we leave it out"
            found.append(Hint("avoid", f"We do not say “{match.group()}”: {better}.", match.group(), instead))
    words = len(text.split())
    if words > voice.most_words:
        found.append(Hint("long", f"{words} words; up to {voice.most_words} read well in a chat."))
    if first and voice.greeting and not text.casefold().startswith(voice.greeting.casefold()):
        found.append(Hint("greeting", f"We begin with “{voice.greeting}”.", "", voice.greeting))
    return found


def in_voice(text: str, voice: Voice) -> str:
    """The words with what the company avoids replaced, where it says by what."""
    for word, instead in voice.avoid.items():
        if instead:
            text = _word(word).sub(partial(_cased, instead), text)
    return text


def _word(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)


def _cased(word: str, found: re.Match[str]) -> str:
    return word[:1].upper() + word[1:] if found.group()[:1].isupper() else word
