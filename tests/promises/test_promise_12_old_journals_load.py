"""Promise 12: journals of earlier states of the program load, and their conversations go on."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from earpiece.domain.all_events import EVENT_TYPES
from earpiece.domain.errors import Unusable
from earpiece.journal import SqliteJournal, verify
from earpiece.journal.codec import Codec
from earpiece.journal.postgres import PostgresJournal
from tests.promises.recording import FOLDER, replay
from tests.support.disk import Disk
from tests.support.elsewhere import Elsewhere
from tests.support.postgres import database, postgres_server
from tests.support.stage import Stage

__all__ = ["database", "postgres_server"]

RECORDINGS = sorted(FOLDER.glob("*.jsonl"))


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    """An empty stage on each of the stores."""
    stage = Stage()
    if request.param == "memory":
        yield stage
        return
    if request.param == "sqlite":
        disk: Any = stage.run(SqliteJournal.open(tmp_path / "journal.db", inline=True))
    else:
        disk = Elsewhere(PostgresJournal.open(request.getfixturevalue("database")))
    stage.disk = disk
    yield stage
    asyncio.run(disk.close())


@pytest.mark.parametrize("file", RECORDINGS, ids=lambda file: file.stem)
def test_a_conversation_begun_under_an_earlier_state_comes_to_its_end(file: Path, stage: Stage) -> None:
    """Maya waited for a yes and an answer; today's program gives her both, once, by the version she started with."""
    stage.run(replay(file.read_text("utf-8"), stage.disk))
    stage.run(asyncio.sleep(120))
    with stage:
        (row,) = stage.run(stage.disk.rows("conversations"))
        stage.chat = row.id
        stage.heard()
        for card in [card for card in stage.cards() if card.status == "open"]:
            answer = {"approval": {"decision": "yes"}, "instruction": {"choice": "continue"}}
            stage.answers("cleo", card=card, **answer.get(card.kind, {"choice": "covered"}))
        heard = stage.heard()
        assert heard.count("£70.00 is on its way.") == 1
        assert heard.count("the warranty covers it") == 1
        assert stage.books() == ["refund maya o1 70.0"]
        assert stage.state().open_consults == []
        assert stage.run(verify(stage.disk)).sound


def test_there_is_a_recording() -> None:
    """At least one, with most of what can be in a conversation."""
    kinds = {json.loads(line)["type"] for file in RECORDINGS for line in file.read_text("utf-8").splitlines()}
    assert len(kinds) > 20


def test_a_journal_of_a_later_program_is_refused_not_misread() -> None:
    """What this program does not know it does not guess."""
    with pytest.raises(Unusable, match="update"):
        Codec().decode("CustomerSaid", EVENT_TYPES["CustomerSaid"].VERSION + 1, "{}", None)


def test_a_field_that_changed_without_a_step_is_noticed() -> None:
    """Broken on purpose: a stored field that today's class does not have stops the reading."""
    text = RECORDINGS[0].read_text("utf-8").replace('"purpose":', '"aim":', 1)

    async def read() -> None:
        await replay(text, Disk())

    with pytest.raises(Unusable, match="AgentSaid"):
        asyncio.run(read())
