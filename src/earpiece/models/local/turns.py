"""Puts the readings of one message together: talk about the conversation, answers, corrections, requests."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from earpiece.domain.commands import (
    Cancel,
    Command,
    DontKnow,
    Give,
    NotThat,
    OpenSlot,
    Situation,
    SmallTalk,
    Start,
    Status,
    Unclear,
    WantsPerson,
)
from earpiece.models.local.answers import AnswerReader
from earpiece.models.local.dialogue import Lexicon
from earpiece.models.local.requests import Request, RequestReader

_SENTENCE = re.compile(r"(?:[^.!?;\n]|\.(?=\d))+[.!?;\n]*")
_COMMA = re.compile(r",(?!\d)")
_COMMANDS: dict[str, Command] = {
    "cancel": Cancel(),
    "person": WantsPerson(),
    "dont_know": DontKnow(),
    "status": Status(),
    "not_that": NotThat(),
    "greeting": SmallTalk(kind="greeting"),
    "thanks": SmallTalk(kind="thanks"),
    "bye": SmallTalk(kind="bye"),
    "who": SmallTalk(kind="who"),
    "abuse": SmallTalk(kind="abuse"),
    "filler": SmallTalk(kind="filler"),
}
_OF_MATTER = (Status, Cancel, DontKnow, NotThat)
"""What belongs to the request itself when nothing is in progress: "a payment is missing, what is going on?"."""
_POLITE = ("greeting", "thanks", "bye", "filler")
_LONG_QUESTION = 5
_AROUND = 3
_SURE_DESPITE_QUESTION = 0.75
"""While a question is open, words that ask nothing are rather a poor answer than another request."""
_SURE_DESPITE_TEXT = 0.85
"""An open question for free words takes most things as its answer; a request must be this sure to stand out."""


@dataclass
class Reading:
    """What was read so far, in the order of the message."""

    commands: list[Command] = field(default_factory=list)
    matter: list[str] = field(default_factory=list)
    """What is left to be read as an answer or a request."""

    def add(self, command: Command) -> None:
        """Append, once each."""
        if command not in self.commands:
            self.commands.append(command)


class TurnReader:
    """Reads one message in its situation."""

    def __init__(self, lexicon: Lexicon, requests: RequestReader, answers: AnswerReader) -> None:
        self._lexicon = lexicon
        self._requests = requests
        self._answers = answers

    def read(self, text: str, situation: Situation) -> list[Command]:
        """Commands in the order of the text; never empty."""
        if situation.choosing and (chosen := self._answers.choosing(text, situation)):
            return chosen
        if situation.asked and (answer := self._plain_answer(text, situation.asked, situation)):
            return answer
        reading = self._talk(text, situation)
        matter = " ".join(reading.matter).strip(" ,")
        for command in self._matter(matter, situation) if any(map(str.isalnum, matter)) else ():
            reading.add(command)
        nothing = Unclear() if situation.asked or situation.choosing else SmallTalk(kind="filler")
        return _without_needless(reading.commands, situation) or [nothing]

    def _plain_answer(self, text: str, slot: OpenSlot, situation: Situation) -> list[Command]:
        """The whole message as an answer or correction, before it is taken apart; empty if it says more."""
        if slot.type == "text" or self._says_more(text):
            return []
        if correction := self._answers.correction(text, situation):
            return [correction]
        found = self._answers.asked(text, situation)
        if found is None or self._answers.is_wordy(found):
            return []
        return [Give(slot=slot.name, value=found.value), *self._answers.unasked(text, situation, slot.type)]

    def _says_more(self, text: str) -> bool:
        """Whether it asks something, or a piece cancels, asks for a person, doubts or asks how things stand."""
        tidy = self._lexicon.tidy(text)
        kinds = {self._lexicon.kind(piece.tidy) for piece in self._lexicon.pieces(text)}
        if inside := self._lexicon.inside(tidy):
            kinds.add(inside[0])
        asking = text.rstrip().endswith("?") and len(tidy.split()) > _LONG_QUESTION
        return asking or bool(kinds & {"cancel", "person", "dont_know", "not_that", "status", "who"})

    def _talk(self, text: str, situation: Situation) -> Reading:
        """Takes out the pieces that are about the conversation; what remains is the matter."""
        reading = Reading()
        for sentence in _SENTENCE.findall(text):
            whole = self._command(sentence, situation, text)
            if whole:
                self._take(whole, reading)
                continue
            kept = []
            pieces = _COMMA.split(sentence)
            for piece in pieces:
                command = self._command(piece, situation, text) if len(pieces) > 1 else None
                if command is None:
                    kept.append(piece.strip())
                elif not kept or not _is_polite(command):
                    self._take(command, reading)
            if any(self._lexicon.tidy(piece) for piece in kept):
                reading.matter.append(", ".join(kept))
        return reading

    def _take(self, command: Command, reading: Reading) -> None:
        """Note what a piece says; politeness after the matter wants no reply of its own."""
        if not (reading.matter and _is_polite(command)):
            reading.add(command)

    def _command(self, piece: str, situation: Situation, text: str) -> Command | None:
        """The one thing a piece of the text says about the conversation, or None."""
        tidy = self._lexicon.tidy(piece)
        if not tidy:
            return None
        answer = self._lexicon.plain_yes_no(tidy)
        if situation.anything_else and answer is not None:
            return SmallTalk(kind="yes" if answer else "no")
        if kind := self._lexicon.kind(tidy):
            command = _COMMANDS[kind]
            idle = isinstance(command, _OF_MATTER) and _is_idle(situation)
            return None if idle and len(self._lexicon.pieces(text)) > 1 else command
        if answer is not None:
            return self._bare_yes_no(answer, situation)
        return SmallTalk(kind="filler") if self._lexicon.is_filler(tidy) else None

    def _bare_yes_no(self, answer: bool, situation: Situation) -> Command:
        """What a yes or no alone means here."""
        slot = situation.asked
        if slot and slot.type == "yes_no":
            return Give(slot=slot.name, value=answer)
        if slot and slot.options and not answer:
            return DontKnow()
        return SmallTalk(kind="yes" if answer else "no")

    def _matter(self, text: str, situation: Situation) -> list[Command]:
        """An answer, a correction, values or requests in words that are not about the conversation."""
        inside = self._lexicon.inside(self._lexicon.tidy(text))
        if inside and not (_is_idle(situation) and inside[0] in ("status", "not_that")):
            return self._with_request(*inside, text, situation)
        if correction := self._answers.correction(text, situation):
            return [correction]
        if situation.asked:
            return self._after_question(text, situation.asked, situation)
        if situation.choosing and (chosen := self._requests.among(text, situation.choosing)):
            return [chosen]
        given = self._answers.unasked(text, situation, None)
        requests = self._requests.read(text)
        return [*given, *(request for request in requests if not given or _is_new(request, situation))]

    def _after_question(self, text: str, slot: OpenSlot, situation: Situation) -> list[Command]:
        """Words after an open question: its value, another request, or nothing that fits."""
        requests = [request for request in self._requests.read(text) if _is_new(request, situation)]
        question = text.endswith("?") or self._lexicon.asks(text)
        needed = 0.0 if question else _SURE_DESPITE_QUESTION
        sure = [request for request in requests if isinstance(request, Start) and request.score >= needed]
        if slot.type == "text":
            return self._after_open_question(text, slot, requests if question else sure)
        if self._answers.none_of_them(text):
            return [DontKnow()]
        found = self._answers.asked(text, situation)
        given: list[Command] = []
        if found and not (sure and question):
            given.append(Give(slot=slot.name, value=found.value, score=0.8))
        given.extend(self._answers.unasked(text, situation, slot.type))
        if sure and (not given or (found and self._answers.is_wordy(found))):
            return [*given, *sure]
        if question and not given and len(text.split()) >= _LONG_QUESTION:
            return list(requests) or [Unclear()]
        return given or [Unclear()]

    def _after_open_question(self, text: str, slot: OpenSlot, requests: Sequence[Request]) -> list[Command]:
        """Free words were asked for: they are the answer, unless they are surely something else."""
        question = text.endswith("?")
        other = [r for r in requests if question or r.score >= _SURE_DESPITE_TEXT]
        return [*other] or [Give(slot=slot.name, value=text)]

    def _with_request(self, kind: str, rest: str, text: str, situation: Situation) -> list[Command]:
        """A phrase inside a longer message, and the request around it if that is sure."""
        whole = text if kind == "abuse" else rest
        sure = self._requests.sure(whole) if len(rest.split()) > _AROUND else None
        around: list[Command] = [sure] if sure and _is_new(sure, situation) else []
        return around if around and kind == "abuse" else [_COMMANDS[kind], *around]


def _is_idle(situation: Situation) -> bool:
    """Whether nothing is in progress that a customer could cancel, ask about or doubt."""
    busy = situation.asked or situation.choosing or situation.running or situation.waiting or situation.last_target
    return not busy


def _is_polite(command: Command) -> bool:
    return isinstance(command, SmallTalk) and command.kind in _POLITE


def _is_new(request: Request, situation: Situation) -> bool:
    """Whether the request is another one than the one in progress."""
    return not (isinstance(request, Start) and situation.running and request.target == situation.running[0])


def _without_needless(commands: list[Command], situation: Situation) -> list[Command]:
    """Drops what other commands make needless: fillers beside anything, a bare "no" beside "forget it"."""
    if any(isinstance(command, Cancel | WantsPerson | NotThat) for command in commands):
        commands = [command for command in commands if not isinstance(command, Give | Unclear)]
    elif situation.anything_else:
        return [c for c in commands if not _is_small(c, "filler")] or commands
    real = [command for command in commands if not _is_small(command, "filler", "yes", "no")]
    return real or commands[:1]


def _is_small(command: Command, *kinds: str) -> bool:
    return isinstance(command, SmallTalk) and command.kind in kinds
