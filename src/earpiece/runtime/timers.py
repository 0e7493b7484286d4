"""Acts on stored timers when they come due: rungs of ladders, leases, holding messages, silence, lost attempts."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from earpiece.domain.card import Card
from earpiece.domain.desk_events import CardClosed, CardReturned, RungReached
from earpiece.domain.errors import EarpieceError, Moved
from earpiece.domain.event import BaseEvent
from earpiece.domain.events import ConsultExpired, ConsultPromised, TimerFired
from earpiece.domain.forms import CLOSING_RUNGS
from earpiece.domain.learning import AuditClosed
from earpiece.domain.ports import News, Timer, Write
from earpiece.domain.seeds import SeedClosed
from earpiece.runtime.desk.answering import Answering
from earpiece.runtime.desk.releases import Releases
from earpiece.runtime.ports import Ports
from earpiece.runtime.states import States
from earpiece.runtime.turn import Turns

log = structlog.get_logger()

FIRST_DELAY, LONGEST_DELAY = 0.1, 60.0
MOST_AT_ONCE = 100
"""Timers acted on at the same time; the others wait for their turn."""

HELD_UP = 0.25
"""Seconds until the next look while something due is not done yet, behind which the next timer cannot be seen."""

PAUSE = 0.05
"""Seconds between two looks at least: commits come in bursts, and each is news."""


class Timers:
    """Fires due timers. Any node may; each action is conditional, so two nodes cannot both act.

    Each runs by itself, so that a tool which hangs when asked about its attempt holds up nobody else.
    """

    def __init__(
        self,
        ports: Ports,
        states: States,
        turns: Turns,
        releases: Releases,
        answering: Answering,
        longest_sleep: float = 1.0,
    ) -> None:
        """`longest_sleep` in seconds: then the journal is asked again, for timers that another node has set."""
        self._longest_sleep = longest_sleep
        self._ports = ports
        self._states = states
        self._turns = turns
        self._releases = releases
        self._answering = answering
        self.others: dict[str, Callable[[Timer], Awaitable[None]]] = {}
        """By kind of stream: who else acts on timers."""
        self._wake = asyncio.Event()
        self._busy: set[Timer] = set()
        self._later: dict[Timer, tuple[float, float]] = {}
        """Timers acted on that are still there: when to try again, and after which delay (seconds)."""

    async def run(self) -> None:
        """Fire timers for ever; a journal that cannot be reached is tried again."""
        unsubscribe = self._ports.journal.subscribe(self._hint)
        try:
            while True:
                self._wake.clear()
                try:
                    until = await self.fire_due()
                except EarpieceError as error:
                    log.warning("the timers cannot be read", error=error.message)
                    until = self._ports.clock.now() + self._longest_sleep
                except Exception as error:  # whatever is wrong now, the timers of others must not end
                    log.error("the timers cannot be read", error=repr(error), exc_info=error)
                    until = self._ports.clock.now() + self._longest_sleep
                await self._sleep(until)
        finally:
            unsubscribe()

    def _hint(self, _: News) -> None:
        self._wake.set()

    async def _sleep(self, until: float) -> None:
        """Until then, or until something was appended; but never shorter than the pause."""
        left = min(until - self._ports.clock.now(), self._longest_sleep)
        pause = min(PAUSE, left)
        if pause > 0:
            await self._ports.clock.sleep(pause)
        with suppress(TimeoutError):
            async with asyncio.timeout(max(left - pause, 0.0)):
                await self._wake.wait()

    async def fire_due(self) -> float:
        """Begin to act on what is due and not in hand already; the time (in seconds) at which to look again."""
        now = self._ports.clock.now()
        first = await self._ports.journal.next_due()
        if first is None or first > now:
            self._later.clear()
            return now + self._longest_sleep if first is None else first
        found = await self._ports.journal.due(now, len(self._busy) + len(self._later) + MOST_AT_ONCE)
        self._later = {timer: self._later[timer] for timer in found if timer in self._later}
        for timer in found:
            if timer not in self._busy and len(self._busy) < MOST_AT_ONCE and self._not_before(timer) <= now:
                self._busy.add(timer)
                self._ports.spawn(f"timer {timer.name}", self._try(timer))
        return now + HELD_UP

    def _not_before(self, timer: Timer) -> float:
        return max(timer.due, self._later.get(timer, (0.0, 0.0))[0])

    async def _try(self, timer: Timer) -> None:
        """Fire it; what fails, or is there all the same, is tried again later, and holds up no other timer."""
        try:
            await self._fire(timer)
        except Exception as error:  # one conversation's trouble must not end all others' timers
            if not isinstance(error, Moved):  # moved: somebody was faster, the timer was dropped or comes again
                log.error("a timer failed", timer=timer.name.partition(" ")[0], error=repr(error), exc_info=error)
        finally:
            delay = min(2 * self._later.get(timer, (0.0, FIRST_DELAY / 2))[1], LONGEST_DELAY)
            self._later[timer] = (self._ports.clock.now() + delay, delay)
            self._busy.discard(timer)
            self._wake.set()

    async def _fire(self, timer: Timer) -> None:
        self._ports.meters.fired(timer.name, timer.due)
        kind, _, id = timer.stream.partition("/")
        if kind in self.others:
            await self.others[kind](timer)
        elif kind == "card":
            await self._fire_card(await self._states.card(id), timer)
        elif timer.name.startswith("turn"):
            await self._states.conversation_afresh(id)
            await self._turns.take(id)
        elif timer.name.startswith("call "):
            await self._turns.attempts.reconcile(id, timer.name.removeprefix("call "), timer.due)
        else:
            await self._turns.take(id, TimerFired(name=timer.name), key=f"timer {id} {timer.name} {timer.due}")

    async def _fire_card(self, card: Card, timer: Timer) -> None:
        if timer.name == "lease":
            await self._return(card)
        elif timer.name == "decision":
            await self._answering.count(card)
        elif timer.name == "release":
            await self._releases.release(card)
        elif not card.ended and card.decision is None:  # else it was answered in time; if undone, this comes again
            await self._reach(card)

    async def _return(self, card: Card) -> None:
        if card.claim is not None and card.decision is None:  # who has answered keeps the card
            await self._write(card, CardReturned(expert=card.claim.expert, reason="lease ran out"))

    async def _reach(self, card: Card) -> None:
        """Climb to the next rung; a card behind which nobody waits ends without a word."""
        if card.seed is not None:
            await self._write(card, SeedClosed(expert=card.seed.expert, reason="expired"))
            return
        if card.audit is not None:
            await self._write(card, AuditClosed(reason="expired"))
            return
        due = card.next_rung()
        assert due is not None
        index, rung = card.rungs, due[1]
        later = card.ladder[index + 1 :]
        next_at = card.asked_at + later[0].after if later else None
        reached = RungReached(index=index, do=rung.do, to=rung.to, next_at=next_at)
        if rung.do == "promise":
            await self._with_conversation(card, ConsultPromised(consult=card.consult), reached)
        elif rung.do in CLOSING_RUNGS:
            handoff = rung.do == "handoff"
            expired = ConsultExpired(consult=card.consult, handoff=handoff, fallback=rung.do == "fallback")
            closed = CardClosed(reason="handed off" if handoff else "expired")
            await self._with_conversation(card, expired, reached, closed)
        else:
            await self._write(card, reached)

    async def _write(self, card: Card, *events: BaseEvent) -> None:
        await self._ports.journal.append(self._card_write(card, *events))

    async def _with_conversation(self, card: Card, fact: BaseEvent, *events: BaseEvent) -> None:
        await self._turns.take(card.conversation, fact, beside=[self._card_write(card, *events)])

    def _card_write(self, card: Card, *events: BaseEvent) -> Write:
        now = self._ports.clock.now()
        return Write(f"card/{card.id}", events, now, expected=card.position)
