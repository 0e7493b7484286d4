"""The models as configured: which provider, with which key, under which address, at what price."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
from pydantic_ai.exceptions import ModelAPIError, UnexpectedModelBehavior, UserError
from pydantic_ai.messages import ModelResponse
from pydantic_ai.models import Model, create_async_httpx2_client
from pydantic_ai.settings import ModelSettings

from earpiece.domain.errors import Invalid
from earpiece.models.generative.access import Access

READ_TIMEOUT = 60.0
"""Seconds after which a thread that waits for Bedrock gives up; nobody has waited for it as long as that."""

COMPATIBLE = "openai-compatible"
MILLION = 1_000_000
FAILURES: tuple[type[Exception], ...] = (ModelAPIError, UnexpectedModelBehavior)


@dataclass(frozen=True, slots=True)
class Listing:
    """Where a provider lists its models, and what has to be said to it: the cheapest question it answers."""

    url: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Backend:
    """One model, ready to be asked. `own` are the provider's own settings for a conversation, `http` its connections,
    `failures` what is raised when there is no answer."""

    access: Access
    model: Model
    own: Callable[[str], Mapping[str, Any]] = lambda _: {}
    http: httpx2.AsyncClient | None = None
    listing: Listing | None = None
    failures: tuple[type[Exception], ...] = FAILURES

    @property
    def name(self) -> str:
        """As configured."""
        return self.access.name

    def settings(self, conversation: str, tokens: int) -> ModelSettings:
        """Those of one request, whose answer may have so many tokens."""
        settings: ModelSettings = {"max_tokens": tokens}
        settings.update(self.own(conversation))  # type: ignore[typeddict-item] # each provider adds keys of its own
        return settings

    def cost(self, message: ModelResponse) -> float:
        """In US dollars: by the configured price, else by genai-prices' public list; 0 where nobody knows."""
        usage, price = message.usage, self.access.price
        if price is not None:
            return (usage.input_tokens * price[0] + usage.output_tokens * price[1]) / MILLION
        try:
            return float(message.cost().total_price)
        except (LookupError, ValueError, AssertionError):
            return 0.0

    async def close(self) -> None:
        """Gives its connections back."""
        if self.http is not None:
            await self.http.aclose()


def backend_of(access: Access) -> Backend:
    """The model behind `access`. Raises Invalid when a key, a package or something else that it needs is missing."""
    try:
        return _MAKERS[access.provider](access, access.secret())
    except UserError as error:
        raise Invalid(f"{access.setting} is {access.name}, and that is not enough: {error.message}") from error
    except ImportError as error:
        raise Invalid(
            f"{access.setting} is {access.name}, but the package {error.name} is missing: run bin/setup --models."
        ) from error


def _openai(access: Access, key: str) -> Backend:
    """OpenAI itself, or whatever speaks its protocol under an address."""
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.providers.openai import OpenAIProvider
    from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider

    http = create_async_httpx2_client()
    provider: OpenAIProvider | OpenAICompatibleProvider
    if access.address:
        provider = OpenAICompatibleProvider(COMPATIBLE, base_url=access.address, api_key=key, http_client=http)
    else:
        provider = OpenAIProvider(api_key=key, http_client=http)

    def own(conversation: str) -> Mapping[str, Any]:
        return {"max_retries": 0, "openai_user": conversation} if conversation else {"max_retries": 0}

    listing = Listing(f"{provider.base_url.rstrip('/')}/models", {"Authorization": f"Bearer {key}"})
    return Backend(access, OpenAIChatModel(access.model, provider=provider), own, http, listing)


def _anthropic(access: Access, key: str) -> Backend:
    from pydantic_ai.models.anthropic import AnthropicModel
    from pydantic_ai.providers.anthropic import AnthropicProvider

    http = create_async_httpx2_client()
    provider = AnthropicProvider(api_key=key, base_url=access.address or None, http_client=http)

    def own(conversation: str) -> Mapping[str, Any]:
        whose = {"anthropic_metadata": {"user_id": conversation}} if conversation else {}
        return {"max_retries": 0, "parallel_tool_calls": False, **whose}

    headers = {"x-api-key": key, "anthropic-version": "2023-06-01"}
    listing = Listing(f"{provider.base_url.rstrip('/')}/v1/models", headers)
    return Backend(access, AnthropicModel(access.model, provider=provider), own, http, listing)


def _google(access: Access, key: str) -> Backend:
    from pydantic_ai.models.google import GoogleModel
    from pydantic_ai.providers.google import GoogleProvider

    http = create_async_httpx2_client()
    provider = GoogleProvider(api_key=key, base_url=access.address or None, http_client=http)
    listing = Listing(f"{provider.base_url.rstrip('/')}/v1beta/models", {"x-goog-api-key": key})
    model = GoogleModel(access.model, provider=provider)
    return Backend(access, model, lambda _: {"max_retries": 0}, http, listing)


def _bedrock(access: Access, key: str) -> Backend:
    """With an API key of Bedrock, or as AWS is configured on this machine."""
    from botocore.exceptions import BotoCoreError  # type: ignore[import-untyped] # carries no types
    from pydantic_ai.models.bedrock import BedrockConverseModel
    from pydantic_ai.providers.bedrock import BedrockProvider

    address = access.address or None
    if access.key:
        provider = BedrockProvider(api_key=key, base_url=address, aws_read_timeout=READ_TIMEOUT)
    else:
        provider = BedrockProvider(base_url=address, aws_read_timeout=READ_TIMEOUT)
    model = BedrockConverseModel(access.model, provider=provider)
    return Backend(access, model, failures=(*FAILURES, BotoCoreError))  # which comes through without credentials


_MAKERS: Mapping[str, Callable[[Access, str], Backend]] = {
    "openai": _openai,
    "anthropic": _anthropic,
    "google": _google,
    "bedrock": _bedrock,
}
