"""How far the agent decides alone, over HTTP. Figures only: everybody on the human side may read them."""

from fastapi import APIRouter

from earpiece.runtime.learning.views import LearningView
from earpiece.web.errors import documented
from earpiece.web.sessions import Caller
from earpiece.web.state import WebDep, present

router = APIRouter(tags=["learning"], responses=documented(401, 403, 404))


@router.get("/learning")
async def look(_: Caller, web: WebDep) -> LearningView:
    """What the agent asked and what it decided alone, by class, with the estimated error and the budget."""
    missing = "On this server the agent decides nothing alone that it should ask."
    return await present(web.services.learning, missing).classes()
