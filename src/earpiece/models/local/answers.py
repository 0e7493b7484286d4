"""Reads an answer to the agent's open question, values said besides, corrections, and a choice between readings."""

from collections.abc import Callable

from earpiece.domain.commands import (
    Command,
    Correct,
    DontKnow,
    Give,
    NotThat,
    OpenSlot,
    Option,
    Situation,
    Start,
)
from earpiece.models.local.choices import choose
from earpiece.models.local.dialogue import Lexicon
from earpiece.models.local.values import Found, Values

_UNASKED = frozenset({"money", "date", "phone", "email", "choice", "option"})
"""Types whose values show what they are, so that they may be taken without being asked for."""
_CORRECTABLE = _UNASKED | {"number", "code"}
_BESIDES = 2
"""How many other words may stand beside the words of an offered reading."""
_WORDY = 4
"""An answer with more words besides its value than this may be something else."""


class AnswerReader:
    """Finds slot values in a message, given the situation."""

    def __init__(self, lexicon: Lexicon, titles: Callable[[str], str]) -> None:
        """`titles` gives the words a target is offered by."""
        self._lexicon = lexicon
        self._words = lexicon.phrases
        self._titles = titles
        self._values = Values(lexicon)

    def asked(self, text: str, situation: Situation) -> Found | None:
        """The value for the open question, if the words hold one (for `text` slots: never, see the caller)."""
        slot = situation.asked
        if slot is None:
            return None
        said = self._lexicon.tidy(text)
        offered = any(self._lexicon.tidy(option.label) == said for option in slot.options)  # "not using it"
        return self._values.find(text if offered else self._current(text), slot, situation.today)

    def is_wordy(self, found: Found) -> bool:
        """Whether so much was said besides the value that it may not be an answer at all."""
        return len(found.rest) > _WORDY

    def none_of_them(self, text: str) -> bool:
        """Whether the customer says that nothing on offer fits."""
        said = self._lexicon.tidy(text)
        return bool(self._words.none.fullmatch(said) or self._words.none.fullmatch(self._lexicon.bare(said)))

    def correction(self, text: str, situation: Situation) -> Command | None:
        """A new value for a filled slot, when words of correction say so and one slot fits."""
        said = self._lexicon.tidy(text)
        strong = bool(self._words.corrects_strongly.search(said))
        weak = bool(self._words.corrects.match(said))
        if not strong and not weak:
            return None
        if weak and not strong and situation.asked and self.asked(text, situation):
            return None
        filled = [slot for slot in situation.slots if slot.filled and slot.type in _CORRECTABLE]
        found = self._only(self._current(text), filled, situation.today, marked=False)
        return Correct(slot=found[0], value=found[1]) if found else None

    def unasked(self, text: str, situation: Situation, taken: str | None) -> list[Command]:
        """Values for other open slots, where exactly one slot of the value's type is open."""
        open_slots = [slot for slot in situation.slots if not slot.filled and slot.type in _UNASKED]
        commands: list[Command] = []
        for kind in dict.fromkeys(slot.type for slot in open_slots):
            if kind == taken:
                continue
            fitting = [slot for slot in open_slots if slot.type == kind]
            found = self._only(text, fitting, situation.today, marked=True)
            if found:
                commands.append(Give(slot=found[0], value=found[1], score=0.8))
        return commands

    def choosing(self, text: str, situation: Situation) -> list[Command]:
        """Which of the offered targets was chosen; empty if the words do not say."""
        offered = situation.choosing
        said = self._lexicon.tidy(text)
        bare = self._lexicon.bare(said)
        if self._words.both.fullmatch(bare) and len(offered) > 1:
            return [Start(target=target, text=text) for target in offered]
        if self.none_of_them(text) or self._lexicon.kind(said) == "not_that":
            return [NotThat()]
        if self._lexicon.kind(said) == "dont_know":
            return [DontKnow()]
        if len(offered) == 1 and len(bare.split()) <= 4:
            answer = self._lexicon.yes_no(said)
            if answer is not None:
                return [Start(target=offered[0], text=text) if answer else NotThat()]
        options = tuple(Option(value=target, label=self._titles(target)) for target in offered)
        choice = choose(self._lexicon, text, options)
        if choice and (not choice.named or len(choice.rest) <= _BESIDES):
            return [Start(target=str(choice.option.value), text=text)]
        return []

    def _only(self, text: str, slots: list[OpenSlot], today: str, marked: bool) -> tuple[str, object] | None:
        """The slot and value, if the words fit exactly one of the slots (or name one of several)."""
        found = {slot.name: hit for slot in slots if (hit := self._values.find(text, slot, today))}
        if marked or any(hit.marked for hit in found.values()):
            found = {name: hit for name, hit in found.items() if hit.marked}
        said = self._lexicon.tidy(text)
        named = {name: hit for name, hit in found.items() if name.replace("_", " ") in said}
        chosen = named if len(named) == 1 else found
        if len(chosen) != 1:
            return None
        name, hit = next(iter(chosen.items()))
        return name, hit.value

    def _current(self, text: str) -> str:
        """The words without the value that is being replaced: "40 not 14" → "40"."""
        return self._lexicon.without_replaced(text)
