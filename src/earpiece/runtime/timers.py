"""Acts on stored timers when they come due: rungs of ladders, leases, holding messages, silence, lost attempts."""

import asyncio
from contextlib import suppress

import structlog

from earpiece.domain.card import Card
from earpiece.domain.desk_events import CardClosed, CardReturned, RungReached
from earpiece.domain.errors import Moved
from earpiece.domain.event import BaseEvent
from earpiece.domain.events import ConsultExpired, ConsultPromised, TimerFired
from earpiece.domain.ports import News, Timer, Write
from earpiece.runtime.ports import Ports
from earpiece.runtime.states import States
from earpiece.runtime.turn import Turns

log = structlog.get_logger()

FIRST_DELAY, LONGEST_DELAY = 0.1, 60.0


class Timers:
    """Fires due timers. Any node may; each action is conditional, so two nodes cannot both act."""

    def __init__(self, ports: Ports, states: States, turns: Turns, longest_sleep: float = 1.0) -> None:
        """`longest_sleep` in seconds: then the journal is asked again, for timers that another node has set."""
        self._longest_sleep = longest_sleep
        self._ports = ports
        self._states = states
        self._turns = turns
        self._wake = asyncio.Event()
        self._later: dict[tuple[str, str], tuple[float, float]] = {}
        """Timers that failed: when to try again, and after which delay (seconds)."""

    async def run(self) -> None:
        """Fire timers for ever."""
        unsubscribe = self._ports.journal.subscribe(self._hint)
        try:
            while True:
                await self.fire_due()
                await self._sleep()
        finally:
            unsubscribe()

    def _hint(self, _: News) -> None:
        self._wake.set()

    async def _sleep(self) -> None:
        """Until the next timer is due or something was appended."""
        self._wake.clear()
        now = self._ports.clock.now()
        postponed = [self._not_before(timer) for timer in await self._ports.journal.due(now)]
        due = min(postponed) if postponed else await self._ports.journal.next_due()
        left = self._longest_sleep if due is None else min(due - now, self._longest_sleep)
        with suppress(TimeoutError):
            async with asyncio.timeout(max(left, 0.0)):
                await self._wake.wait()

    async def fire_due(self) -> int:
        """Fire what is due now; how many timers that were."""
        now = self._ports.clock.now()
        timers = [timer for timer in await self._ports.journal.due(now) if self._not_before(timer) <= now]
        await asyncio.gather(*(self._try(timer) for timer in timers))
        return len(timers)

    def _not_before(self, timer: Timer) -> float:
        return max(timer.due, self._later.get((timer.stream, timer.name), (0.0, 0.0))[0])

    async def _try(self, timer: Timer) -> None:
        """Fire it; what fails is tried again later, and holds up no other timer."""
        name = (timer.stream, timer.name)
        try:
            await self._fire(timer)
        except Exception as error:  # one conversation's trouble must not end all others' timers
            delay = min(2 * self._later.get(name, (0.0, FIRST_DELAY / 2))[1], LONGEST_DELAY)
            self._later[name] = (self._ports.clock.now() + delay, delay)
            if not isinstance(error, Moved):  # moved: somebody was faster, the timer was dropped or comes again
                log.error("a timer failed", timer=timer.name.partition(" ")[0], error=repr(error), exc_info=error)
        else:
            self._later.pop(name, None)

    async def _fire(self, timer: Timer) -> None:
        self._ports.meters.fired(timer.name, timer.due)
        kind, _, id = timer.stream.partition("/")
        if kind == "card":
            await self._fire_card(await self._states.card(id), timer)
        elif timer.name.startswith("turn"):
            await self._turns.take(id)
        elif timer.name.startswith("call "):
            await self._turns.attempts.reconcile(id, timer.name.removeprefix("call "))
        else:
            await self._turns.take(id, TimerFired(name=timer.name), key=f"timer {id} {timer.name} {timer.due}")

    async def _fire_card(self, card: Card, timer: Timer) -> None:
        if timer.name == "lease":
            await self._return(card)
        elif not card.ended:
            await self._reach(card)

    async def _return(self, card: Card) -> None:
        if card.claim is not None:
            await self._write(card, CardReturned(expert=card.claim.expert, reason="lease ran out"))

    async def _reach(self, card: Card) -> None:
        """Climb to the next rung."""
        due = card.next_rung()
        assert due is not None
        index, rung = card.rungs, due[1]
        later = card.ladder[index + 1 :]
        next_at = card.asked_at + later[0].after if later else None
        reached = RungReached(index=index, do=rung.do, to=rung.to, next_at=next_at)
        if rung.do == "promise":
            await self._with_conversation(card, ConsultPromised(consult=card.consult), reached)
        elif rung.do in ("expire", "handoff"):
            handoff = rung.do == "handoff"
            expired = ConsultExpired(consult=card.consult, handoff=handoff)
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
