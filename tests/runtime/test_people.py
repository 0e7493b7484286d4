"""Accounts of the human side: passwords, links, sessions, and what is kept of them."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import pytest

from earpiece.domain.errors import Invalid, Unauthenticated
from earpiece.journal.memory import MemoryJournal
from earpiece.runtime.ports import Ports
from earpiece.runtime.staff.people import SESSION_SECONDS, People
from earpiece.runtime.tasks import Tasks
from earpiece.runtime.views import Person
from earpiece.sim.ports import SeededIds
from tests.support.stage import SHOP

PASSWORD = "a lamp in every room"
Result = TypeVar("Result")


class Clock:
    """Time that stands still until it is moved; hashing a password needs real threads, so the loop is a real one."""

    time = 1000.0

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += seconds


class House:
    """An empty house, and Ann with a password."""

    def __init__(self) -> None:
        self.clock, self.journal = Clock(), MemoryJournal()
        self.people = People(
            Ports(self.journal, self.clock, SeededIds(0), None, None, SHOP, Tasks().spawn)  # type: ignore[arg-type]
        )
        self.run(self.people.add(Person(id="ann", name="Ann", role="expert"), PASSWORD))

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run(work)


@pytest.fixture(scope="module")
def house() -> House:
    return House()


def test_the_right_password_opens_a_session(house: House) -> None:
    """The token leads to the person, until they sign out."""
    token = house.run(house.people.sign_in("ann", PASSWORD))
    assert house.run(house.people.who(token)).name == "Ann"
    house.run(house.people.sign_out(token))
    with pytest.raises(Unauthenticated):
        house.run(house.people.who(token))


@pytest.mark.parametrize(("id", "password"), [("ann", "a lamp in no room"), ("nobody", PASSWORD), ("ann", "")])
def test_anything_else_does_not_and_does_not_tell_why(house: House, id: str, password: str) -> None:
    """A wrong name and a wrong password get the same sentence."""
    with pytest.raises(Unauthenticated, match=r"The name or the password is wrong\."):
        house.run(house.people.sign_in(id, password))


def test_a_session_ends(house: House) -> None:
    """After twelve hours one signs in again."""
    token = house.run(house.people.sign_in("ann", PASSWORD))
    house.clock.time += SESSION_SECONDS + 1
    with pytest.raises(Unauthenticated):
        house.run(house.people.who(token))


def test_a_link_is_good_once_and_for_an_hour(house: House) -> None:
    """Whoever finds it afterwards in a mailbox gets nowhere."""
    link = house.run(house.people.issue_link("ann"))
    assert house.run(house.people.who(house.run(house.people.use_link(link)))).id == "ann"
    with pytest.raises(Unauthenticated):
        house.run(house.people.use_link(link))
    old = house.run(house.people.issue_link("ann"))
    house.clock.time += 3601
    with pytest.raises(Unauthenticated):
        house.run(house.people.use_link(old))


@pytest.mark.parametrize("token", ["", "ann", "ann.", "ann.guess", "nobody.guess", "expert/ann.x"])
def test_a_made_up_token_is_nobodys(house: House, token: str) -> None:
    """It neither signs in nor breaks anything."""
    with pytest.raises(Unauthenticated):
        house.run(house.people.who(token))


def test_no_password_and_no_token_is_kept(house: House) -> None:
    """Only their hashes are."""
    token = house.run(house.people.sign_in("ann", PASSWORD))
    stored = str(house.run(house.journal.read_all()))
    assert PASSWORD not in stored
    assert token not in stored
    assert token.partition(".")[2] not in stored


def test_ids_are_unique_and_passwords_long(house: House) -> None:
    """What is refused says how to mend it."""
    with pytest.raises(Invalid, match="taken"):
        house.run(house.people.add(Person(id="ann", name="Another Ann", role="expert")))
    with pytest.raises(Invalid, match="at least"):
        house.run(house.people.add(Person(id="ben", name="Ben", role="expert"), "short"))
    with pytest.raises(Invalid, match="letters"):
        house.run(house.people.add(Person(id="../ben", name="Ben", role="expert")))
