"""The floor of a compared day without Earpiece: who is there, how long things take, what a case looks like."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import inf

from earpiece.insight.cases import Case, Span
from earpiece.insight.floor.engine import Floor
from earpiece.insight.floor.people import Person
from earpiece.insight.floor.work import Ticket
from earpiece.sim.compare.guests import Draws, Gap, Guest
from earpiece.sim.compare.house import opening
from earpiece.sim.compare.ways import Served, Setting, Worker


class Place:
    """One setting as a floor. Its clock counts seconds after the doors open; `at` makes them seconds since 1970.

    Chats go to whoever has one in hand already: that costs least of people's time, and the customers some of theirs.
    """

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.day = setting.day
        self.draws = Draws(setting.day, setting.seed)
        self.floor = Floor([self._person(each) for each in setting.people], gather=True)
        self._begins = opening(setting.shelf.current(), setting.day.opens)
        self._anybody = frozenset(skill for worker in setting.people for skill in worker.skills)

    def _person(self, worker: Worker) -> Person:
        """Whoever works until the doors close stays until all who came are served."""
        return Person(
            worker.id,
            frozenset(worker.skills),
            worker.since,
            inf if worker.until >= self.day.seconds else worker.until,
            () if worker.pause is None else (worker.pause,),
            {"chat": self.day.transfer.chat_speed},
        )

    # ── how long things take ──────────────────────────────────────────────────────────────────────────────────────

    def agent_turn_s(self, guest: Guest) -> float:
        """The customer's words and the agent's."""
        pace = self.day.pace[guest.channel]
        return pace.customer_s + pace.agent_s

    def person_turn_s(self, guest: Guest) -> float:
        """The customer's words and a person's, at the pace of people who lead."""
        pace = self.day.pace[guest.channel]
        return pace.customer_s + pace.person_s * self.day.transfer.slower

    def decision_s(self, guest: Guest, gap: Gap) -> float:
        """How long a person thinks there."""
        return self.draws.decision_s(guest, gap.kind, gap.name, gap.nth)

    def skills_for(self, gaps: Sequence[Gap]) -> frozenset[str]:
        """Who may help: those with the skill of the first gap, who then have what the others take, too; without a gap
        anybody."""
        first = min(gaps, key=lambda gap: gap.after, default=None)
        return self._anybody if first is None else frozenset({first.skill})

    # ── what became of it ─────────────────────────────────────────────────────────────────────────────────────────

    def at(self, moment: float) -> float:
        """A moment of the floor's clock in seconds since 1970."""
        return self._begins + moment

    def spans(self, waits: Iterable[tuple[float, float]]) -> tuple[Span, ...]:
        """Those that took any time."""
        return tuple(Span(self.at(since), self.at(until)) for since, until in waits if until > since)

    def case(self, guest: Guest, ended: float | None, outcome: str) -> Case:
        """What all cases of a guest have in common."""
        return Case(
            f"guest-{guest.number}",
            guest.channel,
            self.at(guest.arrives),
            closed_at=None if ended is None else self.at(ended),
            outcome=None if ended is None else outcome,
            guest=guest.number,
            needs_known=True,
        )

    def alone(self, guest: Guest) -> Case:
        """A conversation in which the agent needs nobody."""
        ended = guest.arrives + guest.turns * self.agent_turn_s(guest)
        case = self.case(guest, ended, "resolved")
        return replace(case, turns=guest.turns, model_turns=guest.turns)

    def served(self, cases: Sequence[Case]) -> Served:
        """The day as it went, in the order in which the guests came."""
        by_person: dict[str, list[Ticket]] = {}
        for ticket in self.floor.tickets:
            if ticket.by is not None:
                by_person.setdefault(ticket.by, []).append(ticket)
        return Served(
            sorted(cases, key=lambda case: (case.opened_at, case.guest or 0)),
            {worker.id: paid(worker, by_person.get(worker.id, ())) for worker in self.setting.people},
            self.floor.busy,
        )


def paid(worker: Worker, tickets: Iterable[Ticket]) -> float:
    """Seconds for which this person is paid: their shift without the pause, and longer if they finished something."""
    stretches = [(worker.since, worker.until)]
    if worker.pause is not None:
        stretches = [(worker.since, worker.pause[0]), (worker.pause[1], worker.until)]
    began = list(tickets)
    total, there_until = 0.0, worker.since
    for number, (since, until) in enumerate(stretches):
        last = number == len(stretches) - 1
        theirs = (each for each in began if each.taken is not None and (last or each.taken < until))
        ends = max((each.freed or each.ended or 0.0 for each in theirs), default=until)
        since, until = max(since, there_until), max(until, ends)
        there_until = until
        total += max(until - since, 0.0)
    return max(total, sum(until - since for since, until in stretches))
