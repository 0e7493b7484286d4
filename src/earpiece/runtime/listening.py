"""Who reads what the customer said: the embedded understanding, or a large model where the company has it so.

The embedded one reads in any case: it is what counts when the model is away, too slow or gives nothing that can be
used, and the second opinion on how sure the model's reading is.
"""

from earpiece.agent.planning.hearing import model_leads
from earpiece.agent.planning.steps import spent
from earpiece.domain.actions import Understand
from earpiece.domain.conversation import Conversation
from earpiece.domain.errors import ToolError
from earpiece.domain.playbook import Company
from earpiece.domain.ports import Heard, Reader
from earpiece.runtime.absence import Absence
from earpiece.runtime.ports import Ports


class Listening:
    """Used by the turn, for each message."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._absence = Absence(ports.clock)
        self._kept: dict[tuple[str, str], Heard] = {}
        """By conversation and message, until the turn is over."""

    def waits(self, state: Conversation, company: Company) -> bool:
        """Whether reading waits for something outside the process."""
        return self._ports.understanding.needs_io or self._reader(state, company) is not None

    async def hear(self, state: Conversation, need: Understand, company: Company) -> tuple[Heard, str]:
        """The reading that counts; and why the model's does not, where it should have (empty: it does)."""
        understanding, reader = self._ports.understanding, self._reader(state, company)
        own = tuple(await understanding.read(need.text, need.situation))
        if reader is None:
            return Heard(own, understanding.version), ""
        known = self._kept.get((state.id, need.message))
        if known is not None:  # the turn is thought again: nobody is asked twice
            return known, ""
        most = company.policy.model_cost
        if most is not None and spent(state) >= most:
            return Heard(own, understanding.version), "model_costs"
        if self._absence.lasts:
            return Heard(own, understanding.version), "model_away"
        try:
            heard = await reader.read(need.text, need.situation, company, own, conversation=state.id)
        except ToolError as error:
            if error.code == "model_away":
                self._absence.failed()
            return Heard(own, understanding.version), error.code
        self._absence.ended()
        self._kept[state.id, need.message] = heard
        return heard, ""

    def forget(self, conversation: str) -> None:
        """The turn is over, and what was read is in the journal."""
        for key in [key for key in self._kept if key[0] == conversation]:
            del self._kept[key]

    def _reader(self, state: Conversation, company: Company) -> Reader | None:
        """The model, if it reads here. Where it leads itself, it hears the words anyway."""
        return self._ports.reader if company.policy.read_by == "model" and not model_leads(state, company) else None
