"""The demo's stand-in model: which recording a conversation is, and how far it has come, shows in the request alone."""

from pathlib import Path
from typing import Any

import pytest

from earpiece.sim.provider.script import ScriptEnded
from earpiece.sim.replay.live import NOT_RECORDED, LiveTape, talks_of
from earpiece.sim.replay.recording import load
from earpiece.sim.replay.tape import NOTHING_MORE

FIFTEEN = load(Path("companies/airline/recordings/fifteen.jsonl"))
FIRST = FIFTEEN[0]


def asked(*said: str, tools: int = 14) -> dict[str, Any]:
    return {"tools": [{}] * tools, "messages": [{"role": "user", "content": text} for text in said]}


def test_it_goes_on_as_the_customer_does() -> None:
    tape, (hello, who, *_) = LiveTape(FIFTEEN), [each.said for each in FIRST.exchanges]
    assert "What is your user id" in str(tape.next("c1", asked(hello)))
    assert NOTHING_MORE in str(
        tape.next("c1", asked(hello, "[note 1, not from the customer] Nothing new. [end of note 1]"))
    )
    assert "get_user_details" in str(tape.next("c1", asked(hello, who)))


def test_words_that_nobody_recorded_are_answered_honestly() -> None:
    assert NOT_RECORDED in str(LiveTape(FIFTEEN).next("c1", asked("Something else")))


def test_only_the_agents_own_part_was_recorded() -> None:
    """What else a model is used for, such as preparing cards, does not move the recording on."""
    tape = LiveTape(FIFTEEN)
    with pytest.raises(ScriptEnded):
        tape.next("c1", asked(FIRST.exchanges[0].said, tools=1))
    assert "What is your user id" in str(tape.next("c1", asked(FIRST.exchanges[0].said)))


def test_each_recording_is_offered_with_its_customers_words() -> None:
    talks = talks_of(FIFTEEN)
    assert len({each.title for each in talks}) == len(talks) == 15
    assert talks[0].says == [each.said for each in FIRST.exchanges if each.said]
    assert len({each.says[0] for each in talks}) == 15
