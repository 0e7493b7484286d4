"""Conversations go on where they were when their journal comes back from a backup, in whatever store."""

import tempfile
from pathlib import Path
from typing import Any

import pytest

from earpiece.domain.events import AgentSaid
from earpiece.journal import SqliteJournal, verify
from tests.journal.places import Place
from tests.support.postgres import database, postgres_server
from tests.support.stage import Stage

__all__ = ["database", "postgres_server"]


class FileStage(Stage):
    """A stage whose journal is a file."""

    def __init__(self) -> None:
        super().__init__()
        self.place = self._new_place()
        self._open()

    def backed_up_and_restored(self, *others: Place) -> None:
        """All nodes are gone, the journal goes through backups and other places, and a node comes up on it."""
        for node in self.nodes:
            self.run(node.tasks.close(), wait=0)
        self.nodes.clear()
        self.run(self.disk.close(), wait=0)
        for place in (*others, self._new_place()):
            backup = self._new_folder() / "b.gz"
            self.place.back_up(backup)
            place.restore(backup)
            self.place = place
        self._open()
        self.joins()

    def _new_place(self) -> Place:
        return Place(self._new_folder() / "journal.db")

    def _new_folder(self) -> Path:
        return Path(tempfile.mkdtemp(dir=self._folder.name))

    def _open(self) -> None:
        self.disk: Any = self._runner.run(SqliteJournal.open(self.place.where, inline=True))

    def __exit__(self, *how: Any) -> None:
        self._runner.run(self.disk.close())
        super().__exit__(*how)


@pytest.fixture(params=["file", pytest.param("database", marks=pytest.mark.postgres)])
def places(request: pytest.FixtureRequest) -> list[Place]:
    """Where a backup is restored on its way."""
    return [Place(request.getfixturevalue("database"))] if request.param == "database" else []


def test_an_answer_after_the_restore_reaches_the_customer_once(places: list[Place]) -> None:
    """The card is open on the restored journal; its answer has its effect once and is said once."""
    with FileStage() as stage:
        stage.opens("maya")
        assert "on its way" not in stage.says("refund please", "the lamp", "60", "broken")
        question = stage.card().question
        stage.backed_up_and_restored(*places)
        assert stage.card().question == question
        stage.heard()
        stage.answers("cleo", decision="yes")
        assert stage.passes(1).count("£60.00 is on its way.") == 1
        assert len([1 for said in stage.journal(AgentSaid) if said.releases]) == 1
        assert len(stage.books()) == 1
        stage.backed_up_and_restored()
        assert "£60.00" not in stage.passes(60)
        assert len(stage.books()) == 1
        assert stage.run(verify(stage.disk), wait=0).sound


def test_what_was_done_before_the_restore_is_not_done_again(places: list[Place]) -> None:
    """An attempt whose end nobody saw is looked into on the restored journal, and nothing happens twice."""
    with FileStage() as stage:
        stage.opens("maya")
        stage.tools.hangs_after.add("refund")
        stage.says("refund please", "the lamp", "40", "broken")
        assert len(stage.books()) == 1
        stage.backed_up_and_restored(*places)
        stage.tools.hangs_after.clear()
        assert "£40.00 is on its way." in stage.passes(12)
        assert len(stage.books()) == 1


def test_a_silent_customer_is_still_waited_for(places: list[Place]) -> None:
    """Timers come along: promises are kept, and ladders climbed, as if nothing had been."""
    with FileStage() as stage, FileStage() as other:
        heard = []
        for each in (stage, other):
            each.opens("maya")
            each.says("refund please", "the lamp", "60", "broken")
            if each is other:
                each.backed_up_and_restored(*places)
                each.heard()
            heard.append([each.passes(60) for _ in range(10)])
        assert heard[0] == heard[1]
        assert any(heard[0])
