"""An expert's account as a fold over its stream, and what it lets them do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from earpiece.domain import desk_events as d
from earpiece.domain.card import Card
from earpiece.domain.event import BaseEvent
from earpiece.domain.ports import Recorded

FILE = "desk.yaml"
"""Who changes an account where the company's folder does."""

IN_FILE = ("name", "role", "skills", "languages", "authority", "levels", "capacity")


@dataclass(frozen=True, slots=True)
class Account:
    """A person of the desk. `sessions` and `links` map a token's hash to its end (seconds)."""

    id: str
    position: int = 0
    name: str = ""
    role: d.Role = "expert"
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en",)
    authority: Mapping[str, float] = field(default_factory=dict)
    password: str | None = None
    sessions: Mapping[str, float] = field(default_factory=dict)
    links: Mapping[str, float] = field(default_factory=dict)
    presence: Literal["available", "focus", "away"] = "available"
    presence_by: Literal["person", "automatic"] = "person"
    """Who said so last."""
    levels: Mapping[str, int] = field(default_factory=dict)
    """By skill; 1 where none is named."""
    capacity: float = 4.0
    disabled: bool = False
    tokens: Mapping[str, "ApiToken"] = field(default_factory=dict)
    """By the token's hash."""
    by_hand: bool = False
    """An admin added it: `desk.yaml` has no say."""
    in_file: Mapping[str, Any] = field(default_factory=dict)
    """What `desk.yaml` said of it when it was last applied."""

    def level(self, skill: str) -> int:
        """0 without the skill."""
        return self.levels.get(skill, 1) if skill in self.skills else 0


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token for programs that act as the account."""

    id: str
    name: str
    issued_at: float
    until: float | None
    may: d.TokenRight = "all"


def fold(account: Account, recorded: Iterable[Recorded]) -> Account:
    """The account after these events, in order."""
    for item in recorded:
        account = _apply(replace(account, position=account.position + 1), item.event, item.at)
    return account


def _apply(account: Account, event: BaseEvent, at: float) -> Account:
    match event:
        case d.ExpertAdded() | d.ExpertChanged():
            return replace(
                _with_file(account, event), name=event.name, role=event.role, skills=event.skills,
                languages=event.languages, authority=event.authority, levels=event.levels, capacity=event.capacity,
            )  # fmt: skip
        case d.ExpertDisabled():
            return replace(account, disabled=True, sessions={}, links={}, tokens={})
        case d.ExpertEnabled():
            return replace(account, disabled=False)
        case d.PasswordSet():
            return replace(account, password=event.hash)
        case d.LinkIssued():
            return replace(account, links={**account.links, event.hash: event.until})
        case d.SessionOpened():
            links = {} if event.by == "link" else account.links
            return replace(account, sessions={**account.sessions, event.hash: event.until}, links=links)
        case d.SessionEnded():
            left = {token: until for token, until in account.sessions.items() if token != event.hash}
            return replace(account, sessions=left)
        case d.PresenceSet():
            return replace(account, presence=event.presence, presence_by=event.by)
    return _with_tokens(account, event, at)


def _with_file(account: Account, event: d.ExpertAdded | d.ExpertChanged) -> Account:
    """Whether `desk.yaml` has a say, and what it said last."""
    if isinstance(event, d.ExpertAdded):
        return replace(account, by_hand=event.by != FILE, in_file=told_of(event))
    return account if event.in_file is None else replace(account, in_file=event.in_file)


def _with_tokens(account: Account, event: BaseEvent, at: float) -> Account:
    match event:
        case d.TokenIssued():
            token = ApiToken(event.token, event.name, at, event.until, event.may)
            return replace(account, tokens={**account.tokens, event.hash: token})
        case d.TokenRevoked():
            valid = {digest: token for digest, token in account.tokens.items() if token.id != event.token}
            return replace(account, tokens=valid)
    return account


def told_of(person: Any) -> dict[str, Any]:
    """What is said of a person, field by field, as it can be compared with what was said before."""
    values = {name: getattr(person, name) for name in IN_FILE}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def change(account: Account, by: str, fields: Mapping[str, Any]) -> d.ExpertChanged:
    """The account with these fields changed, the others as they are."""
    return d.ExpertChanged(by=by, **{**told_of(account), **fields})


def follow_file(account: Account, said: Mapping[str, Any]) -> d.ExpertChanged | None:
    """What `desk.yaml` changes: the fields of which it now says something else than the last time. What it says as
    before stays as it is, whatever an admin has made of it since; of an account added by hand it has no say."""
    if account.by_hand or dict(said) == dict(account.in_file):
        return None
    news = {name: value for name, value in said.items() if account.in_file.get(name) != value}
    return change(account, FILE, {**news, "in_file": dict(said)})


def lifts(before: Account, after: d.ExpertChanged) -> list[str]:
    """In which respects the change gives the person more rights than they had."""
    roles: tuple[d.Role, ...] = ("expert", "supervisor", "admin")
    more = ["role"] if roles.index(after.role) > roles.index(before.role) else []
    if set(after.skills) - set(before.skills):
        more.append("skills")
    if any(after.levels.get(skill, 1) > before.level(skill) for skill in after.skills):
        more.append("levels")
    if any(limit > before.authority.get(name, 0.0) for name, limit in after.authority.items()):
        more.append("limits")
    return more


def why_not(account: Account, card: Card, authority: Mapping[str, float]) -> str:
    """Why this person may not answer this card; empty if they may. `authority` is what the answer needs."""
    if account.disabled:
        return "This account is disabled."
    if account.role != "admin" and not card.widened and card.skill not in account.skills:
        return f"This card needs the skill {card.skill}."
    level, needed = account.level(card.skill), card.question.level if card.skill == card.question.skill else 1
    if account.role != "admin" and not card.widened and level < needed:
        return f"This card needs {card.skill} at level {needed}; yours is {level}."
    for limit, amount in authority.items():
        own = account.authority.get(limit, 0.0)
        if amount > own:
            return f"This needs authority for {limit} of {amount:,.2f}; yours ends at {own:,.2f}."
    return ""


def least_authority(card: Card) -> Mapping[str, float]:
    """What any yes would need: nothing, where the amount may be changed."""
    call = card.question.call
    return {} if call is not None and call.changeable else card.question.authority
