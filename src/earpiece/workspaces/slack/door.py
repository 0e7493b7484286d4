"""What comes from Slack: let in only with its signature, once, and acknowledged in time."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qs

from slack_sdk.signature import Clock as SlackClock
from slack_sdk.signature import SignatureVerifier

from earpiece.domain.errors import Invalid, Unauthenticated
from earpiece.domain.ports import Clock
from earpiece.runtime.ports import Ports
from earpiece.workspaces.slack.presses import CLEAR, Presses

PATIENCE: Final = 2.5
"""Seconds for what is done before Slack is answered; it waits for three."""

OLDEST: Final = 300
"""Seconds after which a signed request is too old; the signature's check says the same."""

REFUSED: Final = "This request is not signed by Slack, or is too old."


class _OurClock(SlackClock):
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock.now()


class Door:
    """`secret` is the app's signing secret."""

    def __init__(self, ports: Ports, secret: str, presses: Presses) -> None:
        self._ports = ports
        self._presses = presses
        self._verifier = SignatureVerifier(secret, _OurClock(ports.clock))
        self._met: dict[str, float] = {}
        """Signatures met, and when: the same request again does nothing."""

    async def interaction(self, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
        """A pressed button or a filled form; gives what Slack is answered. Raises Unauthenticated, Invalid."""
        if self._again(self._check(body, headers)):
            return CLEAR
        try:
            payload = json.loads(parse_qs(body.decode())["payload"][0])
        except (ValueError, KeyError) as error:
            raise Invalid("payload: send what Slack sends, a form with JSON in `payload`.") from error
        done: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._ports.spawn("press", self._take(payload, done))
        await asyncio.wait({done}, timeout=PATIENCE)
        if not done.done():
            done.cancel()
            return CLEAR
        return done.result()

    async def event(self, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
        """What happens in the workspace; only the question whether we are there is answered."""
        self._check(body, headers)
        try:
            event = json.loads(body)
        except ValueError as error:
            raise Invalid("Send well-formed JSON.") from error
        if isinstance(event, dict) and event.get("type") == "url_verification":
            return {"challenge": event.get("challenge")}
        return CLEAR

    async def _take(self, payload: Mapping[str, Any], done: "asyncio.Future[dict[str, Any]]") -> None:
        try:
            answer = await self._presses.take(payload)
        except BaseException as error:
            if not done.cancelled():
                done.set_exception(error)
            raise
        if done.cancelled():
            await self._presses.late(payload, answer)
        else:
            done.set_result(answer)

    def _check(self, body: bytes, headers: Mapping[str, str]) -> str:
        """The signature; raises Unauthenticated."""
        timestamp, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
        number = timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 15
        if not number or not signature.isascii():
            raise Unauthenticated(REFUSED)
        try:
            valid = self._verifier.is_valid(body, timestamp, signature)
        except UnicodeDecodeError:
            valid = False
        if not valid:
            raise Unauthenticated(REFUSED)
        return signature

    def _again(self, signature: str) -> bool:
        now = self._ports.clock.now()
        self._met = {each: at for each, at in self._met.items() if now - at < 2 * OLDEST}
        again = signature in self._met
        self._met[signature] = now
        return again
