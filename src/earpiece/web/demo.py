"""The demo's own endpoints: its two sides for a visitor, a busy floor around them, a transfer beside a consult."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from earpiece.domain.errors import NotFound
from earpiece.insight.day import Channel
from earpiece.insight.sides import SideBySide, Wanted
from earpiece.runtime.views import BusyFigures, RecordedTalk
from earpiece.web.errors import documented
from earpiece.web.services import Demo
from earpiece.web.sessions import Caller, set_session
from earpiece.web.state import Web, WebDep

router = APIRouter(tags=["demo"])

Case = Annotated[str | None, Query(max_length=20, description="One of the `cases`; the first, if left out.")]
Seed = Annotated[int, Query(ge=0, le=9999, description="0: the decision takes its mean; others draw its seconds.")]
Wait = Annotated[
    int | None, Query(ge=0, le=600, description="Seconds until a person is free for the transferred customer.")
]
Pickup = Annotated[int | None, Query(ge=0, le=120, description="Seconds until an expert takes the card.")]
Own = Annotated[
    float | None, Query(ge=0.1, le=600, description="Somebody's own seconds from seeing the card to the answer.")
]
Key = Annotated[str | None, Query(max_length=8, description="The key of one of the card's choices.")]


class DemoVisit(BaseModel):
    """The customer's token for the demo's chat; the expert's session came as a cookie."""

    customer_token: str


class Surge(BaseModel):
    """How many customers ask the same at once."""

    model_config = ConfigDict(extra="forbid")
    customers: int = Field(ge=1, le=500)


class Coming(BaseModel):
    """How many come."""

    customers: int


def _demo(web: Web) -> Demo:
    if not web.settings.demo or web.services.demo is None:
        raise NotFound("This server does not run a demo.")
    return web.services.demo


@router.get("/demo/session")
async def demo_session(request: Request, response: Response, web: WebDep) -> DemoVisit:
    """Open the two sides of the demo page for this visitor; only where the operator started a demo."""
    visit = await _demo(web).start()
    set_session(request, response, web, visit["session"])
    return DemoVisit(customer_token=visit["token"])


@router.get("/demo/busy")
async def busy(_: Caller, web: WebDep) -> BusyFigures | None:
    """How busy it is: live conversations, open questions, seconds per answer; null without simulated customers."""
    return await _demo(web).figures()


@router.get("/demo/recorded")
async def recorded(_: Caller, web: WebDep) -> list[RecordedTalk]:
    """The recorded conversations that can be played, with the customer's words in order; empty without any."""
    return list(_demo(web).recorded())


@router.post("/demo/surge", status_code=202)
async def surge(body: Surge, _: Caller, web: WebDep) -> Coming:
    """Many customers ask the same within seconds, as when something is down: one answer is for all of them."""
    return Coming(customers=_demo(web).surge(body.customers))


@router.get("/demo/compare/timeline", responses=documented(404))
async def timeline(
    web: WebDep,
    case: Case = None,
    seed: Seed = 0,
    channel: Channel = "chat",
    wait_s: Wait = None,
    pickup_s: Pickup = None,
    own_s: Own = None,
    answer: Key = None,
) -> SideBySide:
    """One conversation with a consult, as the engine plays it, and the same with a transfer, second by second."""
    own = round(own_s, 1) if own_s is not None else None
    return await _demo(web).side_by_side(Wanted(case, seed, channel, wait_s, pickup_s, own, answer))
