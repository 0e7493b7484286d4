"""People who step into a conversation: read along, guide the agent, pause it, stop it, take over, give back.

Supervisors and admins may for every conversation; an expert for one of which they hold a card, or which they lead.
Each is one conditional append to the conversation, so that of two people who take over at once one wins, and the agent,
wherever in its turn it is, thinks again.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Literal

from pydantic import BaseModel

from earpiece.desk.guidance import Guidance, Kind, read_guidance
from earpiece.desk.people import Account
from earpiece.domain.conversation import Conversation
from earpiece.domain.elsewhere import is_elsewhere
from earpiece.domain.errors import Conflict, Forbidden, Invalid
from earpiece.domain.event import BaseEvent
from earpiece.domain.events import ConversationClosed, Outcome, RunEnded
from earpiece.domain.interventions import (
    AgentPaused,
    AgentResumed,
    AgentStopped,
    GivenBack,
    Guided,
    PersonSaid,
    TakenOver,
)
from earpiece.gate.secrets import find_secrets, remove_secrets
from earpiece.runtime.bell import Bell, Wait
from earpiece.runtime.ports import Fact, Ports
from earpiece.runtime.staff.hands import TAKEN_OVER, Hands
from earpiece.runtime.staff.people import People
from earpiece.runtime.states import States
from earpiece.runtime.supervision.lead_views import ConversationView, Right, conversation_view
from earpiece.runtime.turn import Turns
from earpiece.runtime.views import Person

MOST_CHARACTERS = 2000
LONGEST_REASON = 300

MAY_NOT = "Only supervisors, and experts who hold a card of this conversation, may do that."


class GuideReading(BaseModel):
    """What guidance amounts to, said back for confirmation; once `done`, the agent has it."""

    kind: Literal["say", "ask", "do"]
    text: str = ""
    target: str | None = None
    in_words: str = ""
    problem: str = ""
    """Why it cannot be done like this, if so."""
    done: bool = False
    guide: str | None = None
    """Its id, once the agent has it."""


class Supervising:
    """See the module's words; web/supervise.py for it over HTTP."""

    def __init__(self, ports: Ports, states: States, turns: Turns, people: People, bell: Bell, hands: Hands) -> None:
        self._ports = ports
        self._states = states
        self._turns = turns
        self._people = people
        self._bell = bell
        self._hands = hands

    # ── reading along ─────────────────────────────────────────────────────────────────────────────────────────────

    async def view(self, person: Person, conversation: str, after: int = 0) -> ConversationView:
        """The conversation with lines after that position. Raises NotFound, Forbidden."""
        account, state = await self._enter(person, conversation)
        return await self._view(account, state, after)

    def listen(self, conversation: str) -> AbstractContextManager[Wait]:
        """Hear of news of the conversation from now on: listen first, then look, then wait."""
        return self._bell.listen(f"conversation/{conversation}")

    # ── leading ───────────────────────────────────────────────────────────────────────────────────────────────────

    async def pause(self, person: Person, conversation: str, reason: str = "") -> ConversationView:
        """The agent says and does nothing until it is resumed. Raises Conflict if it does not lead."""

        def paused(state: Conversation) -> BaseEvent | None:
            _nobody_leads(state, person.id)
            again = state.lead.who == "paused"
            return None if again else AgentPaused(by=person.id, reason=_reason(reason))

        return await self._as_supervisor(person, conversation, paused)

    async def stop(self, person: Person, conversation: str, reason: str = "") -> ConversationView:
        """The agent is out of this conversation until it is resumed; the customer is told."""

        def stopped(state: Conversation) -> BaseEvent | None:
            _nobody_leads(state, person.id)
            again = state.lead.who == "stopped"
            return None if again else AgentStopped(by=person.id, reason=_reason(reason))

        return await self._as_supervisor(person, conversation, stopped)

    async def resume(self, person: Person, conversation: str) -> ConversationView:
        """The agent leads again, and says what it owes."""

        def resumed(state: Conversation) -> BaseEvent | None:
            _nobody_leads(state, person.id)
            return AgentResumed(by=person.id) if state.lead.who in ("paused", "stopped") else None

        return await self._as_supervisor(person, conversation, resumed)

    async def take_over(self, person: Person, conversation: str, reason: str = "") -> ConversationView:
        """This person speaks with the customer now. Raises Conflict with who does, if somebody else already does, or if
        this person's hands are full."""
        account, before = await self._enter(person, conversation)
        if before.lead.who != "person":
            await self._hands.check_room(account, TAKEN_OVER)
        silence = self._ports.companies.version(before.company).policy.silence

        def taken(state: Conversation) -> BaseEvent | None:
            if state.outcome is not None:
                raise Conflict("This conversation is closed; the customer's next words open it again.")
            _nobody_leads(state, person.id)
            if state.lead.who == "person":
                return None  # the same click twice
            until = self._ports.clock.now() + silence
            return TakenOver(by=person.id, name=account.name, reason=_reason(reason), until=until)

        return await self._do(account, conversation, taken)

    async def give_back(self, person: Person, conversation: str, note: str = "") -> ConversationView:
        """The agent leads again, and knows what was settled. Whoever leads may, and supervisors."""
        account, _ = await self._enter(person, conversation)
        _no_secrets(note, "note")

        def given(state: Conversation) -> BaseEvent | None:
            if account.role == "expert":
                _leads(state, person.id)
            if state.lead.who != "person":
                return None
            return GivenBack(by=person.id, note=note.strip()[:MOST_CHARACTERS])

        return await self._do(account, conversation, given)

    async def say(
        self,
        person: Person,
        conversation: str,
        message: str,
        text: str,
        use: Literal["own", "accepted", "edited"] = "own",
        suggested: int = 0,
    ) -> ConversationView:
        """This person's own words to the customer, once for each `message`. Only whoever leads speaks."""
        account, _ = await self._enter(person, conversation)
        words = text.strip()
        if not words:
            raise Invalid("The message is empty.", field="text")
        _no_secrets(words, "text")

        def said(state: Conversation) -> BaseEvent | None:
            known = (line.event.message for line in state.lines if isinstance(line.event, PersonSaid))
            if message in known:
                return None
            _leads(state, person.id)
            return PersonSaid(
                by=person.id, name=account.name, message=message, text=words, use=use, suggested=suggested
            )  # fmt: skip

        return await self._do(account, conversation, said, key=f"person {conversation} {message}")

    async def close(self, person: Person, conversation: str, outcome: Outcome) -> ConversationView:
        """The person who leads ends the conversation. What the agent had in hand is settled, unless it is promised."""
        account, before = await self._enter(person, conversation)
        _leads(before, person.id)
        settled = [] if outcome == "promised" else [RunEnded(run=run, outcome="settled") for run in before.stack[::-1]]
        facts: list[Fact] = [*settled, GivenBack(by=person.id), ConversationClosed(outcome=outcome)]

        def still(state: Conversation) -> None:
            _leads(state, person.id)

        return await self._do(account, conversation, still, *facts)

    # ── guiding ───────────────────────────────────────────────────────────────────────────────────────────────────

    async def guide(
        self, person: Person, conversation: str, text: str, *, kind: Kind | None = None, key: str | None = None
    ) -> GuideReading:
        """What the words amount to; with `key` (the sender's id for it) the agent does it. Raises Invalid if it
        cannot."""
        account, state = await self._enter(person, conversation)
        _no_secrets(text, "text")
        company = self._ports.companies.version(state.company)
        read = read_guidance(text[:MOST_CHARACTERS], company, somebody_asked=bool(state.open_consults), kind=kind)
        if key is None:
            return _reading(read)
        if read.problem:
            raise Invalid(read.problem, field="text")
        guide = f"{conversation}.guide.{key}"
        guided = Guided(by=account.id, guide=guide, kind=read.kind, text=read.text, target=read.target)
        await self._turns.take(conversation, guided, key=guide)
        return _reading(read).model_copy(update={"done": True, "guide": guide})

    async def enter(self, person: Person, conversation: str) -> Conversation:
        """The conversation, for somebody who may step into it. Raises NotFound, Forbidden."""
        return (await self._enter(person, conversation))[1]

    # ── inside ────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _enter(self, person: Person, conversation: str) -> tuple[Account, Conversation]:
        """The account and the conversation. Raises Forbidden if it is none of this person's business."""
        account = await self._people.account(person.id)
        state = await self._states.conversation(conversation)
        leads = state.lead.who == "person" and state.lead.by == person.id
        if account.role == "expert" and not leads and person.id not in (await self._holders(state)).values():
            raise Forbidden(MAY_NOT)
        return account, state

    async def _as_supervisor(self, person: Person, conversation: str, fact: Fact) -> ConversationView:
        account, _ = await self._enter(person, conversation)
        if account.role == "expert":
            raise Forbidden("Only supervisors and admins may do that.")
        return await self._do(account, conversation, fact)

    async def _do(self, account: Account, conversation: str, *facts: Fact, key: str | None = None) -> ConversationView:
        if is_elsewhere(await self._states.conversation(conversation)):
            raise Conflict("An agent elsewhere asks this, and leads its conversation itself: nobody here can step in.")
        return await self._view(account, await self._turns.take(conversation, *facts, key=key))

    async def _holders(self, state: Conversation) -> dict[str, str]:
        """Who holds which of the conversation's open cards."""
        now, found = self._ports.clock.now(), {}
        for consult in state.open_consults:
            claim = (await self._states.card(consult.id)).held_by(now)
            if claim is not None:
                found[consult.id] = claim.expert
        return found

    async def _view(self, account: Account, state: Conversation, after: int = 0) -> ConversationView:
        company = self._ports.companies.version(state.company)
        holders = await self._holders(state)
        ids = {state.lead.by, *holders.values(), *(stop.by for stop in state.controls.stops)} - {""}
        names = {id: await self._people.name(id) for id in ids}
        shown = {card: names[id] for card, id in holders.items()}
        return conversation_view(state, company, names, shown, _may(account, state, holders), after)


def _may(account: Account, state: Conversation, holders: Mapping[str, str]) -> list[Right]:
    """What this person may do at this moment."""
    who, above = state.lead.who, account.role != "expert"
    mine = who == "person" and state.lead.by == account.id
    concerned = above or account.id in holders.values()
    rights: dict[Right, bool] = {
        "guide": concerned or mine,
        "pause": above and who in ("agent", "stopped"),
        "stop": above and who in ("agent", "paused"),
        "resume": above and who in ("paused", "stopped"),
        "take_over": concerned and who != "person" and state.outcome is None,
        "speak": mine,
        "give_back": mine or (above and who == "person"),
        "close": mine,
    }
    return [right for right, holds in rights.items() if holds]


def _nobody_leads(state: Conversation, person: str) -> None:
    """Raises Conflict if somebody else speaks with the customer."""
    if state.lead.who == "person" and state.lead.by != person:
        raise Conflict(f"{state.lead.name} speaks with the customer now.", by=state.lead.by, name=state.lead.name)


def _leads(state: Conversation, person: str) -> None:
    """Raises Conflict if this is not the person who speaks with the customer."""
    _nobody_leads(state, person)
    if state.lead.who != "person":
        gone = state.lead.reason == "fell silent"
        why = (
            "The customer waited too long, so the agent leads again." if gone else "You do not lead this conversation."
        )
        raise Conflict(f"{why} Take over first.")


def _reading(read: Guidance) -> GuideReading:
    return GuideReading(
        kind=read.kind, text=read.text, target=read.target, in_words=read.in_words, problem=read.problem
    )  # fmt: skip


def _reason(words: str) -> str:
    return remove_secrets(words.strip()[:LONGEST_REASON])[0]


def _no_secrets(text: str, field: str) -> None:
    if len(text) > MOST_CHARACTERS:
        raise Invalid(f"That is {len(text):,} characters; at most {MOST_CHARACTERS:,} fit.", field=field)
    if find_secrets(text):
        raise Invalid("Please leave card numbers, codes and passwords out of it.", field=field)
