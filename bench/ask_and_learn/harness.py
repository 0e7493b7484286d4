"""The harness: alone holds the answers; reveals one when asked, or when its own coin falls under the audit's odds."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from types import TracebackType
from typing import Any, Self

from bench.ask_and_learn.stream import Conversation, Decision
from bench.ask_and_learn.tracks.intents import UNKNOWN

AUDITS = 0.02
"""So large a share of a system's own decisions may be looked at afterwards, on average."""


class Link:
    """A system in a process of its own, spoken to in JSON lines."""

    def __init__(self, command: Sequence[str] = (sys.executable, "-m", "bench.ask_and_learn.system")) -> None:
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to, self._from = self._process.stdin, self._process.stdout

    def ask(self, what: str, content: Any) -> dict[str, Any]:
        """One line there, one line back. Raises RuntimeError when the system has ended."""
        self._to.write(json.dumps({what: content}) + "\n")
        self._to.flush()
        line = self._from.readline()
        if not line:
            raise RuntimeError(f"The system under test ended (exit {self._process.wait()}) at {what!r}.")
        said: dict[str, Any] = json.loads(line)
        return said

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._to.close()
        self._from.close()
        self._process.wait(timeout=30)


@dataclass(slots=True)
class Taken:
    """What became of one decision."""

    conversation: int
    """How manieth conversation of the stream it belongs to."""
    decision: Decision
    alone: bool
    wrong: bool = False
    audited: bool = False


@dataclass(slots=True)
class Run:
    """A whole stream, and the held-out decisions after it."""

    taken: list[Taken] = field(default_factory=list)
    test: list[Taken] = field(default_factory=list)
    decide_ms: list[float] = field(default_factory=list)
    learn_ms: list[float] = field(default_factory=list)
    embed_ms: list[float] = field(default_factory=list)
    conversations: int = 0


def run(
    link: Link, begin: dict[str, Any], stream: Sequence[Conversation], dev: Sequence[Conversation],
    test: Sequence[Conversation], coins: Random,
) -> Run:  # fmt: skip
    """Play the stream, then freeze on `dev` and play `test`. `coins` are the harness's own."""
    link.ask("begin", begin)
    done = Run(conversations=len(stream))
    allowance = 1.0
    for number, conversation in enumerate(stream):
        for decision in conversation:
            taken, audit = _decide(link, done, number, decision)
            if taken.alone:
                allowance += AUDITS
                taken.audited = coins.random() < min(audit, max(allowance, 0.0))
                allowance -= taken.audited
            if taken.audited or not taken.alone:
                done.learn_ms.append(link.ask("answer", decision.answer)["ms"])
            done.taken.append(taken)
    if dev and test:
        known = [(decision.context, decision.answer) for conversation in dev for decision in conversation]
        link.ask("freeze", known)
        for number, conversation in enumerate(test):
            done.test += [_decide(link, Run(), number, decision)[0] for decision in conversation]
    return done


def _decide(link: Link, done: Run, number: int, decision: Decision) -> tuple[Taken, float]:
    said = link.ask("decide", decision.context)
    done.decide_ms.append(said["ms"])
    if said["embed_ms"] > 0:
        done.embed_ms.append(said["embed_ms"])
    alone = said["act"] is not None and said["act"] != UNKNOWN
    return Taken(number, decision, alone, wrong=alone and said["act"] != decision.answer), float(said["audit"])
