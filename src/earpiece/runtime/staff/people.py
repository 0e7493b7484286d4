"""Accounts of the human side: sign-in, sessions, roles. Event-sourced; only hashes of secrets are kept."""

import asyncio
import hashlib
import math
from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from earpiece.desk import people
from earpiece.desk.people import Account
from earpiece.domain.desk_events import (
    ExpertAdded,
    LinkIssued,
    PasswordSet,
    PresenceSet,
    SessionEnded,
    SessionOpened,
    TokenIssued,
    TokenRevoked,
    TokenRight,
)
from earpiece.domain.errors import Forbidden, Invalid, Moved, NotFound, Unauthenticated
from earpiece.domain.event import BaseEvent
from earpiece.domain.ports import Write
from earpiece.runtime.ports import Ports
from earpiece.runtime.states import Folds
from earpiece.runtime.views import Person

SESSION_SECONDS = 12 * 3600.0
LINK_SECONDS = 3600.0
SHORTEST_PASSWORD = 10
DAY = 86_400.0

DISABLED = "This account is disabled. Ask an admin to enable it."

_HASHER = PasswordHash((Argon2Hasher(),))


class People:
    """A session token is `ID.SECRET`, so that the account is found without a search."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._accounts = Folds(ports.journal, "expert", Account, people.fold)

    async def account(self, id: str) -> Account:
        """Raises NotFound."""
        account = await self._accounts.now(id)
        if not account.name:
            raise NotFound(f"There is no account {id!r}.")
        return account

    async def name(self, id: str) -> str:
        """The person's name, or the id when there is no such account."""
        try:
            return (await self.account(id)).name
        except NotFound:
            return id

    async def person(self, id: str) -> Person:
        """Raises NotFound."""
        return person_of(await self.account(id))

    async def list(self) -> list[Person]:
        rows = await self._ports.journal.rows("experts")
        return [person_of(await self.account(row.id)) for row in rows]

    async def add(self, person: Person, password: str | None = None, by: str = "desk.yaml") -> None:
        """Create the account; raises Invalid if the id is taken or the password too short. `by` is who adds it."""
        if not person.id.replace("-", "").replace("_", "").isalnum():
            raise Invalid("An id has letters, digits, dashes and underscores only.", field="id")
        added = ExpertAdded(
            name=person.name, role=person.role, skills=tuple(person.skills), languages=tuple(person.languages),
            authority=person.authority, levels=person.levels, capacity=person.capacity, by=by,
        )  # fmt: skip
        events: list[BaseEvent] = [added] if password is None else [added, PasswordSet(hash=await _hash(password))]
        now = self._ports.clock.now()
        try:
            await self._ports.journal.append(Write(f"expert/{person.id}", tuple(events), now, expected=0))
        except Moved as moved:
            raise Invalid(f"The id {person.id!r} is taken; choose another.", field="id") from moved

    async def set_password(self, id: str, password: str, keep: str | None = None) -> None:
        """From now on only this password opens sessions; those open end, except the one of the token `keep`."""
        account = await self.account(id)
        set_ = PasswordSet(hash=await _hash(password))
        await self._append(account, set_, *_ended(account, None if keep is None else _digest(keep)))

    async def is_password(self, id: str, password: str) -> bool:
        """Whether this is the account's password; true for one that has none yet."""
        account = await self.account(id)
        return account.password is None or await asyncio.to_thread(_HASHER.verify, password, account.password)

    async def sign_out_everywhere(self, id: str) -> None:
        """End all sessions of this account. API tokens stay."""
        account = await self.account(id)
        ended = _ended(account, None)
        if ended:
            await self._append(account, *ended)

    async def sign_in(self, id: str, password: str) -> str:
        """A session token; raises Unauthenticated without saying which of the two was wrong."""
        try:
            account = await self.account(id)
        except NotFound:
            account = Account(id)
        nobodys = await asyncio.to_thread(_nobody)
        known = account.password or nobodys
        right = await asyncio.to_thread(_HASHER.verify, password, known)
        if not right or account.password is None:
            raise Unauthenticated("The name or the password is wrong.")
        if account.disabled:
            raise Unauthenticated(DISABLED)
        return await self.open_session(account.id, "password")

    async def open_session(self, id: str, by: str) -> str:
        """A session without a check: for those who have proved themselves already."""
        return await self._open_session(await self.account(id), by)

    async def _open_session(self, account: Account, by: str, expected: int | None = None) -> str:
        if account.disabled:
            raise Unauthenticated(DISABLED)
        token = f"{account.id}.{self._ports.ids.secret()}"
        until = self._ports.clock.now() + SESSION_SECONDS
        opened = SessionOpened(hash=_digest(token), until=until, by=by)  # type: ignore[arg-type]
        await self._append(account, opened, expected=expected)
        return token

    async def issue_link(self, id: str, by: str = "") -> str:
        """A one-time sign-in link's token, good for an hour. Raises Invalid for a disabled account."""
        token = f"{id}.{self._ports.ids.secret()}"
        account = await self.account(id)
        if account.disabled:
            raise Invalid(f"The account {id!r} is disabled; enable it first.", field="id")
        until = self._ports.clock.now() + LINK_SECONDS
        await self._append(account, LinkIssued(hash=_digest(token), until=until, by=by))
        return token

    async def use_link(self, link: str) -> str:
        """A session token for the link, once; raises Unauthenticated."""
        account = await self._of_token(link)
        until = account.links.get(_digest(link))
        if until is None or until < self._ports.clock.now():
            raise Unauthenticated("This link was used already or is too old. Ask for a new one.")
        try:
            return await self._open_session(account, "link", expected=account.position)
        except Moved as moved:  # the same link twice at one time
            raise Unauthenticated("This link is being used at this moment. Ask for a new one.") from moved

    async def sign_out(self, token: str) -> None:
        """End this session. Raises Invalid for an API token, which is revoked instead."""
        account = await self._of_token(token)
        if _digest(token) in account.tokens:
            raise Invalid("This is an API token, not a session: revoke it on the admin page.")
        await self._append(account, SessionEnded(hash=_digest(token)))

    async def who(self, token: str) -> Person:
        """Whose session or API token this is; raises Unauthenticated."""
        account = await self._of_token(token)
        digest = _digest(token)
        api = account.tokens.get(digest)
        until = account.sessions.get(digest) if api is None else api.until or math.inf
        if account.disabled or until is None or until < self._ports.clock.now():
            raise Unauthenticated("You are not signed in (any more). Please sign in.")
        if api is not None and api.may == "ask":
            raise Forbidden("This token is for questions to experts only: it may use /asks, and nothing else.")
        return person_of(account)

    async def asker(self, token: str) -> Person:
        """Whose questions may be asked with this token. Raises Unauthenticated, and Forbidden for a session or a token
        that was not made for it."""
        account = await self._of_token(token)
        found = account.tokens.get(_digest(token))
        if found is None or found.may != "ask":
            await self.who(token)
            raise Forbidden("Asking needs a token made for it: an admin makes one with `may: ask`.")
        if account.disabled or (found.until or math.inf) < self._ports.clock.now():
            raise Unauthenticated("This token is not valid (any more). Ask an admin for another one.")
        return person_of(account)

    async def issue_token(self, id: str, name: str, days: float | None, by: str, may: TokenRight = "all") -> str:
        """A token for programs that act as this account, or (`may="ask"`) that ask our experts in its name; without
        `days` it ends only when it is revoked."""
        account = await self.account(id)
        if account.disabled:
            raise Invalid(f"The account {id!r} is disabled; enable it first.", field="id")
        token = self._ports.ids.new("key")
        secret = f"{id}.{token}.{self._ports.ids.secret()}"
        until = None if days is None else self._ports.clock.now() + days * DAY
        issued = TokenIssued(token=token, name=name, hash=_digest(secret), until=until, by=by, may=may)
        await self._append(account, issued)
        return secret

    async def revoke_token(self, id: str, token: str, by: str) -> None:
        """Raises NotFound if the account has no such token."""
        account = await self.account(id)
        if token not in {each.id for each in account.tokens.values()}:
            raise NotFound("There is no such token (any more).")
        await self._append(account, TokenRevoked(token=token, by=by))

    async def set_presence(self, id: str, presence: str) -> None:
        account = await self.account(id)
        await self._append(account, PresenceSet(presence=presence))  # type: ignore[arg-type]

    async def _of_token(self, token: str) -> Account:
        try:
            return await self.account(token.partition(".")[0])
        except NotFound as error:
            raise Unauthenticated("You are not signed in (any more). Please sign in.") from error

    async def _append(self, account: Account, *events: BaseEvent, expected: int | None = None) -> None:
        now, subject = self._ports.clock.now(), f"expert/{account.id}"
        write = Write(f"expert/{account.id}", events, now, expected=expected, subject=subject)
        await self._ports.journal.append(write)


def person_of(account: Account) -> Person:
    """The account without its secrets."""
    return Person(
        id=account.id, name=account.name, role=account.role, skills=list(account.skills),
        languages=list(account.languages), authority=dict(account.authority), presence=account.presence,
        levels=dict(account.levels), capacity=account.capacity, disabled=account.disabled,
    )  # fmt: skip


def _ended(account: Account, but: str | None) -> list[BaseEvent]:
    return [SessionEnded(hash=digest) for digest in account.sessions if digest != but]


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def _hash(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid(f"A password has at least {SHORTEST_PASSWORD} characters.", field="password")
    return await asyncio.to_thread(_HASHER.hash, password)


@cache
def _nobody() -> str:
    """Verified against when there is no such account, so that the time taken tells nothing."""
    return _HASHER.hash("nobody's password")
