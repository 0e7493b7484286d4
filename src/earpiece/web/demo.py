"""The demo's own endpoints: its two sides for a visitor, and the busy floor around them."""

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from earpiece.domain.errors import NotFound
from earpiece.runtime.views import BusyFigures
from earpiece.web.services import Demo
from earpiece.web.sessions import Caller, set_session
from earpiece.web.state import Web, WebDep

router = APIRouter(tags=["demo"])


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


@router.post("/demo/surge", status_code=202)
async def surge(body: Surge, _: Caller, web: WebDep) -> Coming:
    """Many customers ask the same within seconds, as when something is down: one answer is for all of them."""
    return Coming(customers=_demo(web).surge(body.customers))
