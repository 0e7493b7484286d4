"""The frontier as a picture: conversations exactly right against questions for each. One `<svg>`, no script."""

from collections.abc import Sequence
from html import escape

from earpiece.insight.pictures import COLOURS, MARKS
from earpiece.sim.replay.results import Result

WIDTH, HEIGHT = 720, 420
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 48, 56
INK = "light-dark(#1d2526, #e8edee)"
GRID = "light-dark(#d5dcdd, #3a4446)"
LETTER = 7.0
LINE = 17.0
"""About so many pixels wide is a letter of a name, and so high a line."""


def frontier(title: str, results: Sequence[Result]) -> str:
    """A point for each setting, with its interval by task, and a name beside it."""
    total = results[0].conversations
    most = max(1.0, *(each.consults / total for each in results)) * 1.05
    least = min(each.intervals["exactly_right"][0] for each in results) / total
    floor = max(0.0, int(least * 10) / 10)

    def across(value: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * value / most

    def up(share: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (share - floor) / (1.0 - floor)

    parts = [_grid(share / 10, up(share / 10)) for share in range(round(floor * 10), 11)]
    parts += [_tick(number / 2, across(number / 2)) for number in range(int(most * 2) + 1)]
    places = [(across(each.consults / total), up(each.exactly_right / total)) for each in results]
    taken = [(x - 6, x + 6, y + 4) for x, y in places]
    for index, each in enumerate(results):
        x, y = places[index]
        low, high = (up(end / total) for end in each.intervals["exactly_right"])
        parts.append(_point(index, x, y, low, high) + _name(each.setting, x, y, taken))
    heard = "; ".join(
        f"{each.setting}: {each.exactly_right:.4g} of {total} exactly right, "
        f"{each.consults / total:.2f} questions for each conversation"
        for each in results
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-labelledby="t d" font-family="system-ui, sans-serif" font-size="13" '
        f'style="color-scheme: light dark; background: light-dark(#ffffff, #14191a)">'
        f'<title id="t">{escape(title)}</title><desc id="d">{escape(heard)}</desc>'
        f'<text x="{LEFT}" y="24" font-size="15" fill="{INK}">{escape(title)}</text>{"".join(parts)}'
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 12}" text-anchor="middle" fill="{INK}">'
        f"questions for each conversation</text></svg>\n"
    )


def _grid(share: float, y: float) -> str:
    return (
        f'<path d="M{LEFT},{y:.1f}H{WIDTH - RIGHT}" stroke="{GRID}"/>'
        f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" fill="{INK}">{share:.0%}</text>'
    )


def _tick(number: float, x: float) -> str:
    return f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle" fill="{INK}">{number:g}</text>'


def _point(index: int, x: float, y: float, low: float, high: float) -> str:
    colour = COLOURS[index % len(COLOURS)]
    return (
        f'<path d="M{x:.1f},{low:.1f}V{high:.1f}" stroke="{colour}" stroke-width="2" opacity="0.6"/>'
        f'<path d="{MARKS[index % len(MARKS)]}" transform="translate({x:.1f},{y:.1f})" fill="{colour}" '
        f'stroke="{colour}" stroke-width="2"/>'
    )


def _name(name: str, x: float, y: float, taken: list[tuple[float, float, float]]) -> str:
    """The name beside its point, below what is there already: `taken` are left and right ends, and lines."""
    wide = LETTER * len(name)
    left = x - 10 - wide if x + 10 + wide > WIDTH - RIGHT else x + 10
    line = y + 4
    while any(left < end and begin < left + wide and abs(line - at) < LINE for begin, end, at in taken):
        line += LINE
    taken.append((left, left + wide, line))
    return f'<text x="{left:.1f}" y="{line:.1f}" fill="{INK}">{escape(name)}</text>'
