"""How much is put to the expert: the settings that are compared."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from earpiece.domain.forms import PlannedCall
from earpiece.domain.planning import Plan, PlanRequest, Turn
from earpiece.domain.playbook import Company, Rule
from earpiece.domain.ports import Planner
from earpiece.judgement.case import Case
from earpiece.judgement.choosing import OnlineChooser
from earpiece.judgement.controller import Controller
from earpiece.judgement.controller import Rule as Budget
from earpiece.judgement.judge import Judge, Judged
from earpiece.judgement.sureness import Sureness
from earpiece.sim.replay.acts import KINDS, Kind, kind_of
from earpiece.sim.replay.facts import case_of, doubts, seen_in
from earpiece.sim.replay.tape import Tape

Name = Literal["alone", "writes", "writes+refusals", "writes+doubts", "judged"]
NAMES: tuple[Name, ...] = ("alone", "writes", "writes+refusals", "writes+doubts", "judged")

EARNS = 20
"""Answers that judgement needs in each of its two classes before it decides anything alone: as many as a consult's
`learn` needs unless told otherwise."""
AUDITS = 0.02


@dataclass(frozen=True, slots=True)
class Act:
    """Something the model wants to do that may be put to an expert, and the conversation before it. `again`: an expert
    has just had something else done in its place, and it comes once more."""

    conversation: str
    kind: Kind
    words: str
    call: PlannedCall | None
    turns: Sequence[Turn]
    again: bool


class Questions(Protocol):
    """Decides which acts are put to the expert, and hears the answers."""

    def unsure(self, act: Act) -> str:
        """Why a person should look first; empty: as the tools' rules say."""
        ...

    def answered(self, act: Act, *, as_it_is: bool) -> None:
        """The expert was asked about the act, and let it be as it is or not."""
        ...


class Fixed:
    """Every act of these kinds. A refusal that comes again is taken as said; an ending is looked at again, since
    nothing comes after it."""

    def __init__(self, kinds: Sequence[Kind] = ()) -> None:
        self._kinds = kinds

    def unsure(self, act: Act) -> str:
        """See `Questions`."""
        taken_as_said = act.kind == "refusal" and act.again
        return f"Every {act.kind} is looked at." if act.kind in self._kinds and not taken_as_said else ""

    def answered(self, act: Act, *, as_it_is: bool) -> None:
        """Nothing is learned."""


class Endings:
    """What holds for endings (transfers and closes) where not all are looked at.

    One that comes again is. Once an expert has let the conversation end, its other endings are not. Refusals are not
    looked at: an ending comes after each.
    """

    def __init__(self) -> None:
        self._let_go: set[str] = set()

    def settled(self, act: Act) -> str | None:
        """Whether a person should look first, and why; None where that is to be decided yet."""
        if act.kind == "refusal":
            return ""
        if act.kind == "write":
            return None
        if act.conversation in self._let_go:
            return ""
        return "An expert wanted something else done first." if act.again else None

    def answered(self, act: Act, *, as_it_is: bool) -> None:
        """An expert has let it end, or not."""
        if act.kind in ("transfer", "close") and as_it_is:
            self._let_go.add(act.conversation)


class Doubted:
    """Every write, and the endings that the company's own checks doubt (`facts.doubts`)."""

    def __init__(self, writes: frozenset[str]) -> None:
        self._writes = writes
        self._endings = Endings()

    def unsure(self, act: Act) -> str:
        """See `Questions`."""
        settled = self._endings.settled(act)
        if settled is not None:
            return settled
        return "Every write is looked at." if act.kind == "write" else _doubt(act, self._writes)

    def answered(self, act: Act, *, as_it_is: bool) -> None:
        """See `Questions`."""
        self._endings.answered(act, as_it_is=as_it_is)


Look = Callable[[Act], bool]
"""What an expert who looks afterwards says: whether the act was right as it was."""


class Learning:
    """What judgement is unsure of: two classes, writes and endings, each with a judge that learns from the answers.

    What the company's own checks doubt is asked about anyway: judgement may add to that and takes nothing away.
    What the tries of one task teach is learned when all of them are over, so that none teaches another. What is
    decided alone is looked at afterwards now and then (`audits` counts how often): that teaches and mends nothing.
    """

    def __init__(self, budget: float, writes: frozenset[str], seed: int, look: Look | None = None) -> None:
        self._judges = {name: _judge(budget) for name in ("write", "ending")}
        self._writes = writes
        self._endings = Endings()
        self._dice = random.Random(f"replay {seed}")
        self._open: dict[str, tuple[Case, Judged]] = {}
        self._taught: list[tuple[str, Case, Judged, str]] = []
        self.look = look
        self.audits: dict[str, int] = {}
        """Looks afterwards, by conversation."""

    def unsure(self, act: Act) -> str:
        """See `Questions`."""
        settled = self._endings.settled(act)
        if settled is not None:
            return settled
        doubt = _doubt(act, self._writes)
        if doubt:
            return doubt
        case = case_of(act.kind, act.words, act.call, act.turns, self._writes)
        judged = self._judges[_class(act)].judge(case)
        if not judged.alone:
            self._open[act.conversation] = (case, judged)
            return "Too little is known of acts like this one."
        if self.look is not None and self._dice.random() < judged.audit:
            self.audits[act.conversation] = self.audits.get(act.conversation, 0) + 1
            self._taught.append((_class(act), case, judged, _choice(self.look(act))))
        return ""

    def answered(self, act: Act, *, as_it_is: bool) -> None:
        """See `Questions`."""
        self._endings.answered(act, as_it_is=as_it_is)
        asked = self._open.pop(act.conversation, None)
        if asked is not None:
            self._taught.append((_class(act), *asked, _choice(as_it_is)))

    def task_over(self) -> None:
        """All tries of a task are over: learn what they taught."""
        for name, case, judged, choice in self._taught:
            self._judges[name].learn(case, judged, choice)
        self._taught = []


def _judge(budget: float) -> Judge:
    chooser = OnlineChooser({"yes": "", "no": ""})
    return Judge(chooser, Sureness(), Controller(budget, AUDITS, Budget(first=EARNS)), unknown="no")


def _class(act: Act) -> str:
    return "write" if act.kind == "write" else "ending"


def _choice(as_it_is: bool) -> str:
    return "yes" if as_it_is else "no"


def _doubt(act: Act, writes: frozenset[str]) -> str:
    return doubts(act.kind, act.call, seen_in(act.turns, writes))


def questions_of(setting: Name, writes: frozenset[str]) -> Questions:
    """What the settings that learn nothing put to an expert, beside what the tools' rules do."""
    if setting == "writes+doubts":
        return Doubted(writes)
    return Fixed([kind for kind in KINDS if kind != "write"] if setting == "writes+refusals" else ())


def company_for(setting: Name, company: Company, writes: frozenset[str]) -> Company:
    """The company with the tools' rules of the setting, and without the seconds in which an answer may be undone.

    Where writes are gated, that is what the company's own rules say; else each tool may be called, unless somebody is
    unsure of the call.
    """
    asked = frozenset() if setting in ("alone", "judged") else writes
    tools = {
        name: tool if tool.effect == "read" or name in asked else replace(tool, rules=(_go(tool.rules), *tool.rules))
        for name, tool in company.tools.items()
    }
    return replace(company, tools=tools, policy=replace(company.policy, undo=0.0, unnamed="go"))


def _go(rules: Sequence[Rule]) -> Rule:
    return Rule("go", rules[0].source)


class Watched:
    """Implements `domain.ports.Planner`: the model's plans, marked where a person should look first."""

    def __init__(self, planner: Planner, tape: Tape, writes: frozenset[str]) -> None:
        self._planner = planner
        self._tape = tape
        self._writes = writes
        self.questions: Questions = Fixed()
        self.newest: dict[str, Act] = {}
        """By conversation."""

    @property
    def version(self) -> str:
        """The model's own."""
        return self._planner.version

    async def plan(self, request: PlanRequest) -> Plan:
        """See `domain.ports.Planner`."""
        plan = await self._planner.plan(request)
        kind = kind_of(plan.say, plan.call, self._writes)
        if kind is None:
            return plan
        again = self._tape.repeats(request.conversation)
        act = Act(request.conversation, kind, plan.say, plan.call, request.turns, again)
        self.newest[request.conversation] = act
        return plan.model_copy(update={"unsure": self.questions.unsure(act)})
