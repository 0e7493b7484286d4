"""One HTML file that shows figures: no script, nothing from elsewhere, light and dark, narrow windows, paper.

A section holds headline figures, each with its definition beside it, tables, pictures (see `pictures`), and notes. All
text is escaped; only a picture's `svg` is put in as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from earpiece.insight.pictures import templates


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure in large signs, with what it means."""

    title: str
    told: str
    """The figure with its unit, as `amounts` writes it."""
    definition: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Headlines:
    """Figures side by side."""

    figures: Sequence[Headline]
    kind: ClassVar[str] = "headlines"


@dataclass(frozen=True, slots=True)
class Glossary:
    """The same as a list, for many of them."""

    figures: Sequence[Headline]
    kind: ClassVar[str] = "glossary"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of words, the first of each is what the row is about. `words`: the columns (from 0) that are no numbers."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: frozenset[int] = frozenset({0})
    kind: ClassVar[str] = "table"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with the words over it, and a note beneath."""

    caption: str
    svg: str
    note: str = ""
    kind: ClassVar[str] = "picture"

    @property
    def drawn(self) -> Markup:
        return Markup(self.svg)  # noqa: S704 - drawn by `pictures`, which escapes what it is given


@dataclass(frozen=True, slots=True)
class Note:
    """A paragraph; `strong` for what must not be overlooked."""

    text: str
    strong: bool = False
    kind: ClassVar[str] = "note"


Part = Headlines | Glossary | Table | Picture | Note


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page under its own heading."""

    title: str
    parts: Sequence[Part]
    lead: str = ""


def page(title: str, lead: str, sections: Sequence[Section], foot: str = "") -> str:
    """The whole file. `lead` stands under the title, `foot` at the end: how it was made."""
    return templates().get_template("page.html.jinja").render(title=title, lead=lead, sections=sections, foot=foot)
