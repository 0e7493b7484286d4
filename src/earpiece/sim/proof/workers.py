"""Experts of a run: they see cards through the desk of any node, answer well or badly, and record their clicks."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from earpiece.domain.errors import (
    AlreadyAnswered,
    Conflict,
    Doubtful,
    EarpieceError,
    Forbidden,
    Invalid,
    NotFound,
    Unusable,
)
from earpiece.domain.forms import Answer
from earpiece.runtime.engine import Engine
from earpiece.runtime.views import AnswerRequest, CardView, Person
from earpiece.sim.proof.nodes import Cluster, ConnectionLost
from earpiece.sim.proof.plan import Worker
from earpiece.sim.proof.shop import shelf

Result = TypeVar("Result")
Outcome = Literal["won", "decided", "undone", "late", "conflict", "doubtful", "forbidden", "invalid", "unknown"]

LOOK = 600.0
"""Seconds between two looks at the desk while it is silent."""


class Pager:
    """Rings when something happens to a card, as the desk's stream does."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        rung, self._rung = self._rung, asyncio.Event()
        rung.set()

    async def wait(self) -> None:
        """Until it rings, or until it is time to look anyway."""
        try:
            async with asyncio.timeout(LOOK):
                await self._rung.wait()
        except TimeoutError:
            return


@dataclass(frozen=True, slots=True)
class Click:
    """An answer somebody gave, and what the desk said to it. `unknown`: no word came back; `decided`: it counts soon;
    `undone`: it was taken back, and the desk said so."""

    at: float
    card: str
    person: str
    answer: Answer
    revision: int
    fence: int | None
    outcome: Outcome
    told: str = ""


def people() -> dict[str, Person]:
    """The shop's desk."""
    return {str(each["id"]): Person.model_validate(dict(each)) for each in shelf().current().experts}


class Expert:
    """One expert at work until the run ends."""

    def __init__(
        self,
        worker: Worker,
        seed: int,
        pager: Pager,
        cluster: Cluster,
        clicks: list[Click],
        tell: Callable[[str], None],
    ) -> None:
        self._plan = worker
        self._pager = pager
        self._cluster = cluster
        self._clicks = clicks
        self._tell = tell
        self._dice = random.Random(f"{seed} worker {worker.person}")
        self._person = people()[worker.person]
        self._asked: set[str] = set()
        self._left: set[str] = set()
        self._count = 0

    async def work(self) -> None:
        """Look, take, answer, for ever."""
        self._began = self._now()
        while True:
            if await self._one():
                await asyncio.sleep(self._plan.pace)
            else:
                await self._pager.wait()
                await asyncio.sleep(self._plan.pace)

    async def _one(self) -> bool:
        """Treat one card; whether there was one."""
        now = self._now() - self._began
        for begin, end in self._plan.absent:
            if begin <= now < end:
                await asyncio.sleep(end - now)
        try:
            cards = await self._ask(lambda engine: engine.desk.cards(self._person))
            card = self._chosen(cards)
            if card is None:
                return False
            await self._treat(card)
        except (ConnectionLost, Unusable, Conflict, NotFound, Forbidden):
            await asyncio.sleep(1.0)
        return True

    def _chosen(self, cards: list[CardView]) -> CardView | None:
        wanted = ["open", "answered"] if "stubborn" in self._plan.habits and self._dice.random() < 0.3 else ["open"]
        free = [
            card for card in cards
            if card.status in wanted and card.id not in self._left
            and (card.holder is None or card.holder.expert == self._person.id or "rival" in self._plan.habits)
            and (card.may_answer or "careless" in self._plan.habits)
        ]  # fmt: skip
        return self._dice.choice(free) if free else None

    async def _treat(self, card: CardView) -> None:
        habits = self._plan.habits
        if card.status == "open" and not ("rival" in habits and self._dice.random() < 0.5):
            card = await self._ask(lambda engine: engine.desk.claim(self._person, card.id))
        if "forgets" in habits and self._dice.random() < 0.3:
            self._left.add(card.id)
            self._tell(f"{self._person.name} takes the card “{card.question}” and goes away.")
            return
        if "asks back" in habits and card.id not in self._asked and card.status == "open":
            self._asked.add(card.id)
            fence = card.holder.fence if card.holder is not None else None
            await self._ask(lambda engine: engine.desk.ask_back(self._person, card.id, "Which colour?", fence))
            self._tell(f"{self._person.name} asks back: Which colour?")
            return
        await asyncio.sleep(self._plan.pace)
        await self._sort(card)
        await self._click(card, self._answer(card))

    async def _sort(self, card: CardView) -> None:
        """Say of cards like this one that they ask the same, or something else."""
        if "sorts" not in self._plan.habits or card.status != "open":
            return
        if card.alike and self._dice.random() < 0.4:
            out = self._dice.choice(card.alike).card
            self._tell(f"{self._person.name} takes {out} out of those that ask the same as {card.id}.")
            await self._ask(lambda engine: engine.desk.take_out(self._person, out, "It is another boat."))
        if card.similar and self._dice.random() < 0.6:
            other = self._dice.choice(card.similar).card
            self._tell(f"{self._person.name} says that {other} asks the same as {card.id}.")
            with suppress(Invalid):  # one of them stands alone by now
                await self._ask(lambda engine: engine.desk.join(self._person, other, card.id))

    def _answer(self, card: CardView) -> Answer:
        if "careless" in self._plan.habits and self._dice.random() < 0.4:
            wrong: list[dict[str, Any]] = [
                {"decision": "yes", "choice": "nothing like this"},
                {"text": ""},
                {"decision": "yes", "changes": {"order": "x"}},
            ]
            return Answer(**self._dice.choice(wrong))
        given: dict[str, Any] = {"text": "We see."}
        if card.suggestions:
            first = "agrees" in self._plan.habits or self._dice.random() < 0.4  # most often a yes
            given = dict((card.suggestions[0] if first else self._dice.choice(card.suggestions)).answer)
        if given.get("decision") == "no":
            given["reason"] = f"Not this time, says {self._person.name}."
        elif given.get("decision") == "yes" and card.kind == "task":
            given["reference"] = f"R{self._dice.randint(100, 999)}"
        elif given.get("decision") == "yes" and card.call is not None and "amount" in card.call.changeable:
            given["changes"] = self._dice.choice([{}, {}, {"amount": 51.0}, {"amount": 20.0}, {"amount": 350.0}])
        return Answer(**given)

    async def _click(self, card: CardView, answer: Answer) -> None:
        self._count += 1
        fence = card.holder.fence if card.holder is not None and card.holder.expert == self._person.id else None
        request = AnswerRequest(
            answer=answer, revision=card.revision, fence=fence, key=f"{self._person.id} {self._count}",
            alone="sorts" in self._plan.habits and bool(card.alike) and self._dice.random() < 0.15,
        )  # fmt: skip
        clicks = [self._send(card, request) for _ in range(2 if "twice" in self._plan.habits else 1)]
        outcomes = await asyncio.gather(*clicks)
        if "decided" in outcomes and "undoes" in self._plan.habits and self._dice.random() < 0.5:
            await asyncio.sleep(self._dice.choice([0.1, 0.5, 1.0, 1.9, 2.1]))
            await self._undo(card, request)

    async def _undo(self, card: CardView, request: AnswerRequest) -> None:
        self._tell(f"{self._person.name} undoes the answer to “{card.question}”.")
        outcome, told = await self._outcome(lambda engine: engine.desk.undo(self._person, card.id), "undone")
        self._note(card, request, outcome, told)

    async def _send(self, card: CardView, request: AnswerRequest) -> Outcome:
        said = request.answer.model_dump(exclude_none=True, exclude_defaults=True)
        self._tell(f"{self._person.name} answers “{card.question}”: {said}")
        outcome, told = await self._outcome(lambda engine: engine.desk.answer(self._person, card.id, request), "won")
        if outcome == "doubtful":
            request = request.model_copy(update={"sure": told.split(", ")})
            outcome, told = await self._outcome(
                lambda engine: engine.desk.answer(self._person, card.id, request), "won"
            )
        self._note(card, request, outcome, told)
        return outcome

    async def _outcome(self, work: Callable[[Engine], Awaitable[CardView]], done: Outcome) -> tuple[Outcome, str]:
        """What the desk said to it, and in which words (of doubts: their codes); `done` if it took it."""
        try:
            card = await self._ask(work)
        except Doubtful as error:
            return "doubtful", ", ".join(str(doubt["code"]) for doubt in error.details["doubts"])
        except AlreadyAnswered as error:
            return "late", error.message
        except Conflict as error:
            return "conflict", error.message
        except Forbidden as error:
            return "forbidden", error.message
        except Invalid as error:
            return "invalid", error.message
        except (ConnectionLost, EarpieceError) as error:
            return "unknown", str(error)
        mine = card.deciding is not None and card.deciding.by == self._person.id
        return ("decided" if mine and done == "won" else done), ""

    def _note(self, card: CardView, request: AnswerRequest, outcome: Outcome, told: str) -> None:
        click = Click(
            self._now(), card.id, self._person.id, request.answer, request.revision, request.fence, outcome, told
        )
        self._clicks.append(click)
        self._tell(f"{self._person.name} is told: {outcome}{f' ({told})' if told else ''}")

    async def _ask(self, work: Callable[[Engine], Awaitable[Result]]) -> Result:
        return await self._cluster.ask(self._dice, work)

    def _now(self) -> float:
        return asyncio.get_running_loop().time()
