"""Which of the things a model does may be put to an expert, and by which rule they are recognised.

The rule looks at the act itself alone: at the tool called, or at the words. It knows nothing of what would be right.

- **write**: a call of a tool with an effect.
- **transfer**: a call of the tool that hands the customer over.
- **refusal**: words that say something cannot be done, is not allowed or not offered, or that it needs something the
  customer is to find elsewhere.
- **close**: words that take leave.

Words that do both are a close: nothing comes after them.
"""

import re
from typing import Literal

from earpiece.domain.forms import PlannedCall
from earpiece.sim.replay.effects import TRANSFER

Kind = Literal["write", "transfer", "refusal", "close"]
KINDS: tuple[Kind, ...] = ("write", "transfer", "refusal", "close")

APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'"})

REFUSES = re.compile(
    r"\b(?:"
    r"unfortunately|unable to|not able to|(?:can ?not|can't|couldn't) (?!wait)"
    r"|not (?:eligible|allowed|permitted|possible|available|refundable|covered)"
    r"|(?:isn't|aren't) (?:eligible|allowed|permitted|possible)"
    r"|does(?:n't| not) (?:allow|permit|qualify|meet|cover)"
    r"|do(?:n't| not) (?:allow|permit|offer|qualify|have access)"
    r"|no (?:refund|compensation|exception)s?|against (?:the|our) polic\w+|i(?:'m| am) sorry, but"
    r"|once you (?:have|find|locate)|if you can(?:'t| ?not)? (?:find|locate|access)"
    r")\b",
    re.IGNORECASE,
)
LEAVES = re.compile(
    r"\b(?:"
    r"good ?bye|take care|safe (?:travels|flight)|you(?:'re| are) welcome"
    r"|have an? (?:great|good|nice|wonderful|lovely|pleasant|fantastic)"
    r"|thank you for (?:contacting|getting in touch|reaching out|your understanding)"
    r"|feel free to (?:reach|contact|come back)|don't hesitate to (?:reach|contact)"
    r")\b",
    re.IGNORECASE,
)


def kind_of(words: str, call: PlannedCall | None, writes: frozenset[str]) -> Kind | None:
    """What kind of act it is; None for one that is never put to an expert here. A call counts for more than words."""
    if call is not None and call.tool == TRANSFER:
        return "transfer"
    if call is not None and call.tool in writes:
        return "write"
    plain = words.translate(APOSTROPHES)
    if LEAVES.search(plain) and not plain.rstrip().endswith("?"):
        return "close"
    return "refusal" if REFUSES.search(plain) else None
