"""How a figure is written for people: `371 s`, `6 min 11 s`, `62 %`, `£3.20`, `1.48`.

Units: `share` (0 to 1, written in per cent), `s` (seconds), a currency's sign, another word (written behind), or none.
"""

from typing import Final

from earpiece.domain.expressions import money

NONE: Final = "–"
"""Where there is nothing to say a figure of."""

CURRENCIES: Final = frozenset("£$€¥")
LONG: Final = 120.0
"""From so many seconds on a duration is written in minutes, where it may be."""


def amount(value: float | None, unit: str = "") -> str:
    """A figure in few signs, at three digits or so."""
    if value is None:
        return NONE
    if unit == "share":
        return f"{_digits(value * 100)} %"
    if unit in CURRENCIES:
        return f"{'−' if value < 0 else ''}{unit}{abs(value):,.2f}"
    return f"{_digits(value)} {unit}".rstrip()


def figure(value: float | None, unit: str, currency: str = "GBP") -> str:
    """A figure of `measures` by its unit: seconds as people say times, money in the company's `currency`, a code."""
    match unit:
        case "s":
            return duration(value)
        case "currency":
            return NONE if value is None else money(value, currency)
        case "share":
            return amount(value, unit)
    return amount(value)


def bare(value: float, unit: str = "") -> str:
    """A figure whose unit is said beside it: `371`, `62`."""
    return amount(value * 100 if unit == "share" else value)


def duration(seconds: float | None) -> str:
    """A time as people say it: `37 s`, `6 min 11 s`, `2 h 05 min`."""
    if seconds is None or abs(seconds) < LONG:
        return amount(None if seconds is None else round(seconds, 1), "s")
    whole = round(abs(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    told = f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s"
    return f"{'−' if seconds < 0 else ''}{told}"


def change(value: float, unit: str = "") -> str:
    """A difference, with its sign."""
    return amount(value, unit) if value < 0 else f"+{amount(value, unit)}"


def _digits(value: float) -> str:
    size = abs(value)
    if size >= 100 or value == round(value):
        text = f"{value:,.0f}"
    elif size >= 10:
        text = f"{value:.1f}"
    else:
        text = f"{value:.2f}" if size >= 0.095 else f"{value:.2g}" if size >= 0.0001 else "0"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text.strip("-0.") == "" else text.replace("-", "−")
