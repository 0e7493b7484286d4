"""What stands behind a card over HTTP: where its facts come from, and what a yes with changes would do."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict

from earpiece.runtime.desk.evidence import EvidenceView, Preview
from earpiece.web.errors import documented
from earpiece.web.services import Evidence
from earpiece.web.sessions import Caller
from earpiece.web.state import Web, WebDep, present

router = APIRouter(tags=["desk"], responses=documented(401, 403, 404))

CardId = Annotated[str, Path(max_length=100)]


class Changed(BaseModel):
    """Arguments of the proposed call as the expert would change them."""

    model_config = ConfigDict(extra="forbid")
    changes: dict[str, Any] = {}


@router.post("/desk/cards/{card}/preview")
async def preview(card: CardId, body: Changed, person: Caller, web: WebDep) -> Preview:
    """What a yes with these changes would do; nothing is answered."""
    return await _evidence(web).preview(person, card, body.changes)


@router.get("/desk/cards/{card}/evidence")
async def evidence(
    card: CardId,
    person: Caller,
    web: WebDep,
    source: Annotated[str, Query(max_length=200)],
    turn: Annotated[int | None, Query(ge=1)] = None,
) -> EvidenceView:
    """Where a fact comes from: the words around it, the tool's result, the page, or the earlier question. That it was
    opened is on record."""
    return await _evidence(web).open(person, card, source, turn)


def _evidence(web: Web) -> Evidence:
    return present(web.services.evidence, "Nothing is kept here that a card could be looked up in.")
