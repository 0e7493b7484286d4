"""What is known of questions like this one: the pages that fit it, and what people answered to equal ones lately."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from earpiece.desk.answers import check_form
from earpiece.desk.fan_in import likeness
from earpiece.domain.asking import MOST_SUGGESTIONS
from earpiece.domain.card import Card
from earpiece.domain.commands import Situation, targets_in
from earpiece.domain.consequences import shortened
from earpiece.domain.conversation import Conversation
from earpiece.domain.errors import Invalid
from earpiece.domain.forms import Answer, Suggestion
from earpiece.domain.playbook import Company
from earpiece.runtime.ports import Ports
from earpiece.runtime.staff.people import People
from earpiece.runtime.states import States

DAYS = 7
LOOKED_AT = 40
"""So many of the newest answers to the same consult are looked at."""
READ = 12
"""So many of them are read for their words."""
ALIKE = 0.6
"""From this likeness on two questions have nearly the same words."""
MOST_EARLIER = 2
MOST_PAGES = 2
MOST_LABEL = 60

_HOLE = re.compile(r"{{.*?}}|{%.*?%}")
_WORD = re.compile(r"\w+")


class Precedents:
    """Adds to a question's own suggestions; all are typed answers that fit the card's form."""

    def __init__(self, ports: Ports, states: States, people: People) -> None:
        self._ports = ports
        self._states = states
        self._people = people

    async def suggestions(self, card: Card, state: Conversation, company: Company) -> tuple[Suggestion, ...]:
        """The question's own, then earlier answers, then pages; at most nine."""
        own = card.question.suggestions
        if card.ended or card.question.kind not in ("clarification", "instruction"):
            return own
        seeded = card.seed is not None  # then its right answer is among the earlier ones
        found = own if seeded else await self._with_earlier(own, card, company)
        pages = await self._pages(card, state, company) if len(found) < MOST_SUGGESTIONS else ()
        return _numbered(found, pages)

    # ── earlier answers ───────────────────────────────────────────────────────────────────────────────────────────

    async def _with_earlier(self, own: tuple[Suggestion, ...], card: Card, company: Company) -> tuple[Suggestion, ...]:
        """Those that were given before say so; answers in own words come behind them."""
        found = list(own)
        for earlier, answer in await self._earlier(card, company):
            who = await self._people.name(earlier.by or "")
            day = datetime.fromtimestamp(earlier.ended_at or 0.0, UTC)
            said = f"as {who} answered on {day.day} {day:%b}"
            same = next((at for at, each in enumerate(found) if each.answer == answer), None)
            if same is not None:
                leads_to = ". ".join(filter(None, [said[0].upper() + said[1:], found[same].leads_to]))
                update = {"leads_to": shortened(leads_to), "source": f"earlier {earlier.id}"}
                found[same] = found[same].model_copy(update=update)
            elif "text" in answer:
                label = shortened(str(answer["text"]), MOST_LABEL)
                one = Suggestion(key="", label=label, answer=answer, leads_to=said, source=f"earlier {earlier.id}")
                found.append(one)
        return tuple(found)

    async def _earlier(self, card: Card, company: Company) -> list[tuple[Card, dict[str, str]]]:
        """Cards that asked the same or nearly so, with the answers that fit this one; the newest of each answer."""
        since = self._ports.clock.now() - DAYS * 86_400
        rows = await self._ports.journal.rows("answers", card.question.name, LOOKED_AT, newest=True)
        lately = [row for row in rows if row.at >= since and row.id != card.id]
        same = [row.id for row in lately if card.fan is not None and row.fields.get("fan") == card.fan]
        near = [row.id for row in lately if row.id not in same]
        found: dict[str, tuple[Card, dict[str, str]]] = {}
        for id in [*same, *near][:READ]:
            earlier = await self._states.card(id)
            if id not in same and not _asks_nearly_the_same(card, earlier, company):
                continue
            answer = await self._fitting(card, earlier)
            if answer and len(found) < MOST_EARLIER:
                found.setdefault(str(answer), (earlier, answer))
        return list(found.values())

    async def _fitting(self, card: Card, earlier: Card) -> dict[str, str]:
        """The earlier answer as one to this card, without what was meant for one customer; empty if it is none."""
        given = earlier.answer
        if given is None or earlier.overturned is not None or earlier.question.name != card.question.name:
            return {}
        answer = {"choice": given.choice} if given.choice is not None else {"text": given.text} if given.text else {}
        fits = {name: value for name, value in answer.items() if value}
        try:
            check_form(card, Answer.model_validate(fits))
        except Invalid:
            return {}
        if "text" in fits:
            names = _words((await self._states.conversation(earlier.conversation)).name or "")
            if names & _words(fits["text"]):
                return {}  # it speaks to somebody else by name
        return fits

    # ── pages ─────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _pages(self, card: Card, state: Conversation, company: Company) -> tuple[Suggestion, ...]:
        """The pages nearest to the customer's question, to be answered with, where own words are allowed."""
        understanding = self._ports.understanding
        offered = any(each.source.startswith("page ") for each in card.question.suggestions)
        if offered or understanding.needs_io or "text" not in card.question.form.get("properties", {}):
            return ()
        asked = _question_of(card, state)
        commands = await understanding.read(asked, Situation()) if asked else []
        names = [target.removeprefix("page/") for target in targets_in(commands) if target.startswith("page/")]
        pages = [company.pages[name] for name in names if name in company.pages][:MOST_PAGES]
        return tuple(
            Suggestion(
                key="", label=f"Answer from “{page.title}”", answer={"text": page.answer},
                leads_to=shortened(page.answer), source=f"page {page.name}",
            )
            for page in pages if page.answer
        )  # fmt: skip


def _question_of(card: Card, state: Conversation) -> str:
    """The words with which the customer began what the card belongs to."""
    consult = state.consults.get(card.consult)
    run = state.runs.get(consult.run) if consult is not None else None
    return state.said.get(state.runs[state.root(run.id)].message or "", "") if run is not None else ""


def _asks_nearly_the_same(card: Card, earlier: Card, company: Company) -> bool:
    """Whether the words that differ from card to card are nearly the same, to the same team in the same language."""
    if (earlier.skill, earlier.language) != (card.skill, card.language):
        return False
    spec = company.consults.get(card.question.name)
    fixed = [_HOLE.sub(" ", spec.question)] if spec is not None else []
    return likeness(card.question.text, earlier.question.text, fixed) >= ALIKE


def _words(text: str) -> set[str]:
    return {word for word in _WORD.findall(text.casefold()) if len(word) > 2}


def _numbered(first: Iterable[Suggestion], more: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    """All of them, as many as there are keys; those that have a key keep it."""
    found: list[Suggestion] = []
    for each in [*first, *more]:
        if len(found) < MOST_SUGGESTIONS:
            found.append(each if each.key else each.model_copy(update={"key": str(len(found) + 1)}))
    return tuple(found)
