"""Which calls mean the same, what kind of act something is, and what the expert of a replay answers."""

from collections import Counter

import pytest

from earpiece.domain.forms import PlannedCall
from earpiece.sim.replay.acts import Kind, kind_of
from earpiece.sim.replay.effects import TRANSFER, effects, meaning
from earpiece.sim.replay.gold import Asked, GoldExpert, changed_nothing

WRITES = frozenset({"cancel_reservation", "update_reservation_baggages", "book_reservation", "send_certificate"})


def cancel(reservation: str) -> PlannedCall:
    return PlannedCall(tool="cancel_reservation", args={"reservation_id": reservation})


def bags(total: float, **more: object) -> PlannedCall:
    return PlannedCall(tool="update_reservation_baggages", args={"reservation_id": "AB12CD", "total": total, **more})


def test_calls_that_mean_the_same_are_one() -> None:
    assert meaning(bags(2)) == meaning(bags(2.0, note=None))
    assert meaning(bags(2)) != meaning(bags(3))
    ann, bo = {"first_name": "Ann", "dob": "1990-01-01"}, {"dob": "1991-01-01", "first_name": "Bo"}
    one = PlannedCall(tool="book_reservation", args={"passengers": [ann, bo], "flights": [{"n": 1}, {"n": 2}]})
    two = PlannedCall(tool="book_reservation", args={"flights": [{"n": 1}, {"n": 2}], "passengers": [bo, ann]})
    back = PlannedCall(tool="book_reservation", args={"flights": [{"n": 2}, {"n": 1}], "passengers": [bo, ann]})
    assert meaning(one) == meaning(two) != meaning(back)


def test_only_writes_are_effects_and_each_counts() -> None:
    looked = PlannedCall(tool="get_user_details", args={"user_id": "x"})
    handed = PlannedCall(tool=TRANSFER, args={"summary": "y"})
    assert effects([cancel("A"), looked, cancel("A"), handed], WRITES) == Counter({meaning(cancel("A")): 2})


@pytest.mark.parametrize(
    ("words", "call", "kind"),
    [
        ("", cancel("A"), "write"),
        ("I am transferring you.", PlannedCall(tool=TRANSFER, args={}), "transfer"),
        ("I’m sorry, but basic economy can’t be changed.", None, "refusal"),
        ("Unfortunately, I need the reservation number.", None, "refusal"),
        ("You're welcome! Have a great day!", None, "close"),
        ("It is cancelled. Have a good flight! Is there anything else?", None, None),
        ("I can cancel AB12CD. Shall I?", None, None),
        ("", PlannedCall(tool="get_user_details", args={}), None),
    ],
)
def test_an_act_is_known_by_itself(words: str, call: PlannedCall | None, kind: Kind | None) -> None:
    assert kind_of(words, call, WRITES) == kind


def test_the_expert_approves_corrects_and_declines_writes() -> None:
    expert = GoldExpert([cancel("AB12CD"), cancel("EF34GH")], WRITES)

    def on(call: PlannedCall, *done: PlannedCall):  # type: ignore[no-untyped-def]
        return expert.answer(Asked("write", "", call), effects(done, WRITES))

    assert changed_nothing(on(cancel("EF34GH")))
    assert on(cancel("XX99XX")).changes == {"reservation_id": "AB12CD"}
    assert on(cancel("XX99XX"), cancel("AB12CD")).changes == {"reservation_id": "EF34GH"}
    assert on(cancel("AB12CD"), cancel("AB12CD"), cancel("EF34GH")).decision == "no"
    assert on(bags(2)).decision == "no"


def test_the_expert_corrects_the_same_reservation_first() -> None:
    other = PlannedCall(tool="update_reservation_baggages", args={"reservation_id": "ZZ11ZZ", "total": 1})
    expert = GoldExpert([other, bags(3)], WRITES)
    assert expert.answer(Asked("write", "", bags(2)), Counter()).changes == {"total": 3}


def test_the_expert_has_what_is_missing_done_where_the_model_gives_up() -> None:
    expert = GoldExpert([cancel("AB12CD")], WRITES)
    for asked in (
        Asked("close", "Goodbye.", None),
        Asked("transfer", "", PlannedCall(tool=TRANSFER, args={})),
        Asked("refusal", "Unfortunately, that is not possible.", None),
        Asked("refusal", "Unfortunately, AB12CD cannot be cancelled.", None),
    ):
        assert expert.answer(asked, Counter()).instead == cancel("AB12CD")
        assert changed_nothing(expert.answer(asked, effects([cancel("AB12CD")], WRITES)))
    about_another = Asked("refusal", "Unfortunately, EF34GH cannot be cancelled.", None)
    assert changed_nothing(expert.answer(about_another, Counter()))
