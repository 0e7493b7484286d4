"""A scenario so simple that its figures can be counted by hand."""

from typing import Any

from earpiece.insight.day import Day, Decision, Needs, Patience, read_day


def plain(**changes: Any) -> Day:
    """Voice only; every conversation has one gap of one skill, always a decision of 40 s; nobody takes over or has
    teams; customers wait for hours."""
    day = read_day("ordinary")
    needs = Needs(
        helped=1.0,
        per_helped=(1.0,),
        kinds={"approval": 1.0},
        skills={"disputes": 1.0},
        turns=8,
        turns_per_gap=2,
        taken_over=0.0,
    )
    simple: dict[str, Any] = {
        "channels": {"voice": 1.0},
        "needs": needs,
        "decisions": {"approval": Decision(mean_s=40, cv=0)},
        "talk_patience": {"voice": Patience(mean_s=1e6)},
        "queue_patience": {"voice": Patience(mean_s=1e6)},
        "teams": (),
        "outages": (),
    }
    return day.model_copy(update={**simple, **changes})
