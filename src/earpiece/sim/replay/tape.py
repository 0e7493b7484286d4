"""What the stand-in model says: the recorded messages, in order, as far as the customer has come.

When an expert has something else done in place of an act, the act comes again: the recorded model knows of no other.
Where the recording ends with the customer's own goodbye, the model takes leave with words of ours (`FAREWELL`), since
whoever leads a conversation also ends it. Where it is asked for more than was recorded, since the gate refused its
words (they claim what was declined), it says `NOTHING_MORE`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from earpiece.domain.planning import FINISH
from earpiece.sim.provider import Script, called, said
from earpiece.sim.provider.script import Entry
from earpiece.sim.replay.effects import TRANSFER
from earpiece.sim.replay.recording import Recording, Reply

FAREWELL = "Thank you for getting in touch. Goodbye."
NOTHING_MORE = "Is there anything else I can do for you?"


@dataclass(slots=True)
class Reel:
    """One conversation's messages: `heard` exchanges have begun, `at` messages were given, `again` is the message that
    an expert put aside for something else, counted from 0."""

    messages: tuple[tuple[Reply, ...], ...]
    heard: int = 0
    at: int = 0
    again: int | None = None

    @property
    def left(self) -> int:
        """How many messages are due."""
        return sum(len(each) for each in self.messages[: self.heard]) - self.at

    def following(self) -> Mapping[str, Any]:
        """The next message; when nothing at all is left, the model says that it is done."""
        if self.left <= 0:
            over = self.heard == len(self.messages)
            return called(FINISH, {"outcome": "done"}) if over else said(NOTHING_MORE)
        everything = [reply for each in self.messages for reply in each]
        self.at += 1
        return everything[self.at - 1].message


class Tape(Script):
    """The script of all conversations that are played; see `Provider`."""

    def __init__(self) -> None:
        super().__init__()
        self.reels: dict[str, Reel] = {}

    def put_on(self, conversation: str, recording: Recording) -> Reel:
        """From now on the model says in this conversation what it said in that recording."""
        exchanges = [each.replies for each in recording.exchanges]
        if recording.exchanges[-1].said and not exchanges[-1]:
            exchanges[-1] = (Reply(said(FAREWELL), FAREWELL, None),)
        self.reels[conversation] = Reel(tuple(exchanges))
        return self.reels[conversation]

    def back(self, conversation: str) -> None:
        """The last message comes once more: something else was done in its place."""
        reel = self.reels[conversation]
        reel.at -= 1
        reel.again = reel.at

    def repeats(self, conversation: str) -> bool:
        """Whether the message given last is one that was put aside before."""
        reel = self.reels[conversation]
        return reel.again is not None and reel.again == reel.at - 1

    def _following(self, conversation: str, request: Mapping[str, Any]) -> Entry:
        return self.reels[conversation].following()


def transfers(recording: Recording) -> bool:
    """Whether the recording ends by a transfer: nobody speaks after it."""
    last = recording.exchanges[-1].replies
    return bool(last) and last[-1].made is not None and last[-1].made.call.tool == TRANSFER
