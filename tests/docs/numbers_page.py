"""Makes the table of docs/numbers.md from the measures: `python -m tests.docs.numbers_page` writes it into the page."""

from pathlib import Path

from earpiece.insight.measures import MEASURES, Measure

PAGE = Path(__file__).parents[2] / "docs" / "numbers.md"
BEGIN, END = "<!-- made by tests/docs/numbers_page.py -->\n", "<!-- until here -->"
UNITS = {"share": "share", "s": "seconds", "currency": "money"}
BETTER = {"up": "more", "down": "less", None: ""}


def table() -> str:
    """A row for each measure, in their order."""
    head = "| figure | what it means | better | unit | key |\n|---|---|---|---|---|\n"
    return head + "".join(_row(measure) for measure in MEASURES)


def _row(measure: Measure) -> str:
    unit = UNITS.get(measure.unit, measure.unit)
    return f"| **{measure.title}** | {measure.definition} | {BETTER[measure.better]} | {unit} | `{measure.name}` |\n"


def made(page: str) -> str:
    """The page with its table anew."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{table()}{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(made(PAGE.read_text("utf-8")), "utf-8")
