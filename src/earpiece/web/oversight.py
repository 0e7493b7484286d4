"""Oversight over HTTP: how questions were answered, what was seen, what was found wrong. For supervisors and admins."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from earpiece.domain.errors import NotFound
from earpiece.runtime.oversight import CardOversight, OversightView
from earpiece.web.errors import documented
from earpiece.web.services import Oversight
from earpiece.web.sessions import Supervisor
from earpiece.web.state import WebDep

router = APIRouter(tags=["oversight"], responses=documented(401, 403))

CardId = Annotated[str, Path(max_length=100)]
Time = Annotated[float | None, Query(ge=0, le=1e11, allow_inf_nan=False, description="Seconds since 1970.")]


class Overturn(BaseModel):
    """What was wrong with the answer."""

    model_config = ConfigDict(extra="forbid")
    reason: str = Field(min_length=1, max_length=1000)


@router.get("/oversight/figures")
async def figures(
    _: Supervisor,
    web: WebDep,
    since: Annotated[Time, Query(alias="from")] = None,
    until: Annotated[Time, Query(alias="to")] = None,
) -> OversightView:
    """How cards were answered, by person and by skill, ordered by name; without times, the last seven days."""
    return await _oversight(web).figures(since, until)


@router.get("/oversight/cards/{card}", responses=documented(404))
async def card(card: CardId, _: Supervisor, web: WebDep) -> CardOversight:
    """The card exactly as each person saw it, what they did, and the answer."""
    return await _oversight(web).card(card)


@router.post("/desk/cards/{card}/overturn", status_code=201, responses=documented(404, 409))
async def overturn(card: CardId, body: Overturn, person: Supervisor, web: WebDep) -> CardOversight:
    """Find an answer wrong, with the reason. What was done with it stays done."""
    return await _oversight(web).overturn(person, card, body.reason)


def _oversight(web: WebDep) -> Oversight:
    if web.services.oversight is None:
        raise NotFound("This server keeps no record of how cards were answered.")
    return web.services.oversight
