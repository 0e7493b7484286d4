"""What a model says of itself and of people, held against what happened: prompts, approvals, promises of effects."""

import re
from functools import lru_cache

from earpiece.domain.conversation import Conversation
from earpiece.domain.playbook import Company, Open
from earpiece.gate.guards.plain import plain

RUN = 12
"""So many words in a row out of what a model was told are that, and not what anybody would say."""

_WORD = re.compile(r"[a-z0-9']+")
_SENTENCE = re.compile(r"[^.!?\n]+")
_TO_AN_AGENT = re.compile(
    r"\b(?:you (?:should|must|may|can|are|need|have|will)|agents?|assistant|tools?|customers?|users?|ask_expert)\b"
)
_ABOUT_ITSELF = re.compile(
    r"\b(?:my|the|these|our) (?:own |exact |full |hidden |internal |initial |original )*(?:system prompt|system message|prompt"
    r"|instructions?|guardrails|system instructions?|developer message|programming)\b[^.?!\n]{0,12}"
    r"\b(?:is|are|was|were|says?|states?|tells?|reads?|follows?|include|begins?)\b"
    r"|\bi (?:was|am|have been|'ve been) (?:instructed|told|programmed|configured|prompted) (?:to|not|that|never|by)\b"
    r"|\b(?:system prompt|developer message)\b\s*[:=]"
)
_APPROVED = re.compile(
    r"\b(?:ha(?:s|ve)|had|was|were|is|are|been|got|gotten|just|already|now|i|we)(?: \w+){0,3} "
    r"(?:pre-?)?(?:approved|authori[sz]ed|signed off|okayed|green-?lit|cleared)\b"
    r"|\b(?:approved|authori[sz]ed|signed off|cleared|agreed) (?:by|from) (?:my|our|the|a|your|one of)\b"
    r"|\b(?:my|our|the|a) (?:\w+ )?(?:supervisor|manager|boss|expert|colleague|specialist|team|department|director)\b[^.?!\n]{0,20}"
    r"\b(?:approved|authori[sz]ed|agreed|said yes|signed off|okayed|confirmed|allowed|gave)\b"
    r"|\b(?:approval|authori[sz]ation|permission) (?:has been |was |is )?(?:granted|given|received|confirmed|obtained|in place)\b"
    r"|\bi(?:'ve| have)? (?:got |have |received |obtained )+(?:the |an? |full )?(?:approval|authori[sz]ation|permission|go-?ahead)\b"
)
_NO_APPROVAL = re.compile(r"\b(?:not|n't|never|unless|until|if|once|whether|whenever|before|needs? to be|must be|no)\b")
_EFFECT = re.compile(
    r"\b(?:you'?ll|you will|you shall|you are going to|you're going to) (?:now |also |soon )?"
    r"(?:be (?:refunded|credited|reimbursed|compensated|paid|upgraded)|(?:get|receive|have|see)\b[^.?!\n]{0,30}"
    r"\b(?:refund|credit|money|compensation|reimbursement|voucher|payment|discount|replacement|upgrade)\b)"
    r"|\b(?:i|we)(?:'ve| have|'ll| will|'m| am| are|'re)?(?: now| just| already| hereby| going to| also)? ?"
    r"(?:refund(?:ed|ing)?|credit(?:ed|ing)?|reimburs(?:e|ed|ing)|compensat(?:e|ed|ing)|process(?:ed|ing)? (?:the|your|a)|"
    r"issued?|issuing|waived?|waiving|cancell?ed|transferred|upgraded|approved|paid out|pa(?:y|id) you)\b"
    r"|\b(?:your|the|a|this|full|that) (?:\w+ ){0,3}(?:refund|credit|compensation|reimbursement|payment|voucher|discount|money)"
    r"(?: of [^.?!\n]{1,12})? (?:is guaranteed|is on its way|is confirmed|will be (?:paid|sent|issued|refunded|credited|made|processed"
    r"|transferred|returned)|has been (?:issued|processed|paid|sent|made|credited|confirmed|refunded)|was (?:issued|processed|paid|sent))\b"
    r"|\b(?:i|we) (?:can |hereby |fully |personally )?(?:guarantee|promise|assure you)\b"
)


def leaks(text: str, company: Company) -> bool:
    """Whether the words tell what the model was told: sentences to it, names of its tools, or talk of a prompt."""
    low = plain(text)
    if _ABOUT_ITSELF.search(low):
        return True
    if "_" in low and any(re.search(rf"\b{re.escape(name)}\b", low) for name in company.tools if "_" in name):
        return True
    told = _told(tuple(part.instructions for part in _open_parts(company)))
    return bool(told) and bool(_runs(low) & told)


def claims_approval(text: str, state: Conversation) -> bool:
    """Whether the words say that somebody approved something, and nobody in this conversation did."""
    if any(consult.status == "answered" for consult in state.consults.values()):
        return False
    return any(_APPROVED.search(each) and not _NO_APPROVAL.search(each) for each in _SENTENCE.findall(plain(text)))


def promises_effect(text: str, state: Conversation) -> bool:
    """Whether the words say that something is or will be done, and there is neither an effect nor an answer behind it."""
    done = any(call.effect == "write" and call.status == "finished" for call in state.calls.values())
    if done or any(consult.status in ("answered", "open") for consult in state.consults.values()):
        return False
    return any(
        _EFFECT.search(each) and not _NO_APPROVAL.search(each) and "?" not in each
        for each in re.findall(r"[^.!?\n]+[.!?]?", plain(text))
    )


def _open_parts(company: Company) -> list[Open]:
    return [part for playbook in company.playbooks.values() for part in playbook.program if isinstance(part, Open)]


@lru_cache(maxsize=64)
def _told(instructions: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    """Runs of words out of sentences that speak to an agent; what a company tells customers too may be said."""
    sentences = (each for text in instructions for each in _SENTENCE.findall(plain(text)))
    return frozenset(run for each in sentences if _TO_AN_AGENT.search(each) for run in _runs(each))


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = _WORD.findall(text)
    return frozenset(tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))
