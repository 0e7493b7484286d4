"""The webhooks of an installation: who is told what, and that nothing is lost on the way.

Each webhook follows the journal from where it was added. A node that looked through a part of it appends *taken* with
all there is to send, conditional on the webhook's position, so that one node sends; a timer for each message is set in
the same append, so that another one does if this one dies.
"""

import asyncio
from collections.abc import Sequence
from typing import Final, Protocol

import structlog

from earpiece.domain import workspace_events as w
from earpiece.domain.errors import EarpieceError, Moved
from earpiece.domain.event import BaseEvent
from earpiece.domain.ports import Recorded, Timer, Write
from earpiece.runtime.follower import Follower
from earpiece.runtime.ports import Ports
from earpiece.runtime.states import Folds
from earpiece.workspaces.webhooks import endpoint
from earpiece.workspaces.webhooks.endpoint import Webhook
from earpiece.workspaces.webhooks.messages import Teller, type_of
from earpiece.workspaces.webhooks.sending import GONE, SECONDS, Outcome, Secrets

log = structlog.get_logger()

SECOND, MINUTE, HOUR = 1.0, 60.0, 3600.0
DELAYS: Final = (5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR)
"""How long to wait after each failed attempt, as the specification advises; after the last one a person must act."""

RHYTHM: Final = 2.0
"""Seconds after which the journal is looked at, should news have been lost."""

PAGE: Final = 500
"""Events of the journal looked through at a time."""

MOST_TAKEN: Final = 50
MOST_AT_ONCE: Final = 16
"""Messages of one webhook that a node takes, and of those it sends at the same time."""

IN_HAND: Final = SECONDS * (MOST_TAKEN // MOST_AT_ONCE + 2)
"""Seconds after which another node may send what this one took and nobody saw end."""

MARK: Final = 5000
"""So many events without anything to tell are passed over before that is written down."""

OVERLAP: Final = 24 * HOUR
"""So long after a new secret the old one signs too, so that the receiver can change over."""


class Post(Protocol):
    """Sends one message; see `Sender`."""

    async def send(self, url: str, id: str, body: bytes, secrets: Sequence[str]) -> Outcome: ...

    async def close(self) -> None: ...


class Deliveries:
    """Sends what is due. `secrets` and `sender` are the installation's; `teller` makes the messages."""

    def __init__(self, ports: Ports, secrets: Secrets, sender: Post, teller: Teller) -> None:
        self._ports = ports
        self._secrets = secrets
        self._sender = sender
        self._teller = teller
        self.hooks = Folds(ports.journal, "webhook", Webhook, endpoint.fold)
        self._follower = Follower(ports, "webhooks", self._look, RHYTHM)
        self._active: list[str] = []
        self._upto: dict[str, int] = {}
        """How far this node has looked for each webhook, where there was nothing to tell."""
        self._busy: set[str] = set()
        self._again: set[str] = set()

    async def run(self) -> None:
        """Follow the journal for ever."""
        try:
            await self._follower.run()
        finally:
            await self._sender.close()

    async def fire(self, timer: Timer) -> None:
        """A message whose time has come, or whose node died."""
        hook = await self.hooks.now(timer.stream.partition("/")[2])
        message = int(timer.name.partition(" ")[2])
        if message not in hook.pending:
            return
        now = self._ports.clock.now()
        if hook.status != "active":
            await self._append(hook.id, self._dead(hook, message, "the webhook was paused"))
            return
        tried = w.WebhookTried(message=message, until=now + 2 * SECONDS)
        await self._ports.journal.append(Write(f"webhook/{hook.id}", (tried,), now, hook.position))
        await self._send(hook.id, message)

    # ── what is new ───────────────────────────────────────────────────────────────────────────────────────────────

    async def _look(self, moved: frozenset[str] | None) -> None:
        if moved is None or any(stream.startswith("webhook/") for stream in moved):
            self._active = [row.id for row in await self._ports.journal.rows("webhooks", "active")]
        for id in self._active:
            self._again.add(id)
            if id not in self._busy:
                self._busy.add(id)
                self._ports.spawn(f"webhook {id}", self._catch_up(id))

    async def _catch_up(self, id: str) -> None:
        """Look until nothing is new. A webhook whose receiver is slow holds up no other."""
        try:
            while id in self._again:
                self._again.discard(id)
                while await self._step(id):
                    pass
        except EarpieceError as error:
            log.warning("a webhook cannot follow the journal", webhook=id, error=error.message)
        finally:
            self._busy.discard(id)

    async def _step(self, id: str) -> bool:
        """Look at the next page of the journal; whether there may be more."""
        hook = await self.hooks.now(id)
        after = max(hook.upto, self._upto.get(id, 0))
        page = await self._ports.journal.read_all(after, PAGE)
        if hook.status != "active" or not page:
            return False
        found, upto = await self._worth_telling(hook, page)
        if found or upto - hook.upto > MARK:
            await self._take(hook, found, upto)
        else:
            self._upto[id] = upto
        return True

    async def _worth_telling(self, hook: Webhook, page: Sequence[Recorded]) -> tuple[list[int], int]:
        """Messages in this page, at most as many as are taken at once, and up to where it was looked at."""
        found: list[int] = []
        for item in page:
            if type_of(item.event) in hook.types and await self._teller.message(item, details=False) is not None:
                found.append(item.seq)
            if len(found) == MOST_TAKEN:
                return found, item.seq
        return found, page[-1].seq

    async def _take(self, hook: Webhook, messages: list[int], upto: int) -> None:
        now = self._ports.clock.now()
        taken = w.WebhookTaken(upto=upto, messages=tuple(messages), until=now + IN_HAND)
        try:
            await self._ports.journal.append(Write(f"webhook/{hook.id}", (taken,), now, hook.position))
        except Moved:
            return  # another node was faster, or something was delivered meanwhile: it is looked at anew
        room = asyncio.Semaphore(MOST_AT_ONCE)

        async def send(message: int) -> None:
            async with room:
                await self._send(hook.id, message)

        await asyncio.gather(*(send(message) for message in messages))

    # ── one message ───────────────────────────────────────────────────────────────────────────────────────────────

    async def _send(self, id: str, message: int) -> None:
        """One attempt, and what came of it."""
        hook = await self.hooks.now(id)
        (item,) = await self._ports.journal.read_all(message - 1, 1)
        told = await self._teller.message(item, details=hook.details)
        if hook.status != "active" or message not in hook.pending or told is None:
            return
        generations = {hook.generation}
        if hook.generation > 1 and self._ports.clock.now() - hook.renewed_at < OVERLAP:
            generations.add(hook.generation - 1)
        secrets = [self._secrets.of(id, generation) for generation in sorted(generations, reverse=True)]
        outcome = await self._sender.send(hook.url, f"msg_{message}_{id}", told.encode(), secrets)
        hook = await self.hooks.now(id)
        if hook.status != "removed":
            await self._append(id, *self._results(hook, message, outcome))

    def _results(self, hook: Webhook, message: int, outcome: Outcome) -> list[BaseEvent]:
        if outcome.taken and outcome.status is not None:
            return [w.WebhookDelivered(message=message, status=outcome.status, seconds=outcome.seconds)]
        failed = hook.pending.get(message, 0) + 1
        if outcome.status == GONE:
            paused = w.WebhookChanged(
                url=hook.url, types=hook.types, by="receiver", details=hook.details, active=False,
                generation=hook.generation,
            )  # fmt: skip
            return [self._dead(hook, message, "it answered 410: it wants nothing more"), paused]
        if failed > len(DELAYS):
            return [self._dead(hook, message, outcome.error)]
        due = self._ports.clock.now() + DELAYS[failed - 1]
        return [w.WebhookFailed(message=message, attempt=failed, error=outcome.error, next_at=due)]

    def _dead(self, hook: Webhook, message: int, error: str) -> w.WebhookDead:
        return w.WebhookDead(message=message, attempt=hook.pending.get(message, 0) + 1, error=error)

    async def _append(self, id: str, *events: BaseEvent) -> None:
        await self._ports.journal.append(Write(f"webhook/{id}", events, self._ports.clock.now()))
