"""What an answer that was found wrong has touched: every conversation and sentence, each with a drafted correction."""

from collections.abc import Iterable
from dataclasses import replace

from earpiece.agent.wording import phrase
from earpiece.domain.consequences import shortened
from earpiece.domain.conversation import Conversation
from earpiece.domain.desk_events import CardAnswered, CardsReleased
from earpiece.domain.errors import NotFound
from earpiece.domain.event import ERASED
from earpiece.domain.events import AgentSaid
from earpiece.domain.learning import OutcomeLearned
from earpiece.domain.playbook import Company
from earpiece.domain.precedent import Precedent
from earpiece.runtime.learning.alone import class_write
from earpiece.runtime.learning.views import Touched
from earpiece.runtime.ports import Ports
from earpiece.runtime.states import States

MOST_TOUCHED = 10_000
MOST_QUOTED = 160


class Recalling:
    """Finds them by the lists of use, and by the answers that people gave."""

    def __init__(self, ports: Ports, states: States) -> None:
        self._ports = ports
        self._states = states

    async def touched(self, one: Precedent, company: Company, instead: str = "") -> list[Touched]:
        """The conversations, the last touched first. `instead` is what is right, in words for the customer."""
        consults: dict[str, set[str]] = {}
        rows = await self._ports.journal.rows("precedent_used", one.id, MOST_TOUCHED, newest=True)
        for row in rows:
            consults.setdefault(str(row.fields["conversation"]), set())
        for taught, _ in one.taught:
            consults.setdefault(taught.conversation, set()).add(taught.consult)
            for card in await self._released(taught.consult):
                consults.setdefault((await self._states.card(card)).conversation, set()).add(card)
        found = [await self._one(one.id, each, asked, company, instead) for each, asked in consults.items()]
        return sorted((each for each in found if each is not None), key=lambda each: -each.at)

    async def count(self, precedent: str, by: str) -> None:
        """Tell the classes that each decision which the agent took alone by it was wrong. Again, nothing is added."""
        rows = await self._ports.journal.rows("precedent_used", precedent, MOST_TOUCHED, newest=True)
        for row in rows:
            state = await self._states.conversation(str(row.fields["conversation"]))
            mine = [each for each in state.consults.values() if each.by == f"precedent {precedent}"]
            for each in mine:
                if each.estimate is not None:
                    outcome = OutcomeLearned(decision=each.id, choice=None, how="corrected", by=by)
                    write = class_write(each.estimate.of, outcome, self._ports.clock.now())
                    await self._ports.journal.append(replace(write, key=f"recalled {each.id}"))

    async def _released(self, card: str) -> list[str]:
        """Cards of others that got this card's answer too."""
        released: list[str] = []
        for item in await self._ports.journal.read(f"card/{card}"):
            if isinstance(item.event, CardAnswered):
                released = list(item.event.releases)
            elif isinstance(item.event, CardsReleased):
                released = [each for each in released if each not in item.event.left]
        return released

    async def _one(
        self, precedent: str, conversation: str, asked: set[str], company: Company, instead: str
    ) -> Touched | None:
        """None for a conversation whose customer is erased."""
        try:
            state = await self._states.conversation(conversation)
        except NotFound:
            return None
        mine = asked | {each.id for each in state.consults.values() if each.by == f"precedent {precedent}"}
        said = [(line.at, line.event.text) for line in state.lines if _from(line.event, precedent, mine)]
        if any(words == ERASED for _, words in said):
            return None
        words = " ".join(dict.fromkeys(text for _, text in said))
        first = said[0][0] if said else state.now
        draft = correction(state, company, words, instead) if words else ""
        return Touched(conversation=conversation, at=first, said=words, customer=state.name, draft=draft)


def _from(event: object, precedent: str, consults: Iterable[str]) -> bool:
    """Whether the agent's words come from the precedent, or from an answer to one of these questions."""
    if not isinstance(event, AgentSaid) or event.purpose in ("holding", "greeting"):
        return False
    return f"precedent {precedent}" in event.sources or any(
        consult in event.releases or f"consult {consult}" in event.sources for consult in consults
    )


def correction(state: Conversation, company: Company, said: str, instead: str) -> str:
    """What the agent would say to set it right, in the company's words."""
    text, _ = phrase(state, company, "set_right", said=shortened(said, MOST_QUOTED), instead=instead)
    return text
