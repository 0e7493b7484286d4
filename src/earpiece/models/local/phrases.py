"""What customers say about the conversation itself: the lexicon of one language, from `phrases.CODE.yaml`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

Pattern = re.Pattern[str]
_PART = re.compile(r"\{(\w+)\}")
_WORD = re.compile(r"[a-z]+")
_GROUP = re.compile(r"(?<!\\)\((?!\?)")


@dataclass(frozen=True)
class Phrases:
    """The patterns of one language; the file's comments say what each is for."""

    filler: str
    whole: Mapping[str, Pattern]
    inside: Mapping[str, Pattern]
    yes: Pattern
    no: Pattern
    affirming: Pattern
    denying: Pattern
    corrects: Pattern
    corrects_strongly: Pattern
    replaced: Pattern
    joins: Pattern
    asks: Pattern
    none: Pattern
    both: Pattern
    ordinals: Mapping[str, int]
    vocabulary: frozenset[str]
    """Every word the patterns are made of, so that none of them is taken for a typing error."""


@cache
def phrases(language: str) -> Phrases:
    """The lexicon of `language`, or the English one where there is none."""
    folder = Path(__file__).parent
    wanted = folder / f"phrases.{re.sub('[^a-z]', '', language.lower()[:2])}.yaml"
    file = wanted if wanted.exists() else folder / "phrases.en.yaml"
    return _built(yaml.safe_load(file.read_text(encoding="utf-8")))


def _built(raw: dict[str, Any]) -> Phrases:
    parts = raw["parts"]

    def source(entry: str) -> str:
        filled = _PART.sub(lambda found: str(parts[found[1]]) if found[1] in parts else found[0], entry)
        return _GROUP.sub("(?:", filled.replace("|\n", "|"))

    def any_of(entries: list[str]) -> Pattern:
        return re.compile("|".join(f"(?:{source(entry)})" for entry in entries))

    def whole_words(entry: str) -> Pattern:
        return re.compile(rf"(?:{source(entry)})(?= |$)")

    return Phrases(
        filler=source(raw["filler"]),
        whole={kind: any_of(entries) for kind, entries in raw["whole"].items()},
        inside={kind: any_of(entries) for kind, entries in raw["inside"].items()},
        yes=whole_words(raw["yes"]),
        no=whole_words(raw["no"]),
        affirming=re.compile(source(raw["affirming"])),
        denying=re.compile(source(raw["denying"])),
        corrects=re.compile(rf"^(?:{source(raw['corrects'])}[ ,]+)+"),
        corrects_strongly=re.compile(source(raw["corrects_strongly"])),
        replaced=re.compile(source(raw["replaced"]), re.IGNORECASE),
        joins=re.compile(rf"\s*\b(?:{source(raw['joins'])})\b\s*|\s*,\s*(?={source(raw['joins'])})", re.IGNORECASE),
        asks=re.compile(source(raw["asks"])),
        none=re.compile(source(raw["none"])),
        both=re.compile(source(raw["both"])),
        ordinals=raw["ordinals"],
        vocabulary=frozenset(_words(raw)),
    )


def _words(raw: Any) -> Iterator[str]:
    """The plain words in all patterns, wherever they stand in the file."""
    if isinstance(raw, dict):
        for key, value in raw.items():
            yield from _words(key)
            yield from _words(value)
    elif isinstance(raw, list):
        for value in raw:
            yield from _words(value)
    elif isinstance(raw, str):
        yield from _WORD.findall(re.sub(r"\\.|\{\w+\}", " ", raw))
