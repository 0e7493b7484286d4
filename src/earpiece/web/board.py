"""The live board over HTTP: what supervisors see of everything that goes on."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from earpiece.domain.errors import EarpieceError
from earpiece.domain.ports import Clock
from earpiece.runtime.supervision.live_views import BoardView, Counts, LiveView, OpenConsult, Staffing
from earpiece.runtime.views import Person
from earpiece.web import sse
from earpiece.web.errors import documented
from earpiece.web.services import Live
from earpiece.web.sessions import Supervisor, caller, supervisor
from earpiece.web.state import WebDep, present

router = APIRouter(tags=["board"], responses=documented(401, 403))

PACE: Final = 0.25
"""Seconds between two events of a stream, at least."""

AGAIN: Final = 5.0
"""Seconds after which the order is looked at again, though nothing happened: who waits comes up."""

Words = Annotated[str, Query(alias="filter", max_length=200, description="Words that must all occur in what is shown.")]
Limit = Annotated[int, Query(ge=1, le=500)]


class BoardChange(BaseModel):
    """Sent as the event `board`: the order of the conversations shown, those that are new or changed; the wall and the
    staffing only if they changed."""

    at: float
    order: list[str]
    changed: list[LiveView]
    counts: Counts
    wall: list[OpenConsult] | None
    staffing: list[Staffing] | None


@router.get("/board/conversations")
async def look(_: Supervisor, web: WebDep, words: Words = "", limit: Limit = 100) -> BoardView:
    """The live conversations that need an eye most, what waits for an answer, and who is there for it."""
    return await _live(web).look(words, limit)


@router.get("/board/stream", response_class=sse.LiveResponse)
async def stream(request: Request, _: Supervisor, web: WebDep, words: Words = "", limit: Limit = 100) -> Response:
    """Follow the board live: events `board` (a BoardChange), at most four each second."""

    async def who() -> Person:
        return await supervisor(await caller(request, web, request.headers.get("x-acting-as")))

    return await sse.LiveResponse.of(follow(_live(web), web.services.clock, who, words, limit))


async def follow(live: Live, clock: Clock, who: Callable[[], Awaitable[Person]], words: str, limit: int) -> sse.Events:
    """The board, then what changes of it. Ends when the session, or the right to look, does."""
    known: dict[str, object] = {}
    before: BoardView | None = None
    silent = 0.0
    while True:
        try:
            await who()
        except EarpieceError:
            return
        began = clock.now()
        view = await live.look(words, limit)
        change = _change(view, before, known)
        if change is not None:
            yield sse.Event("board", view.version, change)
            silent = 0.0
        elif silent >= sse.HEARTBEAT:
            yield None
            silent = 0.0
        known = {each.id: _timeless(each) for each in view.conversations}
        before = view
        await live.wait(view.version, PACE if view.counts.unread else AGAIN)
        took = clock.now() - began
        if took < PACE:
            await clock.sleep(PACE - took)
        silent += max(took, PACE)


def _change(view: BoardView, before: BoardView | None, known: dict[str, object]) -> BoardChange | None:
    order = [each.id for each in view.conversations]
    changed = [each for each in view.conversations if known.get(each.id) != _timeless(each)]
    wall = view.wall if before is None or before.wall != view.wall else None
    staffing = view.staffing if before is None or before.staffing != view.staffing else None
    same = before is not None and before.counts == view.counts and [each.id for each in before.conversations] == order
    if same and not changed and wall is None and staffing is None:
        return None
    return BoardChange(at=view.at, order=order, changed=changed, counts=view.counts, wall=wall, staffing=staffing)


def _timeless(view: LiveView) -> object:
    """All that does not change by time alone."""
    reasons = [(reason.words, reason.since) for reason in view.reasons]
    return view.customer, view.about, view.lead, view.waiting_since, reasons, view.last, view.last_at


def _live(web: WebDep) -> Live:
    return present(web.services.live, "This server has no board.")
