"""An expert asks the agent: it looks in what it knows, and what it finds is kept on the card."""

from earpiece.agent.lookup import look
from earpiece.desk.people import Account
from earpiece.domain.card import Card
from earpiece.domain.desk_events import AgentConsulted
from earpiece.domain.forms import Found
from earpiece.domain.ports import Write
from earpiece.gate.secrets import remove_secrets
from earpiece.runtime.desk.cards import Cards
from earpiece.runtime.ports import Ports
from earpiece.runtime.states import States


class Lookups:
    """Answers experts' questions from the conversation and the company's pages."""

    def __init__(self, ports: Ports, states: States, cards: Cards) -> None:
        self._ports = ports
        self._states = states
        self._cards = cards

    async def ask(self, account: Account, card: Card, question: str) -> tuple[Found, ...]:
        """Look for it and note on the card what was found, without any secrets; nothing, if there is nothing."""
        state = await self._states.behind(card)
        found = tuple(
            Found(text=remove_secrets(each.text)[0], source=each.source)
            for each in look(question, state, await self._cards.company(card))
        )
        noted = AgentConsulted(expert=account.id, question=question, found=found)
        await self._ports.journal.append(Write(f"card/{card.id}", (noted,), self._cards.now()))
        return found
