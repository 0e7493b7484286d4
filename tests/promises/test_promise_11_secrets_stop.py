"""Promise 11: card numbers, codes and passwords get no further than the edge, also when split over two messages."""

import pytest

from earpiece.gate.secrets import Kept
from earpiece.runtime import chats
from tests.support.stage import Stage

SPOKEN = "four one one one one one one one one one one one one one one one"
MESSAGES = [
    ("my card 4111 1111 1111 1111 fell",),
    ("4111-1111-1111-1111",),
    (SPOKEN,),
    ("4111 1111 1111", "1111"),
    ("my password is hunter2", "PIN: 4821"),
    ("my PIN is", "4821"),
]
SECRETS = ("4111 1111 1111", "4111-1111", "one one one", "hunter2", "4821")


def _everywhere(stage: Stage) -> str:
    """What journal, model, desk and tools have seen."""
    recorded = stage.run(stage.disk.read_all())
    shown = [stage.run(stage.engine.desk.card(stage.person("cleo"), card.id)) for card in stage.cards()]
    stories = stage.run(stage.engine.desk.story(stage.chat))
    return f"{recorded} {stage.understanding.read_texts} {shown} {stories} {stage.tools.calls}"


def _tell(stage: Stage, messages: tuple[str, ...]) -> None:
    stage.says("does the warranty pay")
    stage.says(*messages)
    stage.says("a person please")


@pytest.mark.parametrize("messages", MESSAGES)
def test_a_secret_is_nowhere(maya: Stage, messages: tuple[str, ...]) -> None:
    """Neither in the journal, nor with the model, on the desk, in the story, or with a tool."""
    _tell(maya, messages)
    assert not [secret for secret in SECRETS if secret in _everywhere(maya)]


def test_without_the_edge_it_would_be_everywhere(maya: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken on purpose: words that pass uncleaned are found by the same search."""
    monkeypatch.setattr(chats, "clean", lambda words, before: Kept(words))
    _tell(maya, MESSAGES[0])
    assert [secret for secret in SECRETS if secret in _everywhere(maya)]
