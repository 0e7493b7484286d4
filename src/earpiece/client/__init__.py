"""The client library: what a program elsewhere needs to ask an Earpiece server's experts. See docs/asks.md.

It knows the server by its HTTP interface alone and imports nothing of it.
"""

from earpiece.client.blocking import blocking
from earpiece.client.client import Earpiece
from earpiece.client.errors import (
    AskedBack,
    Changed,
    Declined,
    EarpieceFault,
    Expired,
    ServerFault,
    Spent,
    StillOpen,
    Withdrawn,
)
from earpiece.client.tickets import Given, State, Ticket

__all__ = [
    "AskedBack", "Changed", "Declined", "Earpiece", "EarpieceFault", "Expired", "Given", "ServerFault", "Spent",
    "State", "StillOpen", "Ticket", "Withdrawn", "blocking",
]  # fmt: skip
