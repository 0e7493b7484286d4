"""What an append promises, on every store."""

import asyncio
from typing import Any

import pytest

from earpiece.domain.errors import EarpieceError, Invalid, Moved
from earpiece.domain.ports import Receipt, Write
from tests.journal.stores import ANN, Store, Stored, opened, said, told, write

CARD = "card/ann.ask1"


def test_events_come_back_in_order_with_their_positions(store: Store) -> None:
    """What was appended is read back equal, numbered in its stream and in the journal."""

    async def story(journal: Stored) -> None:
        receipt = await journal.append(write(opened(), said("Hello")), write(opened(), stream="conversation/bob"))
        found = await journal.read_all()

        assert receipt == Receipt({ANN: 2, "conversation/bob": 1})
        assert [(each.seq, each.stream, each.position, each.event) for each in found] == [
            (1, ANN, 1, opened()),
            (2, ANN, 2, said("Hello")),
            (3, "conversation/bob", 1, opened()),
        ]

    store.run(story)


def test_a_stream_is_read_from_a_position_on(store: Store) -> None:
    """`after` leaves out what the reader already has; an unknown stream is empty."""

    async def story(journal: Stored) -> None:
        await journal.append(write(opened(), said("one"), said("two")))

        assert [each.event for each in await journal.read(ANN, after=2)] == [said("two")]
        assert await journal.read(ANN, after=3) == []
        assert await journal.read("conversation/nobody") == []

    store.run(story)


def test_the_whole_journal_is_read_in_pages(store: Store) -> None:
    """`read_all` goes on after a number and gives no more than asked."""

    async def story(journal: Stored) -> None:
        await journal.append(write(opened(), said("one"), said("two"), said("three")))

        assert [each.seq for each in await journal.read_all(after=1, limit=2)] == [2, 3]

    store.run(story)


def test_a_decision_from_an_old_position_is_refused(store: Store) -> None:
    """A conditional write fails with Moved once the stream has gone on, and says where it stands."""

    async def story(journal: Stored) -> None:
        await journal.append(write(opened(), expected=0))
        await journal.append(write(said()))

        with pytest.raises(Moved) as refusal:
            await journal.append(write(told(), expected=1))

        assert refusal.value.details == {"stream": ANN, "expected": 1, "position": 2}
        assert len(await journal.read(ANN)) == 2

    store.run(story)


def test_a_write_of_nothing_guards_an_append(store: Store) -> None:
    """What is decided by a stream goes in only as long as that stands where it was, and leaves it as it is."""

    async def story(journal: Stored) -> None:
        await journal.append(write(opened()))
        guard = Write(ANN, (), 5.0, expected=1)
        bob = write(opened(), stream="conversation/bob")
        receipt = await journal.append(bob, guard)
        assert receipt.positions["conversation/bob"] == 1
        await journal.append(write(said("on")))
        with pytest.raises(Moved):
            await journal.append(write(said("Hello"), stream="conversation/bob"), guard)

        assert len(await journal.read(ANN)) == 2
        assert len(await journal.read("conversation/bob")) == 1
        await journal.append(write(said("and on"), expected=2))  # the head is where it was

    store.run(story)


def test_a_fact_is_taken_whatever_happened_meanwhile(store: Store) -> None:
    """An unconditional write always succeeds."""

    async def story(journal: Stored) -> None:
        await journal.append(write(opened()))
        await journal.append(write(said("one")))

        assert await journal.append(write(said("two"))) == Receipt({ANN: 3})

    store.run(story)


def test_an_input_and_the_decision_about_it_go_in_one_append(store: Store) -> None:
    """Writes to one stream count on each other: the second expects the position after the first."""

    async def story(journal: Stored) -> None:
        await journal.append(write(opened()))

        assert await journal.append(write(said()), write(told(), expected=2)) == Receipt({ANN: 3})
        with pytest.raises(Moved):
            await journal.append(write(said()), write(told(), expected=3))
        assert len(await journal.read(ANN)) == 3

    store.run(story)


def test_several_streams_are_written_together_or_not_at_all(store: Store) -> None:
    """One write out of date, and nothing of the append is there: no event, no timer, no row, no key."""

    async def story(journal: Stored) -> None:
        await journal.append(write(opened(), stream="conversation/bob"))

        with pytest.raises(Moved):
            await journal.append(
                write(opened(), said(), key="once"),
                write(said(), stream="conversation/bob", expected=7),
            )

        assert await journal.read(ANN) == []
        assert await journal.subject_of(ANN) is None
        assert [timer.stream for timer in await journal.due(1e9)] == ["conversation/bob"]
        assert [row.id for row in await journal.rows("conversations")] == ["bob"]
        assert await journal.append(write(opened(), key="once")) == Receipt({ANN: 1})

    store.run(story)


def test_a_repeated_key_changes_nothing_and_gives_the_first_receipt(store: Store) -> None:
    """The second write with a key is answered like the first, even if the stream has gone on."""

    async def story(journal: Stored) -> None:
        first = await journal.append(write(opened(), key="open"), write(opened(), stream="conversation/bob"))
        await journal.append(write(said()))
        second = await journal.append(write(opened(), key="open", expected=0))

        assert second == Receipt(first.positions, repeated=True)
        assert len(await journal.read(ANN)) == 2

    store.run(story)


def test_of_equal_keys_at_once_one_is_written(store: Store) -> None:
    """Twenty writes with one key at the same time make one event; all are told the same positions."""

    async def story(journal: Stored) -> None:
        receipts = await asyncio.gather(*(journal.append(write(said(), key="m1")) for _ in range(20)))

        assert [receipt.repeated for receipt in receipts].count(False) == 1
        assert {receipt.positions[ANN] for receipt in receipts} == {1}
        assert len(await journal.read(ANN)) == 1

    store.run(story)


def test_of_equal_decisions_at_once_one_wins(store: Store) -> None:
    """Ten decisions from one position: one is written, nine are told that the stream moved."""

    async def story(journal: Stored) -> None:
        await journal.append(write(opened()))
        attempts = [journal.append(write(told(str(n)), expected=1)) for n in range(10)]
        outcomes = await asyncio.gather(*attempts, return_exceptions=True)

        assert [type(outcome) for outcome in outcomes].count(Receipt) == 1
        assert [type(outcome) for outcome in outcomes].count(Moved) == 9
        assert len(await journal.read(ANN)) == 2

    store.run(story)


def test_a_conflict_fails_only_its_own_append(store: Store) -> None:
    """Appends that come together with a refused one are written as if it had never been there."""

    async def story(journal: Stored) -> None:
        attempts = [
            journal.append(write(said(), stream=f"conversation/{n}", expected=3 if n % 4 == 0 else 0, key=str(n)))
            for n in range(40)
        ]
        outcomes = await asyncio.gather(*attempts, return_exceptions=True)
        refused = [n for n, outcome in enumerate(outcomes) if isinstance(outcome, EarpieceError)]
        found = await journal.read_all()

        assert refused == list(range(0, 40, 4))
        assert len(found) == 30
        assert [each.seq for each in found] == list(range(1, 31))

    store.run(story)


def test_appends_that_come_together_are_committed_together(store: Store) -> None:
    """Two hundred appends at once need a handful of commits."""
    if not store.groups:
        pytest.skip("this store commits each append by itself")

    async def story(journal: Stored) -> None:
        await asyncio.gather(*(journal.append(write(said(), stream=f"conversation/{n}")) for n in range(200)))

        assert len(await journal.read_all()) == 200
        assert journal.commits < 20

    store.run(story)


def test_a_caller_who_goes_away_disturbs_nobody(store: Store) -> None:
    """A cancelled append may be written or not; those beside it are."""

    async def story(journal: Stored) -> None:
        leaving = asyncio.ensure_future(journal.append(write(said(), stream="conversation/gone")))
        staying = asyncio.ensure_future(journal.append(write(said())))
        await asyncio.sleep(0)
        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)

        assert await staying == Receipt({ANN: 1})
        assert await journal.append(write(said())) == Receipt({ANN: 2})

    store.run(story)


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"subject": None}, id="personal words without a subject"),
        pytest.param({"key": "\ud800"}, id="half a character"),
        pytest.param({"at": float("nan")}, id="no time"),
    ],
)
def test_what_cannot_be_stored_is_refused_at_the_door(store: Store, wrong: dict[str, Any]) -> None:
    """A write that no store could hold raises Invalid, and only for its own caller."""

    async def story(journal: Stored) -> None:
        bad = journal.append(write(said(), **wrong))
        outcomes = await asyncio.gather(bad, journal.append(write(opened())), return_exceptions=True)

        assert isinstance(outcomes[0], Invalid)
        assert outcomes[1] == Receipt({ANN: 1})

    store.run(story)


def test_a_new_stream_beside_another_is_the_same_persons(store: Store) -> None:
    """A card needs not be told whose conversation it belongs to; its words are gone with that person's key."""

    async def story(journal: Stored) -> None:
        await journal.append(write(opened(name=None)))  # nothing personal: the key is made for the card
        await journal.append(write(opened(name=None), subject=None), write(said("one"), stream=CARD, subject=None))
        await journal.append(write(said("two"), stream=CARD, subject=None))

        assert await journal.subject_of(CARD) == "g1"
        await journal.erase("g1")
        assert [each.erased for each in await journal.read(CARD)] == [True, True]

    store.run(story)


def test_a_stream_beside_another_keeps_its_own_subject(store: Store) -> None:
    """Only who names nobody and had nobody takes the first one's."""

    async def story(journal: Stored) -> None:
        await journal.append(write(said("one"), stream=CARD, subject="g2"))
        await journal.append(write(opened(), subject="g1"), write(said("two"), stream=CARD, subject=None))

        assert await journal.subject_of(CARD) == "g2"

    store.run(story)


def test_a_stream_keeps_its_subject(store: Store) -> None:
    """Later writes need not name the subject again; a newly named one counts from then on."""

    async def story(journal: Stored) -> None:
        await journal.append(write(opened()))
        await journal.append(write(said(), subject=None))
        assert await journal.subject_of(ANN) == "g1"
        await journal.append(write(said(), subject="customer-1"))
        assert await journal.subject_of(ANN) == "customer-1"
        assert await journal.subject_of("conversation/nobody") is None

    store.run(story)


def test_blobs_are_stored_once_by_digest(store: Store) -> None:
    """A blob comes back as it was first stored; an unknown one is None."""

    async def story(journal: Stored) -> None:
        await journal.put_blob("d1", b"body")
        await journal.put_blob("d1", b"other")

        assert await journal.get_blob("d1") == b"body"
        assert await journal.get_blob("d2") is None

    store.run(story)
