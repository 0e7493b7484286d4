"""Takes back what the suite asked, and ends what it began, so that no card and no conversation of its own stays."""

from contextlib import suppress

import httpx2

from earpiece.domain.errors import EarpieceError
from earpiece.sim.conformance.findings import Broken, taken
from earpiece.sim.conformance.questions import answer_away
from earpiece.sim.conformance.talk import Talk, heard_after

NEVER_MIND = "Never mind, please cancel that."
GOODBYE = "Goodbye"
TRIES = 3
"""An agent that took one sentence for two requests has to be told twice."""
MOMENT = 1.0
"""Seconds at most for the agent to act on what was said."""


async def take_back(talk: Talk) -> bool:
    """The customer wants nothing any more; whether no card is open then."""
    for _ in range(TRIES):
        await _say(talk, NEVER_MIND)
        if not (await talk.view()).waiting:
            return True
    return False


async def clear_away(talk: Talk) -> str:
    """Close the conversation: take back what it asks, answer what stays, say goodbye. What is left, in words."""
    try:
        for attempt in range(TRIES):
            view = await talk.view()
            if view.status == "closed":
                return ""
            if (view.waiting or attempt) and not await take_back(talk):
                await answer_away(talk)
            await _say(talk, GOODBYE)
        view = await talk.view()
    except (EarpieceError, httpx2.TransportError, KeyError, TypeError, ValueError) as error:
        return f"Conversation {talk.id} could not be closed: {error}"
    if view.status == "closed":
        return ""
    cards = "a card of it is open" if view.waiting else "it ends by itself when nothing more is said"
    return f"Conversation {talk.id} would not be closed; {cards}."


async def _say(talk: Talk, words: str) -> None:
    """As the operator's program, for which no limit holds; give the agent a moment to act on it."""
    message = talk.new_message()
    body = {"id": message, "text": words}
    taken(await talk.site.request("POST", f"{talk.path}/messages", talk.site.service, body))
    with suppress(Broken):
        await talk.until(lambda view: heard_after(view, message), "the agent says a word", MOMENT)
