"""`earpiece serve` as a stranger meets it: a process of its own, reached over HTTP only, which a test may kill."""

import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import httpx2

from earpiece.runtime.vouching import sign

ROOT = Path(__file__).parents[2]
SLOW_SHOP = Path(__file__).parent / "slow_shop"
SECURE = ssl.create_default_context()
"""Made once, since it takes longer than a request."""
PATIENCE = 60.0
"""Seconds until a test gives up waiting; machines that run tests may be busy."""
START_PATIENCE = 240.0
"""The same for a server's start, which loads and learns before it answers."""

Json = dict[str, Any]


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """An `earpiece` command to its end."""
    command = [sys.executable, "-m", "earpiece", *map(str, arguments)]
    return subprocess.run(
        command, cwd=ROOT, env=plain_environment(environment), capture_output=True, text=True, timeout=PATIENCE
    )  # fmt: skip


def plain_environment(more: Mapping[str, str]) -> dict[str, str]:
    """The environment without this machine's own settings."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("EARPIECE_")}
    return {**inherited, "COLUMNS": "200", **more}


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(true: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
    """What `true` gives as soon as that is something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := true():
            return found
        time.sleep(0.02)
    raise AssertionError(f"in vain waited {seconds:g} s until {what}")


def hand_on(source: Path, target: Path) -> None:
    """Copy what was learned; a file appears whole, for others may be reading or writing the same one."""
    for file in source.glob("*.learned"):
        for folder in (target.parent, target):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not (target / file.name).exists():
            part = target / f".{os.getpid()}.{file.name}"
            shutil.copyfile(file, part)
            part.replace(target / file.name)


@dataclass
class Server:
    """One installation: its company, its data folder, its port, and the process that serves it."""

    company: Path
    data: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[str] | None" = None
    learned: ClassVar[Path | None] = None
    """Where the servers of this run keep what they learned, a folder for each company."""

    @property
    def url(self) -> str:
        """Where it is reached."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def output(self) -> str:
        """What all its processes have printed."""
        return self.data.with_suffix(".out").read_text()

    def start(self) -> "Server":
        """A process that answers on /healthz."""
        command = [sys.executable, "-m", "earpiece", "serve", str(self.company), "--data", str(self.data)]
        self.data.parent.mkdir(parents=True, exist_ok=True)
        self.take_learned()
        with self.data.with_suffix(".out").open("a") as out:
            self.process = subprocess.Popen(
                [*command, "--port", str(self.port), *self.options],
                cwd=ROOT, env=plain_environment(self.environment), stdout=out, stderr=out, text=True,
            )  # fmt: skip
        wait_until(self._answers, f"the server answers; it printed: {self.output}", START_PATIENCE)
        self.give_learned()
        return self

    def take_learned(self) -> None:
        """What another server of this run learned from the company."""
        if self.learned is not None and not (self.data / "learned").exists():
            hand_on(self.learned / self.company.name, self.data / "learned")

    def give_learned(self) -> None:
        """For the next servers of this run."""
        if self.learned is not None:
            hand_on(self.data / "learned", self.learned / self.company.name)

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, f"the server ended: {self.output}"
        try:
            return httpx2.get(f"{self.url}/healthz", timeout=5, verify=SECURE).status_code == 200
        except httpx2.TransportError:
            return False

    def kill(self) -> None:
        """As when the power fails."""
        self._end(signal.SIGKILL)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """As an operator ends it; the exit status."""
        return self._end(how)

    def _end(self, how: signal.Signals) -> int:
        if self.process is None:
            return 0
        self.process.send_signal(how)
        status = self.process.wait(PATIENCE)
        self.process = None
        return status

    @contextmanager
    def client(self, token: str | None = None, **headers: str) -> Iterator[httpx2.Client]:
        """Sends requests; with a token, as whom it is for."""
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        with httpx2.Client(base_url=self.url, headers=headers, timeout=PATIENCE, verify=SECURE) as client:
            yield client

    def ask(
        self, method: str, path: str, token: str | None = None, json: Any = None, **headers: str
    ) -> httpx2.Response:
        """One request."""
        with self.client(token, **headers) as client:
            return client.request(method, path, json=json)

    @property
    def service_token(self) -> str:
        """What lets a program of the operator in."""
        return (self.data / "service.token").read_text()

    def host_token(self, customer: str, name: str | None = None, now: float | None = None) -> str:
        """What the host page says about who its customer is."""
        secret = (self.data / "host.secret").read_bytes()
        return sign(customer, name, secret, time.time() if now is None else now)

    def open(self, customer: str | None = None, name: str | None = None) -> "Talk":
        """A new conversation of a customer, or of a guest."""
        token = None if customer is None else self.host_token(customer, name)
        opened = self.ask("POST", "/chat/conversations", self.service_token, {"token": token})
        assert opened.status_code == 201, opened.text
        return Talk(self, opened.json()["conversation"], opened.json()["token"])

    def desk(self, expert: str, method: str = "GET", path: str = "/desk/cards", json: Any = None) -> httpx2.Response:
        """A request as this expert."""
        headers = {"X-Acting-As": expert}
        return self.ask(method, path, self.service_token, json, **headers)

    def cards(self, expert: str = "sue") -> list[Json]:
        """The open cards that this expert sees."""
        found: list[Json] = self.desk(expert).json()
        return [card for card in found if card["given"] is None and card["closed"] is None]

    def card(self, expert: str = "sue") -> Json:
        """The one open card, as soon as there is one."""
        cards: list[Json] = wait_until(lambda: self.cards(expert), "there is a card")
        assert len(cards) == 1, cards
        return cards[0]

    def answer(self, card: Json, expert: str = "ann", **answer: Any) -> httpx2.Response:
        """Answer a card."""
        request = {"answer": answer, "revision": card["revision"], "key": f"{expert} {card['id']}"}
        return self.desk(expert, "POST", f"/desk/cards/{card['id']}/answer", request)

    def story(self, conversation: str) -> list[Json]:
        """Who did what in a conversation, and why."""
        lines: list[Json] = self.ask("GET", f"/conversations/{conversation}/story", self.service_token).json()
        return lines


@dataclass
class Talk:
    """A customer in a conversation."""

    server: Server
    id: str
    token: str
    sent: int = 0

    def say(self, text: str) -> None:
        """Say something under a new id; it must be acknowledged."""
        self.sent += 1
        sent = self.send(f"m{self.sent}", text)
        assert sent.status_code == 201, sent.text

    def send(self, message: str, text: str) -> httpx2.Response:
        """Words under an id of the sender's own."""
        path = f"/chat/conversations/{self.id}/messages"
        return self.server.ask("POST", path, self.server.service_token, {"id": message, "text": text})

    def view(self) -> Json:
        """What the customer sees."""
        seen: Json = self.server.ask("GET", f"/chat/conversations/{self.id}", self.token).json()
        return seen

    def lines(self, who: str = "agent") -> list[str]:
        """What was said by one side."""
        return [item["text"] for item in self.view()["items"] if item["who"] == who]

    def messages(self) -> list[str]:
        """The ids of the customer's messages."""
        return [item["message"] for item in self.view()["items"] if item["who"] == "customer"]

    def hears(self, words: str) -> None:
        """Waits until the agent says this, and sees that it was said once."""
        wait_until(lambda: any(words in line for line in self.lines()), f"the agent says {words!r}")
        assert sum(words in line for line in self.lines()) == 1, self.lines()
