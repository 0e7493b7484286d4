"""A person at work: what they have in hand, and how fast it goes."""

from earpiece.insight.floor.people import ONE_AT_A_TIME, Person
from earpiece.insight.floor.waiting import Pool, Task


class Seat:
    """Limited processor sharing: with n in hand each gets an n-th of the total speed for n."""

    __slots__ = (
        "busy",
        "channel",
        "free_since",
        "number",
        "on",
        "person",
        "plan",
        "pools",
        "settled",
        "speeds",
        "tasks",
    )

    def __init__(self, person: Person, number: int) -> None:
        self.person = person
        self.number = number
        self.on = False
        self.pools: list[Pool] = []
        self.tasks: list[Task] = []
        self.channel = ""
        self.speeds: tuple[float, ...] = ONE_AT_A_TIME
        self.busy = 0.0
        """Seconds with something in hand."""
        self.settled = 0.0
        self.free_since = 0.0
        self.plan = 0
        """Counts up when what is next here changes, so that an older plan is known to be void."""

    def has_room(self, channel: str) -> bool:
        """Whether one more piece of work of that channel can be taken in hand."""
        if not self.on:
            return False
        return not self.tasks or (channel == self.channel and len(self.tasks) < len(self.speeds))

    def may(self, skills: frozenset[str]) -> bool:
        """Whether they have one of them."""
        return not skills.isdisjoint(self.person.skills)

    def settle(self, now: float) -> None:
        """Counts the time since it was last called: as work done, and as a person's time, in equal parts."""
        passed, tasks = now - self.settled, self.tasks
        self.settled = now
        if not tasks or passed <= 0.0:
            return
        self.busy += passed
        done, share = passed * self.pace(), passed / len(tasks)
        for task in tasks:
            task.left -= done
            task.seconds += share

    def pace(self) -> float:
        """The speed at which each piece in hand goes on."""
        return self.speeds[len(self.tasks) - 1] / len(self.tasks)

    def add(self, task: Task, now: float) -> None:
        """Takes it in hand."""
        self.settle(now)
        if not self.tasks:
            self.channel = task.channel
            self.speeds = self.person.speeds_on(task.channel)
        self.tasks.append(task)
        task.seat = self

    def drop(self, task: Task, now: float) -> None:
        """Has it in hand no more."""
        self.settle(now)
        self.tasks.remove(task)
        if not self.tasks:
            self.free_since = now
