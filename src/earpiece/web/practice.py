"""The practice desk: the desk's own endpoints on a floor with simulated customers, and how one did there."""

from typing import Any

from fastapi import APIRouter, FastAPI, Request
from pydantic import BaseModel, ConfigDict

from earpiece.runtime.views import Grades, Person
from earpiece.web import desk, evidence
from earpiece.web.errors import RESPONSES, add_error_handlers, documented
from earpiece.web.services import Floor, Presence, WebSettings
from earpiece.web.sessions import Caller
from earpiece.web.state import WebDep, build

router = APIRouter(tags=["practice"], responses=documented(401, 403))


class PresenceChange(BaseModel):
    """Whether the expert takes cards."""

    model_config = ConfigDict(extra="forbid")
    presence: Presence


@router.get("/session")
async def session(person: Caller) -> Person:
    """Who practises."""
    return person


@router.put("/desk/presence")
async def set_presence(body: PresenceChange, person: Caller, web: WebDep) -> Person:
    """At the practice desk only."""
    await web.services.people.set_presence(person.id, body.presence)
    return person.model_copy(update={"presence": body.presence})


@router.get("/desk/grades")
async def grades(request: Request, person: Caller) -> Grades:
    """Each graded answer beside the one that is known to be right, the last first."""
    floor: Floor = request.app.state.floor
    return floor.grades(person)


def practice_app(floor: Floor, settings: WebSettings, **options: Any) -> FastAPI:
    """What is mounted at `/practice`: its paths are those of the desk. `options` go to FastAPI."""
    app = FastAPI(title="Practice", openapi_url=None, responses=RESPONSES, **options)
    app.state.web = build(floor.services, settings)
    app.state.floor = floor
    add_error_handlers(app)
    for part in (desk, evidence):
        app.include_router(part.router)
    app.include_router(router)
    return app
