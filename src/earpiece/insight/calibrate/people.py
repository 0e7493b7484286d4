"""How soon people take a card, and how long they need for it."""

from collections.abc import Iterator, Mapping, Sequence

from earpiece.domain.errors import Invalid
from earpiece.insight.calibrate import intervals
from earpiece.insight.calibrate.durations import Fit, Lasted, as_seen, lognormal
from earpiece.insight.calibrate.estimate import LEAST_CARDS, Assumed, Estimate, answered
from earpiece.insight.calibrate.intervals import Interval
from earpiece.insight.calibrate.needs import KINDS
from earpiece.insight.cases import Case, Consulted
from earpiece.insight.day import Consult, Day, Decision, Kind

MANY = 30
"""Cards, from which on their own mean is better than that of a distribution that does not fit."""
MIDDLE = 0.5
MOST_ASIDE = 0.9
"""Of the shortest card, so much at most is turning to it and reading it."""
SAVING = ("reading", "deciding", "refused_s")
"""What of the settings of suggestions is seconds."""


def kind_of(name: str) -> Kind | None:
    """A scenario's name of the kind; None for one it does not know."""
    known: dict[str, Kind] = {
        "approval": "approval", "clarification": "clarification", "instruction": "instruction", "task": "task",
    }  # fmt: skip
    return known.get(name)


def decisions(cases: Sequence[Case]) -> Iterator[Estimate | Assumed]:
    """Seconds from taking a card of each kind to its answer: turning to it, reading and thinking."""
    for kind, cards in _by_kind(cases).items():
        ended = sum(each.ended for each in cards)
        if ended < LEAST_CARDS:
            yield Assumed(f"decisions.{kind}", f"{ended} answered cards, fewer than {LEAST_CARDS}")
            continue
        (mean, cv), note = _fitted(cards)
        yield Estimate(f"seconds for a card: {kind}", mean, len(cards), "cards", "s", f"decisions.{kind}.mean_s", note)
        yield Estimate("their spread (cv)", cv, len(cards), "cards", setting=f"decisions.{kind}.cv")


def pickups(cases: Sequence[Case], within: float) -> Iterator[Estimate]:
    """How soon cards were taken after they were needed: the middle one, the slow ones, the share in time, the fit."""
    for kind in KINDS:
        cards = [each for case in cases for each in case.consults if each.kind == kind and not each.via]
        waits = [each.picked_up for each in cards if each.picked_up is not None]
        if len(waits) < LEAST_CARDS:
            continue
        later = [Lasted(each) for each in waits if each > 0]
        note = ""
        if len(later) >= LEAST_CARDS:
            fit = lognormal(later)
            note = f"those that waited: mean {fit.mean.value:.0f} s, cv {fit.spread.value:.1f}, {_goodness(fit)}"
        yield Estimate(f"pick-up, half of them: {kind}", intervals.quantile(waits, MIDDLE), len(waits), "cards", "s",
                       note=note)  # fmt: skip
        in_time = [each.picked_up is not None and each.picked_up <= within for each in cards if each.ended != "open"]
        if in_time:
            title = f"picked up within {within:.0f} s: {kind}"
            yield Estimate(title, intervals.share(sum(in_time), len(in_time)), len(in_time), "cards", "share")


# ── a day's people as they were measured ──────────────────────────────────────────────────────────────────────────────


def measured_decisions(cases: Sequence[Case], by: str | None = None) -> Mapping[Kind, Decision]:
    """How long people, or the one person `by`, needed for cards of each kind of which there are enough, from taking
    one to its answer."""
    found: dict[Kind, Decision] = {}
    for kind, cards in _by_kind(cases, by).items():
        if sum(each.ended for each in cards) >= LEAST_CARDS:
            (mean, cv), _ = _fitted(cards)
            found[kind] = Decision(mean_s=round(mean.value, 1), cv=round(cv.value, 2))
    return found


def measured_day(day: Day, cases: Sequence[Case], by: str | None = None) -> Day:
    """The scenario with the time that people (or the one person `by`) were seen to need for a card, from taking it to
    its answer, instead of what it assumes; kinds with too few cards take the assumed time, as much longer or shorter as
    they were altogether. Raises Invalid if no card was answered."""
    measured = measured_decisions(cases, by)
    cards = {kind: [each for each in seen if each.ended] for kind, seen in _by_kind(cases, by).items()}
    spent = sum(each.seconds for seen in cards.values() for each in seen)
    if spent == 0:
        who = f" by {by}" if by else ""
        raise Invalid(f"No card was answered{who} in this journal: answer some on the desk, then measure again.")
    assumed = sum(len(seen) * whole(day, kind).mean_s for kind, seen in cards.items())
    count, factor = sum(len(seen) for seen in cards.values()), spent / assumed
    sources = dict(day.sources)
    for kind, seen in cards.items():
        words = f"assumed, times {factor:.2f} as all {_cards(count)} were measured ({len(seen)} of this kind)"
        if kind in measured:
            words = f"measured: {_cards(len(seen))}, {measured[kind].mean_s:g} s from taking one to its answer"
        sources[f"decisions.{kind}"] = words
    return with_cards(day, measured, factor).model_copy(update={"sources": _sources(day, sources)})


def whole(day: Day, kind: Kind) -> Decision:
    """A card as the scenario has it: turning to it, reading it, deciding. The spread stays as many seconds."""
    usual = day.decisions[kind]
    return _longer(usual, day.consult.switch_s + day.consult.read_s)


def with_cards(day: Day, cards: Mapping[Kind, Decision], factor: float = 1.0) -> Day:
    """The scenario in which cards of these kinds take as long as they were measured, and others `factor` times as long
    as assumed. A part of that, what is assumed of turning to a card and reading it times `factor`, stays there, since a
    person who leads a conversation only has to decide. Suggestions stood on those cards already, so they make nobody
    faster a second time."""
    aside = day.consult.switch_s + day.consult.read_s
    least = min((card.mean_s for card in cards.values()), default=aside / MOST_ASIDE)
    part = min(factor, MOST_ASIDE * least / aside) if aside else 0.0
    decided = {
        kind: _longer(cards[kind] if kind in cards else _times(whole(day, kind), factor), -aside * part)
        for kind in day.decisions
    }
    update = {"reading": 1.0, "deciding": dict.fromkeys(day.suggestions.deciding, 1.0), "refused_s": 0.0}
    consult = Consult(switch_s=round(day.consult.switch_s * part, 2), read_s=round(day.consult.read_s * part, 2))
    sources = {"consult": f"{day.source('consult') or 'assumed'}; times {part:.2f}, a part of the seconds of a card"}
    return day.model_copy(
        update={
            "decisions": decided,
            "consult": consult,
            "suggestions": day.suggestions.model_copy(update=update),
            "sources": _sources(day, {**day.sources, **(sources if part != 1.0 else {})}),
        }
    )


def _sources(day: Day, sources: Mapping[str, str]) -> dict[str, str]:
    inside = "within the measured seconds of cards: suggestions stood on them"
    return {**day.sources, **sources, **{f"suggestions.{name}": inside for name in SAVING}}


def _longer(decision: Decision, seconds: float) -> Decision:
    """So many seconds more; the spread stays as many seconds."""
    mean = decision.mean_s + seconds
    return Decision(mean_s=round(mean, 2), cv=round(decision.cv * decision.mean_s / mean, 3) if mean else decision.cv)


def _times(decision: Decision, factor: float) -> Decision:
    return Decision(mean_s=decision.mean_s * factor, cv=decision.cv)


# ── inside ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _by_kind(cases: Sequence[Case], by: str | None = None) -> dict[Kind, list[Lasted]]:
    """Of each kind the seconds of a person; a card that was called back while somebody was at it was cut short."""
    found: dict[Kind, list[Lasted]] = {kind: [] for kind in map(kind_of, KINDS) if kind is not None}
    for case in cases:
        for consult in answered(case.consults):
            kind = kind_of(consult.kind)
            if kind is not None and consult.ended != "open" and by in (None, consult.by):
                found[kind].append(Lasted(consult.seconds, _whole(case, consult)))
    return found


def _whole(case: Case, consult: Consulted) -> bool:
    """Whether the person came to an end: an answer, or the decision to lead."""
    until = consult.ended_at if consult.ended_at is not None else float("inf")
    led = any((consult.taken_at or 0.0) < each.since <= until for each in case.led if each.wanted_at == each.since)
    return led or consult.ended in ("answered", "unneeded")


def _fitted(cards: Sequence[Lasted]) -> tuple[tuple[Interval, Interval], str]:
    """Mean and coefficient of variation; a lognormal's, unless it does not fit and enough is known without it."""
    fit = lognormal(cards)
    if not fit.fits and fit.ended >= MANY:
        return as_seen(cards), f"{_goodness(fit)}, so mean and spread are as seen"
    return (fit.mean, fit.spread), _goodness(fit)


def _goodness(fit: Fit) -> str:
    law = "lognormal" if fit.law == "lognormal" else "Weibull"
    return f"{law} fits" if fit.fits else f"{law} is {fit.gap:.2f} off"


def _cards(count: int) -> str:
    return f"{count} card" if count == 1 else f"{count} cards"
