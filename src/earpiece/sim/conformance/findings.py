"""What a check may find: that something is broken, or that it cannot be seen here."""

from typing import Any

import httpx2

from earpiece.domain.errors import EarpieceError

MOST_SHOWN = 300
"""Characters of an answer that a story quotes."""


class Broken(EarpieceError):
    """A promise does not hold; the message is the story: what was done, what should have come, what came."""

    code = "broken"


class Unfit(EarpieceError):
    """This installation gives no opportunity to see it; the message says why."""

    code = "unfit"


def expect(true: object, story: str) -> None:
    """Raises Broken with that story unless it is true."""
    if not true:
        raise Broken(story)


def asked(response: httpx2.Response) -> str:
    """The request and what came back, for a story."""
    request = response.request
    where = request.url.raw_path.decode("ascii", "replace")
    return f"{request.method} {where} was answered with {response.status_code}: {response.text[:MOST_SHOWN]}"


def taken(response: httpx2.Response) -> Any:
    """The JSON of a request that had to succeed. Raises Broken if it did not."""
    expect(response.is_success, f"{asked(response)}. It should have succeeded.")
    return response.json() if response.content else None


def refused(response: httpx2.Response, *statuses: int) -> dict[str, Any]:
    """The error of a request that had to be refused with one of these statuses, in the one shape of errors.

    Raises Broken if it was not refused, not with that status, or not in that shape.
    """
    wanted = " or ".join(map(str, statuses))
    expect(response.status_code in statuses, f"{asked(response)}. It should have been refused with {wanted}.")
    error = _error_of(response)
    if error is None:
        raise Broken(f'{asked(response)}. An error has the shape {{"error": {{"code", "message", "details"}}}}.')
    return error


def _error_of(response: httpx2.Response) -> dict[str, Any] | None:
    """The error, if the answer has exactly the one shape."""
    try:
        body = response.json()
    except ValueError:
        return None
    error = body.get("error") if isinstance(body, dict) and set(body) == {"error"} else None
    if not isinstance(error, dict) or not isinstance(error.get("details"), dict):
        return None
    return error if isinstance(error.get("code"), str) and isinstance(error.get("message"), str) else None
