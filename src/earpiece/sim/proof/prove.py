"""Plays many seeds and adds up what came of them: which promise held how often, and what broke it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from earpiece.sim.proof.checks import CHECKS, breaches
from earpiece.sim.proof.crew import Crew, Lost
from earpiece.sim.proof.evidence import Breach, Evidence
from earpiece.sim.proof.plan import plan_of
from earpiece.sim.proof.play import play
from earpiece.sim.proof.shrink import shortest
from earpiece.sim.proof.tell import tell, tell_plan

LIMIT = 60.0
"""Seconds of real time a seed may take; most take a tenth of one."""

SHRINKING = 300.0
"""Seconds of real time that looking for a shorter story may take."""

MOST_SHRUNK = 3
"""Of so many seeds per promise the story is made short; the others are told as they were."""


@dataclass(frozen=True, slots=True)
class Played:
    """What came of one seed. `faults` counts those that came about, by kind."""

    seed: int
    breaches: tuple[Breach, ...]
    events: int
    conversations: int
    effects: int
    answers: int
    faults: Mapping[str, int]
    hours: float
    """Hours of virtual time."""
    story: tuple[str, ...] = ()
    """What happened, in words, if a promise broke."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A promise that a seed broke; None: the run itself came to no end. The story ends with the breach."""

    promise: int | None
    seed: int
    words: str
    story: tuple[str, ...] = ()


@dataclass
class Result:
    """All seeds together."""

    seeds: int = 0
    held: Counter[int] = field(default_factory=Counter)
    broken: list[Broken] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    hours: float = 0.0
    seconds: float = 0.0

    @property
    def sound(self) -> bool:
        return not self.broken

    def add(self, played: Played) -> None:
        """One more seed that came to its end."""
        self.seeds += 1
        broken = {breach.promise: breach.words for breach in reversed(played.breaches)}  # the first of each promise
        self.held.update(promise for promise in CHECKS if promise not in broken)
        self.broken += [Broken(promise, played.seed, words, played.story) for promise, words in sorted(broken.items())]
        for name in ("events", "conversations", "effects", "answers"):
            self.counts[name] += getattr(played, name)
        self.faults.update(played.faults)
        self.hours += played.hours

    def lose(self, seed: int, lost: Lost) -> None:
        """One more seed that came to no end."""
        self.seeds += 1
        self.broken.append(Broken(None, seed, lost.why, (*tell_plan(plan_of(seed)), lost.why)))

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        held = {str(promise): self.held[promise] for promise in CHECKS}
        return {
            "seeds": self.seeds,
            "held": dict(sorted(held.items(), key=lambda item: int(item[0]))),
            "broken": [
                {"promise": each.promise, "seed": each.seed, "breach": each.words, "story": "\n".join(each.story)}
                for each in self.broken
            ],
            "seconds": round(self.seconds, 1),
            "virtual_hours": round(self.hours, 1),
            **{name: self.counts[name] for name in ("events", "conversations", "effects", "answers")},
            "faults": dict(sorted(self.faults.items())),
        }


def look(seed: int) -> Played:
    """Play one seed and judge it. What it raises is a mistake of the run itself."""
    return judged(play(plan_of(seed)))


def judged(evidence: Evidence) -> Played:
    """What came of a run."""
    found = tuple(breaches(evidence))
    return Played(
        seed=evidence.plan.seed, breaches=found, events=len(evidence.journal),
        conversations=len(evidence.conversations),
        effects=sum(entry.what == "happened" for entry in evidence.back_office),
        answers=sum(click.outcome == "won" for click in evidence.clicks),
        faults=Counter(trouble.kind for trouble in evidence.troubles),
        hours=(evidence.ended - evidence.began) / 3600,
        story=tuple(tell(evidence, found[0])) if found else (),
    )  # fmt: skip


def prove(seeds: Iterable[int], jobs: int, done: Callable[[int, Result], None], limit: float = LIMIT) -> Result:
    """Play all seeds in `jobs` processes; `done` is told after each which seed it was and what is known so far.

    Of what broke first the story is made as short as possible.
    """
    result = Result()
    with Crew(jobs) as crew:
        for seed in seeds:
            crew.give(look, seed, limit=limit)
        for job, played in crew.results():
            (seed,) = job.args
            if isinstance(played, Lost):
                result.lose(seed, played)
            else:
                result.add(played)
            done(seed, result)
        result.broken.sort(key=lambda each: (each.seed, each.promise or 0))
        _shorten(crew, result)
    return result


def _shorten(crew: Crew, result: Result) -> None:
    taken: Counter[int | None] = Counter()
    for place, each in enumerate(result.broken):
        taken[each.promise] += 1
        if each.promise is not None and taken[each.promise] <= MOST_SHRUNK:
            crew.give(short_story, place, each.seed, each.promise, limit=SHRINKING)
    for _, found in crew.results():
        if not isinstance(found, Lost):
            place, words, story = found
            old = result.broken[place]
            result.broken[place] = Broken(old.promise, old.seed, words, story)


def short_story(place: int, seed: int, promise: int) -> tuple[int, str, Sequence[str]]:
    """The shortest story of a seed that breaks this promise; `place` is handed through."""
    short = shortest(plan_of(seed), promise)
    evidence = play(short.plan)
    breach = next(each for each in breaches(evidence) if each.promise == promise)
    return place, breach.words, tuple(tell(evidence, breach))
