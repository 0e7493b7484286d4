"""What was learned once is kept in a file, so that a server with the same company starts without learning again.

The file is a pickle: whoever could change it could change the company's `tools.py` beside it, which is code as well.
It is named for all it depends on, and read only by the user who wrote it.
"""

import hashlib
import os
import pickle
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from tempfile import mkstemp

import structlog

from earpiece.models.local.recogniser import Recogniser
from earpiece.models.local.requests import Thresholds
from earpiece.models.local.understanding import Lesson, LocalUnderstanding, name_of

log = structlog.get_logger()

DAMAGED = (OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, TypeError, ValueError)
"""What reading a file can raise that is cut, foreign or of another state of the program."""


def train_once(lessons: Sequence[Lesson], thresholds: Thresholds, folder: Path) -> LocalUnderstanding:
    """What was learned from these lessons, from `folder` if it is there, else learned now and kept there.

    A file that cannot be read or written costs the time of learning, nothing else.
    """
    path = folder / f"{_name(lessons, thresholds)}.learned"
    learned = _read(path)
    if learned is not None:
        return LocalUnderstanding.train(lessons, thresholds, learned)
    understanding = LocalUnderstanding.train(lessons, thresholds)
    _keep(understanding.recogniser, path)
    return understanding


def _name(lessons: Sequence[Lesson], thresholds: Thresholds) -> str:
    """Names the lessons and every program that had a part in learning them."""
    made_by = [sys.version, *(version(package) for package in ("earpiece", "numpy", "scipy", "scikit-learn"))]
    return f"{name_of(lessons, thresholds)}-{hashlib.sha256(repr(made_by).encode()).hexdigest()[:8]}"


def _read(path: Path) -> Recogniser | None:
    try:
        if path.stat().st_uid != os.getuid():
            return None
        found = pickle.loads(path.read_bytes())  # noqa: S301 - our own file; see above
    except FileNotFoundError:
        return None
    except DAMAGED as error:
        log.warning("what was learned cannot be read again", file=path.name, error=type(error).__name__)
        return None
    return found if isinstance(found, Recogniser) else None


def _keep(learned: Recogniser, path: Path) -> None:
    """Whole or not at all; what was learned from earlier lessons goes."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = mkstemp(dir=path.parent, prefix=".learned.")
        with os.fdopen(handle, "wb") as file:
            pickle.dump(learned, file)
        Path(name).replace(path)
        for older in path.parent.glob("*.learned"):
            if older != path:
                older.unlink(missing_ok=True)
    except OSError as error:
        log.warning("what was learned cannot be kept", file=path.name, error=error.strerror)
