"""Every figure of `measures.MEASURES`, from cases. None where there is nothing to divide by, or it is not known."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import ceil
from typing import Protocol

from earpiece.insight.cases import Case, Consulted
from earpiece.insight.measures import MEASURES, NOTICED, RUNGS

DAY_S = 24 * 3600.0
Figures = dict[str, float | None]


class Prices(Protocol):
    """In the company's currency; see `domain.playbook.Costs` and `insight.day.Costs`."""

    @property
    def person_hour(self) -> float: ...
    @property
    def model_turn(self) -> float: ...
    @property
    def dollar(self) -> float: ...
    @property
    def telephone_minute(self) -> float: ...


def figures(
    cases: Iterable[Case],
    *,
    paid_s: float | None = None,
    busy_s: float | None = None,
    pickup_s: float = 20.0,
    costs: Prices | None = None,
    again_days: float = 7.0,
) -> Figures:
    """All figures of these cases, by the names of `MEASURES`, in their order.

    `paid_s` are the seconds that people were there, `busy_s` those in which they worked (without it: what the cases
    hold, open ones included). `pickup_s`: within which time somebody should take a question up. `again_days`: within
    which time a customer who comes again was not served the first time.
    """
    every = list(cases)
    closed = [case for case in every if case.closed_at is not None]
    busy = busy_s if busy_s is not None else sum(case.human_seconds for case in every)
    found: Figures = {
        **_ends(closed, every, again_days * DAY_S),
        **_split(closed),
        **_people(closed),
        **_pickups(closed, pickup_s),
        "occupancy": ratio(busy, paid_s or 0.0),
        "concurrency": ratio(sum(case.seconds or 0.0 for case in every if case.helped), busy),
        **_waits(closed),
        **_questions(closed),
        **_costs(closed, costs),
        **_liked(closed),
    }
    return {measure.name: found[measure.name] for measure in MEASURES}


# ── arithmetic ────────────────────────────────────────────────────────────────────────────────────────────────────────


def ratio(part: float, whole: float) -> float | None:
    """None where there is nothing to divide by."""
    return part / whole if whole > 0 else None


def mean(values: Sequence[float]) -> float | None:
    """The arithmetic mean."""
    return ratio(sum(values), len(values))


def quantile(values: Iterable[float], share: float) -> float | None:
    """The smallest of the values that at least this share of them does not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(ceil(share * len(ordered)) - 1, 0)] if ordered else None


def share_of(cases: Sequence[Case], counted: Iterable[Case]) -> float | None:
    """How large a share of the cases these are."""
    return ratio(sum(1 for _ in counted), len(cases))


# ── how it ended ──────────────────────────────────────────────────────────────────────────────────────────────────────


def is_resolved(case: Case) -> bool:
    """The request was served; of a conversation that ended with a promise, once every answer was given."""
    if case.outcome == "promised":
        return bool(case.consults) and all(each.ended in ("answered", "unneeded") for each in case.consults)
    return case.outcome == "resolved"


def resolution_seconds(case: Case) -> float:
    """From hello to the end of a resolved conversation, or to the last promised answer, if that was later."""
    return (case.seconds or 0.0) + _after_the_end(case)


def gap_to_end_seconds(case: Case) -> float | None:
    """From the first need of a person to the same end; None without one."""
    seconds = case.seconds_from_gap
    return seconds + _after_the_end(case) if seconds is not None else None


def _after_the_end(case: Case) -> float:
    if case.outcome != "promised" or case.closed_at is None:
        return 0.0
    return max((each.ended_at - case.closed_at for each in case.consults if each.ended_at is not None), default=0.0)


def is_abandoned(case: Case) -> bool:
    """The customer left before they were served."""
    return case.outcome == "abandoned" or case.left_waiting


def _ends(closed: Sequence[Case], every: Sequence[Case], again_s: float) -> Figures:
    resolved = [case for case in closed if is_resolved(case) and not case.left_waiting]
    took = [resolution_seconds(case) for case in resolved]
    gaps = [seconds for case in resolved if (seconds := gap_to_end_seconds(case)) is not None]
    stayed = [case for case in closed if not is_abandoned(case)]
    known = [case for case in resolved if case.customer is not None]
    came_again = _came_again(every, again_s)
    return {
        "conversations": float(len(closed)),
        "resolved": share_of(closed, resolved),
        "resolution_s": mean(took),
        "resolution_p50_s": quantile(took, 0.5),
        "gap_to_end_s": mean(gaps),
        "gap_to_end_p50_s": quantile(gaps, 0.5),
        "contained": share_of(stayed, (case for case in stayed if case.served_by != "handed over")),
        "first_contact": share_of(known, (case for case in known if case.conversation not in came_again)),
        "transferred": share_of(closed, (case for case in closed if case.handed_off)),
        "abandoned": share_of(closed, filter(is_abandoned, closed)),
    }


def _came_again(every: Sequence[Case], again_s: float) -> set[str]:
    """Conversations after whose end the same customer opened another one within that time."""
    by_customer: dict[str, list[Case]] = defaultdict(list)
    for case in every:
        if case.customer is not None:
            by_customer[case.customer].append(case)
    found = set()
    for several in by_customer.values():
        for case, following in pairwise(sorted(several, key=lambda case: case.opened_at)):
            end = case.closed_at if case.closed_at is not None else following.opened_at
            if following.opened_at - end <= again_s:
                found.add(case.conversation)
    return found


def _split(closed: Sequence[Case]) -> Figures:
    return {
        name: share_of(closed, (case for case in closed if case.served_by == by))
        for name, by in (("alone", "alone"), ("consulted", "consulted"), ("handed_over", "handed over"))
    }


# ── what people did ───────────────────────────────────────────────────────────────────────────────────────────────────


def _people(closed: Sequence[Case]) -> Figures:
    consults = [each for case in closed for each in case.consults]
    answered = sum(_by_a_person(each) for each in consults)
    asking = [case for case in closed if case.consults]
    human = sum(case.human_seconds for case in closed)
    return {
        "consult_rate": share_of(closed, asking),
        "consults_per_conversation": ratio(len(consults), len(closed)),
        "consults_per_consulted": ratio(len(consults), len(asking)),
        "handling_s": ratio(sum(each.seconds for each in consults), answered),
        "human_s_per_conversation": ratio(human, len(closed)),
        "human_s_per_helped": ratio(human, sum(case.helped for case in closed)),
    }


def _by_a_person(consult: Consulted) -> bool:
    """Somebody answered this very card."""
    return consult.ended in ("answered", "unneeded") and consult.via is None


def _pickups(closed: Sequence[Case], pickup_s: float) -> Figures:
    """How long requests for a person waited; None for those that nobody took up."""
    waited: list[float | None] = []
    for case in closed:
        waited += [each.picked_up for each in case.consults if _made(each, pickup_s)]
        waited += [max(each.since - each.wanted_at, 0.0) for each in case.led if not each.unasked]
        if _nobody_came(case) and case.waited > pickup_s:
            waited.append(None)
    taken = [seconds for seconds in waited if seconds is not None]
    return {
        "service_level": ratio(sum(seconds <= pickup_s for seconds in taken), len(waited)),
        "speed_of_answer_s": mean(taken),
    }


def _nobody_came(case: Case) -> bool:
    """A transfer that no person took up."""
    return not case.led and (case.handed_off or (case.left_waiting and not case.consults))


def _made(consult: Consulted, pickup_s: float) -> bool:
    """Whether the question counts as a request for a person."""
    if consult.taken_at is not None:
        return True
    if consult.ended == "open" or (consult.early and consult.needed_at is None):
        return False
    brief = consult.ended_at is not None and consult.ended_at - consult.asked_at <= pickup_s
    return not (consult.ended == "withdrawn" and brief)


# ── the wait ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _waits(closed: Sequence[Case]) -> Figures:
    helped = [case for case in closed if case.helped or case.left_waiting]
    waited = [case.waited for case in helped]
    return {
        "wait_mean_s": mean(waited),
        "wait_p50_s": quantile(waited, 0.5),
        "wait_p95_s": quantile(waited, 0.95),
        "no_wait": ratio(sum(seconds <= NOTICED for seconds in waited), len(waited)),
        "hang_ups": share_of(helped, (case for case in helped if case.left_waiting)),
    }


# ── how well it was asked and answered ────────────────────────────────────────────────────────────────────────────────


def _questions(closed: Sequence[Case]) -> Figures:
    ended = [each for case in closed for each in case.consults if each.ended != "open"]
    answered = [each for each in ended if _by_a_person(each)]
    worked = [each for each in ended if each.seconds > 0 or _by_a_person(each)]
    early = [each for each in ended if each.early]
    known = [case for case in closed if case.needs_known]
    missed = sum(case.missed for case in known)
    asked = sum(not _came_to_nothing(each) for case in known for each in case.consults)
    return {
        "unanswered": ratio(sum(each.ended == "expired" for each in ended), len(ended)),
        **{f"reached_{rung}": ratio(sum(rung in each.rungs for each in ended), len(ended)) for rung in RUNGS},
        "overturned": ratio(sum(each.overturned for each in answered), len(answered)),
        "needless": ratio(sum(_came_to_nothing(each) for each in worked), len(worked)),
        "early_needed": ratio(sum(_was_needed(each) for each in early), len(early)),
        **_own(closed),
        "missed": ratio(missed, missed + asked),
    }


def _own(closed: Sequence[Case]) -> Figures:
    """What the agent decided by itself of all that it may learn."""
    alone, asked = sum(case.decided_alone for case in closed), sum(case.decided_asked for case in closed)
    looked = sum(case.looked_at for case in closed)
    return {
        "decided_alone": ratio(alone, alone + asked),
        "looked_at": ratio(looked, alone),
        "looked_wrong": ratio(sum(case.looked_wrong for case in closed), looked),
    }


def _came_to_nothing(consult: Consulted) -> bool:
    return consult.ended == "unneeded" or (consult.ended == "withdrawn" and consult.seconds > 0)


def _was_needed(consult: Consulted) -> bool:
    return consult.needed_at is not None or consult.ended == "answered"


# ── what it cost, how it was liked ────────────────────────────────────────────────────────────────────────────────────


def _costs(closed: Sequence[Case], costs: Prices | None) -> Figures:
    if costs is None:
        return dict.fromkeys(("cost", "cost_people", "cost_model", "cost_telephone"))
    people = sum(case.human_seconds for case in closed) / 3600.0 * costs.person_hour
    model = sum(case.model_cost * costs.dollar + case.model_turns * costs.model_turn for case in closed)
    telephone = sum(case.telephone_seconds for case in closed) / 60.0 * costs.telephone_minute
    return {
        "cost": ratio(people + model + telephone, len(closed)),
        "cost_people": ratio(people, len(closed)),
        "cost_model": ratio(model, len(closed)),
        "cost_telephone": ratio(telephone, len(closed)),
    }


def _liked(closed: Sequence[Case]) -> Figures:
    ratings = [case.rating for case in closed if case.rating is not None]
    return {
        "satisfied": ratio(sum(rating >= 4 for rating in ratings), len(ratings)),
        "rating": mean(ratings),
        "rated": ratio(len(ratings), len(closed)),
    }
