"""Calls an operation of an OpenAPI document.

What an answer means for an effect: 2xx it is done; 4xx, except 408, nothing was done, for the stated reason
(RFC 9110, 15.5); anything else, or no answer, leaves open what became of a write. A request that no connection could
be made for was never sent.
"""

import asyncio
import json
import re
import ssl
from collections.abc import Mapping
from functools import cache
from typing import Any, Final
from urllib.parse import quote

import httpx2

from earpiece.company.remote.operation import Operation
from earpiece.domain.errors import ToolError

MOST_BYTES: Final = 256 * 1024
"""A result is kept in the journal with the conversation: what is larger is no answer to one question."""
CONNECT_SECONDS: Final = 5.0
LONGEST_WORDS: Final = 300
LONGEST_CODE: Final = 60
NOT_THERE: Final = 404
TIMED_OUT: Final = 408
NEVER_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.UnsupportedProtocol)
BREAKS = re.compile(r"[\x00-\x1f\x7f]")


class Nothing(ToolError):
    """There is nothing of that name (404)."""


@cache
def tls() -> ssl.SSLContext:
    """What certificates are checked with; reading those that are trusted takes longer than a call."""
    return httpx2.create_ssl_context()


class OutcomeUnknown(Exception):
    """Nobody knows whether the call took effect: it has to be found out, never simply repeated. `why` is a code."""

    def __init__(self, why: str, message: str) -> None:
        super().__init__(message)
        self.why = why


class HttpCaller:
    """Speaks with one server. Use it inside the event loop that it is first used in."""

    def __init__(self, address: str, headers: Mapping[str, str]) -> None:
        """`headers` carry the credential."""
        self._address = address
        # A connection that was kept may be closed by the other side at the very moment it is used again, and then
        # nobody knows what became of the call. So each call has its own.
        limits = httpx2.Limits(max_keepalive_connections=0)
        self._client = httpx2.AsyncClient(headers=dict(headers), limits=limits, timeout=None, verify=tls())

    async def call(self, operation: Operation, args: Mapping[str, Any], customer: str | None, key: str) -> Any:
        """The JSON that the server answers. Raises ToolError if it did nothing, OutcomeUnknown for a write of which
        that is not known."""
        request = self._request(operation, args, customer, key)
        try:
            async with asyncio.timeout(operation.deadline):
                return await self._answer(operation, request)
        except NEVER_SENT as error:
            raise ToolError("unreachable", f"{operation.server} cannot be reached") from error
        except TimeoutError as error:
            raise unclear(operation, "timeout", "gave no answer in time") from error
        except httpx2.TransportError as error:
            raise unclear(operation, "broken", "broke off before it answered") from error

    async def close(self) -> None:
        """Give back what is held."""
        await self._client.aclose()

    def _request(self, operation: Operation, args: Mapping[str, Any], customer: str | None, key: str) -> httpx2.Request:
        offer = operation.offer
        placed: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}, "body": {}, "whole body": {}}
        for name, value in operation.with_injected(args, customer, key).items():
            part = offer.parts[name]
            placed[part.where][part.name] = value
        headers = {name: _header(name, _text(value)) for name, value in placed["header"].items()}
        headers |= {name: _header(name, value) for name, value in operation.injected("header", customer, key).items()}
        path = offer.path
        for name, value in placed["path"].items():
            path = path.replace(f"{{{name}}}", _segment(name, _text(value)))
        body = next(iter(placed["whole body"].values()), placed["body"] or None)
        query = {
            name: [_text(each) for each in value] if isinstance(value, list) else _text(value)
            for name, value in placed["query"].items()
        }
        return self._client.build_request(
            offer.method, self._address + path, params=query or None, json=body, headers=headers,
            timeout=httpx2.Timeout(None, connect=min(CONNECT_SECONDS, operation.deadline / 2)),
        )  # fmt: skip

    async def _answer(self, operation: Operation, request: httpx2.Request) -> Any:
        response = await self._client.send(request, stream=True)
        try:
            body = await _read(response)
        finally:
            await response.aclose()
        status = response.status_code
        if response.is_success:
            return _result(operation, body)
        if response.is_client_error and status != TIMED_OUT:
            code, words = problem(body, status)
            raise (Nothing if status == NOT_THERE else ToolError)(code, words)
        raise unclear(operation, f"http_{status}", f"answered {status}")


async def _read(response: httpx2.Response) -> bytes | None:
    """The body; None if it is larger than it may be."""
    found = bytearray()
    async for piece in response.aiter_bytes():
        found += piece
        if len(found) > MOST_BYTES:
            return None
    return bytes(found)


def _result(operation: Operation, body: bytes | None) -> Any:
    if body is None:
        raise unclear(operation, "too_large", f"answered with more than {MOST_BYTES // 1024} KiB")
    if not body.strip():
        return None
    try:
        return json.loads(body)
    except ValueError as error:
        raise unclear(operation, "not_json", "answered with something that is no JSON") from error


def unclear(operation: Operation, code: str, words: str) -> Exception:
    """What to raise where nobody knows what the server did: a read has done nothing in any case."""
    if operation.writes:
        return OutcomeUnknown(code, f"{operation.tool}: {operation.server} {words}")
    return ToolError(code, f"{operation.server} {words}")


def problem(body: bytes | None, status: int) -> tuple[str, str]:
    """Code and words of a stated failure: problem details (RFC 9457), or the usual `code`, `error`, `message`."""
    code, words = stated(_json(body))
    return code or f"http_{status}", words or f"the server answered {status}"


def stated(found: Any) -> tuple[str | None, str]:
    """Code and words that an object of JSON states as a failure; None if it states no code."""
    given = found if isinstance(found, dict) else {}
    inner = given["error"] if isinstance(given.get("error"), dict) else {}
    named = [
        given.get("code"),
        inner.get("code"),
        _last(given.get("type")),
        _last(inner.get("type")),
        given.get("error"),
    ]
    words = [given.get("detail"), inner.get("message"), given.get("message"), given.get("title")]
    code = next((made for name in named if isinstance(name, str) and (made := _code(name))), None)
    return code, next((word for word in words if isinstance(word, str)), "")[:LONGEST_WORDS]


def _json(body: bytes | None) -> Any:
    try:
        return json.loads(body or b"null")
    except ValueError:
        return None


def _last(kind: Any) -> str | None:
    """The last part of a problem's type, which is an address; `about:blank` says nothing."""
    if not isinstance(kind, str) or kind == "about:blank":
        return None
    return kind.rstrip("/#").rpartition("#")[2].rpartition("/")[2]


def _code(name: str) -> str:
    """As a playbook can branch on it: `out-of-stock` → `out_of_stock`."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:LONGEST_CODE]


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value)  # true, 5, 2.5 as the document means them


def _segment(name: str, text: str) -> str:
    """Part of a path, which it must not be able to leave."""
    if text in ("", ".", ".."):
        raise ToolError("invalid_arguments", f"{name} cannot be part of an address")
    return quote(text, safe="")


def _header(name: str, text: str) -> str:
    if BREAKS.search(text):
        raise ToolError("invalid_arguments", f"{name} cannot be sent as a header")
    return text
