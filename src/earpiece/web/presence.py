"""Who is at the desk: what workspaces say of themselves, here and in other tools."""

from collections.abc import Callable

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from earpiece.desk.presence import SAYS_SO
from earpiece.domain.ports import Clock
from earpiece.runtime.views import Person
from earpiece.web.errors import documented
from earpiece.web.services import AtDesk
from earpiece.web.sessions import PROGRAM, Caller
from earpiece.web.sse import Events
from earpiece.web.state import WebDep

router = APIRouter(tags=["people"], responses=documented(401, 403))


class HereNow(BaseModel):
    """A workspace is open; `active`: its person did something there since it last said so."""

    model_config = ConfigDict(extra="forbid")
    workspace: str = Field("desk", min_length=1, max_length=40)
    active: bool = False


@router.post("/desk/seen", responses=documented(404))
async def here_now(body: HereNow, person: Caller, web: WebDep) -> Person:
    """Say that you are there, every 30 seconds; whoever has said nothing for 75 is not."""
    if web.services.at_desk is not None:
        await web.services.at_desk.seen(person.id, body.workspace, active=body.active)
    return await web.services.people.person(person.id)


@router.post("/desk/gone", status_code=204)
async def gone(person: Caller, web: WebDep) -> Response:
    """Say that your last workspace was closed: what you hold goes back to the queue at once."""
    if web.services.at_desk is not None:
        await web.services.at_desk.gone(person.id)
    return Response(status_code=204)


async def with_presence(events: Events, at_desk: AtDesk | None, person: Person, clock: Clock) -> Events:
    """The events of an open desk, which says meanwhile that this person is there."""
    if at_desk is None or person.id == PROGRAM.id:
        async for event in events:
            yield event
        return
    said = await _say(at_desk, person, clock.now)
    at_desk.opened(person.id)
    try:
        async for event in events:
            if clock.now() - said >= SAYS_SO:
                said = await _say(at_desk, person, clock.now)
            yield event
    finally:
        at_desk.closed(person.id)
        await events.aclose()


async def _say(at_desk: AtDesk, person: Person, now: Callable[[], float]) -> float:
    await at_desk.seen(person.id)
    return now()
