"""Every error a caller may meet, as one tree.

EarpieceError                 code + a sentence for a human
├── Invalid                   the input is wrong: what, where, how to mend
│   └── InvalidCompany        a company folder with mistakes (one Problem each)
├── Unauthenticated           nobody is signed in
├── Forbidden                 signed in, but not allowed
├── NotFound                  no such conversation, card, person
├── TooMany                   a rate limit
├── ToolError                 a tool says that it did nothing, and why
├── Unusable                  the journal cannot be opened, read or written: why, how to mend it
└── Conflict                  somebody was faster, or the question changed
    ├── Doubtful              an answer may be a slip: say so, or say that it is meant
    ├── Moved                 the stream is no longer at the expected position
    └── AlreadyAnswered       another answer won; carries who and what
"""

from dataclasses import dataclass
from typing import Any


class EarpieceError(Exception):
    """Base of all errors with a machine code and a sentence that may be shown.

    `details` holds plain JSON for programs. Nothing secret or personal belongs in either.
    """

    code = "error"

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class Invalid(EarpieceError):
    """The input cannot be taken; the message says how to mend it."""

    code = "invalid"


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a company folder: where it is and how to mend it."""

    file: str
    line: int
    message: str
    remedy: str
    code: str = "invalid"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message} — {self.remedy}"


class InvalidCompany(Invalid):
    """The company folder has mistakes; `problems` lists each with file, line and remedy."""

    code = "invalid_company"

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class Unauthenticated(EarpieceError):
    """Nobody is signed in, or the token is stale."""

    code = "unauthenticated"


class Forbidden(EarpieceError):
    """Signed in, but this role or token may not do that."""

    code = "forbidden"


class NotFound(EarpieceError):
    """There is nothing under that id (or it is not yours to know)."""

    code = "not_found"


class TooMany(EarpieceError):
    """Too many requests; `details["retry_after"]` is in seconds."""

    code = "too_many"


class Conflict(EarpieceError):
    """The world moved on: look again and decide anew."""

    code = "conflict"


class Doubtful(Conflict):
    """The answer fits, and yet it may be a slip; `details["doubts"]` lists `code`, `message`, `field` of each.

    Whoever means it sends it again with these codes in `sure`.
    """

    code = "doubtful"


class Moved(Conflict):
    """The stream is no longer at the position the decision was made from."""

    code = "moved"


class AlreadyAnswered(Conflict):
    """Another answer was first; `details` says who gave it and when."""

    code = "already_answered"


class ToolError(EarpieceError):
    """Raised by a company's tool: it did nothing, for the stated reason.

    `code` is what a playbook branches on (`insufficient_funds`); the message is for the record and the expert.
    """

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(message or code.replace("_", " "))
        self.code = code


class Unusable(EarpieceError):
    """The journal cannot be opened, read or written; the message says why and how to mend it."""

    code = "unusable"
