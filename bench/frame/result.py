"""What a benchmark writes down: figures as measured, and how the report shows them. One JSON file per benchmark.

A benchmark fills in tables, plots and aims; `bench.report` shows any of them alike.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from bench.frame.figures import Figure

RESULTS = Path(__file__).parents[1] / "results"


@dataclass(frozen=True)
class Table:
    """Rows of words ready to be read; the first column is text, the others are set to the right."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""


@dataclass(frozen=True)
class Bar:
    """One value of a plot, with its spread; `group` names its colour (`ours`, `peer`, `limit`)."""

    label: str
    figure: Figure
    group: Literal["ours", "peer", "limit"] = "ours"


@dataclass(frozen=True)
class Bars:
    """A plot of horizontal bars, from the top down. `log` for values that differ by more than ten times."""

    name: str
    title: str
    unit: str
    bars: Sequence[Bar]
    log: bool = True


@dataclass(frozen=True)
class Line:
    """Points of one line, as (x, y)."""

    label: str
    points: Sequence[tuple[float, float]]
    group: Literal["ours", "peer", "limit"] = "ours"


@dataclass(frozen=True)
class Lines:
    """A plot of lines over a logarithmic x; y begins at zero."""

    name: str
    title: str
    x: str
    y: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class Aim:
    """What was to be reached, and what was measured. `missed` says why it was not, if so, and what to try next."""

    what: str
    aim: float
    measured: float
    unit: str = ""
    at_least: bool = True
    missed: str = ""

    @property
    def met(self) -> bool:
        """Whether the measured value is on the right side of the aim."""
        return self.measured >= self.aim if self.at_least else self.measured <= self.aim


@dataclass(frozen=True)
class Result:
    """One benchmark's outcome. `raw` keeps every stretch, so that another figure can be taken from it later."""

    bench: str
    title: str
    method: str
    date: str
    machine: Mapping[str, str]
    versions: Mapping[str, str]
    aims: Sequence[Aim]
    tables: Sequence[Table]
    bars: Sequence[Bars] = ()
    lines: Sequence[Lines] = ()
    left_out: Sequence[str] = ()
    """What could not be measured here, and why."""
    raw: Mapping[str, Any] = field(default_factory=dict)

    def write(self, path: Path) -> None:
        """Store it as JSON."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n")

    @classmethod
    def read(cls, path: Path) -> "Result":
        """The result stored in a file."""
        found: dict[str, Any] = json.loads(path.read_text())
        found["aims"] = [Aim(**aim) for aim in found["aims"]]
        found["tables"] = [Table(**table) for table in found["tables"]]
        found["bars"] = [
            Bars(**{**plot, "bars": [Bar(**{**bar, "figure": Figure(**bar["figure"])}) for bar in plot["bars"]]})
            for plot in found["bars"]
        ]
        found["lines"] = [
            Lines(**{**plot, "lines": [Line(**line) for line in plot["lines"]]}) for plot in found["lines"]
        ]
        return cls(**found)
