"""One conversation in two ways, second by second: a consult as it was played, a transfer as a scenario has it.

The right side is what happened on the real engine. The left side is computed from the same conversation's own turns
(`transferring`). Times are seconds since hello.
"""

from collections.abc import Sequence

from earpiece.insight.day import Day, Kind
from earpiece.insight.sides import (
    YOURS,
    CaseOffered,
    Played,
    Side,
    SideBySide,
    Spans,
    Stretch,
    lasting,
    pace_source,
    sentence,
)
from earpiece.insight.transferring import transferred

ENGINE = "As the engine's journal has it."
EXPERT = "It follows from the simulated expert's seconds."


def side_by_side(
    played: Played, day: Day, spans: Spans, case: str, cases: Sequence[CaseOffered], seed: int = 0
) -> SideBySide:
    """Both sides of a conversation that was played."""
    return SideBySide(
        case=case, cases=tuple(cases), channel=played.channel, seed=seed, own=spans.own,
        wait_s=spans.wait_s, pickup_s=spans.pickup_s, decision_s=spans.decision_s,
        transfer=transferred(played, day, spans), consult=consulted(played, day, spans),
        card=played.card, assumed=assumptions(played, day, spans),
    )  # fmt: skip


def consulted(played: Played, day: Day, spans: Spans) -> Side:
    """The conversation as it was played."""
    card = played.card
    waited = max(card.counted, played.gap)
    pace = f"Turns as the simulated customer has them. {pace_source(played.channel, day)}"
    stretches = [
        Stretch(lane="customer", what="agent", title="The agent serves", since=0, until=played.gap, source=pace),
        Stretch(lane="customer", what="wait", title="Waits for the answer", since=played.gap, until=waited, waits=True,
                simulated=not spans.own, source=f"{ENGINE} {YOURS if spans.own else EXPERT}"),
        Stretch(lane="customer", what="agent", title="The agent serves on", since=waited, until=played.closed,
                source=pace),
        Stretch(lane="people", what="card", title="One card", since=card.decided - played.people_s, until=card.decided,
                people=1.0, simulated=not spans.own, source=YOURS if spans.own else _card_source(card.kind, day)),
    ]  # fmt: skip
    return Side(
        moments=tuple(played.lines),
        stretches=lasting(stretches),
        gap=played.gap,
        done=played.closed,
        over=played.closed,
    )


def assumptions(played: Played, day: Day, spans: Spans) -> tuple[tuple[str, str, str], ...]:
    """Every assumed number of seconds: what, how much, where from."""
    pace, moved, kind = day.pace[played.channel], day.transfer, played.card.kind
    decided = YOURS if spans.own else sentence(day.source("decisions"))
    asked = [
        ("Reading and deciding", _s(played.people_s), YOURS)
    ] if spans.own else [
        ("Turning to the card", _s(day.consult.switch_s), sentence(day.source("consult"))),
        ("Reading the card", _s(day.consult.read_s), sentence(day.source("consult"))),
    ]  # fmt: skip
    redone = sentence(day.source("transfer.redo"))
    rows = [
        ("A turn of the customer", _s(pace.customer_s), sentence(day.source(f"pace.{played.channel}"))),
        ("A turn of the agent", _s(pace.agent_s), sentence(day.source(f"pace.{played.channel}"))),
        ("A turn of a person", _s(pace.person_s * moved.slower), sentence(day.source(f"pace.{played.channel}"))),
        ("Waiting in the queue", _s(spans.wait_s), f"Set on this page. {sentence(day.source('targets'))}"),
        ("Waiting for an expert", _s(spans.pickup_s), f"Set on this page. {sentence(day.source('targets'))}"),
        *asked,
        (f"Deciding ({kind})", _s(spans.decision_s), f"The same on both sides. {decided}"),
        ("Explaining again", _s(moved.explain_s), sentence(day.source("transfer.explain_s"))),
        ("Said once more", f"{moved.redo:.0%} of the turns", redone),
        ("Writing it up", _s(moved.wrap_up_s[played.channel]), sentence(day.source("transfer.wrap_up_s"))),
    ]
    return tuple(rows)


def _s(seconds: float) -> str:
    return f"{seconds:.0f} s"


def _card_source(kind: Kind, day: Day) -> str:
    turning, deciding = sentence(day.source("consult")), sentence(day.source(f"decisions.{kind}"))
    return f"Turning to it and reading: {turning} Deciding: {deciding}"
