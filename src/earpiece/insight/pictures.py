"""Figures as pictures: bars with intervals, lines over time, what adds up to what.

Each function gives one `<svg>` for a page: no script, no style block, nothing from elsewhere, all text escaped. Text
keeps its size at any width (lengths along the page are per cent, so that 320 px are enough) and takes the colour of the
page. Colours follow the page's `color-scheme`, or its `--picture-1` to `--picture-5`, `--picture-soft` and
`--picture-ground`. Series differ by dashes and marks, not by colour alone. A screen reader hears the title, and all
values as the description.

Why not a library: pygal links a script of another site unless told not to, fixes its colours for light or dark in a
style block (which a page's content policy forbids), and scales its text with the picture; leather has fixed colours
too, and neither intervals nor descriptions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from earpiece.insight.amounts import amount, bare, change
from earpiece.insight.drawing import HEAD, LINE, NOTE_SIGNS, PLOT, Drawn, Plot, Points, Scale, ticks, under, written

COLOURS: Final = (
    "var(--picture-1, light-dark(#0b6b6b, #6cd4cb))",
    "var(--picture-2, light-dark(#9a4f00, #f2b35c))",
    "var(--picture-3, light-dark(#6a3db0, #cbabf7))",
    "var(--picture-4, light-dark(#1c5cab, #8dc0ff))",
    "var(--picture-5, light-dark(#b3263e, #ff9aa6))",
)
SOFT: Final = "var(--picture-soft, light-dark(#8d989b, #7d898d))"
DASHES: Final = ("", "7 4", "2 4", "10 3 2 3", "4 2")
MARKS: Final = (
    "M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0z",  # a circle
    "M-4,-4h8v8h-8z",  # a square
    "M0,-5.5L5.5,0L0,5.5L-5.5,0z",  # a diamond
    "M0,-5L5,4h-10z",  # a triangle
    "M-4,-4L4,4M4,-4L-4,4",  # a cross
)
LEGEND: Final = 20
"""Pixels for each series that is named."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A value with, if they are known, the ends of its interval, and a word about it."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    note: str = ""
    plain: bool = False
    """Drawn in grey: what the others are compared with."""


@dataclass(frozen=True, slots=True)
class Line:
    """Values in the order of the labels (None: none there), with, if they are known, the band they lie in."""

    label: str
    points: Points
    low: Points = ()
    high: Points = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A line drawn upright at a place along the labels: 0 is where the first begins, 1 where the second does."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Step:
    """What is added to the sum so far; or, with `total`, the sum itself, drawn from nought."""

    label: str
    value: float
    total: bool = False
    note: str = ""


def bars(title: str, rows: Sequence[Bar], unit: str = "") -> str:
    """Horizontal bars from nought, each with its value printed and its interval as a whisker. `unit`: see `amount`."""
    scale = Scale.over(value for row in rows for value in (row.value, row.low, row.high))
    stack = _Stack()
    for row in rows:
        told = {"told": amount(row.value, unit), "interval": _interval(row, unit)}
        low = None if row.low is None else scale.place(row.low)
        high = None if row.high is None else scale.place(row.high)
        ends = scale.place(0.0), scale.place(row.value or 0.0)
        stack.add(row.label, row.note, ends, colour=SOFT if row.plain else COLOURS[0], low=low, high=high, **told)
    heard = [_sentence(f"{row.label}: {amount(row.value, unit)} {_interval(row, unit)}", row.note) for row in rows]
    return stack.draw(title, heard, scale)


def steps(title: str, rows: Sequence[Step], unit: str = "") -> str:
    """How a sum comes about: each row begins where the one before it ended."""
    ends, total = [], 0.0
    for row in rows:
        before = 0.0 if row.total else total
        total = before + row.value
        ends.append((before, total))
    scale = Scale.over(value for pair in ends for value in pair)
    stack, heard = _Stack(), []
    for row, (before, after) in zip(rows, ends, strict=True):
        told = amount(row.value, unit) if row.total else change(row.value, unit)
        colour = COLOURS[0] if row.total else COLOURS[1] if row.value > 0 else COLOURS[3]
        stack.add(row.label, row.note, (scale.place(before), scale.place(after)), colour=colour, told=told)
        makes = "" if row.total else f", makes {amount(after, unit)}"
        heard.append(_sentence(f"{row.label}: {told}{makes}", row.note))
    return stack.draw(title, heard, scale)


def lines(
    title: str,
    series: Sequence[Line],
    labels: Sequence[str],
    unit: str = "",
    *,
    stepped: bool = False,
    mark: Mark | None = None,
) -> str:
    """Values over time (or over whatever `labels` are), from nought. `stepped`: each value holds for the whole of its
    label."""
    known = [value for each in series for value in (*each.points, *each.low, *each.high) if value is not None]
    scale = ticks(min(known, default=0.0), max(known, default=0.0))
    plot = Plot(max(len(labels), 1), scale[0], scale[-1])
    numbers = [*(bare(tick, unit) for tick in scale[:-1]), amount(scale[-1], unit)]  # the unit once, at the top
    grid = [{"y": plot.spot(0, tick)[1], "told": told} for tick, told in zip(scale, numbers, strict=True)]
    drawn = [_line(each, index, plot, stepped) for index, each in enumerate(series)]
    legend = drawn if len(drawn) > 1 else []
    heard = [_values(each, labels, unit) for each in series]
    return _draw(
        "lines", title, heard, head=HEAD, plot=PLOT, grid=grid, series=drawn, legend=legend, under=under(labels, plot),
        height=HEAD + PLOT + 28 + LEGEND * len(legend), mark=mark and _mark(mark, plot), apart=LEGEND,
    )  # fmt: skip


class _Stack:
    """Rows under each other."""

    def __init__(self) -> None:
        self._rows: list[Drawn] = []
        self._y = 0

    def add(self, label: str, note: str, ends: tuple[float, float], **drawn: Any) -> None:
        above = written(label, self._y)
        top = self._y + len(above) * LINE + 2
        beneath = written(note, top + LINE, NOTE_SIGNS)
        start, end = sorted(ends)
        self._rows.append(Drawn(above, beneath, top, start, round(end - start, 2), **drawn))
        self._y = top + LINE + len(beneath) * LINE + 8

    def draw(self, title: str, heard: Sequence[str], scale: Scale) -> str:
        return _draw("bars", title, heard, height=max(self._y, 1), rows=self._rows, zero=scale.place(0.0))


def _line(line: Line, index: int, plot: Plot, stepped: bool) -> dict[str, Any]:
    return {
        "label": line.label,
        "colour": COLOURS[index % len(COLOURS)],
        "dash": DASHES[index % len(DASHES)],
        "sign": MARKS[index % len(MARKS)],
        "path": plot.line(line.points, stepped),
        "band": plot.band(line.low, line.high, stepped),
        "marks": plot.marks(line.points, index),
    }


def _mark(mark: Mark, plot: Plot) -> dict[str, Any]:
    x = plot.at(mark.at, plot.top)[0]
    return {"x": x, "label": mark.label, "anchor": "end" if x > 50 else "start", "dx": -5 if x > 50 else 5}


def _interval(row: Bar, unit: str) -> str:
    """`(700 to 718)`; nothing where it is not known."""
    if row.low is None or row.high is None:
        return ""
    return f"({bare(row.low, unit)} to {bare(row.high, unit)})"


def _values(line: Line, labels: Sequence[str], unit: str) -> str:
    told = [f"{label} {amount(value, unit)}" for label, value in zip(labels, line.points, strict=True)]
    return f"{line.label}: {', '.join(told)}"


def _sentence(told: str, note: str) -> str:
    return f"{told.rstrip()}, {note}" if note else told.rstrip()


@cache
def templates() -> Environment:
    """The templates of pictures and pages; everything put into them is escaped."""
    loader = PackageLoader("earpiece.insight", "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def _draw(name: str, title: str, heard: Sequence[str], **parts: Any) -> str:
    made = templates().get_template(f"{name}.svg.jinja").render(title=title, heard=". ".join(heard), **parts)
    return "".join(line.strip() for line in made.splitlines())
