"""Settings from the environment and the command line, read once at start. See docs/operations.md."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from earpiece.domain.errors import Invalid


@dataclass(frozen=True, slots=True)
class Settings:
    """How one installation runs. Every field has its line in docs/operations.md."""

    data: Path
    """EARPIECE_DATA or --data: where the journal, the secrets and the tools' own data live."""
    database: str = ""
    """EARPIECE_DATABASE: the journal's address; empty means a SQLite file in the data folder."""
    host_secret: bytes = b""
    """EARPIECE_HOST_SECRET: shared with the host page's server, which signs customer tokens with it."""
    frames: tuple[str, ...] = ()
    """EARPIECE_FRAMES: origins (space-separated) that may show our pages in a frame and use the chat element."""
    demo: bool = False
    """--demo: opens /demo, with a visitor signed in as an expert. Never on a public installation."""

    @classmethod
    def read(cls, data: Path, environment: Mapping[str, str] | None = None, *, demo: bool = False) -> "Settings":
        """The settings of an installation whose files live in `data`. Raises Invalid for a value that cannot work."""
        env = os.environ if environment is None else environment
        database = env.get("EARPIECE_DATABASE", "")
        if database and not database.startswith("sqlite:///"):
            raise Invalid(
                f"EARPIECE_DATABASE is {database!r}; this version keeps its journal in SQLite: sqlite:///PATH"
            )
        secret = env.get("EARPIECE_HOST_SECRET", "").encode()
        return cls(data, database, secret, tuple(env.get("EARPIECE_FRAMES", "").split()), demo)

    @property
    def journal(self) -> Path:
        """The journal's file."""
        return Path(self.database.removeprefix("sqlite:///")) if self.database else self.data / "journal.db"

    def secret(self, name: str) -> bytes:
        """A secret kept in the data folder, made at first use, readable by its owner only."""
        path = self.data / name
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(32))
        return path.read_text().strip().encode()
