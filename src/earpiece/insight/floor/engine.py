"""The floor itself: a heap of events, people who take what waits, customers who may not wait for ever."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from heapq import heappop, heappush
from itertools import count
from math import inf
from typing import Any

from earpiece.domain.errors import Invalid
from earpiece.insight.floor.order import FIRST_COME, Order
from earpiece.insight.floor.people import Person
from earpiece.insight.floor.seats import Seat
from earpiece.insight.floor.waiting import Pool, Task
from earpiece.insight.floor.work import Rung, State, Ticket, Work

Then = Callable[[Ticket], None]


class Floor:
    """People and the work that comes to them. Give it work with `offer` (at once) or `at` (later), then `run`.

    - `order`: what a person takes first of what they may take.
    - `joins`: equal open questions become one piece of work, also while somebody is at it; each that joins costs
      `join_s` more.
    - `gather`: work of which people can have several in hand goes to whoever has most already, which saves their
      time; otherwise to whoever has least, which saves the customers'. Of equals: who has been free longest.

    The same offers give the same day: nothing here is left to chance.
    """

    def __init__(self, people: Sequence[Person], order: Order = FIRST_COME, *, joins: bool = False, join_s: float = 0.0,
                 gather: bool = False) -> None:  # fmt: skip
        self.now = 0.0
        self.tickets: list[Ticket] = []
        self._seats = [Seat(person, number) for number, person in enumerate(people)]
        self._order = order
        self._joins = joins
        self._join_s = join_s
        self._gather = gather
        self._events: list[tuple[float, int, Callable[[Any], object], Any]] = []
        self._count = count()
        self._pools: dict[tuple[frozenset[str], str], Pool] = {}
        self._tasks: dict[Ticket, Task] = {}
        self._open: dict[tuple[str | None, frozenset[str]], Task] = {}
        for seat in self._seats:
            self._plan_shift(seat)

    # --- what callers do ----------------------------------------------------------------------------------------------

    def at(self, when: float, do: Callable[[Any], object], what: Any = None) -> None:
        """Calls `do(what)` when it is `when`, after whatever was planned for that moment before."""
        heappush(self._events, (max(when, self.now), next(self._count), do, what))

    def offer(self, work: Work, then: Then | None = None) -> Ticket:
        """The work is there now. `then` is called with the ticket as soon as it is over for the customer, whatever its
        state (done, abandoned, withdrawn, expired, handed over)."""
        ticket = Ticket(work, len(self.tickets), self.now, then=then)
        ticket.patient_until = self.now + work.patience
        self.tickets.append(ticket)
        if ticket.patient_until < inf:
            self.at(ticket.patient_until, self._tired, ticket)
        if work.rungs:
            self.at(self.now + work.rungs[0].after, self._climb, ticket)
        if not self._join(ticket):
            self._queue(Task(ticket))
        return ticket

    def offers(self, arrivals: Sequence[tuple[float, Work]]) -> None:
        """Each piece of work comes at its time."""
        for when, work in arrivals:
            self.at(when, self.offer, work)

    def withdraw(self, ticket: Ticket) -> None:
        """It is not needed any more. Nothing happens if it is over."""
        if not ticket.over:
            self._end(ticket, "withdrawn")

    def run(self, until: float = inf) -> None:
        """Plays until then, or until nothing more is planned. Can be called again to go on."""
        events = self._events
        while events and events[0][0] <= until:
            self.now, _, do, what = heappop(events)
            do(what)
        if until < inf:
            self.now = max(self.now, until)
        for seat in self._seats:
            seat.settle(self.now)

    @property
    def busy(self) -> dict[str, float]:
        """Seconds each person has worked, until the last event or the end of `run`."""
        return {seat.person.id: seat.busy for seat in self._seats}

    @property
    def paid(self) -> dict[str, float]:
        """Seconds of each person's shift."""
        return {seat.person.id: seat.person.paid for seat in self._seats}

    @property
    def in_system(self) -> int:
        """Customers who wait or are being served."""
        return sum(not ticket.over for ticket in self.tickets)

    # --- shifts -------------------------------------------------------------------------------------------------------

    def _plan_shift(self, seat: Seat) -> None:
        person = seat.person
        edges = {person.since, person.until, *(edge for pause in person.pauses for edge in pause)}
        for edge in sorted(edges - {inf}):
            self.at(edge, self._comes_or_goes, seat)

    def _comes_or_goes(self, seat: Seat) -> None:
        seat.on = seat.person.on_duty(self.now)
        self._fill(seat)

    # --- waiting ------------------------------------------------------------------------------------------------------

    def _join(self, ticket: Ticket) -> bool:
        """Joins an open task that asks the same, if there is one."""
        task = self._open.get((ticket.work.topic, ticket.work.skills))
        if task is None:
            return False
        task.tickets.append(ticket)
        self._tasks[ticket] = task
        task.parts[-1] += self._join_s
        if task.state == "waiting":
            self._pool(task).put(task, self.now)
        elif task.seat is not None:
            self._was_taken(ticket, task.seat)
            task.left += self._join_s if task.part == len(task.parts) - 1 else 0.0
            self._foresee(task.seat)
        return True

    def _queue(self, task: Task) -> None:
        """A new task goes to somebody who is free, or waits."""
        ticket = task.tickets[0]
        task.place = ticket.number
        self._tasks[ticket] = task
        if self._joins and ticket.work.topic is not None:
            self._open[task.asks] = task
        self._place(task)

    def _place(self, task: Task) -> None:
        pool = self._pool(task)
        pool.put(task, self.now)
        seat = self._free_seat(pool)
        if seat is not None:
            self._fill(seat)

    def _pool(self, task: Task) -> Pool:
        pool = self._pools.get((task.skills, task.channel))
        if pool is None:
            pool = self._pools[task.skills, task.channel] = Pool(task.skills, task.channel, self._order)
            pool.seats = [seat for seat in self._seats if seat.may(task.skills)]
            for seat in pool.seats:
                seat.pools.append(pool)
        task.skills = pool.skills
        return pool

    def _free_seat(self, pool: Pool) -> Seat | None:
        """Who would take something from this pool now."""
        sign = -1 if self._gather else 1
        free = (seat for seat in pool.seats if seat.has_room(pool.channel))
        return min(free, key=lambda seat: (sign * len(seat.tasks), seat.free_since, seat.number), default=None)

    # --- serving ------------------------------------------------------------------------------------------------------

    def _fill(self, seat: Seat) -> None:
        """They take in hand what they can, in the floor's order; when the next part will be ready is planned anew."""
        while (task := self._next_for(seat)) is not None:
            seat.add(task, self.now)
            task.state = "in hand"
            task.left = task.parts[0]
            for ticket in task.tickets:
                self._was_taken(ticket, seat)
        self._foresee(seat)

    def _next_for(self, seat: Seat) -> Task | None:
        firsts = (pool.first(self.now) for pool in seat.pools if seat.has_room(pool.channel))
        found = min((first for first in firsts if first is not None), default=None)
        return None if found is None else found[2]

    def _was_taken(self, ticket: Ticket, seat: Seat) -> None:
        ticket.state = "taken"
        ticket.taken = self.now
        ticket.by = seat.person.id

    def _foresee(self, seat: Seat) -> None:
        """Plans when the next part of what they have in hand will be ready."""
        seat.plan += 1
        seat.settle(self.now)
        if seat.tasks:
            task = min(seat.tasks, key=lambda each: each.left)
            self.at(self.now + max(task.left, 0.0) / seat.pace(), self._ready, (seat, task, seat.plan))

    def _ready(self, planned: tuple[Seat, Task, int]) -> None:
        """A part of a task is ready; it goes on with the next part, with what comes after, or is over."""
        seat, task, plan = planned
        if plan != seat.plan:
            return
        seat.settle(self.now)
        served: list[Ticket] = []
        if task.state == "in hand":
            served = self._part_ends(task)
        else:
            task.state = "over"
        if task.state == "over":
            self._put_down(seat, task)
        else:
            self._foresee(seat)
        self._tell(served)

    def _part_ends(self, task: Task) -> list[Ticket]:
        """Those who are served by it now."""
        for ticket in task.tickets:
            ticket.reached.append(self.now)
        task.part += 1
        if task.part < len(task.parts):
            task.left = task.parts[task.part]
            return []
        for ticket in task.tickets:
            self._close(ticket, "done")
            ticket.done = self.now
            ticket.via = None if ticket is task.tickets[0] else task.tickets[0]
        self._forget(task)
        task.state = "wrapping up" if task.after > 0.0 else "over"
        task.left = task.after
        return task.tickets

    def _put_down(self, seat: Seat, task: Task) -> None:
        """The person is through with it, and takes what is next."""
        seat.drop(task, self.now)
        task.tickets[0].seconds += task.seconds
        for ticket in task.tickets:
            ticket.freed = self.now
        self._fill(seat)

    # --- endings ------------------------------------------------------------------------------------------------------

    def _tired(self, ticket: Ticket) -> None:
        """The customer's patience ends."""
        waits = ticket.state == "waiting" or (ticket.state == "taken" and ticket.work.held)
        if waits and ticket.promised_at is None:
            self._end(ticket, "abandoned")

    def _end(self, ticket: Ticket, state: State) -> None:
        """It is over without having been served."""
        task = self._tasks[ticket]
        leads = ticket is task.tickets[0]
        task.tickets.remove(ticket)
        self._close(ticket, state)
        seat = task.seat
        if seat is not None:
            seat.settle(self.now)
            if leads:
                ticket.seconds, task.seconds = ticket.seconds + task.seconds, 0.0
        if not task.tickets:
            self._drop(task)
        elif task.state == "waiting":
            self._pool(task).put(task, self.now)
        self._tell([ticket])

    def _drop(self, task: Task) -> None:
        """Nobody needs it any more."""
        self._forget(task)
        task.state = "over"
        if task.seat is not None:
            task.seat.drop(task, self.now)
            self._fill(task.seat)

    def _close(self, ticket: Ticket, state: State) -> None:
        ticket.state = state
        ticket.ended = self.now
        del self._tasks[ticket]

    def _forget(self, task: Task) -> None:
        """Nothing can join it any more."""
        if self._open.get(task.asks) is task:
            del self._open[task.asks]

    def _tell(self, tickets: Sequence[Ticket]) -> None:
        for ticket in tickets:
            if ticket.then is not None:
                ticket.then(ticket)

    # --- rungs --------------------------------------------------------------------------------------------------------

    def _climb(self, ticket: Ticket) -> None:
        """A rung is due; it counts only while nobody has taken the work."""
        if ticket.state != "waiting":
            return
        rung = ticket.work.rungs[len(ticket.climbed)]
        ticket.climbed += (rung.do,)
        if ticket.next_due is not None:
            self.at(ticket.next_due, self._climb, ticket)
        self._reach(ticket, rung)

    def _reach(self, ticket: Ticket, rung: Rung) -> None:
        task = self._tasks[ticket]
        if rung.do == "widen":
            task.skills |= rung.skills
            self._place(task)
        elif rung.do == "call back":
            ticket.promised_at, ticket.patient_until = self.now, inf
            task.parts[0] += rung.seconds
            self._pool(task).put(task, self.now)
        elif rung.do == "expire":
            self._end(ticket, "expired")
        else:
            self._hand_over(ticket, rung)

    def _hand_over(self, ticket: Ticket, rung: Rung) -> None:
        """Whoever waits for the end takes up `instead` in `then`."""
        if rung.work is None:
            raise Invalid(f"{ticket.work.kind}: a rung that hands over names the work that waits instead.")
        left = ticket.patient_until - self.now
        ticket.instead = self.offer(replace(rung.work, patience=min(left, rung.work.patience)))
        self._end(ticket, "handed over")
