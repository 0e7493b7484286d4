"""What is read of each claim from the JSON of its command: works, partly, not, and nothing to measure."""

from collections.abc import Mapping
from typing import Any

import pytest

from earpiece.cli import claims_seen as seen
from earpiece.cli.claims import CLAIMS
from earpiece.cli.claims_seen import NOTHING, Seen

Figures = Mapping[str, float | tuple[float, float, float] | None]
NONE: Figures = {}
BARE = {"figures": {}, "assumptions": [], "currency": "£", "conversations": 0, "outcomes": {}, "seeds": 0, "held": {},
        "consults": {"by_kind": {}}, "broken": [], "faults": {}, "intervals": [], "cliffs": [], "ways": {},
        "day": {"in_time": None}, "targets": {}}  # fmt: skip


def told(value: float | tuple[float, float, float] | None) -> dict[str, Any]:
    """A figure as a comparison writes it, with its interval if there is one."""
    if not isinstance(value, tuple):
        return {"mean": value, "low": None, "high": None}
    return dict(zip(("mean", "low", "high"), value, strict=True))


def compared(times: Figures | None = None, plain: Figures | None = None, **ways: Figures) -> dict[str, Any]:
    """A comparison: how many `times` as much a transfer takes, and `plain` asking; figures by way."""
    found: dict[str, Any] = {
        name.replace("_", "-"): {"figures": {figure: told(value) for figure, value in figures.items()}}
        for name, figures in {"suggestions": NONE, **ways}.items()
    }
    found["suggestions"]["times_of"] = {
        "escalate": {figure: told(value) for figure, value in (times or {}).items()},
        "consult": {figure: told(value) for figure, value in (plain or {}).items()},
    }
    return {"currency": "£", "ways": found}


@pytest.mark.parametrize(
    ("read", "figure", "works", "partly", "fails"),
    [
        (seen.faster, "resolution", 3.1, 1.8, 0.9),
        (seen.from_the_need, "from_gap", 3.1, 1.8, 0.9),
        (seen.less_work, "human_helped", 4.2, 3.7, 1.5),
        (seen.capacity, "staff", 2.0, 1.5, 1.0),
        (seen.capacity, "occupancy", 2.5, 1.5, 1.0),
        (seen.cheaper, "cost", 3.2, 1.05, 0.9),
    ],
)
def test_so_many_times_less(read: Any, figure: str, works: float, partly: float, fails: float) -> None:
    """Each has its own border, and the words have the figure."""
    for value, stands in ((works, "works"), (partly, "partly"), (fails, "not")):
        found = read(compared({figure: value}))
        assert found.stands == stands
        assert figure == "staff" or f"{value:g} times" in found.figure


def test_an_interval_over_the_border_is_not_sure() -> None:
    """Nor is one day, which has none."""
    assert seen.faster(compared({"resolution": (3.5, 3.1, 4.0)})).sure
    assert not seen.faster(compared({"resolution": (3.5, 2.9, 4.0)})).sure
    assert not seen.faster(compared({"resolution": 3.5})).sure
    assert "3.5 times (2.9 to 4)" in seen.faster(compared({"resolution": (3.5, 2.9, 4.0)})).figure


def test_what_was_before_stands_beside() -> None:
    """Both figures that the ratio is of."""
    found = compared({"resolution": 2.0}, suggestions={"resolution": 250.0}, escalate={"resolution": 500.0})
    assert seen.faster(found).figure == "2 times faster: 250 s instead of 500 s"


def test_people_that_were_searched_for_count_before_how_busy_they_are() -> None:
    """Where there is both."""
    found = compared({"staff": 2.5, "occupancy": 1.0}, suggestions={"staff": 2.0}, escalate={"staff": 5.0})
    assert seen.capacity(found) == Seen("works", "2 people instead of 5 for the same service", sure=False)


@pytest.mark.parametrize(("live", "stands"), [(3.9, "works"), (2.5, "partly"), (1.4, "not")])
def test_several_at_once(live: float, stands: str) -> None:
    """Three are several."""
    assert seen.several(compared(suggestions={"concurrency": live}, escalate={"concurrency": 1.8})).stands == stands


@pytest.mark.parametrize(
    ("none", "less", "stands"),
    [(0.7, 3.4, "works"), (0.5, 3.4, "partly"), (0.7, 2.0, "partly"), (0.1, 1.0, "not"), (0.9, 0.9, "not")],
)
def test_who_notices(none: float, less: float, stands: str) -> None:
    """Both must be reached; no less wait than by plain asking is nothing."""
    found = seen.unnoticed(compared(None, {"wait": less}, suggestions={"no_wait": none, "wait": 20.0}))
    assert found.stands == stands


@pytest.mark.parametrize(("ours", "stands"), [(0.99, "works"), (0.97, "partly"), (0.9, "not")])
def test_who_is_served(ours: float, stands: str) -> None:
    """Held against transfers, which are not taken for worse than they are."""
    assert seen.served(compared(suggestions={"resolved": ours}, escalate={"resolved": 0.98})).stands == stands


def test_intervals_that_touch_decide_nothing() -> None:
    """About who is served more."""
    close = compared(suggestions={"resolved": (0.99, 0.9, 1.0)}, escalate={"resolved": (0.95, 0.92, 0.98)})
    apart = compared(suggestions={"resolved": (0.99, 0.985, 1.0)}, escalate={"resolved": (0.95, 0.92, 0.98)})
    assert not seen.served(close).sure
    assert seen.served(apart).sure


@pytest.mark.parametrize(("asked", "stands"), [(0.6, "works"), (0.9, "partly"), (1.2, "not")])
def test_one_answer_for_many(asked: float, stands: str) -> None:
    """Fewer questions for as many customers."""
    found = compared(fan_in={"asks": asked, "outage_wait": 29.0}, consult={"asks": 1.07, "outage_wait": 70.0})
    assert seen.one_for_many(found).stands == stands
    assert "29 s instead of 70 s" in seen.one_for_many(found).figure


@pytest.mark.parametrize(("left", "stands"), [(0.007, "works"), (0.05, "partly"), (0.3, "not")])
def test_an_outage(left: float, stands: str) -> None:
    """Two in a hundred, or at least fewer than with transfers."""
    assert seen.outage(compared(suggestions={"outage_left": left}, escalate={"outage_left": 0.2})).stands == stands


def test_definitions_and_sources() -> None:
    """One that is missing is enough."""
    found = {"figures": {"wait": {"definition": "How long."}}, "assumptions": [{"source": "assumed"}]}
    assert seen.defined(found) == Seen("works", "1 figures with their definitions, 1 assumptions with their sources")
    assert seen.defined(found | {"assumptions": [{"source": ""}]}).stands == "not"


@pytest.mark.parametrize(
    ("outcomes", "stands"),
    [({"resolved": 60}, "works"), ({"resolved": 58, "promised": 2}, "partly"), ({"handed_off": 1}, "not")],
)
def test_a_crowd_led_to_the_end(outcomes: dict[str, int], stands: str) -> None:
    """Nobody handed over; who is promised an answer has not got it."""
    crowd = BARE | {"conversations": 60, "outcomes": outcomes, "consults": {"by_kind": {"approval": 6, "task": 3}}}
    assert seen.leads(crowd).stands == stands
    assert seen.leads(crowd).figure.endswith("asked 9 times")


def test_a_crowd_without_a_mistake() -> None:
    """What went wrong is named."""
    crowd = {"conversations": 60, "asked_twice": 0, "lost": 0, "repeated": 0, "unended": 0, "unanswered": 0}
    assert seen.kept(crowd).stands == "works"
    assert seen.kept(crowd | {"lost": 2}) == Seen("not", "in 60 conversations 2 lost")


def test_the_promises() -> None:
    """One that broke is enough; one that is not judged yet does not count."""
    proof = {"seeds": 20, "held": {"1": 20, "13": None, "15": 20}, "broken": [], "faults": {"dies": 3, "sleeps": 4}}
    assert seen.proved(proof) == Seen("works", "2 promises in 20 runs with 7 faults: all held")
    assert seen.proved(proof | {"broken": [{"promise": 1}]}).stands == "not"
    assert seen.whole_record(proof).stands == "works"
    assert seen.whole_record(proof | {"held": {"15": 19}}).stands == "not"


def plan(in_time: float, hang_ups: float = 0.01) -> dict[str, Any]:
    """A plan for 95 in 100 within twenty seconds, at most two in a hundred hanging up."""
    spread = {"mean": in_time, "low": in_time, "high": in_time}
    return {
        "hours": 36.0, "intervals": [{}], "targets": {"pickup_s": 20.0, "pickup_share": 0.95, "hang_ups": 0.02},
        "day": {"in_time": in_time, "hang_ups": hang_ups, "days": {"in_time": spread}},
    }  # fmt: skip


def test_a_plan() -> None:
    """It meets its target; hang-ups beyond theirs are said."""
    assert seen.planned(plan(0.97)).stands == "works"
    assert seen.planned(plan(0.9)).stands == "partly"
    assert seen.planned(plan(0.97, hang_ups=0.04)).stands == "partly"
    assert "4 % hang up" in seen.planned(plan(0.97, hang_ups=0.04)).figure


@pytest.mark.parametrize(("collapses", "stands"), [(None, "works"), (1.6, "partly"), (1.2, "not")])
def test_a_cliff(collapses: float | None, stands: str) -> None:
    """Where questions nobody takes are promised."""
    promised = {"fallback": "promise", "collapses_at": collapses, "by_load": [{"load": 1.0}, {"load": 2.0}]}
    assert seen.no_cliff({"cliffs": [{"fallback": "transfer", "collapses_at": 1.1}, promised]}).stands == stands


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
def test_nothing_to_measure(claim: Any) -> None:
    """A command that found nothing shows nothing, neither that it works nor that it does not."""
    assert claim.read(BARE) == NOTHING


@pytest.mark.parametrize(
    "claim", [claim for claim in CLAIMS if claim.run in ("ordinary", "outage")], ids=lambda claim: claim.name
)
def test_figures_that_are_missing(claim: Any) -> None:
    """A way that was played and has no figure, as on a day on which nobody needed anybody."""
    ways = {name: dict.fromkeys(("no_wait", "wait", "asks", "resolved"), None) for name in ("suggestions", "consult")}
    assert claim.read(BARE | compared({"resolution": None}, **ways)) == NOTHING
