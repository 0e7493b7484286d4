"""What every endpoint may ask for: the services, the settings, the limits, the chat tokens."""

from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Request

from earpiece.domain.errors import NotFound
from earpiece.web.limits import SlidingWindow
from earpiece.web.security import ChatTokens, is_service
from earpiece.web.services import Services, WebSettings


@dataclass(frozen=True, slots=True)
class Web:
    """The app's parts, made once."""

    services: Services
    settings: WebSettings
    tokens: ChatTokens
    conversations: SlidingWindow
    messages: SlidingWindow
    sign_ins: SlidingWindow
    asks: SlidingWindow

    def now(self) -> float:
        """The clock's time."""
        return self.services.clock.now()

    def is_service(self, request: Request) -> bool:
        """Whether a program of the operator is calling."""
        return is_service(request, self.settings.service_token)


def build(services: Services, settings: WebSettings) -> Web:
    """The parts for one app."""
    clock = services.clock
    return Web(
        services=services,
        settings=settings,
        tokens=ChatTokens(settings.secret, settings.chat_token_days),
        conversations=SlidingWindow(clock, settings.conversations_per_minute),
        messages=SlidingWindow(clock, settings.messages_per_minute),
        sign_ins=SlidingWindow(clock, settings.sign_ins_per_minute),
        asks=SlidingWindow(clock, settings.asks_per_minute),
    )


async def _web(request: Request) -> Web:
    web = request.app.state.web
    assert isinstance(web, Web)
    return web


Service = TypeVar("Service")
WebDep = Annotated[Web, Depends(_web)]


def present(service: Service | None, missing: str) -> Service:
    """A service that not every server has. Raises NotFound, with what is missing here in words."""
    if service is None:
        raise NotFound(missing)
    return service


def address(request: Request) -> str:
    """Where a request comes from; behind a proxy the server resolves it from the forwarded headers."""
    return request.client.host if request.client else "unknown"
