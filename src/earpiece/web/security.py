"""What guards the door: chat tokens, response headers, the size of a body, and where a request comes from."""

import base64
import hmac
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from earpiece.domain.errors import Forbidden, NotFound, Unauthenticated
from earpiece.web import errors

DAY: Final = 86_400.0


class ChatTokens:
    """Signed tokens, each bound to one conversation: `base64url(id).issued.base64url(mac)`."""

    def __init__(self, secret: bytes, days: float) -> None:
        self._secret = secret
        self._seconds = days * DAY

    def sign(self, conversation: str, now: float) -> str:
        """A token for this conversation."""
        head = f"{_encode(conversation.encode())}.{int(now)}"
        return f"{head}.{self._mac(head)}"

    def read(self, token: str, now: float) -> str:
        """The conversation a token is for; raises Unauthenticated for a false or stale one."""
        head, _, mac = token.rpartition(".")
        name, _, issued = head.partition(".")
        if not head or not hmac.compare_digest(self._mac(head).encode(), mac.encode(errors="replace")):
            raise Unauthenticated("This chat token is not valid. Open a conversation to get one.")
        if now - int(issued) > self._seconds:
            raise Unauthenticated("This chat token has expired. Open a new conversation.")
        return base64.urlsafe_b64decode(name + "=" * (-len(name) % 4)).decode()

    def check(self, token: str | None, conversation: str, now: float) -> None:
        """Another's conversation is answered as if there were none."""
        if token is None:
            raise Unauthenticated("Send the conversation's token: Authorization: Bearer TOKEN.")
        if not hmac.compare_digest(self.read(token, now).encode(), conversation.encode()):
            raise NotFound("There is no such conversation.")

    def _mac(self, head: str) -> str:
        return _encode(hmac.digest(self._secret, b"chat:" + head.encode(errors="replace"), "sha256"))


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def bearer(request: Request) -> str | None:
    """The token of `Authorization: Bearer`, if there is one."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def is_service(request: Request, service_token: str | None) -> bool:
    """Whether a program of the operator is calling."""
    token = bearer(request)
    if not service_token or not token:
        return False
    return hmac.compare_digest(token.encode(errors="replace"), service_token.encode())


def check_origin(request: Request) -> None:
    """A cookie counts only in requests that our own pages make."""
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None:
        own = site in {"same-origin", "none"}
    elif origin is not None:
        own = urlsplit(origin).netloc == request.headers.get("host", "")
    else:
        own = True  # no browser: nobody's cookie can be borrowed
    if not own:
        raise Forbidden("This request comes from another site. Send it from our own pages.")


class SafeHeaders:
    """The strict content policy and its companions, on every response."""

    def __init__(self, app: ASGIApp, allowed_frames: Iterable[str]) -> None:
        self.app = app
        frames = " ".join(["'self'", *allowed_frames])
        self.headers = {
            "Content-Security-Policy": "default-src 'self'; base-uri 'none'; object-src 'none'; "
            f"form-action 'self'; frame-ancestors {frames}",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
            "Cross-Origin-Opener-Policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        static = scope["path"].startswith("/static/")

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
                if static:  # host pages load the chat element from here
                    headers["Access-Control-Allow-Origin"] = "*"
                    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
                    headers["Cache-Control"] = "no-cache"
                else:
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, add)


class BodyLimit:
    """A body over the limit gets a clear 413. It is read to its end first, so that the answer arrives."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app = app
        self.limit = limit
        self.patience = 128 * limit
        """How much is thrown away before the connection is simply cut."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        length = Headers(scope=scope).get("content-length", "0")
        if length.isdigit() and int(length) > self.limit:
            await self._drain(receive)
            await self._refuse()(scope, receive, send)
            return
        taken = 0

        async def count() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self.limit:
                if message.get("more_body", False):
                    await self._drain(receive)
                raise HTTPException(413)
            return message

        await self.app(scope, count, send)

    def _refuse(self) -> ASGIApp:
        message = f"The request is too large: at most {self.limit // 1024} KB are taken."
        return errors.answer(413, "too_large", message)

    async def _drain(self, receive: Receive) -> None:
        thrown = 0
        while thrown < self.patience:
            message = await receive()
            thrown += len(message.get("body", b""))
            if message["type"] != "http.request" or not message.get("more_body", False):
                return


class ChatCors:
    """Lets host pages of the configured origins use the chat endpoints, and nothing else."""

    def __init__(self, app: ASGIApp, origins: tuple[str, ...]) -> None:
        self.app = app
        self.chat = CORSMiddleware(
            app,
            allow_origins=list(origins),
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "Last-Event-ID"],
            expose_headers=["Retry-After"],
            max_age=600,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        chat = scope["type"] == "http" and scope["path"].startswith("/chat/")
        await (self.chat if chat else self.app)(scope, receive, send)
