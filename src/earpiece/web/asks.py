"""Questions that agents elsewhere put to our experts. A ticket is looked at until it says what became of it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from earpiece.domain.errors import Unauthenticated
from earpiece.domain.forms import PlannedCall
from earpiece.runtime.ask_views import AskedView, AskInquiry, AskRequest, SpendView, Words
from earpiece.runtime.asks import LONGEST_WAIT, Asks
from earpiece.web.errors import documented
from earpiece.web.security import bearer
from earpiece.web.sessions import PROGRAM, caller
from earpiece.web.state import Web, WebDep, present

router = APIRouter(prefix="/asks", tags=["asks"], responses=documented(401, 403, 404, 409, 429))

Ticket = Annotated[str, Path(max_length=100)]
ActingAs = Annotated[str | None, Header(description="With the service token: in whose name to ask.")]


class Reply(BaseModel):
    """What the expert wanted to know."""

    model_config = ConfigDict(extra="forbid")
    text: str = Field(min_length=1, max_length=4000)


class TakenBack(BaseModel):
    """Why nobody needs an answer any more."""

    model_config = ConfigDict(extra="forbid")
    reason: str = Field("no longer needed", max_length=200)


class Amended(BaseModel):
    """The question as it is now."""

    model_config = ConfigDict(extra="forbid")
    inquiry: AskInquiry


class Said(Words):
    """Something that was said while the question is open. Sending the same `id` again changes nothing."""

    id: str = Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9_.:-]+$")


class Spend(PlannedCall):
    """The call that is about to be made, exactly. `key` names this use of the yes: the same one again is the same use,
    so that a lost reply does no harm; make a new one for each run."""

    key: str = Field("", max_length=200)


async def asker(request: Request, web: WebDep, x_acting_as: ActingAs = None) -> str:
    """In whose name is asked. Raises Unauthenticated, Forbidden, TooMany."""
    if web.is_service(request):
        return (await caller(request, web, x_acting_as)).id if x_acting_as is not None else PROGRAM.id
    token = bearer(request)
    if token is None:
        raise Unauthenticated("Send a token that may ask: Authorization: Bearer TOKEN.")
    account = (await _asks(web).asker(token)).id
    if request.method != "GET":
        web.asks.take(account, "questions")
    return account


Asker = Annotated[str, Depends(asker)]


def _asks(web: Web) -> Asks:
    return present(web.services.asks, "This server takes no questions from elsewhere.")


@router.post("", status_code=201)
async def ask(body: AskRequest, account: Asker, web: WebDep, response: Response) -> AskedView:
    """Ask an expert. The answer comes by the ticket; with a `key` used before, it is the ticket of that time (status
    200, `replayed`), also when it has ended."""
    asked = await _asks(web).ask(account, body)
    response.status_code = 200 if asked.replayed else 201
    return asked


@router.get("/{ticket}")
async def look(
    ticket: Ticket, account: Asker, web: WebDep, wait: Annotated[float, Query(ge=0, le=LONGEST_WAIT)] = 0.0
) -> AskedView:
    """What became of the question; with `wait` at most so many seconds later, as soon as there is news."""
    return await _asks(web).look(account, ticket, wait)


@router.post("/{ticket}/reply")
async def reply(ticket: Ticket, body: Reply, account: Asker, web: WebDep) -> AskedView:
    """Answer what the expert asked back."""
    return await _asks(web).reply(account, ticket, body.text)


@router.post("/{ticket}/withdraw")
async def withdraw(ticket: Ticket, body: TakenBack, account: Asker, web: WebDep) -> AskedView:
    """Take the question back."""
    return await _asks(web).withdraw(account, ticket, body.reason)


@router.post("/{ticket}/amend")
async def amend(ticket: Ticket, body: Amended, account: Asker, web: WebDep) -> AskedView:
    """Change the question: nobody can answer it any more without having seen what it is now."""
    return await _asks(web).amend(account, ticket, body.inquiry)


@router.post("/{ticket}/messages", status_code=201)
async def add_message(ticket: Ticket, body: Said, account: Asker, web: WebDep) -> AskedView:
    """Your customer, or you, said something while the question is open: it stands on the card at once."""
    return await _asks(web).add(account, ticket, body.id, Words(who=body.who, text=body.text))


@router.post("/{ticket}/spend")
async def spend(ticket: Ticket, body: Spend, account: Asker, web: WebDep) -> SpendView:
    """Use a yes, once, before you make the call. 409 says why not in `details.why`: open, refused, expired, withdrawn,
    changed (other arguments than those allowed), spent."""
    return await _asks(web).spend(account, ticket, PlannedCall(tool=body.tool, args=body.args), body.key)
