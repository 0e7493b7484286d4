"""Joins endpoints, pages, guards and errors into one FastAPI app."""

from typing import Final

from fastapi import FastAPI
from fastapi.middleware import Middleware
from fastapi.telemetry import TelemetryConfig

from earpiece import __version__
from earpiece.runtime.meters import OFF
from earpiece.web import (
    admin,
    asks,
    board,
    bulletins,
    chat,
    demo,
    desk,
    embed,
    evidence,
    figures,
    learning,
    metrics,
    oversight,
    pages,
    practice,
    precedents,
    presence,
    sessions,
    slack,
    supervise,
    webhooks,
)
from earpiece.web.errors import RESPONSES, LastResort, add_error_handlers
from earpiece.web.security import BodyLimit, ChatCors, SafeHeaders
from earpiece.web.services import Services, WebSettings
from earpiece.web.state import build

ABOUT: Final = (
    "An AI agent leads every conversation and consults human experts. "
    "Customers use `/chat` with a token bound to their conversation; experts use `/desk` with a session. "
    'Every error has the shape `{"error": {"code", "message", "details"}}`.'
)

NO_TELEMETRY: Final[TelemetryConfig] = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
"""The framework would tell a collector one-time links and messages of errors; what we tell is in docs/metrics.md."""


def create_app(services: Services, settings: WebSettings) -> FastAPI:
    """The app for these services. It holds no state that another node would miss."""
    meters = services.metrics.meters if services.metrics is not None else OFF
    measured = [Middleware(metrics.Measured, meters=meters)] if meters.on else []
    app = FastAPI(
        title="Earpiece",
        version=__version__,
        description=ABOUT,
        docs_url=None,
        redoc_url=None,
        responses=RESPONSES,
        telemetry=NO_TELEMETRY,
        middleware=[
            *measured,
            Middleware(SafeHeaders, allowed_frames=settings.allowed_frames),
            Middleware(ChatCors, origins=settings.chat_origins),
            Middleware(LastResort),
            Middleware(BodyLimit, limit=settings.body_limit),
        ],
    )
    app.state.web = build(services, settings)
    add_error_handlers(app)
    parts = (
        chat, desk, evidence, bulletins, sessions, presence, admin, board, figures, oversight, demo, pages, metrics,
        embed, slack, webhooks, supervise, precedents, learning, asks,
    )  # fmt: skip
    for part in parts:
        app.include_router(part.router)
    pages.add_pages(app, demo=settings.demo)
    if services.practice is not None:
        app.mount("/practice", practice.practice_app(services.practice, settings, telemetry=NO_TELEMETRY))
    return app
