"""What was learned is kept for the next start, and a file that is no good costs time only."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from earpiece.domain.commands import Command, Situation
from earpiece.models.local import Lesson, LocalUnderstanding, Thresholds, train_once
from earpiece.models.local.recogniser import Recogniser

LESSONS = [
    Lesson("playbook/refund", "your refund", ("I want my money back", "refund please", "pay me back")),
    Lesson("playbook/late", "your parcel", ("where is my parcel", "it has not come", "when does it come")),
    Lesson("page/returns", "sending back", ("can I send it back", "how do I return it", "return this lamp")),
]


def read(understanding: LocalUnderstanding, text: str) -> list[Command]:
    """How it reads a message at the beginning of a conversation."""
    return asyncio.run(understanding.read(text, Situation()))


def test_the_second_start_learns_nothing_and_reads_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Learning is what takes the time; whoever starts again does without it."""
    first = train_once(LESSONS, Thresholds(), tmp_path)
    monkeypatch.setattr(Recogniser, "__init__", lambda *_: pytest.fail("it learned again"))
    second = train_once(LESSONS, Thresholds(), tmp_path)
    assert second.version == first.version
    for text in ("my money back please", "has my parcel come", "something else entirely", "how can I return my lamp"):
        assert read(second, text) == read(first, text)


def test_a_start_with_what_was_learned_loads_no_scikit_learn(tmp_path: Path) -> None:
    """Loading it takes longer than all the rest."""
    train_once(LESSONS, Thresholds(), tmp_path)
    program = (
        "import sys; from pathlib import Path; from earpiece.models.local import *;"
        "from tests.models.local.test_kept import LESSONS;"
        "train_once(LESSONS, Thresholds(), Path(sys.argv[1])); sys.exit('sklearn' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program, str(tmp_path)], cwd=Path.cwd(), check=False).returncode == 0


def test_a_start_loads_no_other_command() -> None:
    """What a comparison or a plan calculates with takes longer to load than the whole server."""
    program = (
        "import sys, typer.main; from earpiece.cli import app; import earpiece.wiring, earpiece.web.app;"
        "typer.main.get_group(app).get_command(None, 'serve'); sys.exit('scipy.stats' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_other_lessons_are_learned_anew_and_the_old_file_goes(tmp_path: Path) -> None:
    """A file is named for all that it was learned from."""
    train_once(LESSONS, Thresholds(), tmp_path)
    train_once(LESSONS[:2], Thresholds(), tmp_path)
    (left,) = tmp_path.glob("*.learned")
    train_once(LESSONS, Thresholds(), tmp_path)
    assert not left.exists()


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"\x80\x05N.", b"\x80\x04\x95"])
def test_a_damaged_file_is_learned_over(tmp_path: Path, damage: bytes) -> None:
    """Cut, foreign, or of something else: it is replaced."""
    first = train_once(LESSONS, Thresholds(), tmp_path)
    (file,) = tmp_path.glob("*.learned")
    whole = file.stat().st_size
    file.write_bytes(damage)
    with capture_logs():
        second = train_once(LESSONS, Thresholds(), tmp_path)
    assert read(second, "my money back") == read(first, "my money back")
    assert file.stat().st_size == whole


def test_a_folder_that_cannot_be_written_costs_time_only(tmp_path: Path) -> None:
    """The server starts all the same."""
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with capture_logs() as logs:
        assert train_once(LESSONS, Thresholds(), blocked / "learned").version
    assert {line["event"] for line in logs} <= {
        "what was learned cannot be kept",
        "what was learned cannot be read again",
    }


def test_only_its_owner_can_read_the_file(tmp_path: Path) -> None:
    """It holds the company's own sentences, and is trusted like code."""
    train_once(LESSONS, Thresholds(), tmp_path / "learned")
    (file,) = (tmp_path / "learned").glob("*.learned")
    assert file.stat().st_mode & 0o077 == 0
    assert file.stat().st_uid == os.getuid()
