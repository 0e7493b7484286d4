"""A large model reads what the customer wants, over the same playbooks and with the same commands as the embedded one.

Its answer is held against the company and the situation before it counts: a target that does not exist, a slot that is
not open, an option that was not offered or a value that the message does not hold is dropped. How sure it says it is
becomes a score together with what the embedded understanding thinks of the same message.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, Field

from earpiece.domain import commands as c
from earpiece.domain.errors import ToolError
from earpiece.domain.playbook import Company
from earpiece.domain.ports import Heard
from earpiece.gate.statements import NUMBER_WORDS
from earpiece.models.generative.client import Client
from earpiece.models.generative.patience import within
from earpiece.models.generative.prompts import prompt

PROMPT = "understand-1"

SURE: Mapping[str, float] = {"certain": 0.95, "likely": 0.8, "guess": 0.45}
"""What the model's word counts as a probability, before the second opinion."""

MOST_EXAMPLES = 3
MOST_CHARACTERS = 5000

Small = Literal["greeting", "thanks", "bye", "yes", "no", "who", "abuse", "filler"]


class HeardCommand(BaseModel):
    """One command; see the prompt."""

    kind: Literal[
        "start", "between", "unknown", "give", "correct", "not_that", "cancel", "wants_person", "dont_know", "status",
        "small_talk", "unclear",
    ]  # fmt: skip
    target: str = ""
    targets: list[str] = []
    slot: str = ""
    value: str | float | bool | None = None
    small: Small = "filler"
    words: str = ""
    sure: Literal["certain", "likely", "guess"] = "likely"


class HeardMessage(BaseModel):
    """All commands of one message."""

    commands: list[HeardCommand] = Field(min_length=1, max_length=8)


@dataclass(frozen=True, slots=True)
class GenerativeReader:
    """See `domain.ports.Reader`. `seconds`: so long may a reading take, retries and fallback model included."""

    client: Client
    seconds: float = 8.0

    @property
    def version(self) -> str:
        """Names model and prompt."""
        return f"{self.client.version}, prompt {prompt(PROMPT).version}"

    async def read(
        self,
        text: str,
        situation: c.Situation,
        company: Company,
        second: Sequence[c.Command],
        *,
        conversation: str = "",
    ) -> Heard:
        """The commands in the order of the text; never empty. Raises ToolError: see the port."""
        client = replace(self.client, limits=replace(self.client.limits, seconds=self.seconds))
        told = _told(text[:MOST_CHARACTERS], situation, company)
        asked = client.structured(PROMPT, told, HeardMessage, conversation=conversation)
        try:
            answer, usage = await within(client.clock, self.seconds, asked)
        except TimeoutError as error:
            raise ToolError("model_away", f"The model gave no reading in {self.seconds:g} seconds.") from error
        commands = list(_checked(answer.commands, text, situation, company))
        if not commands:
            raise ToolError("model_unusable", "Nothing that the model read fits the company and the situation.")
        return Heard(
            _scored(commands, second, company.policy.sure), f"{usage.model}, prompt {usage.prompt}", usage.cost
        )


# ── what the model is told ────────────────────────────────────────────────────────────────────────────────────────────


def _told(text: str, situation: c.Situation, company: Company) -> dict[str, Any]:
    return {
        "company": company.policy.name,
        "today": situation.today or "not known",
        "language": situation.language,
        "requests": list(_requests(company)),
        "asked": _slot(situation.asked) if situation.asked is not None else "",
        "choosing": list(situation.choosing),
        "anything_else": situation.anything_else,
        "running": list(situation.running),
        "waiting": situation.waiting,
        "slots": [_slot(slot) for slot in situation.slots],
        "message": text,
    }


def _requests(company: Company) -> Iterator[dict[str, Any]]:
    for name, playbook in company.playbooks.items():
        if playbook.examples:
            about = playbook.about if playbook.about != playbook.title else ""
            yield _request(f"playbook/{name}", playbook.title, about, playbook.examples)
    for name, page in company.pages.items():
        yield _request(f"page/{name}", page.title, "", page.examples)


def _request(target: str, title: str, about: str, examples: tuple[str, ...]) -> dict[str, Any]:
    return {"target": target, "title": title, "about": about, "examples": examples[:MOST_EXAMPLES]}


def _slot(slot: c.OpenSlot) -> str:
    options = "; ".join(f"{option.value!r} = {option.label}" for option in slot.options)
    has = ", has a value" if slot.filled else ""
    return f"`{slot.name}`, type {slot.type}{has}" + (f". Options (value = label): {options}" if options else "")


# ── what of it counts ─────────────────────────────────────────────────────────────────────────────────────────────────


def _checked(said: Iterable[HeardCommand], text: str, situation: c.Situation, company: Company) -> Iterator[c.Command]:
    """The commands that fit, as the runtime knows them, each once."""
    found: list[c.Command] = []
    for one in said:
        command = _command(one, text, situation, company)
        if command is not None and command not in found:
            found.append(command)
            yield command


def _command(one: HeardCommand, text: str, situation: c.Situation, company: Company) -> c.Command | None:
    score, part = SURE[one.sure], one.words if one.words and one.words in text else text
    known = tuple(dict.fromkeys(t for t in (one.target, *one.targets) if _is_request(t, company, situation)))
    match one.kind:
        case "start":
            return c.Start(target=known[0], text=part, score=score) if known[:1] == (one.target,) else None
        case "between" if len(known) > 1:
            return c.Between(targets=known[:3], text=part, score=score)
        case "between":
            return c.Start(target=known[0], text=part, score=SURE["guess"]) if known else None
        case "unknown":
            return c.Unknown(text=part, nearest=known, score=score)
        case "give" | "correct":
            return _value(one, text, situation, score)
        case "small_talk":
            return c.SmallTalk(kind=one.small, score=score)
        case "dont_know" | "unclear" if situation.asked is None and not situation.choosing:
            return None
        case _:
            plain: c.Command = _PLAIN[one.kind](score=score)
            return plain


_YES_NO = {"true": True, "yes": True, "false": False, "no": False}
_PLAIN: Mapping[str, type[Any]] = {
    "not_that": c.NotThat,
    "cancel": c.Cancel,
    "wants_person": c.WantsPerson,
    "dont_know": c.DontKnow,
    "status": c.Status,
    "unclear": c.Unclear,
}


def _is_request(target: str, company: Company, situation: c.Situation) -> bool:
    """Something a customer can ask for; a playbook that only others run is none unless it was offered."""
    if not target or not company.knows(target):
        return False
    kind, _, name = target.partition("/")
    return kind == "page" or bool(company.playbooks[name].examples) or target in situation.choosing


def _value(one: HeardCommand, text: str, situation: c.Situation, score: float) -> c.Command | None:
    slots = [*([situation.asked] if situation.asked is not None else []), *situation.slots]
    slot = next((slot for slot in slots if slot.name == one.slot), None)
    value = _read(one.value, slot, text) if slot is not None else None
    if slot is None or value is None:
        return None
    if slot.filled and slot is not situation.asked:
        return c.Correct(slot=slot.name, value=value, score=score)
    return c.Give(slot=slot.name, value=value, score=score)


def _read(value: Any, slot: c.OpenSlot, text: str) -> Any:
    """The value as the slot's type has it; None where it is none, or not in the message."""
    said = str(value).strip()
    if slot.options:
        wanted = said.casefold()
        return next((o.value for o in slot.options if wanted in (str(o.value).casefold(), o.label.casefold())), None)
    match slot.type:
        case "yes_no":
            return value if isinstance(value, bool) else _YES_NO.get(said.lower())
        case "money" | "number":
            return _number(value, slot.type, text)
        case "date":
            return _date(said)
        case "email":
            return said.lower() if said.lower() in text.lower() else None
        case "phone" | "code":
            bare = re.sub(r"[^\w+]", "", said)
            if not bare or bare.casefold() not in re.sub(r"[^\w+]", "", text).casefold():
                return None
            return bare.upper() if slot.type == "code" else bare
        case "text":
            return said if said and said.casefold() in text.casefold() else text
        case _:
            return None


def _number(value: Any, kind: str, text: str) -> float | int | None:
    """A number that stands in the message, in digits or in words."""
    try:
        number = float(str(value).replace(",", "").strip(" $£€"))
    except ValueError:
        return None
    digits = f"{number:.2f}".rstrip("0").rstrip(".")
    in_words = any(re.search(rf"\b{word}\b", text.lower()) for word in (*NUMBER_WORDS, "hundred", "thousand"))
    if digits not in text.replace(",", "") and not in_words:
        return None
    return int(number) if kind == "number" and number.is_integer() else number


def _date(said: str) -> str | None:
    try:
        return date.fromisoformat(said).isoformat()
    except ValueError:
        return None


# ── the second opinion ────────────────────────────────────────────────────────────────────────────────────────────────


def _scored(commands: Sequence[c.Command], second: Sequence[c.Command], sure: float) -> tuple[c.Command, ...]:
    """The requests' scores with what the embedded understanding thinks; what is then too unsure is asked about.

    Two that agree are wrong together only if both are: 1 - (1 - p)(1 - q). Where the other is sure of something that
    the model has not read at all, the model's word counts a fifth less.
    """
    targets = set(c.targets_in(commands))
    others = {other.target: other.score for other in second if isinstance(other, c.Start)}
    against = 0.8 if others and not targets & others.keys() else 1.0
    scored: list[c.Command] = []
    for command in commands:
        if not isinstance(command, c.Start):
            scored.append(command)
            continue
        score = round(1.0 - (1.0 - command.score * against) * (1.0 - others.get(command.target, 0.0)), 3)
        if score >= sure:
            scored.append(command.model_copy(update={"score": score}))
        else:
            nearest = dict.fromkeys((command.target, *c.targets_in(second)))
            scored.append(c.Unknown(text=command.text, nearest=tuple(nearest), score=1.0 - score))
    return tuple(scored)
