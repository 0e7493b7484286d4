"""The figures of the day over HTTP. For supervisors and admins."""

from typing import Annotated

from fastapi import APIRouter, Query

from earpiece.insight.today import MOST_HOURS, TodayView
from earpiece.web.errors import documented
from earpiece.web.sessions import Supervisor
from earpiece.web.state import WebDep, present

router = APIRouter(tags=["board"], responses=documented(401, 403))

Hours = Annotated[float | None, Query(gt=0, le=MOST_HOURS, allow_inf_nan=False, description="Else since midnight.")]


@router.get("/figures", responses=documented(404))
async def look(_: Supervisor, web: WebDep, hours: Hours = None) -> TodayView:
    """What the conversations came to that began in the last so many hours; else since midnight where the desk is."""
    return await present(web.services.figures, "This server counts no figures.").look(hours)
