"""A class of decisions as its stream makes it: what was decided, what turned out right, how far the agent may go.

The fold is the same on every node: all of chance and all numbers stand in the events. What the chooser learns are
cases, made of customers' words; those are given from outside (`Lesson`), as far as anybody can still read them.
"""

from collections import Counter, OrderedDict
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np

from earpiece.domain.learning import CasesForgotten, ClassKept, DecisionJudged, OutcomeLearned
from earpiece.domain.ports import Recorded
from earpiece.judgement.case import Case, Embed, Guess
from earpiece.judgement.choosing import EVIDENCE, OnlineChooser
from earpiece.judgement.controller import Controller, Rule, Verdict
from earpiece.judgement.shares import Share
from earpiece.judgement.sureness import Sureness
from earpiece.runtime.learning.cases import SAID

MOST_OPEN = 20_000
"""Of so many of the newest decisions it may still become known what was right."""

TELLING = 20
"""With fewer own decisions than this nobody can say that too many are wrong."""

FORGET = 1 / 2000
"""How much of what is known about own decisions each further one puts out of mind: so drift shows."""

EACH_POINT = 25
"""Decisions that a point of the curve stands for at first;"""

_UNKNOWN = EVIDENCE.index("unknown")
MOSTLY_UNKNOWN = 1.0
"""On the scale of that evidence: half of the words."""

MOST_POINTS = 40
"""with more points than this, two become one."""


Settings = tuple[float, float, int]
"""Budget, audits, and how many answers come first."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is right in a decision became known, and the case can be read."""

    conversation: str
    case: Case
    choice: str


@dataclass(slots=True)
class Stretch:
    """Decisions one after the other, for the curve."""

    at: float = 0.0
    decided: int = 0
    asked: int = 0
    share: Share = field(default_factory=Share)


@dataclass(slots=True)
class Account:
    """One class. `position`: of the last event in it."""

    id: str
    embed: Embed | None = None
    position: int = 0
    loading: bool = False
    """It is not known yet what it comes to: this node has just started."""
    controller: Controller | None = None
    settings: Settings = (0.0, 0.0, 0)
    """As the controller has them."""
    sureness: Sureness = field(default_factory=Sureness)
    chooser: OnlineChooser = field(init=False)
    lessons: list[Lesson] = field(default_factory=list)
    decisions: OrderedDict[str, DecisionJudged] = field(default_factory=OrderedDict)
    """Those of which nobody knows yet what was right."""
    counts: Counter[str] = field(default_factory=Counter)
    """`decided`, `asked`, `alone`, `vouched` (among those), `learned`, `audited` (among those), `answers` of people."""
    chosen: Counter[str] = field(default_factory=Counter)
    """How often people chose what."""
    own: Share = field(default_factory=lambda: Share(forget=FORGET))
    """Of decisions taken alone, the late ones above all."""
    vouched: Share = field(default_factory=lambda: Share(forget=FORGET))
    """Of those that somebody vouched for."""
    stretches: list[Stretch] = field(default_factory=list)
    each: int = EACH_POINT
    kept_at: int = 0
    rests_until: int = 0
    """Up to this position the error account is not reckoned: it is taken from what was kept there."""

    def __post_init__(self) -> None:
        self.chooser = self._blank()

    def _blank(self) -> OnlineChooser:
        return OnlineChooser(embed=self.embed, embedded=(SAID,))

    # ── looking ───────────────────────────────────────────────────────────────────────────────────────────────────

    def guess(self, case: Case) -> tuple[Guess, float]:
        """What people would choose, and the risk that they would not."""
        guess = self.chooser.guess(case)
        return guess, self.sureness.risk(guess)

    def verdict(self, risk: float, settings: Settings) -> Verdict:
        """What the controller would say; nothing is counted yet."""
        controller = _fresh(settings) if self.controller is None or settings != self.settings else self.controller
        return deepcopy(controller).decide(risk)

    def strange(self, guess: Guess) -> bool:
        """Whether most words of the case were in none that people answered."""
        return guess.choice is not None and float(guess.evidence[_UNKNOWN]) >= MOSTLY_UNKNOWN

    @property
    def overdrawn(self) -> bool:
        """More of its own decisions are wrong than the budget allows, and not by chance."""
        return self.own.decided >= TELLING and self.own.lower > self.settings[0]

    # ── folding ───────────────────────────────────────────────────────────────────────────────────────────────────

    def apply(self, recorded: Recorded, lesson: Lesson | None = None) -> None:
        """Take one event in; `lesson` is the case that it makes known, if that can be read."""
        self.position = recorded.position
        match recorded.event:
            case DecisionJudged() as event:
                self._judged(event, recorded.at)
            case OutcomeLearned() as event:
                self._learned(event)
                if lesson is not None:
                    self.learn(lesson)
            case CasesForgotten() as event:
                self._forget(frozenset(event.conversations))
            case ClassKept() as event:
                self.kept_at = recorded.position
                if recorded.position == self.rests_until:
                    self._restore(event.numbers)

    def teaches(self, event: OutcomeLearned) -> DecisionJudged | None:
        """The decision of which this makes known what is right; None if that was known before, or is not known."""
        return self.decisions.get(event.decision) if event.choice is not None else None

    def kept(self) -> ClassKept:
        """The error account as it stands."""
        shares = {"own": asdict(self.own), "vouched": asdict(self.vouched)}
        controller = self.controller.kept() if self.controller is not None else None
        stretches = [asdict(stretch) for stretch in self.stretches]
        numbers = {"settings": list(self.settings), "controller": controller, "stretches": stretches, "each": self.each}
        return ClassKept(numbers={**shares, **numbers})

    def _restore(self, numbers: Mapping[str, Any]) -> None:
        """Take the error account as it was kept; from here on it is reckoned again."""
        budget, audits, first = numbers["settings"]
        self.settings = (float(budget), float(audits), int(first))
        if numbers["controller"] is not None:
            self.controller = Controller.restored(numbers["controller"], _rule(self.settings))
        self.own, self.vouched = Share(**numbers["own"]), Share(**numbers["vouched"])
        self.stretches = [Stretch(**{**each, "share": Share(**each["share"])}) for each in numbers["stretches"]]
        self.each = int(numbers["each"])

    @property
    def _resting(self) -> bool:
        return self.position < self.rests_until

    def learn(self, lesson: Lesson) -> None:
        """Let the chooser learn a case."""
        self.lessons.append(lesson)
        self.chooser.learn(lesson.case, lesson.choice)

    def _judged(self, event: DecisionJudged, at: float) -> None:
        self.decisions[event.decision] = event
        if len(self.decisions) > MOST_OPEN:
            self.decisions.popitem(last=False)
        self.counts.update(["decided", "alone" if event.alone else "asked", *(["vouched"] if event.vouched else [])])
        if not self._resting:
            self._reckon(event, at)

    def _reckon(self, event: DecisionJudged, at: float) -> None:
        settings = (event.budget, event.audits, event.first)
        if self.controller is None or settings != self.settings:
            self.controller, self.settings = _fresh(settings), settings  # another budget: a new account
        if not event.vouched:
            self.controller.decide(event.risk)
            if event.alone:
                self.controller.acted(event.risk, event.audit)
        self._point(event, at)

    def _point(self, event: DecisionJudged, at: float) -> None:
        if not self.stretches or self.stretches[-1].decided >= self.each:
            self.stretches.append(Stretch())
        if len(self.stretches) > MOST_POINTS:
            self.stretches = [_joined(*self.stretches[n : n + 2]) for n in range(0, len(self.stretches), 2)]
            self.each *= 2
        last = self.stretches[-1]
        last.at, last.decided, last.asked = at, last.decided + 1, last.asked + (not event.alone)
        if event.alone:
            for share in (self.own, last.share, *([self.vouched] if event.vouched else [])):
                share.decide()

    def _learned(self, event: OutcomeLearned) -> None:
        judged = self.decisions.pop(event.decision, None)
        if judged is None:
            return  # known already, or too long ago
        wrong = event.choice is None or event.choice != judged.choice
        seen = judged.audit if judged.alone and event.how == "audited" else 1.0
        self._count(event)
        if len(judged.evidence) == len(EVIDENCE):  # else of another version of the program, or none
            self.sureness.learn(_guess(judged), wrong)
        if not self._resting:
            self._settle(judged, event.how, wrong, seen)

    def _settle(self, judged: DecisionJudged, how: str, wrong: bool, seen: float) -> None:
        """What it means for the error account."""
        if not judged.vouched and self.controller is not None:
            self.controller.learned(judged.risk, wrong, seen)
        if not judged.alone:
            return
        for share in (self.own, self.stretches[-1].share, *([self.vouched] if judged.vouched else [])):
            if how == "audited":
                share.look(wrong, seen)
            elif wrong:
                share.notice()

    def _count(self, event: OutcomeLearned) -> None:
        self.counts["learned"] += 1
        self.counts["audited"] += event.how == "audited"
        if event.choice is not None:
            self.counts["answers"] += 1
            self.chosen[event.choice] += 1

    def _forget(self, conversations: frozenset[str]) -> None:
        """Learn anew without these conversations' cases."""
        lessons = [lesson for lesson in self.lessons if lesson.conversation not in conversations]
        if len(lessons) == len(self.lessons):
            return
        self.lessons, self.chooser = [], self._blank()
        for lesson in lessons:
            self.learn(lesson)


def _fresh(settings: Settings) -> Controller:
    return Controller(settings[0], settings[1], _rule(settings))


def _rule(settings: Settings) -> Rule:
    return replace(Rule(), first=settings[2])


def _guess(judged: DecisionJudged) -> Guess:
    return Guess(judged.choice, judged.share, np.array(judged.evidence, dtype=np.float32))


def _joined(first: Stretch, second: Stretch | None = None) -> Stretch:
    if second is None:
        return first
    share = Share(*(getattr(first.share, name) + getattr(second.share, name) for name in Share.__slots__))
    return Stretch(second.at, first.decided + second.decided, first.asked + second.asked, share)
