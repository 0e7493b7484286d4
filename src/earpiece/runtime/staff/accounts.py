"""The keeping of accounts: who may do what, who may no longer, and what `desk.yaml` says of it."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel

from earpiece.desk.people import Account, change, follow_file, lifts, told_of
from earpiece.domain.card import Card, fold
from earpiece.domain.desk_events import CardReturned, CardUndone, ExpertDisabled, ExpertEnabled, TokenRight
from earpiece.domain.errors import Conflict, Forbidden, Invalid, Moved
from earpiece.domain.event import BaseEvent
from earpiece.domain.ports import Write
from earpiece.runtime.ports import Ports
from earpiece.runtime.staff.people import People, person_of
from earpiece.runtime.views import Person

MOST_CARDS = 10_000
MOST_TRIES = 10
DISABLED = "account disabled"


class PersonChange(BaseModel):
    """What an account is to be from now on."""

    name: str
    role: Literal["expert", "supervisor", "admin"]
    skills: list[str] = []
    languages: list[str] = ["en"]
    authority: dict[str, float] = {}
    levels: dict[str, int] = {}
    capacity: float = 4.0


class TokenView(BaseModel):
    """An API token, without its secret."""

    id: str
    name: str
    prefix: str
    """How it begins."""
    issued_at: float
    until: float | None
    may: TokenRight = "all"
    """All that the account may, or nothing but ask experts."""


class AccountView(Person):
    """An account as admins see it."""

    has_password: bool
    sessions: int
    """How many are open."""
    tokens: list[TokenView]
    by_hand: bool
    """An admin added it; `desk.yaml` has no say."""


class Accounts:
    """What admins do. Whoever calls has checked that the person who does it is an admin."""

    def __init__(self, ports: Ports, people: People) -> None:
        self._ports = ports
        self.people = people
        self._admins = asyncio.Lock()
        """Two admins are not disabled at one time."""

    async def account(self, id: str) -> AccountView:
        """Raises NotFound."""
        account, now = await self.people.account(id), self._ports.clock.now()
        tokens = [
            TokenView(id=t.id, name=t.name, prefix=f"{id}.{t.id}.", issued_at=t.issued_at, until=t.until, may=t.may)
            for t in account.tokens.values()
        ]
        sessions = sum(until > now for until in account.sessions.values())
        return AccountView(
            **person_of(account).model_dump(), has_password=account.password is not None, sessions=sessions,
            tokens=tokens, by_hand=account.by_hand,
        )  # fmt: skip

    async def change(self, by: Person, id: str, wanted: PersonChange) -> AccountView:
        """Raises Forbidden if somebody would lift their own rights, Invalid if no admin would be left."""
        _check(wanted)
        async with self._admins:
            account = await self.people.account(id)
            changed = change(account, by.id, told_of(wanted))
            lifted = lifts(account, changed) if by.id == id else []
            if lifted:
                raise Forbidden(f"Nobody gives themselves more {' and '.join(lifted)}: ask another admin.")
            if account.role == "admin" and wanted.role != "admin":
                await self._check_admins(but=id)
            await self._append(account, changed)
        return await self.account(id)

    async def disable(self, by: Person, id: str) -> AccountView:
        """Nobody signs in with it any more: sessions and tokens end at once, cards in hand go back, and what was
        decided and does not count yet is void."""
        async with self._admins:
            account = await self.people.account(id)
            if account.role == "admin":
                await self._check_admins(but=id)
            if not account.disabled:
                await self._append(account, ExpertDisabled(by=by.id))
        for row in await self._ports.journal.rows("cards", "open", MOST_CARDS):
            if row.fields.get("expert") == id:
                await self._take_back(row.id, id, by.id)
        return await self.account(id)

    async def enable(self, by: Person, id: str) -> AccountView:
        """It may be used again; whoever it belongs to signs in anew."""
        account = await self.people.account(id)
        if account.disabled:
            await self._append(account, ExpertEnabled(by=by.id))
        return await self.account(id)

    async def follow_file(self, experts: Sequence[Mapping[str, Any]]) -> None:
        """Add whom `desk.yaml` names and who has no account yet, and change what it says differently from the last
        time. Several nodes may do so at once."""
        known = {person.id for person in await self.people.list()}
        for expert in experts:
            person = Person.model_validate(dict(expert))
            for _ in range(MOST_TRIES):
                try:
                    await self._follow(person, known)
                    break
                except Moved:
                    continue
                except Invalid:
                    known = {person.id for person in await self.people.list()}
                    if person.id not in known:
                        raise

    async def _follow(self, person: Person, known: set[str]) -> None:
        if person.id not in known:
            await self.people.add(person, None)
            return
        account = await self.people.account(person.id)
        changed = follow_file(account, told_of(person))
        if changed is not None:
            await self._append(account, changed)

    async def _check_admins(self, but: str) -> None:
        people = await self.people.list()
        if not any(person.role == "admin" and not person.disabled and person.id != but for person in people):
            raise Invalid("This is the last admin. Make somebody else an admin first.", field="id")

    async def _take_back(self, card: str, id: str, by: str) -> None:
        stream = f"card/{card}"
        for _ in range(MOST_TRIES):
            found = fold(Card(card), await self._ports.journal.read(stream))
            events: list[BaseEvent] = []
            if found.decision is not None and found.decision.by == id:
                events.append(CardUndone(by=by))
            if found.claim is not None and found.claim.expert == id:
                events.append(CardReturned(expert=id, reason=DISABLED))
            if found.ended or not events:
                return
            try:
                now = self._ports.clock.now()
                await self._ports.journal.append(Write(stream, tuple(events), now, expected=found.position))
            except Moved:
                continue
            return
        raise Conflict("A card is changing too fast; try again.")

    async def _append(self, account: Account, event: BaseEvent) -> None:
        now, subject = self._ports.clock.now(), f"expert/{account.id}"
        write = Write(subject, (event,), now, expected=account.position, subject=subject)
        await self._ports.journal.append(write)


def _check(wanted: PersonChange) -> None:
    stray = sorted(set(wanted.levels) - set(wanted.skills))
    if stray:
        raise Invalid(f"levels: {stray[0]!r} is not one of the person's skills.", field="levels")
