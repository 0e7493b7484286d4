"""A person who takes a conversation over and brings it to its end, through the product's own takeover."""

from earpiece.domain.conversation import Conversation
from earpiece.domain.errors import Conflict
from earpiece.domain.ports import Clock
from earpiece.insight.day import Day
from earpiece.runtime.engine import Engine
from earpiece.runtime.views import Person
from earpiece.sim.compare.guests import Draws, Guest

WORD = 60.0
"""Seconds after which a person who is thinking lets the customer hear so."""


class Leading:
    """`gone` holds conversations whose customer has left: nobody goes on talking to them."""

    def __init__(self, engine: Engine, clock: Clock, day: Day, draws: Draws, gone: set[str]) -> None:
        self._engine = engine
        self._clock = clock
        self._day = day
        self._draws = draws
        self._gone = gone

    async def lead(self, person: Person, conversation: str, guest: Guest) -> None:
        """Take it over and serve the customer: what else has to be decided, then a person's words for each turn that
        is left. The conversation ends resolved; if the customer leaves, the agent has it back."""
        await self._engine.supervising.take_over(person, conversation, "quicker than explaining it")
        before = await self._engine.states.conversation(conversation)
        try:
            await self._serve(person, before, guest)
        except Conflict:  # the customer waited too long or somebody ended it: it is no longer this person's
            return

    async def _serve(self, person: Person, state: Conversation, guest: Guest) -> None:
        id, pace = state.id, self._day.pace[guest.channel]
        for seconds in self._to_decide(state, guest):
            await self._be_at_it(person, id, seconds)
        left = max(guest.turns - len(state.said), 1)
        for turn in range(left):
            if id in self._gone:
                await self._engine.supervising.give_back(person, id, "the customer has left")
                return
            await self._be_at_it(person, id, pace.person_s * self._day.transfer.slower)
            await self._say(person, id, f"Let me settle this for you now, step {turn + 1} of {left}.")
            await self._clock.sleep(pace.customer_s if turn < left - 1 else 0.0)
        await self._engine.supervising.close(person, id, "resolved")

    async def _be_at_it(self, person: Person, conversation: str, seconds: float) -> None:
        """So many seconds; in a long silence the customer hears now and then that somebody is there."""
        while seconds > WORD and conversation not in self._gone:
            await self._clock.sleep(WORD)
            await self._say(person, conversation, "I am still looking into it for you.")
            seconds -= WORD
        await self._clock.sleep(seconds)

    def _to_decide(self, state: Conversation, guest: Guest) -> list[float]:
        """Seconds of thinking at each point at which a person would have been asked later."""
        asked = [consult.question.name for consult in state.consults.values()]
        later = [gap for gap in guest.gaps if asked.count(gap.name) <= gap.nth]
        return [self._draws.decision_s(guest, gap.kind, gap.name, gap.nth) for gap in later]

    async def _say(self, person: Person, conversation: str, words: str) -> None:
        state = await self._engine.states.conversation(conversation)
        message = f"{person.id} {len(state.lines)}"
        await self._engine.supervising.say(person, conversation, message, words)
