"""Helps a person who writes to the customer: suggested replies, completions, the company's voice; and tells how much of
it was used, and what people changed in the agent's own words."""

from collections import Counter, OrderedDict, deque
from typing import Literal

from pydantic import BaseModel

from earpiece.agent.reading import situation_of
from earpiece.agent.scope import words_of
from earpiece.desk.edits import word_diff
from earpiece.desk.replies import Stock, complete, stock_of, suggest
from earpiece.desk.voice import hints
from earpiece.domain.conversation import Conversation
from earpiece.domain.errors import Forbidden
from earpiece.domain.interventions import PersonSaid
from earpiece.domain.playbook import Company
from earpiece.gate.secrets import remove_secrets
from earpiece.runtime.ports import Ports
from earpiece.runtime.staff.people import People
from earpiece.runtime.states import States
from earpiece.runtime.supervision.supervising import Supervising
from earpiece.runtime.views import Person

MOST_COUNTED = 10_000
MOST_EDITS = 100
MOST_PEOPLE, MOST_OWN = 500, 100
MOST_STOCKS = 8


class ReplyView(BaseModel):
    """A reply to send as it is or to change, with where it comes from."""

    text: str
    source: str


class HintView(BaseModel):
    """What would sound more like the company; it never keeps anything back."""

    code: Literal["avoid", "long", "greeting"]
    message: str
    found: str = ""
    instead: str = ""


class CompletionsView(BaseModel):
    """Completions of what is being typed, and what its voice would change in it."""

    completions: list[str] = []
    """The whole text as it would be."""
    hints: list[HintView] = []


class UseView(BaseModel):
    """Of people's messages to customers, how many were suggested replies. `own` had no suggestion before them."""

    accepted: int = 0
    edited: int = 0
    ignored: int = 0
    own: int = 0
    share: float | None = None
    """Of those with suggestions before them, how many were accepted or edited."""


class DiffPart(BaseModel):
    """Words that are the `same`, `out` (only in the draft) or `in` (only in what was said)."""

    kind: Literal["same", "out", "in"]
    text: str


class EditView(BaseModel):
    """The agent's words as it would have said them, and what a person made of them; `said` is None after a no."""

    card: str
    conversation: str
    at: float
    by: str
    by_name: str
    draft: str
    said: str | None
    reason: str | None = None
    diff: list[DiffPart] = []


class Replies:
    """Everything here helps; nothing of it is needed to write."""

    def __init__(self, ports: Ports, states: States, people: People, supervising: Supervising) -> None:
        self._ports = ports
        self._states = states
        self._people = people
        self._supervising = supervising
        self._stocks: OrderedDict[str, Stock] = OrderedDict()
        self._own: OrderedDict[str, deque[str]] = OrderedDict()
        """What people wrote lately, as far as this node knows: only to complete from."""

    async def suggest(self, person: Person, conversation: str) -> list[ReplyView]:
        """At most three grounded replies to the customer's last words. Raises Forbidden."""
        state, company = await self._enter(person, conversation)
        words = words_of(state, None)
        read = await self._ports.understanding.read(words, situation_of(state, company)) if words else []
        found = suggest(state, company, read)
        return [ReplyView(text=remove_secrets(each.text)[0], source=each.source) for each in found]

    async def complete(self, person: Person, conversation: str, text: str) -> CompletionsView:
        """How what is being typed may go on."""
        state, company = await self._enter(person, conversation)
        own = self._note_own(person.id, state)
        found = complete(text, self._stock(company), own)
        return CompletionsView(
            completions=[f"{text}{each.rest}" for each in found],
            hints=self._hints(person, state, company, text),
        )  # fmt: skip

    async def voice(self, person: Person, conversation: str, text: str) -> list[HintView]:
        """What the company's voice would change in it."""
        state, company = await self._enter(person, conversation)
        return self._hints(person, state, company, text)

    async def use(self) -> UseView:
        """How much of what was suggested is used."""
        rows = await self._ports.journal.rows("replies", limit=MOST_COUNTED, newest=True)
        counted = Counter("ignored" if row.status == "own" and row.fields.get("of") else row.status for row in rows)
        used = counted["accepted"] + counted["edited"]
        offered = used + counted["ignored"]
        return UseView(
            accepted=counted["accepted"], edited=counted["edited"], ignored=counted["ignored"], own=counted["own"],
            share=round(used / offered, 3) if offered else None,
        )  # fmt: skip

    async def edits(self, person: Person) -> list[EditView]:
        """What people made of the agent's words under review, the newest first. For supervisors."""
        if (await self._people.account(person.id)).role == "expert":
            raise Forbidden("Only supervisors and admins may look at all edits.")
        rows = await self._ports.journal.rows("cards", "answered", MOST_COUNTED, newest=True)
        reviews = [row.id for row in rows if row.fields.get("reviews")]
        return [edit for card in reviews[:MOST_EDITS] if (edit := await self._edit(card)) is not None]

    async def _edit(self, card: str) -> EditView | None:
        found = await self._states.card(card)
        draft, answer = found.question.draft, found.answer
        if draft is None or answer is None or found.by is None:
            return None
        said = (answer.text or draft) if answer.decision == "yes" else None
        diff = [DiffPart(kind=part.kind, text=part.text) for part in word_diff(draft, said)] if said is not None else []
        return EditView(
            card=card, conversation=found.conversation, at=found.ended_at or 0.0, by=found.by, draft=draft, said=said,
            by_name=await self._people.name(found.by), reason=answer.reason, diff=diff,
        )  # fmt: skip

    async def _enter(self, person: Person, conversation: str) -> tuple[Conversation, Company]:
        state = await self._supervising.enter(person, conversation)
        return state, self._ports.companies.version(state.company)

    def _hints(self, person: Person, state: Conversation, company: Company, text: str) -> list[HintView]:
        first = not any(isinstance(line.event, PersonSaid) and line.event.by == person.id for line in state.lines)
        found = hints(text, company.policy.voice, first=first)
        return [
            HintView(code=each.code, message=each.message, found=each.found, instead=each.instead) for each in found
        ]

    def _stock(self, company: Company) -> Stock:
        if company.digest not in self._stocks:
            self._stocks[company.digest] = stock_of(company)
            if len(self._stocks) > MOST_STOCKS:
                self._stocks.popitem(last=False)
        return self._stocks[company.digest]

    def _note_own(self, person: str, state: Conversation) -> list[str]:
        """What this person wrote, here and lately, the newest first."""
        kept = self._own.setdefault(person, deque(maxlen=MOST_OWN))
        self._own.move_to_end(person)
        if len(self._own) > MOST_PEOPLE:
            self._own.popitem(last=False)
        for line in state.lines:
            if isinstance(line.event, PersonSaid) and line.event.by == person and line.event.text not in kept:
                kept.append(line.event.text)
        return list(reversed(kept))
