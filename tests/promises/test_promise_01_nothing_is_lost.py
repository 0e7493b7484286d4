"""Promise 1: a message, answer or command that was acknowledged survives the end of the node at any instant."""

from typing import Literal

import pytest

from tests.promises.story import REFUND, Client, nothing_lost_or_doubled
from tests.support.disk import Disk
from tests.support.stage import Stage


def _appends() -> int:
    with Stage() as stage:
        stage.opens("maya")
        before = stage.disk.appends
        Client(stage).tell(*REFUND)
        return stage.disk.appends - before


APPENDS = _appends()


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("number", range(1, APPENDS + 1))
def test_the_story_comes_to_the_same_end_wherever_the_node_dies(when: Literal["before", "after"], number: int) -> None:
    """Killed before or right after any append, the story goes on with a new node: nothing lost, nothing twice."""
    with Stage() as stage:
        stage.opens("maya")
        stage.disk.kill(when, number)
        client = Client(stage)
        client.tell(*REFUND)
        assert stage.disk.dies_at is None, "the node was to die, and did not"
        nothing_lost_or_doubled(stage, client)


def test_the_checker_notices_a_journal_that_forgets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken on purpose: an append that acknowledges without keeping anything is found out."""
    with Stage() as stage:
        stage.opens("maya")
        append, forgot = Disk.append, list[object]()

        async def forgets(self: Disk, *writes: object) -> object:
            if forgot or len(writes) != 1:
                return await append(self, *writes)  # type: ignore[arg-type]
            forgot.append(writes)
            return await Disk(self.store.random).append(*writes)  # type: ignore[arg-type]

        client = Client(stage)
        client.tell(*REFUND[:2])
        monkeypatch.setattr(Disk, "append", forgets)

        def to_the_end() -> None:
            client.tell(*REFUND[2:])
            nothing_lost_or_doubled(stage, client)

        with pytest.raises((AssertionError, ValueError, KeyError)):
            to_the_end()
