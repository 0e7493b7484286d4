"""A turn in the making: the state as it would be, and what has to be appended to get there."""

from earpiece.desk.waits import UNKNOWN
from earpiece.domain.conversation import Conversation, apply
from earpiece.domain.digests import person
from earpiece.domain.event import BaseEvent
from earpiece.domain.events import ToolRetried, ToolStarted
from earpiece.domain.ports import Write
from earpiece.gate.guards.flags import flags_of
from earpiece.gate.judgement import Ruling


class Draft:
    """Events decided but not stored. `base` is the position of the last stored one; `stored` says that the first of
    its appends was made, and with it the facts that began the turn."""

    def __init__(self, state: Conversation, now: float) -> None:
        self.state = state
        self.now = now
        self.base = state.position
        self.stored = False
        self.desk = UNKNOWN
        """How the desk stands, once somebody is about to be asked."""
        self.ruling: Ruling | None = None
        """Whether what is about to be asked is decided alone; None where that is not learned."""
        self.guarded = False
        """Something else than this conversation may refuse the append: an answer that was taken back meanwhile."""
        self._events: list[BaseEvent] = []
        self._beside: list[Write] = []
        self._key: str | None = None

    def add(self, *events: BaseEvent, key: str | None = None) -> None:
        """Append events to the conversation's stream, and what is flagged of the words they bring; `key` makes the
        whole append idempotent."""
        self._key = key or self._key
        for event in events:
            self._apply(event)
            for flag in flags_of(event, self.state):
                self._apply(flag)

    def _apply(self, event: BaseEvent) -> None:
        self.state = apply(self.state, event, self.now)
        self._events.append(event)

    @property
    def events(self) -> tuple[BaseEvent, ...]:
        """Those of the conversation that are not stored yet."""
        return tuple(self._events)

    def beside(self, *writes: Write) -> None:
        """Write to other streams in the same transaction."""
        self._beside.extend(writes)

    def writes(self) -> list[Write]:
        """What to append. The streams beside come after the conversation's own and so are the same person's."""
        own = Write(
            stream=f"conversation/{self.state.id}", events=tuple(self._events), at=self.now, expected=self.base,
            subject=self._subject() if self.base == 0 else None, key=self._key,
        )  # fmt: skip
        return [own, *self._beside] if self._events else self._beside

    def _subject(self) -> str:
        """Whose key encrypts the conversation: its first event decides."""
        customer = self.state.opened.customer if self.state.opened is not None else None
        return person(customer) if customer is not None else f"guest/{self.state.id}"

    def started(self) -> list[str]:
        """The tool attempts this draft begins."""
        return [event.call for event in self._events if isinstance(event, ToolStarted | ToolRetried)]

    def committed(self) -> None:
        """All of it is durable."""
        self.base = self.state.position
        self.stored = True
        self._events, self._beside, self._key = [], [], None
