"""How conversations go: how many turns, how long one takes, and how long customers wait for people until they leave."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Literal

from earpiece.insight.calibrate import intervals
from earpiece.insight.calibrate.durations import Lasted, kaplan_meier, weibull
from earpiece.insight.calibrate.estimate import (
    LEAST_COUNT,
    LEAST_HANG_UPS,
    Assumed,
    Estimate,
    channel_of,
    needed_people,
    needs_of,
)
from earpiece.insight.cases import Case, Span
from earpiece.insight.day import Channel, Day

CHANNELS: tuple[Channel, ...] = ("voice", "chat")
PATIENCE: tuple[tuple[Literal["queue_patience", "talk_patience"], str], ...] = (
    ("queue_patience", "in a queue"),
    ("talk_patience", "in a conversation"),
)
NO_WAIT = Lasted(0.0, ended=False)
SOON = 120.0
"""Seconds, by which the curve of patience is told beside its fit."""


def turns(cases: Sequence[Case]) -> Iterator[Estimate | Assumed]:
    """Messages of a customer whom the agent served to the end, and how many more each need brings."""
    whole = [case for case in cases if case.outcome == "resolved" and case.turns and not case.led]
    alone = [case.turns for case in whole if not needed_people(case)]
    if len(alone) >= LEAST_COUNT:
        yield Estimate("turns of a conversation without help", intervals.mean(alone), len(alone), "conversations",
                       setting="needs.turns")  # fmt: skip
    else:
        yield Assumed("needs.turns", f"{len(alone)} resolved conversations without help, fewer than {LEAST_COUNT}")
    gaps = [len(needs_of(case)) for case in whole]
    helped = sum(gap > 0 for gap in gaps)
    if min(helped, len(alone)) >= LEAST_COUNT:
        found = intervals.slope(gaps, [case.turns for case in whole])
        yield Estimate("turns more with each need", found, len(whole), "conversations", setting="needs.turns_per_gap")
    else:
        yield Assumed("needs.turns_per_gap", f"{helped} resolved conversations with help, fewer than {LEAST_COUNT}")


def pace(cases: Sequence[Case], day: Day) -> Iterator[Estimate | Assumed]:
    """Seconds from one message of the customer to the next, waits for people left out. What of it is the agent's part
    is not in a journal (its words have no length there): that stays as the scenario has it."""
    for channel in CHANNELS:
        whole = [case for case in cases if channel_of(case) == channel and _to_the_end(case)]
        setting = f"pace.{channel}.customer_s"
        if len(whole) < LEAST_COUNT:
            yield Assumed(setting, f"{len(whole)} resolved conversations, fewer than {LEAST_COUNT}")
            continue
        seconds = [(case.seconds or 0.0) - case.waited - sum(span.seconds for span in case.away) for case in whole]
        cycle = intervals.ratio(seconds, [case.turns for case in whole])
        agent = min(day.pace[channel].agent_s, cycle.value)
        title, note = f"seconds of the customer's turn, {channel}", f"{cycle.value:.1f} s with the agent's {agent:g} s"
        yield Estimate(title, cycle.plus(-agent), len(whole), "conversations", "s", setting, note)


def _to_the_end(case: Case) -> bool:
    return case.outcome == "resolved" and case.turns > 0 and not case.led and not case.handed_off


def patience(cases: Sequence[Case]) -> Iterator[Estimate | Assumed]:
    """How long customers would wait for people; a wait that ended in an answer only says that it is longer."""
    waits = waits_of(cases)
    for part, where in PATIENCE:
        for channel in CHANNELS:
            seen = waits.get((part, channel), [])
            hung_up = sum(each.ended for each in seen)
            if hung_up < LEAST_HANG_UPS:
                yield Assumed(f"{part}.{channel}", f"{hung_up} hang-ups in {len(seen)} waits, fewer than "
                              f"{LEAST_HANG_UPS}")  # fmt: skip
                continue
            fit = weibull(seen)
            left = [step.share for step in kaplan_meier(seen) if step.seconds <= SOON]
            still = f"; {left[-1].value:.0%} wait {SOON:.0f} s" if left else ""
            goodness = "Weibull fits" if fit.fits else f"Weibull is {fit.gap:.2f} off"
            title, note = f"patience {where}, {channel}", f"{hung_up} hang-ups, {goodness}{still}"
            yield Estimate(title, fit.mean, len(seen), "waits", "s", f"{part}.{channel}.mean_s", note)
            yield Estimate("its shape", fit.spread, len(seen), "waits", setting=f"{part}.{channel}.shape")


def waits_of(cases: Sequence[Case]) -> dict[tuple[str, Channel], list[Lasted]]:
    """What each conversation says of its customer's one patience: it is the wait in which they left, or more than the
    longest they sat through."""
    found: defaultdict[tuple[str, Channel], list[Lasted]] = defaultdict(list)
    for case in cases:
        longest: dict[str, Lasted] = {}
        for number, span in enumerate(case.waits, start=1):
            part = "queue_patience" if _in_a_queue(case, span) else "talk_patience"
            gave_up = case.left_waiting and number == len(case.waits)
            if gave_up or span.seconds > longest.get(part, NO_WAIT).seconds:
                longest[part] = Lasted(span.seconds, gave_up)
        for part, wait in longest.items():
            found[part, channel_of(case)].append(wait)
    return found


def _in_a_queue(case: Case, span: Span) -> bool:
    """Whether they waited to be transferred, not for an answer."""
    wanted = [each.wanted_at for each in case.led if each.since > each.wanted_at]
    never_came = case.handed_off and not case.led and span is case.waits[-1]
    return never_came or any(span.since <= at < span.until for at in wanted)
