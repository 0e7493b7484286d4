"""Ends what the suite began, so that no card and no conversation of its own stays behind."""

import httpx2

from earpiece.domain.errors import EarpieceError
from earpiece.sim.conformance.findings import taken
from earpiece.sim.conformance.one_answer import NEVER_MIND
from earpiece.sim.conformance.questions import answer_away
from earpiece.sim.conformance.talk import Talk

GOODBYE = "Goodbye"


async def clear_away(talk: Talk) -> str:
    """Close the conversation: take back what it asks, answer what stays, say goodbye. What is left, in words."""
    try:
        for words in (NEVER_MIND, GOODBYE, NEVER_MIND, GOODBYE):
            view = await talk.view()
            if view.status == "closed":
                return ""
            if words == NEVER_MIND and not view.waiting:
                continue
            body = {"id": talk.new_message(), "text": words}
            taken(await talk.site.request("POST", f"{talk.path}/messages", talk.site.service, body))
            await answer_away(talk)
        view = await talk.view()
    except (EarpieceError, httpx2.TransportError) as error:
        return f"Conversation {talk.id} could not be closed: {error}"
    if view.status == "closed":
        return ""
    cards = "a card of it is open" if view.waiting else "it ends by itself when nothing more is said"
    return f"Conversation {talk.id} would not be closed; {cards}."
