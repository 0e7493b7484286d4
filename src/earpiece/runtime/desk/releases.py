"""One answer for all who asked the same: each card is checked again in its own conversation, and answered there.

The answer's own append names the cards it is for, and sets a timer; so whatever becomes of this node, the rest is done
by another. Each release is conditional on its own card, so that nobody gets an answer twice.
"""

import asyncio
from collections.abc import Iterable

import structlog

from earpiece.desk import fan_in
from earpiece.domain.card import Card
from earpiece.domain.desk_events import CardAnswered, CardsReleased
from earpiece.domain.errors import EarpieceError, Moved, Unusable
from earpiece.domain.events import ConsultAnswered
from earpiece.domain.forms import Answer
from earpiece.domain.ports import Row, Write
from earpiece.runtime.ports import Ports
from earpiece.runtime.states import States
from earpiece.runtime.turn import Turns

log = structlog.get_logger()

MOST_ALIKE = 10_000
"""So many of the most urgent open cards are looked through for those that ask the same."""
AT_ONCE = 32
"""Releases of one answer at the same time."""
MOST_TRIES = 10


class Releases:
    """Finds who waits for the same answer, and brings it to them."""

    def __init__(self, ports: Ports, states: States, turns: Turns) -> None:
        self._ports = ports
        self._states = states
        self._turns = turns
        self._busy: set[str] = set()
        """Answers that this node is giving out already."""

    async def alike(self, card: Card) -> tuple[str, ...]:
        """Ids of the other open cards that ask the same, those who have waited longest first."""
        return tuple(row.id for row in await self.rows_alike(card))

    async def rows_alike(self, card: Card) -> list[Row]:
        """The same, as entries of the list."""
        return alike_in(await self.open_rows(), card) if card.fan is not None else []

    async def open_rows(self) -> list[Row]:
        """The open cards among which they are looked for, the most urgent first."""
        return await self._ports.journal.rows("cards", "open", MOST_ALIKE)

    def begin(self, card: Card) -> None:
        """Give an answer that has just won to those who asked the same, beside whatever else this node does."""
        if card.releases:
            self._ports.spawn(f"release {card.id}", self._try(card))

    async def _try(self, card: Card) -> None:
        try:
            await self.release(card)
        except EarpieceError as error:
            log.warning("an answer could not be given to all who asked the same", error=error.message)

    async def release(self, lead: Card) -> None:
        """Give the answer to each card it was meant for and has not reached. Raises Unusable if some could not be
        looked at: then the timer brings it up again."""
        if not lead.releases or lead.id in self._busy:
            return
        self._busy.add(lead.id)
        try:
            await self._release(lead)
        finally:
            self._busy.discard(lead.id)

    async def _release(self, lead: Card) -> None:
        room = asyncio.Semaphore(AT_ONCE)

        async def one(card: str) -> str:
            async with room:
                return await self._one(lead, card)

        came = await asyncio.gather(*map(one, lead.releases), return_exceptions=True)
        failed = [error for error in came if isinstance(error, BaseException)]
        for error in failed:
            log.error("an answer could not be given to one who asked the same", error=repr(error), exc_info=error)
        if failed:
            raise Unusable(f"{len(failed)} of {len(came)} could not be given the answer; they are tried again.")
        left = {card: str(why) for card, why in zip(lead.releases, came, strict=True) if why}
        done = Write(f"card/{lead.id}", (CardsReleased(left=left),), self._now(), key=f"released {lead.id}")
        await self._ports.journal.append(done)

    async def _one(self, lead: Card, card: str) -> str:
        """Give this card the answer, or say why not."""
        assert lead.by is not None
        assert lead.answer is not None
        for _ in range(MOST_TRIES):
            found = await self._states.card(card)
            if found.via == lead.id:
                return ""  # by another node, or before a crash
            reason = fan_in.why_not(found, lead, self._now())
            if reason:
                return reason
            try:
                await self._win(found, lead.id, lead.by, lead.answer)
            except Moved:
                continue
            return ""
        return "It kept changing."

    async def _win(self, card: Card, lead: str, by: str, answer: Answer) -> None:
        """Append the answer with all that follows from it. Raises Moved if the card has moved meanwhile."""
        won = CardAnswered(by=by, answer=answer, revision=card.revision, via=lead)
        fact = ConsultAnswered(consult=card.consult, answer=answer, by=by, via=lead)
        beside = Write(f"card/{card.id}", (won,), self._now(), expected=card.position)
        await self._turns.take(card.conversation, fact, beside=[beside])

    def _now(self) -> float:
        return self._ports.clock.now()


def alike_in(rows: Iterable[Row], card: Card) -> list[Row]:
    """Those that ask the same as the card, besides itself, the longest wait first."""
    alike = [row for row in rows if card.fan is not None and row.fields.get("fan") == card.fan and row.id != card.id]
    return sorted(alike, key=lambda row: (fan_in.asked_at(row), row.id))
