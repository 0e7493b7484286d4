"""How long an answer usually takes, from how long the last ones took, and who is there to give it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil

from earpiece.desk.offers import Colleague, may_take, speaks
from earpiece.domain.card import Card
from earpiece.domain.forms import Expected, Question

LEAST = 5
"""With fewer answers than this nothing was measured."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the desk stands at this moment. Times are in seconds."""

    colleagues: tuple[Colleague, ...] | None = None
    """The people of the desk; None where no workspace ever said who is there."""
    waited: Mapping[str, Sequence[float]] = field(default_factory=dict)
    """By skill: how long the last answered cards had waited."""
    queue: Mapping[str, int] = field(default_factory=dict)
    """By skill: how many cards wait for somebody to take them."""
    early: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """By consult: how many were asked early lately, and how many of those nobody needed in the end."""

    def on_duty(self, question: Question, language: str) -> int | None:
        """How many who could answer this are there; None where that is not known."""
        if self.colleagues is None:
            return None
        card = Card("", question=question, skill=question.skill, language=language)
        there = [each.account for each in self.colleagues if each.on_duty()]
        return sum(may_take(account, card) and speaks(account, card) for account in there)

    def expected(self, question: Question, on_duty: int | None, stated: Expected | None) -> Expected | None:
        """How soon such a question is answered if it is asked now. `stated` is what the company says, which counts
        until enough was measured; None where nobody knows, or nobody is there."""
        usual = measured(self.waited.get(question.skill, ())) or stated
        if usual is None or on_duty == 0:
            return None
        ahead = self.queue.get(question.skill, 0)
        rounds = max(1.0, (ahead + 1) / on_duty) if on_duty is not None else 1.0
        return Expected(half=round(usual.half * rounds, 1), most=round(usual.most * rounds, 1))

    def pays_early(self, consult: str, most: float) -> bool:
        """Whether at most this share of those asked early were asked in vain; so until enough of them were asked to
        tell (`TELLING`)."""
        asked, vain = self.early.get(consult, (0, 0))
        return most > 0 and (asked < TELLING or vain / asked <= most)


TELLING = 20
"""With fewer questions asked early than this nobody can say whether it pays: who only looked in decides nothing."""

UNKNOWN = Standing()


def measured(waits: Sequence[float]) -> Expected | None:
    """Within what time half of them, and nine in ten, were answered; None if there are too few to tell."""
    if len(waits) < LEAST:
        return None
    ordered = sorted(waits)
    return Expected(half=_quantile(ordered, 0.5), most=_quantile(ordered, 0.9))


def _quantile(ordered: Sequence[float], share: float) -> float:
    return ordered[ceil(share * len(ordered)) - 1]
