"""Simulated customers: what they read, when they speak, when they have had enough. What they say is their `Mind`'s."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from earpiece.domain.conversation import Conversation
from earpiece.domain.events import AgentSaid
from earpiece.domain.ports import Clock
from earpiece.runtime.views import ChatItem
from earpiece.sim.fronts import ChatFront

GLANCE = 0.05
"""Seconds between writing and sending in which a customer still notices a new line."""


@dataclass(frozen=True, slots=True)
class Say:
    """Words, and what the customer keeps in mind once they are sent. Words that are never sent leave no trace."""

    words: str
    then: Callable[[], None] = lambda: None


MOST_MESSAGES = 40
"""Who has written so often without coming to an end has had enough."""


class Mind(Protocol):
    """What a customer says."""

    def opening(self) -> str:
        """The first words."""
        ...

    def react(self, state: Conversation) -> Say | None:
        """The reply to what the agent said since the customer spoke last; None to wait on."""
        ...

    def done(self, state: Conversation) -> bool:
        """Whether a customer whose conversation is closed has nothing more to wait for."""
        ...

    def stuck(self) -> bool:
        """Whether the customer does not know what to say any more, and leaves."""
        ...


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a customer is, in seconds."""

    typing: float = 4.0
    patience: float = 3600.0
    """So long they wait for a word that brings them further; then they say goodbye."""
    stay: float = 1800.0
    """So long they leave the page open after that."""


@dataclass(slots=True)
class Record:
    """What one customer's own device can tell afterwards."""

    conversation: str = ""
    sent: list[str] = field(default_factory=list)
    """Ids of the messages that were acknowledged."""
    seen: list[ChatItem] = field(default_factory=list)
    """Every line that arrived, as often as it arrived."""
    gave_up: bool = False
    """Patience ran out."""
    ended: bool = False
    """The conversation was closed before the customer left the page."""


class Customer:
    """One customer in front of the chat."""

    def __init__(
        self,
        front: ChatFront,
        clock: Clock,
        mind: Mind,
        pace: Pace,
        token: str | None,
        opened: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`opened` is told the conversation's id before the first word."""
        self._front = front
        self._clock = clock
        self._mind = mind
        self._pace = pace
        self._token = token
        self._opened = opened
        self._position = 0
        self._status = "open"
        self._spoke_after = 0
        """Position of the last line seen when the customer spoke."""
        self._waiting_since = 0.0
        self.record = Record()

    async def play(self) -> Record:
        """Have the whole conversation."""
        self.record.conversation = await self._front.open(self._token)
        self._opened(self.record.conversation)
        await self._listen(0.0)
        await self._clock.sleep(self._pace.typing)
        await self._say(self._mind.opening())
        while not await self._finished():
            if not await self._reply():
                await self._listen(self._left())
        self.record.ended = self._closed()
        return self.record

    async def _finished(self) -> bool:
        if self._mind.stuck() or (self._closed() and self._mind.done(await self._state())):
            return True
        if self._left() > 0 and (self.record.gave_up or len(self.record.sent) < MOST_MESSAGES):
            return False
        if self.record.gave_up or self._closed():
            return True
        self.record.gave_up = True
        await self._say("I have to go now, bye.")
        return False

    def _closed(self) -> bool:
        return self._status == "closed"

    def _left(self) -> float:
        """Seconds until patience runs out, or after the goodbye until the page is closed."""
        bound = self._pace.stay if self.record.gave_up else self._pace.patience
        return self._waiting_since + bound - self._clock.now()

    async def _reply(self) -> bool:
        """React to the agent's last words, if there are new ones; whether something was said."""
        if self._closed() or self.record.gave_up or not self._agent_spoke():
            return False
        reply = self._mind.react(await self._state())
        if reply is None:
            self._spoke_after = self._position
            return False
        before = self._position
        await self._clock.sleep(self._pace.typing)
        await self._listen(GLANCE)
        if self._closed() or self._asked_since(before):
            return True  # something new is on the screen: think again
        reply.then()
        await self._say(reply.words)
        return True

    def _agent_spoke(self) -> bool:
        return any(item.who == "agent" and item.position > self._spoke_after for item in self.record.seen[-20:])

    def _asked_since(self, position: int) -> bool:
        return any(item.who == "agent" and item.position > position and item.purpose != "holding"
                   for item in self.record.seen[-20:])  # fmt: skip

    async def _say(self, text: str) -> None:
        self._spoke_after = self._position
        message = f"m{len(self.record.sent) + 1}"
        await self._front.say(self.record.conversation, message, text)
        self.record.sent.append(message)
        self._waiting_since = self._clock.now()

    async def _listen(self, seconds: float) -> None:
        view = await self._front.news(self.record.conversation, self._position, seconds)
        self._position = max(self._position, view.position)
        self._status = view.status
        self.record.seen.extend(view.items)
        if any(self.brings_further(item) for item in view.items):
            self._waiting_since = self._clock.now()

    def brings_further(self, item: ChatItem) -> bool:
        """Whether a line is worth the wait, so that patience begins anew."""
        return item.who != "customer" and item.purpose != "holding"

    async def _state(self) -> Conversation:
        return await self._front.state(self.record.conversation)


def last_words(state: Conversation) -> AgentSaid | None:
    """The agent's last line."""
    for line in reversed(state.lines):
        if isinstance(line.event, AgentSaid):
            return line.event
    return None
