"""Webhooks: whom the desk tells what happens at it. For admins."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from earpiece.web.errors import documented
from earpiece.web.sessions import Admin
from earpiece.web.state import Web, WebDep, present
from earpiece.workspaces.webhooks.register import (
    AttemptView,
    Register,
    WebhookChange,
    WebhookForm,
    WebhookMade,
    WebhookView,
)

router = APIRouter(prefix="/webhooks", tags=["webhooks"], responses=documented(401, 403))

Id = Annotated[str, Path(max_length=100)]


def _register(web: Web) -> Register:
    return present(web.services.webhooks, "This server has no webhooks.")


@router.get("")
async def list_webhooks(_: Admin, web: WebDep) -> list[WebhookView]:
    """All of them, with what came of the last messages."""
    return await _register(web).webhooks()


@router.post("", status_code=201)
async def add_webhook(body: WebhookForm, person: Admin, web: WebDep) -> WebhookMade:
    """Have an address told what happens from now on. The secret is shown only in this answer."""
    return await _register(web).add(person.id, body)


@router.put("/{id}", responses=documented(404, 409))
async def change_webhook(id: Id, body: WebhookChange, person: Admin, web: WebDep) -> WebhookMade | WebhookView:
    """What it is from now on; paused, it misses what happens meanwhile. With `new_secret` the answer has it."""
    return await _register(web).change(person.id, id, body)


@router.delete("/{id}", status_code=204, responses=documented(404))
async def remove_webhook(id: Id, person: Admin, web: WebDep) -> Response:
    """Send nothing more."""
    await _register(web).remove(person.id, id)
    return Response(status_code=204)


@router.get("/{id}/dead", responses=documented(404))
async def dead_messages(id: Id, _: Admin, web: WebDep) -> list[AttemptView]:
    """What no attempt could deliver, the newest first."""
    return await _register(web).dead(id)


@router.post("/{id}/dead/{message}/retry", status_code=202, responses=documented(404, 409))
async def retry_dead_message(id: Id, message: int, person: Admin, web: WebDep) -> Response:
    """Send it again, with as many attempts as the first time."""
    await _register(web).retry(person.id, id, message)
    return Response(status_code=202)
