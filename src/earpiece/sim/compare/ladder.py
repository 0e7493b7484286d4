"""The ways that are compared, in order: people alone, approved messages, transfers, and consults with one feature more
from step to step. `EARPIECE` is the last step before anything is learned; the steps after it learn from answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from earpiece.domain.errors import Invalid
from earpiece.sim.compare.ways import Features


@dataclass(frozen=True, slots=True)
class Rung:
    """One way. `features`: those of a way with consults, which runs on the real engine; None: simulated people serve
    without it. `added`: the feature it has more than the one before, or, `alone`, more than a plain consult."""

    name: str
    title: str
    about: str
    features: Features | None = None
    added: str | None = None
    alone: bool = False


PEOPLE: Final = "people"
APPROVE: Final = "approve"
ESCALATE: Final = "escalate"
GOOD: Final = "well-escalated"
CONSULT: Final = "consult"
EARPIECE: Final = "suggestions"
LEARNING: Final = "learning"
LEARNED: Final = "learned"

_FEATURES: Final = {
    "fan_in": ("fan-in", "equal questions are one card, and bulletins answer what is already known"),
    "early": ("asking early", "what will be needed is asked while the rest is still collected"),
    "meanwhile": ("going on meanwhile", "the conversation goes on with what does not need the answer"),
    "deadlines": ("deadline order", "cards come in the order of the harm of waiting"),
    "suggestions": ("suggestions", "a card offers likely answers"),
}


_LEARNING: Final = {
    "learning": ("learning, day 1", "what people decided is decided alone the next time; nothing is learned yet"),
    "learned": ("learning, day 20", "the same after nineteen days, with what people answered in them"),
}


def _with_people() -> list[Rung]:
    return [
        Rung(PEOPLE, "people only", "a person leads every conversation from hello to the end"),
        Rung(APPROVE, "approve every message", "the agent writes, a person reads and approves each message"),
        Rung(ESCALATE, "escalation", "the customer is transferred at the first need of a person, who finishes"),
        Rung(GOOD, "good escalation", "the same with an ordinary day's transfers, and the people it needs"),
        Rung(CONSULT, "plain consult", "the agent asks one question, waits, and goes on itself", Features()),
    ]


def _one_more_each() -> list[Rung]:
    rungs, so_far = [], Features()
    for name, (title, about) in (_FEATURES | _LEARNING).items():
        so_far = so_far.plus(name)
        rungs.append(Rung(_dashed(name), f"+ {title}", about, so_far, added=name))
    return rungs


def _dashed(feature: str) -> str:
    return feature.replace("_", "-")


def _alone() -> list[Rung]:
    return [
        Rung(
            f"{_dashed(name)}-alone",
            f"plain consult + {title}",
            about,
            Features().plus(name),
            name,
            alone=True,
        )
        for name, (title, about) in _FEATURES.items()
    ]


LADDER: Final[Sequence[Rung]] = (*_with_people(), *_one_more_each())
ALONE: Final[Sequence[Rung]] = tuple(_alone())
SEARCHED: Final = (PEOPLE, APPROVE, ESCALATE, GOOD, CONSULT, EARPIECE)
"""The ways for which the people they need are looked for: of those on the real engine only the first and the last."""
FEATURES: Final = {name: title for name, (title, _) in (_FEATURES | _LEARNING).items()}
_BY_NAME: Final = {rung.name: rung for rung in (*LADDER, *ALONE)}


def gained(way: str, before: str) -> str:
    """The features that a way has more than another, in words."""
    having, lacking = rung(way).features or Features(), rung(before).features or Features()
    return ", ".join(title for name, title in FEATURES.items() if getattr(having, name) > getattr(lacking, name))


def rung(name: str) -> Rung:
    """The way of this name. Raises Invalid."""
    if name not in _BY_NAME:
        raise Invalid(f"There is no way {name!r} to compare: name some of {', '.join(_BY_NAME)}.")
    return _BY_NAME[name]


def chosen(names: Sequence[str], alone: bool = False) -> tuple[str, ...]:
    """The names of the ways to play, in the order of the ladder: those named, all of it if none is, and with `alone`
    each feature on top of a plain consult. Raises Invalid."""
    wanted = {rung(name).name for name in names} or {each.name for each in LADDER}
    if alone:
        wanted |= {CONSULT, *(each.name for each in ALONE)}
    return tuple(name for name in _BY_NAME if name in wanted)
