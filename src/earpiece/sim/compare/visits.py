"""A guest's visit on the real engine: they come at their time, speak at their channel's pace, and leave when they are
served or have waited for too long."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from earpiece.domain.conversation import Conversation
from earpiece.domain.playbook import Company
from earpiece.insight.cases import Case, Span
from earpiece.insight.day import Day
from earpiece.runtime.engine import Engine
from earpiece.runtime.views import ChatItem
from earpiece.sim.compare.guests import Draws, Guest
from earpiece.sim.compare.ways import Features
from earpiece.sim.customers import Customer, Mind, Pace, Record, Say
from earpiece.sim.fronts import InnerChat
from earpiece.sim.wishes import GOODBYE, NONE_OF_THESE, WishMind
from earpiece.sim.world import World

NO_PROGRESS = ("holding", "notice")
"""Words of the agent for which nobody waits any longer: “still at it”, “it will take longer”."""


class GuestFront(InnerChat):
    """The customer's side for one guest. Without fan-in each speaks a private variant of the language, so that no two
    questions are equal to the product."""

    def __init__(self, engine: Engine, vouch: Callable[[str, str], str], guest: Guest, *, fan_in: bool) -> None:
        super().__init__(engine, vouch)
        self._channel = guest.channel
        self._language = "en" if fan_in else f"en-x-g{guest.number}"

    async def open(self, token: str | None) -> str:
        return await self._chats.open(channel=self._channel, language=self._language, token=token)


class Visitor(Customer):
    """A customer whose patience begins anew only with words that bring them further."""

    def brings_further(self, item: ChatItem) -> bool:
        return item.who == "person" or (item.who == "agent" and item.purpose not in NO_PROGRESS)


class CommonMind:
    """Implements `customers.Mind` for somebody with the one question of an outage: any answer to it will do."""

    def __init__(self, words: str) -> None:
        self._words = words

    def opening(self) -> str:
        return self._words

    def react(self, state: Conversation) -> Say | None:
        asked = state.asked
        if asked is None:
            return None
        return Say(GOODBYE if asked.purpose == "anything_else" else NONE_OF_THESE)

    def done(self, state: Conversation) -> bool:
        return True

    def stuck(self) -> bool:
        return False


@dataclass(slots=True)
class Visit:
    """One guest's conversation after it was had. `until`: when they left; `left_at`: the same, if they gave up.
    `learned`: the agent dealt with what they came for, and may have known by itself what it asked before."""

    guest: Guest
    record: Record = field(default_factory=Record)
    until: float = 0.0
    left_at: float | None = None
    learned: bool = False


async def visit(
    guest: Guest, day: Day, draws: Draws, world: World, opened: Callable[[str], None], features: Features
) -> Visit:  # fmt: skip
    """Have the whole conversation, from now on. `opened` is told its id before the first word."""
    company, who = world.shelf.current(), guest.wish.persona
    pace = day.pace[guest.channel]
    mind = _mind(guest, company)
    front = GuestFront(world.engine, world.token, guest, fan_in=features.fan_in)
    token = front.vouch(who.customer, who.name) if guest.wish.manners.verified else None
    taken = Pace(pace.customer_s + pace.agent_s, draws.talk_patience_s(guest), stay=0.0)
    record = await Visitor(front, world.clock, mind, taken, token, opened).play()
    now = world.clock.now()
    learned = features.learning and isinstance(mind, WishMind) and mind.served(await front.state(record.conversation))
    return Visit(guest, record, now, now if record.gave_up else None, learned)


def _mind(guest: Guest, company: Company) -> Mind:
    return CommonMind(guest.common) if guest.common is not None else WishMind(guest.wish, company)


def as_had(case: Case, one: Visit) -> Case:
    """The case with what only the guest knows: who they were, when they gave up, which of their needs nobody met."""
    case = replace(case, guest=one.guest.number, needs_known=True, missed=_missed(case, one))
    left_at = _left_at(case, one)
    if left_at is None:
        return case
    waits = case.waits if one.left_at is not None else _waited_on(case, left_at)
    return replace(
        case, closed_at=left_at, outcome=case.outcome or "abandoned", waits=waits,
        left_waiting=case.left_waiting or any(span.until >= left_at for span in waits),
    )  # fmt: skip


def _left_at(case: Case, one: Visit) -> float | None:
    """When the customer went without what they came for: they gave up, or the chat was closed over a promise."""
    return one.until if one.left_at is None and case.outcome == "promised" else one.left_at


def _waited_on(case: Case, until: float) -> tuple[Span, ...]:
    """The journal cannot tell that a silent customer was still there; here it is known that they were."""
    asked = [each.asked_at for each in case.consults if each.ended_at is None or each.ended_at >= until]
    since = max(asked, default=until)
    return (*(span for span in case.waits if span.until <= since), Span(since, until))


def _missed(case: Case, one: Visit) -> int:
    """Gaps that never became a consult, in a conversation that the agent brought to its end with all the answers."""
    if one.learned:
        return 0
    answered = all(consult.ended in ("answered", "unneeded") for consult in case.consults)
    if _left_at(case, one) is not None or case.led or one.guest.common is not None or not answered:
        return 0
    asked = Counter(consult.name for consult in case.consults)
    needed = Counter(gap.name for gap in one.guest.gaps)
    return sum((needed - asked).values())
