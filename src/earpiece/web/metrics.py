"""The page for Prometheus, who may see it, and the measuring of requests and live streams."""

from collections.abc import MutableMapping
from ipaddress import ip_address
from time import perf_counter
from typing import Any, Final
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response
from opentelemetry.metrics import Observation
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from earpiece.domain.errors import Unauthenticated
from earpiece.runtime.meters import FAST, Meters
from earpiece.web.errors import documented
from earpiece.web.state import WebDep, present

FORMAT: Final = "text/plain; version=0.0.4; charset=utf-8"
"""Prometheus' text format, as its documentation names it."""

TRACES_OF_A_PROXY: Final = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")

STREAMS: Final = {"/chat/conversations/{conversation}/stream": "chat", "/desk/stream": "desk"}
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"})

router = APIRouter(tags=["operations"])


@router.get("/metrics", responses=documented(401, 404), response_class=Response)
async def metrics(request: Request, web: WebDep) -> Response:
    """All figures of this node, for Prometheus: with the service token, or from this machine itself."""
    if not web.is_service(request) and not is_local(request):
        raise Unauthenticated(
            "Metrics are the operator's: send the service token, or ask from the server's own machine."
        )
    return Response(await present(web.services.metrics, "This server measures nothing.").page(), media_type=FORMAT)


def is_local(request: Request) -> bool:
    """Whether a program on this machine calls, not for somebody else.

    A proxy on this machine calls for others: whatever it says about them, and whatever they had it say, is enough to
    refuse. A page in a browser on this machine may call under a foreign name that leads here; the name tells.
    """
    if any(name in request.headers for name in TRACES_OF_A_PROXY):
        return False
    return _is_loopback(request.client.host if request.client else "") and _is_loopback(
        urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    )


def _is_loopback(name: str) -> bool:
    try:
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False


class Measured:
    """Around the app: how long each request took, by the template of its route, and which streams are open."""

    def __init__(self, app: ASGIApp, meters: Meters) -> None:
        self.app = app
        self._seconds = meters.spread(
            "http.server.request.duration", "Requests, live streams excepted.", FAST,
            "http.request.method", "http.route", "http.response.status_class",
        )  # fmt: skip
        self._open = dict.fromkeys(STREAMS.values(), 0)
        meters.meter.create_observable_gauge(
            "earpiece.streams.open",
            [lambda _: [Observation(number, {"stream": name}) for name, number in self._open.items()]],
            "{stream}", "Live streams open now.",
        )  # fmt: skip

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status, stream = perf_counter(), 500, ""

        async def watch(message: Message) -> None:
            nonlocal status, stream
            if message["type"] == "http.response.start":
                status = message["status"]
                if Headers(raw=message["headers"]).get("content-type", "").startswith("text/event-stream"):
                    stream = STREAMS.get(route_of(scope), "")
                    if stream:
                        self._open[stream] += 1
            await send(message)

        try:
            await self.app(scope, receive, watch)
        finally:
            if stream:
                self._open[stream] -= 1
            else:
                method = scope["method"] if scope["method"] in METHODS else "_OTHER"
                self._seconds.record(perf_counter() - began, method, route_of(scope), f"{status // 100}xx")


def route_of(scope: MutableMapping[str, Any]) -> str:
    """The template of the route that took the request; never the path itself, which names conversations."""
    template = getattr(scope.get("route"), "path", None)
    if isinstance(template, str):
        return template
    return "/static" if scope["path"].startswith("/static/") else "none"
