"""Understanding by the letter: each text means what the test says it means, so that no test needs training."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from earpiece.domain.commands import Command, Correct, Give, OpenSlot, Situation, Unclear

Meaning = Command | Sequence[Any] | Callable[[Situation], Command]


class ScriptedUnderstanding:
    """Implements `domain.ports.Understanding`; what is not in the script is unclear."""

    version = "scripted"

    def __init__(self, script: Mapping[str, Meaning], *, needs_io: bool = False) -> None:
        self.script = dict(script)
        self.needs_io = needs_io
        self.seen: list[Situation] = []
        self.read_texts: list[str] = []
        self.stuck = False
        """While true, reading never ends."""
        self.delay = 0.0
        """Seconds that reading takes."""

    async def read(self, text: str, situation: Situation) -> list[Command]:
        """The script's meaning of the text."""
        self.seen.append(situation)
        self.read_texts.append(text)
        if self.stuck or self.delay:
            await asyncio.sleep(1e6 if self.stuck else self.delay)
        meaning = self.script.get(text, Unclear())
        if callable(meaning):
            return [meaning(situation)]
        return [*meaning] if isinstance(meaning, Sequence) else [meaning]


def picks(slot: str, words: str) -> Callable[[Situation], Command]:
    """Chooses the offered option whose label holds the words; a correction if the slot has a value already."""

    def choose(situation: Situation) -> Command:
        known = _slot(situation, slot)
        if known is None:
            return Unclear()
        value = next((option.value for option in known.options if words in option.label), None)
        if value is None:
            return Unclear()
        return Correct(slot=slot, value=value) if known.filled else Give(slot=slot, value=value)

    return choose


def replies(words: str) -> Callable[[Situation], Command]:
    """Answers whatever was asked with these words."""

    def reply(situation: Situation) -> Command:
        return Give(slot=situation.asked.name, value=words) if situation.asked is not None else Unclear()

    return reply


def _slot(situation: Situation, name: str) -> OpenSlot | None:
    asked = [situation.asked] if situation.asked is not None else []
    return next((slot for slot in [*asked, *situation.slots] if slot.name == name), None)
