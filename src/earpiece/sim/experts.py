"""Simulated experts: they see a card, think, answer through the desk; some ask back, click twice, or never answer."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Protocol

from earpiece.domain.errors import Conflict, Doubtful, EarpieceError
from earpiece.domain.forms import Answer
from earpiece.domain.ports import Clock
from earpiece.domain.precedent import Keep
from earpiece.runtime.views import AnswerRequest, CardView, Person
from earpiece.sim.fronts import DeskFront

MOST_TRIES = 6
RENEWAL = 4.0
"""Seconds after which somebody still thinking says that they keep the card."""

LOOK = 2.0
"""Seconds between two looks whether the customer has replied."""

SOON, LONGEST_UNDO = 0.2, 30.0


@dataclass(frozen=True, slots=True)
class Reply:
    """How the human side treats a card. Without an answer nobody ever touches it."""

    answer: Answer | None
    after: float = 0.0
    """Seconds until somebody takes the card."""
    thinking: float = 1.0
    by: str | None = None
    """Who answers; else the first who has skill and authority."""
    ask_back: str | None = None
    twice: bool = False
    """A double click: the same answer is sent twice at once."""
    rival: bool = False
    """Somebody else answers at the same moment."""
    keep: Keep | None = None
    """What is to become of the answer for the next time."""


class Judge(Protocol):
    """Knows what a competent person would answer."""

    def reply(self, card: CardView) -> Reply: ...


Spawn = Callable[[str, Coroutine[Any, Any, None]], None]


class Experts:
    """The people of the desk at work. Each stands for as many colleagues as there are cards."""

    def __init__(self, desk: DeskFront, clock: Clock, judge: Judge, spawn: Spawn) -> None:
        self._desk = desk
        self._clock = clock
        self._judge = judge
        self._spawn = spawn
        self._people: list[Person] = []
        self.problems: list[str] = []
        """Answers that could not be given, and why."""

    async def work(self) -> None:
        """Take every card that comes, for ever."""
        self._people = sorted(await self._desk.people(), key=lambda person: (person.role != "expert", person.id))
        async for card in self._desk.opened():
            self._spawn(f"card {card}", self._handle(card))

    async def _handle(self, id: str) -> None:
        card = await self._desk.card(self._people[-1], id)
        reply = self._judge.reply(card)
        if reply.answer is None:
            return
        await self._clock.sleep(reply.after)
        people = self._able(card, reply)
        if not people:
            self.problems.append(f"{card.name}: nobody with the skill {card.skill} may answer: {card.question}")
            return
        try:
            await self._treat(people, id, reply)
        except Conflict:
            return  # withdrawn, expired or answered by somebody else meanwhile
        except EarpieceError as error:
            self.problems.append(f"{card.name}: {error.message}")

    async def _treat(self, people: list[Person], id: str, reply: Reply) -> None:
        person = people[0]
        card, held = await self._take(person, id)
        await self._think(person, id, reply.thinking, held=held)
        if reply.ask_back is not None:
            await self._ask_back(person, card, reply.ask_back)
        rivals = people[1:2] if reply.rival else []
        await asyncio.gather(*(self._answer(each, id, reply.twice) for each in (person, *rivals)))
        for another in people[1:]:
            card = await self._desk.card(another, id)
            if card.status != "open" or card.opinions is None:
                return
            await self._answer(another, id, reply.twice)  # several people must say the same

    async def _take(self, person: Person, id: str) -> tuple[CardView, bool]:
        """The card, and whether it is held: a colleague of whoever has their hands full answers without."""
        try:
            return await self._desk.claim(person, id), True
        except Conflict as conflict:
            if "capacity" not in conflict.details:
                raise
            return await self._desk.card(person, id), False

    def _able(self, card: CardView, reply: Reply) -> list[Person]:
        """Who has the skill and the authority, experts first."""
        assert reply.answer is not None
        if reply.by is not None:
            return [person for person in self._people if person.id == reply.by]
        return [person for person in self._people if _skilled(person, card) and _may(person, card, reply.answer)]

    async def _think(self, person: Person, id: str, seconds: float, *, held: bool) -> None:
        while held and seconds > RENEWAL:
            await self._clock.sleep(RENEWAL)
            await self._desk.claim(person, id)
            seconds -= RENEWAL
        await self._clock.sleep(seconds)

    async def _ask_back(self, person: Person, card: CardView, question: str) -> None:
        """Ask the customer and wait for the word."""
        asked = await self._desk.ask_back(person, card.id, question, card.holder.fence if card.holder else None)
        while asked.status == "awaiting_customer":
            await self._clock.sleep(LOOK)
            asked = await self._desk.card(person, card.id)

    async def _answer(self, person: Person, id: str, twice: bool) -> None:
        """Answer what the card asks by now; if it changes at that moment, look again."""
        for number in range(MOST_TRIES):
            card = await self._settled(person, id)
            reply = self._judge.reply(card)
            if card.status in ("answered", "closed") or reply.answer is None:
                return
            if card.opinions is not None and (card.opinions.mine is not None or not card.may_answer):
                return
            request = AnswerRequest(
                answer=reply.answer, revision=card.revision, fence=_fence(card, person),
                key=f"{person.id} {id} {number}", keep=reply.keep,
            )  # fmt: skip
            clicks = [self._click(person, id, request) for _ in range(2 if twice else 1)]
            if not any(await asyncio.gather(*clicks)):
                await self._clock.sleep(SOON)

    async def _settled(self, person: Person, id: str) -> CardView:
        """The card, once no answer to it can be undone any more."""
        card = await self._desk.card(person, id)
        while card.deciding is not None:
            left = card.deciding.until - self._clock.now()
            await self._clock.sleep(min(max(left, SOON), LONGEST_UNDO))
            card = await self._desk.card(person, id)
        return card

    async def _click(self, person: Person, id: str, request: AnswerRequest) -> bool:
        """Whether the answer was taken. They mean what they say, also when it looks like a slip."""
        try:
            await self._desk.answer(person, id, request)
        except Doubtful as doubtful:
            sure = [str(doubt["code"]) for doubt in doubtful.details["doubts"]]
            return await self._click(person, id, request.model_copy(update={"sure": sure}))
        except Conflict:
            return False
        return True


def _fence(card: CardView, person: Person) -> int | None:
    return card.holder.fence if card.holder is not None and card.holder.expert == person.id else None


def _skilled(person: Person, card: CardView) -> bool:
    return card.skill in person.skills or person.role == "admin"


def _may(person: Person, card: CardView, answer: Answer) -> bool:
    needed = {} if answer.decision == "no" else card.authority
    return all(person.authority.get(limit, 0.0) >= amount for limit, amount in needed.items())
