"""The stand-in's HTTP: `POST /v1/chat/completions` and `GET /v1/models`, in a thread of its own.

The protocol is that of OpenAI's API reference, chat completions, without streaming. To which conversation a request
belongs is read from its field `user`, which our client sets.
"""

import asyncio
import json
import socket
import threading
from collections.abc import Coroutine, Mapping
from types import TracebackType
from typing import Any, TypeVar

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from earpiece.domain.planning import Plan, PlanRequest
from earpiece.domain.ports import Planner
from earpiece.sim.provider.script import Fault, Message, Script, ScriptEnded

PATIENCE = 10.0
"""Seconds until a server that does not end is left alone."""
CHARACTERS_OF_A_TOKEN = 4

Result = TypeVar("Result")


class Provider:
    """A server that answers from `script`, while it is entered (`with` or `async with`, which gives its address):

        async with Provider(Script({"conversation": [said("Hello")]})) as address: …

    `key`: the only API key it takes; empty: any, or none. `models`: the names it lists. `requests` are all it was
    asked, in order. It lives in a thread with a loop of its own, so it also answers a caller that stands still.
    """

    def __init__(self, script: Script, *, key: str = "", models: tuple[str, ...] = ("recorded",)) -> None:
        self.requests: list[Mapping[str, Any]] = []
        self._script = script
        self._key = key
        self._models = models
        self._loop = asyncio.new_event_loop()
        # Named as TCP: asyncio sends at once (TCP_NODELAY) only on such; else each answer would wait 40 ms.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        app = Starlette(
            routes=[
                Route("/v1/chat/completions", self._complete, methods=["POST"]),
                Route("/v1/models", self._list, methods=["GET"]),
            ]
        )
        config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._live, daemon=True)

    @property
    def address(self) -> str:
        """What EARPIECE_MODEL_ADDRESS takes."""
        host, port = self._socket.getsockname()[:2]
        return f"http://{host}:{port}/v1"

    def outside(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Runs `work` in the server's own loop, to its end, while the caller stands still: so that a caller whose time
        is virtual can wait for real HTTP."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def __enter__(self) -> str:
        self._socket.bind(("127.0.0.1", 0))
        self._socket.listen()  # from here on a request waits until it is served
        self._thread.start()
        return self.address

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join(PATIENCE)
        self._socket.close()

    async def __aenter__(self) -> str:
        return self.__enter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.__exit__(kind, error, trace)

    def _live(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._server.serve(sockets=[self._socket]))
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        finally:
            self._loop.close()

    async def _list(self, request: Request) -> Response:
        if not self._welcome(request):
            return _error(401, "invalid_api_key", "Incorrect API key provided.")
        models = [{"id": name, "object": "model", "created": 0, "owned_by": "script"} for name in self._models]
        return JSONResponse({"object": "list", "data": models})

    async def _complete(self, request: Request) -> Response:
        if not self._welcome(request):
            return _error(401, "invalid_api_key", "Incorrect API key provided.")
        asked = json.loads(await request.body())
        self.requests.append(asked)
        try:
            entry = self._script.next(asked.get("user", ""), asked)
            while isinstance(entry, Fault) and entry.kind == "slow":
                await asyncio.sleep(entry.seconds)
                entry = self._script.next(asked.get("user", ""), asked)
        except ScriptEnded as ended:
            return _error(400, "script_ended", str(ended))
        return _fault(entry, asked) if isinstance(entry, Fault) else _completion(entry, asked)

    def _welcome(self, request: Request) -> bool:
        return not self._key or request.headers.get("authorization") == f"Bearer {self._key}"


class Through:
    """A planner whose requests go out in the provider's loop; see `Provider.outside`."""

    def __init__(self, provider: Provider, planner: Planner) -> None:
        self._provider = provider
        self._planner = planner

    @property
    def version(self) -> str:
        """The planner's own."""
        return self._planner.version

    async def plan(self, request: PlanRequest) -> Plan:
        """The planner's own plan; time stands still meanwhile."""
        return self._provider.outside(self._planner.plan(request))


def _completion(message: Message, asked: Mapping[str, Any]) -> Response:
    calls = message.get("tool_calls")
    tokens_in = len(json.dumps(asked["messages"])) // CHARACTERS_OF_A_TOKEN
    tokens_out = len(json.dumps(dict(message))) // CHARACTERS_OF_A_TOKEN
    answer = {"role": "assistant", "content": message.get("content"), **({"tool_calls": calls} if calls else {})}
    body = {
        "id": "chatcmpl-recorded",
        "object": "chat.completion",
        "created": 0,
        "model": asked.get("model", ""),
        "choices": [{"index": 0, "message": answer, "finish_reason": "tool_calls" if calls else "stop"}],
        "usage": {
            "prompt_tokens": tokens_in,
            "completion_tokens": tokens_out,
            "total_tokens": tokens_in + tokens_out,
        },
    }
    return JSONResponse(body)


def _fault(fault: Fault, asked: Mapping[str, Any]) -> Response:
    if fault.kind == "broken":
        return Response('{"id": "chatcmpl-recorded", "choices": [{"ind', media_type="application/json")
    if fault.kind == "empty":
        return _completion({"content": ""}, asked)
    code = "rate_limit_exceeded" if fault.status == 429 else "server_error"
    later = {"retry-after": f"{fault.seconds:g}"} if fault.seconds else {}
    return _error(fault.status, code, "A fault, as the script wants it.", later)


def _error(status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """OpenAI's form of an error."""
    body = {"error": {"message": message, "type": code, "param": None, "code": code}}
    return JSONResponse(body, status_code=status, headers=headers)
