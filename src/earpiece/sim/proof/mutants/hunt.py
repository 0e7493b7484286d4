"""Plays each mutant until a run notices it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from earpiece.sim.proof.checks import breaches
from earpiece.sim.proof.crew import Crew, Lost
from earpiece.sim.proof.evidence import Breach
from earpiece.sim.proof.mutants import MUTANTS, Mutant
from earpiece.sim.proof.plan import plan_of
from earpiece.sim.proof.play import play

MOST_SEEDS = 300

MORE = 40
"""When another promise than its own broke first: so many seeds more for its own to break too."""

LIMIT = 30.0
"""Seconds of real time for one run of a mutant; one that goes on for ever is noticed by that."""

ERROR, TOO_LONG = "error", "time limit"


@dataclass(slots=True)
class Hunt:
    """What is known of one mutant. `seeds_needed`: how many seeds until its own promise broke, or else another one."""

    mutant: Mutant
    played: int = 0
    seeds_needed: int | None = None
    seed: int | None = None
    caught_by: tuple[int | str, ...] = ()
    breach: str = ""
    """What broke, in a sentence."""

    @property
    def caught(self) -> bool:
        return bool(self.caught_by)

    @property
    def own(self) -> bool:
        """Its own promise broke, or a run came to no end."""
        return self.mutant.promise in self.caught_by or TOO_LONG in self.caught_by

    def over(self, most: int) -> bool:
        """No further seed is worth playing."""
        enough = self.seeds_needed is not None and self.played >= self.seeds_needed + MORE
        return self.own or enough or self.played >= most

    def take(self, seed: int, came: "Lost | Sequence[Breach]") -> None:
        """What came of one more seed."""
        self.played += 1
        if isinstance(came, Lost):
            if not self.caught:
                self._catch(seed, (ERROR if came.raised else TOO_LONG,), came.why)
            return
        by = tuple(dict.fromkeys(breach.promise for breach in came))
        if self.mutant.promise in by:
            self._catch(seed, by, next(each.words for each in came if each.promise == self.mutant.promise))
        elif by and not self.caught:
            self._catch(seed, by, came[0].words)

    def _catch(self, seed: int, by: tuple[int | str, ...], words: str) -> None:
        self.seeds_needed, self.seed, self.caught_by, self.breach = self.played, seed, by, words

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "name": self.mutant.name, "promise": self.mutant.promise, "words": self.mutant.words,
            "caught": self.caught, "caught_by": list(self.caught_by), "seeds_needed": self.seeds_needed,
            "seed": self.seed, "breach": self.breach,
        }  # fmt: skip


def named(name: str) -> Mutant:
    """The mutant of that name."""
    return next(mutant for mutant in MUTANTS if mutant.name == name)


def look(name: str, seed: int) -> list[Breach]:
    """What one run of a mutant breaks that the same run of the program itself does not. Judged by the real program."""
    plan = plan_of(seed)
    with named(name).applied():
        evidence = play(plan)
    found = breaches(evidence)
    if not found:
        return []
    without = {breach.promise for breach in breaches(play(plan))}
    return [breach for breach in found if breach.promise not in without]


def hunt(
    mutants: Sequence[Mutant], jobs: int, done: Callable[[Hunt], None], most: int = MOST_SEEDS, first: int = 0
) -> list[Hunt]:
    """Play all mutants in `jobs` processes; `done` is told after each run. In the order given.

    Raises Invalid if a mutant changes a line that is no longer there.
    """
    for mutant in mutants:
        mutant.check()
    hunts = {mutant.name: Hunt(mutant) for mutant in mutants}
    with Crew(jobs) as crew:
        for name in hunts:
            crew.give(look, name, first + hunts[name].mutant.since, limit=LIMIT)
        for job, came in crew.results():
            name, seed = job.args
            found = hunts[name]
            found.take(seed, came)
            if not found.over(most):
                crew.give(look, name, seed + 1, limit=LIMIT)
            done(found)
    return list(hunts.values())
