"""Prints the table of docs/floor.md: `python -m tests.insight.floor.table 40`
(with 40 times the customers of the quick tests; a few minutes)."""

import sys

from tests.insight.floor.lines import LINES, compare


def rows(times: float) -> list[str]:
    """A row for each figure of each line, with `times` the customers of the quick tests in each of 12 runs."""
    found = ["| line | figure | exact | simulated | standard error |", "|---|---|---|---|---|"]
    for line in LINES:
        for each in compare(line, times=times):
            fits = "" if each.fits else " (does not fit)"
            found.append(
                f"| {line.name} | {each.figure} | {each.exact:.4g} | {each.mean:.4g}{fits} | {each.error:.2g} |"
            )
    return found


if __name__ == "__main__":
    sys.stdout.write("\n".join(rows(float(sys.argv[1]))) + "\n")
