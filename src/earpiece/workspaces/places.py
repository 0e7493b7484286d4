"""Joins the workspaces outside our own pages to a running engine."""

from dataclasses import dataclass

from earpiece.runtime.engine import Engine
from earpiece.workspaces.webhooks.deliveries import Deliveries
from earpiece.workspaces.webhooks.messages import Teller
from earpiece.workspaces.webhooks.register import Register
from earpiece.workspaces.webhooks.sending import Secrets, Sender

FOLLOWERS = ("webhooks", "slack")
"""The names of what runs for ever, to be ended with the node."""


@dataclass(frozen=True, slots=True)
class Places:
    """What a server needs of them; `begin` starts what runs by itself."""

    webhooks: Register
    deliveries: Deliveries
    engine: Engine

    def begin(self) -> None:
        """Follow the journal."""
        self.engine.ports.spawn("webhooks", self.deliveries.run())


def join(engine: Engine, secret: bytes, *, address: str = "", private: bool = False) -> Places:
    """`secret` is what webhooks are signed from, `address` where people reach the installation; `private` allows
    webhooks to lead into private networks."""
    ports, secrets = engine.ports, Secrets(secret)
    sender = Sender(ports.clock, private=private)
    deliveries = Deliveries(ports, secrets, sender, Teller(ports.journal, address))
    engine.timers.others["webhook"] = deliveries.fire
    return Places(Register(ports, deliveries.hooks, secrets, private=private), deliveries, engine)
