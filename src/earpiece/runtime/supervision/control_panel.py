"""What supervisors have set for all conversations, as this node knows it; and the setting of it."""

from earpiece.domain.controls import Controls, ControlsNoted, fold
from earpiece.domain.conversation import Conversation
from earpiece.domain.event import BaseEvent
from earpiece.domain.ports import News, Write
from earpiece.runtime.ports import Ports

STREAM = "controls/company"


class ControlPanel:
    """Folds `controls/company`. Other nodes' changes are here with their news, well within a second."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._known = Controls()
        self._heard, self._read = 1, 0
        """How often news named the stream, and how many of those are read."""
        ports.journal.subscribe(self._hear)

    def _hear(self, news: News) -> None:
        self._heard += news.streams is None or STREAM in news.streams

    async def in_force(self, *, look: bool = False) -> Controls:
        """What is in force at this moment, as far as this node knows. With `look` it asks the journal, where other
        nodes write too: then nothing that was set before this call is missed."""
        if self._read != self._heard or (look and not self._ports.journal.sole):
            heard, known = self._heard, self._known
            newer = fold(known, await self._ports.journal.read(STREAM, known.position))
            if newer.position >= self._known.position:
                self._known, self._read = newer, max(heard, self._read)
        return self._known.at(self._ports.clock.now())

    async def news_for(self, state: Conversation) -> ControlsNoted | None:
        """What the conversation does not know yet of what is in force; None if it knows all."""
        now, known = (await self.in_force()).noted(), state.controls.noted()
        return None if now == known else now

    async def set(self, *events: BaseEvent) -> None:
        """Set it, for every node."""
        await self._ports.journal.append(Write(STREAM, events, self._ports.clock.now()))
