"""The figures of a crowd: how conversations ended and were understood, how long people waited, what went wrong."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from earpiece.sim.audit import Audit

ROUTES = ("right", "clarified", "consulted", "wrong")


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A conversation that did not end resolved with the books as expected."""

    conversation: str
    label: str | None
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class CrowdReport:
    """What `earpiece rehearse --messages` prints; docs/rehearsals.md explains each figure."""

    conversations: int
    outcomes: dict[str, int]
    routed: dict[str, int]
    effects_right: int
    consults: dict[str, dict[str, int]]
    wait_seconds: dict[str, float]
    human_seconds: float
    asked_twice: int
    lost: int
    repeated: int
    unended: int
    unanswered: int
    unresolved: list[Unresolved]
    details: dict[str, list[str]]
    """For every figure that should be zero, which conversation it happened in, and what."""

    @property
    def sound(self) -> bool:
        """Nothing was lost, repeated, asked twice, left without an answer or without an end."""
        return not (self.lost or self.repeated or self.asked_twice or self.unended or self.unanswered)

    def as_json(self) -> dict[str, Any]:
        """One JSON object."""
        return asdict(self)


def report_on(audits: Sequence[Audit], human_seconds: float) -> CrowdReport:
    """Sum up."""
    waits = sorted(wait for audit in audits for wait in audit.waits)
    routed = Counter(audit.routed for audit in audits)
    problems = [(audit, audit.problem()) for audit in audits]
    return CrowdReport(
        conversations=len(audits),
        outcomes=_counted(audit.outcome for audit in audits),
        routed={route: routed[route] for route in ROUTES},
        effects_right=sum(audit.effects_right for audit in audits),
        consults={
            "by_kind": _counted(kind for audit in audits for kind, _ in audit.consults),
            "by_end": _counted(end for audit in audits for _, end in audit.consults),
        },
        wait_seconds={"p50": percentile(waits, 50), "p95": percentile(waits, 95)},
        human_seconds=human_seconds,
        asked_twice=sum(len(audit.asked_twice) for audit in audits),
        lost=sum(len(audit.lost) for audit in audits),
        repeated=sum(len(audit.repeated) for audit in audits),
        unended=sum(not audit.ended for audit in audits),
        unanswered=sum(len(audit.unanswered) for audit in audits),
        unresolved=[
            Unresolved(audit.conversation, audit.wish.message.label, audit.wish.message.text, reason)
            for audit, reason in problems
            if reason is not None
        ],
        details={
            name: [f"{audit.conversation}: {what}" for audit in audits for what in getattr(audit, name)]
            for name in ("asked_twice", "lost", "repeated", "unanswered")
        },
    )


def _counted(names: Any) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))


def percentile(ordered: Sequence[float], percent: float) -> float:
    """The value that `percent` of all do not exceed (nearest rank); 0 without values."""
    if not ordered:
        return 0.0
    rank = max(1, -(-len(ordered) * percent // 100))
    return round(ordered[int(rank) - 1], 3)
