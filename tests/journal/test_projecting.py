"""Timers and lists change with the events that cause it, on every store."""

import pytest

from earpiece.domain.changes import Change, DropTimer, PutRow, SetTimer
from earpiece.domain.event import BaseEvent
from earpiece.domain.events import RunMoved
from earpiece.domain.ports import Row, Timer
from tests.journal.stores import ANN, Store, Stored, write

CAUSED: dict[BaseEvent, tuple[Change, ...]] = {}


def causing(*changes: Change) -> RunMoved:
    """An event that causes these changes, whatever the real ones cause today."""
    event = RunMoved(run="r1", to=len(CAUSED))
    CAUSED[event] = changes
    return event


@pytest.fixture(autouse=True)
def _only_what_the_test_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("earpiece.journal.batch.changes", lambda _stream, _at, event: CAUSED[event])


def test_an_event_sets_its_timer(store: Store) -> None:
    """The timer is there as soon as the event is, and due from its time on."""

    async def story(journal: Stored) -> None:
        assert await journal.next_due() is None
        await journal.append(write(causing(SetTimer("idle", 10.0))))

        assert await journal.next_due() == 10.0
        assert await journal.due(9.9) == []
        assert await journal.due(10.0) == [Timer(ANN, "idle", 10.0)]

    store.run(story)


def test_a_timer_of_the_same_name_is_replaced(store: Store) -> None:
    """The customer spoke again, so the silence counts from there; also to an earlier time."""

    async def story(journal: Stored) -> None:
        await journal.append(write(causing(SetTimer("idle", 10.0))))
        await journal.append(write(causing(SetTimer("idle", 50.0))))
        assert await journal.due(1e9) == [Timer(ANN, "idle", 50.0)]

        await journal.append(write(causing(SetTimer("idle", 5.0))))
        assert await journal.due(1e9) == [Timer(ANN, "idle", 5.0)]
        assert await journal.next_due() == 5.0

    store.run(story)


def test_an_event_drops_its_timer(store: Store) -> None:
    """What has fired is gone, once; the stream's other timers and other streams' stay."""

    async def story(journal: Stored) -> None:
        both = causing(SetTimer("idle", 10.0), SetTimer("holding", 5.0))
        await journal.append(write(both), write(both, stream="conversation/bob"))
        await journal.append(write(causing(DropTimer("holding"))))
        await journal.append(write(causing(DropTimer("never set"))))

        assert await journal.due(1e9) == [
            Timer("conversation/bob", "holding", 5.0),
            Timer(ANN, "idle", 10.0),
            Timer("conversation/bob", "idle", 10.0),
        ]

    store.run(story)


def test_all_timers_of_a_stream_can_be_dropped(store: Store) -> None:
    """What is closed waits for nothing; other streams keep theirs."""

    async def story(journal: Stored) -> None:
        both = causing(SetTimer("lease", 10.0), SetTimer("rung 0", 5.0))
        await journal.append(write(both), write(both, stream="card/k2"))
        await journal.append(write(causing(DropTimer(None))))

        assert {timer.stream for timer in await journal.due(1e9)} == {"card/k2"}

    store.run(story)


def test_changes_of_one_append_apply_in_order(store: Store) -> None:
    """Set and dropped is gone; dropped and set is there."""

    async def story(journal: Stored) -> None:
        await journal.append(write(causing(SetTimer("old", 1.0))))
        await journal.append(
            write(
                causing(SetTimer("a", 2.0), DropTimer("a")),
                causing(SetTimer("b", 3.0), DropTimer(None)),
                causing(DropTimer("c"), SetTimer("c", 4.0)),
            )
        )

        assert await journal.due(1e9) == [Timer(ANN, "c", 4.0)]

    store.run(story)


def test_due_timers_come_earliest_first_and_no_more_than_asked(store: Store) -> None:
    """The longest overdue is served first; asking changes nothing."""

    async def story(journal: Stored) -> None:
        await journal.append(write(causing(*(SetTimer(str(n), float(n)) for n in (3, 1, 2)))))

        assert [timer.due for timer in await journal.due(10.0, limit=2)] == [1.0, 2.0]
        assert [timer.due for timer in await journal.due(10.0)] == [1.0, 2.0, 3.0]

    store.run(story)


def test_an_event_puts_its_row(store: Store) -> None:
    """A list entry has the status and fields its event gave it, and the event's time."""

    async def story(journal: Stored) -> None:
        await journal.append(write(causing(PutRow("cards", "k1", "open", {"skill": "disputes"})), at=10.0))

        assert await journal.rows("cards") == [Row("cards", "k1", "open", 10.0, {"skill": "disputes"})]

    store.run(story)


def test_a_rows_fields_are_merged_and_its_first_time_stays(store: Store) -> None:
    """Later events change what they name (also to None) and leave the rest."""

    async def story(journal: Stored) -> None:
        first = causing(PutRow("cards", "k1", "open", {"skill": "disputes", "facts": {"a": 1}}))
        await journal.append(write(first, at=10.0))
        await journal.append(write(causing(PutRow("cards", "k1", "open", {"expert": "eve", "facts": {}})), at=11.0))
        assert await journal.rows("cards") == [
            Row("cards", "k1", "open", 10.0, {"skill": "disputes", "facts": {}, "expert": "eve"})
        ]

        await journal.append(write(causing(PutRow("cards", "k1", "closed", {"expert": None})), at=12.0))
        assert await journal.rows("cards") == [
            Row("cards", "k1", "closed", 10.0, {"skill": "disputes", "facts": {}, "expert": None})
        ]

    store.run(story)


def test_a_row_moves_to_the_time_it_is_given(store: Store) -> None:
    """The list is in that order then; a later change that names no time leaves it there."""

    async def story(journal: Stored) -> None:
        await journal.append(write(causing(PutRow("cards", "k1", "open", at=30.0)), at=10.0))
        await journal.append(write(causing(PutRow("cards", "k2", "open", at=20.0)), at=10.0))
        assert [row.id for row in await journal.rows("cards", "open")] == ["k2", "k1"]

        await journal.append(write(causing(PutRow("cards", "k2", "open", at=40.0)), at=11.0))
        await journal.append(write(causing(PutRow("cards", "k2", "open", {"expert": "eve"})), at=12.0))
        assert await journal.rows("cards", "open") == [
            Row("cards", "k1", "open", 30.0, {}), Row("cards", "k2", "open", 40.0, {"expert": "eve"})
        ]  # fmt: skip

        twice = causing(PutRow("cards", "k1", "open", at=50.0)), causing(PutRow("cards", "k1", "done"))
        await journal.append(write(*twice, at=13.0))
        assert await journal.rows("cards", "done") == [Row("cards", "k1", "done", 50.0, {})]

    store.run(story)


def test_a_row_put_twice_in_one_append_is_one_row(store: Store) -> None:
    """Opened and verified at once: both changes are in the row, and so is what it held before."""

    async def story(journal: Stored) -> None:
        await journal.append(write(causing(PutRow("conversations", "ann", "open", {"channel": "chat"}))))
        await journal.append(
            write(
                causing(PutRow("conversations", "ann", "waiting", {"a": 1})),
                causing(PutRow("conversations", "ann", "closed", {"b": 2})),
            )
        )
        (row,) = await journal.rows("conversations")

        assert (row.status, row.fields) == ("closed", {"channel": "chat", "a": 1, "b": 2})

    store.run(story)


def test_rows_are_found_by_status_and_age(store: Store) -> None:
    """A list can be asked for one status, from the oldest or from the newest entry, no more than asked."""

    async def story(journal: Stored) -> None:
        for n in (3, 1, 2, 4):
            await journal.append(write(causing(PutRow("cards", str(n), "open")), at=float(n)))
        await journal.append(write(causing(PutRow("cards", "2", "closed")), at=9.0))

        async def ids(status: str | None = None, limit: int = 9, newest: bool = False) -> str:
            return "".join(row.id for row in await journal.rows("cards", status, limit, newest=newest))

        assert await ids() == "1234"
        assert await ids(newest=True, limit=3) == "432"
        assert await ids("open", limit=2) == "13"
        assert await ids("open", limit=2, newest=True) == "43"
        assert await ids("closed") == "2"
        assert await journal.rows("nothing") == []

    store.run(story)


def test_rows_of_one_time_come_as_they_were_put(store: Store) -> None:
    """Among entries of equal age the first put is the oldest."""

    async def story(journal: Stored) -> None:
        for name in ("b", "a", "c"):
            await journal.append(write(causing(PutRow("cards", name, "open"))))

        assert [row.id for row in await journal.rows("cards")] == ["b", "a", "c"]
        assert [row.id for row in await journal.rows("cards", newest=True)] == ["c", "a", "b"]

    store.run(story)


def test_lists_forget_whom_they_name(store: Store) -> None:
    """An erased subject's id is taken out of fields; an entry filed under it is dropped; others stay."""

    async def story(journal: Stored) -> None:
        for n, customer in enumerate(("c1", "c2")):
            fields = {"customer": customer, "channel": "chat"}
            filed = causing(PutRow("conversations", str(n), "open", fields), PutRow("of_customer", str(n), customer))
            await journal.append(write(filed))
        await journal.erase("c1")

        assert [row.fields for row in await journal.rows("conversations")] == [
            {"customer": None, "channel": "chat"},
            {"customer": "c2", "channel": "chat"},
        ]
        assert [(row.id, row.status) for row in await journal.rows("of_customer")] == [("1", "c2")]

    store.run(story)


def test_work_of_a_node_that_lives_is_left_to_it(store: Store) -> None:
    """Only who is gone leaves orphans; the timer itself is due when it was."""

    async def story(journal: Stored) -> None:
        await journal.beat()
        await journal.append(write(causing(SetTimer("call c1", 10.0, work=True), SetTimer("idle", 5.0))))

        assert await journal.orphans() == []
        assert await journal.due(10.0) == [Timer(ANN, "idle", 5.0), Timer(ANN, "call c1", 10.0)]

    store.run(story)
