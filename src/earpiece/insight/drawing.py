"""Where things lie in a picture: per cent along its width, pixels down. Used by `pictures` alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, log10
from textwrap import wrap
from typing import Final

BAR_WIDTH: Final = 52.0
"""Per cent of the width that bars take; the rest is for the printed value."""
AXIS: Final = 10.0
"""Per cent of the width, left of lines, that belongs to the numbers."""
LINE: Final = 17
"""Pixels from one line of text to the next."""
PLOT: Final = 170
"""Pixels that lines are drawn in."""
HEAD: Final = 22
"""Pixels above them, for the topmost number and what a mark says."""
LABEL_SIGNS: Final = 38
"""So many signs fit into a line of 288 px (320 less the page's edges), so a longer text goes on in the next one."""
NOTE_SIGNS: Final = 44
"""The same of a smaller text."""
LABELS_SIGNS: Final = 36
"""So many signs fit beneath lines."""
MOST_MARKS: Final = 8

Points = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Scale:
    """Values as per cent of the width, nought always among them."""

    low: float
    high: float

    @classmethod
    def over(cls, values: Iterable[float | None]) -> "Scale":
        known = [0.0, *(value for value in values if value is not None)]
        low, high = min(known), max(known)
        return cls(low, high if high > low else low + 1.0)

    def place(self, value: float) -> float:
        return round(BAR_WIDTH * (value - self.low) / (self.high - self.low), 2)


@dataclass(frozen=True, slots=True)
class Plot:
    """Where lines over `count` labels are drawn, between two values."""

    count: int
    bottom: float
    top: float

    def at(self, place: float, value: float) -> tuple[float, float]:
        """Per cent along, per cent down."""
        down = 100 * (self.top - value) / (self.top - self.bottom)
        return round(AXIS + (100 - AXIS) * place / self.count, 2), round(down, 2)

    def spot(self, place: float, value: float) -> tuple[float, float]:
        """Per cent along, pixels down the picture."""
        x, y = self.at(place, value)
        return x, round(y * PLOT / 100 + HEAD, 1)

    def line(self, points: Points, stepped: bool) -> str:
        """A path through the points that are known; it breaks where one is not."""
        said, drawing = [], False
        for place, value in enumerate(points):
            if value is None:
                drawing = False
                continue
            for along in (place, place + 1) if stepped else (place + 0.5,):
                x, y = self.at(along, value)
                said.append(f"{'L' if drawing else 'M'}{x:g},{y:g}")
                drawing = True
        return "".join(said)

    def band(self, low: Points, high: Points, stepped: bool) -> str:
        """The area between two lines; nothing unless both are known throughout."""
        if not low or len(low) != len(high) or None in low or None in high:
            return ""
        back = reversed(self.line(low, stepped)[1:].split("L"))
        return f"{self.line(high, stepped)}L{'L'.join(back)}Z"

    def marks(self, points: Points, index: int) -> list[tuple[float, float]]:
        """Some of the points, of each series others, so that marks do not lie on each other; and those that stand
        alone, which no line shows."""
        apart = max(1, round(len(points) / MOST_MARKS))
        found = []
        for place, value in enumerate(points):
            alone = all(each is None for each in (*points[max(place - 1, 0) : place], *points[place + 1 : place + 2]))
            if value is not None and (alone or (place - index) % apart == 0):
                found.append(self.spot(place + 0.5, value))
        return found


@dataclass(frozen=True, slots=True)
class Written:
    """A piece of text with the place of its foot, or, under lines, of its middle or end."""

    text: str
    x: float = 0.0
    y: int = 0
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A bar with what is written over, behind and beneath it."""

    label: list[Written]
    note: list[Written]
    top: int
    start: float
    length: float
    colour: str
    told: str
    interval: str = ""
    low: float | None = None
    high: float | None = None

    @property
    def end(self) -> float:
        """Where the printed value begins."""
        return max(self.start + self.length, self.high or 0.0) + 1.5


def written(text: str, y: int, signs: int = LABEL_SIGNS) -> list[Written]:
    """A text in as many lines as it needs."""
    return [Written(line, y=y + 13 + place * LINE) for place, line in enumerate(wrap(text, signs))]


def under(labels: Sequence[str], plot: Plot) -> list[Written]:
    """Some of the labels, as many as fit, the first and others evenly."""
    longest = max(map(len, labels), default=0)
    apart = max(1, -(-len(labels) * (longest + 1) // LABELS_SIGNS))
    chosen = [(labels[place], plot.at(place + 0.5, plot.top)[0]) for place in range(0, len(labels), apart)]
    return [
        Written(text, 100, anchor="end") if x > 100 - longest else Written(text, x, anchor="middle")
        for text, x in chosen
    ]


def ticks(low: float, high: float) -> list[float]:
    """Two to six round values around all between `low` and `high`, nought among them."""
    low, high = min(low, 0.0), max(high, 0.0)
    span = (high - low) or 1.0
    size = 10.0 ** floor(log10(span / 4))
    step = next(factor * size for factor in (1, 2, 5, 10) if span / (factor * size) <= 4.5)
    first, last = floor(low / step), -floor(-high / step)
    return [round(place * step, 10) for place in range(first, max(last, first + 1) + 1)]
