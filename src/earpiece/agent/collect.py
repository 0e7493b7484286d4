"""Fills a playbook's slots: offers what there is to choose from, asks what is missing."""

from earpiece.agent import calls
from earpiece.agent.endings import end_with
from earpiece.agent.scope import playbook_of, values_of
from earpiece.agent.slots import failed_check
from earpiece.agent.wording import phrase, vary
from earpiece.domain.actions import CallTool, Note, Step, Utter
from earpiece.domain.commands import Option
from earpiece.domain.conversation import Conversation
from earpiece.domain.digests import canonical
from earpiece.domain.events import RunMoved, ValuesDropped
from earpiece.domain.expressions import evaluate, render
from earpiece.domain.parts import CallState, RunState
from earpiece.domain.playbook import Call, Collect, Company, Slot


def collect(state: Conversation, company: Company, run: RunState, instruction: Collect) -> Step | None:
    """Ask for the first slot without a value; None while the customer's answer is awaited."""
    playbook = playbook_of(company, run)
    missing = [playbook.slots[name] for name in instruction.slots if name not in run.values]
    wrong = _no_longer_fits(
        state, company, run, [playbook.slots[name] for name in instruction.slots if name in run.values]
    )
    if wrong is not None:
        return wrong
    if not missing:
        return Note((RunMoved(run=run.id, to=run.at + 1),))
    step = ask_for(state, company, run, missing[0])
    if step is NOTHING_TO_CHOOSE:
        return _nothing(state, company, run, instruction)
    if isinstance(step, Utter) and step.purpose == "question" and (state.asking or state.outcome is not None):
        return None  # a question is open already, or the customer has left
    return step  # type: ignore[return-value]


def ask_for(state: Conversation, company: Company, run: RunState, slot: Slot) -> Step | object | None:
    """The question for a slot, or the step that gets what there is to choose from, or None while that is under way;
    NOTHING_TO_CHOOSE where there is nothing."""
    options = YES_OR_NO if slot.type == "yes_no" else _fixed(slot)
    if slot.choices is not None:
        found = _items(state, company, run, slot)
        if not isinstance(found, list):
            return found
        options = _offered(found, slot)
        if not options:
            return NOTHING_TO_CHOOSE
    return _question(state, company, run, slot, options)


def _no_longer_fits(state: Conversation, company: Company, run: RunState, filled: list[Slot]) -> Step | None:
    """A correction of one value may make another impossible: it is asked again."""
    for slot in filled:
        value = run.values[slot.name]
        wrong = failed_check(state, company, run, slot, value) if value is not None else None
        if wrong is not None:
            dropped = ValuesDropped(run=run.id, names=(slot.name,))
            source = (f"playbook {run.playbook}",)
            return Utter(wrong, "question", run=run.id, slot=slot.name, sources=source, after=(dropped,))
    return None


NOTHING_TO_CHOOSE = object()
"""There is nothing that the customer could choose."""

YES_OR_NO = (Option(True, "Yes"), Option(False, "No"))


def _fixed(slot: Slot) -> tuple[Option, ...]:
    return tuple(Option(value, label) for value, label in slot.options.items())


def _question(state: Conversation, company: Company, run: RunState, slot: Slot, options: tuple[Option, ...]) -> Utter:
    text, used = vary(state, f"ask {slot.name}", slot.ask, values_of(state, run))
    spoken = _spoken_of(state)
    top = state.root(run.id)
    if spoken is not None and spoken != top and _asked_before(state, top):
        title = company.title(f"playbook/{state.runs[top].playbook}")
        text = f"{phrase(state, company, 'resumed', title=title)[0]} {text}"
    return Utter(
        text, "question", run=run.id, slot=slot.name, options=options, phrase=used,
        sources=(f"playbook {run.playbook}",),
    )  # fmt: skip


def _spoken_of(state: Conversation) -> str | None:
    """The request the agent spoke of last ("" for something outside of any)."""
    for line in reversed(state.lines):
        if getattr(line.event, "purpose", "") in ("question", "result", "answer"):
            run = getattr(line.event, "run", None)
            return state.root(run) if run is not None else ""
    return None


def _asked_before(state: Conversation, run: str) -> bool:
    asked = [line.event for line in state.lines if getattr(line.event, "purpose", "") == "question"]
    return any(event.run is not None and state.root(event.run) == run for event in asked if hasattr(event, "run"))


def _items(state: Conversation, company: Company, run: RunState, slot: Slot) -> list[object] | Step | None:
    """The items to choose from, or the step that gets them, or None while they are being fetched."""
    assert slot.choices is not None
    scope = values_of(state, run)
    args = {name: evaluate(expression, scope) for name, expression in slot.choices_with.items()}
    identity = calls.identify_first(state, company, run, company.tools[slot.choices])
    if identity is not calls.NOT_NEEDED:
        return identity  # type: ignore[return-value]
    attempt = _attempt(state, run, slot.choices, args)
    call = Call(slot.choices, slot.choices_with, playbook_of(company, run).source)
    if attempt is None and (run.id, calls.action_of(call, args)) in state.refusals:
        return end_with(state, company, run, "tool_error", "failed")
    if attempt is None:
        return CallTool(run.id, run.at, call, args)
    if attempt.status == "finished":
        return [item for item in attempt.result or [] if _offer(slot, item, scope)]
    if attempt.status == "started":
        return None
    return end_with(state, company, run, "tool_error", "failed")


def _attempt(state: Conversation, run: RunState, tool: str, args: dict[str, object]) -> CallState | None:
    wanted = canonical(args)
    same = [
        call for call in state.calls.values()
        if (call.run, call.tool) == (run.id, tool) and canonical(call.args) == wanted
    ]  # fmt: skip
    return same[-1] if same else None


def _offer(slot: Slot, item: object, scope: dict[str, object]) -> bool:
    fields = item if isinstance(item, dict) else {"value": item}
    return slot.where is None or bool(evaluate(slot.where, {**scope, **fields}))


def _offered(items: list[object], slot: Slot) -> tuple[Option, ...]:
    options = []
    for item in items:
        fields = item if isinstance(item, dict) else {"value": item}
        options.append(Option(item, render(slot.label, fields)))
    return tuple(options)


def _nothing(state: Conversation, company: Company, run: RunState, instruction: Collect) -> Step:
    if instruction.on_empty is not None:
        return Note((RunMoved(run=run.id, to=instruction.on_empty),))
    return end_with(state, company, run, "choice_empty", "nothing_found")
