"""The wall of open consults with their clocks, and who is there for them."""

from collections.abc import Mapping, Sequence

from earpiece.desk.staffing import need
from earpiece.domain.card import Card
from earpiece.domain.errors import NotFound
from earpiece.domain.ports import News, Row
from earpiece.runtime.ports import Ports
from earpiece.runtime.staff.people import People
from earpiece.runtime.states import States
from earpiece.runtime.supervision.live_views import OpenConsult, Staffing
from earpiece.runtime.views import Person

MOST_CARDS = 10_000
MOST_ON_WALL = 40
AGE = 5.0
"""Seconds after which all is looked up again, whatever the news say: people go without a word."""


class Wall:
    """Looked up for all who watch, when cards or people have moved."""

    def __init__(self, ports: Ports, states: States, people: People) -> None:
        self._ports = ports
        self._states = states
        self._people = people
        self._moved = True
        self._at = float("-inf")
        self._seen: tuple[list[OpenConsult], list[Staffing]] = ([], [])
        ports.journal.subscribe(self._hear)

    def _hear(self, news: News) -> None:
        if news.streams is None or any(s.startswith(("card/", "presence/", "expert/")) for s in news.streams):
            self._moved = True

    async def look(self) -> tuple[list[OpenConsult], list[Staffing]]:
        """What is due soonest comes first; skills by name."""
        now = self._ports.clock.now()
        if self._moved or now - self._at > AGE:
            self._moved, self._at = False, now
            cards = await self._ports.journal.rows("cards", "open", MOST_CARDS)
            people = await self._people.list()
            names = {person.id: person.name for person in people}
            self._seen = await self._on_wall(cards, names), await self._staffing(cards, people, now)
        return self._seen

    async def _on_wall(self, cards: Sequence[Row], names: Mapping[str, str]) -> list[OpenConsult]:
        """Cards that ask the same hang there once."""
        together: dict[str, list[Row]] = {}
        for row in cards:
            together.setdefault(row.fields.get("fan") or row.id, []).append(row)
        shown = []
        for rows in list(together.values())[:MOST_ON_WALL]:
            try:
                card = await self._states.card(rows[0].id)
            except NotFound:
                continue
            if card.ended:
                continue
            shown.append(self._consult(card, rows, names))
        return shown

    def _consult(self, card: Card, rows: Sequence[Row], names: Mapping[str, str]) -> OpenConsult:
        rung, held = card.next_rung(), card.held_by(self._ports.clock.now())
        return OpenConsult(
            card=card.id, conversation=card.conversation, skill=card.skill, kind=card.question.kind,
            question=card.question.text, asked_at=min(float(row.fields.get("asked", row.at)) for row in rows),
            next_at=rows[0].at, next_do=rung[1].do if rung is not None else None,
            holder=names.get(held.expert, held.expert) if held is not None else None, waiting=len(rows),
        )  # fmt: skip

    async def _staffing(self, cards: Sequence[Row], people: Sequence[Person], now: float) -> list[Staffing]:
        on_duty = await self._on_duty(people, now)
        promises = self._promises()
        skills = {str(row.fields.get("skill")) for row in cards} | promises.keys()
        found = []
        for skill in sorted(skills):
            mine = [row for row in cards if row.fields.get("skill") == skill]
            there = sorted((person for person in on_duty if skill in person.skills), key=lambda person: person.name)
            free = [float(row.fields.get("asked", row.at)) for row in mine if not row.fields.get("expert")]
            oldest = min(free, default=None)
            places = [person.capacity for person in there]
            wanted = need(skill, len(mine), now - oldest if oldest is not None else 0.0, promises.get(skill), places)
            seen = Staffing(
                skill=skill, on_duty=[person.name for person in there], open=len(mine), held=len(mine) - len(free),
                oldest_since=oldest, load=round(len(mine) / sum(places), 2) if places else float(len(mine)),
                missing=wanted.missing, words=wanted.words,
            )  # fmt: skip
            found.append(seen)
        return found

    async def _on_duty(self, people: Sequence[Person], now: float) -> list[Person]:
        """Those who have a workspace open and take cards."""
        here = {row.id for row in await self._ports.journal.rows("presence", "here", MOST_CARDS) if row.at > now}
        return [person for person in people if person.id in here and person.presence == "available"]

    def _promises(self) -> dict[str, float]:
        """By skill: after how many seconds the first customer is told to be patient."""
        promises: dict[str, float] = {}
        for spec in self._ports.companies.current().consults.values():
            after = [rung.after for rung in spec.ladder if rung.do == "promise"]
            promises[spec.skill] = min([promises.get(spec.skill, float("inf")), *after])
        return promises
