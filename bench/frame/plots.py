"""Plots as SVG that can be read on light and dark pages alike: bars with their spread, and lines."""

import math
from collections.abc import Iterator, Sequence
from html import escape

from bench.frame.figures import number
from bench.frame.result import Bars, Lines

STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600; font-size: 15px } .small { font-size: 11px; fill: #59636e }
  .grid { stroke: #d1d9e0; stroke-width: 1 } .spread { stroke: #1f2328; stroke-width: 1.5 }
  .ours { fill: #0969da } .peer { fill: #bc4c00 } .limit { fill: #818b98 }
  path { fill: none !important; stroke-width: 2 }
  path.ours { stroke: #0969da } path.peer { stroke: #bc4c00 } path.limit { stroke: #818b98 }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc } .small { fill: #9198a1 } .grid { stroke: #3d444d } .spread { stroke: #f0f6fc }
    .ours { fill: #4493f8 } .peer { fill: #db6d28 } .limit { fill: #656c76 }
    path.ours { stroke: #4493f8 } path.peer { stroke: #db6d28 } path.limit { stroke: #656c76 }
  }
"""
WIDTH, LABELS, VALUES, ROW, TOP = 860, 300, 80, 26, 44
HEIGHT = 320


def bars(plot: Bars) -> str:
    """The plot of some values with their spread, as an SVG document."""
    low, high = _bounds(plot)
    wide = WIDTH - LABELS - VALUES

    def x(value: float) -> float:
        share = (math.log10(value / low) / math.log10(high / low)) if plot.log else (value - low) / (high - low)
        return LABELS + wide * min(max(share, 0.0), 1.0)

    bottom = TOP + ROW * len(plot.bars)
    parts = [_text(0, 18, plot.title, "title")]
    for tick in _ticks(low, high, plot.log):
        parts.append(f'<line class="grid" x1="{x(tick):.1f}" x2="{x(tick):.1f}" y1="{TOP - 6}" y2="{bottom}"/>')
        parts.append(_text(x(tick), bottom + 16, f"{tick:,g}", "small", "middle"))
    parts.append(_text(LABELS, bottom + 32, plot.unit, "small"))
    for row, bar in enumerate(plot.bars):
        y, figure = TOP + ROW * row, bar.figure
        parts.append(_text(LABELS - 8, y + 16, bar.label, "", "end"))
        long, middle = x(figure.median) - LABELS, y + ROW / 2
        parts.append(f'<rect class="{bar.group}" x="{LABELS}" y="{y + 4}" width="{long:.1f}" height="{ROW - 8}"/>')
        parts.append(
            f'<line class="spread" x1="{x(figure.low):.1f}" x2="{x(figure.high):.1f}" y1="{middle}" y2="{middle}"/>'
        )
        parts.append(_text(max(x(figure.high), x(figure.median)) + 6, y + 17, number(figure.median)))
    return _document(bottom + 40, plot.title, parts)


def lines(plot: Lines) -> str:
    """The plot of some lines over a logarithmic x, as an SVG document; each line is named at its last point."""
    xs = [x for line in plot.lines for x, _ in line.points]
    top_value = max(y for line in plot.lines for _, y in line.points) or 1.0
    left, right, bottom = 70, WIDTH - 200, HEIGHT - 50
    first, last = math.log10(min(xs)), math.log10(max(xs))

    def at(point: tuple[float, float]) -> tuple[float, float]:
        share = (math.log10(point[0]) - first) / ((last - first) or 1.0)
        return left + (right - left) * share, bottom - (bottom - TOP) * point[1] / top_value

    parts = [_text(0, 18, plot.title, "title")]
    for step in range(5):
        value = top_value * step / 4
        y = at((10**first, value))[1]
        parts.append(f'<line class="grid" x1="{left}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(_text(left - 6, y + 4, number(value) if value else "0", "small", "end"))
    for tick in sorted(set(xs)):
        parts.append(_text(at((tick, 0))[0], bottom + 16, f"{tick:,g}", "small", "middle"))
    parts.append(_text((left + right) / 2, bottom + 34, plot.x, "small", "middle"))
    parts.append(_text(left, TOP - 10, plot.y, "small"))
    for line in plot.lines:
        places = [at(point) for point in sorted(line.points)]
        drawn = " ".join(f"{'L' if place else 'M'}{x:.1f},{y:.1f}" for place, (x, y) in enumerate(places))
        parts.append(f'<path class="{line.group}" d="{drawn}"/>')
        parts += [f'<circle class="{line.group}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in places]
        parts.append(_text(places[-1][0] + 8, places[-1][1] + 4, line.label))
    return _document(HEIGHT, plot.title, parts)


def _bounds(plot: Bars) -> tuple[float, float]:
    values = [value for bar in plot.bars for value in (bar.figure.low, bar.figure.median, bar.figure.high)]
    if not plot.log:
        return 0.0, max(values) or 1.0
    low = 10.0 ** math.floor(math.log10(min(values)))
    return low, max(max(values), 10 * low)


def _ticks(low: float, high: float, log: bool) -> Iterator[float]:
    if not log:
        yield from (high * step / 4 for step in range(5))
        return
    tick = low
    while tick <= high:
        yield tick
        tick *= 10


def _text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _document(height: float, title: str, parts: Sequence[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH}" '
        f'role="img" aria-label="{escape(title)}">'
    )
    return "\n".join([head, f"<style>{STYLE}</style>", *parts, "</svg>", ""])
