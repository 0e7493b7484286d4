"""People who lead, and what stands behind a fact, in memory: enough for a face to be shown."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Literal

from earpiece.domain.errors import Conflict
from earpiece.domain.forms import Change
from earpiece.runtime.desk.evidence import EvidenceLine, EvidenceView, Preview
from earpiece.runtime.supervision.lead_views import ConversationView
from earpiece.runtime.supervision.supervising import GuideReading
from earpiece.runtime.views import CardView, Leader, Person
from earpiece.web.services import Wait

if TYPE_CHECKING:
    from tests.web.fakes import FakeChats


class FakeEvidence:
    """Every fact comes from the third line of the conversation, and every change adds up."""

    def __init__(self, card: Callable[[str], CardView]) -> None:
        self.card = card

    async def open(self, person: Person, card: str, source: str, turn: int | None = None) -> EvidenceView:
        lines = [
            EvidenceLine(label="Agent", text="Which of these payments is it?"),
            EvidenceLine(label="Customer", text=f"Found in {source}", marked=True, position=turn),
        ]
        return EvidenceView(kind="turn", title=f"From {source}", lines=lines)

    async def preview(self, person: Person, card: str, changes: Mapping[str, Any]) -> Preview:
        call = self.card(card).call
        assert call is not None
        amount = {**call.args, **changes}["amount"]
        after = Change(label="Balance", before="£120.00", after=f"£{120 + amount:.2f}")
        return Preview(effect=f"£{amount:.2f} is credited today.", changes=[after])


class FakeLeading:
    """Whoever takes over first leads; what they say is in the chat at once."""

    def __init__(self, chats: "FakeChats", card: Callable[[str], CardView]) -> None:
        self.chats, self.card = chats, card
        self.lead: dict[str, Leader] = {}
        self.said: list[tuple[str, str, int]] = []
        self.notes: list[str] = []
        self.guided: list[tuple[str, str]] = []

    async def view(self, person: Person, conversation: str, after: int = 0) -> ConversationView:
        chat = await self.chats.view(conversation, after)
        lead = self.lead.get(conversation, Leader())
        return ConversationView(
            conversation=conversation, position=chat.position, customer="Maya Chen", verified=True, language="en",
            channel="chat", opened_at=0.0, status=chat.status, lead=lead, items=chat.items,
            may=["speak", "give_back", "close"] if lead.by == person.id else ["take_over"],
        )  # fmt: skip

    def listen(self, conversation: str) -> AbstractContextManager[Wait]:
        return self.chats.listen(conversation)

    async def take_over(self, person: Person, conversation: str, reason: str = "") -> ConversationView:
        lead = self.lead.get(conversation, Leader())
        if lead.who == "person" and lead.by != person.id:
            raise Conflict(f"{lead.name} speaks with the customer already.")
        self.lead[conversation] = Leader(who="person", by=person.id, name=person.name, reason=reason)
        self.chats.person(conversation, person.name)
        return await self.view(person, conversation)

    async def give_back(self, person: Person, conversation: str, note: str = "") -> ConversationView:
        self.lead[conversation] = Leader()
        self.notes.append(note)
        self.chats.person(conversation, "")
        return await self.view(person, conversation)

    async def say(
        self,
        person: Person,
        conversation: str,
        message: str,
        text: str,
        use: Literal["own", "accepted", "edited"] = "own",
        suggested: int = 0,
    ) -> ConversationView:
        self.said.append((text, use, suggested))
        self.chats.person(conversation, person.name, text)
        return await self.view(person, conversation)

    async def guide(
        self,
        person: Person,
        conversation: str,
        text: str,
        *,
        kind: Literal["say", "ask", "do"] | None = None,
        key: str | None = None,
    ) -> GuideReading:
        self.guided.append((kind or "", text))
        return GuideReading(kind=kind or "say", text=text, done=key is not None)
