"""Which open card does the most harm while it waits. In plain terms, so that an order can be explained.

A card's harm grows with each minute, for each customer who waits: most on the telephone, little by mail, little once
they were told that they need not stay; more where much is at stake, and when a rung of the ladder is near. So that
nobody starves, each card has a moment when its turn comes: from then on it goes before all whose turn comes later,
however harmful they are.
"""

from dataclasses import dataclass

CHANNELS = {"voice": 3.0, "chat": 1.0, "mail": 0.25}
"""How much a minute of waiting costs the customer there, beside one on chat."""

STAYS_AWAY = 0.25
"""The same for a customer who was promised an answer and need not stay."""

EARLY = 45.0
"""A question that was asked early counts as if it had been asked so many seconds later: until about then nobody waits
for the answer."""

TURN_COMES = 900.0
"""Seconds after which a card's turn has come."""

TURN_COMES_PROMISED = 7200.0
"""The same where the customer need not stay."""

RUNG_NEAR = 60.0
"""Seconds before a rung from which on it counts."""

MUCH = 1000.0
"""An amount at stake that doubles the harm."""


@dataclass(frozen=True, slots=True)
class Stake:
    """What waits behind a card. `asked_at` (seconds) is that of whoever waits longest."""

    asked_at: float
    customers: int = 1
    channel: str = "chat"
    promised: bool = False
    """The customer knows that it takes longer, and need not stay."""
    amount: float = 0.0
    """The largest amount that somebody must have the authority for."""
    next_at: float | None = None
    """When the next rung is due."""
    awaiting: bool = False
    """The customer has to say something first."""
    early: bool = False
    """It was asked before it was needed."""

    @property
    def needed_at(self) -> float:
        """From when on somebody waits for it, as far as anybody can tell."""
        return self.asked_at + EARLY if self.early else self.asked_at


Order = tuple[bool, bool, float, float]


def score(stake: Stake, now: float) -> float:
    """Harm in minutes of a customer waiting on chat."""
    minutes = 1.0 + max(now - stake.needed_at, 0.0) / 60.0
    each = CHANNELS.get(stake.channel, 1.0) * (STAYS_AWAY if stake.promised or now < stake.needed_at else 1.0)
    near = 0.0 if stake.next_at is None else 1.0 - min(max(stake.next_at - now, 0.0), RUNG_NEAR) / RUNG_NEAR
    return stake.customers * each * (minutes + near) * (1.0 + min(stake.amount, MUCH) / MUCH)


def turn_comes(stake: Stake) -> float:
    """From when on the card goes before all whose turn comes later."""
    return stake.needed_at + (TURN_COMES_PROMISED if stake.promised else TURN_COMES)


def order(stake: Stake, now: float) -> Order:
    """Sorts cards: whose turn has come, by that; then the most harmful first; those the customer holds up last."""
    if turn_comes(stake) <= now:
        return stake.awaiting, False, turn_comes(stake), stake.asked_at
    return stake.awaiting, True, -score(stake, now), stake.asked_at
