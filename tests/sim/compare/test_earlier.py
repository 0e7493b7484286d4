"""What a compared day knows of the days before it: who came then, with which words, and what of it is kept."""

from dataclasses import replace

import pytest

from earpiece.company.shelf import Shelf
from earpiece.domain.ports import Understanding
from earpiece.insight.day import Learning
from earpiece.sim.casting import read_messages
from earpiece.sim.compare.earlier import earlier, repeats
from earpiece.sim.compare.house import as_compared
from earpiece.sim.compare.ways import Features, Setting
from tests.sim.compare.days import everybody, setting_of, small_day
from tests.sim.conftest import HUDSON

BEGINS = 1_790_000_000.0


@pytest.fixture(scope="module")
def setting(hudson: Shelf, understanding: Understanding) -> Setting:
    """A short day with the bank's own messages, of which three in five kinds come again."""
    day = small_day((6.0,)).model_copy(update={"learning": Learning(days=2, repeating=0.6, published=0.8)})
    made = setting_of(hudson, understanding, day, everybody(hudson, 2))
    return replace(made, messages=read_messages(HUDSON / "messages"))


def test_nobody_of_an_earlier_day_speaks_as_somebody_of_the_day(setting: Setting) -> None:
    """As many as two days bring, each somebody else, only with kinds of request that come again; always the same."""
    before = earlier(setting, BEGINS)
    today = {guest.wish.message.id for guest in setting.guests}
    assert len(before.wishes) == 2 * len(setting.guests)
    assert not today & {wish.message.id for wish in before.wishes}
    assert all(repeats(setting.day, setting.seed, wish.message) for wish in before.wishes)
    numbers = {wish.number for wish in before.wishes} | {guest.wish.number for guest in setting.guests}
    assert len(numbers) == 3 * len(setting.guests)
    assert before.begins < BEGINS
    assert [wish.message for wish in earlier(setting, BEGINS).wishes] == [wish.message for wish in before.wishes]


def test_the_share_of_kinds_that_come_again_is_the_scenarios(setting: Setting) -> None:
    """Of the kinds of the bank's messages; none with a share of nought."""
    kinds = {message.label: message for message in setting.messages}.values()
    share = sum(repeats(setting.day, 0, message) for message in kinds) / len(kinds)
    assert share == pytest.approx(0.6, abs=0.15)
    never = setting.day.model_copy(update={"learning": Learning(repeating=0.0)})
    assert earlier(replace(setting, day=never), BEGINS).wishes == ()


def test_the_company_learns_only_where_that_is_compared(hudson: Shelf) -> None:
    """All else is left as the company has it."""
    plain, learning = (as_compared(hudson, each).current() for each in (Features(), Features(learning=True)))
    assert plain.policy.judgement is None
    assert all(spec.learn is None for spec in plain.consults.values())
    assert learning.policy.judgement == hudson.current().policy.judgement
    assert learning.consults == hudson.current().consults
