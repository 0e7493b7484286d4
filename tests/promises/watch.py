"""Looks into the journal after every append: nobody may be forgotten, at no moment."""

from earpiece.domain import card as cards
from earpiece.domain import conversation
from earpiece.domain.card import Card
from earpiece.domain.conversation import Conversation
from tests.support.stage import Stage


class Watch:
    """Looks into the journal after every append."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.wrong, self.looked = stage, list[str](), 0
        stage.disk.watch = self.look

    async def look(self) -> None:
        """Every open question has its card, and the card its timer; every word of waiting has a question behind it."""
        state = await self._state()
        self.looked += 1
        timers = {(timer.stream, timer.name) for timer in await self.stage.disk.due(1e12, 1000)}
        for consult in state.open_consults:
            card = cards.fold(Card(consult.id), await self.stage.disk.read(f"card/{consult.id}"))
            if card.ended or (f"card/{consult.id}", f"rung {card.rungs}") not in timers:
                self.wrong.append(f"{consult.id} is open without a timer")
        for call in state.calls.values():
            if call.status == "started" and (f"conversation/{state.id}", f"call {call.id}") not in timers:
                self.wrong.append(f"{call.id} is under way without a timer")

    async def _state(self) -> Conversation:
        recorded = await self.stage.disk.read(f"conversation/{self.stage.chat}")
        return conversation.fold(Conversation(self.stage.chat), recorded)
