"""A stage whose journal is a file in a data folder, as a server leaves it behind."""

from pathlib import Path
from typing import Any

from earpiece.journal import SqliteJournal
from earpiece.settings import Settings
from tests.support.stage import Stage


class RecordedStage(Stage):
    """After the story, `earpiece` commands can look into `data`."""

    def __init__(self, data: Path) -> None:
        super().__init__()
        data.mkdir(parents=True, exist_ok=True)
        self.disk: Any = self._runner.run(SqliteJournal.open(Settings.read(data, {}).journal, inline=True))

    def __exit__(self, *how: Any) -> None:
        self._runner.run(self.disk.close())
        super().__exit__(*how)
