"""Compiles the steps of a playbook into its flat program.

The main line comes first and ends with an End. Branches of `on` and `on_empty` follow after it, each jumping back to
the instruction after its own, so that where no branch is taken the counter just goes on.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import replace

from earpiece.company.schema import (
    AgainStep,
    AnswerStep,
    AskStep,
    CallStep,
    CollectStep,
    EndStep,
    HandOffStep,
    IfStep,
    OpenStep,
    RouteStep,
    RunStep,
    SayStep,
    SetStep,
    Step,
    Steps,
)
from earpiece.domain.playbook import (
    Again,
    Ask,
    Branch,
    Call,
    Collect,
    End,
    HandOff,
    Instruction,
    Jump,
    Open,
    Route,
    Run,
    Say,
    Set,
    Source,
)

DONE = "done"
"""The outcome of a playbook whose steps run out."""

LATER = -1
"""A target that is filled in when it is known."""


def compile_steps(steps: Steps, end: Source) -> tuple[Instruction, ...]:
    """The program of `steps`; `end` is where the implicit End is said to stand."""
    compiler = _Compiler()
    compiler.add_all(steps)
    compiler.emit(End(DONE, end))
    compiler.add_branches()
    return tuple(compiler.code)


class _Compiler:
    def __init__(self) -> None:
        self.code: list[Instruction] = []
        self._branches: deque[tuple[Steps, Source, int, Callable[[int], None]]] = deque()

    def emit(self, instruction: Instruction) -> int:
        self.code.append(instruction)
        return len(self.code) - 1

    def add_all(self, steps: Steps) -> None:
        for step in steps:
            self._add(step)

    def add_branches(self) -> None:
        while self._branches:
            steps, source, back_to, link = self._branches.popleft()
            link(len(self.code))
            self.add_all(steps)
            if not leaves(steps):
                self.emit(Jump(back_to, source))

    def _add(self, step: Step) -> None:
        match step:
            case OpenStep():
                self._open(step)
            case CollectStep():
                self._collect(step)
            case IfStep():
                self._if(step)
            case CallStep():
                call = Call(step.call, step.with_, step.at(), step.save, {}, step.early)
                self._with_branches(call, step.on, step)
            case AskStep():
                self._with_branches(Ask(step.ask, step.at(), step.save, {}, step.early), step.on, step)
            case SetStep():
                for name, value in step.set.items():
                    self.emit(Set(name, value, step.at("set", name)))
            case AgainStep():
                self.emit(Again(step.again, self._collected(step.again), step.at()))
            case _:
                self.emit(_plain(step))

    def _collected(self, slots: tuple[str, ...]) -> int:
        """The first instruction that collects one of the slots; the start when none does."""
        for at, instruction in enumerate(self.code):
            if isinstance(instruction, Collect) and set(slots) & set(instruction.slots):
                return at
        return 0

    def _if(self, step: IfStep) -> None:
        branch = Branch(step.if_, LATER, step.at())
        at = self.emit(branch)
        self.add_all(step.then)
        if not step.else_:
            self.code[at] = replace(branch, otherwise=len(self.code))
            return
        jump = None if leaves(step.then) else self.emit(Jump(LATER, step.at("else")))
        self.code[at] = replace(branch, otherwise=len(self.code))
        self.add_all(step.else_)
        if jump is not None:
            self.code[jump] = Jump(len(self.code), step.at("else"))

    def _open(self, step: OpenStep) -> None:
        part = Open(step.open, step.tools, step.at(), step.ask, step.outcomes, step.save)
        at = self.emit(part)

        def link(to: int) -> None:
            self.code[at] = replace(part, away=to)

        if step.away is not None:
            self._branches.append((step.away, step.at("away"), at + 1, link))

    def _collect(self, step: CollectStep) -> None:
        collect = Collect(step.collect, step.at())
        at = self.emit(collect)

        def link(to: int) -> None:
            self.code[at] = replace(collect, on_empty=to)

        if step.on_empty is not None:
            self._branches.append((step.on_empty, step.at("on_empty"), at + 1, link))

    def _with_branches(self, instruction: Call | Ask, on: dict[str, Steps], step: CallStep | AskStep) -> None:
        at = self.emit(instruction)
        starts: dict[str, int] = {}

        def linked(key: str) -> Callable[[int], None]:
            def link(to: int) -> None:
                starts[key] = to
                self.code[at] = replace(instruction, on=dict(starts))

            return link

        for key, steps in on.items():
            self._branches.append((steps, step.at("on", key), at + 1, linked(key)))


def leaves(steps: Steps) -> bool:
    """Whether what stands after the steps is never reached from them."""
    match steps[-1:]:
        case (EndStep() | RouteStep() | HandOffStep() | AgainStep(),):
            return True
        case (IfStep(then=then, else_=otherwise),):
            return leaves(then) and leaves(otherwise or ())
        case _:
            return False


def _plain(step: SayStep | AnswerStep | RunStep | RouteStep | HandOffStep | EndStep) -> Instruction:
    """The instruction of a step that is one instruction and branches nowhere."""
    source = step.at()
    match step:
        case SayStep():
            return Say(step.say, source)
        case AnswerStep():
            return Say((), source, page=step.answer)
        case RunStep():
            return Run(step.run, step.with_, source)
        case RouteStep():
            return Route(step.route, source)
        case HandOffStep():
            return HandOff(step.hand_off, source)
        case EndStep():
            return End(step.end, source)
