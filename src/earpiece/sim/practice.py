"""The practice desk: a floor of its own, with simulated customers whose right answers are known.

It runs the real system on a journal in memory, and each customer has books of their own, so that nothing of it is ever
counted, kept or done. The customers are those rehearsals that say why an answer is right.
"""

import asyncio
import tempfile
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from earpiece.company.shelf import Shelf
from earpiece.company.toolbox import Toolbox, load_toolbox
from earpiece.desk.answers import in_words
from earpiece.desk.grading import same
from earpiece.domain.desk_events import CardAnswered
from earpiece.domain.errors import Invalid
from earpiece.domain.ports import Clock, Ids, News, Understanding
from earpiece.journal.memory import MemoryJournal
from earpiece.runtime.engine import Engine
from earpiece.runtime.ports import Ports
from earpiece.runtime.staff.people import People
from earpiece.runtime.tasks import Tasks
from earpiece.runtime.views import Grade, Grades, Person
from earpiece.runtime.vouching import sign, voucher
from earpiece.sim.customers import Customer, Pace
from earpiece.sim.fronts import InnerChat
from earpiece.sim.rehearsal import ScriptMind
from earpiece.sim.script import ExpertPart, Rehearsal
from earpiece.sim.untaught import untaught
from earpiece.web.services import Services

AT_ONCE = 3
"""So many customers for each person who practises."""
THERE = 60.0
"""Seconds for which somebody who was seen counts as practising."""
LOOK = 2.0
LAST = 50
"""Grades that are shown."""
PACE = Pace(typing=4.0, patience=900.0, stay=5.0)


class Books:
    """Implements `domain.ports.Tools`: fresh books for each conversation, gone when it is over."""

    def __init__(self, files: Mapping[str, str], clock: Clock, *, inline: bool) -> None:
        """`inline` runs tools without threads, as simulated time needs it."""
        self._files = files
        self._clock = clock
        self._inline = inline
        self._open: dict[str, tuple[tempfile.TemporaryDirectory[str], Toolbox]] = {}

    async def run(self, tool: str, args: Mapping[str, Any], customer: str | None, key: str) -> Any:
        """See `domain.ports.Tools`."""
        return await self._of(key).run(tool, args, customer, key)

    async def check(self, tool: str, key: str) -> Any:
        """See `domain.ports.Tools`."""
        return await self._of(key).check(tool, key)

    def _of(self, key: str) -> Toolbox:
        """A key is `CONVERSATION.call3`."""
        conversation = key.partition(".")[0]
        if conversation not in self._open:
            folder = tempfile.TemporaryDirectory(prefix="practice-")
            self._open[conversation] = (
                folder,
                load_toolbox(self._files, Path(folder.name), self._clock.now, inline=self._inline),
            )
        return self._open[conversation][1]

    def close(self, conversation: str) -> None:
        """The conversation is over."""
        folder, _ = self._open.pop(conversation, (None, None))
        if folder is not None:
            folder.cleanup()

    def close_all(self) -> None:
        for conversation in list(self._open):
            self.close(conversation)


@dataclass(frozen=True, slots=True)
class Exercise:
    """A customer who practises with people, and what is known to be right."""

    rehearsal: Rehearsal
    known: Mapping[str, ExpertPart]
    """By the consult's name."""


def exercises_of(rehearsals: Mapping[str, Sequence[Rehearsal]]) -> list[Exercise]:
    """Those rehearsals that say why an answer is right. Raises Invalid if there are none."""
    found = []
    for rehearsal in (each for part in rehearsals.values() for each in part):
        known = {name: part for name, part in rehearsal.experts.items() if part.because and part.answer is not None}
        if known:
            found.append(Exercise(rehearsal, known))
    if not found:
        raise Invalid("No rehearsal says why an answer is right: add `because` to one; see docs/practice.md.")
    return found


class Visitors(People):
    """The people of the real desk, as they come to practise; signed in there is signed in here."""

    def __init__(self, real: Ports, floor: "Practice") -> None:
        super().__init__(real)
        self._floor = floor

    async def who(self, token: str) -> Person:
        """Whose session it is. Raises Unauthenticated."""
        person = await super().who(token)
        await self._floor.let_in(person)
        return person

    async def set_presence(self, id: str, presence: str) -> None:
        """At the practice desk only."""
        await self._floor.engine.people.set_presence(id, presence)


class Practice:
    """One floor for all who practise on this node."""

    def __init__(
        self,
        shelf: Shelf,
        understanding: Understanding,
        clock: Clock,
        ids: Ids,
        exercises: Sequence[Exercise],
        real: Ports,
        *,
        inline: bool = False,
    ) -> None:
        """`real` is what the real desk is made of: its people practise here."""
        self._shelf = shelf = shelf.tuned(untaught(shelf.current()))  # practice teaches people, not the agent
        self._clock = clock
        self._exercises = deque(exercises)
        self.visitors = Visitors(real, self)
        self._known: set[str] = set()
        self._tasks = Tasks()
        self._journal = MemoryJournal()
        self._books = Books(shelf.files, clock, inline=inline)
        self._secret = ids.secret().encode()
        ports = Ports(self._journal, clock, ids, understanding, self._books, shelf, self._tasks.spawn)
        self.engine = Engine(ports, voucher(self._secret, clock.now))
        self._front = InnerChat(self.engine, self._vouch)
        self._seen: dict[str, float] = {}
        self._of: dict[str, Exercise] = {}
        self._grades: defaultdict[str, deque[Grade]] = defaultdict(lambda: deque(maxlen=LAST))
        self._answered: asyncio.Queue[str] = asyncio.Queue()
        self._journal.subscribe(self._hear)

    @property
    def services(self) -> Services:
        """Implements `web.services.Floor`: the practice desk, with the people of the real one."""
        engine = self.engine
        return Services(engine.chats, engine.desk, self.visitors, self._clock, evidence=engine.evidence)

    async def _open(self) -> None:
        """Begin, when the first one comes; customers come while somebody practises."""
        await self._shelf.publish(self._journal, self._clock.now())
        self.engine.begin()
        self._tasks.spawn("practice: customers", self._keep())
        self._tasks.spawn("practice: grades", self._grade())

    async def close(self) -> None:
        await self._tasks.close()
        self._books.close_all()

    async def let_in(self, person: Person) -> None:
        """They practise from now on, with the same skills and rights as at the real desk."""
        if not self._seen:
            self._seen[person.id] = self._clock.now()
            await self._open()
        self._seen[person.id] = self._clock.now()
        if person.id not in self._known:
            self._known.add(person.id)
            await self.engine.people.add(person, None)

    # ── customers ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _vouch(self, customer: str, name: str) -> str:
        return sign(customer, name, self._secret, self._clock.now())

    async def _keep(self) -> None:
        while True:
            there = [id for id, seen in self._seen.items() if seen > self._clock.now() - THERE]
            if len(self._of) < AT_ONCE * len(there):
                self._tasks.spawn("practice: customer", self._come(await self._next(there)))
            await self._clock.sleep(LOOK)

    async def _next(self, there: Sequence[str]) -> Exercise:
        """Whoever comes next: the one who was not there for longest of those whom somebody who practises may answer."""
        people = [await self.engine.people.person(id) for id in there]
        skills = {skill for person in people for skill in person.skills}
        consults = self._shelf.current().consults
        for_them = (each for each in self._exercises if skills & {consults[name].skill for name in each.known})
        exercise = next(for_them, self._exercises[0])
        self._exercises.remove(exercise)
        self._exercises.append(exercise)
        return exercise

    async def _come(self, exercise: Exercise) -> None:
        rehearsal = exercise.rehearsal
        token = self._vouch(rehearsal.customer, rehearsal.customer.title()) if rehearsal.verified else None
        conversations: list[str] = []

        def opened(conversation: str) -> None:
            self._of[conversation] = exercise
            conversations.append(conversation)

        try:
            await Customer(self._front, self._clock, ScriptMind(rehearsal), PACE, token, opened).play()
        finally:
            for conversation in conversations:
                del self._of[conversation]
                self._books.close(conversation)

    # ── grades ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _hear(self, news: News) -> None:
        for stream in news.streams or ():
            if stream.startswith("card/"):
                self._answered.put_nowait(stream.removeprefix("card/"))

    async def _grade(self) -> None:
        graded: set[str] = set()
        while True:
            card = await self._answered.get()
            answers = [
                item.event for item in await self._journal.read(f"card/{card}") if isinstance(item.event, CardAnswered)
            ]
            if answers and card not in graded:
                graded.add(card)
                await self._note(card, answers[0])

    async def _note(self, id: str, given: CardAnswered) -> None:
        card = await self.engine.states.card(id)
        exercise = self._of.get(card.conversation)
        part = exercise.known.get(card.question.name) if exercise is not None else None
        if part is None or part.answer is None:
            return
        currency = self._shelf.current().policy.currency
        grade = Grade(
            card=id, question=card.question.text, given=in_words(card, given.answer, currency),
            known=in_words(card, part.answer, currency), right=same(given.answer, part.answer), because=part.because,
            seconds=given.seconds,
        )  # fmt: skip
        self._grades[given.by].appendleft(grade)

    def grades(self, person: Person) -> Grades:
        """How this person did, the last first."""
        mine = list(self._grades[person.id])
        return Grades(grades=mine, right=sum(grade.right for grade in mine), of=len(mine))
