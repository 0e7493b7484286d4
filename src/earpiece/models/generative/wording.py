"""A large model says the company's sentences in its own words. Whether they may be said is checked by who asked."""

from dataclasses import dataclass, replace

from pydantic import BaseModel, Field

from earpiece.domain.errors import ToolError
from earpiece.domain.ports import ToBeSaid, Worded
from earpiece.models.generative.client import Client
from earpiece.models.generative.patience import within
from earpiece.models.generative.prompts import prompt

PROMPT = "word-1"
MOST_CHARACTERS = 2000


class InOtherWords(BaseModel):
    """What is said to the customer."""

    text: str = Field(min_length=1, max_length=4000)


@dataclass(frozen=True, slots=True)
class GenerativeWording:
    """See `domain.ports.Wording`. `seconds`: so long may it take, retries and fallback model included."""

    client: Client
    seconds: float = 4.0

    @property
    def version(self) -> str:
        """Names model and prompt."""
        return f"{self.client.version}, prompt {prompt(PROMPT).version}"

    async def word(self, said: ToBeSaid, *, conversation: str = "") -> Worded:
        """The same in other words. Raises ToolError: see the port."""
        client = replace(self.client, limits=replace(self.client.limits, seconds=self.seconds))
        told = {
            "agent": said.agent,
            "company": said.company,
            "language": said.language,
            "most": said.most_words,
            "avoid": list(said.avoid),
            "options": list(said.options),
            "text": said.text,
            "heard": said.heard[:MOST_CHARACTERS],
        }
        asked = client.structured(PROMPT, told, InOtherWords, conversation=conversation)
        try:
            answer, usage = await within(client.clock, self.seconds, asked)
        except TimeoutError as error:
            raise ToolError("model_away", f"The model gave no words in {self.seconds:g} seconds.") from error
        return Worded(answer.text.strip(), f"{usage.model}, prompt {usage.prompt}", usage.cost)
