"""Precedents over HTTP: answers kept for the next time. Who may publish, and the like, is decided where it is done."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from earpiece.domain.precedent import Scope
from earpiece.runtime.learning.views import PrecedentsView, PrecedentView, RecallView
from earpiece.web.errors import documented
from earpiece.web.learned import Precedents
from earpiece.web.sessions import Caller
from earpiece.web.state import Web, WebDep, present

router = APIRouter(prefix="/precedents", tags=["precedents"], responses=documented(401, 403, 404))

Id = Annotated[str, Path(max_length=100)]
Shelf = Literal["", "candidate", "published", "contradicted", "retired", "recalled"]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Publishing(_Body):
    """How it is to hold; what is left out stays as it is."""

    scope: Scope | None = None
    expires_at: float | None = Field(None, ge=0, le=1e11, allow_inf_nan=False)
    reason: str = Field("", max_length=1000)
    situation: str = Field("", max_length=1000)
    """When it holds, in the company's own words."""


class Why(_Body):
    """Why, in one line, for the record."""

    reason: str = Field("", max_length=1000)


AS_IT_IS: Final = Publishing()
NO_REASON: Final = Why()


class Wrong(_Body):
    """What was wrong with the answer, and what is right, in words for the customer."""

    reason: str = Field(min_length=1, max_length=1000)
    instead: str = Field("", max_length=1000)


class Holds(_Body):
    """The card whose answer holds."""

    card: str = Field(min_length=1, max_length=100)


@router.get("")
async def search(
    person: Caller,
    web: WebDep,
    words: Annotated[str, Query(alias="search", max_length=200, description="Words that must all occur.")] = "",
    standing: Annotated[Shelf, Query(description="`retired` has the recalled ones too; empty: all.")] = "",
    page: Annotated[int, Query(ge=0, le=10_000)] = 0,
) -> PrecedentsView:
    """Answers kept for the next time, the newest first."""
    return await _precedents(web).search(person, words, standing, page)


@router.get("/{id}")
async def look(id: Id, person: Caller, web: WebDep) -> PrecedentView:
    """One of them: what was asked, what was answered and why, who agreed, who differed."""
    return await _precedents(web).look(person, id)


@router.get("/{id}/touched")
async def touched(id: Id, person: Caller, web: WebDep) -> RecallView:
    """Every conversation it reached and what the agent said there, each with a drafted correction."""
    return await _precedents(web).touched(person, id)


@router.post("/{id}/publish", responses=documented(409))
async def publish(id: Id, person: Caller, web: WebDep, body: Publishing = AS_IT_IS) -> PrecedentView:
    """Let it answer by itself from now on. Sent again it changes nothing."""
    return await _precedents(web).publish(person, id, body.scope, body.expires_at, body.reason, body.situation)


@router.post("/{id}/retire", responses=documented(409))
async def retire(id: Id, person: Caller, web: WebDep, body: Why = NO_REASON) -> PrecedentView:
    """It is used no more. What it has answered stays as it is. Sent again it changes nothing."""
    return await _precedents(web).retire(person, id, body.reason)


@router.post("/{id}/settle", responses=documented(409))
async def settle(id: Id, body: Holds, person: Caller, web: WebDep) -> PrecedentView:
    """Where people answered differently: the answer given on this card holds."""
    return await _precedents(web).settle(person, id, body.card)


@router.post("/{id}/recall", responses=documented(409))
async def recall(id: Id, body: Wrong, person: Caller, web: WebDep) -> RecallView:
    """Find it wrong: its use stops at once. Every conversation it reached, each with a drafted correction."""
    return await _precedents(web).recall(person, id, body.reason, body.instead)


@router.post("/{id}/restore", responses=documented(409))
async def restore(id: Id, person: Caller, web: WebDep) -> PrecedentView:
    """Take the last publishing, retiring or recalling back, and with it what that retired."""
    return await _precedents(web).restore(person, id)


def _precedents(web: Web) -> Precedents:
    return present(web.services.precedents, "This server keeps no answers for the next time.")
