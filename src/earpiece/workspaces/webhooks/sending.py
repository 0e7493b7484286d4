"""Sends one message, signed after https://www.standardwebhooks.com."""

import asyncio
import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import httpx2

from earpiece.domain.errors import Invalid
from earpiece.domain.ports import Clock
from earpiece.workspaces.webhooks.addresses import check_url, resolve

SECONDS: Final = 15.0
"""A receiver that takes longer than this has not taken the message."""

GONE: Final = 410
"""The receiver wants nothing more."""


class Secrets:
    """The secret of each webhook. None is stored: all are made from the installation's own."""

    def __init__(self, root: bytes) -> None:
        self._root = root

    def of(self, webhook: str, generation: int) -> str:
        """As the receiver is told it."""
        raw = hmac.digest(self._root, f"webhook:{webhook}:{generation}".encode(), hashlib.sha256)
        return f"whsec_{base64.b64encode(raw).decode()}"


def signature(secret: str, id: str, timestamp: int, body: bytes) -> str:
    """`v1,BASE64`, which proves who sent the message and when."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = hmac.digest(key, f"{id}.{timestamp}.".encode() + body, hashlib.sha256)
    return f"v1,{base64.b64encode(mac).decode()}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: the receiver's status, or why there is none."""

    status: int | None
    error: str
    seconds: float

    @property
    def taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class Sender:
    """Posts messages. `private` allows addresses of private networks."""

    def __init__(self, clock: Clock, *, private: bool) -> None:
        self._clock = clock
        self.private = private

    @cached_property
    def _client(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(timeout=SECONDS, follow_redirects=False, trust_env=False)

    async def send(self, url: str, id: str, body: bytes, secrets: Sequence[str]) -> Outcome:
        """One attempt. It connects to an address that was just looked up and found fit, whatever its name says next."""
        began = self._clock.now()
        timestamp = int(began)
        signatures = " ".join(signature(secret, id, timestamp, body) for secret in secrets)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Earpiece",
            "webhook-id": id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signatures,
        }
        status, error = None, ""
        try:
            async with asyncio.timeout(SECONDS):
                status = await self._post(url, body, headers)
        except TimeoutError:
            error = f"no answer within {SECONDS:g} s"
        except Invalid as refused:
            error = refused.message
        except httpx2.HTTPError as failed:
            error = f"{type(failed).__name__}: {failed}"[:300]
        if status is not None and not 200 <= status < 300:
            error = f"it answered {status}"
        return Outcome(status, error, round(self._clock.now() - began, 3))

    async def _post(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        parts = check_url(url, private=self.private)
        address = await resolve(parts, private=self.private)
        target = httpx2.URL(url).copy_with(host=address)
        named = {"Host": parts.netloc, **headers}
        extensions = {"sni_hostname": parts.hostname}
        async with self._client.stream("POST", target, content=body, headers=named, extensions=extensions) as answer:
            return answer.status_code

    async def close(self) -> None:
        """Give its connections back."""
        if "_client" in self.__dict__:
            await self._client.aclose()
