"""See examples/langgraph_interrupt.py."""

import copy

from examples import langgraph_interrupt as lg
from langgraph.checkpoint.memory import InMemorySaver

from earpiece.client import Earpiece
from tests.examples.frameworks import Wishes


class Agent:
    """What is kept is the whole store of checkpoints."""

    paid = lg.PAID

    def __init__(self, earpiece: Earpiece) -> None:
        self._earpiece = earpiece

    async def begin(self, wishes: Wishes) -> InMemorySaver:
        """See `Framework`."""
        saver = InMemorySaver()
        await lg.Shop(self._earpiece, saver).begin("t", wishes)
        return saver

    async def meanwhile(self, kept: InMemorySaver, words: str) -> str:
        """See `Framework`."""
        return await lg.Shop(self._earpiece, kept).meanwhile("t", words)

    async def go_on(self, kept: InMemorySaver) -> str:
        """See `Framework`."""
        again = InMemorySaver()  # a copy, as another process finds it
        again.storage = copy.deepcopy(kept.storage)
        again.writes = copy.deepcopy(kept.writes)
        again.blobs = copy.deepcopy(kept.blobs)
        return " ".join((await lg.Shop(self._earpiece, again).go_on("t"))["said"])
