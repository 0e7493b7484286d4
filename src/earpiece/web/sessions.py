"""Who is calling on the human side: sign-in, sessions, accounts, presence."""

from typing import Annotated
from urllib.parse import parse_qs, quote

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from earpiece.domain.errors import Forbidden, Invalid, NotFound, Unauthenticated
from earpiece.runtime.views import Person
from earpiece.web.errors import documented
from earpiece.web.security import DAY, bearer, check_origin
from earpiece.web.services import Presence
from earpiece.web.state import Web, WebDep, address

router = APIRouter(tags=["people"], responses=documented(401, 403))

PROGRAM = Person(id="program", name="Program", role="admin")
"""Who the service token stands for."""


def cookie_name(request: Request) -> str:
    """With TLS the name binds the cookie to this host."""
    return "__Host-earpiece" if request.url.scheme == "https" else "earpiece"


def set_session(request: Request, response: Response, web: Web, token: str) -> None:
    """Keep the session in a cookie that scripts cannot read."""
    secure = request.url.scheme == "https"
    framed = secure and bool(web.settings.allowed_frames)
    response.set_cookie(
        cookie_name(request),
        token,
        max_age=int(web.settings.session_days * DAY),
        path="/",
        httponly=True,
        secure=secure,
        samesite="none" if framed else "lax",
    )
    if framed:  # inside another site's page a browser keeps only partitioned cookies
        name, value = response.raw_headers[-1]
        response.raw_headers[-1] = (name, value + b"; Partitioned")


def session_token(request: Request) -> str:
    """The session of the caller: a program's header, or a browser's cookie from our own pages."""
    token = bearer(request)
    if token is None:
        token = request.cookies.get(cookie_name(request))
        if token:
            check_origin(request)
    if not token:
        raise Unauthenticated("Nobody is signed in. Sign in at /sign-in.")
    return token


async def caller(
    request: Request,
    web: WebDep,
    x_acting_as: Annotated[str | None, Header(description="With the service token: whom to act as.")] = None,
) -> Person:
    """The person who calls; raises Unauthenticated."""
    if not web.is_service(request):
        return await web.services.people.who(session_token(request))
    if x_acting_as is None:
        return PROGRAM
    try:
        person = await web.services.people.person(x_acting_as)
    except NotFound as error:
        raise NotFound(f"X-Acting-As: there is no account {x_acting_as[:100]!r}.") from error
    if person.disabled:
        raise Forbidden(f"X-Acting-As: the account {person.id!r} is disabled.")
    return person


Caller = Annotated[Person, Depends(caller)]


async def admin(person: Caller) -> Person:
    """The caller, if an admin."""
    if person.role != "admin":
        raise Forbidden("Only an admin may do this.")
    return person


Admin = Annotated[Person, Depends(admin)]


async def supervisor(person: Caller) -> Person:
    """The caller, if a supervisor or an admin."""
    if person.role == "expert":
        raise Forbidden("Only supervisors and admins may do this.")
    return person


Supervisor = Annotated[Person, Depends(supervisor)]


class SignIn(BaseModel):
    """Either `id` and `password`, or a one-time `link`; with `bearer` a program gets a token, no cookie."""

    model_config = ConfigDict(extra="forbid")
    id: str | None = Field(None, max_length=100)
    password: str | None = Field(None, max_length=1000)
    link: str | None = Field(None, max_length=1000)
    bearer: bool = False


class SignedIn(BaseModel):
    """Who is signed in; `token` only if a bearer token was asked for."""

    person: Person
    token: str | None = None


class PresenceChange(BaseModel):
    """Whether the expert takes cards."""

    model_config = ConfigDict(extra="forbid")
    presence: Presence


@router.post("/session", status_code=201, responses=documented(429))
async def sign_in(body: SignIn, request: Request, response: Response, web: WebDep) -> SignedIn:
    """Sign in by password or one-time link."""
    token = await _opened(body, request, web)
    person = await web.services.people.who(token)
    if body.bearer:
        return SignedIn(person=person, token=token)
    set_session(request, response, web, token)
    return SignedIn(person=person)


@router.post("/sign-in", include_in_schema=False)
@router.post("/link", include_in_schema=False)
async def sign_in_by_form(
    request: Request,
    web: WebDep,
    onward: Annotated[str, Query(alias="next")] = "/desk",
    link: Annotated[str | None, Query(alias="token", max_length=1000)] = None,
) -> Response:
    """The two pages' forms as a browser sends them by itself, when their script has not come yet."""
    fields = {name: values[0] for name, values in parse_qs((await request.body()).decode(errors="replace")).items()}
    body = SignIn(id=fields.get("id", "")[:100], password=fields.get("password", "")[:1000], link=link)
    try:
        session = await _opened(body, request, web)
    except Unauthenticated as error:
        return RedirectResponse(f"/sign-in?next={quote(onward)}&problem={error.code}", status_code=303)
    inside = onward.startswith("/") and not onward.startswith(("//", "/\\"))
    response = RedirectResponse(onward if inside else "/desk", status_code=303)
    set_session(request, response, web, session)
    return response


async def _opened(body: SignIn, request: Request, web: Web) -> str:
    """The token of a new session."""
    check_origin(request)
    people = web.services.people
    web.sign_ins.take(f"from {address(request)}", "attempts to sign in")
    if body.link is not None:
        return await people.use_link(body.link)
    if body.id is None or body.password is None:
        raise Invalid("Send id and password, or link.")
    web.sign_ins.take(f"as {body.id}", "attempts to sign in")
    return await people.sign_in(body.id, body.password)


@router.get("/session")
async def get_session(person: Caller) -> Person:
    """Who is signed in."""
    return person


@router.delete("/session", status_code=204)
async def sign_out(request: Request, web: WebDep) -> Response:
    """End the session."""
    token = session_token(request)
    person = await web.services.people.who(token)
    if web.services.at_desk is not None:
        await web.services.at_desk.gone(person.id, "signed out")
    await web.services.people.sign_out(token)
    response = Response(status_code=204)
    secure = request.url.scheme == "https"
    response.delete_cookie(cookie_name(request), path="/", secure=secure, httponly=True)
    return response


@router.put("/desk/presence")
async def set_presence(body: PresenceChange, person: Caller, web: WebDep) -> Person:
    """Say whether cards are welcome."""
    await web.services.people.set_presence(person.id, body.presence)
    return person.model_copy(update={"presence": body.presence})
