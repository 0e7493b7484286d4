"""Makes the question of a consult from an inquiry: what a model of ours, or an agent elsewhere, asks on its own.

The consult (of the company, or built in) says who is asked and what happens meanwhile; the inquiry says what is asked.
"""

from collections.abc import Callable, Mapping
from typing import Any

from earpiece.domain.asking import MAX_FACT, MOST_SUGGESTIONS, opinions_of
from earpiece.domain.consequences import shortened
from earpiece.domain.digests import digest
from earpiece.domain.errors import Invalid
from earpiece.domain.expressions import evaluate, names_in
from earpiece.domain.forms import Fact, Inquiry, ProposedCall, Question, Suggestion
from earpiece.domain.playbook import ConsultSpec
from earpiece.domain.schemas import answerable, shown_of

MOST_FACTS = 24
MOST_OPTIONS = 24
LONGEST_LABEL = 120

Clean = Callable[[str], str]
"""Takes secrets out of a text."""

_TEXT: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 2000}


def question_from(spec: ConsultSpec, inquiry: Inquiry, asker: str | None = None, clean: Clean = str) -> Question:
    """The question as it is put to the expert; `asker` names whose facts these are (None: as the facts say).

    With options it is a choice, with a form a typed answer (`Answer.data`), with a call an approval of exactly that
    call, whose arguments may be changed within `form`, the JSON Schema of the arguments. Everything has gone through
    `clean`. Raises Invalid, saying how to mend it, if it cannot be put to a person so.
    """
    inquiry = cleaned(inquiry, clean)
    kind = "approval" if inquiry.call is not None else inquiry.kind
    call = _call(inquiry, asker)
    suggestions = _suggestions(inquiry, kind, call)
    return Question(
        kind=kind, name=spec.name, text=inquiry.question, why=inquiry.why or _why(spec),
        form=_form(inquiry, kind, spec), facts=_facts(inquiry, asker), call=call, suggestions=suggestions,
        skill=spec.skill,
        authority=_authority(spec, call), level=spec.level, weight=spec.weight,
        opinions=opinions_of(spec, call.args if call is not None else {}), draft=inquiry.draft or None,
        checks=tuple(
            check for check in spec.checks
            if call is not None and names_in(check.when) | names_in(check.say, template=True) <= call.args.keys()
        ),
    )  # fmt: skip


def asked_digest(tool: str, args: Mapping[str, Any]) -> str:
    """What a yes to somebody else's call is bound to: the tool's name and its exact arguments."""
    return digest(["asked", tool, args])


def cleaned(inquiry: Inquiry, clean: Clean) -> Inquiry:
    """The inquiry with every text in it through `clean`, those of the call's arguments too."""
    given = inquiry.model_dump()
    form = given.pop("form")  # a schema's keys are no words of anybody's
    return Inquiry.model_validate({**_through(given, clean), "form": form})


def _through(value: Any, clean: Clean) -> Any:
    match value:
        case str():
            return clean(value)
        case Mapping():
            return {key: _through(part, clean) for key, part in value.items()}
        case list() | tuple():
            return [_through(part, clean) for part in value]
    return value


def _why(spec: ConsultSpec) -> str:
    """The consult's own reason, unless it needs values."""
    return "" if "{" in spec.why else spec.why


def _facts(inquiry: Inquiry, asker: str | None) -> tuple[Fact, ...]:
    if len(inquiry.facts) > MOST_FACTS:
        raise Invalid(f"{len(inquiry.facts)} facts are more than anybody reads; send at most {MOST_FACTS}.")
    return tuple(
        Fact(
            label=shortened(fact.label, LONGEST_LABEL), value=shortened(fact.value, MAX_FACT),
            source=fact.source if asker is None else f"asker {asker}", turn=fact.turn if asker is None else None,
        )
        for fact in inquiry.facts
    )  # fmt: skip


def _call(inquiry: Inquiry, asker: str | None) -> ProposedCall | None:
    if inquiry.call is None:
        return None
    tool, args = inquiry.call.tool, inquiry.call.args
    changeable = tuple(name for name in _arguments(inquiry) if name in args)
    effect = f"{asker or 'Whoever asks'} does this, once: {tool.replace('_', ' ')}"
    return ProposedCall(
        tool=tool, args=args, digest=asked_digest(tool, args), effect=shortened(effect), changeable=changeable
    )


def _arguments(inquiry: Inquiry) -> dict[str, dict[str, Any]]:
    """Name → schema of the arguments that may be changed: those of the asker's form that a person can be shown as a
    form, else all that are one value, each by its own type."""
    if inquiry.call is None:
        return {}
    if inquiry.form is not None:
        return shown_of(inquiry.form)
    types = {str: _TEXT, bool: {"type": "boolean"}, int: {"type": "number"}, float: {"type": "number"}}
    return {name: types[type(value)] for name, value in inquiry.call.args.items() if type(value) in types}


def _form(inquiry: Inquiry, kind: str, spec: ConsultSpec) -> dict[str, Any]:
    """JSON Schema (2020-12) of a valid answer."""
    properties: dict[str, Any] = {"note": _TEXT, "reason": _TEXT}
    form = {"type": "object", "additionalProperties": False, "properties": properties}
    no = {"properties": {"decision": {"const": "no"}}, "required": ["decision"]}
    if kind in ("approval", "task"):
        properties["decision"] = {"enum": ["yes", "no"]}
        if inquiry.call is not None and (changeable := _arguments(inquiry)):
            properties["changes"] = {"type": "object", "additionalProperties": False, "properties": changeable}
        if kind == "task":
            properties |= {"reference": _TEXT, "text": _TEXT}
        return form | {"required": ["decision"], "if": no, "then": {"required": ["reason"]}}
    if inquiry.form is not None:
        properties |= {"data": answerable(inquiry.form), "decision": {"const": "no"}}
        return form | {"anyOf": [{"required": ["data"]}, {"required": ["decision", "reason"]}]}
    if not inquiry.options:
        properties["text"] = _TEXT
        return form | {"required": ["text"]}
    if len(inquiry.options) > MOST_OPTIONS:
        raise Invalid(f"{len(inquiry.options)} options are more than anybody reads; send at most {MOST_OPTIONS}.")
    properties["choice"] = {"enum": list(inquiry.options)}
    if not spec.free_text:
        return form | {"required": ["choice"]}
    properties["text"] = _TEXT
    return form | {"anyOf": [{"required": ["choice"]}, {"required": ["text"]}]}


def _suggestions(inquiry: Inquiry, kind: str, call: ProposedCall | None) -> tuple[Suggestion, ...]:
    if kind in ("approval", "task"):
        done = call.effect if call is not None else "The asker goes on as proposed"
        labels = ("Yes", "No") if kind == "approval" else ("Done", "Could not be done")
        ways = (("y", "yes", done), ("n", "no", "The asker is told why not"))
        return tuple(
            Suggestion(key=key, label=label, answer={"decision": decision}, leads_to=leads_to, source="asker")
            for (key, decision, leads_to), label in zip(ways, labels, strict=True)
        )
    options = list(inquiry.options.items()) if inquiry.form is None else []
    return tuple(
        Suggestion(key=str(number), label=shortened(label, LONGEST_LABEL), answer={"choice": key}, source="asker")
        for number, (key, label) in enumerate(options[:MOST_SUGGESTIONS], start=1)
    )


def _authority(spec: ConsultSpec, call: ProposedCall | None) -> dict[str, float]:
    """The amounts that the answering person's limits must cover. A call that lacks one cannot be asked about."""
    if call is None:
        return {}
    found = {}
    for limit, amount in spec.authority.items():
        missing = sorted(names_in(amount) - call.args.keys())
        if missing:
            raise Invalid(f"{spec.name} goes by {limit}: the call's arguments must have {', '.join(missing)}.")
        try:
            found[limit] = float(evaluate(amount, call.args) or 0)
        except (TypeError, ValueError) as error:
            raise Invalid(f"{spec.name} goes by {limit}, and {amount} is no number here.") from error
    return found
