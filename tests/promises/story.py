"""A story that can be told to nodes that die: every step is repeated by its client until it was acknowledged."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from earpiece.domain.desk_events import CardAnswered
from earpiece.domain.errors import Conflict
from earpiece.domain.events import AgentSaid, ConsultAnswered, CustomerSaid
from earpiece.domain.forms import Answer
from earpiece.runtime.views import AnswerRequest
from tests.support.stage import SHOP, Stage

REFUND = ("refund please", "the lamp", "60", "broken", "ann: yes", "thanks")
"""Customer's words, and one answer of an expert."""


@dataclass
class Client:
    """Browsers of a customer and an expert: they send again what was not acknowledged."""

    stage: Stage
    acknowledged: list[str] = field(default_factory=list)

    def tell(self, *steps: str) -> None:
        """Each step until it is through, over as many nodes as it takes."""
        for number, step in enumerate(steps):
            self._insist(lambda number=number, step=step: self._step(number, step))  # type: ignore[misc]
            self.acknowledged.append(step)

    def _insist(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        done: list[bool] = []

        async def acknowledged() -> None:
            await work()
            done.append(True)

        for _ in range(3):
            self.stage.background(acknowledged())
            if not done:
                self.stage.run(asyncio.sleep(SHOP.current().policy.undo))
            if self.stage.disk.dead:
                self.stage.disk.dead = False
                self.stage.restarts()
                self.stage.passes(21)  # longer than any tool's deadline
            if done:
                return
        raise AssertionError("the client gave up")

    async def _step(self, number: int, step: str) -> None:
        chats, desk = self.stage.engine.chats, self.stage.engine.desk
        if not step.startswith("ann: "):
            await chats.say(self.stage.chat, f"m{number}", step)
            return
        ann = next(person for person in await self.stage.engine.people.list() if person.id == "ann")
        (card, *_) = await desk.cards(ann)
        answer = Answer(decision="yes")
        request = AnswerRequest(answer=answer, revision=card.revision, key=f"k{number}")
        try:
            given = (await desk.answer(ann, card.id, request)).deciding
            if given is not None:  # it counts a moment later
                await asyncio.sleep(given.until - await self.stage.now())
        except Conflict:
            assert card.given is not None
            assert card.given.by == "ann"


def nothing_lost_or_doubled(stage: Stage, client: Client) -> None:
    """What every story must come to, whatever happened on the way."""
    said = [event.text for event in stage.journal(CustomerSaid)]
    assert said == [step for step in client.acknowledged if not step.startswith("ann: ")]
    assert stage.books() == ["refund maya o1 60.0"]
    releases = [consult for event in stage.journal(AgentSaid) for consult in event.releases]
    assert len(releases) == len(set(releases)) == 1
    assert len(stage.journal(ConsultAnswered)) == 1
    (consult,) = stage.state().consults.values()
    assert len(stage.journal(CardAnswered, f"card/{consult.id}")) == 1
    assert stage.state().outcome == "resolved"
