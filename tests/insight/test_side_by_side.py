"""A conversation with a consult beside the same one with a transfer: the seconds, counted by hand."""

from itertools import pairwise

import pytest

from earpiece.insight.day import Channel, read_day
from earpiece.insight.sides import SideBySide, Wanted
from earpiece.insight.transferring import ONE_MOMENT
from tests.web.compared import sample

PACE = {
    "voice": {"customer": 9.0, "agent": 8.0, "person": 20.0},
    "chat": {"customer": 30.0, "agent": 5.0, "person": 28.0},
}
"""The ordinary day's."""


def seconds(pair: SideBySide, what: str) -> float:
    return sum(each.seconds for each in pair.transfer.stretches if each.what == what)


@pytest.mark.parametrize(
    ("channel", "redo", "finish", "done", "people"),
    [
        # 3 turns before the gap: 3 * 0.25 * (9 + 20); one after it: 9 + 20; 40 + 8 + 20 + 45 + 21.75 + 20 + 29;
        # the person from picking up to the end, and 45 s of wrap-up
        ("voice", 21.75, 29.0, 183.75, 160.8),
        # the same with 30 and 28; 40 + 5 + 20 + 45 + 43.5 + 20 + 58; 166.5 s at 1 / 2.5, and 20 s of wrap-up
        ("chat", 43.5, 58.0, 231.5, 86.6),
    ],
)
def test_a_transfer_takes_what_its_parts_take(
    channel: Channel, redo: float, finish: float, done: float, people: float
) -> None:
    """Agent, transfer, queue, explaining again, a share once more, the decision, the person to the end."""
    pair = sample(Wanted(channel=channel))
    assert seconds(pair, "agent") == 40.0
    assert seconds(pair, "transfer") == PACE[channel]["agent"]
    assert (seconds(pair, "queue"), seconds(pair, "explain"), seconds(pair, "decide")) == (20.0, 45.0, 20.0)
    assert seconds(pair, "redo") == redo
    customer = [each for each in pair.transfer.stretches if each.lane == "customer"]
    assert customer[-1].seconds == finish
    assert pair.transfer.done == done
    assert pair.transfer.from_gap_s == round(done - 40, 1)
    assert pair.transfer.waited_s == 40.0
    assert pair.transfer.people_s == people


@pytest.mark.parametrize("channel", ["voice", "chat"])
def test_the_consult_is_what_was_played(channel: Channel) -> None:
    """Taken at 40, answered after 8 + 12 + 20 seconds, counted 4 later: the customer waits from the gap to then."""
    pair = sample(Wanted(channel=channel))
    assert pair.consult.gap == pair.transfer.gap == 40.0
    assert pair.consult.people_s == 40.0
    assert pair.consult.waited_s == 44.0
    assert pair.consult.from_gap_s == 44.0 + PACE[channel]["agent"] + PACE[channel]["customer"]


def test_the_queue_moves_everything_after_it_and_nothing_else() -> None:
    """Two minutes more of queue are two minutes more of dead air; no second of a person, and nothing on the right."""
    short, long = sample(Wanted(wait_s=0)), sample(Wanted(wait_s=120))
    assert long.transfer.done - short.transfer.done == 120.0
    assert long.transfer.waited_s - short.transfer.waited_s == 120.0
    assert long.transfer.people_s == short.transfer.people_s
    assert long.consult == short.consult


def test_a_visitors_own_seconds_count_on_both_sides() -> None:
    """Nine seconds: the card takes nine, and so does the decision after the transfer; both are said to be measured."""
    pair = sample(Wanted(own_s=9.0))
    assert pair.own
    assert pair.consult.people_s == 9.0
    assert pair.consult.waited_s == 0.0
    assert seconds(pair, "decide") == 9.0
    measured = [each.what for side in (pair.transfer, pair.consult) for each in side.stretches if not each.simulated]
    assert measured == ["decide", "card"]


def test_the_transferred_customer_hears_no_word_about_a_consult() -> None:
    """Up to the gap the lines are those of the right, without holding; then a person says what the agent said there."""
    pair = sample(Wanted())
    left, right = pair.transfer.moments, pair.consult.moments
    before = [line for line in right if line.at <= 40 and line.purpose != "holding"]
    assert [line for line in left if not line.simulated] == before
    assert all(line.purpose != "holding" for line in left)
    after = [(line.who, line.text) for line in left][[line.text for line in left].index(ONE_MOMENT) + 1 :]
    assert after == [("person" if line.who == "agent" else line.who, line.text) for line in right[-3:]]
    assert [line.at for line in left] == sorted(line.at for line in left)


def test_every_stretch_says_where_its_seconds_are_from() -> None:
    """The customer's time has no holes, and every assumption has a source."""
    pair = sample(Wanted())
    for side in (pair.transfer, pair.consult):
        customer = [each for each in side.stretches if each.lane == "customer"]
        assert customer[0].since == 0
        assert customer[-1].until == side.done
        assert all(one.until == other.since for one, other in pairwise(customer))
        assert all(each.source for each in side.stretches)
    day = read_day("ordinary")
    told = {what: how_much for what, how_much, source in pair.assumed if source}
    assert told["Explaining again"] == f"{day.transfer.explain_s:.0f} s"
    assert len(told) == len(pair.assumed)
