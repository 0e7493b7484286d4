"""Which model, how it is reached, and within which limits: as the settings say, checked before anything is loaded."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from earpiece.domain.errors import Invalid

PROVIDERS: Mapping[str, tuple[str, ...]] = {
    "openai": ("OPENAI_API_KEY",),
    "anthropic": ("ANTHROPIC_API_KEY",),
    "google": ("GOOGLE_API_KEY", "GEMINI_API_KEY"),
    "bedrock": ("AWS_BEARER_TOKEN_BEDROCK",),
}
"""The providers, and where each usually has its key."""

NO_KEY = "none"
"""Sent where an address is configured without a key; the protocols have to say something."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds`: so long may the answer of one model take, its retries included; then the next model is asked, with as
    much time. `whole`: seconds for everything, a second request after an answer that could not be read included; less
    than the runtime waits before it asks again (`company.open_parts`). `tries` of one model. `first_pause`: seconds
    before the second try; each later pause is twice as long. `rest`: seconds for which a model that could not be
    reached is asked last. `tokens`: of one answer at most. `characters`: of one request at most; a token is about four.
    """

    seconds: float = 20.0
    whole: float = 85.0
    tries: int = 3
    first_pause: float = 0.5
    rest: float = 60.0
    tokens: int = 2000
    characters: int = 400_000


@dataclass(frozen=True, slots=True)
class Access:
    """One model. `name` is as configured, `openai:gpt-4o`; an empty `key` stands for the provider's usual variable, an
    empty `address` for the provider's own. `price` is in US dollars per million tokens, in and out. `setting` is the
    variable it is configured by, for messages. Raises Invalid for a name that cannot be one."""

    name: str
    key: str = field(default="", repr=False)
    address: str = ""
    price: tuple[float, float] | None = None
    setting: str = "EARPIECE_MODEL"

    def __post_init__(self) -> None:
        provider, colon, model = self.name.partition(":")
        if not colon or not model or provider not in PROVIDERS:
            known = ", ".join(f"{each}:NAME" for each in PROVIDERS)
            raise Invalid(f"{self.setting} is {self.name[:80]!r}; write one of {known}.")

    @property
    def provider(self) -> str:
        """One of PROVIDERS."""
        return self.name.partition(":")[0]

    @property
    def model(self) -> str:
        """Its name at the provider."""
        return self.name.partition(":")[2]

    def secret(self) -> str:
        """The key to send. One of the provider's usual variables goes to the provider alone, never to an address that
        is configured. Empty only for Bedrock, which has other ways to know who asks. Raises Invalid if it is missing.
        """
        if self.key:
            return self.key
        if self.address:
            return NO_KEY
        usual = PROVIDERS[self.provider]
        found = next(filter(None, map(os.environ.get, usual)), "")
        if not found and self.provider != "bedrock":
            mend = f"set {self.setting_of('KEY')} or {usual[0]}"
            raise Invalid(f"{self.setting} is {self.name}, but there is no key for it: {mend}.")
        return found

    def setting_of(self, what: str) -> str:
        """The variable that holds the `KEY` or the `ADDRESS`."""
        return f"{self.setting}_{what}"
