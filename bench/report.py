"""Makes the tables of bench/README.md and its plots from the figures in bench/results.

python -m bench.report
"""

import argparse
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.frame import plots
from bench.frame.figures import number
from bench.frame.result import RESULTS, Aim, Bars, Lines, Result, Table

README = Path(__file__).parent / "README.md"
PLOTS = "plots"


def report(readme: Path = README, results: Path = RESULTS) -> None:
    """Bring the page up to date: what stands between a benchmark's markers is replaced, a new one goes to the end."""
    page = readme.read_text()
    folder = readme.parent / PLOTS
    folder.mkdir(exist_ok=True)
    for path in sorted(results.glob("*.json")):
        found = Result.read(path)
        page = filled(page, found)
        for bars in found.bars:
            (folder / f"{bars.name}.svg").write_text(plots.bars(bars))
        for lines in found.lines:
            (folder / f"{lines.name}.svg").write_text(plots.lines(lines))
    readme.write_text(page)


def filled(page: str, found: Result) -> str:
    """The page with this result between its markers."""
    begin, end = f"<!-- begin {found.bench} -->", f"<!-- end {found.bench} -->"
    section = "\n".join([begin, *_section(found), end])
    if begin not in page:
        return page.rstrip() + f"\n\n## {found.title}\n\n{section}\n"
    return re.sub(f"{re.escape(begin)}.*?{re.escape(end)}", lambda _: section, page, flags=re.DOTALL)


def _section(found: Result) -> Iterator[str]:
    """The lines of one benchmark's section: how, where, the aims, the tables and plots."""
    yield f"`.venv/bin/python -m bench.{found.bench}`"
    yield ""
    yield found.method
    yield ""
    yield f"Measured on {found.date}: " + "; ".join(f"{name} {value}" for name, value in found.machine.items()) + "."
    yield ""
    yield "Versions: " + ", ".join(f"{name} {value}" for name, value in sorted(found.versions.items())) + "."
    for words in found.left_out:
        yield ""
        yield f"Not measured: {words}."
    if found.aims:
        yield from ("", "### Aims", "", *_aims(found.aims))
    for table in found.tables:
        yield from ("", f"### {table.title[:1].upper()}{table.title[1:]}", "", *_table(table))
    drawn: tuple[Bars | Lines, ...] = (*found.bars, *found.lines)
    for plot in drawn:
        yield from ("", f"![{plot.title}]({PLOTS}/{plot.name}.svg)")


def _aims(aims: Sequence[Aim]) -> Iterator[str]:
    yield "| what | aim | measured | |"
    yield "| --- | ---: | ---: | --- |"
    for aim in aims:
        sign = "≥" if aim.at_least else "≤"
        verdict = "met" if aim.met else f"**missed**: {aim.missed}" if aim.missed else "**missed**"
        yield f"| {aim.what} | {sign} {aim.aim:g}{aim.unit} | {number(aim.measured)}{aim.unit} | {verdict} |"


def _table(table: Table) -> Iterator[str]:
    yield "| " + " | ".join(table.columns) + " |"
    yield "| --- |" + " ---: |" * (len(table.columns) - 1)
    for row in table.rows:
        yield "| " + " | ".join(row) + " |"
    if table.note:
        yield ""
        yield table.note


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    report()
