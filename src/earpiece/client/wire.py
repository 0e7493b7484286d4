"""The way to the server: one JSON request after another, tried again where that does no harm."""

import asyncio
import ssl
import time
from typing import Any
from weakref import WeakKeyDictionary

import httpx2

from earpiece.client.errors import Changed, EarpieceFault, ServerFault, Spent

TOO_MANY = 429
AWAY = frozenset({TOO_MANY, 502, 503, 504})
"""The server, or what stands before it, cannot take this now."""
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 2.0
"""Seconds between two tries."""


class Wire:
    """Requests with one token. It may be used from several event loops: each has its own connections."""

    def __init__(self, url: str, token: str, patience: float, transport: httpx2.AsyncBaseTransport | None) -> None:
        """`patience`: seconds for which a server that is away, restarting for instance, is tried again."""
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"}
        self._patience = patience
        self._transport = transport
        self._tls: ssl.SSLContext | None = None
        self._clients: WeakKeyDictionary[asyncio.AbstractEventLoop, httpx2.AsyncClient] = WeakKeyDictionary()

    async def send(
        self, method: str, path: str, body: dict[str, Any] | None = None, *, wait: float = 0.0, again: bool = True
    ) -> dict[str, Any]:
        """The answer's JSON. `wait`: how long the server may take, beyond what it needs; `again`: whether sending it
        twice does no harm. Raises ServerFault, Changed, Spent."""
        end, pause = time.monotonic() + self._patience, FIRST_PAUSE
        params = {"wait": wait} if wait else {}
        while True:
            away: ServerFault
            try:
                answer = await self._client().request(
                    method, f"{self._url}{path}", json=body, params=params, timeout=wait + 15.0
                )
                if answer.status_code not in AWAY:
                    return _read(answer)
                away = _fault(answer)
                if answer.status_code == TOO_MANY:
                    pause = max(pause, float(answer.headers.get("retry-after") or 0.0))
            except httpx2.TransportError as error:
                away = ServerFault(f"{self._url} cannot be reached ({str(error) or type(error).__name__}).")
            if not again or time.monotonic() + pause > end:
                raise away
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _client(self) -> httpx2.AsyncClient:
        loop = asyncio.get_running_loop()
        found = self._clients.get(loop)
        if found is None:
            self._tls = self._tls or ssl.create_default_context()
            found = httpx2.AsyncClient(headers=self._headers, transport=self._transport, verify=self._tls)
            self._clients[loop] = found
        return found

    async def close(self) -> None:
        """Give back the connections of every event loop that still runs."""
        here = asyncio.get_running_loop()
        for loop, client in [*self._clients.items()]:
            del self._clients[loop]
            if loop is here:
                await client.aclose()
            elif loop.is_running():
                await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(client.aclose(), loop))


def _read(answer: httpx2.Response) -> dict[str, Any]:
    if answer.is_success:
        body: dict[str, Any] = answer.json()
        return body
    fault = _fault(answer)
    kinds: dict[str, type[EarpieceFault]] = {"changed": Changed, "spent": Spent}
    why = fault.details.get("why")
    if fault.status == 409 and ("changed" in fault.details or why in kinds):
        raise kinds.get(str(why), Changed)(str(fault)) from fault
    raise fault


def _fault(answer: httpx2.Response) -> ServerFault:
    try:
        error = answer.json()["error"]
        return ServerFault(error["message"], answer.status_code, error["code"], error.get("details"))
    except (ValueError, KeyError, TypeError):
        return ServerFault(f"The server answered {answer.status_code}.", answer.status_code)
