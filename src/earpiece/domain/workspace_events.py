"""What happens between the desk and workspaces elsewhere (Slack, webhooks); part of the union in `events`."""

from earpiece.domain.event import BaseEvent

# ── slack/CARD ────────────────────────────────────────────────────────────────────────────────────────────────────────


class SlackReserved(BaseEvent):
    """A node is about to write the card's message, so that no other one does."""

    digest: str
    """Of what the message will show."""


class SlackPosted(BaseEvent):
    """The card's message is there, and found again by these two."""

    channel: str
    ts: str
    skill: str = ""
    """The team that it was posted for."""


class SlackShown(BaseEvent):
    """The message shows what has this digest; `final`: it will not change any more."""

    digest: str
    final: bool = False


class SlackRefused(BaseEvent):
    """Slack did not take the message, in its own words; it is tried again after a while."""

    error: str


# ── webhook/ID ────────────────────────────────────────────────────────────────────────────────────────────────────────


class WebhookAdded(BaseEvent):
    """An address that is told of these types of events from now on; `details`: with people's words."""

    url: str
    types: tuple[str, ...]
    by: str
    details: bool = False


class WebhookChanged(BaseEvent):
    """What the webhook is from now on. Each new `generation` has a secret of its own."""

    url: str
    types: tuple[str, ...]
    by: str
    details: bool
    active: bool
    generation: int


class WebhookRemoved(BaseEvent):
    """Nothing more is sent."""

    by: str


class WebhookTaken(BaseEvent):
    """A node looked through the journal up to `upto`, and sends what is named by its place there, until `until`."""

    upto: int
    messages: tuple[int, ...]
    until: float


class WebhookTried(BaseEvent):
    """A node sends this message once more, until `until`."""

    message: int
    until: float


class WebhookDelivered(BaseEvent):
    """The receiver took the message."""

    message: int
    status: int
    seconds: float


class WebhookFailed(BaseEvent):
    """The receiver did not take the message at its attempt number `attempt`; the next one is at `next_at`."""

    message: int
    attempt: int
    error: str
    next_at: float


class WebhookDead(BaseEvent):
    """The last attempt failed: the message waits for a person to send it again."""

    message: int
    attempt: int
    error: str


class WebhookRevived(BaseEvent):
    """A person had the dead message sent again."""

    message: int
    by: str
    at: float
