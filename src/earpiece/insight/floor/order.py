"""In which order people take what waits: smaller keys first, equal ones as they came."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from earpiece.desk import harm
from earpiece.insight.floor.waiting import Task


@dataclass(frozen=True, slots=True)
class Order:
    """`key(task, now)`. `lasting`: it stays the same while the task and its tickets do, so it can stand in a heap."""

    name: str
    key: Callable[[Task, float], Any]
    lasting: bool = True


def _came(task: Task, now: float) -> float:
    return min(each.arrived for each in task.tickets)


def _priority(task: Task, now: float) -> tuple[int, float]:
    return min((each.work.priority, each.arrived) for each in task.tickets)


def _deadline(task: Task, now: float) -> tuple[float, float]:
    return min((each.work.deadline, each.arrived) for each in task.tickets)


def _harm(task: Task, now: float) -> harm.Order:
    tickets = task.tickets
    return harm.order(
        harm.Stake(
            asked_at=min(each.arrived for each in tickets),
            customers=len(tickets),
            channel=tickets[0].work.channel,
            promised=all(each.promised_at is not None for each in tickets),
            amount=max(each.work.amount for each in tickets),
            next_at=min((each.next_due for each in tickets if each.next_due is not None), default=None),
        ),
        now,
    )


FIRST_COME = Order("first come, first served", _came)
PRIORITY = Order("by priority, not interrupting", _priority)
DEADLINE = Order("earliest deadline first", _deadline)
HARM = Order("the desk's own: most harmful first", _harm, lasting=False)
