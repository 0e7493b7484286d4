"""Which model, and how it is reached: as the settings say, checked before anything is loaded."""

from collections.abc import Mapping
from dataclasses import dataclass

from earpiece.domain.errors import Invalid

PROVIDERS: Mapping[str, str] = {
    "openai": "OPENAI_API_KEY",
    "anthropic": "ANTHROPIC_API_KEY",
    "google": "GOOGLE_API_KEY",
    "bedrock": "AWS_BEARER_TOKEN_BEDROCK",
}
"""The providers, and where each usually has its key."""


@dataclass(frozen=True, slots=True)
class Access:
    """One model. `name` is as configured, `openai:gpt-4o`; an empty `key` stands for the provider's usual variable, an
    empty `address` for the provider's own. `price` is in US dollars per million tokens, in and out. `setting` is the
    variable it is configured by, for messages. Raises Invalid for a name that cannot be one."""

    name: str
    key: str = ""
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
        return self.name.partition(":")[0]

    @property
    def model(self) -> str:
        """Its name at the provider."""
        return self.name.partition(":")[2]

    def setting_of(self, what: str) -> str:
        """The variable that holds the `KEY` or the `ADDRESS`."""
        return f"{self.setting}_{what}"
