"""A turn: facts come in, the agent proposes, the gate rules, and all of it is appended at once.

    repeat: step = agent.propose(state) ─▶ verdict = gate.rule(step, state) ─▶ events for the verdict
    until the agent proposes to wait; then append, acknowledge, start the tools

What needs nothing outside is one append together with the facts. If another node was faster, the journal refuses the
append and the turn is thought again from the newer state, so two nodes can never both decide.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from weakref import WeakValueDictionary

import structlog

from earpiece.agent.propose import propose
from earpiece.domain.actions import AskExpert, CallTool, Go, Proposal, Refuse, Transfer, Understand, Utter, Wait
from earpiece.domain.conversation import Conversation
from earpiece.domain.elsewhere import is_elsewhere
from earpiece.domain.errors import Conflict, Moved
from earpiece.domain.event import BaseEvent
from earpiece.domain.events import ConversationOpened, MessageUnderstood
from earpiece.domain.playbook import Company
from earpiece.domain.ports import Write
from earpiece.gate.guards.flags import wary
from earpiece.gate.judgement import Ruling
from earpiece.gate.rule import MASKED, rule
from earpiece.runtime.attempts import Attempts
from earpiece.runtime.desk.briefing import Briefing
from earpiece.runtime.draft import Draft
from earpiece.runtime.learning.deciding import Deciding
from earpiece.runtime.learning.outcomes import outcomes
from earpiece.runtime.learning.reading import Reading
from earpiece.runtime.listening import Listening
from earpiece.runtime.perform import perform, question_of
from earpiece.runtime.ports import Fact, Ports
from earpiece.runtime.staff.waits import Waits
from earpiece.runtime.states import States
from earpiece.runtime.supervision.control_panel import ControlPanel
from earpiece.runtime.wording import Words

log = structlog.get_logger()

MOST_STEPS = 200
"""More steps than any sane turn takes; reaching it means a loop in a playbook or in us."""

MOST_RETRIES = 50

MOST_TAKEN_BACK = 5
"""So often a turn is thought again because the published answer it went by was changed meanwhile."""


class Stuck(Exception):
    """A mistake of ours or of a playbook: the agent's proposals lead nowhere."""


class Turns:
    """Takes conversations forward. One turn of a conversation at a time in this process; see the module's words."""

    def __init__(
        self, ports: Ports, states: States, controls: ControlPanel, waits: Waits, deciding: Deciding, reading: Reading
    ) -> None:
        self._ports = ports
        self._states = states
        self._controls = controls
        self._waits = waits
        self._deciding = deciding
        self._reading = reading
        self._listening = Listening(ports)
        self._words = Words(ports)
        self.briefing = Briefing(ports, states)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.attempts = Attempts(ports, states, self, controls)

    async def take(
        self, conversation: str, *facts: Fact, key: str | None = None, beside: Sequence[Write] = ()
    ) -> Conversation:
        """Add facts and go on until the agent waits. Returns the state after the last append.

        A fact that depends on what came before is a function of the state; it is asked again if that has moved, and
        may find that there is nothing to add any more.
        `key` makes the facts idempotent. `beside` are writes to other streams that must happen with the facts or not
        at all; Moved is raised if one of them is out of date.
        """
        lock = self._locks.setdefault(conversation, asyncio.Lock())
        async with lock:
            for tries in range(MOST_RETRIES):
                state = await self._start(conversation, facts)
                draft = Draft(state, self._ports.clock.now())
                known = [event for fact in facts if (event := fact(state) if callable(fact) else fact) is not None]
                draft.add(*known, key=key)
                draft.beside(*beside)
                try:
                    with self._ports.meters.turn(conversation):
                        thought = await self._think(draft)
                    self._listening.forget(conversation)
                    self._words.forget(conversation)
                    return thought
                except Stuck as stuck:
                    log.error("the agent cannot go on", conversation=conversation, why=str(stuck))
                    return await self._give_up(state, known, key, beside)
                except Moved:
                    newer = await self._states.conversation_afresh(conversation)
                    if newer.position == state.position and not (draft.guarded and tries < MOST_TAKEN_BACK):
                        raise  # not this conversation has moved, but a stream beside it
                if draft.stored:
                    facts, key, beside = (), None, ()
        raise Conflict("The conversation is too busy; try again.")

    async def _start(self, conversation: str, facts: Sequence[Fact]) -> Conversation:
        if facts and isinstance(facts[0], ConversationOpened):
            return Conversation(conversation)
        state = await self._states.conversation_lately(conversation)
        if not _knows(state, facts):
            return await self._states.conversation_afresh(conversation)
        return state

    async def _think(self, draft: Draft) -> Conversation:
        company = self._ports.companies.version(draft.state.company)
        noted = await self._controls.news_for(draft.state)
        if noted is not None:
            draft.add(noted)
        for _ in range(MOST_STEPS):
            step = propose(draft.state, company)
            if isinstance(step, Wait):
                return await self._commit(draft)
            if isinstance(step, Understand):
                await self._understand(draft, step, company)
                continue
            if isinstance(step, AskExpert | CallTool):
                draft.desk = await self._waits.look()
            draft.ruling = await self._judge(draft, step, company)
            self._decide(draft, await self._worded(draft, step, company), company)
        raise Stuck("it does not come to rest")

    async def _understand(self, draft: Draft, need: Understand, company: Company) -> None:
        """Read a message. If that waits for something outside, the message is durable first."""
        if self._listening.waits(draft.state, company):
            await self._commit(draft)
        heard, instead = await self._listening.hear(draft.state, need, company)
        read = await self._reading.judge(draft.state, need, heard.commands)
        draft.add(
            MessageUnderstood(
                message=need.message, commands=read.commands, by=heard.by, judged=read.judged, instead=instead,
                cost=heard.cost,
            )
        )  # fmt: skip
        draft.beside(*read.beside)

    async def _worded(self, draft: Draft, step: Proposal, company: Company) -> Proposal:
        """The company's sentence in a model's words, where that is wanted. All that led to it is durable first."""
        if not isinstance(step, Utter) or not self._words.wants(draft.state, step, company):
            return step
        await self._commit(draft)
        worded = await self._words.word(draft.state, step, company)
        allowed = isinstance(rule(worded, draft.state, company), Go)
        return worded if allowed else replace(step, cost=worded.cost)

    async def _judge(self, draft: Draft, step: Proposal, company: Company) -> Ruling | None:
        """Whether a question that is to be asked is decided alone instead; None where that is not learned."""
        if not isinstance(step, AskExpert) or step.revises is not None or step.values.get("attempt") is not None:
            return None
        if company.consults[step.name].learn is None or wary(draft.state):
            return None
        question = question_of(draft, step, step.name, company)
        own = step.inquiry is not None
        return await self._deciding.rule(draft.state, step.run, question, company, draft.desk, own=own)

    def _decide(self, draft: Draft, step: Proposal, company: Company) -> None:
        """Let the gate rule, and turn its verdict into events."""
        verdict = rule(step, draft.state, company)
        held_back = isinstance(step, CallTool) or (isinstance(step, Utter) and step.step is not None)
        if isinstance(verdict, Refuse) and not held_back and verdict.code not in MASKED:
            raise Stuck(f"the gate refused {type(step).__name__}: {verdict.reason}")
        perform(draft, step, verdict, company)

    async def _give_up(
        self, state: Conversation, facts: Sequence[BaseEvent], key: str | None, beside: Sequence[Write]
    ) -> Conversation:
        """Our own mistake must not cost the customer: keep the facts, and hand over to a person once."""
        draft = Draft(state, self._ports.clock.now())
        draft.add(*facts, key=key)
        draft.beside(*beside)
        if draft.state.handed_off != "done" and not is_elsewhere(draft.state):
            company = self._ports.companies.version(draft.state.company)
            perform(draft, Transfer("the agent could not go on"), Go(), company)
        return await self._commit(draft)

    async def _commit(self, draft: Draft) -> Conversation:
        """Make the draft durable, then start the tools it decided on."""
        draft.beside(*outcomes(draft))
        started, writes = draft.started(), draft.writes()
        if not writes:
            return draft.state
        keep = self._states.writing(draft.state.id)
        if (await self._ports.journal.append(*writes)).repeated:
            return await self._states.conversation(draft.state.id)
        draft.committed()
        self._ports.meters.note(draft.state, writes)
        self.briefing.note(writes)
        keep(draft.state)
        for call in started:
            self._ports.spawn(f"call {call}", self.attempts.run(draft.state.id, call))
        return draft.state


def _knows(state: Conversation, facts: Sequence[Fact]) -> bool:
    """Whether the state has what the facts are about: another node may have asked or called a moment ago."""
    consults = {getattr(fact, "consult", None) for fact in facts}
    calls = {getattr(fact, "call", None) for fact in facts}
    return consults <= {None, *state.consults} and calls <= {None, *state.calls}
