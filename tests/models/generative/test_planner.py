"""The planner against a provider over real HTTP: what the model is told, and what its answers mean."""

import json
from dataclasses import replace
from typing import Any

import pytest

from earpiece.domain.errors import ToolError
from earpiece.domain.planning import Called, Plan, PlanRequest, Said, ToolOffer
from earpiece.models.generative.planner import GenerativePlanner
from earpiece.models.generative.prompts import prompt
from earpiece.sim.provider import Fault, called, said
from earpiece.sim.provider.script import Entry
from tests.models.generative.service import Service

RENEW = ToolOffer(
    "renew", "Renews a loan.",
    {"type": "object", "properties": {"loan": {"type": "string"}, "days": {"type": "integer", "maximum": 28}},
     "required": ["loan"], "additionalProperties": False},
    "write",
)  # fmt: skip
LOOK_UP = ToolOffer("look_up", "Finds a loan.", {"type": "object", "properties": {}}, "read")

REQUEST = PlanRequest(
    conversation="", company="Lynd Library", agent="Ada", playbook="loans", instructions="Renew what can be renewed.",
    tools=(RENEW, LOOK_UP), consults=(("fees", "waiving fees"), ("rules", "anything else")),
    outcomes=("done", "not_possible"), turns=(Said("customer", "My book is late."),), today="2026-09-21",
)  # fmt: skip


def plan(service: Service, *answers: Entry, **changes: Any) -> Plan:
    """What the planner makes of the model's answers."""
    request = replace(REQUEST, conversation=service.conversation(*answers), **changes)
    return service.run(GenerativePlanner(service.client()).plan(request))


def told(service: Service) -> Any:
    """The newest request that reached the provider."""
    return service.provider.requests[-1]


# ── what the model is told ────────────────────────────────────────────────────────────────────────────────────────────


def test_instructions(service: Service) -> None:
    """The prompt's own words, then the playbook's."""
    plan(service, said("Which book is it?"))
    first = told(service)["messages"][0]
    assert first["role"] == "system"
    assert "You are Ada, the agent of Lynd Library." in first["content"]
    assert "Today is 2026-09-21." in first["content"]
    assert first["content"].endswith("# Instructions for this request\n\nRenew what can be renewed.")


def test_turns(service: Service) -> None:
    """Customer, agent and person, calls with their results, notes marked as such; an open question is a result."""
    turns = (
        Said("customer", "My book is late."), Said("agent", "Let me see."),
        Called("s1", "look_up", {}, '{"loan":"L1"}'),
        Called("s2", "ask_expert", {"question": "Waive it?"}, "An expert is being asked."),
        Said("note", "An expert answered: Yes."), Said("customer", "Well?"),
    )  # fmt: skip
    plan(service, said("Done."), turns=turns)
    messages = told(service)["messages"][1:]
    assert [each["role"] for each in messages] == ["user", "assistant", "tool", "assistant", "tool", "user", "user"]
    assert messages[1]["content"] == "Let me see."
    assert messages[1]["tool_calls"][0]["function"] == {"name": "look_up", "arguments": "{}"}
    assert messages[2] == {"role": "tool", "tool_call_id": "s1", "content": '{"loan":"L1"}'}
    assert json.loads(messages[3]["tool_calls"][0]["function"]["arguments"]) == {"question": "Waive it?"}
    assert "not from the customer] An expert answered: Yes." in messages[5]["content"]
    assert messages[6]["content"] == "Well?"


def test_tools(service: Service) -> None:
    """Those on offer, a write marked as one, then the model's own two with what may be chosen."""
    plan(service, said("Hello."))
    tools = {each["function"]["name"]: each["function"] for each in told(service)["tools"]}
    assert list(tools) == ["renew", "look_up", "ask_expert", "finish"]
    assert "an expert of the company may be asked" in tools["renew"]["description"]
    assert tools["look_up"]["description"] == "Finds a loan."
    assert tools["renew"]["parameters"]["properties"]["days"]["type"] == "integer"
    asking = tools["ask_expert"]["parameters"]["properties"]
    assert asking["consult"]["enum"] == ["fees", "rules"]
    assert "fees: waiving fees" in asking["consult"]["description"]
    assert tools["finish"]["parameters"]["properties"]["outcome"]["enum"] == ["done", "not_possible"]


def test_only_what_is_on_offer(service: Service) -> None:
    """Without consults there is no expert to ask, without outcomes nothing to finish."""
    plan(service, said("Hello."), consults=(), outcomes=(), tools=(LOOK_UP,))
    assert [each["function"]["name"] for each in told(service)["tools"]] == ["look_up"]
    assert "ask_expert" not in told(service)["messages"][0]["content"]


def test_whose_conversation(service: Service) -> None:
    """The request names it, for the provider's own record."""
    conversation = service.conversation(said("Hello."))
    service.run(GenerativePlanner(service.client()).plan(replace(REQUEST, conversation=conversation)))
    assert told(service)["user"] == conversation


# ── what its answers mean ─────────────────────────────────────────────────────────────────────────────────────────────


def test_words(service: Service) -> None:
    """Words alone, with what they took."""
    found = plan(service, said("Which book is it?"))
    assert (found.say, found.call, found.ask, found.end) == ("Which book is it?", None, None, None)
    assert (found.model, found.prompt) == ("openai:gpt-4o", prompt("plan-1").version)
    assert found.prompt.startswith("plan-1:")
    assert found.tokens_in > 100
    assert found.tokens_out > 1
    assert found.cost == pytest.approx((found.tokens_in * 2.5 + found.tokens_out * 10) / 1e6)


def test_a_call(service: Service) -> None:
    """With words before it; only the first of several counts."""
    message = called("renew", {"loan": "L1"}, "I renew it.")
    second = called("look_up", {}, id="call_2")["tool_calls"]
    found = plan(service, {**message, "tool_calls": [*message["tool_calls"], *second]})
    assert found.say == "I renew it."
    assert found.call is not None
    assert (found.call.tool, found.call.args) == ("renew", {"loan": "L1"})


def test_a_question(service: Service) -> None:
    """Becomes a typed one, with a key for each option."""
    asked = {
        "question": "Waive the fee of £4?", "why": "The rules do not say.", "options": ["Yes", "No, half of it", "Yes"],
        "facts": [{"label": "Fee", "value": "£4"}], "draft": "We waive it.", "summary": "Late by a day.",
        "consult": "fees",
    }  # fmt: skip
    found = plan(service, called("ask_expert", asked, "Let me ask."))
    assert found.ask is not None
    assert (found.say, found.consult, found.ask.question) == ("Let me ask.", "fees", "Waive the fee of £4?")
    assert found.ask.options == {"yes": "Yes", "no_half_of_it": "No, half of it", "yes_3": "Yes"}
    assert [(each.label, each.value, each.source) for each in found.ask.facts] == [("Fee", "£4", "model")]
    assert (found.ask.draft, found.ask.summary) == ("We waive it.", "Late by a day.")


def test_an_end(service: Service) -> None:
    """With one of the outcomes."""
    found = plan(service, called("finish", {"outcome": "done"}, "Goodbye."))
    assert (found.say, found.end) == ("Goodbye.", "done")


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (called("renew", "{not json"), "no JSON object"),
        (called("renew", "[1]"), "no JSON object"),
        (called("renew", {"days": 3}), "'loan' is a required property"),
        (called("renew", {"loan": "L1", "days": 99}), "at $.days"),
        (called("delete_everything", {}), "There is no tool 'delete_everything' here. There are: renew, look_up"),
        (called("finish", {"outcome": "great"}), "at $.outcome"),
        (called("ask_expert", {"question": ""}), "at $.question"),
        (Fault("empty"), "Say something to the customer"),
    ],
    ids=["broken", "list", "missing", "too large", "unknown tool", "outcome", "question", "empty"],
)  # fmt: skip
def test_an_answer_that_is_none(service: Service, bad: Entry, why: str) -> None:
    """The model is told why and asked once more; both requests are counted."""
    found = plan(service, bad, said("Sorry. Which book?"))
    assert found.say == "Sorry. Which book?"
    messages = told(service)["messages"]
    assert why in messages[-1]["content"]
    assert messages[-1]["role"] == ("user" if isinstance(bad, Fault) else "tool")
    assert found.tokens_in > len(json.dumps(messages)) // 4


def test_no_answer_twice(service: Service) -> None:
    """Then it is of no use."""
    with pytest.raises(ToolError, match="no answer that can be used") as error:
        plan(service, called("nonsense", {}), called("nonsense", {}), said("Too late."))
    assert error.value.code == "model_unusable"


def test_version(service: Service) -> None:
    """Names model and prompt file."""
    assert GenerativePlanner(service.client()).version == f"openai:gpt-4o, prompt {prompt('plan-1').version}"
