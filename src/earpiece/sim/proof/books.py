"""The shop's back office, outside the system under proof: it keeps records of its own of whatever reached it."""

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextvars import Context
from dataclasses import dataclass
from typing import Any, Literal

from earpiece.domain.errors import NotFound, ToolError
from earpiece.sim.proof.plan import Mood

WRITES = ("refund", "change_address", "send_gift")
FOR_EVER = 1e8


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the back office's own record. `seq` is how far the journal had come at that moment."""

    at: float
    seq: int
    what: Literal["called", "happened", "failed", "asked"]
    tool: str
    key: str
    customer: str | None = None
    args: Mapping[str, Any] | None = None


def number_of(customer: str) -> int:
    """Customer `c17` has number 17, and the code 1017."""
    return int(re.sub(r"\D", "", customer) or "0")


def orders_of(customer: str) -> list[dict[str, Any]]:
    """Each customer's own orders; their ids and the lamp's model tell whose they are."""
    number = number_of(customer)
    return [
        {"id": f"o{number}a", "what": f"lamp M{number}", "price": 80.0, "status": "sent"},
        {"id": f"o{number}b", "what": f"chandelier M{number}", "price": 900.0, "status": "lost"},
    ]


class BackOffice:
    """Implements `domain.ports.Tools`. What was begun goes on when the node that asked for it is gone."""

    def __init__(self, moods: Sequence[Mood], reached: Callable[[], int], tell: Callable[[str], None]) -> None:
        """`reached` tells how far the journal has come; `tell` is given what happens, in words."""
        self._moods = {(mood.tool, mood.attempt): mood for mood in moods if mood.kind != "cannot tell"}
        self._untold = {(mood.tool, mood.attempt) for mood in moods if mood.kind == "cannot tell"}
        self._questions: Counter[str] = Counter()
        self._reached = reached
        self._tell = tell
        self._attempts: Counter[str] = Counter()
        self._done: dict[str, Any] = {}
        self._refused: set[str] = set()
        """Keys of attempts that we said had not happened: they never will."""
        self.record: list[Entry] = []

    async def run(self, tool: str, args: Mapping[str, Any], customer: str | None, key: str) -> Any:
        """See `Tools.run`."""
        self._note("called", tool, key, customer, args)
        self._attempts[tool] += 1
        mood = self._moods.get((tool, self._attempts[tool]), Mood(tool, 0, "slow", 0.05))
        return await _outside(self._perform(mood, args, customer, key))

    async def _perform(self, mood: Mood, args: Mapping[str, Any], customer: str | None, key: str) -> Any:
        if mood.kind == "fails":
            self._note("failed", mood.tool, key)
            raise ToolError("error", "the back office is closed")
        if mood.kind == "slow":
            await asyncio.sleep(mood.seconds)
        if mood.kind == "lost":
            await asyncio.sleep(FOR_EVER)
        result = self._effect(mood.tool, args, customer, key)
        if mood.kind == "late answer":
            await asyncio.sleep(mood.seconds)
        if mood.kind == "hangs":
            await asyncio.sleep(FOR_EVER)
        return result

    def _effect(self, tool: str, args: Mapping[str, Any], customer: str | None, key: str) -> Any:
        if tool == "my_orders":
            return orders_of(customer or "")
        if tool == "stock":
            return {"order": args["order"], "day": "Monday"}
        if tool == "sign_in":
            return self._sign_in(args)
        if key in self._refused:
            raise ToolError("error", "we said that this had not happened")
        if tool == "refund" and key in self._done:
            return self._done[key]
        if tool == "change_address" and args["address"] == "the moon":
            self._note("failed", tool, key)
            raise ToolError("too_far", "nobody delivers there")
        self._done[key] = {"customer": customer, **args}
        self._note("happened", tool, key, customer, args)
        self._tell(f"The back office does {tool} {dict(args)} for {customer}.")
        return self._done[key]

    def _sign_in(self, args: Mapping[str, Any]) -> Any:
        number, code = str(args["number"]), str(args["code"])
        if code != f"1{number.zfill(3)}":
            raise ToolError("no_match")
        return {"customer": f"c{number}", "name": f"Customer {number}"}

    async def check(self, tool: str, key: str) -> Any:
        """See `Tools.check`. Of gifts nobody keeps a record; who is told "no" can rely on it."""
        self._note("asked", tool, key)
        await asyncio.sleep(0.05)
        self._questions[tool] += 1
        if tool == "send_gift" or (tool, self._questions[tool]) in self._untold:
            raise NotFound("that is not on record")
        if key not in self._done:
            self._refused.add(key)
        return self._done.get(key)

    def _note(
        self,
        what: Literal["called", "happened", "failed", "asked"],
        tool: str,
        key: str,
        customer: str | None = None,
        args: Mapping[str, Any] | None = None,
    ) -> None:
        now = asyncio.get_running_loop().time()
        self.record.append(Entry(now, self._reached(), what, tool, key, customer, args))


async def _outside(work: Coroutine[Any, Any, Any]) -> Any:
    """Do it in the world's own life: whoever waits for it may die meanwhile."""
    task = asyncio.get_running_loop().create_task(work, context=Context())
    task.add_done_callback(lambda done: done.cancelled() or done.exception())  # whoever asked may be gone
    return await asyncio.shield(task)
