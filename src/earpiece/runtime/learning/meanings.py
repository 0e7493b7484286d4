"""What sentences mean, reckoned beside the event loop, since one takes longer than all the rest of a turn."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable

from earpiece.judgement.case import Embed, Vector
from earpiece.precedents.likeness import plain

MOST_KEPT = 20_000


class Meanings:
    """Kept by text. Without a sentence embedding nothing is ever known, and nothing costs anything."""

    def __init__(self, embed: Embed | None) -> None:
        self._embed = embed
        self._known: OrderedDict[str, Vector] = OrderedDict()

    @property
    def reckoned(self) -> bool:
        """Whether there is a sentence embedding."""
        return self._embed is not None

    def of(self, text: str) -> Vector | None:
        """The meaning, if it was reckoned."""
        return self._known.get(text)

    async def know(self, texts: Iterable[str]) -> None:
        """Reckon those that are not known yet, one after the other, each in a thread."""
        if self._embed is None:
            return
        for text in texts:
            if text and text not in self._known:
                self._known[text] = await asyncio.to_thread(self._embed, plain(text))
                if len(self._known) > MOST_KEPT:
                    self._known.popitem(last=False)

    def forget(self) -> None:
        """Nothing of it stays in memory."""
        self._known.clear()
