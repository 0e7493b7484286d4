"""What can be said of how questions were answered: with care or without, never how fast compared with others.

People come by name. There is no score and no rank: whoever is ranked by seconds learns to press yes, and that is what
oversight is there to find.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from earpiece.domain import desk_events as d
from earpiece.domain.forms import Answer
from earpiece.domain.ports import Recorded


@dataclass(frozen=True, slots=True)
class Answered:
    """How one card was answered."""

    card: str
    skill: str
    by: str
    at: float
    seconds: float
    """From the claim to the answer; 0 where it was not claimed."""
    shown: bool
    """What the person saw is stored, and the answer names it."""
    evidence: bool
    """The person opened something of what stands behind it."""
    doubts: int
    """Doubts put to the person, who kept to the answer."""
    opinions: tuple[tuple[str, bool], ...]
    """Who gave an independent opinion, and whether it was the answer in the end."""
    overturned: bool
    others: int
    """Cards that asked the same and got this answer."""


@dataclass
class Figures:
    """Of one person, or one skill. Shares are of `answered`; None where there is nothing to take a share of."""

    answered: int = 0
    released: int = 0
    """Further customers served by the same answers."""
    with_evidence: int = 0
    as_shown: int = 0
    doubts_kept: int = 0
    overturned: int = 0
    opinions: int = 0
    agreed: int = 0
    seeds: int = 0
    """Checks answered: cards whose right answer is known."""
    seeds_right: int = 0
    times: list[float] = field(default_factory=list)

    @property
    def seconds(self) -> float | None:
        """The median time a person spent on a card."""
        return round(median(self.times), 1) if self.times else None

    def checked(self, seeds: int, right: int) -> None:
        """Count so many checks, and so many of them right."""
        self.seeds += seeds
        self.seeds_right += right

    def add(self, one: Answered) -> None:
        """Count an answered card."""
        self.answered += 1
        self.released += one.others
        self.with_evidence += one.evidence
        self.as_shown += one.shown
        self.doubts_kept += one.doubts > 0
        self.overturned += one.overturned
        if one.seconds:
            self.times.append(one.seconds)


def answered(card: str, events: Sequence[Recorded]) -> Answered | None:  # noqa: C901 - one case each
    """How this card was answered; None if it was not, or only got the answer that another card was given."""
    skill, opinions, evidence = "", [], set()
    final: tuple[d.CardAnswered, float] | None = None
    shown: dict[str, set[str]] = {}
    overturned = False
    for item in events:
        match item.event:
            case d.CardOpened() as opened:
                skill = opened.question.skill
            case d.CardPassed() as passed:
                skill = passed.to
            case d.RungReached(do="reroute", to=str() as to):
                skill = to
            case d.EvidenceOpened() as looked if final is None:
                evidence.add(looked.expert)
            case d.CardSeen() as seen if final is None:
                shown.setdefault(seen.expert, set()).add(seen.digest)
            case d.OpinionGiven() as opinion:
                opinions.append(opinion)
            case d.CardAmended():
                opinions = []
            case d.CardAnswered() as won:
                final = (won, item.at)
            case d.AnswerOverturned():
                overturned = True
    if final is None or final[0].via is not None:
        return None
    won, at = final
    return Answered(
        card=card, skill=skill, by=won.by, at=at, seconds=won.seconds, evidence=won.by in evidence,
        shown=won.shown in shown.get(won.by, ()), doubts=len(won.sure), overturned=overturned, others=len(won.releases),
        opinions=tuple((opinion.by, _same(opinion.answer, won.answer)) for opinion in opinions),
    )  # fmt: skip


def _same(one: Answer, other: Answer) -> bool:
    """Whether two answers say the same; what was said with it does not count."""
    return (one.decision, one.choice, one.changes) == (other.decision, other.choice, other.changes) and (
        one.choice is not None or one.decision is not None or one.text == other.text
    )


def by_person(found: Iterable[Answered]) -> Mapping[str, Figures]:
    """By the person's id."""
    figures: dict[str, Figures] = {}
    for one in found:
        figures.setdefault(one.by, Figures()).add(one)
        for by, agreed in one.opinions:
            theirs = figures.setdefault(by, Figures())
            theirs.opinions += 1
            theirs.agreed += agreed
    return figures


def by_skill(found: Iterable[Answered]) -> Mapping[str, Figures]:
    """By the skill that the card had in the end."""
    figures: dict[str, Figures] = {}
    for one in found:
        mine = figures.setdefault(one.skill, Figures())
        mine.add(one)
        mine.opinions += len(one.opinions)
        mine.agreed += sum(agreed for _, agreed in one.opinions)
    return figures
