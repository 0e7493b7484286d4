"""A large model prepares a card for an expert: what has happened, answers that might be given. The desk checks it."""

from dataclasses import dataclass

from pydantic import BaseModel, Field

from earpiece.domain.ports import Brief, BriefRequest
from earpiece.models.generative.client import Client
from earpiece.models.generative.prompts import prompt

PROMPT = "brief-1"
MOST_SUGGESTIONS = 3


class Prepared(BaseModel):
    """What is put on the card."""

    summary: str = Field(max_length=2000)
    suggestions: list[str] = Field([], max_length=8)


@dataclass(frozen=True, slots=True)
class GenerativeBriefer:
    """See `domain.ports.Briefer`."""

    client: Client

    @property
    def version(self) -> str:
        """Names model and prompt."""
        return f"{self.client.version}, prompt {prompt(PROMPT).version}"

    async def brief(self, request: BriefRequest, *, conversation: str = "") -> Brief:
        """The card's brief, unchecked. Raises ToolError: see the port."""
        told = {
            "company": request.company,
            "language": request.language,
            "question": request.question,
            "why": request.why,
            "facts": list(request.facts),
            "lines": list(request.lines),
            "pages": list(request.pages),
            "free_text": request.free_text,
        }
        answer, usage = await self.client.structured(PROMPT, told, Prepared, conversation=conversation)
        texts = dict.fromkeys(text.strip() for text in answer.suggestions if text.strip())
        suggestions = tuple(texts)[:MOST_SUGGESTIONS] if request.free_text else ()
        return Brief(answer.summary.strip(), suggestions, f"{usage.model}, prompt {usage.prompt}", usage.cost)
