"""What admins do with webhooks: add, change, look at what became of the messages, send a dead one again."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from earpiece.domain import workspace_events as w
from earpiece.domain.errors import Conflict, Invalid, Moved, NotFound
from earpiece.domain.event import BaseEvent
from earpiece.domain.ports import Write
from earpiece.runtime.ports import Ports
from earpiece.runtime.states import Folds
from earpiece.workspaces.webhooks.addresses import check_url
from earpiece.workspaces.webhooks.endpoint import Attempt, Webhook
from earpiece.workspaces.webhooks.messages import TYPES
from earpiece.workspaces.webhooks.sending import Secrets


class WebhookForm(BaseModel):
    """What is to be told, and where."""

    model_config = ConfigDict(extra="forbid")
    url: str = Field(max_length=1000, examples=["https://crm.example/earpiece"])
    types: list[str] = Field(default_factory=lambda: list(TYPES), min_length=1, max_length=len(TYPES))
    """All of them, unless told."""
    details: bool = False
    """With the question, its facts, the answer: people's words."""


class WebhookChange(WebhookForm):
    """What it is to be from now on."""

    active: bool = True
    new_secret: bool = False
    """A new secret; for a day, messages are signed with both."""


class AttemptView(BaseModel):
    """How one sending ended."""

    message: int
    at: float
    attempt: int
    status: int | None = None
    error: str = ""
    seconds: float = 0.0


class WebhookView(BaseModel):
    """A webhook, how much is under way, and what came of the last messages (the newest last)."""

    id: str
    url: str
    types: list[str]
    details: bool
    status: Literal["active", "paused"]
    added_at: float
    pending: int
    dead: int
    recent: list[AttemptView]


class WebhookMade(WebhookView):
    """With the secret that its messages are signed with, shown only now."""

    secret: str


class Register:
    """The webhooks, for admins."""

    def __init__(self, ports: Ports, hooks: Folds[Webhook], secrets: Secrets, *, private: bool) -> None:
        self._ports = ports
        self._hooks = hooks
        self._secrets = secrets
        self._private = private

    async def webhooks(self) -> list[WebhookView]:
        """All that are active or paused, the oldest first."""
        rows = [row for status in ("active", "paused") for row in await self._ports.journal.rows("webhooks", status)]
        found = [_view(await self._hooks.now(row.id)) for row in rows]
        return sorted(found, key=lambda view: view.added_at)

    async def add(self, by: str, form: WebhookForm) -> WebhookMade:
        """Raises Invalid for an address or a type that cannot be."""
        self._check(form)
        id = self._ports.ids.new("wh")
        added = w.WebhookAdded(url=form.url, types=tuple(form.types), by=by, details=form.details)
        await self._append(Webhook(id), added)
        return self._made(await self._hooks.now(id))

    async def change(self, by: str, id: str, change: WebhookChange) -> WebhookView | WebhookMade:
        """Raises NotFound, Invalid. With a new secret it is told once more."""
        hook = await self._found(id)
        self._check(change)
        changed = w.WebhookChanged(
            url=change.url, types=tuple(change.types), by=by, details=change.details, active=change.active,
            generation=hook.generation + change.new_secret,
        )  # fmt: skip
        await self._append(hook, changed)
        newer = await self._hooks.now(id)
        return self._made(newer) if change.new_secret else _view(newer)

    async def remove(self, by: str, id: str) -> None:
        """Nothing more is sent, not even what failed before. Raises NotFound."""
        await self._found(id)
        await self._ports.journal.append(
            Write(f"webhook/{id}", (w.WebhookRemoved(by=by),), self._ports.clock.now())
        )  # fmt: skip

    async def dead(self, id: str) -> list[AttemptView]:
        """The messages that no attempt could deliver, the newest first. Raises NotFound."""
        hook = await self._found(id)
        return [_attempt(attempt) for attempt in sorted(hook.dead.values(), key=lambda dead: -dead.at)]

    async def retry(self, by: str, id: str, message: int) -> None:
        """Send a dead message again. Raises NotFound, Conflict."""
        hook = await self._found(id)
        if message not in hook.dead:
            raise NotFound("There is no such message: it was delivered, or is being sent again already.")
        if hook.status != "active":
            raise Conflict("This webhook is paused. Make it active first.")
        await self._append(hook, w.WebhookRevived(message=message, by=by, at=self._ports.clock.now()))

    def _check(self, form: WebhookForm) -> None:
        check_url(form.url, private=self._private)
        unknown = [name for name in form.types if name not in TYPES]
        if unknown:
            raise Invalid(f"types: there is no {unknown[0][:50]!r}. Choose from {', '.join(TYPES)}.", field="types")

    async def _found(self, id: str) -> Webhook:
        hook = await self._hooks.now(id)
        if hook.status not in ("active", "paused"):
            raise NotFound("There is no such webhook.")
        return hook

    async def _append(self, hook: Webhook, event: BaseEvent) -> None:
        try:
            await self._ports.journal.append(
                Write(f"webhook/{hook.id}", (event,), self._ports.clock.now(), hook.position)
            )  # fmt: skip
        except Moved as moved:
            raise Conflict("The webhook is at work at this moment; please try again.") from moved

    def _made(self, hook: Webhook) -> WebhookMade:
        secret = self._secrets.of(hook.id, hook.generation)
        return WebhookMade(secret=secret, **_view(hook).model_dump())


def _view(hook: Webhook) -> WebhookView:
    return WebhookView(
        id=hook.id, url=hook.url, types=list(hook.types), details=hook.details,
        status="paused" if hook.status == "paused" else "active", added_at=hook.added_at, pending=len(hook.pending),
        dead=len(hook.dead), recent=[_attempt(attempt) for attempt in hook.recent],
    )  # fmt: skip


def _attempt(attempt: Attempt) -> AttemptView:
    return AttemptView(
        message=attempt.message, at=attempt.at, attempt=attempt.attempt, status=attempt.status, error=attempt.error,
        seconds=attempt.seconds,
    )  # fmt: skip
