"""A webhook as a fold over its stream: where it leads, how far it has looked, what is still to be delivered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

from earpiece.domain import workspace_events as w
from earpiece.domain.event import BaseEvent
from earpiece.domain.ports import Recorded

Kept = TypeVar("Kept")

MOST_REMEMBERED = 20
"""Deliveries and failures kept for people to look at."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """How one sending ended. `status` is the receiver's, `error` says why it failed."""

    message: int
    at: float
    attempt: int
    status: int | None = None
    error: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Webhook:
    """One address. Messages are named by their event's place in the journal."""

    id: str
    position: int = 0
    url: str = ""
    types: tuple[str, ...] = ()
    details: bool = False
    status: Literal["", "active", "paused", "removed"] = ""
    generation: int = 1
    renewed_at: float = 0.0
    added_at: float = 0.0
    upto: int = 0
    """Everything up to this place in the journal was looked at."""
    pending: Mapping[int, int] = field(default_factory=dict)
    """What is to be delivered, and how often that has failed."""
    dead: Mapping[int, Attempt] = field(default_factory=dict)
    recent: tuple[Attempt, ...] = ()
    """The newest last."""


def fold(hook: Webhook, recorded: Iterable[Recorded]) -> Webhook:
    """The webhook after these events, in order."""
    for item in recorded:
        hook = _apply(replace(hook, position=hook.position + 1), item.event, item)
    return hook


def _apply(hook: Webhook, event: BaseEvent, item: Recorded) -> Webhook:
    match event:
        case w.WebhookAdded():
            return replace(
                hook, url=event.url, types=event.types, details=event.details, status="active", upto=item.seq,
                added_at=item.at,
            )  # fmt: skip
        case w.WebhookChanged():
            renewed = item.at if event.generation != hook.generation else hook.renewed_at
            return replace(
                hook, url=event.url, types=event.types, details=event.details, generation=event.generation,
                status="active" if event.active else "paused", renewed_at=renewed,
                upto=item.seq if hook.status == "paused" else hook.upto,
            )  # fmt: skip
        case w.WebhookRemoved():
            return replace(hook, status="removed", pending={}, dead={})
        case w.WebhookTaken():
            return replace(hook, upto=event.upto, pending={**hook.pending, **dict.fromkeys(event.messages, 0)})
    return _delivered(hook, event, item.at)


def _delivered(hook: Webhook, event: BaseEvent, at: float) -> Webhook:
    match event:
        case w.WebhookDelivered():
            attempt = Attempt(
                event.message, at, hook.pending.get(event.message, 0) + 1, event.status, seconds=event.seconds
            )
            return _ended(hook, attempt)
        case w.WebhookFailed():
            attempt = Attempt(event.message, at, event.attempt, error=event.error)
            if event.message not in hook.pending:
                return hook
            return _remember(replace(hook, pending={**hook.pending, event.message: event.attempt}), attempt)
        case w.WebhookDead():
            attempt = Attempt(event.message, at, event.attempt, error=event.error)
            ended = _ended(hook, attempt)
            return replace(ended, dead={**ended.dead, event.message: attempt})
        case w.WebhookRevived():
            return replace(hook, pending={**hook.pending, event.message: 0}, dead=_without(hook.dead, event.message))
    return hook


def _ended(hook: Webhook, attempt: Attempt) -> Webhook:
    return _remember(replace(hook, pending=_without(hook.pending, attempt.message)), attempt)


def _remember(hook: Webhook, attempt: Attempt) -> Webhook:
    return replace(hook, recent=(*hook.recent, attempt)[-MOST_REMEMBERED:])


def _without(known: Mapping[int, Kept], message: int) -> Mapping[int, Kept]:
    return {key: value for key, value in known.items() if key != message}
