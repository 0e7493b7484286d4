"""The people at work: who is there, what they have in hand, how long answers take."""

from dataclasses import dataclass

from earpiece.runtime.ports import Ports
from earpiece.runtime.staff.hands import Hands
from earpiece.runtime.staff.people import People
from earpiece.runtime.staff.presence import Presence
from earpiece.runtime.staff.waits import Waits
from earpiece.runtime.states import States


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
