"""A stand-in model for the demo: recorded conversations, live, with the visitor as customer and expert.

Which recording a conversation is, shows in the customer's first words; how far it has come, in how often they spoke.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from textwrap import shorten
from typing import Any

from earpiece.runtime.views import RecordedTalk
from earpiece.sim.provider import Provider, said
from earpiece.sim.provider.script import Entry, ScriptEnded
from earpiece.sim.replay.recording import Recording, load
from earpiece.sim.replay.tape import Reel, Tape

MODEL = "openai:recorded"
NOT_RECORDED = (
    "I am a recording, and this was not recorded. Please start again, and choose one of the conversations above."
)
NOTE = "[note "
"""How something begins that the model is told and the customer did not say."""
LONGEST_TITLE = 110


class LiveTape(Tape):
    """See the module's words."""

    def __init__(self, recordings: Sequence[Recording]) -> None:
        super().__init__()
        self._by_opening = {each.exchanges[0].said: each for each in recordings}

    def _following(self, conversation: str, request: Mapping[str, Any]) -> Entry:
        if len(request.get("tools") or ()) <= 1:
            raise ScriptEnded("Only the agent's own part was recorded.")
        heard = [text for text in _said_by_customer(request) if not text.startswith(NOTE)]
        reel = self._reel(conversation, heard[0] if heard else "")
        if reel is None:
            return said(NOT_RECORDED)
        reel.heard = min(len(heard), len(reel.messages))
        return reel.following()

    def _reel(self, conversation: str, opening: str) -> Reel | None:
        if conversation not in self.reels and opening in self._by_opening:
            self.put_on(conversation, self._by_opening[opening])
        return self.reels.get(conversation)


def _said_by_customer(request: Mapping[str, Any]) -> Iterator[str]:
    """The texts of the user's messages, one for each part."""
    for message in request.get("messages", ()):
        content = message.get("content") if message.get("role") == "user" else None
        if isinstance(content, str):
            yield content
        for part in content if isinstance(content, list) else ():
            yield str(part.get("text", ""))


def talks_of(recordings: Sequence[Recording]) -> list[RecordedTalk]:
    """What the demo page offers: a title, and the customer's words in order."""
    found = []
    for each in recordings:
        said = [exchange.said for exchange in each.exchanges if exchange.said]
        about = each.instruction.partition(". ")[2] or each.instruction
        title = shorten(about, LONGEST_TITLE, placeholder="…")
        found.append(RecordedTalk(title=f"{title} (try {each.trial + 1})", says=said))
    return found


@contextmanager
def recorded_model(file: Path) -> Iterator[tuple[str, list[RecordedTalk]]]:
    """A provider that says what is recorded in `file`: its address, and the conversations. Raises Invalid."""
    recordings = load(file)
    with Provider(LiveTape(recordings)) as address:
        yield address, talks_of(recordings)
