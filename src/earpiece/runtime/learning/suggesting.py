"""What is known of questions like this one, as answers with one key: what people answered before, and fitting pages."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from earpiece.desk.answers import check_form
from earpiece.domain.asking import MOST_SUGGESTIONS
from earpiece.domain.card import Card
from earpiece.domain.commands import Situation, targets_in
from earpiece.domain.consequences import shortened
from earpiece.domain.conversation import Conversation
from earpiece.domain.errors import Invalid
from earpiece.domain.forms import Answer, Suggestion
from earpiece.domain.playbook import Company
from earpiece.domain.precedent import Precedent
from earpiece.precedents.candidate import KINDS
from earpiece.precedents.matching import SUGGESTED
from earpiece.runtime.learning.shelf import Shelf
from earpiece.runtime.learning.situations import said_for
from earpiece.runtime.ports import Ports
from earpiece.runtime.staff.people import People

DAYS = 7
"""An answer that nobody has published is suggested for so long after it was given last."""
MOST_EARLIER = 2
MOST_PAGES = 2
MOST_LABEL = 60


class Suggesting:
    """Adds to a question's own suggestions; all are typed answers that fit the card's form."""

    def __init__(self, ports: Ports, people: People, shelf: Shelf) -> None:
        self._ports = ports
        self._people = people
        self._shelf = shelf

    async def suggestions(self, card: Card, state: Conversation, company: Company) -> tuple[Suggestion, ...]:
        """The question's own, then precedents, then pages; at most nine."""
        own = card.question.suggestions
        if card.ended or card.question.kind not in KINDS or card.audit is not None:
            return own
        consult = state.consults.get(card.consult)
        run = consult.run if consult is not None else None
        seeded = card.seed is not None  # then its right answer is among the earlier ones
        found = own if seeded else await self._with_earlier(own, card, state, company, run)
        pages = await self._pages(card, state, company, run) if len(found) < MOST_SUGGESTIONS else ()
        return _numbered(found, (*pages, *_of_model(card)))

    # ── precedents ────────────────────────────────────────────────────────────────────────────────────────────────

    async def _with_earlier(
        self, own: tuple[Suggestion, ...], card: Card, state: Conversation, company: Company, run: str | None
    ) -> tuple[Suggestion, ...]:
        """Those that were given before say so; answers in own words come behind them."""
        found = list(own)
        for earlier in await self._earlier(card, state, company, run):
            answer = earlier.decision.model_dump(include={"choice", "text"}, exclude_none=True)
            said, source = await self._said(earlier), f"precedent {earlier.id}"
            same = next((at for at, each in enumerate(found) if each.answer == answer), None)
            if same is not None:
                leads_to = ". ".join(filter(None, [said[0].upper() + said[1:], found[same].leads_to]))
                found[same] = found[same].model_copy(update={"leads_to": shortened(leads_to), "source": source})
            elif "text" in answer:
                label = shortened(str(answer["text"]), MOST_LABEL)
                found.append(Suggestion(key="", label=label, answer=answer, leads_to=said, source=source))
        return tuple(found)

    async def _earlier(self, card: Card, state: Conversation, company: Company, run: str | None) -> list[Precedent]:
        """What people answered to questions like this one, and whoever may be told the same; the likeliest first."""
        known = await self._shelf.of_consult(card.question.name, "published", "candidate")
        if not known:
            return []
        asked = await self._shelf.asked(card.question, state, company, run)
        now = self._ports.clock.now()
        found = [
            match.precedent for match in self._shelf.matcher(company).ranked(asked, known, now, SUGGESTED)
            if _lately(match.precedent, now) and _fits(card, match.precedent.decision)
        ]  # fmt: skip
        return found[:MOST_EARLIER]

    async def _said(self, earlier: Precedent) -> str:
        """Who said so last, and when."""
        by, at = (earlier.taught[-1][0].by, earlier.taught[-1][1]) if earlier.taught else (earlier.owner, 0.0)
        if earlier.standing == "published":
            return f"as {await self._people.name(earlier.published_by or by)} published it"
        day = datetime.fromtimestamp(at, UTC)
        return f"as {await self._people.name(by)} answered on {day.day} {day:%b}"

    # ── pages ─────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _pages(
        self, card: Card, state: Conversation, company: Company, run: str | None
    ) -> tuple[Suggestion, ...]:
        """The pages nearest to the customer's question, to be answered with, where own words are allowed."""
        understanding = self._ports.understanding
        offered = any(each.source.startswith("page ") for each in card.question.suggestions)
        if offered or understanding.needs_io or "text" not in card.question.form.get("properties", {}):
            return ()
        asked = said_for(state, run) if run is not None else ""
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


def _of_model(card: Card) -> Iterator[Suggestion]:
    """What a large model suggested when the card was opened; the last ones, and never chosen beforehand."""
    brief = card.brief
    if brief is None or card.seed is not None:
        return
    for text in brief.suggestions:
        yield Suggestion(
            key="", label=shortened(text, MOST_LABEL), answer={"text": text}, leads_to=shortened(text),
            source=f"model {brief.by.partition(',')[0]}",
        )  # fmt: skip


def _lately(earlier: Precedent, now: float) -> bool:
    return earlier.standing == "published" or any(at >= now - DAYS * 86_400 for _, at in earlier.taught)


def _fits(card: Card, answer: Answer) -> bool:
    """Whether it can be given on this card."""
    try:
        check_form(card, answer)
    except Invalid:
        return False
    return True


def _numbered(first: Iterable[Suggestion], more: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    """All of them, as many as there are keys; those that have a key keep it."""
    found: list[Suggestion] = []
    for each in [*first, *more]:
        if len(found) < MOST_SUGGESTIONS:
            found.append(each if each.key else each.model_copy(update={"key": str(len(found) + 1)}))
    return tuple(found)
