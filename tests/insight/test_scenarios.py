"""The scenarios that come with Earpiece: complete, and each assumption with its source."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml

from earpiece.insight.day import DAYS, names, read_day

SEVEN = ["all-chat", "all-voice", "bad-escalation", "hard-cases", "ordinary", "outage", "thin-skills"]


def settings_in(value: Mapping[str, Any], before: str = "") -> Iterator[str]:
    """The names of the settings a file gives."""
    for name, inner in value.items():
        if isinstance(inner, Mapping):
            yield from settings_in(inner, f"{before}{name}.")
        else:
            yield f"{before}{name}"


def written(name: str) -> dict[str, Any]:
    """What the file of a scenario says."""
    data = yaml.safe_load((DAYS / f"{name}.yaml").read_text())
    assert isinstance(data, dict)
    return data


def test_the_seven_are_there() -> None:
    assert names() == SEVEN


@pytest.mark.parametrize("name", SEVEN)
def test_every_setting_has_a_source(name: str) -> None:
    day = read_day(name)
    unsourced = [setting for setting, _, _ in day.assumptions() if day.source(setting) is None]
    assert unsourced == []


@pytest.mark.parametrize("name", [name for name in SEVEN if name != "ordinary"])
def test_a_scenario_sources_what_it_changes_and_changes_what_it_says(name: str) -> None:
    """In its own file: the ordinary day's source would be about another value."""
    said = written(name)
    sources = said.pop("sources")
    said.pop("about")
    settings = list(settings_in(said))
    assert [each for each in settings if not any(each == key or each.startswith(f"{key}.") for key in sources)] == []
    ordinary = {setting: value for setting, value, _ in read_day("ordinary").assumptions()}
    changed = {setting for setting, value, _ in read_day(name).assumptions() if ordinary.get(setting) != value}
    assert changed == set(settings)


@pytest.mark.parametrize("name", SEVEN)
def test_shares_that_make_a_whole_do(name: str) -> None:
    day = read_day(name)
    for shares in (day.channels, day.needs.kinds, day.needs.skills, dict(enumerate(day.needs.per_helped))):
        assert sum(shares.values()) == pytest.approx(1.0)
    assert sum(day.arrivals) == pytest.approx(sum(read_day("ordinary").arrivals))
