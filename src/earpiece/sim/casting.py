"""Who calls in a mass rehearsal, and with which words: real messages, their labels, and the company's own world."""

import gzip
import importlib.util
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast

from pydantic import BaseModel, ValidationError

from earpiece.company.modules import import_tools
from earpiece.company.report import Report, did_you_mean
from earpiece.company.shelf import Shelf
from earpiece.company.version import digest_of
from earpiece.company.yaml_lines import UNREADABLE, LinedDict, parse
from earpiece.domain.errors import Invalid, InvalidCompany
from earpiece.domain.playbook import Company, Source
from earpiece.sim.customers import Pace

WORLD = "rehearsals/world.py"
LABELS = "labels.yaml"


class Message(BaseModel):
    """A real customer's opening sentence, and what it was about."""

    id: int | str
    text: str
    label: str | None = None


class Persona(Protocol):
    """A customer with everything they may be asked."""

    customer: str
    name: str

    def answers_for(self, playbook: str, slot: str) -> str | None:
        """Their words when `playbook` asks for `slot`; None if nothing was prepared."""
        ...

    def default(self, kind: str) -> str:
        """Words for any slot of this type."""
        ...


class Stage(Protocol):
    """A company's `rehearsals/world.py`: its class `World(tools)`."""

    def cast(self, number: int, target: str | None) -> Persona:
        """Customer `number`, entered in the company's books, who wants `target`."""
        ...

    def effects(self, customer: str) -> list[dict[str, Any]]:
        """What was done for the customer: `{tool, **args}` in order."""
        ...

    def expected(
        self,
        persona: Persona,
        target: str,
        decisions: Sequence[Mapping[str, Any]],
        calls: Sequence[Mapping[str, Any]] = (),
    ) -> list[dict[str, Any]] | None:
        """What must have been done after these decisions (`{consult, answer}`); None where anything is fine."""
        ...


@dataclass(frozen=True, slots=True)
class Manners:
    """How a customer behaves besides wanting something."""

    verified: bool
    pace: Pace
    aside: str | None = None
    """Another question, asked while waiting."""
    asks_news: bool = False
    corrects: bool = False
    """Says something wrong once and puts it right."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One customer of a crowd and what they want. `target` is None where the company has no answer of its own."""

    number: int
    message: Message
    target: str | None
    persona: Persona
    manners: Manners
    rewordings: tuple[str, ...]
    """Other words for the same wish."""


def read_messages(path: Path) -> list[Message]:
    """The messages of a file (JSON lines, also gzipped) or of all such files in a folder.

    Raises Invalid with file and line of the first mistake.
    """
    if not path.exists():
        raise Invalid(f"{path}: there is no such file or folder of messages.")
    files = sorted(path.glob("*.jsonl*")) if path.is_dir() else [path]
    messages = [message for file in files for message in _messages_of(file)]
    if not messages:
        raise Invalid(f"{path}: there are no messages in it; each line is a JSON object with id, text and label.")
    return messages


def _messages_of(file: Path) -> Iterator[Message]:
    data = file.read_bytes()
    try:
        text = (gzip.decompress(data) if file.suffix == ".gz" else data).decode("utf-8")
    except (gzip.BadGzipFile, UnicodeDecodeError) as error:
        raise Invalid(f"{file}: {error}. Messages are UTF-8 JSON lines, optionally gzipped (.gz).") from error
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield _message(line, f"{file}:{number}")


def _message(line: str, place: str) -> Message:
    try:
        return Message.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "the line"
        raise Invalid(f'{place}: {where}: {first["msg"]}. Write {{"id": 1, "text": "…", "label": "…"}}.') from error


def read_labels(folder: Path, company: Company) -> dict[str, str]:
    """Which target serves which label (`labels.yaml`); empty if the company has no such file."""
    path = folder / LABELS
    if not path.exists():
        return {}
    report = Report()
    data = parse(path.read_text("utf-8"), LABELS, report)
    known = [*(f"playbook/{name}" for name in company.playbooks), *(f"page/{name}" for name in company.pages)]
    if isinstance(data, LinedDict):
        for label, target in data.items():
            if target not in known:
                remedy = did_you_mean(str(target), known, "playbook or page")
                report.error(Source(LABELS, data.lines[label]), f"there is no {target!r}", remedy, "unknown")
    elif data is not UNREADABLE:
        report.error(Source(LABELS, 1), "this file maps labels to targets", "write `label: playbook/NAME`", "shape")
    if report.errors:
        raise InvalidCompany(report.errors)
    return dict(data)


def bare_tools(shelf: Shelf, data: Path, now: Callable[[], float]) -> Any:
    """The company's own tools object over the books in `data`, for its world to look into."""
    return import_tools(shelf.files, digest_of(shelf.files), ".").Tools(data, now)


def load_stage(folder: Path, tools: object) -> Stage:
    """The company's world for mass rehearsals, over these tools. Raises Invalid if there is none."""
    path = folder / WORLD
    if not path.exists():
        raise Invalid(
            f"{path} is missing: it tells who calls and what must come of it; see docs/rehearsals.md for its form."
        )
    spec = importlib.util.spec_from_file_location("earpiece_rehearsal_world", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return cast(Stage, module.World(tools))


def cast_wishes(
    stage: Stage, company: Company, messages: Sequence[Message], labels: Mapping[str, str], count: int, seed: int
) -> list[Wish]:
    """`count` customers, each with a message of their own as long as there are enough."""
    dice = random.Random(f"{seed} casting")
    chosen = [message for _ in range(-(-count // len(messages))) for message in dice.sample(messages, len(messages))]
    alike = _by_label(messages)
    asides = _asides(company)
    wishes = []
    for number, message in enumerate(chosen[:count]):
        own = random.Random(f"{seed} {number} {message.id}")
        target = labels.get(message.label or "")
        aside = own.choice([one for page, one in asides if page != target])
        wishes.append(
            Wish(
                number, message, target, stage.cast(first_number(seed) + number, target), _manners(own, number, aside),
                _rewordings(own, company, message, target, alike),
            )
        )  # fmt: skip
    return wishes


def first_number(seed: int) -> int:
    """Where the customers of a seed begin, so that another seed meets other people."""
    return 10_000 * (seed + 1)


def _manners(dice: random.Random, number: int, aside: str) -> Manners:
    pace = Pace(typing=round(dice.uniform(2, 12), 1), patience=round(dice.choice([900.0, 1800.0, 3600.0])))
    return Manners(
        verified=number % 2 == 0, pace=pace, aside=aside if dice.random() < 0.25 else None,
        asks_news=dice.random() < 0.1, corrects=dice.random() < 0.15,
    )  # fmt: skip


def _by_label(messages: Sequence[Message]) -> Mapping[str | None, list[Message]]:
    found: defaultdict[str | None, list[Message]] = defaultdict(list)
    for message in messages:
        found[message.label].append(message)
    return found


def _asides(company: Company) -> list[tuple[str, str]]:
    """Questions that pages answer: (target, words)."""
    return [(f"page/{page.name}", page.examples[0]) for page in company.pages.values() if page.examples]


def _rewordings(
    dice: random.Random,
    company: Company,
    message: Message,
    target: str | None,
    alike: Mapping[str | None, list[Message]],
) -> tuple[str, ...]:
    """First another real sentence about the same, then plainer ones in the company's words."""
    others = [other.text for other in alike[message.label] if other.id != message.id]
    words = [dice.choice(others)] if others else []
    if target is not None:
        kind, _, name = target.partition("/")
        examples = company.playbooks[name].examples if kind == "playbook" else company.pages[name].examples
        words += [examples[0], dice.choice(examples)] if examples else []
    return tuple(words) or (message.text,)
