"""The one error table: which error becomes which status, and the one shape all of them have.

`{"error": {"code": "conflict", "message": "a sentence for a person", "details": {}}}`
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from earpiece.domain.errors import (
    Conflict,
    EarpieceError,
    Forbidden,
    Invalid,
    NotFound,
    TooMany,
    Unauthenticated,
    Unusable,
)

STATUS: Final[tuple[tuple[type[EarpieceError], int], ...]] = (
    (Invalid, 422),
    (Unauthenticated, 401),
    (Forbidden, 403),
    (NotFound, 404),
    (TooMany, 429),
    (Conflict, 409),
    (Unusable, 503),
)
"""First match wins; an error of ours that is missing here is a fault of ours: 500."""

SORRY: Final = "Something went wrong on our side. What was acknowledged is safe; please try again."

AWAY: Final = "We cannot take this at the moment; nothing of it was stored. Please try again in a few seconds."
AWAY_SECONDS: Final = 5

_HTTP: Final[dict[int, tuple[str, str]]] = {
    400: ("invalid", "The request could not be read."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not take that method."),
    413: ("too_large", "The request is too large."),
}

log = structlog.get_logger(__name__)


class ErrorBody(BaseModel):
    """What went wrong: a code for programs, a sentence for people."""

    code: str = Field(examples=["conflict"])
    message: str
    details: dict[str, Any] = {}


class ErrorAnswer(BaseModel):
    """The shape of every error."""

    error: ErrorBody


RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    422: {"model": ErrorAnswer, "description": "Wrong input; the message says where and how to mend it."},
    413: {"model": ErrorAnswer, "description": "The request's body is over the limit."},
    500: {"model": ErrorAnswer, "description": "A fault of the server; what was acknowledged is safe."},
    503: {
        "model": ErrorAnswer,
        "description": "The journal cannot be used now; `Retry-After` is in seconds.",
    },
}


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For an endpoint's `responses`: these statuses carry the error shape."""
    return {status: {"model": ErrorAnswer} for status in statuses}


def answer(
    status: int,
    code: str,
    message: str,
    details: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """An error in the one shape."""
    body = {"error": {"code": code, "message": message, "details": dict(details or {})}}
    return JSONResponse(body, status, headers={"Cache-Control": "no-store", **(headers or {})})


def answer_ours(error: EarpieceError) -> JSONResponse:
    """One of our own errors, by the table."""
    status = next((status for kind, status in STATUS if isinstance(error, kind)), 500)
    if status == 500:
        log.error("error outside the table", code=error.code, exc_info=error)
        return answer(500, "error", SORRY)
    if status == 503:
        log.warning("this node cannot serve", error=error.message)
        return answer(503, error.code, AWAY, headers={"Retry-After": str(AWAY_SECONDS)})
    headers: dict[str, str] = {}
    if status == 429:
        headers["Retry-After"] = str(max(1, round(float(error.details.get("retry_after", 1)))))
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return answer(status, error.code, error.message, error.details, headers)


def _place(loc: Sequence[int | str]) -> str:
    return ".".join(str(part) for part in loc)


def _how(kind: str, context: Mapping[str, Any]) -> str:
    """What the caller can do about a validation problem."""
    known = {
        "missing": "Send this field.",
        "json_invalid": f"Send well-formed JSON ({context.get('error', 'it could not be parsed')}).",
        "string_too_long": f"Send at most {context.get('max_length')} characters.",
        "string_too_short": "Send some text.",
        "extra_forbidden": "Leave this field out.",
        "literal_error": f"Send one of: {context.get('expected')}.",
        "model_attributes_type": "Send a JSON object with Content-Type: application/json.",
    }
    return known.get(kind, "See /openapi.json for what is expected here.")


def _answer_validation(error: RequestValidationError) -> JSONResponse:
    problems = [
        {
            "where": _place(found["loc"]),
            "what": str(found["msg"]),
            "how": _how(str(found["type"]), found.get("ctx") or {}),
        }
        for found in error.errors()
    ]
    first = problems[0]
    message = f"{first['where']}: {first['what']}. {first['how']}"
    return answer(422, "invalid", message, {"problems": problems})


def _answer_http(error: HTTPException) -> JSONResponse:
    code, message = _HTTP.get(error.status_code, ("error", str(error.detail)))
    return answer(error.status_code, code, message, headers=error.headers)


def add_error_handlers(app: FastAPI) -> None:
    """Every error leaves in the one shape."""

    async def ours(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, EarpieceError)
        return answer_ours(error)

    async def validation(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        return _answer_validation(error)

    async def http(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        return _answer_http(error)

    app.add_exception_handler(EarpieceError, ours)
    app.add_exception_handler(RequestValidationError, validation)
    app.add_exception_handler(HTTPException, http)


class LastResort:
    """An error nobody foresaw: a logged trace for us, a plain sentence for the caller."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except Exception:
            if scope["type"] != "http":
                raise
            log.exception("unforeseen error", method=scope["method"], path=scope["path"])
            if started:
                raise
            await answer(500, "error", SORRY)(scope, receive, send)
