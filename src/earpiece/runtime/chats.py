"""The customer's side: open a conversation, say something, see what was said."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial

from earpiece.domain.conversation import Conversation
from earpiece.domain.digests import person
from earpiece.domain.errors import Conflict, Invalid
from earpiece.domain.events import AgentSaid, ConversationOpened, CustomerHeard, CustomerRated, CustomerSaid
from earpiece.domain.interventions import PersonSaid
from earpiece.domain.parts import Line
from earpiece.domain.playbook import Company
from earpiece.gate.secrets import Kept, clean
from earpiece.runtime.bell import Bell, Wait
from earpiece.runtime.ports import Ports
from earpiece.runtime.states import States
from earpiece.runtime.turn import Turns
from earpiece.runtime.views import ChatItem, ChatOption, ChatView

MOST_CHARACTERS = 4000
MOST_EARLIER = 5


@dataclass(frozen=True, slots=True)
class Vouched:
    """A customer the host page vouches for."""

    customer: str
    name: str | None = None


Vouch = Callable[[str], Vouched]
"""Reads a customer token signed by the host page; raises Unauthenticated."""


class Chats:
    """What a chat page needs; see web/chat.py for it over HTTP."""

    def __init__(self, ports: Ports, states: States, turns: Turns, bell: Bell, vouch: Vouch) -> None:
        self._ports = ports
        self._states = states
        self._turns = turns
        self._bell = bell
        self._vouch = vouch

    async def open(self, *, channel: str = "chat", language: str = "en", token: str | None = None) -> str:
        """Begin a conversation; its id. The agent greets at once. Raises Unauthenticated for a bad token."""
        vouched = self._vouch(token) if token is not None else None
        customer = vouched.customer if vouched is not None else None
        earlier = await self._earlier(customer)
        company = self._ports.companies.current()
        opened = ConversationOpened(
            company=company.digest, channel=channel, language=language, customer=customer,
            name=vouched.name if vouched is not None else None,
            earlier=tuple(state.id for state in earlier), promises=_owed(company, earlier),
        )  # fmt: skip
        id = self._ports.ids.new("c")
        await self._turns.take(id, opened)
        return id

    async def _earlier(self, customer: str | None) -> list[Conversation]:
        """The customer's last conversations, newest first."""
        if customer is None:
            return []
        rows = await self._ports.journal.rows("of_customer", status=person(customer), limit=MOST_EARLIER, newest=True)
        return [await self._states.conversation(row.id) for row in rows]

    async def say(self, conversation: str, message: str, text: str) -> int:
        """The customer's words; the position after the turn. `message` is the client's own id: a repeat changes
        nothing. Secrets are taken out before anything else sees the words. Raises NotFound, Invalid.
        """
        words = text.strip()
        if not words:
            raise Invalid("The message is empty.", field="text")
        if len(words) > MOST_CHARACTERS:
            raise Invalid(f"The message has {len(words):,} characters; at most {MOST_CHARACTERS:,} fit.", field="text")
        state = await self._states.conversation(conversation)
        if message in state.said:
            return state.position
        said = partial(_said, message, words)
        state = await self._turns.take(conversation, said, key=f"say {conversation} {message}")
        return state.position

    async def heard(self, conversation: str, upto: int) -> None:
        """The customer's device showed everything up to this position."""
        state = await self._states.conversation(conversation)
        if state.heard < upto <= state.position:
            await self._turns.take(conversation, CustomerHeard(upto=upto))

    async def rate(self, conversation: str, rating: int) -> None:
        """How the customer found it, from 1 (poor) to 5 (great); a later word replaces the earlier one. Raises
        NotFound, Invalid, or Conflict where they are not asked."""
        if not 1 <= rating <= 5:
            raise Invalid("A rating is a whole number from 1 (poor) to 5 (great).", field="rating")
        state = await self._states.conversation(conversation)
        company = self._ports.companies.version(state.company)

        def rated(state: Conversation) -> CustomerRated | None:
            if not asks_rating(state, company):
                raise Conflict("This conversation is not rated: it is still open, or the company does not ask.")
            return CustomerRated(rating=rating) if state.rating != rating else None

        await self._turns.take(conversation, rated)

    async def view(self, conversation: str, after: int = 0) -> ChatView:
        """The conversation as its customer sees it, with lines after that position. Raises NotFound."""
        state = await self._states.conversation(conversation)
        company = self._ports.companies.version(state.company)
        return ChatView(
            conversation=state.id, position=state.position, status="closed" if state.outcome else "open",
            outcome=state.outcome, company=company.policy.name, agent_name=company.policy.agent_name,
            waiting=bool(state.open_consults), person=state.lead.name or None, survey=asks_rating(state, company),
            rating=state.rating, items=items(state, company, after),
        )  # fmt: skip

    async def wait(self, conversation: str, after: int, seconds: float) -> bool:
        """True as soon as the conversation is past that position; False after so many seconds."""
        with self.listen(conversation) as rang:
            state = await self._states.conversation(conversation)
            return state.position > after or await rang(seconds)

    def listen(self, conversation: str) -> AbstractContextManager[Wait]:
        """Hear of news of the conversation from now on: listen first, then look, then wait, so that none is missed."""
        return self._bell.listen(f"conversation/{conversation}")


def _said(message: str, words: str, state: Conversation) -> CustomerSaid:
    """The words without secrets, also those begun in the message before, whichever node that came to."""
    before = next((line.event for line in reversed(state.lines) if isinstance(line.event, CustomerSaid)), None)
    kept = clean(words, Kept(before.text, begun=before.begun) if before is not None else None)
    return CustomerSaid(message=message, text=kept.text, removed=kept.removed, begun=kept.begun)


def asks_rating(state: Conversation, company: Company) -> bool:
    """Whether the customer is asked how they found it: once it is over, if the company wants to know. Not who never
    said a word, and not who was handed to a person that never spoke: there is nothing to rate yet."""
    said = {type(line.event) for line in state.lines}
    served = state.handed_off == "no" or PersonSaid in said
    return company.policy.survey and state.outcome is not None and CustomerSaid in said and served


def items(state: Conversation, company: Company, after: int = 0) -> list[ChatItem]:
    """The lines of a conversation after a position."""
    return [_item(line, company) for line in state.lines if line.position > after]


def _item(line: Line, company: Company) -> ChatItem:
    event = line.event
    if isinstance(event, AgentSaid):
        return ChatItem(
            position=line.position, at=line.at, who="agent", text=event.text, purpose=event.purpose,
            options=[ChatOption(label=option.label) for option in event.options],
            sources=_titles(event.sources, company),
        )  # fmt: skip
    if isinstance(event, PersonSaid):
        return ChatItem(
            position=line.position, at=line.at, who="person", name=event.name, text=event.text, message=event.message
        )
    return ChatItem(
        position=line.position, at=line.at, who="customer", text=event.text, message=event.message,
        removed=list(event.removed),
    )  # fmt: skip


def _titles(sources: tuple[str, ...], company: Company) -> list[str]:
    """The pages and bulletins that the words come from, as a customer may know them."""
    titles = []
    for source in sources:
        kind, _, name = source.partition(" ")
        if kind == "page" and name in company.pages:
            titles.append(company.pages[name].title)
        elif kind == "bulletin":
            titles.append(name.partition(" — ")[2])
    return titles


def _owed(company: Company, earlier: list[Conversation]) -> tuple[str, ...]:
    """What open consults of earlier conversations still owe the customer."""
    owed = []
    for state in earlier:
        for consult in state.open_consults:
            playbook = state.runs[state.root(consult.run)].playbook
            if playbook in company.playbooks:
                owed.append(company.title(f"playbook/{playbook}"))
    return tuple(dict.fromkeys(owed))
