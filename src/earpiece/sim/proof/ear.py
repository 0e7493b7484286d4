"""The understanding of a run: what a sentence means is written down, so that a run proves the loop, not the ear."""

import asyncio
import random
import re

from earpiece.domain.commands import Command, Give, Situation
from earpiece.sim.proof.script import SCRIPT
from earpiece.sim.proof.understanding import ScriptedUnderstanding

NUMBER = re.compile(r"my number is (\d+)")
DIGITS = re.compile(r"\d{4}")


class Ear(ScriptedUnderstanding):
    """Implements `domain.ports.Understanding`: the script, and numbers of customers and their codes."""

    def __init__(self, needs_io: bool, dice: random.Random) -> None:
        super().__init__(SCRIPT, needs_io=needs_io)
        self._dice = dice

    async def read(self, text: str, situation: Situation) -> list[Command]:
        """See `Understanding.read`."""
        if self.needs_io:
            await asyncio.sleep(self._dice.choice([0.1, 0.4, 3.0]))
        found = NUMBER.fullmatch(text)
        if found is not None:
            return [Give(slot="number", value=found[1])]
        if DIGITS.fullmatch(text) and situation.asked is not None and situation.asked.name == "code":
            return [Give(slot="code", value=text)]
        return await super().read(text, situation)
