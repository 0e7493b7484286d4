"""The order of open cards: the harm of waiting, in plain terms, and nobody starves."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earpiece.desk.harm import TURN_COMES, TURN_COMES_PROMISED, Stake, order, score, turn_comes

NOW = 10_000.0
FRESH = Stake(NOW - 30.0)

stakes = st.builds(
    Stake,
    asked_at=st.floats(0, 20_000),
    customers=st.integers(1, 500),
    channel=st.sampled_from(["voice", "chat", "mail", "pigeon"]),
    promised=st.booleans(),
    amount=st.floats(0, 1e6),
    next_at=st.none() | st.floats(0, 30_000),
)


@pytest.mark.parametrize(
    "worse",
    [
        replace(FRESH, asked_at=NOW - 90.0),
        replace(FRESH, customers=2),
        replace(FRESH, channel="voice"),
        replace(FRESH, amount=400.0),
        replace(FRESH, next_at=NOW + 5.0),
    ],
    ids=["waits longer", "more wait", "on the telephone", "more at stake", "a rung is near"],
)
def test_what_harms_more_comes_first(worse: Stake) -> None:
    assert score(worse, NOW) > score(FRESH, NOW)
    assert order(worse, NOW) < order(FRESH, NOW)


@pytest.mark.parametrize(
    "milder", [replace(FRESH, channel="mail"), replace(FRESH, promised=True), replace(FRESH, awaiting=True)]
)
def test_what_can_wait_comes_later(milder: Stake) -> None:
    assert order(milder, NOW) > order(FRESH, NOW)


@given(stakes, stakes, st.floats(0, 50_000))
def test_from_its_turn_on_nothing_that_comes_later_goes_before_a_card(card: Stake, other: Stake, later: float) -> None:
    """However many wait behind the other, whatever is at stake."""
    if turn_comes(other) > turn_comes(card):
        assert order(card, turn_comes(card) + later) < order(other, turn_comes(card) + later)


@given(
    st.lists(
        st.tuples(st.integers(2, 50), st.sampled_from(["voice", "chat"]), st.floats(0, 5000)), min_size=1, max_size=8
    ),
    st.booleans(),
)
def test_under_an_endless_stream_of_worse_cards_the_mildest_is_first_in_time(
    worse: list[tuple[int, str, float]], promised: bool
) -> None:
    """Each minute somebody takes the first card, and a worse one comes: after a quarter of an hour (two hours where the
    customer need not stay) nothing asked since goes before it, and those before it can be counted."""
    mild = Stake(0.0, channel="mail", promised=promised)
    open_cards, now, ahead = [mild], 0.0, []
    wait = TURN_COMES_PROMISED if promised else TURN_COMES
    while mild in open_cards:
        now += 60.0
        customers, channel, amount = worse[int(now / 60) % len(worse)]
        open_cards += [Stake(now, customers, channel, amount=amount), Stake(now, customers + 1, channel)]
        open_cards.sort(key=lambda stake: order(stake, now))
        ahead.append(open_cards.index(mild))
        open_cards.pop(0)
        assert now <= wait * 2 + 120.0
    since = ahead[int(wait / 60) - 1 :]
    assert since == sorted(since, reverse=True), "its place only improves"
