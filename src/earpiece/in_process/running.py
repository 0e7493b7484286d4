"""A company that runs inside the caller's event loop: conversations on one side, questions for experts on the other."""

import tempfile
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from earpiece.company.remote.outside import Outside
from earpiece.domain.errors import NotFound
from earpiece.domain.forms import Answer
from earpiece.in_process.company import Company
from earpiece.journal.memory import MemoryJournal
from earpiece.runtime.engine import Engine
from earpiece.runtime.views import AnswerRequest, CardView, Person
from earpiece.runtime.vouching import sign
from earpiece.settings import Settings
from earpiece.wiring import Installation, install_shelf

EXPERT = "expert"
"""Who answers where the company names nobody."""
MUCH = 1e12
"""A limit that nothing reaches."""


class Chat:
    """One customer's conversation.

    >>> chat = await earpiece.open(customer="ann", name="Ann")
    >>> await chat.say("Where is my order?")
    ['It left us yesterday.']
    """

    def __init__(self, engine: Engine, conversation: str) -> None:
        self._engine = engine
        self._shown = 0
        self.id = conversation
        """Names the conversation in the journal; `Earpiece.resume` takes it."""
        self.heard: list[str] = []
        """All that was said to the customer, by the agent or by a person, in order."""
        self.waiting = False
        """Whether an expert is being asked at this moment."""
        self.outcome: str | None = None
        """How it ended; None while it is open."""

    async def say(self, text: str) -> list[str]:
        """The customer's words; what is said to that, once neither the agent nor a tool has anything more to do.

        >>> await chat.say("I want my money back")
        ['Which order is it?']

        Secrets (card numbers, codes) are taken out before anything else sees the words. Raises Invalid for no words or
        too many.
        """
        await self._engine.chats.say(self.id, self._engine.ports.ids.new("m"), text)
        return await self._settled(self._engine.ports.clock.now() + 60)

    async def wait(self, seconds: float = 10.0) -> list[str]:
        """What is said next without the customer saying a word: an answer that is in, or that it takes longer. Nothing
        if nothing comes in so many seconds.

        >>> await chat.wait()
        ['Good news: the £30.00 are on their way.']
        """
        until = self._engine.ports.clock.now() + seconds
        while not (news := await self._settled(until)):
            left = until - self._engine.ports.clock.now()
            if left <= 0 or not await self._engine.chats.wait(self.id, self._position, left):
                return await self._settled(until)
        return news

    async def _settled(self, until: float) -> list[str]:
        """What is new, as soon as nothing is under way, or at that time."""
        new: list[str] = []
        while True:
            state = await self._engine.states.conversation(self.id)
            new += await self._look()
            left = until - self._engine.ports.clock.now()
            if not (state.calling or state.unread) or left <= 0:
                return new
            await self._engine.chats.wait(self.id, state.position, left)

    async def _look(self) -> list[str]:
        view = await self._engine.chats.view(self.id, self._shown)
        words = [item.text for item in view.items if item.who != "customer"]
        self._shown = self._position = view.position
        self.heard += words
        self.waiting, self.outcome = view.waiting, view.outcome
        if words:
            await self._engine.chats.heard(self.id, view.position)
        return words


class Consult:
    """One question to your experts.

    >>> for consult in await earpiece.consults():
    ...     print(consult.question, consult.facts)
    """

    def __init__(self, engine: Engine, person: Person, card: CardView) -> None:
        self._engine = engine
        self._person = person
        self._card = card

    @property
    def id(self) -> str:
        """The card's id."""
        return self._card.id

    @property
    def conversation(self) -> str:
        """Whose question it is: the `id` of its `Chat`."""
        return self._card.conversation

    @property
    def kind(self) -> str:
        """approval, clarification, instruction or task; see docs/consults.md."""
        return self._card.kind

    @property
    def question(self) -> str:
        """One precise question."""
        return self._card.question

    @property
    def facts(self) -> dict[str, str]:
        """What is known and counts, by label."""
        return {fact.label: str(fact.value) for fact in self._card.facts}

    @property
    def form(self) -> Mapping[str, Any]:
        """JSON Schema of a valid answer: its properties are the arguments of `answer`."""
        return self._card.form

    async def answer(
        self,
        *,
        decision: Literal["yes", "no"] | None = None,
        choice: str | None = None,
        text: str | None = None,
        changes: Mapping[str, Any] | None = None,
        reason: str | None = None,
        note: str | None = None,
        sure: Sequence[str] = (),
    ) -> None:
        """Answer it, in the name of the person that `Earpiece.consults` was asked for.

        >>> await consult.answer(decision="yes", note="With our apologies.")

        `note` is a word for the customer; `changes` approves other arguments; `sure` names doubts (`Doubtful.details`)
        that were looked at. Raises Invalid for an answer that does not fit the form, Forbidden beyond the person's
        authority, Doubtful if it may be a slip, AlreadyAnswered if somebody was faster.
        """
        answer = Answer(
            decision=decision, choice=choice, text=text, changes=dict(changes or {}), reason=reason, note=note
        )  # fmt: skip
        request = AnswerRequest(
            answer=answer, revision=self._card.revision, key=self._engine.ports.ids.new("a"), sure=list(sure)
        )  # fmt: skip
        await self._engine.desk.answer(self._person, self.id, request)


class Earpiece:
    """A running company. Use it with `async with`.

    >>> async with Earpiece(company) as earpiece:
    ...     chat = await earpiece.open()

    `database` is where everything that happens is kept: `sqlite:///PATH` or `postgresql://…`; without it, in memory,
    until the end. `data` is a folder for what the company's own tools.py keeps. A large model is used where the
    environment names one (docs/models.md).
    """

    def __init__(self, company: Company, *, database: str = "", data: Path | str | None = None) -> None:
        self._company = company
        self._database = database
        self._data = data
        self._stack = AsyncExitStack()
        self._running: Installation | None = None

    async def __aenter__(self) -> Self:
        try:
            data = Path(self._data or self._stack.enter_context(tempfile.TemporaryDirectory(prefix="earpiece-")))
            settings = replace(Settings.read(data), database=self._database, metrics=False)
            outside = Outside(self._company.folder, functions=self._company.functions())
            journal = None if self._database else MemoryJournal()
            running = await install_shelf(self._company.compiled(), settings, outside, self._company.folder, journal)
            self._stack.push_async_callback(running.close)
            await _somebody(running)
            running.engine.begin()
        except BaseException:
            await self._stack.aclose()
            raise
        self._running = running
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running = None
        await self._stack.aclose()

    async def open(self, *, customer: str | None = None, name: str | None = None) -> Chat:
        """Begin a conversation; the agent greets. `customer` is the id of somebody your program knows and vouches for;
        without it the agent finds out who it is before it touches an account.

        >>> chat = await earpiece.open(customer="ann", name="Ann Blake")
        >>> chat.heard
        ['Good morning Ann, how can I help?']
        """
        running = self._now()
        token = None
        if customer is not None:
            token = sign(customer, name, running.host_secret, running.engine.ports.clock.now())
        return await self.resume(await running.engine.chats.open(token=token))

    async def resume(self, conversation: str) -> Chat:
        """A conversation that was begun before, perhaps by another process on the same database. Raises NotFound.

        >>> chat = await earpiece.resume(chat.id)
        """
        chat = Chat(self._now().engine, conversation)
        await chat.wait(0)
        return chat

    async def consults(self, *, by: str = "", seconds: float = 0.0) -> list[Consult]:
        """The open questions that a person may answer, the most urgent first; waits so many seconds for one.

        >>> [consult.question for consult in await earpiece.consults(by="ann")]
        ['Give back £30.00 for order 7?']

        `by` is the id of an expert; without it, the only person there is if the company names none, else the first.
        Raises NotFound if there is nobody of that id.
        """
        engine = self._now().engine
        person = await self._person(engine, by)
        until = engine.ports.clock.now() + seconds
        while True:
            seen = await engine.desk.seq()
            cards = await engine.desk.cards(person)
            found = [Consult(engine, person, card) for card in cards if card.status == "open" and card.may_answer]
            left = until - engine.ports.clock.now()
            if found or left <= 0:
                return found
            await engine.desk.wait(seen, left)

    async def _person(self, engine: Engine, id: str) -> Person:
        people = await engine.people.list()
        named = [str(expert["id"]) for expert in self._now().shelf.current().experts]
        wanted = id or next(iter(named), EXPERT)
        person = next((person for person in people if person.id == wanted), None)
        if person is None:
            raise NotFound(f"There is no expert {wanted!r}.")
        return person

    def _now(self) -> Installation:
        if self._running is None:
            raise RuntimeError("Use it inside `async with Earpiece(company) as earpiece:`.")
        return self._running


async def _somebody(running: Installation) -> None:
    """Where the company names nobody, there is one person who may answer everything."""
    company, people = running.shelf.current(), running.engine.people
    if company.experts or any(person.id == EXPERT for person in await people.list()):
        return
    skills = sorted({spec.skill for spec in company.consults.values()})
    authority = {limit: MUCH for spec in company.consults.values() for limit in spec.authority}
    await people.add(Person(id=EXPERT, name="Expert", role="supervisor", skills=skills, authority=authority), None)
