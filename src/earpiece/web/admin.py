"""Accounts: who works here, what they may do, how they and their programs get in. For admins; a password and a way out
also for oneself."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from earpiece.domain.desk_events import TokenRight
from earpiece.domain.errors import Forbidden
from earpiece.runtime.staff.accounts import AccountView, PersonChange
from earpiece.runtime.staff.people import SHORTEST_PASSWORD
from earpiece.runtime.views import Person
from earpiece.web.errors import documented
from earpiece.web.security import bearer
from earpiece.web.services import Accounts
from earpiece.web.sessions import Admin, Caller, cookie_name
from earpiece.web.state import WebDep, present

router = APIRouter(tags=["people"], responses=documented(401, 403))

PersonId = Annotated[str, Path(max_length=100)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Skills = Annotated[list[Annotated[str, Field(min_length=1, max_length=100)]], Field(max_length=200)]
Limits = dict[str, Annotated[float, Field(ge=0, allow_inf_nan=False)]]
Levels = dict[str, Annotated[int, Field(ge=1, le=9)]]
Capacity = Annotated[float, Field(gt=0, le=1000)]


class NewPerson(Person):
    """An account to be added; without a password it signs in by one-time links."""

    model_config = ConfigDict(extra="forbid")
    name: Name
    skills: Skills = []
    authority: Limits = {}
    levels: Levels = {}
    capacity: Capacity = 4.0
    password: str | None = Field(None, min_length=SHORTEST_PASSWORD, max_length=1000)


class NewFields(PersonChange):
    """The account as it is to be; what is left out is set back."""

    model_config = ConfigDict(extra="forbid")
    name: Name
    skills: Skills = []
    authority: Limits = {}
    levels: Levels = {}
    capacity: Capacity = 4.0


class OneTimeLink(BaseModel):
    """Who opens this address of ours is signed in as that person; once, within an hour."""

    path: str


class NewPassword(BaseModel):
    """For one's own account, with the `current` one."""

    model_config = ConfigDict(extra="forbid")
    password: str = Field(min_length=SHORTEST_PASSWORD, max_length=1000)
    current: str | None = Field(None, max_length=1000)


class NewToken(BaseModel):
    """A token for a program; without `days` it ends only when it is revoked."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=100)
    days: float | None = Field(90.0, gt=0, le=3660)
    may: TokenRight = "all"
    """`ask`: it may put questions to experts, and nothing else."""


class ShownToken(BaseModel):
    """Shown this once; only its hash is kept."""

    token: str


@router.get("/people")
async def list_people(_: Admin, web: WebDep) -> list[Person]:
    """All accounts."""
    return await web.services.people.list()


@router.post("/people", status_code=201, responses=documented(409))
async def add_person(body: NewPerson, admin: Admin, web: WebDep) -> Person:
    """Add an account."""
    person = Person.model_validate(body.model_dump(exclude={"password", "presence", "disabled"}))
    await web.services.people.add(person, body.password, admin.id)
    return person


@router.get("/people/{id}", responses=documented(404))
async def get_person(id: PersonId, _: Admin, web: WebDep) -> AccountView:
    """An account with its sessions and tokens."""
    return await _accounts(web).account(id)


@router.put("/people/{id}", responses=documented(404, 409))
async def change_person(id: PersonId, body: NewFields, admin: Admin, web: WebDep) -> AccountView:
    """Change what an account is and may do. Nobody gives more rights to themselves."""
    return await _accounts(web).change(admin, id, body)


@router.post("/people/{id}/disable", responses=documented(404, 409))
async def disable_person(id: PersonId, admin: Admin, web: WebDep) -> AccountView:
    """Nobody signs in with it any more. Sessions and tokens end at once, and cards in hand go back."""
    return await _accounts(web).disable(admin, id)


@router.post("/people/{id}/enable", responses=documented(404, 409))
async def enable_person(id: PersonId, admin: Admin, web: WebDep) -> AccountView:
    """It may be used again."""
    return await _accounts(web).enable(admin, id)


@router.post("/people/{id}/link", status_code=201, responses=documented(404))
async def issue_link(id: PersonId, admin: Admin, web: WebDep) -> OneTimeLink:
    """A one-time link for who has no password or lost it."""
    return OneTimeLink(path=f"/link?token={await web.services.people.issue_link(id, admin.id)}")


@router.put("/people/{id}/password", status_code=204, responses=documented(404, 429))
async def set_password(id: PersonId, body: NewPassword, caller: Caller, request: Request, web: WebDep) -> Response:
    """Set a password: one's own, or as an admin anybody's. The account's other sessions end."""
    accounts = _accounts(web)
    if caller.id == id:
        web.sign_ins.take(f"as {id}", "attempts to sign in")
        if not await accounts.people.is_password(id, body.current or ""):
            raise Forbidden("The current password is wrong.")
    elif caller.role != "admin":
        raise Forbidden("Only an admin may do this.")
    mine = bearer(request) or request.cookies.get(cookie_name(request))
    await accounts.people.set_password(id, body.password, mine)
    return Response(status_code=204)


@router.delete("/people/{id}/sessions", status_code=204, responses=documented(404))
async def sign_out_everywhere(id: PersonId, caller: Caller, web: WebDep) -> Response:
    """End all sessions of an account: one's own, or as an admin anybody's."""
    if caller.id != id and caller.role != "admin":
        raise Forbidden("Only an admin may do this.")
    await _accounts(web).people.sign_out_everywhere(id)
    return Response(status_code=204)


@router.post("/people/{id}/tokens", status_code=201, responses=documented(404))
async def issue_token(id: PersonId, body: NewToken, admin: Admin, web: WebDep) -> ShownToken:
    """A token with which a program acts as this account, or asks our experts: `Authorization: Bearer TOKEN`."""
    return ShownToken(token=await _accounts(web).people.issue_token(id, body.name, body.days, admin.id, body.may))


@router.delete("/people/{id}/tokens/{token}", status_code=204, responses=documented(404))
async def revoke_token(
    id: PersonId, token: Annotated[str, Path(max_length=100)], admin: Admin, web: WebDep
) -> Response:
    """The token is no longer taken."""
    await _accounts(web).people.revoke_token(id, token, admin.id)
    return Response(status_code=204)


def _accounts(web: WebDep) -> Accounts:
    return present(web.services.accounts, "This server keeps no accounts.")
