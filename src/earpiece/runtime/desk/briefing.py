"""Has a large model, where there is one, prepare the cards: what has happened so far, and answers that might be given.

It begins when a card is opened, beside everything else: nobody waits for it, and the card stands with its ordinary
summary meanwhile. What the model wrote is held against the conversation; a summary that says what nobody said is not
shown, and that is on record. A card is prepared once: what came of it is an event, so a restart never asks again.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import structlog

from earpiece.agent.planning.steps import spent
from earpiece.domain.card import Card
from earpiece.domain.conversation import Conversation
from earpiece.domain.desk_events import CardBriefed, CardOpened
from earpiece.domain.elsewhere import is_elsewhere
from earpiece.domain.errors import EarpieceError, ToolError
from earpiece.domain.events import AgentSaid, CustomerSaid
from earpiece.domain.playbook import Company
from earpiece.domain.ports import Brief, Briefer, BriefRequest, Write
from earpiece.gate.briefs import may_be_suggested, says_more, told_in
from earpiece.gate.secrets import find_secrets
from earpiece.runtime.absence import Absence
from earpiece.runtime.ports import Ports
from earpiece.runtime.states import States

log = structlog.get_logger()

ROUND = 20.0
"""Seconds between two looks for cards that nobody has prepared: the node died, or the model was away."""
TOO_OLD = 600.0
"""A card that was asked so long ago (seconds) is not prepared any more."""
MOST_LINES = 60
"""Of the conversation, the last so many lines are told."""
MOST_PAGES = 3
MOST_CARDS = 100


class Briefing:
    """Prepares cards in the background."""

    def __init__(self, ports: Ports, states: States) -> None:
        self._ports = ports
        self._states = states
        self._absence = Absence(ports.clock)
        self._at: set[str] = set()
        """Cards this node is at work on."""
        self._settled: set[str] = set()
        """Open cards with which nothing is left to do."""

    def note(self, writes: Sequence[Write]) -> None:
        """Something was committed: begin with the cards that it opened."""
        if self._ports.briefer is None:
            return
        for write in writes:
            kind, _, card = write.stream.partition("/")
            if kind == "card" and any(isinstance(event, CardOpened) and _wanted(event) for event in write.events):
                self._begin(card)

    async def run(self) -> None:
        """Look for ever for open cards that were left unprepared."""
        while self._ports.briefer is not None:
            await self._ports.clock.sleep(ROUND)
            try:
                await self.look()
            except EarpieceError as error:
                log.warning("cards cannot be looked through", error=error.message)

    async def look(self) -> None:
        """Begin with what is open, was not asked just now, and is not prepared."""
        now = self._ports.clock.now()
        rows = [row.id for row in await self._ports.journal.rows("cards", "open", MOST_CARDS, newest=True)]
        self._settled &= set(rows)
        for id in rows:
            if id in self._settled:
                continue
            card = await self._states.card(id)
            wanted = card.seed is None and card.audit is None and card.brief is None
            if not wanted or now - card.asked_at > TOO_OLD:
                self._settled.add(id)
            elif now - card.asked_at >= ROUND:
                self._begin(id)

    def _begin(self, card: str) -> None:
        if card not in self._at and not self._absence.lasts:
            self._at.add(card)
            self._ports.spawn(f"brief {card}", self._prepare(card))

    async def _prepare(self, name: str) -> None:
        try:
            await self._brief(name)
        except EarpieceError as error:
            log.info("a card was not prepared", card=name, why=error.message)
        finally:
            self._at.discard(name)

    async def _brief(self, name: str) -> None:
        """Ask the model about a card, unless that is done or not wanted; append what came of it."""
        card = await self._states.card(name)
        state = await self._states.behind(card)
        company = self._ports.companies.version(state.company)
        if card.ended or card.brief is not None or not _may_be_prepared(state, company):
            return
        briefer = self._ports.briefer
        assert briefer is not None
        brief = await self._ask(briefer, card, state, company)
        written = checked(brief, card, state, company)
        if not (await self._states.card(name)).ended:
            write = Write(f"card/{name}", (written,), self._ports.clock.now(), key=f"brief {name}")
            await self._ports.journal.append(write)

    async def _ask(self, briefer: Briefer, card: Card, state: Conversation, company: Company) -> Brief:
        try:
            brief = await briefer.brief(request_of(card, state, company), conversation=f"{state.id}.brief")
        except ToolError as error:
            if error.code == "model_away":
                self._absence.failed()
            raise
        self._absence.ended()
        return brief


def _may_be_prepared(state: Conversation, company: Company) -> bool:
    """The company has it so, the agent itself asks, and the conversation has not cost what it may cost."""
    most = company.policy.model_cost
    costs_enough = most is not None and spent(state) >= most
    return company.policy.briefs_by == "model" and not is_elsewhere(state) and not costs_enough


def _wanted(opened: CardOpened) -> bool:
    """Somebody waits for the answer: it is no check, and looks at nothing afterwards."""
    return opened.seed is None and opened.audit is None


def request_of(card: Card, state: Conversation, company: Company) -> BriefRequest:
    """What the model is told of a card."""
    question = card.question
    names = {CustomerSaid: "Customer", AgentSaid: "Agent"}
    lines = [(names.get(type(line.event), "Colleague"), line.event.text) for line in state.lines]
    return BriefRequest(
        company=company.policy.name, language=card.language, question=question.text, why=question.why,
        facts=tuple((fact.label, fact.value) for fact in question.facts), lines=tuple(lines[-MOST_LINES:]),
        pages=tuple(_pages(state, company)), free_text=_in_own_words(card),
    )  # fmt: skip


def checked(brief: Brief, card: Card, state: Conversation, company: Company) -> CardBriefed:
    """What of the brief is put on the card, and why the rest is not."""
    told = list(told_of(card, state, company))
    today = datetime.fromtimestamp(state.now, UTC).date().isoformat()
    why = "it holds a secret" if find_secrets(brief.summary) else ""
    why = why or says_more(brief.summary, told, today=today, language=card.language)
    sources = [*told, *_pages(state, company)]
    suggestions = tuple(
        text for text in brief.suggestions
        if may_be_suggested(text, sources, today=today, language=card.language) and not find_secrets(text)
    ) if _in_own_words(card) else ()  # fmt: skip
    if why:
        log.info("a model's summary is not shown", card=card.id, why=why)
    return CardBriefed(
        summary="" if why else brief.summary, refused=brief.summary if why else "", why=why, suggestions=suggestions,
        by=brief.by, cost=brief.cost,
    )  # fmt: skip


def told_of(card: Card, state: Conversation, company: Company) -> Iterator[str]:
    """All that a summary may rely on."""
    yield from (card.question.text, card.question.why, card.summary)
    yield from (f"{fact.label} {fact.value}" for fact in card.question.facts)
    yield from told_in(state, company)


def _pages(state: Conversation, company: Company) -> Iterator[str]:
    """The pages that the conversation came near to."""
    targets = [target for run in state.runs.values() for target in run.values.get("nearest", ()) if run.outcome is None]
    names = dict.fromkeys(str(target).removeprefix("page/") for target in targets if str(target).startswith("page/"))
    pages = [company.pages[name] for name in names if name in company.pages]
    yield from (f"{page.title}\n{page.text}" for page in pages[:MOST_PAGES])


def _in_own_words(card: Card) -> bool:
    """The expert may answer in own words, and nothing is done by the answer itself."""
    free = "text" in card.question.form.get("properties", {})
    return free and card.question.call is None and card.question.kind in ("clarification", "instruction")
