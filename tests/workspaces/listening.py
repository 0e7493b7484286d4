"""A stage whose nodes have webhooks, and a receiver that takes or refuses as the test wants."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from json import loads
from typing import Any

from earpiece.workspaces.webhooks.deliveries import Deliveries
from earpiece.workspaces.webhooks.messages import Teller
from earpiece.workspaces.webhooks.register import Register, WebhookForm, WebhookMade
from earpiece.workspaces.webhooks.sending import Outcome, Secrets
from tests.support.stage import Node, Stage

SECRETS = Secrets(b"the installation's own secret")


@dataclass
class Receiver:
    """Stands for `Sender`, with what came in: when, under which id, what."""

    now: Callable[[], float]
    status: int | None = 200
    got: list[tuple[float, str, dict[str, Any]]] = field(default_factory=list)

    async def send(self, url: str, id: str, body: bytes, secrets: Sequence[str]) -> Outcome:
        self.got.append((self.now(), id, loads(body)))
        return Outcome(self.status, "" if self.status == 200 else f"it answered {self.status}", 0.01)

    async def close(self) -> None: ...

    def types(self) -> list[str]:
        """What came, in order."""
        return [body["type"] for _, _, body in self.got]


def listen(stage: Stage, node: Node, receiver: Receiver) -> Register:
    """Give the node webhooks."""
    ports = node.engine.ports
    deliveries = Deliveries(ports, SECRETS, receiver, Teller(ports.journal, "https://desk.example"))
    node.engine.timers.others["webhook"] = deliveries.fire

    async def begin() -> None:
        ports.spawn("webhooks", deliveries.run())

    stage.run(begin())
    return Register(ports, deliveries.hooks, SECRETS, private=True)


def added(stage: Stage, register: Register, *types: str, details: bool = False) -> WebhookMade:
    """A webhook of the receiver's."""
    form = WebhookForm(url="https://crm.example/hook", details=details, **({"types": list(types)} if types else {}))
    return stage.run(register.add("ada", form))
