"""Makes the question of a consult from what the company wrote and what the conversation knows."""

from collections.abc import Iterable, Mapping
from typing import Any

from earpiece.domain import consequences
from earpiece.domain.digests import call_digest
from earpiece.domain.errors import Invalid
from earpiece.domain.expressions import evaluate, names_in, render
from earpiece.domain.forms import Answer, Change, Fact, ProposedCall, Question, Suggestion
from earpiece.domain.places import Place
from earpiece.domain.playbook import Ask, ConsultSpec, Tool

MAX_FACT = 200
MOST_SUGGESTIONS = 9
WARNING = "guard"
"""The source of a fact that warns the expert, whatever the company asks."""


def question_for(
    spec: ConsultSpec, values: Mapping[str, Any], place: Place, call: ProposedCall | None = None
) -> Question:
    """The question as it is put to the expert. `values` fill the templates; `place` knows where each came from.

    Raises Invalid when a template needs a value that is not there.
    """
    options = options_of(spec, values, place)
    return Question(
        kind=spec.kind,
        name=spec.name,
        text=text_of(spec, values),
        why=render(spec.why, values),
        form=form_for(spec, options, call, place.company.tools.get(call.tool) if call is not None else None),
        facts=facts_of(spec, values, place),
        call=call,
        suggestions=_suggestions(spec, options, call, values, place),
        skill=spec.skill,
        authority={name: float(evaluate(amount, values) or 0) for name, amount in spec.authority.items()},
        level=spec.level,
        weight=spec.weight,
        opinions=opinions_of(spec, values),
        checks=spec.checks,
        known=_known(spec, values, place, call),
    )


def options_of(spec: ConsultSpec, values: Mapping[str, Any], place: Place) -> dict[str, str]:
    """What may be chosen, key → label, with the likeliest requests if the consult suggests them."""
    options = dict(spec.options)
    if spec.suggest_targets:
        targets = [target for target in values.get("nearest") or () if place.company.knows(target)]
        options |= {target: place.company.title(target) for target in targets}
    return options


def text_of(spec: ConsultSpec, values: Mapping[str, Any]) -> str:
    """The question's words. Raises Invalid when they need a value that is not there."""
    return render(spec.question, values)


def facts_of(spec: ConsultSpec, values: Mapping[str, Any], place: Place) -> tuple[Fact, ...]:
    """What is known of the facts that the company wants shown."""
    facts = []
    for label, expression in spec.facts:
        shown = place.option(expression, values) or _in_words(expression, values)
        if shown is not None:
            origin = place.origin(expression)
            value = consequences.shortened(shown, MAX_FACT)
            facts.append(Fact(label=label, value=value, source=origin.source, turn=origin.turn))
    return tuple(facts)


def same_facts(before: Iterable[Fact], now: Iterable[Fact]) -> bool:
    """Whether both say the same, wherever it came from; a warning is nothing that was asked about."""
    return [(fact.label, fact.value) for fact in before if fact.source != WARNING] == [
        (fact.label, fact.value) for fact in now if fact.source != WARNING
    ]


# ── a proposed call ───────────────────────────────────────────────────────────────────────────────────────────────────


def proposal(conversation: str, tool: Tool, args: Mapping[str, Any], values: Mapping[str, Any]) -> ProposedCall:
    """The call that an approval is about. `values` are what the consult's templates see."""
    return ProposedCall(
        tool=tool.name, args=dict(args), digest=call_digest(conversation, tool, args), effect=effect_of(tool, args),
        changeable=tool.changeable, changes=changes_of(tool, {**args, **values}),
    )  # fmt: skip


def effect_of(tool: Tool, args: Mapping[str, Any]) -> str:
    """What the call does, in words."""
    try:
        return render(tool.effect_text, args) or tool.about
    except Invalid:  # an argument that may be left out is not there
        return tool.about


def changes_of(tool: Tool, scope: Mapping[str, Any]) -> tuple[Change, ...]:
    """What the call changes, before and after; what cannot be computed from these values is left out."""
    found = []
    for label, before, after in tool.changes:
        becomes = _in_words(after, scope)
        if becomes is not None:
            found.append(Change(label=label, before=_in_words(before, scope) if before else None, after=becomes))
    return tuple(found)


def scope_of(question: Question, changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What the checks and changes of a question read: the call's arguments, as an expert would change them, and what
    was known when it was asked."""
    args = {**question.call.args, **(changes or {})} if question.call is not None else {}
    return {**args, "args": args, **question.known}


def _known(spec: ConsultSpec, values: Mapping[str, Any], place: Place, call: ProposedCall | None) -> dict[str, Any]:
    """The values that the checks and the changes read, besides the arguments."""
    names: set[str] = set()
    for check in spec.checks:
        names |= names_in(check.when) | names_in(check.say, template=True)
    tool = place.company.tools.get(call.tool) if call is not None else None
    for _, before, after in tool.changes if tool is not None else ():
        names |= names_in(after) | (names_in(before) if before else frozenset())
    args = call.args if call is not None else {}
    return {
        name: values[name]
        for name in sorted(names - {"args"})
        if name in values and not (name in args and args[name] == values[name])
    }


def opinions_of(spec: ConsultSpec, values: Mapping[str, Any]) -> int:
    """How many people must say the same. If the condition cannot be computed, it counts as met."""
    if spec.opinions_when is None:
        return spec.opinions
    try:
        return spec.opinions if evaluate(spec.opinions_when, values) else 1
    except Invalid:
        return spec.opinions


def _in_words(expression: str, values: Mapping[str, Any]) -> str | None:
    """The value of the expression as people read it; None if it is not known."""
    try:
        value = evaluate(expression, values)
    except Invalid:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return None if value is None or value == "" else str(value)


# ── the answer ────────────────────────────────────────────────────────────────────────────────────────────────────────


def form_for(
    spec: ConsultSpec, options: Mapping[str, str], call: ProposedCall | None, tool: Tool | None = None
) -> dict[str, Any]:
    """JSON Schema (2020-12) of a valid answer to this consult, about this call of the tool."""
    text = {"type": "string", "minLength": 1, "maxLength": 2000}
    properties: dict[str, Any] = {"note": text, "reason": text}
    form: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": properties}
    refusal = {
        "if": {"properties": {"decision": {"const": "no"}}, "required": ["decision"]},
        "then": {"required": ["reason"]},
    }
    if spec.kind == "approval":
        properties["decision"] = {"enum": ["yes", "no"]}
        if call is not None and call.changeable:
            counted = _counted(tool)
            changes = {name: _type_of(call.args.get(name), counted=name in counted) for name in call.changeable}
            properties["changes"] = {"type": "object", "additionalProperties": False, "properties": changes}
        return form | {"required": ["decision"]} | refusal
    if spec.kind == "task":
        properties |= {"decision": {"enum": ["yes", "no"]}, "reference": text, "text": text}
        return form | {"required": ["decision"]} | refusal
    if options:
        properties["choice"] = {"enum": list(options)}
    if spec.free_text or not options:
        properties["text"] = text
    ways = [{"required": [name]} for name in ("choice", "text") if name in properties]
    return form | ({"anyOf": ways} if len(ways) > 1 else ways[0])


def _counted(tool: Tool | None) -> frozenset[str]:
    """The tool's parameters that are whole numbers: of them there may be none."""
    parameters = tool.parameters.get("properties", {}) if tool is not None else {}
    return frozenset(name for name, part in parameters.items() if part.get("type") == "integer")


def _type_of(value: Any, *, counted: bool) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"type": "boolean"}
    if isinstance(value, list | tuple):
        return {"type": "array"}
    if isinstance(value, Mapping):
        return {"type": "object"}
    if isinstance(value, int | float) and counted:
        return {"type": "integer", "minimum": 0}
    if isinstance(value, int | float):
        return {"type": "number", "exclusiveMinimum": 0}
    return {"type": "string", "minLength": 1, "maxLength": 2000}


def _suggestions(
    spec: ConsultSpec, options: Mapping[str, str], call: ProposedCall | None, values: Mapping[str, Any], place: Place
) -> tuple[Suggestion, ...]:
    step = place.instruction
    asked = isinstance(step, Ask) and step.consult == spec.name
    if spec.kind in ("approval", "task"):
        return _yes_or_no(spec, call, values, place, asked=asked)
    found = []
    for number, (key, label) in enumerate(list(options.items())[:MOST_SUGGESTIONS], start=1):
        answer = Answer(choice=key)
        leads_to = consequences.of_answer(place, answer, values) if asked else ""
        kind, _, name = key.partition("/")
        page = place.company.pages.get(name) if kind == "page" and key not in spec.options else None
        found.append(
            Suggestion(
                key=str(number), label=label, answer={"choice": key},
                leads_to=consequences.shortened(page.answer) if page is not None else leads_to,
                source=f"page {name}" if page is not None else "playbook",
            )
        )  # fmt: skip
    return tuple(found)


def _yes_or_no(
    spec: ConsultSpec, call: ProposedCall | None, values: Mapping[str, Any], place: Place, *, asked: bool
) -> tuple[Suggestion, ...]:
    yes, no = Answer(decision="yes"), Answer(decision="no")
    after_yes = consequences.of_answer(place, yes, values) if asked else ""
    after_no = consequences.of_answer(place, no, values) if asked else ""
    if spec.kind == "approval":
        done = call.effect if call is not None else after_yes or "The agent goes on as proposed"
        refused = after_no or consequences.of_no(place, values) or "The agent tells the customer why not"
        labels = ("Yes", "No")
    else:
        done, refused = after_yes or "The customer hears that it is done", after_no or "The customer hears why"
        labels = ("Done", "Could not be done")
    return tuple(
        Suggestion(key=key, label=label, answer={"decision": decision}, leads_to=consequences.shortened(words))
        for key, label, decision, words in zip("yn", labels, ("yes", "no"), (done, refused), strict=True)
    )
