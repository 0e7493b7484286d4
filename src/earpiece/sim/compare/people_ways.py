"""Serving without Earpiece: people alone, transfers at the first need of a person, approval of each message.

The same guests, the same people, the same chance as in the ways with consults; the floor is `insight.floor`. What is
uncertain is decided in favour of these ways: whoever leads has the skills for the whole conversation, so nobody
is transferred twice; nobody hangs up once a person leads; those who work until the doors close stay until all who came
are served; what was collected is not lost with a transfer, as far as the day's `redo` says.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from earpiece.insight.cases import Case, Consulted, Led
from earpiece.insight.floor.talks import Step, Talk, begin
from earpiece.insight.floor.work import Ticket, Work
from earpiece.sim.compare.guests import Gap, Guest
from earpiece.sim.compare.people_place import Place
from earpiece.sim.compare.ways import Served, Setting


def people_only(setting: Setting) -> Served:
    """A person leads from the first word, whoever is free and knows what will be asked. The customer waits in line, and
    holds while the person thinks."""
    place = Place(setting)
    return place.served(_led(place, [_Call(place, guest, guest.arrives, 0) for guest in setting.guests]))


def escalate(setting: Setting) -> Served:
    """The agent leads until a person is needed first. Then the customer waits in line for one with the skill, explains
    it again, does again a share of what was done, and the person leads to the end and writes it up."""
    place = Place(setting)
    calls = [_transfer(place, guest) for guest in setting.guests if guest.gaps]
    alone = [place.alone(guest) for guest in setting.guests if not guest.gaps]
    return place.served([*_led(place, calls), *alone])


def approve_every_message(setting: Setting) -> Served:
    """The agent leads, and each of its messages waits for a person who reads it and changes some; where a person is
    needed, they decide before they approve. Customers give up as in any conversation that has begun."""
    place = Place(setting)
    talks = [Talk(guest.arrives, _reviewed_steps(place, guest), guest) for guest in setting.guests]
    begin(place.floor, talks)
    place.floor.run()
    return place.served([_reviewed(place, guest, talk) for guest, talk in zip(setting.guests, talks, strict=True)])


# ── a person leads ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Call:
    """A conversation that a person leads from `wanted` on (seconds after the doors open), when `said` turns were said
    to the agent. `again_s` is what is explained and done again first."""

    place: Place
    guest: Guest
    wanted: float
    said: int
    again_s: float = 0.0
    transferred: bool = False
    ticket: Ticket | None = None

    def wait(self, _: object) -> None:
        """The customer is put in line."""
        guest, place = self.guest, self.place
        seconds = [self.again_s, *(each for each, _ in self.parts())]
        self.ticket = place.floor.offer(
            Work(
                "lead", tuple(seconds), place.skills_for(guest.gaps), guest.channel,
                place.day.transfer.wrap_up_s[guest.channel], place.draws.queue_patience_s(guest),
            )
        )  # fmt: skip

    def parts(self) -> Iterator[tuple[float, bool]]:
        """What the person does, in order: seconds, and whether the customer holds meanwhile."""
        guest, at = self.guest, self.said
        turn_s = self.place.person_turn_s(guest)
        for gap in sorted(guest.gaps, key=lambda gap: gap.after):
            after = min(max(gap.after, at), guest.turns)
            yield (after - at) * turn_s, False
            yield self.place.decision_s(guest, gap), True
            at = after
        yield (guest.turns - at) * turn_s, False

    def case(self) -> Case:
        """What became of it."""
        ticket, at = self.ticket, self.place.at
        assert ticket is not None
        left = ticket.state == "abandoned"
        return replace(
            self.place.case(self.guest, ticket.ended, "abandoned" if left else "resolved"),
            led=() if ticket.taken is None or ticket.done is None else (
                Led(ticket.by or "", at(self.wanted), at(ticket.taken), at(ticket.done), ticket.seconds),
            ),
            waits=self.place.spans(self._waits(ticket)),
            handed_off=self.transferred, left_waiting=left,
            turns=self.said if left else self.guest.turns, model_turns=self.said,
        )  # fmt: skip

    def _waits(self, ticket: Ticket) -> Iterator[tuple[float, float]]:
        """In line, and whenever the person thinks."""
        yield ticket.arrived, ticket.arrived + ticket.waited(self.place.floor.now)
        holds = (holds for _, holds in self.parts())
        for (since, until), hold in zip(pairwise(ticket.reached), holds, strict=False):
            if hold:
                yield since, until


def _led(place: Place, calls: Sequence[_Call]) -> list[Case]:
    for call in calls:
        place.floor.at(call.wanted, call.wait)
    place.floor.run()
    return [call.case() for call in calls]


def _transfer(place: Place, guest: Guest) -> _Call:
    """The agent leads until the first gap."""
    transfer = place.day.transfer
    said = min(min(gap.after for gap in guest.gaps), guest.turns)
    again_s = transfer.explain_s + transfer.redo * said * place.person_turn_s(guest)
    return _Call(place, guest, guest.arrives + said * place.agent_turn_s(guest), said, again_s, True)


# ── a person approves ─────────────────────────────────────────────────────────────────────────────────────────────────


def _reviewed_steps(place: Place, guest: Guest) -> list[Step]:
    """A turn each: the customer's words, the agent's draft, a person's look at it."""
    review, patience = place.day.review, place.draws.talk_patience_s(guest)
    steps = []
    for turn in range(1, guest.turns + 1):
        gaps = _gaps_at(guest, turn)
        seconds = review.switch_s + review.read_s + (review.edit_s if place.draws.edited(guest, turn) else 0.0)
        parts = (seconds, *(place.decision_s(guest, gap) for gap in gaps))
        work = Work("review", parts, place.skills_for(gaps), patience=patience, held=True, about=gaps)
        steps.append(Step(place.agent_turn_s(guest), work))
    return steps


def _gaps_at(guest: Guest, turn: int) -> tuple[Gap, ...]:
    return tuple(gap for gap in guest.gaps if min(max(gap.after, 1), guest.turns) == turn)


def _reviewed(place: Place, guest: Guest, talk: Talk) -> Case:
    left = talk.state == "hung up"
    case = place.case(guest, talk.ended, "abandoned" if left else "resolved")
    consults = [each for ticket in talk.tickets for each in _decisions(place, case, ticket)]
    return replace(
        case, consults=tuple(consults), waits=place.spans(talk.waits), left_waiting=left,
        turns=len(talk.tickets), model_turns=len(talk.tickets),
        reviewed_seconds=sum(ticket.seconds for ticket in talk.tickets) - sum(each.seconds for each in consults),
    )  # fmt: skip


def _decisions(place: Place, case: Case, ticket: Ticket) -> Iterator[Consulted]:
    """What a person had to decide before they could approve this message; their time on it, without the reading."""
    gaps = ticket.work.about
    assert isinstance(gaps, tuple)
    begun = ticket.work.parts[0]
    for number, (gap, decision_s) in enumerate(zip(gaps, ticket.work.parts[1:], strict=True)):
        spent = min(max(ticket.seconds - begun, 0.0), decision_s)
        begun += decision_s
        done = ticket.state == "done"
        yield Consulted(
            f"{case.conversation} {ticket.number} {number}", gap.name, gap.kind, gap.skill, place.at(ticket.arrived),
            "answered" if done else "withdrawn", needed_at=place.at(ticket.arrived),
            taken_at=None if ticket.taken is None else place.at(ticket.taken),
            ended_at=None if ticket.ended is None else place.at(ticket.ended), seconds=spent, by=ticket.by,
        )  # fmt: skip
