"""Where Slack tells what people did with cards there. See docs/workspaces.md for how an app is set up."""

from typing import Any

from fastapi import APIRouter, Request

from earpiece.web.errors import documented
from earpiece.web.services import SlackDoor
from earpiece.web.state import Web, WebDep, present

router = APIRouter(prefix="/slack", tags=["slack"], responses=documented(401, 404))


def _door(web: Web) -> SlackDoor:
    return present(web.services.slack, "This server is not joined to Slack.")


@router.post("/interactions")
async def interactions(request: Request, web: WebDep) -> dict[str, Any]:
    """A pressed button, a filled form: signed by Slack, and at most five minutes old."""
    return await _door(web).interaction(await request.body(), request.headers)


@router.post("/events")
async def events(request: Request, web: WebDep) -> dict[str, Any]:
    """Slack asks whether we are there."""
    return await _door(web).event(await request.body(), request.headers)
