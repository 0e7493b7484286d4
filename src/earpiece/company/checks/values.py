"""Values are there before they are used, in steps and in the consults that steps lead to."""

from collections.abc import Iterator
from itertools import chain

from earpiece.company.checks.early import check_early
from earpiece.company.checks.flow import Known, Names, follow
from earpiece.company.checks.reads import Read, change_reads, check_reads, consult_reads, fact_reads, reads
from earpiece.company.checks.tools import has_catch_all
from earpiece.company.draft import Draft
from earpiece.company.report import did_you_mean
from earpiece.domain.playbook import (
    ANSWER_PAGE,
    SETS_RIGHT,
    Ask,
    Call,
    ConsultSpec,
    End,
    Instruction,
    Jump,
    Open,
    Playbook,
    Run,
    Say,
    Source,
    Tool,
)

ALWAYS: Names = frozenset({"customer", "customer_name", "question", "consult"})
IN_CALLS: Names = ALWAYS | {"tool", "tool_about", "args"}
ASKING: Names = frozenset({"nearest", "message"})
CORRECTION: Names = frozenset({"slot", "before", "after", "done"})


def check_values(draft: Draft) -> None:
    sites: dict[str, list[Names]] = {}
    calls: dict[str, list[Names]] = {}
    clear = [playbook for name, playbook in draft.playbooks.items() if name not in draft.unclear]
    for playbook in clear:
        known = follow(playbook.program, _at_start(draft, playbook))
        _check_reached(draft, playbook, known)
        for index, state in sorted(known.items()):
            instruction = playbook.program[index]
            _check_reads(draft, playbook, instruction, state)
            if isinstance(instruction, Call) and instruction.early:
                check_early(draft, playbook, index, known)
            if isinstance(instruction, Call) and instruction.tool in draft.tools:
                calls.setdefault(instruction.tool, []).append(
                    _in_call(draft.tools[instruction.tool], instruction, state)
                )
            for consult, names in _consults(draft, instruction, state):
                sites.setdefault(consult.name, []).append(names)
                _check_consult(draft, consult, names, f"when `{playbook.name}` asks it, line {instruction.source.line}")
    _check_facts(draft, sites)
    _check_changes(draft, calls)
    for name in sorted(draft.special_consults() & set(draft.consults)):
        _check_consult(draft, draft.consults[name], IN_CALLS, "for every tool")


def _at_start(draft: Draft, playbook: Playbook) -> Known:
    """What is known when the playbook begins."""
    given = ALWAYS | _given_by_agent(draft, playbook.name)
    runs = [frozenset(run.args) for run in _runs_of(draft, playbook.name)]
    may = given.union(*runs)
    alone = playbook.examples or playbook.name in draft.special_playbooks() or not runs
    return Known(may, given if alone else given | frozenset.intersection(*runs))


def _given_by_agent(draft: Draft, name: str) -> Names:
    if name == draft.named.ask_expert:
        return ASKING
    if name == ANSWER_PAGE:
        return frozenset({"page"})
    if name == SETS_RIGHT:
        return frozenset({"said", "right"})
    return CORRECTION if name == draft.named.correction else frozenset()


def _runs_of(draft: Draft, name: str) -> Iterator[Run]:
    everything = chain.from_iterable(playbook.program for playbook in draft.playbooks.values())
    return (instruction for instruction in everything if isinstance(instruction, Run) and instruction.playbook == name)


def _check_reached(draft: Draft, playbook: Playbook, known: dict[int, Known]) -> None:
    told: set[Source] = set()
    for index, instruction in enumerate(playbook.program):
        if index not in known and not isinstance(instruction, Jump | End) and not told:
            remedy = "remove it, or the `end`, `route` or `hand_off` before it"
            draft.report.error(instruction.source, "this step is never reached", remedy, "unreachable")
            told.add(instruction.source)


def _check_reads(draft: Draft, playbook: Playbook, instruction: Instruction, known: Known) -> None:
    for read in reads(instruction, playbook):
        if read.name in known.must or (read.guarded and read.name in known.may | set(playbook.slots)):
            continue
        if read.name in known.may:
            message = f"`{read.name}` is not there on every way that leads to {_quoted(read)}"
            remedy = f"ask first with `{read.name} is defined`, or give it on every way"
            draft.report.warn(instruction.source, message, remedy)
        elif read.name in playbook.slots:
            _report_too_early(draft, instruction, read)
        else:
            _report_missing(draft, playbook, instruction, read, known.may)


def _report_too_early(draft: Draft, instruction: Instruction, read: Read) -> None:
    message = f"{_quoted(read)} uses `{read.name}` before it is collected"
    remedy = f"put `- collect: [{read.name}]` before this step"
    if isinstance(instruction, Call) and instruction.early:
        draft.report.error(instruction.source, f"`early` cannot work: {message}", remedy, "too_early")
    else:
        draft.report.warn(instruction.source, message, remedy, "too_early")


def _report_missing(draft: Draft, playbook: Playbook, instruction: Instruction, read: Read, may: Names) -> None:
    pages = isinstance(instruction, Say) and instruction.page in draft.page_names
    known = sorted(may | set(playbook.slots))
    remedy = f"{did_you_mean(read.name, known, 'value')}; a fixed text needs quotes of its own: \"'text'\""
    if pages and isinstance(instruction, Say):
        remedy = f"write the page's name with quotes of its own: answer: \"'{instruction.page}'\""
    message = f"nothing gives the value `{read.name}` that {_quoted(read)} uses"
    draft.report.error(instruction.source, message, remedy, "unknown_value")


def _consults(draft: Draft, instruction: Instruction, known: Known) -> Iterator[tuple[ConsultSpec, Names]]:
    """The consults that the instruction may ask, with what is known then."""
    if isinstance(instruction, Ask) and instruction.consult in draft.consults:
        yield draft.consults[instruction.consult], known.may
    if isinstance(instruction, Call) and instruction.tool in draft.tools:
        yield from _asked_about(draft, draft.tools[instruction.tool], instruction, known)
    if isinstance(instruction, Open):
        yield from ((draft.consults[name], known.may) for name in instruction.consults if name in draft.consults)
        for name in instruction.tools:
            if name in draft.tools:
                yield from _asked_about(draft, draft.tools[name], Call(name, {}, instruction.source), known)


def _asked_about(draft: Draft, tool: Tool, call: Call, known: Known) -> Iterator[tuple[ConsultSpec, Names]]:
    """The consults that a call of the tool may ask."""
    names = _in_call(tool, call, known)
    asked = {rule.consult for rule in tool.rules if rule.consult}
    if tool.effect == "write" and not has_catch_all(tool):
        asked.add(draft.named.unlisted_effect)
    yield from ((draft.consults[name], names) for name in sorted(asked & set(draft.consults)))


def _in_call(tool: Tool, call: Call, known: Known) -> Names:
    """What a question about the call can see."""
    return known.may | IN_CALLS | frozenset(tool.parameters.get("properties", {})) | frozenset(call.args)


def _check_changes(draft: Draft, calls: dict[str, list[Names]]) -> None:
    for name, sites in calls.items():
        known = frozenset().union(*sites)
        for read in change_reads(draft.tools[name]):
            if read.name not in known:
                message = f"`{name}` changes {_quoted(read)}, but nothing ever gives `{read.name}`"
                at = draft.tool_forms[name].at("changes")
                draft.report.error(at, message, did_you_mean(read.name, known, "value"), "unknown_value")


def _check_consult(draft: Draft, consult: ConsultSpec, names: Names, when: str) -> None:
    for read in consult_reads(consult):
        if read.name not in names:
            message = f"nothing gives `{read.name}`, which `{consult.name}` uses in {_quoted(read)}, {when}"
            _report_unknown(draft, consult, message, read, names)


def _check_facts(draft: Draft, sites: dict[str, list[Names]]) -> None:
    for name, consult in draft.consults.items():
        if name in sites:
            known = frozenset().union(*sites[name])
            for read in fact_reads(consult):
                if read.name not in known:
                    message = f"`{name}` shows {_quoted(read)}, but nothing ever gives `{read.name}`"
                    _report_unknown(draft, consult, message, read, known)
            for read in check_reads(consult):
                if read.name not in known:
                    message = f"`{name}` checks {_quoted(read)}, but nothing ever gives `{read.name}`"
                    _report_unknown(draft, consult, message, read, known)
        elif name not in draft.special_consults() and consult.source.file == "consults.yaml":
            remedy = "ask it in a playbook or a rule, or remove it"
            draft.report.warn(consult.source, f"nothing asks `{name}`", remedy)


def _report_unknown(draft: Draft, consult: ConsultSpec, message: str, read: Read, known: Names) -> None:
    draft.report.error(consult.source, message, did_you_mean(read.name, known, "value"), "unknown_value")


def _quoted(read: Read) -> str:
    text = " ".join(read.text.split())
    return f"`{text if len(text) <= 60 else text[:59] + '…'}`"
