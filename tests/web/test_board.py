"""The board's and oversight's endpoints: for whom they are, and what the stream sends."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from earpiece.domain.errors import Forbidden
from earpiece.runtime.supervision.live_views import BoardView, Counts, LiveView, Reason
from earpiece.runtime.views import Leader, Person
from earpiece.web import board
from earpiece.web.board import BoardChange

NONE = Counts(live=0, matching=0, waiting=0, people=0, halted=0, unread=0)


def view(id: str, last: str = "hello", since: float = 0.0) -> LiveView:
    """A conversation on the board."""
    reason = Reason(text=f"waits {since}", words="waits {span}", since=1.0)
    return LiveView(
        id=id, customer=None, channel="chat", language="en", about="", lead=Leader(), waiting_since=None, score=since,
        reasons=[reason], last=last, last_who="customer", last_at=1.0,
    )  # fmt: skip


class Clock:
    """Time passes where somebody sleeps."""

    time = 0.0

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += seconds


class Live:
    """Gives these views one after the other, and then nothing new."""

    def __init__(self, clock: Clock, *views: list[LiveView]) -> None:
        self.clock, self.views = clock, list(views)
        self.looks: list[float] = []

    async def look(self, words: str, limit: int) -> BoardView:
        self.looks.append(self.clock.now())
        shown = self.views.pop(0) if len(self.views) > 1 else self.views[0]
        return BoardView(
            at=self.clock.now(), version=len(self.looks), conversations=shown, counts=NONE, wall=[], staffing=[]
        )

    async def wait(self, version: int, seconds: float) -> bool:
        return True


async def some(events: AsyncIterator[Any], count: int) -> list[BoardChange]:
    """The first events of a stream."""
    found = []
    async for event in events:
        if event is not None:
            found.append(event.data)
        if len(found) == count:
            break
    return found


async def anybody() -> Person:
    """May look."""
    return Person(id="sam", name="Sam", role="supervisor")


def test_only_what_changed_is_sent_at_most_four_times_a_second() -> None:
    """Time alone changes nothing: a page lets its own clocks run."""
    clock = Clock()
    later = [view("a", since=9.0), view("b", since=9.0)]
    live = Live(clock, [view("a"), view("b")], later, [view("b", "news"), view("a", since=10.0)])
    first, second = asyncio.run(some(board.follow(live, clock, anybody, "", 100), 2))
    assert ([one.id for one in first.changed], first.order, first.wall) == (["a", "b"], ["a", "b"], [])
    assert ([one.id for one in second.changed], second.order, second.wall) == (["b"], ["b", "a"], None)
    assert live.looks == [0.0, 0.25, 0.5]


def test_the_stream_ends_with_the_right_to_look() -> None:
    """Somebody who is no supervisor any more sees nothing further."""
    clock, asked = Clock(), [1, 2]

    async def who() -> Person:
        if not asked:
            raise Forbidden("no more")
        asked.pop()
        return await anybody()

    live = Live(clock, [view("a")], [view("a", "b")], [view("a", "c")], [view("a", "d")])
    assert len(asyncio.run(some(board.follow(live, clock, who, "", 100), 10))) == 2


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/board/conversations", None),
        ("GET", "/board/stream", None),
        ("GET", "/oversight/figures", None),
        ("GET", "/oversight/cards/x", None),
        ("POST", "/desk/cards/x/overturn", {"reason": "wrong"}),
        ("GET", "/oversight/seeds", None),
        ("POST", "/oversight/seeds", {"card": "x", "because": "so it is"}),
        ("PUT", "/oversight/seeds/share", {"share": 0.1}),
        ("DELETE", "/oversight/seeds/x", None),
    ],
)
def test_experts_see_none_of_it(web: TestClient, method: str, path: str, body: Any) -> None:
    """Nor does a stranger."""
    expert = {"Authorization": "Bearer session-dana"}
    assert web.request(method, path, json=body, headers=expert).status_code == 403
    assert web.request(method, path, json=body).status_code == 401


def test_wrong_questions_are_refused(web: TestClient) -> None:
    """With what is wrong."""
    supervisor = {"Authorization": "Bearer session-sam"}
    for path in ("/board/conversations?limit=0", "/board/conversations?limit=501", "/oversight/figures?from=x"):
        assert web.get(path, headers=supervisor).status_code == 422
