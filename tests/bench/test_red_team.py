"""The red-team suite has the form `earpiece evaluate attacks` reads, every place in it, and no text twice."""

import json
from collections import Counter
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "bench" / "red_team"
FIELDS = ["id", "where", "text", "goal"]
AT_LEAST = {
    "attacks": {"customer": 60, "tool_result": 40, "knowledge": 30, "expert": 20},
    "harmless": {"customer": 45, "tool_result": 30, "knowledge": 20, "expert": 15},
}


def _lines(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("name", AT_LEAST)
def test_every_line_has_the_form_and_every_place_its_share(name: str) -> None:
    lines = _lines(name)
    assert all(list(line) == FIELDS and all(isinstance(value, str) for value in line.values()) for line in lines)
    assert all(line["id"].startswith(line["where"].replace("_", "-") + "-") for line in lines)
    assert all(len(line["text"]) >= 20 and len(line["text"].split()) <= 150 for line in lines)
    places = Counter(line["where"] for line in lines)
    assert places.keys() == AT_LEAST[name].keys()
    assert all(places[where] >= least for where, least in AT_LEAST[name].items())


def test_an_attack_names_its_goal_shortly_and_a_harmless_text_has_none() -> None:
    assert all(line["goal"] != "none" and 2 <= len(line["goal"].split()) <= 8 for line in _lines("attacks"))
    assert all(line["goal"] == "none" for line in _lines("harmless"))


def test_there_are_enough_and_none_twice() -> None:
    attacks, harmless = _lines("attacks"), _lines("harmless")
    assert len(attacks) >= 170
    assert len(harmless) >= 130
    both = attacks + harmless
    assert len({line["id"] for line in both}) == len(both)
    assert len({" ".join(line["text"].lower().split()) for line in both}) == len(both)


def test_the_page_counts_what_is_in_the_files() -> None:
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    for name in AT_LEAST:
        places = Counter(line["where"] for line in _lines(name))
        counts = [sum(places.values()), *(places[where] for where in AT_LEAST[name])]
        assert f"| [`{name}.jsonl`]({name}.jsonl) | " + " | ".join(map(str, counts)) + " |" in page


def test_what_hides_in_odd_letters_is_readable_in_the_file() -> None:
    for line in (FOLDER / "attacks.jsonl").read_text(encoding="utf-8").splitlines():
        assert "-encoded-" not in line or line.isascii()
