"""One delivery over the wire: what the receiver gets, and where none is ever sent."""

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from earpiece.domain.errors import Invalid
from earpiece.wiring import RealClock
from earpiece.workspaces.webhooks.addresses import check_url, resolve
from earpiece.workspaces.webhooks.sending import Outcome, Secrets, Sender
from tests.workspaces.site import served

SECRET = Secrets(b"root").of("wh1", 1)
OLD = Secrets(b"root").of("wh1", 0)
BODY = json.dumps({"type": "card.opened", "data": {"who": "Zoë"}}, ensure_ascii=False).encode()


class Receiver:
    """Keeps what it is sent; `answer` decides what it says."""

    def __init__(self, answer: Callable[[Request], Awaitable[Response]] | None = None) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self._answer = answer

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope, receive)
        self.got.append((dict(request.headers), await request.body()))
        answer = await self._answer(request) if self._answer is not None else Response(status_code=204)
        await answer(scope, receive, send)


def delivered(receiver: Receiver, *secrets: str, path: str = "/hook?a=1", private: bool = True) -> Outcome:
    """One attempt at a real server."""

    async def go() -> Outcome:
        async with served(receiver) as url:
            sender = Sender(RealClock(), private=private)
            try:
                return await sender.send(url + path, "msg_1_wh1", BODY, secrets or (SECRET,))
            finally:
                await sender.close()

    return asyncio.run(go())


def test_the_signature_is_the_specifications() -> None:
    """Its own library takes it; a changed body or another secret it refuses."""
    receiver = Receiver()
    assert delivered(receiver).status == 204
    ((headers, body),) = receiver.got
    assert Webhook(SECRET).verify(body, headers) == json.loads(BODY)
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(body + b" ", headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(OLD).verify(body, headers)
    assert headers["host"].startswith("127.0.0.1:")
    assert headers["content-type"] == "application/json"


def test_both_secrets_sign_while_they_change() -> None:
    """A receiver may change over when it likes."""
    receiver = Receiver()
    delivered(receiver, SECRET, OLD)
    ((headers, body),) = receiver.got
    for secret in (SECRET, OLD):
        Webhook(secret).verify(body, headers)


def test_what_is_no_success() -> None:
    """A redirect is not followed, so that nobody is led into our own network."""

    async def elsewhere(request: Request) -> Response:
        return RedirectResponse("/other")

    receiver = Receiver(elsewhere)
    outcome = delivered(receiver)
    assert (outcome.taken, outcome.status, len(receiver.got)) == (False, 307, 1)


def test_a_slow_receiver_has_not_taken_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told so in words, and tried again later."""
    monkeypatch.setattr("earpiece.workspaces.webhooks.sending.SECONDS", 0.3)

    async def slow(request: Request) -> Response:
        await asyncio.sleep(1)
        return Response()

    outcome = delivered(Receiver(slow))
    assert (outcome.taken, outcome.error) == (False, "no answer within 0.3 s")


def test_nobody_there() -> None:
    """An error in words, no exception."""

    async def go() -> Outcome:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        return await Sender(RealClock(), private=True).send(f"http://127.0.0.1:{port}/", "msg_1", BODY, [SECRET])

    outcome = asyncio.run(go())
    assert outcome.status is None
    assert "Connect" in outcome.error


def test_our_own_network_is_not_reached() -> None:
    """Unless the operator allows it: the request is never made."""
    receiver = Receiver()
    outcome = delivered(receiver, private=False)
    assert not outcome.taken
    assert "private" in outcome.error
    assert receiver.got == []


@pytest.mark.parametrize(
    "address",
    ["10.0.0.1", "127.0.0.1", "169.254.169.254", "::1", "fd00::1", "64:ff9b::a00:1", "2002:a00:1::", "224.0.0.1"],
)
def test_a_name_that_leads_inside_is_refused_when_it_is_looked_up(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """It looked harmless when the webhook was added; what counts is where it leads now, with all its addresses."""

    async def go() -> str:
        loop = asyncio.get_running_loop()

        async def two(host: str, port: int, **_: Any) -> list[Any]:
            return [(0, 0, 0, "", ("93.184.215.14", port)), (0, 0, 0, "", (address, port))]

        monkeypatch.setattr(loop, "getaddrinfo", two)
        return await resolve(check_url("https://rebound.example/hook", private=False), private=False)

    with pytest.raises(Invalid, match="leads into a private network"):
        asyncio.run(go())
