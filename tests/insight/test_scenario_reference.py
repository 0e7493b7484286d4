"""docs/compare.md says what a scenario may hold: all of it, and nothing that is not there."""

import re
from pathlib import Path
from typing import get_args

import pytest

from earpiece.insight.day import Channel, Day, Kind, Outage, Team, names, read_day
from earpiece.sim.compare.ladder import LADDER
from earpiece.sim.compare.output import as_json
from tests.docs.test_reference import section
from tests.sim.compare.made import comparison

TOLD = (Path(__file__).parents[2] / "docs" / "compare.md").read_text()
WORDS = {**dict.fromkeys(get_args(Channel), "CHANNEL"), **dict.fromkeys(get_args(Kind), "KIND")}


def general(setting: str, day: Day) -> str:
    """`pace.voice.agent_s` as it is documented: `pace.CHANNEL.agent_s`."""
    words = WORDS | dict.fromkeys(day.needs.skills, "SKILL")
    return ".".join(words.get(part, part) for part in setting.split("."))


def test_every_setting_of_a_scenario_is_documented() -> None:
    rows = re.findall(r"^\| (`.*?) \| ", section(TOLD, "Scenarios").split("| setting |")[1], re.MULTILINE)
    documented = {name for row in rows for name in re.findall(r"`([^`]+)`", row)}
    days = [read_day(name) for name in names()]
    settings = {general(setting, day) for day in days for setting, _, _ in day.assumptions()}
    assert documented - {"about", "sources"} == settings


@pytest.mark.parametrize("part", [Team, Outage])
def test_every_part_of_a_list_is_documented(part: type[Team] | type[Outage]) -> None:
    row = next(line for line in TOLD.splitlines() if line.startswith(f"| `{part.__name__.lower()}s` |"))
    assert {name for name in part.model_fields if f"`{name}`" not in row} == set()


def test_every_scenario_and_every_way_is_documented() -> None:
    assert [name for name in names() if f"`{name}`" not in section(TOLD, "Scenarios")] == []
    rows = re.findall(r"^\| `([a-z-]+)` \| ", section(TOLD, "The ways"), re.MULTILINE)
    assert rows == [rung.name for rung in LADDER]


def test_every_key_of_the_json_is_documented() -> None:
    plain = as_json(comparison({"consult": {"wait": [1.0]}, "suggestions": {"wait": [1.0]}}))
    told = section(TOLD, "The JSON")
    deeper = (
        plain["ways"]["consult"],
        plain["steps"][0],
        plain["verdict"][0],
        plain["aims"][0],
        plain["assumptions"][0],
    )
    keys = set(plain) | {key for each in deeper for key in each}
    assert {key for key in keys if f"`{key}`" not in told} == set()
