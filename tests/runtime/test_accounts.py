"""The keeping of accounts: rights, the end of rights, and what desk.yaml has to say."""

from collections.abc import Iterator
from typing import Any

import pytest

from earpiece.domain.desk_events import CardDecided, CardReturned, CardUndone, ExpertChanged
from earpiece.domain.errors import Forbidden, Invalid, NotFound, Unauthenticated
from earpiece.domain.forms import Answer
from earpiece.domain.ports import Write
from earpiece.runtime.staff.accounts import AccountView, PersonChange
from earpiece.runtime.views import Person
from tests.support.stage import Stage

DAY = 86_400.0


@pytest.fixture
def house() -> Iterator[Stage]:
    """The shop with an admin, Ada."""
    with Stage() as stage:
        stage.run(stage.engine.people.add(Person(id="ada", name="Ada", role="admin"), None, "program"))
        yield stage


def fields(person: Person, **other: Any) -> PersonChange:
    """A person's account as it is, but for these fields."""
    return PersonChange.model_validate({**person.model_dump(include=set(PersonChange.model_fields)), **other})


def changes(house: Stage, by: str, id: str, **other: Any) -> AccountView:
    """Somebody changes an account."""
    wanted = fields(house.person(id), **other)
    return house.run(house.engine.accounts.change(house.person(by), id, wanted))


def session(house: Stage, id: str) -> str:
    """A session of this person."""
    return house.run(house.engine.people.open_session(id, "password"))


def who(house: Stage, token: str) -> Person:
    """Whose token this is."""
    return house.run(house.engine.people.who(token), wait=0)


def test_what_changes_is_on_record_and_counts_at_once(house: Stage) -> None:
    """Skills, levels, limits, how much at one time; and by whom."""
    seen = changes(house, "ada", "dan", skills=["orders"], levels={"orders": 3}, authority={"refund": 5}, capacity=2)
    assert (seen.skills, seen.levels, seen.authority, seen.capacity) == (["orders"], {"orders": 3}, {"refund": 5}, 2)
    assert [change.by for change in house.journal(ExpertChanged, "expert/dan")] == ["ada"]
    assert house.person("dan").skills == ["orders"]


def test_levels_are_of_skills_one_has(house: Stage) -> None:
    """Anything else is a slip."""
    with pytest.raises(Invalid, match="poetry"):
        changes(house, "ada", "dan", levels={"poetry": 2})


@pytest.mark.parametrize(
    "more", [{"skills": ["orders"]}, {"authority": {"refund": 10}}], ids=["a skill", "a higher limit"]
)
def test_nobody_lifts_their_own_rights(house: Stage, more: dict[str, Any]) -> None:
    """An admin too asks another one; giving up something, or a new name, is one's own affair."""
    with pytest.raises(Forbidden, match="another admin"):
        changes(house, "ada", "ada", **more)
    assert changes(house, "ada", "ada", name="Ada Moss").name == "Ada Moss"


def test_an_admin_of_old_cannot_make_themselves_one_again(house: Stage) -> None:
    """A role is a right too."""
    house.run(house.engine.people.add(Person(id="bea", name="Bea", role="admin"), None, "ada"))
    bea = house.person("bea")
    changes(house, "ada", "bea", role="supervisor")
    with pytest.raises(Forbidden, match="role"):
        house.run(house.engine.accounts.change(bea, "bea", fields(bea, role="admin")))


def test_there_is_always_an_admin(house: Stage) -> None:
    """The last one can be neither disabled nor made something else."""
    with pytest.raises(Invalid, match="last admin"):
        house.run(house.engine.accounts.disable(house.person("ada"), "ada"))
    with pytest.raises(Invalid, match="last admin"):
        changes(house, "ada", "ada", role="expert")
    house.run(house.engine.people.add(Person(id="bea", name="Bea", role="admin"), None, "ada"))
    assert house.run(house.engine.accounts.disable(house.person("bea"), "ada")).disabled
    with pytest.raises(Invalid, match="last admin"):
        house.run(house.engine.accounts.disable(house.person("bea"), "bea"))


def test_a_disabled_account_lets_nobody_in(house: Stage) -> None:
    """Neither its sessions nor its tokens, nor a link of before; enabled again, one signs in anew."""
    people, accounts = house.engine.people, house.engine.accounts
    tokens = [session(house, "dan"), house.run(people.issue_token("dan", "report", 1, "ada"))]
    link = house.run(people.issue_link("dan"))
    house.run(accounts.disable(house.person("ada"), "dan"))
    for token in tokens:
        with pytest.raises(Unauthenticated):
            who(house, token)
    with pytest.raises(Unauthenticated):
        house.run(people.use_link(link))
    with pytest.raises(Unauthenticated, match="disabled"):
        session(house, "dan")
    for refused in (people.issue_link("dan"), people.issue_token("dan", "x", 1, "ada")):
        with pytest.raises(Invalid, match="disabled"):
            house.run(refused)
    house.run(accounts.enable(house.person("ada"), "dan"))
    with pytest.raises(Unauthenticated):
        who(house, tokens[0])
    assert who(house, session(house, "dan")).id == "dan"


def test_what_a_disabled_person_holds_goes_back(house: Stage) -> None:
    """With the reason; others take it at once, and the account answers nothing more."""
    house.opens("maya")
    house.says("I want to complain")
    held = house.claims("cleo")
    house.run(house.engine.accounts.disable(house.person("ada"), "cleo"))
    assert house.journal(CardReturned, f"card/{held.id}") == [CardReturned(expert="cleo", reason="account disabled")]
    assert house.card("dan").holder is None
    with pytest.raises(Forbidden, match="disabled"):
        house.answers("cleo", card=held.model_copy(update={"holder": None}), choice="returns")


def test_what_a_disabled_person_decided_does_not_count(house: Stage) -> None:
    """A decision that could still be undone is void."""
    house.opens("maya")
    house.says("I want to complain")
    held, now = house.claims("dan"), house.run(house.now())
    decided = CardDecided(by="dan", answer=Answer(choice="returns"), revision=1, until=now + 5)
    house.run(house.disk.append(Write(f"card/{held.id}", (decided,), now)), wait=0)
    house.run(house.engine.accounts.disable(house.person("ada"), "dan"))
    assert house.journal(CardUndone, f"card/{held.id}") == [CardUndone(by="ada")]


def test_a_token_acts_as_its_account_until_it_ends(house: Stage) -> None:
    """Revoked or too old it is nobody's; its secret is not kept."""
    people = house.engine.people
    token = house.run(people.issue_token("dan", "nightly report", 2, "ada"))
    (seen,) = house.run(house.engine.accounts.account("dan")).tokens
    assert token.startswith(seen.prefix)
    assert seen.name == "nightly report"
    assert seen.until == pytest.approx(seen.issued_at + 2 * DAY)
    assert token not in str(house.run(house.disk.read_all()))
    assert who(house, token).id == "dan"
    with pytest.raises(Invalid, match="revoke"):
        house.run(people.sign_out(token))
    with pytest.raises(NotFound):
        house.run(people.revoke_token("dan", "key0", "ada"))
    house.run(people.revoke_token("dan", seen.id, "ada"))
    with pytest.raises(Unauthenticated):
        who(house, token)
    old, lasting = (house.run(people.issue_token("dan", "x", days, "ada")) for days in (2, None))
    house.passes(2 * DAY + 1)
    with pytest.raises(Unauthenticated):
        who(house, old)
    assert who(house, lasting).id == "dan"


def test_signed_out_everywhere(house: Stage) -> None:
    """Sessions end, tokens stay."""
    people = house.engine.people
    open_ = [session(house, "dan"), session(house, "dan")]
    token = house.run(people.issue_token("dan", "x", 1, "ada"))
    assert house.run(house.engine.accounts.account("dan")).sessions == 2
    house.run(people.sign_out_everywhere("dan"))
    for each in open_:
        with pytest.raises(Unauthenticated):
            who(house, each)
    assert who(house, token).id == "dan"


def follow(house: Stage, *experts: dict[str, Any]) -> None:
    """A start with this desk.yaml."""
    house.run(house.engine.accounts.follow_file(experts))


def test_what_desk_yaml_changes_reaches_existing_accounts(house: Stage) -> None:
    """A field of which the file says something new; a person new in the file."""
    eve = {"id": "eve", "name": "Eve", "role": "expert", "skills": ["orders"], "authority": {"refund": 50}}
    follow(house, eve)
    follow(house, eve)
    assert house.journal(ExpertChanged, "expert/eve") == []
    follow(house, {**eve, "skills": ["orders", "general"]})
    (changed,) = house.journal(ExpertChanged, "expert/eve")
    assert (changed.by, changed.skills, changed.authority) == ("desk.yaml", ("orders", "general"), {"refund": 50})


def test_what_an_admin_changed_by_hand_stays(house: Stage) -> None:
    """Through any number of starts, and while the file changes something else; until it changes that very field."""
    eve = {"id": "eve", "name": "Eve", "role": "expert", "skills": ["orders"], "authority": {"refund": 50}}
    follow(house, eve)
    changes(house, "ada", "eve", authority={"refund": 20})
    renamed = {**eve, "name": "Eve Adler"}
    for file in (eve, renamed, renamed):
        follow(house, file)
        assert house.person("eve").authority == {"refund": 20}
    assert house.person("eve").name == "Eve Adler"
    follow(house, {**renamed, "authority": {"refund": 80}})
    assert house.person("eve").authority == {"refund": 80}


def test_an_account_made_by_hand_is_not_the_files(house: Stage) -> None:
    """An id that the file happens to use too."""
    follow(house, {"id": "ada", "name": "Somebody else", "role": "expert"})
    assert (house.person("ada").name, house.person("ada").role) == ("Ada", "admin")
