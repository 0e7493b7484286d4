"""The models as configured: which provider, with which key, under which address, at what price."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
from pydantic_ai.exceptions import UserError
from pydantic_ai.messages import ModelResponse
from pydantic_ai.models import Model, create_async_httpx2_client
from pydantic_ai.settings import ModelSettings

from earpiece.domain.errors import Invalid
from earpiece.models.generative.access import Access

READ_TIMEOUT = 60.0
"""Seconds after which a thread that waits for Bedrock gives up; nobody has waited for it as long as that."""

COMPATIBLE = "openai-compatible"
NO_KEY = "none"
"""Sent where none is configured; the protocol has to say something."""

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Backend:
    """One model, ready to be asked. `price` is in US dollars per million tokens (in, out); None: the public list of
    genai-prices counts. `own` are the provider's own settings for a conversation, `http` are its connections."""

    name: str
    model: Model
    own: Callable[[str], Mapping[str, Any]]
    price: tuple[float, float] | None = None
    http: httpx2.AsyncClient | None = None

    def settings(self, conversation: str, tokens: int) -> ModelSettings:
        """Those of one request, whose answer may have so many tokens."""
        settings: ModelSettings = {"max_tokens": tokens}
        settings.update(self.own(conversation))  # type: ignore[typeddict-item] # each provider adds keys of its own
        return settings

    async def close(self) -> None:
        """Gives its connections back."""
        if self.http is not None:
            await self.http.aclose()

    def cost(self, message: ModelResponse) -> float:
        """In US dollars; 0 where nobody knows the price."""
        usage = message.usage
        if self.price is not None:
            return (usage.input_tokens * self.price[0] + usage.output_tokens * self.price[1]) / MILLION
        try:
            return float(message.cost().total_price)
        except (LookupError, ValueError, AssertionError):
            return 0.0


def backend_of(access: Access) -> Backend:
    """The model behind `access`. Raises Invalid when a key or a package is missing."""
    try:
        return _MAKERS[access.provider](access)
    except UserError as error:
        raise Invalid(
            f"{access.setting} is {access.name}, but its key is missing: set {access.setting_of('KEY')} or the "
            f"provider's own variable. ({error.message})"
        ) from error
    except ImportError as error:
        raise Invalid(
            f"{access.setting} is {access.name}, but the package {error.name} is missing: run bin/setup --models."
        ) from error


def _openai(access: Access) -> Backend:
    """OpenAI itself, or whatever speaks its protocol under an address. Such a server often wants no key; it is never
    sent the one of OPENAI_API_KEY, which belongs to OpenAI."""
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.providers.openai import OpenAIProvider
    from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider

    http = create_async_httpx2_client()
    provider: OpenAIProvider | OpenAICompatibleProvider
    if access.address:
        provider = OpenAICompatibleProvider(
            COMPATIBLE, base_url=access.address, api_key=access.key or NO_KEY, http_client=http
        )
    else:
        provider = OpenAIProvider(api_key=access.key or None, http_client=http)

    def own(conversation: str) -> Mapping[str, Any]:
        return {"max_retries": 0, "openai_user": conversation} if conversation else {"max_retries": 0}

    return Backend(access.name, OpenAIChatModel(access.model, provider=provider), own, access.price, http)


def _anthropic(access: Access) -> Backend:
    from pydantic_ai.models.anthropic import AnthropicModel
    from pydantic_ai.providers.anthropic import AnthropicProvider

    http = create_async_httpx2_client()
    provider = AnthropicProvider(api_key=access.key or None, base_url=access.address or None, http_client=http)

    def own(conversation: str) -> Mapping[str, Any]:
        whose = {"anthropic_metadata": {"user_id": conversation}} if conversation else {}
        return {"max_retries": 0, "parallel_tool_calls": False, **whose}

    return Backend(access.name, AnthropicModel(access.model, provider=provider), own, access.price, http)


def _google(access: Access) -> Backend:
    from pydantic_ai.models.google import GoogleModel
    from pydantic_ai.providers.google import GoogleProvider

    provider = GoogleProvider(api_key=access.key or None, base_url=access.address or None)
    return Backend(
        access.name, GoogleModel(access.model, provider=provider), lambda _: {"max_retries": 0}, access.price
    )


def _bedrock(access: Access) -> Backend:
    """With an API key of Bedrock, or as AWS is configured on this machine."""
    from pydantic_ai.models.bedrock import BedrockConverseModel
    from pydantic_ai.providers.bedrock import BedrockProvider

    address = access.address or None
    if access.key:
        provider = BedrockProvider(api_key=access.key, base_url=address, aws_read_timeout=READ_TIMEOUT)
    else:
        provider = BedrockProvider(base_url=address, aws_read_timeout=READ_TIMEOUT)
    return Backend(access.name, BedrockConverseModel(access.model, provider=provider), lambda _: {}, access.price)


_MAKERS: Mapping[str, Callable[[Access], Backend]] = {
    "openai": _openai,
    "anthropic": _anthropic,
    "google": _google,
    "bedrock": _bedrock,
}
