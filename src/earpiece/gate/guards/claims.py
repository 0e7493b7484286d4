"""What a model says of itself and of people, held against what happened: prompts, approvals, promises of effects."""

import re
from functools import lru_cache

from earpiece.domain.conversation import Conversation
from earpiece.domain.planning import ASK_MODEL
from earpiece.domain.playbook import Company, Open
from earpiece.gate.guards.flags import page_flag, texts_of
from earpiece.gate.guards.plain import plain

RUN = 12
"""So many words in a row out of what a model was told are that, and not what anybody would say."""

QUOTE = 4
"""So many words in a row that stand in a source are told from it."""

_WORD = re.compile(r"[a-z0-9']+")
_SENTENCE = re.compile(r"[^.!?\n]+")
_TO_AN_AGENT = re.compile(
    r"\b(?:you (?:should|must|may|can|are|need|have|will)|agents?|assistant|tools?|customers?|users?|ask_expert)\b"
)
_ABOUT_ITSELF = re.compile(
    r"\b(?:my|the|these|our) (?:own |exact |full |hidden |internal |initial |original )*(?:system prompt"
    r"|system message|prompt"
    r"|instructions?|guardrails|system instructions?|developer message|programming)\b[^.?!\n]{0,12}"
    r"\b(?:is|are|was|were|says?|states?|tells?|reads?|follows?|include|begins?)\b"
    r"|\bi (?:was|am|have been|'ve been) (?:instructed|told|programmed|configured|prompted) (?:to|not|that|never|by)\b"
    r"|\b(?:system prompt|developer message)\b\s*[:=]"
)
_APPROVED = re.compile(
    r"\b(?:ha(?:s|ve)|had|was|were|is|are|been|got|gotten|just|already|now|i|we)(?: \w+){0,3} "
    r"(?:pre-?)?(?:approved|authori[sz]ed|signed off|okayed|green-?lit|cleared)\b"
    r"|\b(?:approved|authori[sz]ed|signed off|cleared|agreed) (?:by|from) (?:my|our|the|a|your|one of)\b"
    r"|\b(?:my|our|the|an?) (?:\w+ )?(?:supervisor|manager|boss|expert|colleague|specialist|team|department"
    r"|director)\b[^.?!\n]{0,20}"
    r"\b(?:approved|authori[sz]ed|agreed|said yes|signed off|okayed|confirmed|allowed|gave)\b"
    r"|\b(?:approval|authori[sz]ation|permission) (?:has been |was |is )?(?:granted|given|received|confirmed"
    r"|obtained|in place)\b"
    r"|\bi(?:'ve| have)? (?:got |have |received |obtained )+(?:the |an? |full )?(?:approval|authori[sz]ation"
    r"|permission|go-?ahead)\b"
)
_ADDRESS = re.compile(r"https?://[^\s)\"'>\]]+|\bwww\.[^\s)\"'>\]]+|[\w.+-]+@[\w-]+\.\w[\w.]*")
_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_MARK = re.compile(r"\b(?=[a-z0-9_-]*\d)[a-z0-9_-]{6,}\b")
_OTHERWISE = re.compile(r"\b(?:not|n't|never|unless|until|if|once|whether|whenever|before|needs? to be|must be|no)\b")
_EFFECT = re.compile(
    r"\b(?:you'?ll|you will|you shall|you are going to|you're going to) (?:now |also |soon )?"
    r"(?:be (?:refunded|credited|reimbursed|compensated|paid|upgraded)|(?:get|receive|have|see)\b[^.?!\n]{0,30}"
    r"\b(?:refund|credit|money|compensation|reimbursement|voucher|payment|discount|replacement|upgrade)\b)"
    r"|\b(?:i|we)(?:'ve| have|'ll| will|'m| am| are|'re)?(?: now| just| already| hereby| going to| also)? ?"
    r"(?:refund(?:ed|ing)?|credit(?:ed|ing)?|reimburs(?:e|ed|ing)|compensat(?:e|ed|ing)|process(?:ed|ing)? (?:the"
    r"|your|a)|"
    r"issued?|issuing|waived?|waiving|cancell?ed|transferred|upgraded|approved|paid out|pa(?:y|id) you)\b"
    r"|\b(?:your|the|a|this|full|that) (?:\w+ ){0,3}(?:refund|credit|compensation|reimbursement|payment|voucher"
    r"|discount|money)"
    r"(?: of [^.?!\n]{1,12})? (?:is guaranteed|is on its way|is confirmed|will be (?:paid|sent|issued|refunded"
    r"|credited|made|processed"
    r"|transferred|returned)|has been (?:issued|processed|paid|sent|made|credited|confirmed|refunded)|was (?:issued"
    r"|processed|paid|sent))\b"
    r"|\b(?:i|we) (?:can |hereby |fully |personally )?(?:guarantee|promise|assure you)\b"
)


def leaks(text: str, company: Company) -> bool:
    """Whether the words tell what the model was told: sentences to it, what stands in comments of its instructions,
    names of its tools, or talk of a prompt."""
    low = plain(text)
    if _ABOUT_ITSELF.search(low):
        return True
    if "_" in low and any(re.search(rf"\b{re.escape(name)}\b", low) for name in company.tools if "_" in name):
        return True
    told, marks = _told(tuple(part.instructions for part in _open_parts(company)))
    return bool(_runs(low) & told) or any(mark in low for mark in marks)


def claims_approval(text: str, state: Conversation) -> bool:
    """Whether the words say that somebody approved something, and nobody in this conversation did."""
    return not _approved(state) and _says(_APPROVED, text, _brought(state))


def promises_effect(text: str, state: Conversation) -> bool:
    """Whether the words say that something is or will be done, and there is neither an effect nor an answer behind."""
    done = any(call.effect == "write" and call.status == "finished" for call in state.calls.values())
    return not (done or _approved(state)) and _says(_EFFECT, text, _brought(state))


def foreign_address(text: str, state: Conversation, company: Company) -> str | None:
    """An address in the words (of the web, or of e-mail) that the company, its tools, its people or the customer did
    not give; None if there is none."""
    found = _ADDRESS.findall(text)
    if not found:
        return None
    given = [part.instructions for part in _open_parts(company)] + [
        page.text for page in company.pages.values() if page_flag(page) is None
    ]
    given += [line.event.text for line in state.lines if line.event.text not in _flagged(state)]
    known = plain("\n".join([*given, *_brought(state)]))
    return next((each for each in found if plain(each).rstrip(".,)") not in known), None)


def _says(pattern: re.Pattern[str], text: str, sources: list[str]) -> bool:
    """Whether a sentence says so by itself: no question, no if and no not, and not as it stands in a source."""
    for sentence in re.findall(r"[^.!?\n]+[.!?]?", plain(text)):
        found = pattern.search(sentence)
        if found is None or "?" in sentence or _OTHERWISE.search(sentence):
            continue
        if not _quoted(sentence, found, sources):
            return True
    return False


def _quoted(sentence: str, found: re.Match[str], sources: list[str]) -> bool:
    """Whether the claim is told with the words around it, as a source has them."""
    words = [(each.start(), each.end(), each.group()) for each in _WORD.finditer(sentence)]
    within = [at for at, (start, end, _) in enumerate(words) if start < found.end() and end > found.start()]
    known = [" ".join(_WORD.findall(plain(source))) for source in sources]
    for first in range(max(within[-1] - QUOTE + 1, 0), within[-1] + 1):
        run = words[first : first + QUOTE]
        if len(run) == QUOTE and any(" ".join(word for *_, word in run) in each for each in known):
            return True
    return False


def _approved(state: Conversation) -> bool:
    answers = (consult.answer for consult in state.consults.values() if consult.status == "answered")
    return any(answer is not None and (answer.decision == "yes" or answer.instead is not None) for answer in answers)


def _brought(state: Conversation) -> list[str]:
    """The texts that tools and people brought into the conversation, flagged ones left out."""
    texts = [
        text for call in state.calls.values() if call.tool != ASK_MODEL and call.status == "finished"
        for text in texts_of(call.result)
    ]  # fmt: skip
    for consult in state.consults.values():
        if consult.answer is not None:
            texts += filter(None, [consult.answer.text, consult.answer.note, consult.answer.reason])
    flagged = _flagged(state)
    return [text for text in texts if text not in flagged]


def _flagged(state: Conversation) -> frozenset[str]:
    return frozenset(flag.text for flag in state.flags)


def _open_parts(company: Company) -> list[Open]:
    return [part for playbook in company.playbooks.values() for part in playbook.program if isinstance(part, Open)]


@lru_cache(maxsize=64)
def _told(instructions: tuple[str, ...]) -> tuple[frozenset[tuple[str, ...]], frozenset[str]]:
    """Runs of words out of sentences that speak to an agent, since what a company tells customers too may be said; and
    the words of comments that nobody says by chance."""
    sentences = (each for text in instructions for each in _SENTENCE.findall(plain(text).replace("\n", " ")))
    runs = frozenset(run for each in sentences if _TO_AN_AGENT.search(each) for run in _runs(each))
    comments = " ".join(words for text in instructions for words in _COMMENT.findall(plain(text)))
    return runs, frozenset(_MARK.findall(comments))


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = _WORD.findall(text)
    return frozenset(tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))
