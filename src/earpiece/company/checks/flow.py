"""Follows a program along all its ways and tells which values are known before each instruction."""

from collections.abc import Iterator
from dataclasses import dataclass

from earpiece.domain.expressions import names_in
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
    Set,
)

Names = frozenset[str]


@dataclass(frozen=True, slots=True)
class Known:
    """`may`: known on some way to here. `must`: known on every way."""

    may: Names
    must: Names

    def plus(self, names: Names) -> "Known":
        return Known(self.may | names, self.must | names)

    def joined(self, other: "Known") -> "Known":
        return Known(self.may | other.may, self.must & other.must)


def follow(program: tuple[Instruction, ...], start: Known) -> dict[int, Known]:
    """What is known before each instruction that can be reached."""
    known = {0: start}
    ahead = [0]
    while ahead:
        index = ahead.pop()
        for target, names in _ways(index, program[index]):
            arriving = known[index].plus(names)
            joined = arriving.joined(known[target]) if target in known else arriving
            if joined != known.get(target):
                known[target] = joined
                ahead.append(target)
    return known


def outcome_name(playbook: str) -> str:
    """The value that holds the outcome of a playbook that was run."""
    return playbook.replace("-", "_") + "_outcome"


def _ways(index: int, instruction: Instruction) -> Iterator[tuple[int, Names]]:  # noqa: C901 - one case each
    """Where it may go on from an instruction, and which values are known then in addition."""
    match instruction:
        case End() | Route() | HandOff():
            return
        case Jump() | Again():
            yield instruction.to, frozenset()
        case Branch():
            # Who asks for a value in a condition has thought of its absence.
            yield index + 1, names_in(instruction.condition)
            yield instruction.otherwise, names_in(instruction.condition)
        case Collect():
            yield index + 1, frozenset(instruction.slots)
            if instruction.on_empty is not None:
                yield instruction.on_empty, frozenset()
        case Call():
            yield index + 1, _saved(instruction)
            yield from ((target, frozenset()) for target in instruction.on.values())
        case Ask():
            yield from ((target, _saved(instruction)) for target in (index + 1, *instruction.on.values()))
        case Set():
            yield index + 1, frozenset({instruction.name})
        case Open():
            yield index + 1, frozenset({instruction.save})
            if instruction.away is not None:
                yield instruction.away, frozenset()
        case Run():
            yield index + 1, frozenset({outcome_name(instruction.playbook)})
        case _:
            yield index + 1, frozenset()


def _saved(instruction: Call | Ask) -> Names:
    return frozenset({instruction.save} if instruction.save else ())
