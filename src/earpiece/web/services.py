"""What the web needs from the runtime, and how an operator sets the web up."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from earpiece.domain.desk_events import TokenRight
from earpiece.domain.ports import Clock
from earpiece.insight.sides import SideBySide, Wanted
from earpiece.insight.today import TodayView
from earpiece.runtime.asks import Asks
from earpiece.runtime.desk.evidence import EvidenceView, Preview
from earpiece.runtime.desk.seeds import SeedsView
from earpiece.runtime.meters import Meters
from earpiece.runtime.staff.accounts import AccountView, PersonChange
from earpiece.runtime.supervision.bulletins import BulletinRequest, BulletinView
from earpiece.runtime.supervision.live_views import BoardView
from earpiece.runtime.supervision.oversight import CardOversight, OversightView
from earpiece.runtime.supervision.replies import Replies
from earpiece.runtime.supervision.supervising import Supervising
from earpiece.runtime.supervision.switches import Switches
from earpiece.runtime.views import (
    AnswerRequest,
    BusyFigures,
    CardList,
    CardView,
    ChatView,
    Grades,
    OpinionRequest,
    Person,
    Reading,
    RecordedTalk,
    StoryLine,
)
from earpiece.web.learned import Learning, Precedents
from earpiece.workspaces.webhooks.register import Register

Wait = Callable[[float], Awaitable[bool]]
"""Takes seconds; True if there were news since the last wait."""

Presence = Literal["available", "focus", "away"]


class Chats(Protocol):
    """The customer's side."""

    async def open(self, *, channel: str, language: str = "en", token: str | None = None) -> str:
        """A new conversation's id; `token` is the host page's word for who the customer is."""
        ...

    async def say(self, conversation: str, message: str, text: str) -> int:
        """Take the customer's words, once per `message`; their position."""
        ...

    async def heard(self, conversation: str, upto: int) -> None:
        """The customer's device showed everything up to this position."""
        ...

    async def rate(self, conversation: str, rating: int) -> None:
        """How the customer found it, from 1 (poor) to 5 (great); Conflict where they are not asked."""
        ...

    async def view(self, conversation: str, after: int = 0) -> ChatView:
        """The conversation as its customer sees it, lines with position > `after` only."""
        ...

    def listen(self, conversation: str) -> AbstractContextManager[Wait]:
        """Hear of news from now on. Listen first, then look, then wait, so that none is missed."""
        ...


class Desk(Protocol):
    """The human side."""

    async def queue(self, person: Person) -> CardList:
        """The most urgent open cards in the order they should be answered, then the last ones done. A card that did
        not change is the same object again."""
        ...

    async def card(self, person: Person, card: str) -> CardView:
        """One card, with the transcript."""
        ...

    async def claim(self, person: Person, card: str) -> CardView: ...

    async def renew(self, person: Person, card: str, fence: int) -> CardView: ...

    async def give_back(self, person: Person, card: str, reason: str) -> CardView: ...

    async def answer(self, person: Person, card: str, request: AnswerRequest) -> CardView: ...

    async def undo(self, person: Person, card: str) -> CardView: ...

    async def second_opinion(self, person: Person, card: str, request: OpinionRequest) -> CardView: ...

    async def pass_on(self, person: Person, card: str, to: str, reason: str, fence: int | None) -> CardView: ...

    async def look_up(self, person: Person, card: str, question: str) -> CardView: ...

    async def seen(self, person: Person, card: str, revision: int) -> str:
        """The digest of what was shown."""
        ...

    async def take_out(self, person: Person, card: str, reason: str) -> CardView: ...

    async def join(self, person: Person, card: str, other: str) -> CardView: ...

    async def ask_back(self, person: Person, card: str, question: str, fence: int | None) -> CardView: ...

    async def read(self, person: Person, card: str, text: str) -> Reading:
        """Free text as a typed answer, to be confirmed."""
        ...

    async def save_draft(self, person: Person, card: str, text: str) -> None: ...

    async def story(self, conversation: str) -> list[StoryLine]: ...

    async def seq(self) -> int:
        """The journal's newest position."""
        ...

    async def wait(self, after: int, seconds: float) -> int:
        """The newest position, as soon as a card has changed after `after` or once `seconds` are over."""
        ...


class Evidence(Protocol):
    """What stands behind a card; see runtime/desk/evidence.py."""

    async def preview(self, person: Person, card: str, changes: Mapping[str, Any]) -> Preview: ...

    async def open(self, person: Person, card: str, source: str, turn: int | None = None) -> EvidenceView: ...


class People(Protocol):
    """Accounts and sessions of the human side."""

    async def sign_in(self, person: str, password: str, /) -> str: ...

    async def use_link(self, link: str) -> str: ...

    async def open_session(self, id: str, by: str) -> str:
        """A session without a check, for who has proved themselves already."""
        ...

    async def sign_out(self, token: str) -> None: ...

    async def who(self, token: str) -> Person: ...

    async def add(self, person: Person, password: str | None, by: str) -> None: ...

    async def issue_link(self, person: str, by: str, /) -> str: ...

    async def list(self) -> list[Person]: ...

    async def person(self, id: str) -> Person:
        """Raises NotFound if there is no such account."""
        ...

    async def set_presence(self, person: str, presence: Presence, /) -> None: ...


class Accounts(Protocol):
    """What admins do with accounts; see runtime/staff/accounts.py. `people` keeps passwords and tokens."""

    @property
    def people(self) -> "Secrets": ...

    async def account(self, id: str) -> AccountView: ...

    async def change(self, by: Person, id: str, wanted: PersonChange) -> AccountView: ...

    async def disable(self, by: Person, id: str) -> AccountView: ...

    async def enable(self, by: Person, id: str) -> AccountView: ...


class Secrets(Protocol):
    """Passwords, sessions and tokens of accounts."""

    async def is_password(self, id: str, password: str) -> bool: ...

    async def set_password(self, id: str, password: str, keep: str | None) -> None: ...

    async def sign_out_everywhere(self, id: str) -> None: ...

    async def issue_token(self, id: str, name: str, days: float | None, by: str, may: TokenRight = "all") -> str: ...

    async def revoke_token(self, id: str, token: str, by: str) -> None: ...


class Bulletins(Protocol):
    """Lines that the agent says in every conversation they concern; see runtime/supervision/bulletins.py."""

    async def list(self, person: Person) -> list[BulletinView]: ...

    async def post(self, person: Person, request: BulletinRequest) -> BulletinView: ...

    async def end(self, person: Person, bulletin: str) -> None: ...


class Live(Protocol):
    """All live conversations, those first that need an eye."""

    async def look(self, words: str, limit: int) -> BoardView: ...

    async def wait(self, version: int, seconds: float) -> bool:
        """Until there is something newer than that version, or so many seconds."""
        ...


class Figures(Protocol):
    """What the day came to so far; see insight/today.py."""

    async def look(self, hours: float | None = None) -> TodayView: ...


class Oversight(Protocol):
    """How questions were answered; see runtime/supervision/oversight.py."""

    async def figures(self, since: float | None, until: float | None) -> OversightView: ...

    async def card(self, card: str) -> CardOversight: ...

    async def overturn(self, person: Person, card: str, reason: str) -> CardOversight: ...


class Seeds(Protocol):
    """Answers that are taken as known; see runtime/desk/seeds.py."""

    async def all(self) -> SeedsView: ...

    async def make(self, person: Person, card: str, because: str) -> SeedsView: ...

    async def drop(self, person: Person, seed: str) -> None: ...

    async def set_share(self, person: Person, share: float) -> SeedsView: ...


class Demo(Protocol):
    """Opens what a visitor of the demo page needs."""

    async def start(self) -> Mapping[str, str]:
        """`token`: a customer token for the chat; `session`: a session of a demo expert."""
        ...

    async def figures(self) -> BusyFigures | None:
        """How busy it is; None where no customers are simulated."""
        ...

    def surge(self, customers: int) -> int:
        """So many customers ask the same at once; how many come. Raises NotFound where none are simulated."""
        ...

    def recorded(self) -> Sequence[RecordedTalk]:
        """The conversations that the model has on record; none where a model of its own leads."""
        ...

    async def side_by_side(self, wanted: Wanted) -> SideBySide:
        """A conversation with a consult beside the same one with a transfer. Raises NotFound where there is none."""
        ...


class Floor(Protocol):
    """Where people practise with simulated customers."""

    @property
    def services(self) -> "Services":
        """The practice desk, with the people of the real one."""
        ...

    def grades(self, person: Person) -> Grades:
        """How this person did."""
        ...


class AtDesk(Protocol):
    """Who is at the desk."""

    async def seen(self, person: str, workspace: str = "desk", /, *, active: bool = False) -> None:
        """A workspace of this person is open. Raises NotFound if there is no such account."""
        ...

    async def gone(self, person: str, reason: str = "desk closed", /) -> None:
        """Their last workspace was closed; what they hold goes back to the queue."""
        ...

    def opened(self, person: str, /) -> None:
        """A workspace of theirs is connected here."""
        ...

    def closed(self, person: str, /) -> None:
        """It is no longer."""
        ...


class SlackDoor(Protocol):
    """Takes what Slack tells; gives what Slack is answered. Raises Unauthenticated for what is not from there."""

    async def interaction(self, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]: ...

    async def event(self, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]: ...


class Health(Protocol):
    """Whether this node can serve."""

    async def seq(self) -> int:
        """The journal's newest position; raises Unusable when its store does not answer, or this node is stopping."""
        ...


class Metrics(Protocol):
    """What is measured, and the page that shows it."""

    @property
    def meters(self) -> Meters: ...

    async def page(self) -> bytes:
        """All figures as text; raises NotFound where the operator has switched the page off."""
        ...


@dataclass(frozen=True, slots=True)
class Services:
    """Everything the web calls."""

    chats: Chats
    desk: Desk
    people: People
    clock: Clock
    demo: Demo | None = None
    metrics: Metrics | None = None
    health: Health | None = None
    evidence: Evidence | None = None
    bulletins: Bulletins | None = None
    supervising: Supervising | None = None
    replies: Replies | None = None
    switches: Switches | None = None
    accounts: Accounts | None = None
    live: Live | None = None
    figures: Figures | None = None
    oversight: Oversight | None = None
    seeds: Seeds | None = None
    precedents: Precedents | None = None
    learning: Learning | None = None
    webhooks: Register | None = None
    slack: SlackDoor | None = None
    practice: "Floor | None" = None
    at_desk: AtDesk | None = None
    asks: Asks | None = None


@dataclass(frozen=True, slots=True)
class WebSettings:
    """How an operator sets the web up. Limits are per minute and hold for the public door only."""

    secret: bytes
    """Signs the chat tokens; the same on every node."""
    service_token: str | None = None
    """Lets a program act as admin, and as an expert it names; no rate limits."""
    demo: bool = False
    allowed_frames: tuple[str, ...] = ()
    """Origins that may show our pages in a frame."""
    chat_origins: tuple[str, ...] = ()
    """Origins of host pages that may embed the chat element."""
    conversations_per_minute: int = 20
    """Per address."""
    messages_per_minute: int = 30
    """Per conversation."""
    asks_per_minute: int = 120
    """Questions from elsewhere and what is done with them, per account; looking is not counted."""
    sign_ins_per_minute: int = 10
    """Per address, and per account."""
    body_limit: int = 64 * 1024
    chat_token_days: float = 30.0
    session_days: float = 7.0
    """How long the browser keeps the session cookie; the session itself may end earlier."""
