"""Stop switches and the review dial, set by supervisors for all conversations. See `domain/controls.py`."""

import asyncio
from difflib import get_close_matches
from typing import Literal

import structlog
from pydantic import BaseModel, ConfigDict

from earpiece.domain.controls import Controls, Dial, DialSet, Stop, StopLifted, StopSet
from earpiece.domain.errors import EarpieceError, Forbidden, Invalid
from earpiece.domain.playbook import Company
from earpiece.gate.secrets import remove_secrets
from earpiece.runtime.ports import Ports
from earpiece.runtime.staff.people import People
from earpiece.runtime.supervision.control_panel import ControlPanel
from earpiece.runtime.turn import Turns
from earpiece.runtime.views import Person

log = structlog.get_logger()

What = Literal["tool", "playbook", "everything"]

AT_ONCE = 20
MOST_LOOKED_AT = 100_000
"""Open conversations that are told of a switch at once; any other hears of it when something happens in it."""


class StopView(BaseModel):
    """A stop switch that is on."""

    what: What
    name: str = ""
    title: str = ""
    """As people call it."""
    reason: str = ""
    by: str
    by_name: str


class DialView(BaseModel):
    """How much is reviewed in a playbook (`*`: in every one that has no dial of its own)."""

    model_config = ConfigDict(extra="forbid")
    playbook: str
    kind: Literal["message", "effect"]
    share: float
    by: str = ""
    by_name: str = ""


class SwitchesView(BaseModel):
    """What is set, and what there is to set it for."""

    stops: list[StopView] = []
    dials: list[DialView] = []
    tools: dict[str, str] = {}
    """Name → what it does."""
    playbooks: dict[str, str] = {}
    """Name → title."""


class Switches:
    """Only supervisors and admins set anything; everybody on the desk may look."""

    def __init__(self, ports: Ports, people: People, controls: ControlPanel, turns: Turns) -> None:
        self._ports = ports
        self._people = people
        self._controls = controls
        self._turns = turns

    async def look(self) -> SwitchesView:
        """What is set at this moment."""
        now, company = await self._controls.in_force(), self._ports.companies.current()
        names = {by: await self._people.name(by) for by in _setters(now)}
        return SwitchesView(
            stops=[
                StopView(**stop.model_dump(), title=_title(stop, company), by_name=names[stop.by]) for stop in now.stops
            ],
            dials=[DialView(**dial.model_dump(), by_name=names[dial.by]) for dial in now.dials],
            tools={tool.name: tool.about for tool in company.tools.values()},
            playbooks={playbook.name: playbook.title for playbook in company.playbooks.values()},
        )  # fmt: skip

    async def stop(self, person: Person, what: What, name: str = "", reason: str = "") -> SwitchesView:
        """Put a switch on. When this returns, no node begins any of it any more."""
        await self._allowed(person)
        _check(what, name, self._ports.companies.current())
        stop = Stop(what=what, name=name, reason=remove_secrets(reason.strip()[:300])[0], by=person.id)
        await self._controls.set(StopSet(stop=stop))
        self._ports.spawn("tell of a switch", self._tell_all())
        return await self.look()

    async def lift(self, person: Person, what: What, name: str = "") -> SwitchesView:
        """Put it off again; what it held up goes on."""
        await self._allowed(person)
        if any((stop.what, stop.name) == (what, name) for stop in (await self._controls.in_force()).stops):
            await self._controls.set(StopLifted(what=what, name=name, by=person.id))
            self._ports.spawn("tell of a switch", self._tell_all())
        return await self.look()

    async def dial(
        self, person: Person, playbook: str, kind: Literal["message", "effect"], share: float
    ) -> SwitchesView:
        """Set how much of what the agent would say or do a person reviews first."""
        await self._allowed(person)
        company = self._ports.companies.current()
        if playbook != "*":
            _known("playbook", playbook, list(company.playbooks))
        if not 0 <= share <= 1:
            raise Invalid("A share is a number from 0 (none) to 1 (every one).", field="share")
        await self._controls.set(DialSet(dial=Dial(playbook=playbook, kind=kind, share=share, by=person.id)))
        return await self.look()

    async def _allowed(self, person: Person) -> None:
        if (await self._people.account(person.id)).role == "expert":
            raise Forbidden("Only supervisors and admins set switches and dials.")

    async def _tell_all(self) -> None:
        """Take every open conversation a turn further, the newest first: its customer hears of the change."""
        rows = await self._ports.journal.rows("conversations", "open", MOST_LOOKED_AT, newest=True)
        room = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(self._tell(row.id, room) for row in rows))

    async def _tell(self, conversation: str, room: asyncio.Semaphore) -> None:
        async with room:
            try:
                await self._turns.take(conversation)
            except EarpieceError as error:
                log.warning("a conversation could not be told of a switch", error=error.message)


def _setters(controls: Controls) -> set[str]:
    return {stop.by for stop in controls.stops} | {dial.by for dial in controls.dials}


def _check(what: What, name: str, company: Company) -> None:
    if what == "everything":
        if name:
            raise Invalid("A switch for everything has no name.", field="name")
        return None
    if what == "tool":
        return _known("tool", name, list(company.tools))
    _known("playbook", name, list(company.playbooks))
    policy = company.policy
    if name in (policy.wants_person, policy.ask_expert, policy.correction):
        raise Invalid(
            f"{name} is how the agent asks for people; it cannot be stopped alone. Stop everything instead.",
            field="name",
        )
    return None


def _known(what: str, name: str, names: list[str]) -> None:
    if name not in names:
        near = get_close_matches(name, names, 1)
        hint = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(sorted(names)) or 'none'}."
        raise Invalid(f"There is no {what} {name!r}. {hint}", field=what if what == "playbook" else "name")


def _title(stop: Stop, company: Company) -> str:
    if stop.what == "tool" and stop.name in company.tools:
        return company.tools[stop.name].about
    if stop.what == "playbook" and stop.name in company.playbooks:
        return company.playbooks[stop.name].title
    return "Everything" if stop.what == "everything" else stop.name
