"""Joins the workspaces outside our own pages to a running engine."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from earpiece.domain.errors import Unusable
from earpiece.domain.playbook import Slack
from earpiece.runtime.engine import Engine
from earpiece.workspaces.webhooks.deliveries import Deliveries
from earpiece.workspaces.webhooks.messages import Teller
from earpiece.workspaces.webhooks.register import Register
from earpiece.workspaces.webhooks.sending import Secrets, Sender

if TYPE_CHECKING:
    from earpiece.workspaces.slack.door import Door
    from earpiece.workspaces.slack.messages import Messages

FOLLOWERS: Final = ("webhooks", "slack", "slack hold")
"""The names of what runs for ever, to be ended with the node."""

SLACK_API: Final = "https://slack.com/api/"


@dataclass(frozen=True, slots=True)
class SlackKeys:
    """What joins an installation to its Slack app; `api` is where Slack is reached."""

    token: str
    secret: str
    api: str = SLACK_API


@dataclass(frozen=True, slots=True)
class Places:
    """What a server needs of them; `begin` starts what runs by itself."""

    webhooks: Register
    deliveries: Deliveries
    engine: Engine
    slack: "Door | None" = None
    messages: "Messages | None" = None

    def begin(self) -> None:
        """Follow the journal."""
        self.engine.ports.spawn("webhooks", self.deliveries.run())
        if self.messages is not None:
            self.engine.ports.spawn("slack", self.messages.run())


def join(
    engine: Engine,
    secret: bytes,
    *,
    address: str = "",
    private: bool = False,
    keys: SlackKeys | None = None,
    slack: Slack | None = None,
) -> Places:
    """`secret` is what webhooks are signed from, `address` where people reach the installation; `private` allows
    webhooks to lead into private networks; `keys` and `slack` are there if cards are shown in Slack.

    Raises Unusable if Slack's client is not installed.
    """
    ports, secrets = engine.ports, Secrets(secret)
    sender = Sender(ports.clock, private=private)
    deliveries = Deliveries(ports, secrets, sender, Teller(ports.journal, address))
    engine.timers.others["webhook"] = deliveries.fire
    register = Register(ports, deliveries.hooks, secrets, private=private)
    if keys is None:
        return Places(register, deliveries, engine)
    messages, door = _slack(engine, keys, slack or Slack({}, {}), address)
    return Places(register, deliveries, engine, door, messages)


def _slack(engine: Engine, keys: SlackKeys, slack: Slack, address: str) -> "tuple[Messages, Door]":
    try:
        from earpiece.workspaces.slack.api import SlackApi  # here, since most installations do without its client
        from earpiece.workspaces.slack.door import Door
        from earpiece.workspaces.slack.messages import Messages
        from earpiece.workspaces.slack.presses import Presses
    except ModuleNotFoundError as error:
        remedy = "Install it with pip install 'earpiece[slack]'."
        raise Unusable(f"Slack needs the package {error.name}, which is not there. {remedy}") from error
    api = SlackApi(keys.token, keys.api)
    messages = Messages(engine, api, slack.channels, address)
    return messages, Door(engine.ports, keys.secret, Presses(engine, api, messages, slack.people))
