"""Small services in memory, so that the web is tested without the runtime."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from earpiece.domain.errors import AlreadyAnswered, Conflict, Doubtful, Forbidden, Invalid, NotFound, Unauthenticated
from earpiece.domain.forms import Answer
from earpiece.insight.sides import SideBySide, Wanted
from earpiece.runtime.supervision.supervising import Supervising
from earpiece.runtime.views import (
    AnswerRequest,
    BusyFigures,
    CardList,
    CardView,
    ChatItem,
    ChatOption,
    ChatView,
    Deciding,
    Exchange,
    Given,
    Holder,
    Lookup,
    OpinionRequest,
    Opinions,
    Person,
    Reading,
    RecordedTalk,
    StoryLine,
)
from earpiece.web.services import Presence, Services, Wait
from tests.web import compared
from tests.web.fake_leading import FakeEvidence, FakeLeading
from tests.web.fake_learning import FakeLearning, FakePrecedents

Hook = Callable[[str, str], Awaitable[None]]

DANA = Person(id="dana", name="Dana Reed", role="expert", skills=["disputes"], authority={"amount": 500})
OMAR = Person(id="omar", name="Omar Haddad", role="expert", skills=["disputes"])
SAM = Person(id="sam", name="Sam Okoro", role="supervisor")
ADA = Person(id="ada", name="Ada Byrne", role="admin")


class RealClock:
    """The machine's time."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def now(self) -> float:
        return time.time() + self.ahead

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(min(seconds, 0.2))


class Bell:
    """Counts changes and wakes who waits for one; safe across event loops because it only polls."""

    def __init__(self) -> None:
        self.seq = 0

    def ring(self) -> None:
        self.seq += 1

    async def wait(self, after: int, seconds: float) -> int:
        end = time.monotonic() + seconds
        while self.seq <= after and time.monotonic() < end:  # noqa: ASYNC110 - polls by design
            await asyncio.sleep(0.02)
        return self.seq


@dataclass
class FakeChat:
    """One conversation."""

    items: list[ChatItem] = field(default_factory=list)
    status: Literal["open", "closed"] = "open"
    waiting: bool = False
    person: str | None = None
    heard: int = 0
    position: int = 0
    ratings: list[int] = field(default_factory=list)


class FakeChats:
    """Greets, keeps what is said, and leaves replies to `on_say`."""

    def __init__(self, clock: RealClock, bell: Bell) -> None:
        self.clock, self.bell = clock, bell
        self.chats: dict[str, FakeChat] = {}
        self.greeting = "Hello, this is the assistant of Hudson. What can I do for you today?"
        self.options: tuple[str, ...] = ()
        self.survey = False
        self.on_say: Hook | None = None
        self.tasks: set[asyncio.Task[None]] = set()

    async def open(self, *, channel: str, language: str = "en", token: str | None = None) -> str:
        if token == "bad":
            raise Unauthenticated("The customer token is not valid.")
        name = f"conv_{len(self.chats) + 1}"
        self.chats[name] = FakeChat()
        self.agent(name, self.greeting, "greeting", options=self.options)
        return name

    def _chat(self, conversation: str) -> FakeChat:
        if conversation not in self.chats:
            raise NotFound("There is no such conversation.")
        return self.chats[conversation]

    def agent(
        self,
        conversation: str,
        text: str,
        purpose: str = "answer",
        options: tuple[str, ...] = (),
        sources: tuple[str, ...] = (),
    ) -> int:
        """The agent says something."""
        chat = self._chat(conversation)
        chat.position += 1
        chat.items.append(
            ChatItem(
                position=chat.position,
                at=self.clock.now(),
                who="agent",
                text=text,
                purpose=purpose,
                options=[ChatOption(label=label) for label in options],
                sources=list(sources),
            )
        )
        self.bell.ring()
        return chat.position

    def person(self, conversation: str, name: str, text: str = "") -> None:
        """A person speaks in place of the agent; without a name the agent leads again."""
        chat = self._chat(conversation)
        chat.position += 1
        chat.person = name or None
        if text:
            now = self.clock.now()
            chat.items.append(ChatItem(position=chat.position, at=now, who="person", text=text, name=name))
        self.bell.ring()

    def set(self, conversation: str, *, waiting: bool | None = None, closed: bool = False) -> None:
        """Change the conversation's state."""
        chat = self._chat(conversation)
        chat.position += 1
        chat.waiting = chat.waiting if waiting is None else waiting
        chat.status = "closed" if closed else chat.status
        self.bell.ring()

    async def say(self, conversation: str, message: str, text: str) -> int:
        chat = self._chat(conversation)
        for item in chat.items:
            if item.message == message:
                return item.position
        if chat.status == "closed":
            raise Invalid("The conversation is closed.")
        if text == "explode":
            raise RuntimeError("a fault nobody foresaw")
        chat.position += 1
        chat.items.append(
            ChatItem(position=chat.position, at=self.clock.now(), who="customer", text=text, message=message)
        )
        self.bell.ring()
        position = chat.position
        if self.on_say:
            task = asyncio.ensure_future(self.on_say(conversation, text))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)
        return position

    async def heard(self, conversation: str, upto: int) -> None:
        self._chat(conversation).heard = upto

    async def rate(self, conversation: str, rating: int) -> None:
        chat = self._chat(conversation)
        if chat.status == "open" or not self.survey:
            raise Conflict("This conversation is not rated.")
        chat.ratings.append(rating)

    async def view(self, conversation: str, after: int = 0) -> ChatView:
        chat = self._chat(conversation)
        return ChatView(
            conversation=conversation,
            position=chat.position,
            status=chat.status,
            outcome="resolved" if chat.status == "closed" else None,
            company="Hudson",
            agent_name="Ava",
            waiting=chat.waiting,
            person=chat.person,
            survey=self.survey and chat.status == "closed",
            rating=chat.ratings[-1] if chat.ratings else None,
            items=[item for item in chat.items if item.position > after],
        )

    @contextmanager
    def listen(self, conversation: str) -> Iterator[Wait]:
        """News by polling."""
        heard = self._chat(conversation).position

        async def wait(seconds: float) -> bool:
            nonlocal heard
            end = time.monotonic() + seconds
            while self._chat(conversation).position <= heard and time.monotonic() < end:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
            rang, heard = self._chat(conversation).position > heard, self._chat(conversation).position
            return rang

        yield wait


class FakeDesk:
    """A dict of cards with the few rules a face must be able to show."""

    def __init__(self, clock: RealClock, bell: Bell) -> None:
        self.clock, self.bell = clock, bell
        self.all: dict[str, CardView] = {}
        self.drafts: dict[str, str] = {}
        self.lines: list[StoryLine] = []
        self.fence = 0
        self.more = 0
        self.undo_for = 0.0
        self.doubts: list[dict[str, str]] = []
        self.requests: list[AnswerRequest] = []
        self.on_answer: Callable[[CardView], Coroutine[Any, Any, None]] | None = None
        self.tasks: set[asyncio.Task[None]] = set()

    def put(self, card: CardView, **changes: Any) -> CardView:
        """Add or change a card."""
        before = self.all.get(card.id)
        version = before.version + 1 if before else 1
        self.all[card.id] = card.model_copy(update={"version": version, **changes})
        self.bell.ring()
        return self.all[card.id]

    def get(self, card: str) -> CardView:
        """The card as it stands."""
        if card not in self.all:
            raise NotFound("There is no such card.")
        return self.all[card]

    def _seen_by(self, person: Person, card: CardView) -> CardView:
        fits = not card.skill or person.role != "expert" or card.skill in person.skills
        draft = self.drafts.get(card.id, "")
        if fits:
            return card.model_copy(update={"draft": draft})
        return card.model_copy(
            update={"may_answer": False, "may_not": f"This needs the skill {card.skill}.", "draft": draft}
        )

    async def queue(self, person: Person) -> CardList:
        mine = [self._seen_by(person, card).model_copy(update={"transcript": []}) for card in self.all.values()]
        mine.sort(key=lambda card: (card.status in {"answered", "closed"}, card.asked_at))
        return CardList(mine, self.more, more_than=self.more > 0)

    async def card(self, person: Person, card: str) -> CardView:
        return self._seen_by(person, self.get(card))

    async def claim(self, person: Person, card: str) -> CardView:
        found = self.get(card)
        if found.given:
            raise AlreadyAnswered(f"{found.given.name} answered first.", by=found.given.by)
        if found.holder and found.holder.expert != person.id:
            raise Conflict(f"{found.holder.name} has this card.")
        self.fence += 1
        holder = Holder(expert=person.id, name=person.name, fence=self.fence, until=self.clock.now() + 30)
        return self._seen_by(person, self.put(found, holder=holder))

    async def renew(self, person: Person, card: str, fence: int) -> CardView:
        found = self.get(card)
        if not found.holder or found.holder.fence != fence:
            raise Conflict("You no longer hold this card.")
        until = self.clock.now() + 30
        return self._seen_by(person, self.put(found, holder=found.holder.model_copy(update={"until": until})))

    async def give_back(self, person: Person, card: str, reason: str) -> CardView:
        return self._seen_by(person, self.put(self.get(card), holder=None))

    async def answer(self, person: Person, card: str, request: AnswerRequest) -> CardView:
        found = self.get(card)
        if found.given:
            if found.given.by == person.id and found.given.answer == request.answer:
                return found
            raise AlreadyAnswered(f"{found.given.name} answered first.", by=found.given.by)
        if found.revision != request.revision:
            raise Conflict("The question changed. Look again before you answer.")
        if found.holder and found.holder.expert != person.id:
            raise Conflict(f"{found.holder.name} has this card.")
        if not self._seen_by(person, found).may_answer:
            raise Forbidden(self._seen_by(person, found).may_not)
        if request.answer.decision == "no" and not request.answer.reason:
            raise Invalid("A no needs a reason.")
        self.requests.append(request)
        if any(doubt["code"] not in request.sure for doubt in self.doubts):
            raise Doubtful("This may be a slip.", doubts=self.doubts)
        if self.undo_for and request.answer.decision == "yes":
            until = self.clock.now() + self.undo_for
            deciding = Deciding(by=person.id, name=person.name, answer=request.answer, until=until)
            self._later(self._count(self.put(found, deciding=deciding, holder=None)))
            return self._seen_by(person, self.get(card))
        return self._seen_by(person, self._given(found, person.id, person.name, request.answer))

    def _given(self, found: CardView, by: str, name: str, answer: Answer) -> CardView:
        given = Given(by=by, name=name, at=self.clock.now(), answer=answer)
        done = self.put(found, given=given, status="answered", holder=None, next_rung=None, deciding=None)
        if self.on_answer:
            self._later(self.on_answer(done))
        return done

    async def _count(self, card: CardView) -> None:
        """The answer counts once the time to undo it is over."""
        decided = card.deciding
        await asyncio.sleep(self.undo_for)
        if decided and self.get(card.id).deciding == decided:
            self._given(self.get(card.id), decided.by, decided.name, decided.answer)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def ask_back(self, person: Person, card: str, question: str, fence: int | None) -> CardView:
        found = self.get(card)
        exchanges = [*found.exchanges, Exchange(question=question)]
        return self._seen_by(person, self.put(found, status="awaiting_customer", exchanges=exchanges))

    async def undo(self, person: Person, card: str) -> CardView:
        return self._seen_by(person, self.put(self.get(card), deciding=None))

    async def second_opinion(self, person: Person, card: str, request: OpinionRequest) -> CardView:
        given = Opinions(wanted=request.opinions, given=1, mine=request.answer)
        return self._seen_by(person, self.put(self.get(card), opinions=given))

    async def take_out(self, person: Person, card: str, reason: str) -> CardView:
        return self._seen_by(person, self.put(self.get(card), alike=[], waiting=1))

    async def join(self, person: Person, card: str, other: str) -> CardView:
        return self._seen_by(person, self.put(self.get(card), waiting=2))

    async def pass_on(self, person: Person, card: str, to: str, reason: str, fence: int | None) -> CardView:
        return self._seen_by(person, self.put(self.get(card), skill=to, holder=None))

    async def look_up(self, person: Person, card: str, question: str) -> CardView:
        looked = [*self.get(card).looked, Lookup(question=question, found=[])]
        return self._seen_by(person, self.put(self.get(card), looked=looked))

    async def seen(self, person: Person, card: str, revision: int) -> str:
        return f"shown {self.get(card).id} {revision}"

    async def read(self, person: Person, card: str, text: str) -> Reading:
        self.get(card)
        if text.strip() == "?":
            return Reading(answer=Answer(), in_words="I could not read an answer in this.", problems=["Say yes or no."])
        if text.lower().startswith("no"):
            reason = text[2:].strip(" ,.:") or "no reason given"
            return Reading(answer=Answer(decision="no", reason=reason), in_words=f"Decline: {reason}.")
        return Reading(answer=Answer(decision="yes", note=text), in_words=f"Approve; note for the customer: “{text}”")

    async def save_draft(self, person: Person, card: str, text: str) -> None:
        self.get(card)
        self.drafts[card] = text

    async def story(self, conversation: str) -> list[StoryLine]:
        return self.lines

    def tell(self, who: str, what: str, detail: str = "", kind: str = "AgentSaid") -> None:
        """Add a line to the story."""
        line = {"position": len(self.lines) + 1, "at": self.clock.now(), "who": who, "what": what}
        self.lines.append(StoryLine.model_validate({**line, "detail": detail, "kind": kind}))
        self.bell.ring()

    async def seq(self) -> int:
        return self.bell.seq

    async def wait(self, after: int, seconds: float) -> int:
        return await self.bell.wait(after, seconds)


class FakePeople:
    """Everybody's password is `correct horse`; a session token is `session-ID`."""

    def __init__(self, bell: Bell) -> None:
        self.bell = bell
        self.all = {person.id: person for person in (DANA, OMAR, SAM, ADA)}
        self.ended: set[str] = set()
        self.links = {"link-dana": "dana"}

    async def sign_in(self, name: str, password: str) -> str:
        if name not in self.all or password != "correct horse":
            raise Unauthenticated("The name or the password is wrong.")
        return f"session-{name}"

    async def open_session(self, id: str, by: str) -> str:
        return f"session-{id}"

    async def use_link(self, link: str) -> str:
        if link not in self.links:
            raise Unauthenticated("This link was used already, or is too old. Ask for a new one.")
        return f"session-{self.links.pop(link)}"

    async def sign_out(self, token: str) -> None:
        self.ended.add(token)

    async def who(self, token: str) -> Person:
        found = self.all.get(token.removeprefix("session-"))
        if not token.startswith("session-") or token in self.ended or not found:
            raise Unauthenticated("Your session has ended. Sign in again.")
        return found

    async def add(self, person: Person, password: str | None, by: str = "") -> None:
        self.all[person.id] = person

    async def issue_link(self, name: str, by: str = "") -> str:
        """A link's token."""
        return f"link-{self.all[name].id}"

    async def person(self, name: str) -> Person:
        if name not in self.all:
            raise NotFound("There is no such account.")
        return self.all[name]

    async def list(self) -> list[Person]:
        return [*self.all.values()]

    async def set_presence(self, name: str, presence: Presence) -> None:
        self.all[name] = self.all[name].model_copy(update={"presence": presence})
        self.bell.ring()


class FakeDemo:
    """A customer token and Dana's session."""

    def __init__(self) -> None:
        self.talks: list[RecordedTalk] = []

    async def start(self) -> dict[str, str]:
        return {"token": "maya", "session": "session-dana"}

    async def figures(self) -> BusyFigures | None:
        return None

    def surge(self, customers: int) -> int:
        raise NotFound("No customers are simulated here.")

    def recorded(self) -> list[RecordedTalk]:
        return self.talks

    async def side_by_side(self, wanted: Wanted) -> SideBySide:
        return compared.sample(wanted)


@dataclass
class Fakes:
    """All of them together."""

    clock: RealClock = field(default_factory=RealClock)
    bell: Bell = field(default_factory=Bell)

    def __post_init__(self) -> None:
        self.chats = FakeChats(self.clock, self.bell)
        self.desk = FakeDesk(self.clock, self.bell)
        self.people = FakePeople(self.bell)
        self.leading = FakeLeading(self.chats, self.desk.get)
        self.precedents, self.learning = FakePrecedents(), FakeLearning()
        self.demo = FakeDemo()

    def services(self) -> Services:
        """As the web takes them."""
        leading = cast(Supervising, self.leading)
        return Services(
            chats=self.chats, desk=self.desk, people=self.people, clock=self.clock, demo=self.demo,
            supervising=leading, evidence=FakeEvidence(self.desk.get), precedents=self.precedents,
            learning=self.learning,
        )  # fmt: skip
