"""Makes the question of a consult from what the company wrote and what the conversation knows."""

from collections.abc import Mapping
from typing import Any

from earpiece.domain.errors import Invalid
from earpiece.domain.expressions import evaluate, render
from earpiece.domain.forms import Fact, ProposedCall, Question, Suggestion
from earpiece.domain.playbook import Company, ConsultSpec

MAX_FACT = 200


def question_for(
    company: Company,
    spec: ConsultSpec,
    values: Mapping[str, Any],
    origin: Mapping[str, str],
    call: ProposedCall | None = None,
) -> Question:
    """The question as it is put to the expert. `values` fill the templates; `origin` says where each came from.

    Raises Invalid when a template needs a value that is not there.
    """
    options = options_of(company, spec, values)
    return Question(
        kind=spec.kind,
        name=spec.name,
        text=text_of(spec, values),
        why=render(spec.why, values),
        form=form_for(spec, options, call),
        facts=facts_of(spec, values, origin),
        call=call,
        suggestions=_suggestions(spec, options, call),
        skill=spec.skill,
        authority={name: float(evaluate(amount, values) or 0) for name, amount in spec.authority.items()},
    )


def options_of(company: Company, spec: ConsultSpec, values: Mapping[str, Any]) -> dict[str, str]:
    """What may be chosen, key → label, with the likeliest requests if the consult suggests them."""
    options = dict(spec.options)
    if spec.suggest_targets:
        targets = [target for target in values.get("nearest") or () if company.knows(target)]
        options |= {target: company.title(target) for target in targets}
    return options


def text_of(spec: ConsultSpec, values: Mapping[str, Any]) -> str:
    """The question's words. Raises Invalid when they need a value that is not there."""
    return render(spec.question, values)


def facts_of(spec: ConsultSpec, values: Mapping[str, Any], origin: Mapping[str, str]) -> tuple[Fact, ...]:
    """What is known of the facts that the company wants shown."""
    facts = []
    for label, expression in spec.facts:
        try:
            value = evaluate(expression, values)
        except Invalid:
            continue
        if value is not None and value != "":
            root = expression.partition(".")[0].partition(" ")[0]
            shown = {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
            facts.append(Fact(label=label, value=shown[:MAX_FACT], source=origin.get(root, "playbook")))
    return tuple(facts)


def form_for(spec: ConsultSpec, options: Mapping[str, str], call: ProposedCall | None) -> dict[str, Any]:
    """JSON Schema (2020-12) of a valid answer to this consult."""
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
            changes = {name: _type_of(call.args.get(name)) for name in call.changeable}
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


def _type_of(value: Any) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"type": "boolean"}
    if isinstance(value, int | float):
        return {"type": "number", "exclusiveMinimum": 0}
    return {"type": "string", "minLength": 1, "maxLength": 2000}


def _suggestions(spec: ConsultSpec, options: Mapping[str, str], call: ProposedCall | None) -> tuple[Suggestion, ...]:
    if spec.kind == "approval":
        done = call.effect if call is not None else "The agent goes on as proposed"
        yes = Suggestion(key="y", label="Yes", answer={"decision": "yes"}, leads_to=done)
        no = Suggestion(key="n", label="No", answer={"decision": "no"}, leads_to="The agent tells the customer why not")
        return (yes, no)
    if spec.kind == "task":
        yes = Suggestion(
            key="y", label="Done", answer={"decision": "yes"}, leads_to="The customer hears that it is done"
        )
        no = Suggestion(
            key="n", label="Could not be done", answer={"decision": "no"}, leads_to="The customer hears why"
        )
        return (yes, no)
    return tuple(
        Suggestion(key=str(number), label=label, answer={"choice": key}, leads_to="")
        for number, (key, label) in enumerate(list(options.items())[:9], start=1)
    )
