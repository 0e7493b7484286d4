"""Recorded conversations are read from JSON lines; a file that holds none says so."""

import gzip
import json
from pathlib import Path

import pytest

from earpiece.domain.errors import Invalid
from earpiece.sim.replay.recording import load

FIFTEEN = Path("companies/airline/recordings/fifteen.jsonl")
ROW = {
    "task_id": 7, "trial": 1, "reward": 0.0, "gold_actions": [], "gold_outputs": [], "user_instruction": "",
    "messages": [
        {"role": "system", "content": "policy"},
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": None, "tool_calls": [
            {"id": "a", "function": {"name": "calculate", "arguments": '{"expression": "1+1"}'}}]},
        {"role": "tool", "tool_call_id": "a", "name": "calculate", "content": "2.0"},
        {"role": "assistant", "content": "It is 2."},
        {"role": "user", "content": "Thanks ###STOP###"},
    ],
}  # fmt: skip


def test_a_gzipped_file_is_read_turn_by_turn(tmp_path: Path) -> None:
    file = tmp_path / "one.jsonl.gz"
    file.write_bytes(gzip.compress(json.dumps(ROW).encode()))
    (recording,) = load(file)
    first, last = recording.exchanges
    assert (recording.name, first.said, last.said, last.replies) == ("7-1", "Hello", "Thanks", ())
    assert first.replies[0].made is not None
    assert first.replies[0].made.result == "2.0"
    assert first.replies[1].words == "It is 2."


def test_what_is_no_recording_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text(json.dumps(ROW) + "\n{}\n")
    with pytest.raises(Invalid, match=r"bad\.jsonl:2 is no recorded conversation"):
        load(file)
    file.write_text("")
    with pytest.raises(Invalid, match="holds no conversation"):
        load(file)


def test_fifteen_conversations_come_with_the_program() -> None:
    recordings = load(FIFTEEN)
    assert len(recordings) == 15
    assert len({each.task for each in recordings}) == 8
    assert sum(each.reward for each in recordings) == 5


def test_several_calls_of_one_message_are_made_one_by_one(tmp_path: Path) -> None:
    calls = [{"id": "a", "function": {"name": "calculate", "arguments": f'{{"expression": "{n}"}}'}} for n in (1, 2)]
    results = [{"role": "tool", "tool_call_id": "a", "name": "calculate", "content": f"{n}.0"} for n in (1, 2)]
    messages = [ROW["messages"][1], {"role": "assistant", "content": "Let me see.", "tool_calls": calls}, *results]  # type: ignore[index]
    file = tmp_path / "two.jsonl"
    file.write_text(json.dumps({**ROW, "messages": messages}))
    one, two = load(file)[0].exchanges[0].replies
    assert (one.words, two.words) == ("Let me see.", "")
    assert [each.made.result for each in (one, two) if each.made is not None] == ["1.0", "2.0"]
