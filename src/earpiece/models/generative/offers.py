"""The tools a model is offered, and what its calls of them mean."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from pydantic import BaseModel, Field, ValidationError
from pydantic_ai.tools import ToolDefinition

from earpiece.domain.forms import Fact, Inquiry, PlannedCall
from earpiece.domain.planning import ASK_EXPERT, FINISH, TAKE_BACK, Plan, PlanRequest, ToolOffer
from earpiece.models.generative.client import Unreadable

WRITES = "It changes something: an expert of the company may be asked before it is done."
SOURCE = "model"
"""Where a fact is from that the model states in its question."""
MOST_OF_A_KEY = 40


class Known(BaseModel):
    """One line of what an expert needs to know."""

    label: str = Field(description="What it is: “Booked on”.")
    value: str = Field(description="As the tools or the customer have said it.")


class Asking(BaseModel):
    """The parameters of `ask_expert`; `consult` is added with the names on offer."""

    question: str = Field(min_length=1, max_length=600, description="One precise question that can be answered as is.")
    why: str = Field("", max_length=600, description="Why you cannot decide it yourself.")
    options: list[str] = Field([], max_length=6, description="The possible answers, if they can be listed.")
    facts: list[Known] = Field([], max_length=12, description="What the expert must know to answer, nothing else.")
    draft: str = Field("", max_length=2000, description="What you would say to the customer, if the expert agrees.")
    summary: str = Field("", max_length=2000, description="The conversation so far in two sentences.")


def tools_of(request: PlanRequest) -> tuple[ToolDefinition, ...]:
    """The company's tools in the order offered, then the model's own."""
    return tuple(_definition(offer) for offer in _offers(request))


def plan_of(request: PlanRequest, tool: str, args: Mapping[str, Any]) -> Plan:
    """What a call means. Raises Unreadable, in words for the model, if it does not fit what is on offer."""
    offers = {offer.name: offer for offer in _offers(request)}
    if tool not in offers:
        raise Unreadable(f"There is no tool {tool[:80]!r} here. There are: {', '.join(offers)}.")
    wrong = best_match(Draft202012Validator(dict(offers[tool].parameters)).iter_errors(dict(args)))
    if wrong is not None:
        raise Unreadable(f"The arguments of {tool} do not fit, at {wrong.json_path}: {wrong.message[:300]}")
    if tool == ASK_EXPERT and request.consults:
        return Plan(ask=_inquiry(args), consult=args.get("consult"))
    if tool == TAKE_BACK and request.open:
        return Plan(take_back=args["reason"])
    if tool == FINISH and request.outcomes:
        return Plan(end=args["outcome"])
    return Plan(call=PlannedCall(tool=tool, args=dict(args)))


def _offers(request: PlanRequest) -> Iterator[ToolOffer]:
    yield from request.tools
    if request.consults:
        about = "Asks a human expert of the company one question. You will be told the answer; go on meanwhile."
        yield ToolOffer(ASK_EXPERT, about, _asking(request.consults), "read")
    if request.open:
        about = "Takes back all that experts are still asked: the customer does not want it any more, or not so."
        yield ToolOffer(TAKE_BACK, about, _REASON, "read")
    if request.outcomes:
        about = "Says that this request is dealt with. What you say to the customer goes into your words, not here."
        yield ToolOffer(FINISH, about, _finishing(request.outcomes), "read")


_REASON: dict[str, Any] = {
    "type": "object",
    "properties": {"reason": {"type": "string", "minLength": 1, "maxLength": 300, "description": "In one line."}},
    "required": ["reason"],
}


def _asking(consults: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The JSON Schema of a question."""
    schema = Asking.model_json_schema()
    meant = "; ".join(f"{name}: {about}" for name, about in consults)
    consult = {"type": "string", "enum": [name for name, _ in consults], "description": f"Who is asked. {meant}"}
    return {**schema, "properties": {**schema["properties"], "consult": consult}}


def _finishing(outcomes: Sequence[str]) -> dict[str, Any]:
    outcome = {"type": "string", "enum": list(outcomes), "description": "How it ended."}
    return {"type": "object", "properties": {"outcome": outcome}, "required": ["outcome"]}


def _definition(offer: ToolOffer) -> ToolDefinition:
    about = f"{offer.about} {WRITES}" if offer.effect == "write" else offer.about
    return ToolDefinition(name=offer.name, parameters_json_schema=dict(offer.parameters), description=about)


def _inquiry(args: Mapping[str, Any]) -> Inquiry:
    try:
        asking = Asking.model_validate({name: args[name] for name in Asking.model_fields if name in args})
    except ValidationError as error:
        raise Unreadable(f"The question cannot be put like that: {error.errors()[0]['msg']}") from error
    return Inquiry(
        question=asking.question,
        why=asking.why,
        options=_keyed(asking.options),
        facts=tuple(Fact(label=each.label, value=each.value, source=SOURCE) for each in asking.facts),
        draft=asking.draft,
        summary=asking.summary,
    )


def _keyed(labels: list[str]) -> dict[str, str]:
    """Each label under a key made of it: “Yes, as usual” → `yes_as_usual`."""
    found: dict[str, str] = {}
    for label in filter(str.strip, labels):
        key = re.sub(r"\W+", "_", label.lower()).strip("_")[:MOST_OF_A_KEY] or "option"
        found[key if key not in found else f"{key}_{len(found) + 1}"] = label.strip()
    return found
