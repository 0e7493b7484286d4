"""Workspaces of a real server: a webhook that outlives its death, and Slack at the door."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from standardwebhooks import Webhook

from tests.server.conftest import Make
from tests.support.server import Json, wait_until
from tests.workspaces.slack_stub import SECRET, signed

pytestmark = pytest.mark.kill


class Receiver(ThreadingHTTPServer):
    """Keeps what is sent to it; while it is `down`, it says 503."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.down = False

    def types(self) -> list[str]:
        """What came, each message once."""
        bodies = {headers["webhook-id"]: body for headers, body in self.got}
        return [json.loads(body)["type"] for body in bodies.values()]


class Handler(BaseHTTPRequestHandler):
    """One message."""

    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if not self.server.down:
            self.server.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(503 if self.server.down else 204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A program that listens."""
    made = Receiver()
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


@pytest.mark.slow
def test_a_webhook_outlives_the_server(make: Make, receiver: Receiver) -> None:
    """What it was told of before it was killed comes after it is back, signed as the specification says."""
    server = make(EARPIECE_WEBHOOK_PRIVATE="on", EARPIECE_ADDRESS="https://desk.example").start()
    url = f"http://127.0.0.1:{receiver.server_port}/hook"
    made: Json = server.ask("POST", "/webhooks", server.service_token, {"url": url}).json()
    receiver.down = True
    talk = server.open("c-ida", "Ida Roth")
    talk.say("do you have it in stock")
    talk.say("a kettle")
    card = server.card()
    wait_until(lambda: hook(server.ask("GET", "/webhooks", server.service_token).json())["recent"], "it was tried")
    server.kill()
    receiver.down = False
    server.start()
    wait_until(lambda: "card.opened" in receiver.types(), "the message comes")
    headers, body = receiver.got[0]
    told = Webhook(made["secret"]).verify(body, headers)
    assert told["data"]["card"] == card["id"]
    assert told["data"]["link"] == f"https://desk.example/card/{card['id']}"


def test_slack_at_the_door(make: Make) -> None:
    """With its token and secret set, the server takes what Slack has signed."""
    server = make(EARPIECE_SLACK_TOKEN="xoxb-1", EARPIECE_SLACK_SECRET=SECRET).start()
    body, headers = signed('{"type": "url_verification", "challenge": "abc"}', kind="application/json")
    with server.client() as client:
        assert client.post("/slack/events", content=body, headers=headers).json() == {"challenge": "abc"}
        assert client.post("/slack/events", content=body + b" ", headers=headers).status_code == 401


def hook(listed: list[Json]) -> Json:
    """The only webhook."""
    (found,) = listed
    return found
