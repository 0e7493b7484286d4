"""One request, one answer: to a large model, by pydantic-ai, with limits, retries and a fallback.

What is built on it writes prompts and types, nothing else:

    value, usage = await client.structured("brief-1", {"transcript": …}, Brief, conversation=state.id)

`structured` fills in `prompts/brief-1.md` (see `prompts.py`), has the model answer by calling one tool whose parameters
are the JSON Schema of `Brief`, and gives the `Brief` and the `Usage`. A JSON text instead of the call is taken too.

    answer, usage = await client.ask(Ask(prompt_version, instructions, messages, tools=…), read)

`ask` is for whoever makes the messages itself (the planner). `read(response)` gives what the answer says or raises
`Unreadable(why)`; the model is told why and asked once more.

    reply = await client.request(messages, instructions=…, tools=…, conversation=…)

`request` is the least: one answer as it came, and what it cost.

All three raise ToolError: `model_away` (no answer in time, an error of the provider), `model_unusable` (an answer that
is none, twice), `model_costs` (the request is longer than allowed). Nothing here is journalled: the caller does that.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_ai.messages import (
    ModelMessage,
    ModelMessagesTypeAdapter,
    ModelRequest,
    ModelResponse,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.tools import ToolDefinition

from earpiece.domain.errors import ToolError
from earpiece.domain.ports import Clock
from earpiece.models.generative.access import Limits
from earpiece.models.generative.backends import Backend
from earpiece.models.generative.patience import Choice, within
from earpiece.models.generative.prompts import prompt

ANSWER = "answer"
"""The tool by which the model gives a structured answer."""

MOST_READINGS = 2
"""An answer that cannot be read is asked for once more."""

Answer = TypeVar("Answer")
Type = TypeVar("Type", bound=BaseModel)


class Unreadable(Exception):
    """The model's answer cannot be used; the message says why, in words for the model."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What an answer took. `model` is named as configured (`openai:gpt-4o`), `prompt` is the version of the prompt
    file, tokens are counted by the provider, `cost` is in US dollars, 0 where it is not known."""

    model: str = ""
    prompt: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0

    def and_then(self, later: "Usage") -> "Usage":
        """Both together, under the name of the later."""
        return Usage(
            later.model, later.prompt, self.tokens_in + later.tokens_in, self.tokens_out + later.tokens_out,
            self.cost + later.cost,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer as it came."""

    message: ModelResponse
    usage: Usage


@dataclass(frozen=True, slots=True)
class Ask:
    """What the model is told. With `must_call` it may only answer by one of the tools."""

    prompt: str
    instructions: str
    messages: Sequence[ModelMessage]
    tools: tuple[ToolDefinition, ...] = ()
    conversation: str = ""
    must_call: bool = False


@dataclass(slots=True)
class Client:
    """The configured models, the first of them first; the others are asked when it does not answer."""

    backends: Sequence[Backend]
    clock: Clock
    limits: Limits = field(default_factory=Limits)
    resting: dict[str, float] = field(default_factory=dict)
    """Until when which model is asked last; copies with other limits share it."""

    @property
    def version(self) -> str:
        """The model that is asked first, as configured."""
        return self.backends[0].name

    async def close(self) -> None:
        """Gives all connections back."""
        for backend in self.backends:
            await backend.close()

    async def request(
        self,
        messages: Sequence[ModelMessage],
        *,
        instructions: str = "",
        tools: tuple[ToolDefinition, ...] = (),
        must_call: bool = False,
        conversation: str = "",
        version: str = "",
    ) -> Reply:
        """One answer, of the first model that gives one. `version` is the prompt's, for the record."""
        length = len(ModelMessagesTypeAdapter.dump_json(list(messages))) + len(instructions)
        if length > self.limits.characters:
            raise ToolError(
                "model_costs", f"The request has {length} characters; {self.limits.characters} are allowed."
            )
        asked = [
            *messages[:-1],
            _with_instructions(messages[-1], instructions),
        ]
        told = ModelRequestParameters(
            function_tools=[] if must_call else list(tools),
            output_tools=list(tools) if must_call else [],
            output_mode="tool" if must_call else "text",
            allow_text_output=not must_call,
        )
        choice = Choice(self.backends, self.clock, self.limits, self.resting)
        backend, message = await choice.answer(asked, told, conversation)
        usage = message.usage
        return Reply(
            message,
            Usage(backend.name, version, usage.input_tokens, usage.output_tokens, backend.cost(message)),
        )

    async def ask(self, ask: Ask, read: Callable[[ModelResponse], Answer]) -> tuple[Answer, Usage]:
        """What `read` makes of the answer, and the cost of all it took. See the module's words."""
        try:
            return await within(self.clock, self.limits.whole, self._ask(ask, read))
        except TimeoutError as late:
            raise ToolError("model_away", f"No answer in {self.limits.whole:g} seconds.") from late

    async def _ask(self, ask: Ask, read: Callable[[ModelResponse], Answer]) -> tuple[Answer, Usage]:
        messages, used, why = list(ask.messages), Usage(), ""
        for _ in range(MOST_READINGS):
            reply = await self.request(
                messages, instructions=ask.instructions, tools=ask.tools, must_call=ask.must_call,
                conversation=ask.conversation, version=ask.prompt,
            )  # fmt: skip
            used = used.and_then(reply.usage)
            try:
                return read(reply.message), used
            except Unreadable as error:
                why = str(error)
                messages = [*messages, *_told(reply.message, why)]
        raise ToolError("model_unusable", f"{used.model} gave no answer that can be used: {why}")

    async def structured(
        self, name: str, values: Mapping[str, Any], output: type[Type], *, conversation: str = ""
    ) -> tuple[Type, Usage]:
        """The prompt `name` filled in with `values`, answered in the form of `output`."""
        found = prompt(name)
        instructions, given = found.render(values)
        tool = ToolDefinition(
            name=ANSWER, description="Gives your answer.", parameters_json_schema=output.model_json_schema()
        )
        begin: list[ModelMessage] = [ModelRequest(parts=[UserPromptPart(given or "Please begin.")])]
        ask = Ask(found.version, instructions, begin, (tool,), conversation, must_call=True)
        return await self.ask(ask, lambda message: _structured(message, output))


def _with_instructions(message: ModelMessage, instructions: str) -> ModelMessage:
    if not isinstance(message, ModelRequest) or not instructions:
        return message
    return ModelRequest(parts=message.parts, instructions=instructions)


def _structured(message: ModelResponse, output: type[Type]) -> Type:
    call = next((part for part in message.parts if isinstance(part, ToolCallPart)), None)
    try:
        if call is not None:
            return output.model_validate(call.args_as_dict(raise_if_invalid=True))
        return output.model_validate(json.loads(_bare(words(message))))
    except ValidationError as error:
        where = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()[:5])
        raise Unreadable(f"That answer does not have the form that was asked for: {where}") from error
    except (ValueError, AssertionError) as error:
        raise Unreadable(f"That was no answer: call the tool {ANSWER}, with a JSON object.") from error


def _bare(text: str) -> str:
    """JSON without the fence that some models put around it."""
    return text.strip().removeprefix("```json").removeprefix("```").removesuffix("```")


def words(message: ModelResponse) -> str:
    """What the answer says outside of calls and thoughts."""
    return "\n\n".join(part.content for part in message.parts if isinstance(part, TextPart)).strip()


def _told(message: ModelResponse, why: str) -> list[ModelMessage]:
    """The answer again, with its first call alone, and why it will not do: as the call's result, or as a note. No call
    is without its result, whatever came."""
    call = next((part for part in message.parts if isinstance(part, ToolCallPart)), None)
    said = [part for part in message.parts if not isinstance(part, ToolCallPart) and part.has_content()]
    if call is not None:
        result = ToolReturnPart(call.tool_name, why, call.tool_call_id)
        return [ModelResponse(parts=[*said, call]), ModelRequest(parts=[result])]
    note = ModelRequest(parts=[UserPromptPart(f"[Not from the customer] {why}")])
    if not said:
        note = ModelRequest(parts=[UserPromptPart(f"[Not from the customer] Your last answer was empty. {why}")])
        return [note]
    return [ModelResponse(parts=said), note]
