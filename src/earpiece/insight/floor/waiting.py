"""Work that waits, by who may take it."""

from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any, Literal

from earpiece.insight.floor.work import Ticket

if TYPE_CHECKING:
    from earpiece.insight.floor.order import Order
    from earpiece.insight.floor.seats import Seat


class Task:
    """One service: of one ticket, or of several that ask the same. The first ticket leads: its times count."""

    __slots__ = ("after", "asks", "channel", "key", "left", "part", "parts", "place", "seat", "seconds", "skills",
                 "state", "tickets")  # fmt: skip

    def __init__(self, ticket: Ticket) -> None:
        work = ticket.work
        self.tickets = [ticket]
        self.asks = (work.topic, work.skills)
        """What makes two questions equal."""
        self.skills = work.skills
        self.channel = work.channel
        self.parts = list(work.parts)
        self.after = work.after
        self.state: Literal["waiting", "in hand", "wrapping up", "over"] = "waiting"
        self.key: Any = None
        self.place = 0
        self.seat: Seat | None = None
        self.part = 0
        self.left = 0.0
        self.seconds = 0.0


class Pool:
    """The tasks that the same people may take, in the floor's order."""

    __slots__ = ("_heap", "_order", "_tasks", "channel", "seats", "skills")

    def __init__(self, skills: frozenset[str], channel: str, order: "Order") -> None:
        self.skills = skills
        self.channel = channel
        self.seats: list[Seat] = []
        self._order = order
        self._heap: list[tuple[Any, int, Task]] = []
        self._tasks: dict[int, Task] = {}

    def put(self, task: Task, now: float) -> None:
        """`task.place` says who came first of two with equal keys."""
        if self._order.lasting:
            task.key = self._order.key(task, now)
            heappush(self._heap, (task.key, task.place, task))
        else:
            self._tasks[task.place] = task

    def first(self, now: float) -> tuple[Any, int, Task] | None:
        """Key, place and task of whose turn it is; it stays here. None: nothing waits."""
        if not self._order.lasting:
            return self._looked_through(now)
        heap = self._heap
        while heap and not self._stands(heap[0]):
            heappop(heap)
        return heap[0] if heap else None

    def _stands(self, entry: tuple[Any, int, Task]) -> bool:
        """An entry is void when its task waits no more, or got another key."""
        key, _, task = entry
        return task.state == "waiting" and task.key == key

    def _looked_through(self, now: float) -> tuple[Any, int, Task] | None:
        for place in [place for place, task in self._tasks.items() if task.state != "waiting"]:
            del self._tasks[place]
        return min(((self._order.key(task, now), place, task) for place, task in self._tasks.items()), default=None)
