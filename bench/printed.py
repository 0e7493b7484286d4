"""What the measurements of a whole server have in common at the terminal."""

from bench.frame.figures import number
from bench.frame.result import Result


def print_result(result: Result) -> None:
    """The figures for a person at a terminal."""
    print(result.title)
    for table in result.tables:
        print(f"  {table.title}")
        for row in [table.columns, *table.rows]:
            print("    " + " · ".join(cell for cell in row if cell))
    for aim in result.aims:
        verdict = "met" if aim.met else "missed"
        sign = "at least" if aim.at_least else "at most"
        print(f"  {aim.what}: {number(aim.measured)} {aim.unit}, aim {sign} {number(aim.aim)}: {verdict}")
