"""Oversight over HTTP: how questions were answered, what was seen, what was found wrong. For supervisors and admins."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from earpiece.domain.seeds import MOST_SHARE
from earpiece.runtime.desk.seeds import SeedsView
from earpiece.runtime.supervision.oversight import CardOversight, OversightView
from earpiece.web.errors import documented
from earpiece.web.services import Oversight, Seeds
from earpiece.web.sessions import Supervisor
from earpiece.web.state import WebDep, present

router = APIRouter(tags=["oversight"], responses=documented(401, 403))

CardId = Annotated[str, Path(max_length=100)]
Time = Annotated[float | None, Query(ge=0, le=1e11, allow_inf_nan=False, description="Seconds since 1970.")]


class Overturn(BaseModel):
    """What was wrong with the answer."""

    model_config = ConfigDict(extra="forbid")
    reason: str = Field(min_length=1, max_length=1000)


class NewSeed(BaseModel):
    """An answered card that others' answers are put beside, and why its answer is right."""

    model_config = ConfigDict(extra="forbid")
    card: str = Field(min_length=1, max_length=100)
    because: str = Field(min_length=1, max_length=1000)


class Share(BaseModel):
    """So large a share of each expert's cards is there to check them; 0: none."""

    model_config = ConfigDict(extra="forbid")
    share: float = Field(ge=0, le=MOST_SHARE, allow_inf_nan=False)


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


@router.get("/oversight/seeds")
async def seeds(_: Supervisor, web: WebDep) -> SeedsView:
    """The answers that are taken as known, how they were answered by others, and the share of such cards."""
    return await _seeds(web).all()


@router.post("/oversight/seeds", status_code=201, responses=documented(404))
async def make_seed(body: NewSeed, person: Supervisor, web: WebDep) -> SeedsView:
    """Take a card's answer as known to be right. Now and then it is put to an expert who has not seen it."""
    return await _seeds(web).make(person, body.card, body.because)


@router.put("/oversight/seeds/share")
async def set_share(body: Share, person: Supervisor, web: WebDep) -> SeedsView:
    """How large a share of each expert's cards is there to check them."""
    return await _seeds(web).set_share(person, body.share)


@router.delete("/oversight/seeds/{card}", status_code=204, responses=documented(404))
async def drop_seed(card: CardId, person: Supervisor, web: WebDep) -> Response:
    """Put it to nobody any more."""
    await _seeds(web).drop(person, card)
    return Response(status_code=204)


def _seeds(web: WebDep) -> Seeds:
    return present(web.services.seeds, "This server keeps no cards whose right answer is known.")


def _oversight(web: WebDep) -> Oversight:
    return present(web.services.oversight, "This server keeps no record of how cards were answered.")
