"""Settings from the environment and the command line, read once at start. See docs/operations.md."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkstemp
from typing import Any

from earpiece.domain.errors import Invalid, Unusable

SHORTEST_SECRET = 32
"""Bytes; a shorter one could be guessed, and RFC 7518 forbids it for the signature used."""

SQLITE = "sqlite:///"
POSTGRES = ("postgresql://", "postgres://")

ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?|https?://\[[0-9a-fA-F:]+\](:\d{1,5})?")
LONGEST_ANSWER = 80
"""Seconds; after 90 a large model is asked anew."""
MOST_TOKENS = 100_000
PLACE = re.compile(r"https?://[^/\s]+(/\S*)?")


@dataclass(frozen=True, slots=True)
class Settings:
    """How one installation runs. Every field has its line in docs/operations.md."""

    data: Path
    """EARPIECE_DATA or --data: where the journal, the secrets and the tools' own data live."""
    database: str = ""
    """EARPIECE_DATABASE: the journal's address, `sqlite:///PATH` or `postgresql://USER:PASSWORD@HOST:PORT/DATABASE`;
    empty means a SQLite file in the data folder."""
    host_secret: bytes = b""
    """EARPIECE_HOST_SECRET: shared with the host page's server, which signs customer tokens with it."""
    frames: tuple[str, ...] = ()
    """EARPIECE_FRAMES: origins (space-separated) that may show our pages in a frame and use the chat element."""
    demo: bool = False
    """--demo: opens /demo, with a visitor signed in as an expert. Never on a public installation."""
    metrics: bool = True
    """EARPIECE_METRICS: `off` measures nothing and closes /metrics."""
    address: str = ""
    """EARPIECE_ADDRESS: where people reach this installation, for links in Slack and webhooks."""
    webhook_private: bool = False
    """EARPIECE_WEBHOOK_PRIVATE: `on` lets webhooks lead to addresses of private networks."""
    slack_token: str = ""
    """EARPIECE_SLACK_TOKEN: the bot token of the Slack app that shows cards."""
    slack_secret: str = ""
    """EARPIECE_SLACK_SECRET: the signing secret of that app."""
    model: str = ""
    """EARPIECE_MODEL: the large model, `PROVIDER:NAME`; empty: none."""
    model_key: str = field(default="", repr=False)
    """EARPIECE_MODEL_KEY: its API key; empty: the provider's usual variable."""
    model_address: str = ""
    """EARPIECE_MODEL_ADDRESS: where it is reached; empty: the provider's own address."""
    model_fallback: str = ""
    """EARPIECE_MODEL_FALLBACK: the model that is asked when the first one does not answer."""
    model_fallback_key: str = field(default="", repr=False)
    """EARPIECE_MODEL_FALLBACK_KEY: the same for that one."""
    model_fallback_address: str = ""
    """EARPIECE_MODEL_FALLBACK_ADDRESS: the same for that one."""
    model_timeout: float = 20.0
    """EARPIECE_MODEL_TIMEOUT: seconds for one model's answer, retries included."""
    model_tokens: int = 2000
    """EARPIECE_MODEL_TOKENS: the longest answer, in tokens."""
    model_price: tuple[float, float] | None = None
    """EARPIECE_MODEL_PRICE: US dollars per million tokens, in and out; None: as genai-prices lists them."""

    @classmethod
    def read(cls, data: Path, environment: Mapping[str, str] | None = None, *, demo: bool = False) -> "Settings":
        """The settings of an installation whose files live in `data`. Raises Invalid for a value that cannot work."""
        env = os.environ if environment is None else environment
        database = env.get("EARPIECE_DATABASE", "")
        if database and not database.startswith((SQLITE, *POSTGRES)):
            scheme = database.partition(":")[0]
            raise Invalid(
                f"EARPIECE_DATABASE begins with {scheme[:20]!r}; write sqlite:///PATH for a file, or "
                "postgresql://USER:PASSWORD@HOST:PORT/DATABASE for a database that several nodes share."
            )
        secret = env.get("EARPIECE_HOST_SECRET", "").encode()
        if secret and len(secret) < SHORTEST_SECRET:
            raise Invalid(
                f"EARPIECE_HOST_SECRET has {len(secret)} bytes; it needs at least {SHORTEST_SECRET}, "
                "for example from `openssl rand -base64 32`."
            )
        token, signing = env.get("EARPIECE_SLACK_TOKEN", ""), env.get("EARPIECE_SLACK_SECRET", "")
        if bool(token) != bool(signing):
            raise Invalid("Slack needs both EARPIECE_SLACK_TOKEN and EARPIECE_SLACK_SECRET; set the other one too.")
        return cls(
            data, database, secret, _origins(env.get("EARPIECE_FRAMES", "")), demo,
            metrics=_on(env, "EARPIECE_METRICS", "on"), address=_address(env.get("EARPIECE_ADDRESS", "")),
            webhook_private=_on(env, "EARPIECE_WEBHOOK_PRIVATE", "off"), slack_token=token, slack_secret=signing,
            **_models(env),
        )  # fmt: skip

    @property
    def shared(self) -> bool:
        """Whether several nodes may share the journal."""
        return self.database.startswith(POSTGRES)

    @property
    def journal(self) -> Path:
        """The journal's file, where it is not shared."""
        return Path(self.database.removeprefix(SQLITE)) if self.database else self.data / "journal.db"

    @property
    def place(self) -> str:
        """Where the journal is, for people: without user, password and options."""
        return re.sub(r"//[^/@]*@", "//", self.database.partition("?")[0]) if self.shared else str(self.journal)

    def secret(self, name: str) -> bytes:
        """A secret kept in the data folder, made at first use, readable by its owner only."""
        path = self.data / name
        try:
            if not path.exists():
                _write_secret(path, secrets.token_urlsafe(32))
            found = path.read_text().strip().encode()
        except OSError as error:
            raise Unusable(
                f"{path} cannot be read or made ({error.strerror}): check the rights of the file."
            ) from error
        if not found:
            raise Unusable(f"{path} is empty: delete it, and a new secret is made at the next start.")
        return found

    def keep_secret(self, name: str, value: bytes) -> None:
        """Write what the nodes have agreed on where `secret` finds it."""
        path = self.data / name
        try:
            _write_secret(path, value.decode())
        except OSError as error:
            raise Unusable(f"{path} cannot be written ({error.strerror}): check the rights of the folder.") from error


def _on(env: Mapping[str, str], name: str, unless_told: str) -> bool:
    """Raises Invalid for what is neither on nor off."""
    value = env.get(name, unless_told)
    if value not in ("on", "off"):
        raise Invalid(f"{name} is {value!r}; write on or off.")
    return value == "on"


def _address(words: str) -> str:
    """Raises Invalid for what is no address that links could begin with."""
    if words and not ORIGIN.fullmatch(words.rstrip("/")):
        raise Invalid(
            f"EARPIECE_ADDRESS: {words[:100]!r} is no address; write https://support.example, without a path."
        )
    return words.rstrip("/")


def _models(env: Mapping[str, str]) -> dict[str, Any]:
    """The settings of large models. Raises Invalid for what cannot work; names are looked at where models are built."""
    texts = ("model", "model_key", "model_address", "model_fallback", "model_fallback_key", "model_fallback_address")
    found: dict[str, Any] = {name: env.get(f"EARPIECE_{name.upper()}", "").strip() for name in texts}
    for name in ("model", "model_fallback"):
        if not found[name] and (found[f"{name}_key"] or found[f"{name}_address"]):
            raise Invalid(f"EARPIECE_{name.upper()} is not set: which model is it? For example openai:gpt-4o.")
        address = found[f"{name}_address"]
        if address and not PLACE.fullmatch(address):
            raise Invalid(
                f"EARPIECE_{name.upper()}_ADDRESS: {address[:100]!r} is no address; write http://127.0.0.1:11434/v1."
            )
    if found["model_fallback"] and not found["model"]:
        raise Invalid("EARPIECE_MODEL_FALLBACK needs EARPIECE_MODEL, the model that is asked first.")
    found["model_timeout"] = _number(env, "EARPIECE_MODEL_TIMEOUT", 20.0, LONGEST_ANSWER)
    found["model_tokens"] = int(_number(env, "EARPIECE_MODEL_TOKENS", 2000, MOST_TOKENS))
    if price := env.get("EARPIECE_MODEL_PRICE", ""):
        found["model_price"] = _price(price)
    return found


def _number(env: Mapping[str, str], name: str, unless_told: float, most: int) -> float:
    """Raises Invalid for what is no number from 1 to `most`."""
    value = env.get(name, "") or str(unless_told)
    try:
        number = float(value)
    except ValueError:
        number = 0.0
    if not 1 <= number <= most:
        raise Invalid(f"{name} is {value[:40]!r}; write a number from 1 to {most}.")
    return number


def _price(words: str) -> tuple[float, float]:
    """Raises Invalid for what are not two prices."""
    try:
        into, out = (float(each) for each in words.split())
    except ValueError:
        into = out = -1.0
    if not (0 <= into < float("inf") and 0 <= out < float("inf")):
        raise Invalid(
            f"EARPIECE_MODEL_PRICE is {words[:40]!r}; write US dollars per million tokens, in and out: 2.50 10"
        )
    return into, out


def _origins(words: str) -> tuple[str, ...]:
    """Raises Invalid for what is no origin, since it would end up in the header that guards our pages."""
    found = tuple(words.split())
    for origin in found:
        if not ORIGIN.fullmatch(origin):
            raise Invalid(
                f"EARPIECE_FRAMES: {origin!r} is no origin; write https://shop.example, "
                "without a path, several with spaces between."
            )
    return found


def _write_secret(path: Path, value: str) -> None:
    """Whole or not at all, whenever the process is killed."""
    handle, name = mkstemp(dir=path.parent, prefix=f".{path.name}.")  # readable by its owner only
    try:
        with os.fdopen(handle, "w") as file:
            file.write(value)
            file.flush()
            os.fsync(handle)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink()
        raise
