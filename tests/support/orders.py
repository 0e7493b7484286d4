"""A shop's own order service, as somebody else would have written it: FastAPI over HTTP, with its OpenAPI document."""

import asyncio
import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from fastapi import FastAPI, Header, Query, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from pydantic import BaseModel, Field


class Refund(BaseModel):
    """What is sent to have money given back."""

    amount: float = Field(gt=0, description="In pounds")
    reason: str | None = None


@dataclass
class Orders:
    """Where the service is, what it was asked, and how it should behave."""

    address: str = ""
    document: dict[str, Any] = field(default_factory=dict)
    asked: list[Mapping[str, Any]] = field(default_factory=list)
    """Method, path, headers and JSON of each request, in order."""
    answer: Response | None = None
    """Given to every request instead of the usual one."""
    wait: float = 0.0
    """Seconds before each answer to a request of these methods."""
    slow: tuple[str, ...] = ("GET", "POST")


def service(orders: Orders) -> FastAPI:
    """The application."""
    app = FastAPI(title="Orders")

    @app.middleware("http")
    async def watched(request: Request, call_next: Any) -> Response:
        body = await request.body()
        orders.asked.append(
            {
                "method": request.method, "path": request.url.path, "query": request.url.query,
                "headers": dict(request.headers), "body": body.decode(),
            }
        )  # fmt: skip
        await asyncio.sleep(orders.wait if request.method in orders.slow else 0)
        given: Response = orders.answer or await call_next(request)
        return given

    @app.get("/orders", operation_id="searchOrders")
    async def search(status: list[str] = Query(default=[]), most: int = 10) -> dict[str, Any]:
        return {"status": status, "most": most}

    @app.get("/orders/{order}", operation_id="getOrder")
    async def order(order: str, x_customer_id: str = Header()) -> dict[str, Any]:
        return {"order": order, "customer": x_customer_id, "total": 20.5}

    @app.post("/orders/{order}/refunds", operation_id="createRefund", status_code=201)
    async def refund(order: str, refund: Refund, x_customer_id: str = Header()) -> Any:
        if order == "twice":
            problem = {"type": "https://shop.example/problems/already-refunded", "detail": "It was refunded in May."}
            return JSONResponse(problem, 409, media_type="application/problem+json")
        return {"refund": f"r-{order}", "amount": refund.amount, "customer": x_customer_id}

    @app.get("/refunds/by-key/{key}", operation_id="findRefund")
    async def found(key: str) -> Any:
        done = [each for each in orders.asked if each["headers"].get("idempotency-key") == key]
        if not done:
            return JSONResponse({"type": "about:blank", "title": "Not Found"}, 404)
        return {"refund": "r-found", "amount": json.loads(done[0]["body"])["amount"], "customer": "ann"}

    @app.delete("/orders/{order}", operation_id="deleteOrder", status_code=204)
    async def delete(order: str) -> None: ...

    @app.get("/health", operation_id="health", response_class=PlainTextResponse)
    async def health() -> str:
        return "well"

    return app


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """The application on a port of its own, in a thread; its address."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        server.capture_signals = _no_signals  # type: ignore[method-assign]
        thread = threading.Thread(target=server.run, args=([door],), daemon=True)
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive(), "the server did not start"
                thread.join(0.005)
            yield f"http://127.0.0.1:{door.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)


@contextmanager
def _no_signals() -> Iterator[None]:
    yield


@contextmanager
def order_service() -> Iterator[Orders]:
    """The order service, running."""
    orders = Orders()
    app = service(orders)
    orders.document = app.openapi()
    with serving(app) as address:
        orders.address = address
        yield orders
