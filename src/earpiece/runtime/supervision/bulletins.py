"""Bulletins: one sourced line of a supervisor that the agent says in every conversation it concerns, from now on."""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from pydantic import BaseModel, ConfigDict

from earpiece.domain.controls import Bulletin, BulletinEnded, BulletinPosted
from earpiece.domain.errors import Conflict, Forbidden, Invalid, NotFound
from earpiece.domain.forms import Answer
from earpiece.domain.playbook import Company
from earpiece.gate.secrets import find_secrets
from earpiece.runtime.desk.desk import Desk
from earpiece.runtime.ports import Ports
from earpiece.runtime.staff.people import People
from earpiece.runtime.supervision.control_panel import ControlPanel
from earpiece.runtime.views import AnswerRequest, Person

LONGEST_TEXT = 300
LONGEST_SOURCE = 100
MOST_WORDS = 10
DAY = 86_400.0
LONGEST = 7 * DAY
"""Seconds a bulletin may stand, unless it is meant to stand longer."""
MOST_IN_FORCE = 50

_WORD = re.compile(r"\w+")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


class BulletinRequest(BaseModel):
    """A line to be said from now on. With no `targets` and no `words` it answers whatever the agent does not know."""

    model_config = ConfigDict(extra="forbid")
    text: str
    source: str
    """Where it is known from ("status page, 12:40")."""
    until: float
    """Until when it is said, in seconds since 1970."""
    targets: list[str] = []
    """Requests it answers: `playbook/NAME`, `page/NAME`."""
    words: list[str] = []
    """It answers messages that have all of these words."""
    languages: list[str] = []
    """Only conversations in these; none named: all."""
    long: bool = False
    """It is meant to stand for more than a week."""
    answers: str | None = None
    """An open card that this line answers, for all who ask the same."""
    sure: list[str] = []
    """With `answers`: doubts about the answer that were put to the person, who keeps to it."""


class BulletinView(BaseModel):
    """A bulletin in force."""

    id: str
    text: str
    source: str
    targets: list[str]
    words: list[str]
    languages: list[str]
    until: float
    by: str
    name: str
    """Who posted it."""


class Bulletins:
    """Posts and ends bulletins, for every node. Supervisors and admins only."""

    def __init__(self, ports: Ports, people: People, controls: ControlPanel, desk: Desk) -> None:
        self._ports = ports
        self._people = people
        self._controls = controls
        self._desk = desk

    async def list(self, person: Person) -> list[BulletinView]:
        """Those in force, the newest first. Raises Forbidden."""
        _check_role(person)
        return [await self._view(bulletin) for bulletin in reversed((await self._controls.in_force()).bulletins)]

    async def post(self, person: Person, request: BulletinRequest) -> BulletinView:
        """Put it in force; first answer the card it is said to answer.

        Raises Forbidden, Invalid (with the field), Conflict if there are too many, and all that answering raises.
        """
        _check_role(person)
        bulletin = Bulletin(
            id=self._ports.ids.new("b"), text=_line("text", request.text, LONGEST_TEXT),
            source=_line("source", request.source, LONGEST_SOURCE), until=self._until(request), by=person.id,
            targets=_targets(request.targets, self._ports.companies.current()), words=_words(request.words),
            languages=_languages(request.languages),
        )  # fmt: skip
        if len((await self._controls.in_force()).bulletins) >= MOST_IN_FORCE:
            raise Conflict(f"{MOST_IN_FORCE} bulletins are in force already; end one of them first.")
        if request.answers is not None:
            await self._answer(person, request.answers, bulletin, request.sure)
        await self._controls.set(BulletinPosted(bulletin=bulletin))
        return await self._view(bulletin)

    async def end(self, person: Person, bulletin: str) -> None:
        """It is no longer said. Raises Forbidden, NotFound."""
        _check_role(person)
        if all(each.id != bulletin for each in (await self._controls.in_force()).bulletins):
            raise NotFound("There is no such bulletin in force.")
        await self._controls.set(BulletinEnded(bulletin=bulletin, by=person.id))

    def _until(self, request: BulletinRequest) -> float:
        left = request.until - self._ports.clock.now()
        if not left > 0:
            raise Invalid("Say until when the bulletin holds: a time to come.", field="until")
        if left > LONGEST and not request.long:
            raise Invalid(
                "A bulletin stands for a week at most; say `long` if it is meant to stand longer, or put it on a page "
                "of the company's knowledge.",
                field="until",
            )
        return request.until

    async def _answer(self, person: Person, card: str, bulletin: Bulletin, sure: Sequence[str]) -> None:
        """Give the line to the customers who wait for this answer, on the way of every answer."""
        await self._desk.set_aside(person, card)
        view = await self._desk.card(person, card)
        if "text" not in view.form.get("properties", {}):
            raise Invalid("This card takes no words for an answer; choose one of its own answers.", field="answers")
        request = AnswerRequest(
            answer=Answer(text=bulletin.text), revision=view.revision, key=f"bulletin {bulletin.id}", sure=[*sure]
        )
        await self._desk.answer(person, card, request)

    async def _view(self, bulletin: Bulletin) -> BulletinView:
        return BulletinView(**bulletin.model_dump(), name=await self._people.name(bulletin.by))


def _check_role(person: Person) -> None:
    if person.role == "expert":
        raise Forbidden("Only supervisors and admins may set bulletins.")


def _line(field: str, text: str, longest: int) -> str:
    """One line, without spaces around it. Raises Invalid."""
    line = " ".join(text.split())
    if not line:
        missing = {"text": "Write what customers are to be told.", "source": "Say where this is known from."}
        raise Invalid(missing[field], field=field)
    if len(line) > longest:
        raise Invalid(f"At most {longest} characters; this is {len(line)}.", field=field)
    if find_secrets(line):
        raise Invalid("Please leave card numbers, codes and passwords out of it.", field=field)
    return line


def _targets(wanted: Iterable[str], company: Company) -> tuple[str, ...]:
    """Requests that the company knows. Raises Invalid with what may have been meant."""
    known = [*(f"playbook/{name}" for name in company.playbooks), *(f"page/{name}" for name in company.pages)]
    for target in wanted:
        if not company.knows(target):
            near = get_close_matches(target, known, n=3, cutoff=0.4)
            meant = f" Did you mean {' or '.join(near)}?" if near else " Name one as playbook/NAME or page/NAME."
            raise Invalid(f"There is no {target!r}.{meant}", field="targets")
    return tuple(dict.fromkeys(wanted))


def _words(wanted: Iterable[str]) -> tuple[str, ...]:
    words = tuple(dict.fromkeys(word.strip().casefold() for word in wanted))
    wrong = next((word for word in words if not _WORD.fullmatch(word)), None)
    if wrong is not None:
        raise Invalid(f"{wrong!r} is not a single word.", field="words")
    if len(words) > MOST_WORDS:
        raise Invalid(f"At most {MOST_WORDS} words: a message must have all of them.", field="words")
    return words


def _languages(wanted: Iterable[str]) -> tuple[str, ...]:
    languages = tuple(dict.fromkeys(wanted))
    wrong = next((language for language in languages if not _LANGUAGE.fullmatch(language)), None)
    if wrong is not None:
        raise Invalid(f"{wrong!r} is not a language; write it like “en”.", field="languages")
    return languages
