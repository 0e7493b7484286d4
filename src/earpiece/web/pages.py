"""The pages and the files they are made of. No build step, nothing from elsewhere."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from fastapi import APIRouter, FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel

from earpiece.web.errors import documented
from earpiece.web.state import WebDep

HERE: Final = Path(__file__).parent
PAGES: Final = {
    "/": "chat",
    "/desk": "desk",
    "/desk/precedents": "precedents",
    "/board": "board",
    "/oversight": "oversight",
    "/admin": "admin",
    "/sign-in": "sign-in",
    "/link": "link",
    "/demo": "demo",
    "/demo/compare": "compare",
    "/practice": "practice",
}

router = APIRouter()


class Health(BaseModel):
    """The process answers and the journal can be read."""

    status: str
    seq: int


@router.get("/healthz", tags=["operations"], responses=documented(503))
async def healthz(web: WebDep) -> Health:
    """Whether this node can serve; 503 when its store does not answer, or it is about to stop."""
    health = web.services.health or web.services.desk
    return Health(status="ok", seq=await health.seq())


def _page(name: str) -> Callable[[], Awaitable[FileResponse]]:
    async def page() -> FileResponse:
        return FileResponse(HERE / "html" / f"{name}.html", headers={"Cache-Control": "no-cache"})

    return page


def add_pages(app: FastAPI, *, demo: bool) -> None:
    """Serve the pages and static files."""
    for path, name in PAGES.items():
        if demo or not path.startswith("/demo"):
            app.add_api_route(path, _page(name), include_in_schema=False, name=f"page {name}")
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
