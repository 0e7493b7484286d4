"""Waiting lines with an answer in closed form: where a plan starts, and what every simulation is held against.

Times are seconds, rates are per second, loads are in erlangs (rate x seconds of work: how many people it keeps busy).
Arrivals are Poisson and times exponential unless a formula says otherwise; people are alike and serve in order of
arrival. Everything stays stable for thousands of people, since only ratios below one are multiplied.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from scipy import special

from earpiece.domain.errors import Invalid

_MOST = 1_000_000
"""More people than this are asked for only by mistake."""


def erlang_b(servers: int, load: float) -> float:
    """The share of arrivals that find everybody busy and leave at once (Erlang 1917: B).

    By the recursion 1/B(n) = 1 + n/load x 1/B(n-1). Raises Invalid for less than no people or no load.
    """
    _not_negative("servers", servers)
    _not_negative("load", load)
    if load == 0:
        return 1.0 if servers == 0 else 0.0
    inverse = 1.0
    for n in range(1, servers + 1):
        inverse = 1.0 + inverse * n / load
        if math.isinf(inverse):
            return 0.0
    return 1.0 / inverse


def erlang_c(servers: int, load: float) -> float:
    """The share of arrivals that wait, where nobody ever leaves (Erlang 1917: C, from B). 1 if there is too much."""
    blocked = erlang_b(servers, load)
    if load >= servers:
        return 1.0
    return blocked / (1.0 - load / servers * (1.0 - blocked))


@dataclass(frozen=True)
class Patient:
    """M/M/n, Erlang C: customers wait however long it takes. `rate` a second come, each takes `service_s`.

    Raises Invalid on negative values, and where there is more work than people: then no wait is long enough.
    """

    servers: int
    rate: float
    service_s: float

    def __post_init__(self) -> None:
        _line(self.servers, self.rate, self.service_s)
        if self.load >= self.servers:
            raise Invalid(
                f"{self.servers} people cannot do {self.load:.2f} people's work, so the line grows without end: "
                f"take at least {math.floor(self.load) + 1}, or let customers lose patience (Impatient)."
            )

    @property
    def load(self) -> float:
        return self.rate * self.service_s

    @property
    def occupancy(self) -> float:
        """The share of people's time that is work."""
        return self.load / self.servers

    @cached_property
    def waits(self) -> float:
        """The share of customers who wait at all."""
        return erlang_c(self.servers, self.load)

    @property
    def mean_wait_s(self) -> float:
        """Over all customers, those who do not wait included."""
        return self.waits / self._drain if self.service_s else 0.0

    def within(self, seconds: float) -> float:
        """The share of customers served within so many seconds: the service level."""
        _not_negative("seconds", seconds)
        return 1.0 - self.waits * math.exp(-self._drain * seconds) if self.service_s else 1.0

    def wait_s(self, share: float) -> float:
        """The wait that this share of customers does not exceed: 0.95 gives the 95th percentile."""
        _share("share", share)
        if share <= 1.0 - self.waits:
            return 0.0
        return math.log(self.waits / (1.0 - share)) / self._drain if share < 1 else math.inf

    @property
    def _drain(self) -> float:
        """How fast a line shrinks: services less arrivals, a second."""
        return (self.servers - self.load) / self.service_s


@dataclass(frozen=True)
class Impatient:
    """M/M/n+M, Erlang A: customers wait for an exponential time of mean `patience_s`, then they leave.

    Palm 1957; as worked out by Mandelbaum and Zeltyn for M/M/n+G. There is always an answer, also where there is more
    work than people. Raises Invalid on negative values, or where nobody serves.
    """

    servers: int
    rate: float
    service_s: float
    patience_s: float

    def __post_init__(self) -> None:
        _line(self.servers, self.rate, self.service_s)
        if not self.patience_s > 0:
            raise Invalid(
                f"patience_s is {self.patience_s}: give a time above 0, or count those who are lost by erlang_b."
            )

    @property
    def load(self) -> float:
        return self.rate * self.service_s

    @property
    def occupancy(self) -> float:
        """The share of people's time that is work: those who left made none."""
        return min(self.load * (1.0 - self.abandons) / self.servers, 1.0)

    @cached_property
    def waits(self) -> float:
        """The share of customers who wait at all."""
        return self._beyond(0.0)

    @cached_property
    def abandons(self) -> float:
        """The share of customers who leave before they are served."""
        if self.load == 0:
            return 0.0
        spare = self.servers / self.load
        return min(max((1.0 - spare) * self.waits + self._edge(0.0), 0.0), 1.0)

    @property
    def mean_wait_s(self) -> float:
        """Over all customers, those who leave included. By Little's law the share that leaves is wait over patience."""
        return self.abandons * self.patience_s

    def within(self, seconds: float) -> float:
        """The share of all customers that is served, and within so many seconds."""
        _not_negative("seconds", seconds)
        if self.load == 0:
            return 1.0
        later = self.servers / self.load * self._beyond(seconds) - self._edge(seconds)
        return min(max(1.0 - self.abandons - max(later, 0.0), 0.0), 1.0)

    def _beyond(self, seconds: float) -> float:
        """P(V > t), where V is how long one with endless patience would wait."""
        if self.load == 0:
            return 0.0
        return math.exp(min(self._log_tail(seconds) - self._log_whole, 0.0))

    def _edge(self, seconds: float) -> float:
        """exp(arrivals so far - services so far) over the whole: the density of V at t, in services of all."""
        return math.exp(min(self._log_decay(seconds) - self._log_whole, 0.0))

    @cached_property
    def _log_whole(self) -> float:
        """log(1/B(n-1) + rate x J), the sum over all states in units of the state n-1."""
        blocked = erlang_b(self.servers - 1, self.load)
        return float("inf") if blocked == 0 else float(special.logsumexp([-math.log(blocked), self._log_tail(0.0)]))

    def _log_tail(self, seconds: float) -> float:
        """log(rate x J(t)): J(t) is the integral of exp(rate x H(x) - n x services) from t on, H the patience left."""
        c = self.servers * self.patience_s / self.service_s
        left = self.rate * self.patience_s * math.exp(-seconds / self.patience_s)
        return self._log_decay(seconds) + _log_palm(c, left) + math.log(self.load / self.servers)

    def _log_decay(self, seconds: float) -> float:
        come = self.rate * self.patience_s * -math.expm1(-seconds / self.patience_s)
        return come - self.servers * seconds / self.service_s


def _log_palm(c: float, y: float) -> float:
    """log of Palm's A(c, y) = c e^y y^-c gamma(c, y) = 1 + y/(c+1) + y^2/((c+1)(c+2)) + …"""
    if y > c:
        return math.log(c) + y - c * math.log(y) + float(special.gammaln(c)) + math.log(float(special.gammainc(c, y)))
    total, term, step = 1.0, 1.0, 1
    while term > total * 1e-16:
        term *= y / (c + step)
        total += term
        step += 1
    return math.log(total)


def staff_for(
    rate: float,
    service_s: float,
    *,
    within_s: float,
    share: float,
    patience_s: float | None = None,
    occupancy: float = 1.0,
    least: int = 0,
) -> int:
    """The fewest people (`least` or more) of whom `share` of customers is served within `within_s`, each person at work
    for at most `occupancy` of their time. With `patience_s` by Erlang A, else by Erlang C. No work needs nobody.

    Raises Invalid on negative values or shares beyond 0..1, and for an occupancy of 0.
    """
    _share("share", share)
    _share("occupancy", occupancy)
    _line(1, rate, service_s)
    load = rate * service_s
    if load == 0:
        return least
    if occupancy == 0:
        raise Invalid("An occupancy of at most 0 leaves no time for work: set a target such as 0.85.")

    def enough(people: int) -> bool:
        if patience_s is not None:
            line: Patient | Impatient = Impatient(people, rate, service_s, patience_s)
        elif people <= load:
            return False
        else:
            line = Patient(people, rate, service_s)
        return line.within(within_s) >= share and line.occupancy <= occupancy

    return fewest(enough, max(least, 1))


def fewest(enough: Callable[[int], bool], least: int = 0) -> int:
    """The smallest number from `least` on that is enough, where more is never worse. Raises Invalid if no number is."""
    step = 1
    below, above = least - 1, least
    while not enough(above):
        below, above, step = above, above + step, step * 2
        if above > _MOST:
            raise Invalid(f"Not even {_MOST} people reach the target: is it one that people can reach, such as 0.95?")
    while above - below > 1:
        middle = (above + below) // 2
        below, above = (below, middle) if enough(middle) else (middle, above)
    return above


def square_root_staff(load: float, beta: float) -> int:
    """Staff by the square-root rule, load + beta x sqrt(load), rounded up (Halfin and Whitt 1981; Borst, Mandelbaum and
    Reiman 2004). `beta`: what is spent on service beyond bare capacity; 1.7 for 95 % of short consults in 20 s."""
    _not_negative("load", load)
    return max(math.ceil(load + beta * math.sqrt(load) - 1e-9), 0)


def halfin_whitt(beta: float) -> float:
    """The share that waits under the square-root rule, as the load grows: 1 / (1 + beta Phi(beta) / phi(beta))."""
    if not beta > 0:
        raise Invalid(f"beta is {beta}: without spare people everybody waits in the end; give a value above 0.")
    density = math.exp(-beta * beta / 2.0) / math.sqrt(2.0 * math.pi)
    return 1.0 / (1.0 + beta * float(special.ndtr(beta)) / density)


def one_person(rate: float, service_s: float, cv: float) -> float:
    """The mean wait for one person, where services have any distribution of that mean and coefficient of variation:
    M/G/1, rate x E[S^2] / (2 (1 - load)) (Pollaczek 1930, Khinchine 1932). Raises Invalid from a load of 1 on."""
    return by_priority([Class(rate, service_s, cv)])[0]


@dataclass(frozen=True, slots=True)
class Class:
    """One class of customers: how many a second, and how long they take (mean and coefficient of variation)."""

    rate: float
    service_s: float
    cv: float = 1.0

    @property
    def load(self) -> float:
        return self.rate * self.service_s


def by_priority(classes: Sequence[Class]) -> list[float]:
    """The mean wait of each class for one person, the most urgent first; nobody is interrupted: M/G/1 (Cobham 1954).

    Raises Invalid where the classes are too much for one person together.
    """
    for each in classes:
        _line(1, each.rate, each.service_s)
        _not_negative("cv", each.cv)
    _stable(sum(each.load for each in classes), 1)
    residual = sum(each.rate * each.service_s**2 * (1.0 + each.cv**2) for each in classes) / 2.0
    return _cobham(residual, [each.load for each in classes])


def by_priority_many(servers: int, rates: Sequence[float], service_s: float) -> list[float]:
    """The mean wait of each class for `servers` people, the most urgent first, with one service time for all; nobody is
    interrupted: M/M/c (Cobham 1954; Kella and Yechiali 1985). Raises Invalid where it is too much for them together."""
    for rate in rates:
        _line(servers, rate, service_s)
    load = sum(rates) * service_s
    _stable(load, servers)
    return _cobham(erlang_c(servers, load) * service_s / servers, [rate * service_s / servers for rate in rates])


def _cobham(first: float, loads: Sequence[float]) -> list[float]:
    waits, before = [], 0.0
    for load in loads:
        after = before + load
        waits.append(first / ((1.0 - before) * (1.0 - after)))
        before = after
    return waits


@dataclass(frozen=True, slots=True)
class Slots:
    """How one person fares who serves several chats at once."""

    mean_wait_s: float
    """Until a slot is free."""
    mean_service_s: float
    """In a slot, from first word to last."""
    busy: float
    """The share of time with at least one chat."""
    at_once: float
    """Chats in hand, on average while busy."""


def chat_slots(rate: float, work_s: float, speeds: Sequence[float]) -> Slots:
    """One person with `len(speeds)` slots; with n chats in hand they work at total speed `speeds[n - 1]`, so a chat of
    `work_s` alone takes n x work_s / speeds[n - 1]. A birth-death process (Kleinrock 1975, section 3.2), service
    rates by level as Luo and Zhang 2013 have them; others wait in line.

    Raises Invalid on negative values, without slots, and where even all slots together are too slow.
    """
    _line(1, rate, work_s)
    if not speeds or min(speeds) <= 0:
        raise Invalid("speeds: give the total speed with 1, 2, … chats at once, such as [1, 1.7, 2.5].")
    _stable(rate * work_s / speeds[-1], 1)
    weights = [1.0]
    for speed in speeds:
        weights.append(weights[-1] * rate * work_s / speed)
    *inner, full = weights
    ratio = rate * work_s / speeds[-1]
    whole = sum(inner) + full / (1.0 - ratio)
    in_line = full * ratio / (1.0 - ratio) ** 2 / whole
    in_hand = (sum(n * weight for n, weight in enumerate(inner)) + len(speeds) * full / (1.0 - ratio)) / whole
    busy = 1.0 - 1.0 / whole
    if rate == 0 or work_s == 0:
        return Slots(0.0, work_s / speeds[0], 0.0, 0.0)
    return Slots(in_line / rate, in_hand / rate, busy, in_hand / busy)


def _line(servers: int, rate: float, service_s: float) -> None:
    if servers < 1:
        raise Invalid(f"servers is {servers}: a line needs at least one person who serves.")
    _not_negative("rate", rate)
    _not_negative("service_s", service_s)


def _stable(load: float, servers: int) -> None:
    if load >= servers:
        raise Invalid(
            f"{servers} at work cannot do {load:.2f} people's work, so the line grows without end: "
            "take more people, or fewer customers."
        )


def _not_negative(name: str, value: float) -> None:
    if not (value >= 0 and math.isfinite(value)):
        raise Invalid(f"{name} is {value}: give a number of 0 or more.")


def _share(name: str, value: float) -> None:
    if not 0 <= value <= 1:
        raise Invalid(f"{name} is {value}: give a share between 0 and 1, such as 0.95.")
