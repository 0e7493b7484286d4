"""The desk inside other tools: pages without our own bar, a page for a single card, and how the tool signs its user in.

Only pages of the origins in EARPIECE_FRAMES may show them in a frame (see `security.SafeHeaders`).
"""

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field

from earpiece.domain.errors import Unauthenticated
from earpiece.runtime.views import Person
from earpiece.web.errors import documented
from earpiece.web.pages import HERE
from earpiece.web.security import check_origin
from earpiece.web.sessions import Admin, set_session
from earpiece.web.state import WebDep

router = APIRouter(tags=["embedding"], responses=documented(401, 403))

HAND_OFF_SECONDS: Final = 60
"""How long the token of a hand-off may be used."""

OWN_PATH: Final = r"^(/[A-Za-z0-9_.~-]+)+$"


class HandOffs:
    """Short-lived signed words that a person may come in: `ID.until.mac`. Nothing of them is stored."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def sign(self, person: str, now: float) -> str:
        """A token that signs this person in during the next minute."""
        head = f"{person}.{int(now) + HAND_OFF_SECONDS}"
        return f"{head}.{self._mac(head)}"

    def read(self, token: str, now: float) -> str:
        """Whom it signs in; raises Unauthenticated for a false or stale one."""
        head, _, mac = token.rpartition(".")
        person, _, until = head.rpartition(".")
        if not person or not hmac.compare_digest(self._mac(head).encode(), mac.encode(errors="replace")):
            raise Unauthenticated("This hand-off is not valid. Open the desk again from the tool you came from.")
        if int(until) < now:
            raise Unauthenticated("This hand-off is too old. Open the desk again from the tool you came from.")
        return person

    def _mac(self, head: str) -> str:
        return hmac.digest(self._secret, b"hand-off:" + head.encode(errors="replace"), hashlib.sha256).hex()


class NewHandOff(BaseModel):
    """Where the person goes once signed in."""

    model_config = ConfigDict(extra="forbid")
    to: str = Field("/desk/embed", pattern=OWN_PATH, max_length=300, examples=["/desk/embed", "/card/card1f2e"])


class HandOff(BaseModel):
    """An address of ours for a frame; within a minute it signs the person in and goes on to where it was asked."""

    path: str


class HandedOff(BaseModel):
    """The token that stands behind the # of the address."""

    model_config = ConfigDict(extra="forbid")
    token: str = Field(max_length=1000)


@router.post("/people/{id}/hand-off", status_code=201, responses=documented(404))
async def hand_off(body: NewHandOff, id: Annotated[str, Path(max_length=100)], _: Admin, web: WebDep) -> HandOff:
    """For the server of a tool that has signed this person in itself: the address of its frame."""
    person = await web.services.people.person(id)
    token = HandOffs(web.settings.secret).sign(person.id, web.now())
    return HandOff(path=f"/hand-off?to={quote(body.to)}#{token}")


@router.post("/session/hand-off", status_code=201, responses=documented(404))
async def use_hand_off(body: HandedOff, request: Request, response: Response, web: WebDep) -> Person:
    """Sign in with the token of a hand-off."""
    check_origin(request)
    person = HandOffs(web.settings.secret).read(body.token, web.now())
    session = await web.services.people.open_session(person, "hand-off")
    set_session(request, response, web, session)
    return await web.services.people.who(session)


def _page(name: str) -> Callable[[], Awaitable[FileResponse]]:
    async def page() -> FileResponse:
        return FileResponse(HERE / "html" / f"{name}.html", headers={"Cache-Control": "no-cache"})

    return page


PAGES: Final = {
    "/desk/embed": "embed",
    "/card/{card}": "card",
    "/hand-off": "hand-off",
    "/admin/webhooks": "webhooks",
}

for path, name in PAGES.items():
    router.add_api_route(path, _page(name), include_in_schema=False, name=f"page {name}")
