"""A large model that leads through the open parts of playbooks: one request, one answer, no loop of its own."""

from dataclasses import dataclass

from pydantic_ai.messages import ModelResponse, ToolCallPart

from earpiece.domain.planning import Plan, PlanRequest
from earpiece.models.generative.client import Ask, Client, Unreadable, words
from earpiece.models.generative.messages import Notes, messages_of
from earpiece.models.generative.offers import plan_of, tools_of
from earpiece.models.generative.prompts import prompt

PROMPT = "plan-1"


@dataclass(frozen=True, slots=True)
class GenerativePlanner:
    """See `domain.ports.Planner`."""

    client: Client

    @property
    def version(self) -> str:
        """Names model and prompt."""
        return f"{self.client.version}, prompt {prompt(PROMPT).version}"

    async def plan(self, request: PlanRequest) -> Plan:
        """The model's next words, and at most one call, question or end: the first that it wants. Raises ToolError."""
        found, notes = prompt(PROMPT), Notes(request.conversation)
        instructions, _ = found.render(
            {
                "agent": request.agent,
                "company": request.company,
                "today": request.today,
                "note": notes.looks,
                "language": request.language,
                "instructions": request.instructions,
                "experts": bool(request.consults),
                "finish": bool(request.outcomes),
            }
        )
        ask = Ask(
            found.version, instructions, messages_of(request.turns, notes), tools_of(request), request.conversation
        )  # fmt: skip
        plan, usage = await self.client.ask(ask, lambda message: _read(request, message))
        return plan.model_copy(
            update={
                "model": usage.model,
                "prompt": usage.prompt,
                "cost": usage.cost,
                "tokens_in": usage.tokens_in,
                "tokens_out": usage.tokens_out,
            }
        )


def _read(request: PlanRequest, message: ModelResponse) -> Plan:
    """The answer as a plan. Raises Unreadable."""
    if message.finish_reason == "length":
        raise Unreadable("Your answer was cut off in the middle. Be brief.")
    say = words(message)
    call = next((part for part in message.parts if isinstance(part, ToolCallPart)), None)
    if call is None:
        if not say:
            raise Unreadable("Say something to the customer, or call one of the tools.")
        return Plan(say=say)
    try:
        args = call.args_as_dict(raise_if_invalid=True)
    except (ValueError, AssertionError) as error:
        raise Unreadable(f"The arguments of {call.tool_name[:80]} are no JSON object.") from error
    return plan_of(request, call.tool_name, args).model_copy(update={"say": say})
