"""Has a large model say the company's sentences, where the company has it so: once proposed, before the gate.

Only what a template or a page says: never a person's words, words that were approved letter by letter, or a first
honest word to who waits. What the model makes of it is held against the sentence (`gate/kept.py`); where it does not
say the same, the sentence itself is said.
"""

from dataclasses import dataclass, replace

import structlog

from earpiece.agent.planning.steps import spent
from earpiece.domain.actions import Proposal, Utter
from earpiece.domain.conversation import Conversation
from earpiece.domain.errors import ToolError
from earpiece.domain.events import AgentSaid, CustomerSaid
from earpiece.domain.playbook import Company
from earpiece.domain.ports import ToBeSaid, Worded
from earpiece.domain.reviews import needs_review
from earpiece.gate.kept import unlike
from earpiece.gate.secrets import find_secrets
from earpiece.runtime.absence import Absence
from earpiece.runtime.ports import Ports

log = structlog.get_logger()

PURPOSES = ("answer", "result", "question")
OF_PEOPLE = ("expert ", "bulletin ", "consult ", "precedent ")
"""How the sources begin of words that a person wrote, or approved as they stand."""
SHORTEST = 12
"""Characters from which on a person's words are looked for in a sentence."""
Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class _Made:
    """What a model made of a sentence; `why` it is not said, empty if it is."""

    worded: Worded
    why: str


class Words:
    """Used by the turn, for all that the agent is about to say."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._absence = Absence(ports.clock)
        self._made: dict[Key, _Made] = {}
        """Until the turn is over."""

    def wants(self, state: Conversation, step: Proposal, company: Company) -> bool:
        """Whether the model is asked to say it."""
        if self._ports.wording is None or company.policy.wording_by != "model" or self._absence.lasts:
            return False
        return isinstance(step, Utter) and _may_be_worded(step, state) and not _costs_enough(state, company)

    async def word(self, state: Conversation, step: Utter, company: Company) -> Utter:
        """The same in the model's words, or unchanged."""
        key = (state.id, step.text, sum(isinstance(line.event, AgentSaid) for line in state.lines))
        made = self._made.get(key)  # the turn is thought again: nobody is asked twice
        if made is None:
            made = await self._make(state, step, company)
            if made is None:
                return step
            self._made[key] = made
        cost = made.worded.cost
        if made.why:
            return replace(step, cost=cost)
        by = f"{made.worded.by}, playbook {state.runs[step.run].playbook}" if step.run is not None else made.worded.by
        return replace(step, text=made.worded.text, worded_by=by, cost=cost)

    def forget(self, conversation: str) -> None:
        """The turn is over, and what was said is in the journal."""
        for key in [key for key in self._made if key[0] == conversation]:
            del self._made[key]

    async def _make(self, state: Conversation, step: Utter, company: Company) -> _Made | None:
        """What the model makes of it; None where it makes nothing."""
        assert self._ports.wording is not None
        try:
            worded = await self._ports.wording.word(_to_be_said(state, step, company), conversation=state.id)
        except ToolError as error:
            if error.code == "model_away":
                self._absence.failed()
            log.info("the company's own words are said", conversation=state.id, why=error.code)
            return None
        self._absence.ended()
        policy = company.policy
        why = unlike(
            step.text, worded.text, known=(policy.name, policy.agent_name, state.name or ""),
            most_words=policy.voice.most_words, avoid=policy.voice.avoid,
        )  # fmt: skip
        if not why and find_secrets(worded.text):
            why = "it holds a secret"
        if why:
            log.info("the company's own words are said", conversation=state.id, why=why)
        return _Made(worded, why)


def _may_be_worded(step: Utter, state: Conversation) -> bool:
    """A template's or a page's words that nobody has approved letter by letter, and nobody is going to."""
    if step.purpose not in PURPOSES or step.step is not None or step.unsure or needs_review(step, state):
        return False
    if step.asks_back is not None or step.tells or step.promises is not None or step.claims_waiting:
        return False
    return not any(source.startswith(OF_PEOPLE) for source in step.sources) and not _holds_a_persons(step, state)


def _holds_a_persons(step: Utter, state: Conversation) -> bool:
    """Whether a template repeats what an expert wrote."""
    answers = [consult.answer for consult in state.consults.values() if consult.answer is not None]
    texts = [text for answer in answers for text in (answer.text, answer.reason, answer.note) if text]
    return any(len(text) >= SHORTEST and text in step.text for text in texts)


def _costs_enough(state: Conversation, company: Company) -> bool:
    most = company.policy.model_cost
    return most is not None and spent(state) >= most


def _to_be_said(state: Conversation, step: Utter, company: Company) -> ToBeSaid:
    policy = company.policy
    heard = next((line.event.text for line in reversed(state.lines) if isinstance(line.event, CustomerSaid)), "")
    return ToBeSaid(
        text=step.text,
        heard=heard,
        language=state.opened.language if state.opened is not None else "en",
        company=policy.name,
        agent=policy.agent_name,
        options=tuple(option.label for option in step.options),
        most_words=max(policy.voice.most_words, len(step.text.split())),
        avoid=tuple(policy.voice.avoid),
    )
