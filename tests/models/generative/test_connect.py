"""At the start: what is configured wrong is refused with what to set, what passes by itself is not."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from structlog.testing import capture_logs

from earpiece.domain.errors import Invalid
from earpiece.models.generative import connect as module
from earpiece.models.generative.access import Access, Limits
from earpiece.models.generative.connect import connect
from earpiece.settings import Settings
from tests.models.generative.service import FastClock, Service, opened


def refusal(service: Service, access: Access) -> str:
    """Why the start is refused."""
    with pytest.raises(Invalid) as error:
        service.run(connect([access], FastClock(), Limits()))
    return error.value.message


def warnings(service: Service, access: Access, faster: float = 1) -> list[str]:
    """It starts; what the log says of it."""

    async def start() -> None:
        await (await connect([access], FastClock(faster), Limits())).close()

    with capture_logs() as logs:
        service.run(start())
    return [each["event"] for each in logs]


@contextmanager
def a_server(status: int, body: str, later: str = "404") -> Iterator[str]:
    """A server of something: it answers GET like this, and POST with the status `later`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(status, body)

        def do_POST(self) -> None:
            self._answer(int(later), '{"error": {"message": "No."}}')

        def _answer(self, status: int, body: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_all_is_well(service: Service) -> None:
    """Nothing to say; and nothing was spent."""
    before = len(service.provider.requests)
    assert warnings(service, Access("openai:gpt-4o", address=service.address)) == []
    assert len(service.provider.requests) == before


def test_a_model_that_is_not_listed(service: Service) -> None:
    """It may have another name there."""
    assert warnings(service, Access("openai:gpt-4p", address=service.address)) == [
        "the provider does not list the model"
    ]


def test_refused_key() -> None:
    """Names the setting; the key itself is not told. With the right one it starts."""
    with opened(key="right") as service:
        why = refusal(service, Access("openai:gpt-4o", "wrong-key", service.address))
        assert "refuses the key. Set EARPIECE_MODEL_KEY" in why
        assert "wrong-key" not in why
        assert warnings(service, Access("openai:gpt-4o", "right", service.address)) == []
        fallback = Access("openai:gpt-4o", "", service.address, setting="EARPIECE_MODEL_FALLBACK")
        assert "Set EARPIECE_MODEL_FALLBACK_KEY" in refusal(service, fallback)


def test_nobody_there(service: Service) -> None:
    """The address is wrong, or its server does not run."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        why = refusal(service, Access("openai:gpt-4o", address=address))
    assert f"cannot be reached at {address}/models" in why
    assert "Check EARPIECE_MODEL_ADDRESS" in why


def test_a_provider_whose_own_address_cannot_be_reached(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """The address cannot be wrong, so the way to it is: it starts, and goes on without the model meanwhile."""
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")  # where the provider's own library finds it
    assert warnings(service, Access("openai:gpt-4o", "a-key")) == ["a model's provider cannot be reached at the start"]


def test_something_else_is_there(service: Service) -> None:
    """A web page, or the right server without the path it needs."""
    with a_server(200, "<html>Welcome</html>") as address:
        assert "is no list of models" in refusal(service, Access("openai:gpt-4o", address=address))
    without_path = service.address.removesuffix("/v1")
    assert "usually ends in /v1" in refusal(service, Access("openai:gpt-4o", address=without_path))


def test_a_server_without_a_list(service: Service) -> None:
    """It is asked for one word; that it cannot answer at this moment is a warning, a refused key is not."""
    with a_server(404, "{}", later="500") as address:
        assert warnings(service, Access("openai:gpt-4o", address=address)) == ["a model does not answer at the start"]
    with a_server(404, "{}", later="401") as address:
        assert "refuses the key" in refusal(service, Access("openai:gpt-4o", address=address))


@pytest.mark.parametrize("status", [429, 500, 503])
def test_not_well(service: Service, status: int) -> None:
    """It starts: the embedded understanding carries on."""
    with a_server(status, "{}") as address:
        assert warnings(service, Access("openai:gpt-4o", address=address)) == [
            "a model's provider is not well at the start"
        ]


def test_slow(service: Service) -> None:
    """Not waited for longer than told."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()  # and never answers
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/v1"
        access = Access("openai:gpt-4o", address=address)
        assert warnings(service, access, faster=50) == ["a model is slow at the start"]


@pytest.mark.parametrize("name", ["gpt-4o", "openai:", "mistral:large", ":x", ""])
def test_unknown_provider(name: str) -> None:
    """Says what there is."""
    with pytest.raises(Invalid, match=r"EARPIECE_MODEL is .*; write one of openai:NAME, anthropic:NAME"):
        Access(name)


def test_missing_key(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both places where it could be."""
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    assert "set EARPIECE_MODEL_KEY or OPENAI_API_KEY" in refusal(service, Access("openai:gpt-4o"))


def test_a_key_goes_to_its_provider_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The usual variable counts for the provider itself, not for an address."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    assert Access("openai:gpt-4o").secret() == "sk-1"
    assert Access("openai:gpt-4o", address="http://127.0.0.1:1/v1").secret() == "none"
    assert Access("openai:gpt-4o", "sk-2", "http://127.0.0.1:1/v1").secret() == "sk-2"
    assert "sk-2" not in repr(Access("openai:gpt-4o", "sk-2"))


def test_missing_packages(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Says how to get them."""
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    assert "run bin/setup --models" in refusal(service, Access("openai:gpt-4o", "sk-1"))


@pytest.mark.slow
def test_nothing_of_it_is_loaded_without_need() -> None:
    """Whoever has no large model needs no package for it."""
    program = (
        "import sys, earpiece.wiring, earpiece.models.generative.connect;"
        "sys.exit(any(name in sys.modules for name in ('pydantic_ai', 'openai', 'anthropic')))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "system", "where"),
    [
        ("openai:gpt-4o", "openai", "https://api.openai.com/v1/models"),
        ("anthropic:claude-sonnet-5", "anthropic", "https://api.anthropic.com/v1/models"),
        ("google:gemini-2.5-pro", "google", "https://generativelanguage.googleapis.com/v1beta/models"),
        ("bedrock:us.amazon.nova-pro-v1:0", "bedrock", None),
    ],
)
def test_every_provider(name: str, system: str, where: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is built from settings, without a network, and asked where its own documentation says."""
    import asyncio

    from earpiece.models.generative.backends import backend_of

    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    backend = backend_of(Access(name, "key"))
    assert (backend.model.system, backend.model.model_name) == (system, name.partition(":")[2])
    assert (backend.listing.url if backend.listing else None) == where
    assert backend.settings("c1", 500)["max_tokens"] == 500
    asyncio.run(backend.close())


# ── settings ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def read(**environment: str) -> Settings:
    """The settings in this environment."""
    return Settings.read(Path("data"), {f"EARPIECE_MODEL{name}": value for name, value in environment.items()})


def test_settings() -> None:
    """Each from its variable; without any there is no model."""
    found = read(
        **{"": "openai:llama", "_KEY": "k", "_ADDRESS": "http://127.0.0.1:11434/v1", "_FALLBACK": "google:g",
           "_FALLBACK_KEY": "f", "_FALLBACK_ADDRESS": "https://gateway.example/v1", "_TIMEOUT": "7.5",
           "_TOKENS": "900", "_PRICE": "2.50 10"}
    )  # fmt: skip
    assert (found.model, found.model_key, found.model_address) == ("openai:llama", "k", "http://127.0.0.1:11434/v1")
    assert (found.model_fallback, found.model_fallback_key) == ("google:g", "f")
    assert found.model_fallback_address == "https://gateway.example/v1"
    assert (found.model_timeout, found.model_tokens, found.model_price) == (7.5, 900, (2.5, 10.0))
    bare = read()
    assert (bare.model, bare.model_timeout, bare.model_tokens, bare.model_price) == ("", 20.0, 2000, None)


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"_KEY": "k"}, "EARPIECE_MODEL is not set"),
        ({"_FALLBACK": "openai:x"}, "needs EARPIECE_MODEL"),
        ({"": "openai:x", "_FALLBACK_KEY": "k"}, "EARPIECE_MODEL_FALLBACK is not set"),
        ({"": "openai:x", "_ADDRESS": "127.0.0.1:80"}, "EARPIECE_MODEL_ADDRESS"),
        ({"": "openai:x", "_TIMEOUT": "soon"}, "EARPIECE_MODEL_TIMEOUT"),
        ({"": "openai:x", "_TIMEOUT": "0"}, "from 1 to 80"),
        ({"": "openai:x", "_TIMEOUT": "81"}, "from 1 to 80"),
        ({"": "openai:x", "_TOKENS": "nan"}, "EARPIECE_MODEL_TOKENS"),
        ({"": "openai:x", "_PRICE": "2.5"}, "EARPIECE_MODEL_PRICE"),
        ({"": "openai:x", "_PRICE": "-1 2"}, "EARPIECE_MODEL_PRICE"),
    ],
)
def test_settings_that_cannot_work(environment: dict[str, str], says: str) -> None:
    """Told at the start."""
    with pytest.raises(Invalid, match=says):
        read(**environment)
