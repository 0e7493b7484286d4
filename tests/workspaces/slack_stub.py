"""A Slack for tests: it takes the calls of its Web API as Slack does, refuses what Slack would refuse, and tells the
program of pressed buttons and filled forms, signed."""

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx2
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

TOKEN = "xoxb-of-the-stub"
SECRET = "the stub's signing secret"
CHANNELS = {"C0REPAIRS": "repairs", "C0ORDERS": "orders", "C0ALL": "*"}

Json = dict[str, Any]


@dataclass
class Message:
    """A message in a channel, with all it ever showed."""

    channel: str
    ts: str
    text: str
    blocks: list[Json]
    versions: int = 1

    @property
    def words(self) -> str:
        """Everything that can be read on it."""
        return "\n".join([self.text, *strings(self.blocks)])

    @property
    def buttons(self) -> dict[str, Json]:
        """By what is written on them."""
        rows = [block["elements"] for block in self.blocks if block["type"] == "actions"]
        return {button["text"]["text"]: button for row in rows for button in row}


@dataclass
class SlackStub:
    """Slack. `url` is where its API is, `program` where it tells what people did."""

    program: str = ""
    messages: list[Message] = field(default_factory=list)
    whispers: list[tuple[str, str]] = field(default_factory=list)
    """User and words."""
    modals: list[Json] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    """By method: the error it answers."""
    slow: float = 0.0
    triggers: dict[str, float] = field(default_factory=dict)
    overheard: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)
    """What it told the program, as it went over the wire."""
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def app(self) -> Starlette:
        """Its Web API."""
        return Starlette(routes=[Route("/api/{method}", self._call, methods=["POST"])])

    async def _call(self, request: Request) -> JSONResponse:
        method = request.path_params["method"]
        await asyncio.sleep(self.slow)
        if request.headers["authorization"] != f"Bearer {TOKEN}":
            return JSONResponse({"ok": False, "error": "invalid_auth"})
        if method in self.refuses:
            return JSONResponse({"ok": False, "error": self.refuses[method]})
        error, answer = self._do(method, await request.json())
        return JSONResponse({"ok": not error, **({"error": error} if error else {}), **answer})

    def _do(self, method: str, body: Json) -> tuple[str, Json]:
        error = _wrong(body)
        if error:
            return error, {}
        match method:
            case "chat.postMessage":
                return self._post(body)
            case "chat.update":
                found = self.message(body["channel"], body["ts"])
                if found is None:
                    return "message_not_found", {}
                found.text, found.blocks, found.versions = body["text"], body["blocks"], found.versions + 1
                return "", {"channel": found.channel, "ts": found.ts}
            case "chat.postEphemeral":
                self.whispers.append((body["user"], body["text"]))
                return "", {"message_ts": "1.1"}
            case "views.open":
                view = json.loads(body["view"]) if isinstance(body["view"], str) else body["view"]
                if time.monotonic() - self.triggers.pop(body["trigger_id"], -10.0) > 3:
                    return "expired_trigger_id", {}
                self.modals.append(self._view(view))
                return _wrong(view), {"view": view}
        return "unknown_method", {}

    def _post(self, body: Json) -> tuple[str, Json]:
        if body["channel"] not in CHANNELS:
            return "channel_not_found", {}
        ts = f"{1_700_000_000 + next(self._numbers)}.000100"
        self.messages.append(Message(body["channel"], ts, body["text"], body["blocks"]))
        return "", {"channel": body["channel"], "ts": ts}

    def _view(self, view: Json) -> Json:
        return {**view, "id": f"V{next(self._numbers)}", "hash": "h"}

    def message(self, channel: str, ts: str) -> Message | None:
        """The message that is found by these."""
        return next((each for each in self.messages if (each.channel, each.ts) == (channel, ts)), None)

    # ── what people do ────────────────────────────────────────────────────────────────────────────────────────────

    async def press(self, user: str, message: Message, label: str, *, at: str | None = None) -> httpx2.Response:
        """Press the button with that label, as the message shows it now."""
        return await self.press_button(user, message, message.buttons[label], at=at)

    async def press_button(
        self, user: str, message: Message, button: Json, *, at: str | None = None
    ) -> httpx2.Response:
        """Press a button that a screen still shows."""
        trigger = f"T{next(self._numbers)}"
        self.triggers[trigger] = time.monotonic()
        action = {**button, "type": "button", "block_id": "b", "action_ts": at or f"{next(self._numbers)}.5"}
        payload = {
            "type": "block_actions",
            "user": {"id": user},
            "trigger_id": trigger,
            "container": {"type": "message", "channel_id": message.channel, "message_ts": message.ts},
            "channel": {"id": message.channel},
            "message": {"ts": message.ts, "text": message.text, "blocks": message.blocks},
            "actions": [action],
        }
        return await self.tell(payload)

    async def fill(self, user: str, modal: Json, **values: Any) -> Json:
        """Submit a modal with these values (dots in a path as two underscores); what the program answers."""
        state: Json = {}
        for block in modal["blocks"]:
            if block["type"] == "input":
                path = block["block_id"]
                state[path] = {"value": _state(block["element"], values.get(path.replace(".", "__")))}
        view = {**modal, "state": {"values": state}}
        answer = await self.tell({"type": "view_submission", "user": {"id": user}, "view": view})
        assert answer.status_code == 200, answer.text
        said: Json = answer.json()
        if said.get("response_action") == "update":
            error = _wrong(said["view"])
            assert not error, error
            self.modals.append(self._view(said["view"]))
        return said

    async def tell(self, payload: Json) -> httpx2.Response:
        """Tell the program, signed as Slack does."""
        body, headers = signed(httpx2.QueryParams({"payload": json.dumps(payload)}))
        self.overheard.append((body, headers))
        began = time.monotonic()
        async with httpx2.AsyncClient(trust_env=False) as client:
            answer = await client.post(f"{self.program}/slack/interactions", content=body, headers=headers, timeout=10)
        assert time.monotonic() - began < 3, "Slack would show an error by now"
        return answer


def signed(
    form: Any, at: float | None = None, secret: str = SECRET, kind: str = "application/x-www-form-urlencoded"
) -> tuple[bytes, dict[str, str]]:
    """A body as Slack sends it, and its headers."""
    body = str(form).encode()
    timestamp = str(int(time.time() if at is None else at))
    signature = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body)
    headers = {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": str(signature), "Content-Type": kind}
    return body, headers


def strings(value: Any) -> list[str]:
    """All texts within blocks."""
    if isinstance(value, dict):
        own = [value["text"]] if isinstance(value.get("text"), str) else []
        return own + [text for part in value.values() for text in strings(part)]
    return [text for part in value for text in strings(part)] if isinstance(value, list) else []


def _state(element: Json, value: Any) -> Json:
    """What Slack sends for an input; None: it was left as it was."""
    kind = element["type"]
    if kind == "static_select":
        options = {option["value"]: option for option in element["options"]}
        chosen = options[str(value)] if value is not None else element.get("initial_option")
        return {"type": kind, "selected_option": chosen}
    return {"type": kind, "value": element.get("initial_value") if value is None else str(value)}


def _wrong(body: Json) -> str:
    """What Slack would refuse in these blocks."""
    blocks = body.get("blocks", [])
    buttons = [element for block in blocks if block["type"] == "actions" for element in block["elements"]]
    inputs = [block["element"] for block in blocks if block["type"] == "input"]
    wrong = (
        len(blocks) > 100,
        any(len(text) > 3000 for text in strings(blocks)),
        any(len(button["text"]["text"]) > 75 or len(button.get("value", "")) > 2000 for button in buttons),
        len({button["action_id"] for button in buttons}) < len(buttons),
        any(block["type"] == "actions" and not 0 < len(block["elements"]) <= 25 for block in blocks),
        any(len(block["fields"]) > 10 for block in blocks if "fields" in block),
        any(element["type"] == "static_select" and not element["options"] for element in inputs),
        len(body.get("private_metadata", "")) > 3000,
        any(len(body[part]["text"]) > 24 for part in ("title", "submit", "close") if part in body),
    )
    return "invalid_blocks" if any(wrong) else ""
