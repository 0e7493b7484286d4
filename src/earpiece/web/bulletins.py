"""Bulletins over HTTP: what every customer concerned is told from now on. For supervisors and admins."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from earpiece.runtime.supervision.bulletins import BulletinRequest, BulletinView
from earpiece.web.errors import documented
from earpiece.web.services import Bulletins
from earpiece.web.sessions import Caller
from earpiece.web.state import Web, WebDep, present

router = APIRouter(tags=["bulletins"], responses=documented(401, 403))


@router.get("/desk/bulletins")
async def list_bulletins(person: Caller, web: WebDep) -> list[BulletinView]:
    """Those in force, the newest first."""
    return await _bulletins(web).list(person)


@router.post("/desk/bulletins", status_code=201, responses=documented(404, 409))
async def post_bulletin(body: BulletinRequest, person: Caller, web: WebDep) -> BulletinView:
    """Put a line in force for every conversation it concerns; with `answers` it also answers that open card, for all
    who ask the same."""
    return await _bulletins(web).post(person, body)


@router.delete("/desk/bulletins/{bulletin}", status_code=204, responses=documented(404))
async def end_bulletin(bulletin: Annotated[str, Path(max_length=100)], person: Caller, web: WebDep) -> Response:
    """It is no longer said."""
    await _bulletins(web).end(person, bulletin)
    return Response(status_code=204)


def _bulletins(web: Web) -> Bulletins:
    return present(web.services.bulletins, "There are no bulletins here.")
