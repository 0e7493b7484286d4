"""One simulated day of a floor: customers come, people on duty help them, and each half-hour is counted."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from math import ceil

from earpiece.insight.day import Day
from earpiece.insight.floor.engine import Floor
from earpiece.insight.floor.order import Order
from earpiece.insight.floor.people import Person
from earpiece.insight.floor.waiting import Task
from earpiece.insight.floor.work import Rung, Ticket, Work
from earpiece.insight.planning.customers import Customer
from earpiece.insight.planning.load import Mode, person_turn_s


def _urgency(task: Task, now: float) -> tuple[int, bool, float]:
    return min((each.work.priority, each.promised_at is not None, each.arrived) for each in task.tickets)


URGENT = Order("as they came, promised ones after those whose customers wait", _urgency)
"""The desk's order of harm in short: who was promised an answer need not stay, so they count for less."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What one day is played with."""

    day: Day
    mode: Mode
    people: Sequence[Person]
    customers: Sequence[Customer]
    joined: bool = False
    """The one question of an outage is one card, and has a bulletin as the outage says."""
    bulletin_at: float = float("inf")


@dataclass(slots=True)
class Tally:
    """One interval of one day. `waits`: seconds until somebody took it, of each piece of work that came then."""

    waits: list[float] = field(default_factory=list)
    helped: int = 0
    """Conversations whose first piece of work came then."""
    in_time: int = 0
    hung_up: int = 0
    promised: int = 0
    transferred: int = 0
    answers_s: float = 0.0
    """Until the customer had the answer or left, all together."""
    busy_s: float = 0.0
    there_s: float = 0.0

    @property
    def pieces(self) -> int:
        return len(self.waits)

    @property
    def service(self) -> float | None:
        """The share of pieces of work that somebody took in time; None where there were none."""
        return self.in_time / self.pieces if self.waits else None

    @property
    def hang_ups(self) -> float | None:
        """Customers who left while they waited for people, of those who needed any."""
        return self.hung_up / self.helped if self.helped else None

    @property
    def occupancy(self) -> float | None:
        """Work of the time that people were on duty."""
        return self.busy_s / self.there_s if self.there_s > 0 else None

    @property
    def wait_mean_s(self) -> float | None:
        return sum(self.waits) / len(self.waits) if self.waits else None

    @property
    def answer_mean_s(self) -> float | None:
        """Until the customer had the answer, or left."""
        return self.answers_s / self.pieces if self.waits else None

    def wait_s(self, share: float) -> float | None:
        """The wait that this share does not exceed."""
        if not self.waits:
            return None
        waits = sorted(self.waits)
        return waits[min(max(ceil(share * len(waits)) - 1, 0), len(waits) - 1)]

    def add(self, other: "Tally") -> None:
        """Counts another one in."""
        self.waits.extend(other.waits)
        for name in _SUMS:
            setattr(self, name, getattr(self, name) + getattr(other, name))


_SUMS = ("helped", "in_time", "hung_up", "promised", "transferred", "answers_s", "busy_s", "there_s")


def together(tallies: Iterable[Tally]) -> Tally:
    """All of them as one."""
    whole = Tally()
    for tally in tallies:
        whole.add(tally)
    return whole


def play(setting: Setting) -> list[Tally]:
    """The intervals of one day. The same setting gives the same."""
    return _Played(setting).tallies


class _Played:
    def __init__(self, setting: Setting) -> None:
        self._set = setting
        self._day = setting.day
        self._interval_s = setting.day.interval_minutes * 60.0
        self._speeds = {"chat": setting.day.transfer.chat_speed}
        self._floor = Floor(setting.people, URGENT, joins=setting.joined)
        every = frozenset(setting.day.needs.skills)
        self._wanted = {skill: frozenset({skill}) for skill in every}
        if all(every <= person.skills for person in setting.people):
            # Everybody may take everything: one line is the same as one for each skill, and quicker.
            self._wanted = dict.fromkeys(every, every)
        self._covered: dict[str, tuple[list[float], list[bool]]] = {}
        self._first: list[tuple[Ticket, bool]] = []
        """What each piece of work began as, and whether it was the first of its conversation."""
        self.tallies = [Tally() for _ in setting.day.arrivals]
        begin: Callable[[Customer], None] = self._converse if setting.mode == "consult" else self._call
        for customer in setting.customers:
            self._floor.at(customer.arrives, begin, customer)
        self._floor.run()
        for ticket, begins in self._first:
            self._count(ticket, begins)
        for ticket in self._floor.tickets:
            self._count_work(ticket)
        for person in setting.people:
            self._count_duty(person)

    # --- customers ----------------------------------------------------------------------------------------------------

    def _converse(self, customer: Customer) -> None:
        """The agent leads; the first gap comes when so much was said."""
        self._floor.at(self._floor.now + customer.gaps[0].at * self._agent_turn_s(customer), self._ask, (customer, 0))

    def _ask(self, whose: tuple[Customer, int]) -> None:
        customer, nth = whose
        now = self._floor.now
        if now >= self._day.seconds or (customer.common and now >= self._set.bulletin_at):
            return
        gap = customer.gaps[nth]
        card_s = self._day.consult.switch_s + self._day.consult.read_s + gap.decision_s
        led_s = self._rest_s(customer, nth) if gap.taken_over else 0.0
        work = Work(
            "question",
            (card_s, led_s) if gap.taken_over else (card_s,),
            self._wanted[customer.skill],
            after=self._wrap_up_s(customer) if gap.taken_over else 0.0,
            patience=customer.talk_patience_s,
            held=not gap.taken_over,
            topic="outage" if customer.common and self._set.joined else None,
            rungs=self._rungs(customer, nth),
        )
        self._first.append((self._floor.offer(work, partial(self._go_on, customer, nth)), nth == 0))

    def _go_on(self, customer: Customer, nth: int, ticket: Ticket) -> None:
        """With the answer the agent goes on, to the next gap if there is one."""
        if ticket.state != "done" or customer.gaps[nth].taken_over or nth + 1 == len(customer.gaps):
            return
        said = customer.gaps[nth + 1].at - customer.gaps[nth].at
        self._floor.at(self._floor.now + said * self._agent_turn_s(customer), self._ask, (customer, nth + 1))

    def _call(self, customer: Customer) -> None:
        """They are put through to a person: at the first gap, or where people do everything at once."""
        if self._set.mode == "people":
            self._first.append((self._floor.offer(self._whole(customer)), True))
        else:
            self._floor.at(
                self._floor.now + customer.gaps[0].at * self._agent_turn_s(customer), self._escalate, customer
            )

    def _escalate(self, customer: Customer) -> None:
        if self._floor.now < self._day.seconds:
            self._first.append((self._floor.offer(self._transfer(customer, 0)), True))

    # --- their work ---------------------------------------------------------------------------------------------------

    def _whole(self, customer: Customer) -> Work:
        seconds = customer.turns * person_turn_s(self._day, customer.channel)
        return self._led(customer, "call", seconds + sum(gap.decision_s for gap in customer.gaps))

    def _transfer(self, customer: Customer, nth: int) -> Work:
        """A person hears it again, does a share of what was said again, and goes on to the end."""
        gap = customer.gaps[nth]
        again_s = self._day.transfer.redo * gap.at * person_turn_s(self._day, customer.channel)
        rest_s = self._rest_s(customer, nth) + gap.decision_s
        return self._led(customer, "transfer", self._day.transfer.explain_s + again_s + rest_s)

    def _led(self, customer: Customer, kind: str, seconds: float) -> Work:
        return Work(
            kind,
            (seconds,),
            self._wanted[customer.skill],
            channel=customer.channel,
            after=self._wrap_up_s(customer),
            patience=customer.queue_patience_s,
            priority=1 if self._day.fallback.behind and self._set.mode == "consult" else 0,
        )

    def _rest_s(self, customer: Customer, nth: int) -> float:
        """What is left after this gap for a person who leads: the turns, and the gaps they fill themselves."""
        turns = customer.turns - customer.gaps[nth].at
        return turns * person_turn_s(self._day, customer.channel) + sum(
            gap.decision_s for gap in customer.gaps[nth + 1 :]
        )

    def _rungs(self, customer: Customer, nth: int) -> tuple[Rung, ...]:
        """No ladder runs while the desk is closed: who waits then is promised an answer for when it opens, and so is at
        once who asks while nobody with the skill is there."""
        fallback, left_s = self._day.fallback, self._day.seconds - self._floor.now
        if not self._anybody(customer.skill, self._floor.now):
            return (Rung(0.0, "call back"),)
        if fallback.to == "nothing" or fallback.after_s >= left_s:
            return (Rung(left_s, "call back"),)
        if fallback.to == "promise":
            return (Rung(fallback.after_s, "call back"),)
        return (Rung(fallback.after_s, "hand over", work=self._transfer(customer, nth)),)

    def _anybody(self, skill: str, at: float) -> bool:
        """Whether somebody with the skill is on duty then."""
        if skill not in self._covered:
            able = [person for person in self._set.people if skill in person.skills and not person.absent]
            edges = {edge for person in able for edge in (person.since, person.until)}
            edges |= {edge for person in able for pause in person.pauses for edge in pause}
            times = sorted(edges)
            self._covered[skill] = times, [any(person.on_duty(time) for person in able) for time in times]
        times, covered = self._covered[skill]
        place = bisect_right(times, at) - 1
        return place >= 0 and covered[place]

    def _agent_turn_s(self, customer: Customer) -> float:
        pace = self._day.pace[customer.channel]
        return pace.customer_s + pace.agent_s

    def _wrap_up_s(self, customer: Customer) -> float:
        return self._day.transfer.wrap_up_s.get(customer.channel, 0.0)

    # --- counting -----------------------------------------------------------------------------------------------------

    def _count(self, ticket: Ticket, begins: bool) -> None:
        """In the interval in which it came; times by the last of what it became."""
        tally = self.tallies[min(int(ticket.arrived // self._interval_s), len(self.tallies) - 1)]
        last = ticket if ticket.instead is None else ticket.instead
        end = max(self._day.seconds, ticket.arrived)
        waited = (last.taken if last.taken is not None else min(last.ended or end, end)) - ticket.arrived
        tally.waits.append(waited)
        tally.helped += begins
        taken = ticket.taken is not None and not ticket.climbed
        tally.in_time += taken and waited <= self._day.targets.pickup_s
        tally.hung_up += last.state == "abandoned"
        tally.promised += ticket.promised_at is not None
        tally.transferred += ticket.instead is not None
        tally.answers_s += (last.ended or end) - ticket.arrived

    def _count_work(self, ticket: Ticket) -> None:
        """A person's seconds, in the intervals in which they were spent."""
        if ticket.taken is None or ticket.seconds <= 0.0:
            return
        until = ticket.freed if ticket.freed is not None else ticket.ended
        for place, share in self._parts(ticket.taken, until or ticket.taken):
            self.tallies[place].busy_s += ticket.seconds * share

    def _count_duty(self, person: Person) -> None:
        if person.absent:
            return
        for place, share in self._parts(person.since, person.until):
            self.tallies[place].there_s += share * (person.until - person.since)
        for begin, end in person.pauses:
            for place, share in self._parts(begin, end):
                self.tallies[place].there_s -= share * (end - begin)

    def _parts(self, since: float, until: float) -> list[tuple[int, float]]:
        """The intervals of the day that a time lies in, with the share of it that lies there."""
        if until <= since:
            return []
        first, last = int(since // self._interval_s), int(until // self._interval_s)
        shares = []
        for place in range(max(first, 0), min(last + 1, len(self.tallies))):
            inside = min(until, (place + 1) * self._interval_s) - max(since, place * self._interval_s)
            shares.append((place, max(inside, 0.0) / (until - since)))
        return shares
