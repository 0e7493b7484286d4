"""A list of bugs to plant into the floor."""

from dataclasses import dataclass
from typing import Any

from earpiece.insight.floor import order
from earpiece.insight.floor.engine import Floor
from earpiece.insight.floor.people import Person
from earpiece.insight.floor.seats import Seat
from earpiece.insight.floor.talks import _Course
from earpiece.insight.floor.waiting import Pool


@dataclass(frozen=True)
class Bug:
    """`line` of a function is replaced."""

    name: str
    owner: Any
    function: str
    line: str
    instead: str


BUGS = (
    Bug("patience is ignored", Floor, "_tired", 'self._end(ticket, "abandoned")', "pass"),
    Bug("patience goes on during the service", Floor, "_tired", "and ticket.work.held", ""),
    Bug("nobody leaves during the service", Floor, "_tired", "and ticket.work.held", "and False"),
    Bug("who is called back hangs up", Floor, "_tired", "and ticket.promised_at is None", ""),
    Bug("the service is drawn twice", Floor, "_fill", "task.left = task.parts[0]", "task.left = task.parts[0] * 2"),
    Bug(
        "two seconds leak into each service",
        Floor,
        "_fill",
        "task.left = task.parts[0]",
        "task.left = task.parts[0] + 2",
    ),
    Bug("who came last goes first", order, "_came", "min(each.arrived", "-min(each.arrived"),
    Bug("priorities are upside down", order, "_priority", "each.work.priority,", "-each.work.priority,"),
    Bug("priorities are ignored", order, "_priority", "each.work.priority,", "0,"),
    Bug("the farthest deadline goes first", order, "_deadline", "each.work.deadline,", "-each.work.deadline,"),
    Bug("the least harmful goes first", order, "_harm", "len(tickets)", "-len(tickets)"),
    Bug("the desk's order knows no amounts", order, "_harm", "max(each.work.amount for each in tickets)", "0.0"),
    Bug(
        "the desk's order knows no rungs",
        order,
        "_harm",
        "each.next_due for each in tickets if",
        "each.next_due for each in () if",
    ),
    Bug(
        "an order that changes stays as it was",
        order,
        "_harm",
        "asked_at=min(each.arrived for each in tickets)",
        "asked_at=now",
    ),
    Bug("busy time is counted twice", Seat, "settle", "self.busy += passed", "self.busy += 2 * passed"),
    Bug(
        "busy time is counted for each in hand",
        Seat,
        "settle",
        "self.busy += passed",
        "self.busy += passed * len(tasks)",
    ),
    Bug("each in hand costs all of a person's time", Seat, "settle", "passed / len(tasks)", "passed"),
    Bug("several at once go at full speed", Seat, "pace", " / len(self.tasks)", ""),
    Bug("several at once do not help each other", Seat, "pace", "self.speeds[len(self.tasks) - 1]", "1.0"),
    Bug(
        "one slot too many",
        Seat,
        "add",
        "self.person.speeds_on(task.channel)",
        "(*self.person.speeds_on(task.channel), 2.5)",
    ),
    Bug(
        "one slot too few",
        Seat,
        "has_room",
        "len(self.tasks) < len(self.speeds)",
        "len(self.tasks) + 1 < len(self.speeds)",
    ),
    Bug("calls are taken beside chats", Seat, "has_room", "channel == self.channel and", ""),
    Bug("skills are ignored", Seat, "may", "return not skills.isdisjoint(self.person.skills)", "return True"),
    Bug(
        "all skills are asked for",
        Seat,
        "may",
        "not skills.isdisjoint(self.person.skills)",
        "skills <= self.person.skills",
    ),
    Bug("pauses are ignored", Person, "on_duty", "not any(begin <= at < end for begin, end in self.pauses)", "True"),
    Bug("shifts never end", Person, "on_duty", "self.since <= at < self.until", "self.since <= at"),
    Bug("the absent are there", Person, "on_duty", "self.absent or", ""),
    Bug("nobody begins when a pause ends", Floor, "_comes_or_goes", "self._fill(seat)", "pass"),
    Bug("who leaves the queue is served all the same", Floor, "_drop", 'task.state = "over"', "pass"),
    Bug("who is left alone goes on working", Floor, "_drop", "self._fill(task.seat)", "pass"),
    Bug("a person rests after each service", Floor, "_put_down", "self._fill(seat)", "self._foresee(seat)"),
    Bug("the writing up is forgotten", Floor, "_part_ends", '"wrapping up" if task.after > 0.0 else "over"', '"over"'),
    Bug("only the first part is done", Floor, "_part_ends", "task.part < len(task.parts)", "False"),
    Bug("joined questions are served once each", Floor, "_join", "if task is None:", "if True:"),
    Bug(
        "questions join only while they wait",
        Floor,
        "_was_taken",
        'ticket.state = "taken"',
        'ticket.state = "taken"; self._forget(self._tasks[ticket])',
    ),
    Bug("what is done can still be joined", Floor, "_part_ends", "self._forget(task)", "pass"),
    Bug("joining costs nothing", Floor, "_join", "task.parts[-1] += self._join_s", "pass"),
    Bug("joining late costs nothing", Floor, "_join", "task.left += self._join_s if", "task.left += 0.0 if"),
    Bug("unlike questions are joined", Floor, "_queue", "self._joins and ticket.work.topic is not None", "self._joins"),
    Bug("a joined question makes nothing more urgent", Floor, "_join", "self._pool(task).put(task, self.now)", "pass"),
    Bug("the first one's time is lost when they leave", Floor, "_end", "if leads:", "if False:"),
    Bug("all who joined leave with the first", Floor, "_end", "if not task.tickets:", "if leads:"),
    Bug("rungs are never reached", Floor, "_climb", "self._reach(ticket, rung)", "pass"),
    Bug("rungs go on after somebody took it", Floor, "_climb", 'if ticket.state != "waiting":', "if ticket.over:"),
    Bug("only the first rung counts", Floor, "_climb", "if ticket.next_due is not None:", "if False:"),
    Bug("a rung widens to nobody", Floor, "_reach", "task.skills |= rung.skills", "pass"),
    Bug("a wider circle is not asked", Floor, "_reach", "self._place(task)", "self._pool(task).put(task, self.now)"),
    Bug(
        "patience begins anew with each pool",
        Floor,
        "_hand_over",
        "left = ticket.patient_until - self.now",
        "left = inf",
    ),
    Bug("what is handed over waits twice", Floor, "_hand_over", 'self._end(ticket, "handed over")', "pass"),
    Bug("calling back is free", Floor, "_reach", "task.parts[0] += rung.seconds", "pass"),
    Bug("chats gather with one person", Floor, "_free_seat", "-1 if self._gather else 1", "-1"),
    Bug("chats always spread", Floor, "_free_seat", "-1 if self._gather else 1", "1"),
    Bug("always the same person is asked", Floor, "_free_seat", "seat.free_since, ", ""),
    Bug("what is withdrawn is served", Floor, "withdraw", 'self._end(ticket, "withdrawn")', "pass"),
    Bug("callers are not told who left", Floor, "_end", "self._tell([ticket])", "pass"),
    Bug("who got another key goes by the old one", Pool, "_stands", " and task.key == key", ""),
)


IN_TALKS = (
    Bug(
        "patience runs from when it was asked",
        _Course,
        "_ask",
        "self._stuck_at - now + step.ask.patience",
        "step.ask.patience",
    ),
    Bug("an early question is due at once", _Course, "_ask", "deadline=self._stuck_at", "deadline=now"),
    Bug("rungs run from when it was asked early", _Course, "_ask", "rung.after + sooner", "rung.after"),
    Bug("nothing is asked early", _Course, "go", "- step.early", "- 0.0"),
    Bug("what was done meanwhile is done again", _Course, "go", "max(step.own - ahead, 0.0)", "step.own"),
    Bug(
        "more goes on meanwhile than there is",
        _Course,
        "_may_go_on",
        "min(step.meanwhile, following)",
        "step.meanwhile",
    ),
    Bug("nothing goes on meanwhile", _Course, "_may_go_on", "min(step.meanwhile, following)", "0.0"),
    Bug("needless questions are waited for", _Course, "_arrive", "elif not step.needed:", "elif False:"),
    Bug("needless questions stay open", _Course, "_arrive", "self._floor.withdraw(ticket)", "pass"),
    Bug(
        "a promise is waited for",
        _Course,
        "_answered",
        "self._floor.now if ticket.promised_at is None else ticket.promised_at",
        "self._floor.now",
    ),
    Bug("who hangs up goes on", _Course, "_answered", 'elif ticket.state == "abandoned":', "elif False:"),
    Bug(
        "the wait for a live person is not counted",
        _Course,
        "_led",
        "self._waited_until(self._floor.now if ticket.taken is None else ticket.taken)",
        "pass",
    ),
    Bug(
        "the wait counts from when it was needed",
        _Course,
        "_waited_until",
        "waits.append((self._stuck_at, until))",
        "waits.append((self._needed_at, until))",
    ),
)

FOUND_BY_FORMULAS = (
    "patience is ignored",
    "patience goes on during the service",
    "nobody leaves during the service",
    "the service is drawn twice",
    "who came last goes first",
    "priorities are upside down",
    "priorities are ignored",
    "each in hand costs all of a person's time",
    "several at once go at full speed",
    "several at once do not help each other",
    "one slot too few",
    "joined questions are served once each",
)
"""These are found without any day counted by hand, too."""
