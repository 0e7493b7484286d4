"""Who comes on a compared day, and what they need."""

import json
import random
from collections import Counter

import pytest

from earpiece.company.shelf import Shelf
from earpiece.domain.errors import Invalid
from earpiece.domain.ports import Understanding
from earpiece.sim.casting import Message, read_messages
from earpiece.sim.compare.needs import arrivals
from earpiece.sim.compare.pool import Found, Pool
from tests.sim.compare.days import guests_of, small_day
from tests.sim.conftest import HUDSON


def _plain(found: Found) -> tuple[object, ...]:
    """What was found, without the class of the company's own personas, which every look at its world makes anew."""
    wish = found.wish
    return found.turns, found.gaps, wish.number, wish.message, wish.target, wish.rewordings, repr(wish.persona)


OUTAGE = {"at": "08:10", "minutes": 20, "extra": 0.75, "common": 1.0, "bulletin_after_s": None}


def test_arrivals_are_as_many_as_expected_in_each_interval() -> None:
    """A Poisson process: mean and variance of each interval's count are what was expected; nobody in an empty one."""
    counted: list[list[int]] = [[], [], []]
    for seed in range(400):
        times = list(arrivals([10.0, 0.0, 30.0], 60.0, random.Random(seed)))
        assert times == sorted(times)
        count = Counter(int(at // 60.0) for at in times)
        for number, counts in enumerate(counted):
            counts.append(count[number])
    first, empty, last = counted
    assert not any(empty)
    for counts, expected in ((first, 10.0), (last, 30.0)):
        mean = sum(counts) / 400
        variance = sum((count - mean) ** 2 for count in counts) / 399
        assert abs(mean - expected) < 4 * (expected / 400) ** 0.5
        assert 0.75 < variance / expected < 1.3


def test_the_same_arguments_give_the_same_guests(hudson: Shelf, understanding: Understanding) -> None:
    """Numbered in the order in which they come, each somebody else; another seed meets other people."""
    day = small_day()
    guests = guests_of(hudson, understanding, day)
    assert guests_of(hudson, understanding, day) == guests
    assert [guest.number for guest in guests] == list(range(len(guests)))
    assert [guest.arrives for guest in guests] == sorted(guest.arrives for guest in guests)
    customers = {guest.wish.persona.customer for guest in guests}
    assert len(customers) == len(guests)
    others = guests_of(hudson, understanding, day, seed=1)
    assert customers.isdisjoint(guest.wish.persona.customer for guest in others)


def test_so_many_need_a_person_as_the_scenario_says(hudson: Shelf, understanding: Understanding) -> None:
    """All, none, or as the company's own messages come."""
    for share, expected in ((1.0, {True}), (0.0, {False})):
        guests = guests_of(hudson, understanding, small_day(needs={"helped": share}))
        assert {bool(guest.gaps) for guest in guests} == expected
    guests = guests_of(hudson, understanding, small_day(needs={"helped": None}))
    assert {bool(guest.gaps) for guest in guests} == {True, False}


def test_a_gap_says_what_is_asked_and_when(hudson: Shelf, understanding: Understanding) -> None:
    """Within the conversation, by a consult of the company, counted by its name."""
    guests = guests_of(hudson, understanding, small_day(needs={"helped": 1.0}))
    for guest in guests:
        seen: Counter[str] = Counter()
        for gap in guest.gaps:
            spec = hudson.current().consults[gap.name]
            assert (gap.kind, gap.skill, gap.nth) == (spec.kind, spec.skill, seen[gap.name])
            assert 1 <= gap.after <= guest.turns
            seen[gap.name] += 1


def test_an_outage_brings_more_people_with_one_question(hudson: Shelf, understanding: Understanding) -> None:
    """Three quarters more in its time, all with the same words, for which a person is asked once."""
    guests = guests_of(hudson, understanding, small_day((60.0,), outages=[OUTAGE], needs={"helped": 0.0}))
    common = [guest for guest in guests if guest.common is not None]
    assert 15 <= len(common) <= 45
    assert all(600.0 <= guest.arrives < 1800.0 for guest in common)
    assert len({guest.common for guest in common}) == 1
    assert {tuple(gap.name for gap in guest.gaps) for guest in common} == {("ask-expert",)}
    assert len({guest.wish.persona.customer for guest in guests}) == len(guests)


def test_what_was_found_can_be_handed_to_another_process(hudson: Shelf, understanding: Understanding) -> None:
    """As plain JSON; it need not be played again. Another version of the company finds its own."""
    messages = read_messages(HUDSON / "messages")
    found = Pool(HUDSON, hudson, understanding, messages, 7)
    first = found.first(10)
    plain = json.loads(json.dumps(found.plain()))
    other = Pool(HUDSON, hudson, understanding, messages, 7)
    other.restore(plain)
    assert [_plain(each) for each in other.first(10)] == [_plain(each) for each in first]
    with pytest.raises(Invalid, match="another version"):
        other.restore({**plain, "digest": "other"})


def test_a_mix_that_the_messages_cannot_give_is_told(
    hudson: Shelf, understanding: Understanding, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Instead of playing for ever."""
    monkeypatch.setattr("earpiece.sim.compare.pool.MOST_BATCHES", 1)
    monkeypatch.setattr("earpiece.sim.compare.pool.BATCH", 2)
    fees = [Message(id=1, text="How much does a transfer abroad cost?", label=None)]
    pool = Pool(HUDSON, hudson, understanding, fees, 0)
    with pytest.raises(Invalid, match=r"needs\.helped"):
        pool.split(5, 5)
