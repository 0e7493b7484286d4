"""All that a journal says of a scenario: what was measured, what was seen beside it, what stays assumed; the file."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from earpiece.domain.errors import Invalid
from earpiece.insight.attendance import Present, clock, usual_teams
from earpiece.insight.calibrate import arrivals, needs, people, talk
from earpiece.insight.calibrate.estimate import Assumed, Estimate, Window
from earpiece.insight.calibrate.placing import changed, placed
from earpiece.insight.cases import Case
from earpiece.insight.day import Day

NOT_IN_A_JOURNAL = (
    Assumed("transfer", "not in a journal: what was said again after a transfer"),
    Assumed("review", "not in a journal: nobody approves every message here"),
)


@dataclass(frozen=True, slots=True)
class Calibration:
    """A scenario as a journal shows it. `measured` are settings of it, `observed` is what it has no setting for."""

    day: Day
    window: Window
    days: int
    conversations: int
    measured: tuple[Estimate, ...]
    observed: tuple[Estimate, ...]
    assumed: tuple[Assumed, ...]
    """What was looked for and not found, and why."""

    def kept(self) -> Iterator[tuple[str, Any, str]]:
        """Each setting that was not measured: its name, its value, where that is from, and why it stayed."""
        because = {each.setting: each.because for each in self.assumed}
        for setting, value, source in self.day.assumptions():
            if not source.startswith("measured"):
                parts = setting.split(".")
                longer = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
                missing = next((because[name] for name in longer if name in because), None)
                yield setting, value, f"{source} ({missing})" if missing else source


def calibrate(cases: Iterable[Case], present: Sequence[Present], base: Day, window: Window) -> Calibration:
    """Estimate what can be estimated from the conversations that began in the window, and from who was there; `base`
    keeps the rest. Raises Invalid if there was no conversation."""
    seen = [case for case in cases if window.holds(case.opened_at)]
    if not seen:
        raise Invalid(f"No conversation began {window.words()}: choose other days, or another data folder.")
    found: list[Estimate | Assumed] = [
        *needs.needs(seen), *needs.luck(seen), *people.decisions(seen), *talk.turns(seen), *talk.pace(seen, base),
        *talk.patience(seen), *arrivals.channels(seen),
    ]  # fmt: skip
    profile = arrivals.profile(seen, window, base.interval_minutes)
    total, seen_beside = _arrivals(profile, seen, window)
    estimates = [each for each in found if isinstance(each, Estimate)]
    measured = [each for each in estimates if each.setting]
    day = placed(base, measured, window)
    if profile is not None:
        day = _with_profile(day, profile, window)
    days = profile.days if profile is not None else tuple(sorted({window.day(case.opened_at) for case in seen}))
    day, no_teams = _with_teams(day, present, days, window)
    assumed = [*(each for each in (*found, *total, *no_teams) if isinstance(each, Assumed)), *NOT_IN_A_JOURNAL]
    beside = [*(each for each in estimates if not each.setting), *people.pickups(seen, base.targets.pickup_s)]
    return Calibration(
        day, window, len(days), len(seen), (*(each for each in total if isinstance(each, Estimate)), *measured),
        (*beside, *seen_beside), tuple(assumed),
    )  # fmt: skip


def text_of(found: Calibration) -> str:
    """The scenario as a file that `read_day` reads."""
    data = found.day.model_dump(mode="json", exclude={"name"})
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=120, default_flow_style=None)


# ── inside ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _arrivals(
    profile: arrivals.Profile | None, seen: Sequence[Case], window: Window
) -> tuple[list[Estimate | Assumed], list[Estimate]]:
    if profile is None:
        return [Assumed("arrivals", f"{len(seen)} conversations, fewer than {arrivals.LEAST_CONVERSATIONS}")], []
    total = Estimate("conversations a day", profile.total, len(seen), "conversations", setting="arrivals",
                     note=_spread(profile))  # fmt: skip
    return [total], list(arrivals.weekdays(profile, seen, window))


def _spread(profile: arrivals.Profile) -> str:
    count = len(profile.days)
    days = f"on {count} {'day' if count == 1 else 'days'}"
    if profile.dispersion is None:
        return days
    return f"{days}, which differ {profile.dispersion:.1f} times as much as by chance alone"


def _with_profile(day: Day, profile: arrivals.Profile, window: Window) -> Day:
    """The average day's arrivals; outages of the base scenario that lie outside of it go."""
    total = profile.total
    words = (
        f"measured: {profile.conversations:,} conversations, {window.words()}, 95 % interval {total.low:,.0f} to "
        f"{total.high:,.0f} a day; {_spread(profile)}"
    )
    opens = f"measured: the first interval in which anybody came, {window.words()}"
    values = {
        "about": f"As measured {window.words()}.",
        "opens": clock(profile.opens),
        "arrivals": [round(each.value, 3) for each in profile.each],
        "outages": [],
    }
    sources = {"opens": opens, "arrivals": words, "outages": "none"}
    return changed(day, values, sources)


def _with_teams(
    day: Day, present: Sequence[Present], days: Sequence[date], window: Window
) -> tuple[Day, list[Assumed]]:
    """The people who were usually there."""
    teams = usual_teams(present, days, window.zone, day.interval_minutes)
    if not teams:
        return day, [Assumed("teams", "nobody was seen at the desk")]
    only = "" if all(each.seen for each in present) else "; known from the cards they took, so they were there longer"
    words = f"measured: {sum(team.count for team in teams)} people, {window.words()}{only}"
    return changed(day, {"teams": [team.model_dump(mode="json") for team in teams]}, {"teams": words}), []
