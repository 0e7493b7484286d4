"""Listeners hear of what is committed, on every store."""

import asyncio
from typing import Any

import pytest

from earpiece.domain.errors import Moved
from earpiece.domain.ports import News
from tests.journal.stores import ANN, Store, Stored, opened, said, write


def test_a_listener_has_heard_when_append_returns(store: Store) -> None:
    """What a listener is told is what can be read."""

    async def story(journal: Stored) -> None:
        heard: list[News] = []
        journal.subscribe(heard.append)
        await journal.append(write(opened(), said()))

        assert heard == [News(2, (ANN,))]
        assert [each.seq for each in await journal.read_all()] == [1, 2]

    store.run(story)


def test_listeners_hear_everything_in_commit_order(store: Store) -> None:
    """Whoever appends at the same time, a listener hears of every stream, and the numbers only grow."""

    async def story(journal: Stored) -> None:
        heard: list[News] = []
        journal.subscribe(heard.append)
        for _ in range(3):
            await asyncio.gather(*(journal.append(write(said(), stream=f"conversation/{n}")) for n in range(50)))

        reached = [news.seq for news in heard]
        assert reached == sorted(set(reached))
        assert reached[-1] == 150
        streams = [stream for news in heard for stream in news.streams or ()]
        assert sorted(streams) == sorted(3 * [f"conversation/{n}" for n in range(50)])

    store.run(story)


def test_nothing_is_heard_of_what_was_not_written(store: Store) -> None:
    """A refused append and a repeated one are silent."""

    async def story(journal: Stored) -> None:
        await journal.append(write(opened(), key="open"))
        heard: list[News] = []
        journal.subscribe(heard.append)
        await journal.append(write(opened(), key="open"))
        with pytest.raises(Moved):
            await journal.append(write(said(), expected=5))

        assert heard == []

    store.run(story)


def test_a_listener_can_be_ended(store: Store) -> None:
    """After its end it hears nothing more; ending twice does no harm."""

    async def story(journal: Stored) -> None:
        heard: list[News] = []
        end = journal.subscribe(heard.append)
        await journal.append(write(opened()))
        end()
        end()
        await journal.append(write(said()))

        assert len(heard) == 1

    store.run(story)


def test_a_listener_that_fails_harms_nobody(store: Store) -> None:
    """The append succeeds, other listeners hear it, and the event loop reports the failure."""

    async def story(journal: Stored) -> None:
        reported: list[dict[str, Any]] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: reported.append(context))
        heard: list[News] = []

        def failing(_: News) -> None:
            raise ValueError("broken listener")

        journal.subscribe(failing)
        journal.subscribe(heard.append)
        await journal.append(write(opened()))

        assert len(heard) == 1
        assert [str(context["exception"]) for context in reported] == ["broken listener"]

    store.run(story)
