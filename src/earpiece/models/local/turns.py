"""Puts the readings of one message together: talk about the conversation, answers, corrections, requests."""

import re
from dataclasses import dataclass, field

from earpiece.domain.commands import (
    Between,
    Cancel,
    Command,
    DontKnow,
    Give,
    NotThat,
    Situation,
    SmallTalk,
    Start,
    Status,
    Unclear,
    Unknown,
    WantsPerson,
)
from earpiece.models.local.answers import AnswerReader
from earpiece.models.local.dialogue import Lexicon
from earpiece.models.local.requests import Request, RequestReader

_SENTENCE = re.compile(r"[^.!?;\n]+(?:\.(?=\d)[^.!?;\n]*)*[.!?;\n]*")
_COMMANDS: dict[str, Command] = {
    "cancel": Cancel(), "person": WantsPerson(), "dont_know": DontKnow(), "status": Status(), "not_that": NotThat(),
    "greeting": SmallTalk(kind="greeting"), "thanks": SmallTalk(kind="thanks"), "bye": SmallTalk(kind="bye"),
    "who": SmallTalk(kind="who"), "abuse": SmallTalk(kind="abuse"), "filler": SmallTalk(kind="filler"),
}  # fmt: skip
_POLITE = ("greeting", "thanks", "bye", "filler")
_LONG_QUESTION = 5
_AROUND = 3


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
        open_answer = self._whole_answer(text, situation)
        if open_answer:
            return open_answer
        reading = self._talk(text, situation)
        matter = " ".join(reading.matter).strip(" ,")
        if matter:
            for command in self._matter(matter, situation):
                reading.add(command)
        return _tidied(reading.commands) or [self._nothing(situation)]

    def _whole_answer(self, text: str, situation: Situation) -> list[Command]:
        """The message as a plain answer to the open question, before it is taken apart."""
        slot = situation.asked
        if slot is None or slot.type == "text" or self._dominant_talk(text):
            return []
        if correction := self._answers.correction(text, situation):
            return [correction]
        found = self._answers.asked(text, situation)
        if found is None or self._answers.is_wordy(found):
            return []
        return [Give(slot=slot.name, value=found.value), *self._answers.unasked(text, situation, slot.type)]

    def _dominant_talk(self, text: str) -> bool:
        """Whether some piece cancels, asks for a person, doubts or asks how things stand."""
        kinds = {self._lexicon.kind(piece.tidy) for piece in self._lexicon.pieces(text)}
        inside = self._lexicon.inside(self._lexicon.tidy(text))
        return bool((kinds | {inside and inside[0]}) & {"cancel", "person", "dont_know", "not_that", "status", "who"})

    def _talk(self, text: str, situation: Situation) -> Reading:
        """Takes out the pieces that are about the conversation; what remains is the matter."""
        reading = Reading()
        for sentence in _SENTENCE.findall(text):
            whole = self._command(self._lexicon.tidy(sentence), situation)
            if whole:
                reading.add(whole)
                continue
            kept = []
            for piece in sentence.split(","):
                tidy = self._lexicon.tidy(piece)
                command = self._command(tidy, situation) if tidy else None
                if command is None:
                    kept.append(piece.strip())
                elif not (kept or reading.matter) or not _is_polite(command):
                    reading.add(command)
            if any(self._lexicon.tidy(piece) for piece in kept):
                reading.matter.append(", ".join(kept))
        return reading

    def _command(self, tidy: str, situation: Situation) -> Command | None:
        """The one thing a piece says about the conversation, or None."""
        slot = situation.asked
        if situation.anything_else and len(tidy.split()) <= 6 and not self._lexicon.asks.match(tidy):
            answer = self._lexicon.plain_yes_no(tidy)
            if answer is not None:
                return SmallTalk(kind="yes" if answer else "no")
        kind = self._lexicon.kind(tidy)
        if kind:
            return _COMMANDS[kind]
        answer = self._lexicon.plain_yes_no(tidy)
        if answer is None:
            return None
        if slot and slot.type == "yes_no":
            return Give(slot=slot.name, value=answer)
        if slot and not answer and slot.options:
            return DontKnow()
        return SmallTalk(kind="yes" if answer else "no")

    def _matter(self, text: str, situation: Situation) -> list[Command]:
        """An answer, a correction, values or requests in words that are not about the conversation."""
        inside = self._lexicon.inside(self._lexicon.tidy(text))
        if inside:
            return self._with_request(_COMMANDS[inside[0]], inside[1], situation)
        if correction := self._answers.correction(text, situation):
            return [correction]
        if situation.asked is None:
            given = self._answers.unasked(text, situation, None)
            requests = self._requests.read(text)
            return [*given, *(r for r in requests if not given or _is_digression(r, situation))]
        return self._answered(text, situation)

    def _answered(self, text: str, situation: Situation) -> list[Command]:
        """Words after an open question: its value, another request, or nothing that fits."""
        slot = situation.asked
        assert slot is not None
        requests = [r for r in self._requests.read(text) if _is_digression(r, situation)]
        sure = [r for r in requests if isinstance(r, Start)]
        question = text.rstrip().endswith("?") or bool(self._lexicon.asks.match(self._lexicon.tidy(text)))
        if slot.type == "text":
            return list(sure or (requests if question else [Give(slot=slot.name, value=text.strip())]))
        found = self._answers.asked(text, situation)
        if self._answers.none_of_them(text):
            return [DontKnow()]
        given: list[Command] = []
        if found and not (sure and question):
            given = [Give(slot=slot.name, value=found.value, score=0.8)]
        given += self._answers.unasked(text, situation, slot.type)
        if sure and (not found or self._answers.is_wordy(found)):
            return [*given, *sure]
        if given:
            return given
        if question and len(text.split()) >= _LONG_QUESTION and requests:
            return list(requests)
        return [Unclear()]

    def _with_request(self, command: Command, rest: str, situation: Situation) -> list[Command]:
        """A phrase inside a longer message, and the request around it if that is sure."""
        sure = self._requests.sure(rest) if len(rest.split()) > _AROUND else None
        return [command, sure] if sure and _is_digression(sure, situation) else [command]

    def _nothing(self, situation: Situation) -> Command:
        return Unclear() if situation.asked or situation.choosing else SmallTalk(kind="filler")


def _is_polite(command: Command) -> bool:
    return isinstance(command, SmallTalk) and command.kind in _POLITE


def _is_digression(request: Request, situation: Situation) -> bool:
    """Whether the request is another one than the one in progress."""
    return not (isinstance(request, Start) and situation.running and request.target == situation.running[0])


def _tidied(commands: list[Command]) -> list[Command]:
    """Without what other commands make needless: fillers beside anything, a bare "no" beside "forget it"."""
    strong = [c for c in commands if isinstance(c, Cancel | WantsPerson | NotThat)]
    if strong:
        commands = [c for c in commands if not isinstance(c, Give | Unclear) and not _is_yes_no(c)]
    real = [c for c in commands if not (isinstance(c, SmallTalk) and c.kind == "filler")]
    return real or commands[:1]


def _is_yes_no(command: Command) -> bool:
    return isinstance(command, SmallTalk) and command.kind in ("yes", "no")
