"""The bench of the grounding check: what it counts, on a file of one conversation."""

import gzip
import json
from pathlib import Path

import pytest

from bench import grounding


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    words = [
        {"role": "system", "content": "Refunds take 5 to 7 business days."},
        {"role": "user", "content": "What does my flight cost?"},
        {"role": "assistant", "content": "", "tool_calls": [{"function": {"arguments": '{"id": "ABC123"}'}}]},
        {"role": "tool", "content": '{"id": "ABC123", "price": 286, "date": "2024-05-20", "first_name": "Mei"}'},
        {"role": "assistant", "content": "Flight ABC123 for Mei on May 20 costs $286."},
        {"role": "assistant", "content": "It was $999."},
        {"role": "assistant", "content": "As I said: $999."},
    ]
    path = tmp_path / "recorded.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write(json.dumps({"task_id": 1, "trial": 0, "messages": words}) + "\n")
    return path


def test_flagged_replies_and_planted_statements_are_counted(recorded: Path) -> None:
    found = grounding.measure(recorded, seeds=4)
    assert found.replies == 3
    assert [place for place, _ in found.flagged] == [(0, 6), (0, 7)]  # what was flagged is not known afterwards
    assert sum(found.planted.values()) == 12
    assert sum(found.caught.values()) == 12
    assert grounding.rows(found)[0] == ("replies flagged though all was known", "2 of 3", "66.7%")


def test_conversations_of_people_are_read_too(tmp_path: Path) -> None:
    events = [
        {"t": "user", "text": "When is my ride there?"},
        {"t": "call", "args": [["Ride", "eq", "12"]]},
        {"t": "result", "item": {"Name": "Alex", "MinutesTillPickup": 13}},
        {"t": "say", "text": "Ride 12 with Alex is there in 13 minutes."},
        {"t": "free", "text": "Or ask Frank."},
    ]
    path = tmp_path / "recorded.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write(json.dumps({"tasks": [], "events": events}) + "\n")
    found = grounding.measure(path, seeds=4)
    assert [place for place, _ in found.flagged] == [(0, 4)]
    assert sum(found.caught.values()) == sum(found.planted.values()) > 0


@pytest.mark.skipif(not all(map(Path.exists, grounding.DATA.values())), reason="recordings that not every clone has")
@pytest.mark.slow
def test_the_measured_shares_keep_their_limits() -> None:
    for path in grounding.DATA.values():
        found = grounding.measure(path, seeds=1)
        assert len(found.flagged) < 0.03 * found.replies
        assert sum(found.caught.values()) > 0.9 * sum(found.planted.values())
