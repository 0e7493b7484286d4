"""Does what a person told the agent unasked: say these words, ask the customer this, begin a request."""

from earpiece.agent import requests
from earpiece.domain.actions import Note, Step, Utter
from earpiece.domain.conversation import Conversation
from earpiece.domain.interventions import Guide, GuideFollowed
from earpiece.domain.playbook import Company
from earpiece.domain.waiting_words import claims_waiting


def follow(state: Conversation, company: Company) -> Step | None:
    """Act on the first guidance there is; what cannot be done is answered with the reason."""
    if not state.lead.guides:
        return None
    guide = state.lead.guides[0]
    match guide.kind:
        case "say":
            return _say(state, guide)
        case "ask":
            return Utter(
                guide.text, "question", slot=f"guide {guide.id}", sources=(f"expert {guide.by}",),
                after=(GuideFollowed(guide=guide.id),),
            )  # fmt: skip
    return _do(state, company, guide)


def _say(state: Conversation, guide: Guide) -> Step:
    waiting = claims_waiting(guide.text)
    if waiting and not state.open_consults:
        return _cannot(guide, "The words say that somebody is being asked, and nobody is.")
    return Utter(
        guide.text, "notice", sources=(f"expert {guide.by}",), claims_waiting=waiting,
        after=(GuideFollowed(guide=guide.id),),
    )  # fmt: skip


def _do(state: Conversation, company: Company, guide: Guide) -> Step:
    target = guide.target or ""
    if not company.knows(target):
        return _cannot(guide, f"The company knows no request {target!r}.")
    kind, _, name = target.partition("/")
    stop = state.controls.stopped("playbook", name) if kind == "playbook" else None
    if stop is not None:
        return _cannot(guide, f"{company.title(target)} is stopped: {stop.reason or 'no reason given'}.")
    return requests.begin(state, company, target, GuideFollowed(guide=guide.id))


def _cannot(guide: Guide, why: str) -> Note:
    return Note((GuideFollowed(guide=guide.id, note=why),))
