"""A call marked `early` can be asked about while the customer still answers other questions."""

from collections.abc import Iterator

from earpiece.company.checks.flow import Known, Names
from earpiece.company.draft import Draft
from earpiece.company.report import listed
from earpiece.domain.expressions import names_in
from earpiece.domain.playbook import Again, Call, Collect, Instruction, Playbook


def check_early(draft: Draft, playbook: Playbook, index: int, known: dict[int, Known]) -> None:
    """Some question before the call is still open when all its values are known."""
    call = playbook.program[index]
    args = call.args.values() if isinstance(call, Call) else ()
    needed: Names = frozenset().union(*(names_in(expression) for expression in args))
    missing = [needed - there for there in _known_while_asking(playbook.program, index, known)]
    if not missing:
        message = "`early` never comes true: no question stands before this call"
        remedy = "remove `early`, or put a `collect` before it"
        draft.report.warn(call.source, message, remedy, "early")
    elif all(missing):
        message = f"`early` never comes true: {listed(missing[0])} is known only when the call is reached anyway"
        remedy = "collect something else after it, or remove `early`"
        draft.report.warn(call.source, message, remedy, "early")


def _known_while_asking(program: tuple[Instruction, ...], index: int, known: dict[int, Known]) -> Iterator[Names]:
    """What is known while the last question of each Collect before `index` is open."""
    for at in range(index - 1, -1, -1):
        instruction = program[at]
        if isinstance(instruction, Again):
            return
        if isinstance(instruction, Collect) and at in known:
            yield known[at].may | frozenset(instruction.slots[:-1])
