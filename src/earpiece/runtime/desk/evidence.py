"""What stands behind a card: the lines around a turn, a tool's result, a page, an earlier answer, a call as it would be
with other arguments. Looking changes nothing but that it is on record who looked."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from jsonschema import Draft202012Validator
from pydantic import BaseModel

from earpiece.desk import answers
from earpiece.desk.people import Account, why_not
from earpiece.domain.asking import changes_of, effect_of, scope_of
from earpiece.domain.card import Card
from earpiece.domain.conversation import Conversation
from earpiece.domain.desk_events import EvidenceOpened
from earpiece.domain.errors import Forbidden, Invalid, NotFound
from earpiece.domain.events import AgentSaid
from earpiece.domain.forms import Change
from earpiece.domain.interventions import PersonSaid
from earpiece.domain.parts import CallState, Line
from earpiece.domain.places import turn_of
from earpiece.domain.playbook import Company
from earpiece.domain.ports import Write
from earpiece.gate.secrets import remove_secrets
from earpiece.runtime.desk.board import sees
from earpiece.runtime.learning.precedent_views import answer_in_words
from earpiece.runtime.learning.shelf import Shelf
from earpiece.runtime.ports import Ports
from earpiece.runtime.staff.people import People
from earpiece.runtime.states import States
from earpiece.runtime.views import Person

AROUND = 4
"""So many lines of the conversation are shown before the one that counts, and after it."""
MOST_ROWS = 60
DEEPEST = 3


class EvidenceLine(BaseModel):
    """One line. `label` says whose words or which value it is; `marked` is what the fact came from."""

    label: str = ""
    text: str
    marked: bool = False
    position: int | None = None
    """Of words: their place in the conversation."""


class EvidenceView(BaseModel):
    """What stands behind a fact, in plain language."""

    kind: Literal["turn", "tool", "page", "consult"]
    title: str
    lines: list[EvidenceLine]


class Preview(BaseModel):
    """What a yes with these changes would do."""

    effect: str
    changes: list[Change]


class Evidence:
    """For whoever may see the card."""

    def __init__(self, ports: Ports, states: States, people: People, shelf: Shelf) -> None:
        self._ports = ports
        self._shelf = shelf
        self._states = states
        self._people = people

    async def preview(self, person: Person, card: str, changes: Mapping[str, Any]) -> Preview:
        """The effect as it would be with these arguments changed. Raises NotFound, Forbidden, Invalid."""
        found = await self._seen(person, card)
        call = found.question.call
        state = await self._states.behind(found)
        tool = self._ports.companies.version(state.company).tools.get(call.tool) if call is not None else None
        if call is None or tool is None:
            raise Invalid("This card is not about a call, so there is nothing to preview.")
        _check(found.question.form, changes)
        scope = scope_of(found.question, changes)
        return Preview(effect=effect_of(tool, scope["args"]), changes=list(changes_of(tool, scope)))

    async def open(self, person: Person, card: str, source: str, turn: int | None = None) -> EvidenceView:
        """What `source` (of a fact, a suggestion, something found) stands for; `turn` is its position in the
        conversation, if it has one. That it was opened is on record. Raises NotFound, Forbidden.
        """
        found = await self._seen(person, card)
        state = await self._states.behind(found)
        what, view = await self._look(found, state, source.partition(",")[0].strip(), turn, person)
        opened = EvidenceOpened(expert=person.id, what=what)
        await self._ports.journal.append(Write(f"card/{found.id}", (opened,), self._ports.clock.now()))
        return _without_secrets(view)

    async def _look(
        self, card: Card, state: Conversation, source: str, turn: int | None, person: Person
    ) -> tuple[str, EvidenceView]:
        """What is recorded as opened, and what is shown."""
        company = self._ports.companies.version(state.company)
        kind, _, name = source.partition(" ")
        match kind:
            case "tool":
                call = _call(card, state, name, turn)
                return f"tool {name}", _tool(company, call, state)
            case "page":
                return f"page {name}", _page(company, name)
            case "consult":
                return f"consult {name}", await self._consult(name, person)
            case "asker":
                return f"asker {name}", _told_by(name, _around(state, company, None))
            case "precedent":
                return f"precedent {name}", await self._precedent(name, company)
        position = turn if turn is not None else turn_of(state, source)
        if position is None and kind == "customer":
            position = _first(state, card)
        words = _around(state, company, position)
        return ("transcript" if position is None else f"turn {position}"), words

    async def _consult(self, name: str, person: Person) -> EvidenceView:
        """Another question, and how it was answered; for those who may see its card."""
        card = await self._seen(person, name)
        lines = [EvidenceLine(label="Asked", text=card.question.text)]
        lines += [EvidenceLine(label=fact.label, text=fact.value) for fact in card.question.facts]
        if card.answer is not None and card.by is not None:
            currency = self._ports.companies.current().policy.currency
            given = answers.in_words(card, card.answer, currency)
            lines.append(EvidenceLine(label=await self._people.name(card.by), text=given, marked=True))
        if card.overturned is not None:
            who = await self._people.name(card.overturned[0])
            lines.append(EvidenceLine(label=f"Found wrong by {who}", text=card.overturned[1]))
        return EvidenceView(kind="consult", title="An earlier question", lines=lines)

    async def _precedent(self, name: str, company: Company) -> EvidenceView:
        """What was asked before, and who answered so and why; nothing that tells of whom."""
        one = await self._shelf.one(name)
        if not one.name:
            raise NotFound("There is no such answer.")
        asked = [EvidenceLine(label="Asked", text=taught.question) for taught, _ in one.taught[:1]]
        said = [EvidenceLine(label="The customer said", text=taught.situation) for taught, _ in one.taught[:1]]
        answer = answer_in_words(one.decision, one.name, company)
        given = [EvidenceLine(label=await self._people.name(each.by), text=answer) for each, _ in one.taught]
        why = [EvidenceLine(label="Because", text=one.reason)] if one.reason else []
        lines = [*asked, *(line for line in said if line.text), *_marked(given), *why]
        return EvidenceView(kind="consult", title="An earlier question", lines=lines)

    async def _seen(self, person: Person, card: str) -> Card:
        account: Account = await self._people.account(person.id)
        found = await self._states.card(card)
        if not sees(account, found):
            raise Forbidden(why_not(account, found, {}))
        return found


def _marked(lines: list[EvidenceLine]) -> list[EvidenceLine]:
    return [line.model_copy(update={"marked": True}) for line in lines]


def _check(form: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
    """Raises Invalid for arguments that may not be changed, or not to this."""
    allowed = form.get("properties", {}).get("changes", {"maxProperties": 0})
    error = next(Draft202012Validator(allowed).iter_errors(dict(changes)), None)
    if error is not None:
        field = ".".join(["changes", *map(str, error.path)])
        raise Invalid(f"This change does not fit: {error.message}.", field=field)


# ── turns ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _first(state: Conversation, card: Card) -> int | None:
    """Where the request began that the card belongs to."""
    consult = state.consults.get(card.consult)
    run = state.runs.get(consult.run) if consult is not None else None
    return state.facts_at.get(state.runs[state.root(run.id)].message or "") if run is not None else None


def _around(state: Conversation, company: Company, position: int | None) -> EvidenceView:
    """The lines around the one at that position; without one, the last lines."""
    at = next((index for index, line in enumerate(state.lines) if line.position == position), None)
    near = state.lines[-2 * AROUND :] if at is None else state.lines[max(at - AROUND, 0) : at + AROUND + 1]
    lines = [_spoken(line, state, company, marked=line.position == position) for line in near]
    return EvidenceView(kind="turn", title="In the conversation", lines=lines)


def _told_by(asker: str, words: EvidenceView) -> EvidenceView:
    """What an agent elsewhere said is known by its word alone, and by what it passed on."""
    said = EvidenceLine(label=asker, text="said so when it asked. Nobody here has checked it.", marked=True)
    return EvidenceView(kind="turn", title=f"From {asker}", lines=[said, *words.lines])


def _spoken(line: Line, state: Conversation, company: Company, *, marked: bool) -> EvidenceLine:
    if isinstance(line.event, AgentSaid):
        elsewhere = next((source for source in line.event.sources if source.startswith("asker ")), "")
        who = elsewhere.removeprefix("asker ") or company.policy.agent_name
    else:
        who = line.event.name if isinstance(line.event, PersonSaid) else state.name or "Customer"
    return EvidenceLine(label=who, text=line.event.text, marked=marked, position=line.position)


# ── results of tools ──────────────────────────────────────────────────────────────────────────────────────────────────


def _call(card: Card, state: Conversation, tool: str, turn: int | None) -> CallState:
    """The call whose result became known at that position, else the newest of the tool. Raises NotFound."""
    consult = state.consults.get(card.consult)
    position = turn if turn is not None else turn_of(state, f"tool {tool}", consult.run if consult else None)
    for call in state.calls.values():
        if call.tool == tool and position is not None and state.facts_at.get(call.id) == position:
            return call
    raise NotFound(f"There is no result of {_plain(tool)} in this conversation.")


def _tool(company: Company, call: CallState, state: Conversation) -> EvidenceView:
    known = company.tools.get(call.tool)
    title = known.about if known is not None else _plain(call.tool).capitalize()
    asked = [EvidenceLine(label=_plain(name).capitalize(), text=_words(value)) for name, value in call.args.items()]
    chosen = [value for run in state.runs.values() for value in run.values.values() if isinstance(value, dict)]
    rows = [*_rows(call.result, chosen)]
    rows = [row for at, row in enumerate(rows) if at < MOST_ROWS or row.marked]
    rows = rows or [EvidenceLine(text="It found nothing.")]
    return EvidenceView(kind="tool", title=title, lines=[*rows, *(_asked_with(line) for line in asked)])


def _asked_with(line: EvidenceLine) -> EvidenceLine:
    return EvidenceLine(label=f"Asked with {line.label.lower()}", text=line.text)


def _rows(value: Any, chosen: list[dict[str, Any]]) -> Iterator[EvidenceLine]:
    """A result as labelled values; of a list, each entry in words, the one marked that was chosen."""
    match value:
        case dict():
            for name, part in value.items():
                yield EvidenceLine(label=_plain(name).capitalize(), text=_words(part))
        case list():
            for number, entry in enumerate(value, start=1):
                yield EvidenceLine(label=str(number), text=_words(entry), marked=entry in chosen)
        case None:
            return
        case _:
            yield EvidenceLine(text=_words(value))


def _words(value: Any, depth: int = 0) -> str:
    """A value in plain language, nested things too."""
    match value:
        case None | "":
            return "none"
        case bool():
            return "yes" if value else "no"
        case dict():
            if depth >= DEEPEST:
                return "…"
            known = {name: part for name, part in value.items() if part not in (None, "", [], {})}
            parts = [f"{_plain(name)} {_words(part, depth + 1)}" for name, part in known.items()]
            return ", ".join(parts) if depth == 0 else f"({', '.join(parts)})"
        case list():
            return "; ".join(_words(part, depth + 1) for part in value) or "none"
        case float():
            return f"{value:,.2f}" if round(value, 2) == value else f"{value:,}"
    return str(value)


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _page(company: Company, name: str) -> EvidenceView:
    page = company.pages.get(name)
    if page is None:
        raise NotFound(f"There is no page {name!r}.")
    paragraphs = [part.strip() for part in page.text.split("\n\n") if part.strip()]
    lines = [EvidenceLine(text=part, marked=part == page.answer) for part in paragraphs]
    return EvidenceView(kind="page", title=page.title, lines=lines)


def _without_secrets(view: EvidenceView) -> EvidenceView:
    """Tools may answer with what nobody at a desk needs: card numbers, codes."""
    lines = [line.model_copy(update={"text": remove_secrets(line.text)[0]}) for line in view.lines]
    return view.model_copy(update={"lines": lines})
