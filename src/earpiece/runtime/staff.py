"""The people at work: who is there, what they have in hand, how long answers take."""

from dataclasses import dataclass

from earpiece.runtime.hands import Hands
from earpiece.runtime.people import People
from earpiece.runtime.ports import Ports
from earpiece.runtime.presence import Presence
from earpiece.runtime.states import States
from earpiece.runtime.waits import Waits


@dataclass(frozen=True, slots=True)
class Staff:
    """Made once for each node."""

    hands: Hands
    presence: Presence
    waits: Waits

    @classmethod
    def of(cls, ports: Ports, states: States, people: People) -> "Staff":
        hands = Hands(ports, states)
        presence = Presence(ports, people, hands)
        return cls(hands, presence, Waits(ports, presence))
