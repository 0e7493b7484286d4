"""All checks: what each shows, for which promise, and when it is its turn."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from earpiece.sim.conformance import (
    each_answer_once,
    interface,
    may_speak,
    nobody_forgotten,
    nothing_lost,
    one_answer,
    own_only,
    record,
    secrets_stop,
    sources,
)
from earpiece.sim.conformance.site import Site

Function = Callable[[Site], Awaitable[None]]
PROMISES = {
    "1": "Nothing is lost",
    "6": "One answer wins",
    "7": "Nobody is forgotten",
    "8": "Each answer reaches the customer exactly once",
    "9": "The customer may always speak",
    "10": "Everything said has its sources",
    "11": "Secrets stop at the edge",
    "14": "Nobody sees another's data",
    "15": "The record proves itself",
    "API": "What the HTTP API says of itself",
}
"""Those that show from outside, in a few words."""


LONG: tuple[Function, ...] = (
    nobody_forgotten.the_next_word_comes_in_time,
    interface.a_silent_stream_shows_that_it_is_alive,
)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is looked at. `late` ones look back on what the others did; `long` ones mostly wait, so they
    begin first."""

    promise: str
    run: Function
    late: bool = False

    @property
    def long(self) -> bool:
        return self.run in LONG

    @property
    def name(self) -> str:
        """The function's name, in words."""
        return self.run.__name__.replace("_", " ")

    @property
    def shows(self) -> str:
        """What it shows, in one sentence."""
        return " ".join((self.run.__doc__ or "").split())


def _of(promise: str, functions: Sequence[Function], *, late: bool = False) -> list[Check]:
    return [Check(promise, function, late) for function in functions]


SUITE: tuple[Check, ...] = (
    *_of(nothing_lost.PROMISE, nothing_lost.CHECKS),
    *_of(one_answer.PROMISE, one_answer.CHECKS),
    *_of(nobody_forgotten.PROMISE, nobody_forgotten.CHECKS),
    *_of(each_answer_once.PROMISE, each_answer_once.CHECKS),
    *_of(may_speak.PROMISE, may_speak.CHECKS),
    *_of(sources.PROMISE, sources.CHECKS),
    *_of(secrets_stop.PROMISE, secrets_stop.CHECKS),
    *_of(own_only.PROMISE, own_only.CHECKS),
    *_of(own_only.PROMISE, record.IDS, late=True),
    *_of(record.PROMISE, record.CHECKS),
    *_of(record.PROMISE, record.AT_THE_END, late=True),
    *_of(interface.PROMISE, interface.CHECKS),
)
