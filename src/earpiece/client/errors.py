"""What may come instead of an answer. Only `Declined` is a person's no.

EarpieceFault                 base of all
├── Declined                  a person said no; carries the reason
├── Expired                   nobody answered in time: neither a yes nor a no
├── Withdrawn                 the question was taken back
├── StillOpen                 you have waited as long as you wanted; the question is still open
├── AskedBack                 the expert wants to know something first
├── Changed                   what was allowed is not what was about to be done, or the key stands for something else
├── Spent                     this yes was used already
└── ServerFault               the server refused the request, or cannot be reached
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from earpiece.client.tickets import Ticket


class EarpieceFault(Exception):
    """Base of all. `ticket` is the question it is about, where there is one."""

    def __init__(self, message: str, ticket: "Ticket[Any] | None" = None) -> None:
        super().__init__(message)
        self.ticket = ticket


class Declined(EarpieceFault):
    """A person said no. `reason` is in their words."""

    def __init__(self, reason: str, ticket: "Ticket[Any] | None" = None) -> None:
        super().__init__(reason or "Declined, without a reason.", ticket)
        self.reason = reason


class Expired(EarpieceFault):
    """Nobody answered in time. That is neither a yes nor a no."""


class Withdrawn(EarpieceFault):
    """The question was taken back."""


class StillOpen(EarpieceFault):
    """Nobody has answered yet, and the question lives on: wait again, or ask again with the same key."""


class AskedBack(EarpieceFault):
    """The expert wants to know something first; reply by the ticket. `question` is what."""

    def __init__(self, question: str, ticket: "Ticket[Any] | None" = None) -> None:
        super().__init__(question, ticket)
        self.question = question


class Changed(EarpieceFault):
    """A yes does not reach to this call, or a key was used for another question."""


class Spent(EarpieceFault):
    """This yes was used already: what it allowed was done, or begun, once."""


class ServerFault(EarpieceFault):
    """The server refused the request (`status`, `code`, `details` as it said), or could not be reached (status 0)."""

    def __init__(self, message: str, status: int = 0, code: str = "", details: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.details = details or {}
