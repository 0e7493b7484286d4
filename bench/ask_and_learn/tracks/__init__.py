"""The tracks: which decisions a recorded conversation holds, and what a system may know when each is due."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.ask_and_learn.stream import Conversation, Reader
from bench.ask_and_learn.tracks import intents, star

Knowledge = dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Track:
    """`decisions` reads a line; `knowledge`: what the company wrote down; `choices`: the names known beforehand."""

    name: str
    decisions: Reader
    knowledge: Callable[[Path], Knowledge]
    choices: Callable[[Sequence[Conversation], Knowledge], dict[str, str]]


def _nothing(folder: Path) -> Knowledge:
    return None


def _names(conversations: Sequence[Conversation], knowledge: Knowledge) -> dict[str, str]:
    """The names alone, sorted, with nothing of how often or when."""
    labels = {decision.answer for conversation in conversations for decision in conversation}
    return {label: intents.in_words(label) for label in sorted(labels - {intents.UNKNOWN})}


def _charts(folder: Path) -> Knowledge:
    """STAR's flow charts and call signatures, where they are."""
    found = {}
    for name in ("star_tasks", "star_apis"):
        path = folder / f"{name}.json"
        if path.is_file():
            found[name] = json.loads(path.read_text(encoding="utf-8"))
    return found or None


TRACKS = {
    track.name: track
    for track in (
        Track("star-action", star.decisions, _charts, star.action_choices),
        Track("star-intent", star.intent_decisions, _charts, star.intent_choices),
        Track("banking77", intents.decisions, _nothing, _names),
        Track("clinc150", intents.decisions, _nothing, _names),
    )
}
