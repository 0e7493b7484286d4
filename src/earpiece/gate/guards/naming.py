"""What a model wants to do alone must be named: figures and addresses that nobody has told it are asked about.

An order that hides in prose (a note, a page) makes a model act with figures of the order's own. What counts is the
customer's word, the company's instructions, a person's answer, or a field of a tool's result that is no prose.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any

from earpiece.domain.actions import CallTool
from earpiece.domain.conversation import Conversation
from earpiece.domain.events import CustomerSaid
from earpiece.domain.planning import ASK_MODEL
from earpiece.domain.playbook import Company, Open
from earpiece.gate.guards.flags import texts_of
from earpiece.gate.guards.plain import plain

FIELD = 40
"""A text of a tool's result with more characters is prose: what it names was written by anybody."""
SMALL = 5.0
"""Figures below this are counts."""
TIMES = 10.0
MOST = 60
"""So many figures are added and compared, the latest named before."""

_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
_ADDRESS = re.compile(r"\S+@\S+|\S+://\S+|\b[a-zA-Z]{2}\d{2}(?: ?\w{4}){3,}")


def unnamed(action: CallTool, state: Conversation, company: Company) -> str | None:
    """The first value of a call that a model plans which nobody has named; None for calls of the company's playbooks.

    A figure may also be the sum or the difference of two that were named, or a multiple of one.
    """
    if not _planned(action, state, company):
        return None
    told = list(_told(state, company))
    low = plain("\n".join(told))
    figures = list(dict.fromkeys(_figures(told)))[-MOST:]
    for value in _values(action.args):
        if isinstance(value, str):
            if _ADDRESS.search(value) and plain(value) not in low:
                return value
        elif value >= SMALL and not _follows(value, figures):
            return f"{value:g}"
    return None


def _planned(action: CallTool, state: Conversation, company: Company) -> bool:
    """Whether a model wants it: the run stands at an open part, and the step at none of the playbook's instructions."""
    program = company.playbooks[state.runs[action.run].playbook].program
    return action.at >= len(program)


def _told(state: Conversation, company: Company) -> Iterator[str]:
    for playbook in company.playbooks.values():
        yield from (part.instructions for part in playbook.program if isinstance(part, Open))
    for call in state.calls.values():
        if call.tool != ASK_MODEL and call.status == "finished":
            yield from _fields(call.result)
    for consult in state.consults.values():
        if consult.answer is not None and consult.status == "answered":
            given = consult.answer.model_dump(exclude_defaults=True)
            yield from (*texts_of(given), *_fields(given))
    yield from (line.event.text for line in state.lines if isinstance(line.event, CustomerSaid))


def _fields(value: Any) -> Iterator[str]:
    """What stands in fields: figures, codes and short words."""
    if isinstance(value, Mapping):
        for part in value.values():
            yield from _fields(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _fields(part)
    elif not isinstance(value, bool) and len(str(value)) <= FIELD:
        yield str(value)


def _values(value: Any) -> Iterator[str | float]:
    """The texts and figures among arguments."""
    if isinstance(value, Mapping):
        for part in value.values():
            yield from _values(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _values(part)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield abs(float(value))
    elif isinstance(value, str):
        yield value


def _figures(texts: Iterable[str]) -> Iterator[float]:
    for text in texts:
        yield from (float(each.replace(",", "").rstrip(".")) for each in _FIGURE.findall(text))


def _follows(value: float, figures: list[float]) -> bool:
    if any(abs(value - each) < 0.005 for each in figures):
        return True
    if any(each and abs(value / each - round(value / each)) < 1e-6 and 1 < value / each <= TIMES for each in figures):
        return True
    return any(
        abs(value - one - two) < 0.005 or abs(value - abs(one - two)) < 0.005 for one, two in combinations(figures, 2)
    )
