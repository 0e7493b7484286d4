"""Servers that break a promise, each in one way."""

import asyncio
import json
import posixpath
import re
from typing import Any
from urllib.parse import quote, unquote

from tests.sim.broken_door import Answer, Call, Door, Fault

# ── messages ──────────────────────────────────────────────────────────────────────────────────────────────────────


class SwallowsMessages(Fault):
    """Acknowledges a message and does not pass it on."""

    async def comes(self, call: Call) -> Answer | None:
        return Answer(201, '{"position": 99}') if call.says() and _well_formed(call) else None


class TakesMessagesAgain(Fault):
    """Does not know a message that was sent before."""

    def __init__(self, server: Door) -> None:
        super().__init__(server)
        self.times: dict[str, int] = {}

    async def comes(self, call: Call) -> Answer | None:
        if call.says() and call.whole and "id" in call.json:
            body = call.json
            times = self.times[body["id"]] = self.times.get(body["id"], 0) + 1
            call.json = {**body, "id": f"{body['id']}..{times}"}
        return None

    async def goes(self, call: Call, answer: Answer) -> None:
        answer.text = re.sub(r"\.\.\d+", "", answer.text)


class TakesHalfAMessage(Fault):
    """Takes what it has of a message whose sender went away."""

    async def comes(self, call: Call) -> Answer | None:
        if call.says() and not call.whole:
            found = re.search(rb'"id": "(\w+)"', call.body)
            assert found is not None
            call.json, call.whole = {"id": found.group(1).decode(), "text": "Hello"}, True
            call.headers["content-type"] = "application/json"
        return None


class KeepsWhatItRefuses(Fault):
    """Refuses a message and writes something down all the same."""

    async def goes(self, call: Call, answer: Answer) -> None:
        if call.says() and answer.status == 422:
            call.json = {"id": "refused", "text": "Hello"}
            await self.server.pass_on(call)


# ── answers ───────────────────────────────────────────────────────────────────────────────────────────────────────


class TakesEveryAnswer(Fault):
    """Says yes to every answer, whatever the real server says."""

    async def goes(self, call: Call, answer: Answer) -> None:
        if call.answers():
            answer.status = 200


class SaysNotWhoWon(Fault):
    """Refuses the second answer without saying who gave the first."""

    async def goes(self, call: Call, answer: Answer) -> None:
        if call.answers() and answer.status == 409:
            answer.json = {"error": {"code": "conflict", "message": "Too late.", "details": {}}}


class RefusesTheSecondClick(Fault):
    """Takes the same click twice for two answers."""

    def __init__(self, server: Door) -> None:
        super().__init__(server)
        self.clicks: set[str] = set()

    async def comes(self, call: Call) -> Answer | None:
        if not call.answers():
            return None
        key = call.json["key"]
        if key in self.clicks:
            return _refusal(409, "conflict")
        self.clicks.add(key)
        return None


# ── waiting ───────────────────────────────────────────────────────────────────────────────────────────────────────


class RefusesAPerson(Fault):
    """Makes nothing of the wish for a person."""

    async def comes(self, call: Call) -> Answer | None:
        if call.says() and "person" in str(call.body):
            call.json = {**call.json, "text": "Hello"}
        return None


class SaysNothing(Fault):
    """Leaves out that a colleague is being asked."""

    async def goes(self, call: Call, answer: Answer) -> None:
        if '"purpose":"holding"' in answer.text and "items" in answer.text:
            view = answer.json
            answer.json = {**view, "items": [item for item in view["items"] if item["purpose"] != "holding"]}

    async def event(self, call: Call, block: str) -> list[str]:
        return [] if '"purpose":"holding"' in block else [block]


class SpeaksLate(Fault):
    """Brings the first word after two seconds."""

    async def event(self, call: Call, block: str) -> list[str]:
        if '"purpose":"holding"' in block:
            await asyncio.sleep(2.2)
        return [block]


class SpeaksOnce(Fault):
    """Never says a second word to who waits."""

    async def goes(self, call: Call, answer: Answer) -> None:
        if '"purpose":"holding"' in answer.text and "items" in answer.text:
            view, kept = answer.json, False
            items = []
            for item in view["items"]:
                if item["purpose"] != "holding" or not kept:
                    items.append(item)
                kept = kept or item["purpose"] == "holding"
            answer.json = {**view, "items": items}


class NeverWaits(Fault):
    """Says that nobody is asked, always."""

    async def goes(self, call: Call, answer: Answer) -> None:
        answer.text = answer.text.replace('"waiting":true', '"waiting":false')


class AlwaysWaits(Fault):
    """Says that somebody is asked, always."""

    async def goes(self, call: Call, answer: Answer) -> None:
        answer.text = answer.text.replace('"waiting":false', '"waiting":true')


class StreamWaitsForEver(Fault):
    """The stream does not say that the waiting is over."""

    async def event(self, call: Call, block: str) -> list[str]:
        return [block.replace('"waiting":false', '"waiting":true') if block.startswith("event: status") else block]


class HearsNobodyWhoWaits(Fault):
    """Takes nothing from a customer once they have asked for a person."""

    def __init__(self, server: Door) -> None:
        super().__init__(server)
        self.waits: set[str] = set()

    async def comes(self, call: Call) -> Answer | None:
        if not call.says() or call.headers.get("authorization") == self.server.service["authorization"]:
            return None
        if call.conversation in self.waits:
            return Answer(201, '{"position": 99}')
        if "person" in str(call.body):
            self.waits.add(call.conversation)
        return None


# ── streams ───────────────────────────────────────────────────────────────────────────────────────────────────────


class RepeatsEvents(Fault):
    """Sends what an expert answered twice."""

    async def event(self, call: Call, block: str) -> list[str]:
        return [block, block] if '"purpose":"result"' in block else [block]


class DropsEvents(Fault):
    """Loses what an expert answered."""

    async def event(self, call: Call, block: str) -> list[str]:
        return [] if '"purpose":"result"' in block else [block]


class ForgetsWhereItWas(Fault):
    """Begins every stream at the beginning."""

    async def comes(self, call: Call) -> Answer | None:
        call.headers.pop("last-event-id", None)
        return None


class EndsStreams(Fault):
    """Ends a stream when there is nothing to send."""

    async def event(self, call: Call, block: str) -> list[str]:
        if block.startswith("event: status"):
            raise asyncio.CancelledError
        return [block]


class SendsNoHeartbeat(Fault):
    """Leaves out the comments."""

    async def event(self, call: Call, block: str) -> list[str]:
        return [] if block.startswith(":") else [block]


# ── the story ─────────────────────────────────────────────────────────────────────────────────────────────────────


class NamesNoSources(Fault):
    """Tells the story without where the agent's words come from."""

    async def goes(self, call: Call, answer: Answer) -> None:
        if call.path.endswith("/story") and answer.status == 200:
            answer.json = [{**line, "detail": ""} for line in answer.json]


class CountsWrong(Fault):
    """Gives two lines of a story the same place."""

    async def goes(self, call: Call, answer: Answer) -> None:
        if call.path.endswith("/story") and answer.status == 200:
            story = answer.json
            answer.json = [*story[:2], *({**line, "position": line["position"] - 1} for line in story[2:])]


class SkipsALine(Fault):
    """Leaves out the first line when somebody reads on."""

    async def goes(self, call: Call, answer: Answer) -> None:
        if "?after=" in call.path and answer.status == 200:
            answer.json = {**answer.json, "items": answer.json["items"][1:]}


class RewritesThePast(Fault):
    """Tells a line in other words from the second time on."""

    def __init__(self, server: Door) -> None:
        super().__init__(server)
        self.read: set[str] = set()

    async def goes(self, call: Call, answer: Answer) -> None:
        if call.method == "GET" and call.path == f"/chat/conversations/{call.conversation}":
            if call.conversation in self.read:
                answer.text = answer.text.replace("Hello", "Good day")
            self.read.add(call.conversation)


# ── secrets and strangers ─────────────────────────────────────────────────────────────────────────────────────────


class KeepsSecrets(Fault):
    """Shows what the customer typed as they typed it."""

    def __init__(self, server: Door) -> None:
        super().__init__(server)
        self.typed: dict[str, str] = {}

    async def comes(self, call: Call) -> Answer | None:
        if call.says():
            self.typed[call.json["id"]] = call.json["text"]
        return None

    async def goes(self, call: Call, answer: Answer) -> None:
        if call.method == "GET" and call.path.startswith("/chat/") and answer.status == 200:
            view = answer.json
            items = [{**item, "text": self.typed.get(item["message"] or "", item["text"])} for item in view["items"]]
            answer.json = {**view, "items": items}


class ChecksNoTokens(Fault):
    """Opens every conversation to everybody."""

    async def comes(self, call: Call) -> Answer | None:
        if call.path.startswith("/chat/"):
            call.headers.update(self.server.service)
        return None


class OpensTheDesk(Fault):
    """Lets everybody in on the human side."""

    async def comes(self, call: Call) -> Answer | None:
        if (
            not call.path.startswith("/chat/")
            and call.headers.get("authorization") != self.server.service["authorization"]
        ):
            call.headers.update({**self.server.service, "x-acting-as": "cleo"})
        return None


class ResolvesAddressesTooLate(Fault):
    """Checks the token against the address as it was sent, then tidies the address up and goes there."""

    async def comes(self, call: Call) -> Answer | None:
        tidy = posixpath.normpath(unquote(call.path))
        if tidy != call.path and "/stream" not in tidy:
            call.path = quote(tidy)
            call.headers.update({**self.server.service, "x-acting-as": "cleo"})
        return None


class BelievesEverybody(Fault):
    """Takes any word for who the customer is."""

    async def comes(self, call: Call) -> Answer | None:
        if call.path == "/chat/conversations" and isinstance(call.json, dict):
            call.json = {name: value for name, value in call.json.items() if name != "token"}
        return None


class SwapsTokens(Fault):
    """Gives each customer the token of another one."""

    async def goes(self, call: Call, answer: Answer) -> None:
        if call.path == "/chat/conversations" and answer.status == 201:
            another = await self.server.pass_on(call)
            answer.json = {**answer.json, "token": another.json["token"]}


class NumbersConversations(Fault):
    """Gives conversations numbers for ids."""

    def __init__(self, server: Door) -> None:
        super().__init__(server)
        self.real: list[str] = []

    async def comes(self, call: Call) -> Answer | None:
        call.path = re.sub(r"c(\d{4})\b", lambda found: self.real[int(found.group(1))], call.path)
        return None

    async def goes(self, call: Call, answer: Answer) -> None:
        if call.path == "/chat/conversations" and answer.status == 201:
            self.real.append(answer.json["conversation"])
        for number, id in enumerate(self.real):
            answer.text = answer.text.replace(id, f"c{number:04}")


# ── the interface ─────────────────────────────────────────────────────────────────────────────────────────────────


class AnswersInAnotherShape(Fault):
    """Gives errors the shape that its framework likes."""

    async def goes(self, call: Call, answer: Answer) -> None:
        if answer.status >= 400:
            answer.json = {"detail": "Not that way."}


class HasNoLimits(Fault):
    """Takes as many messages as somebody sends."""

    async def goes(self, call: Call, answer: Answer) -> None:
        if answer.status == 429:
            answer.status, answer.text = 201, '{"position": 3}'


class NeverSaysWhen(Fault):
    """Refuses one message too many, and not until when."""

    async def goes(self, call: Call, answer: Answer) -> None:
        answer.headers.pop("retry-after", None)


def _refusal(status: int, code: str) -> Answer:
    return Answer(status, json.dumps({"error": {"code": code, "message": "No, not that way.", "details": {}}}))


def _well_formed(call: Call) -> bool:
    try:
        body: Any = call.json
    except ValueError:
        return False
    return isinstance(body, dict)
