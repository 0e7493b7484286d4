"""What was measured stands on the page: ratios by round, aims also where missed, tables and plots."""

import shutil
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path

import pytest

from bench import report
from bench.frame.conductor import Entry, Measured, Setting
from bench.frame.figures import Figure, number, ratio
from bench.frame.plots import bars, lines
from bench.frame.result import RESULTS, Aim, Bar, Bars, Line, Lines, Result, Table
from bench.park_resume_tables import result

FOUND = Result(
    bench="leaps",
    title="Leaps",
    method="Leap, and measure.",
    date="2026-11-22",
    machine={"processors": "2"},
    versions={"legs": "1.0"},
    aims=[Aim("higher than a dog", 5, 7, "×"), Aim("a leap", 1, 3, " ms", at_least=False, missed="heavy; eat less")],
    tables=[Table("leaps by weight", ("who", "metres"), [["cat", "1.50"]])],
    bars=[Bars("leaps", "Big & small", "m", [Bar("cat", Figure(1.5, 1.0, 2.0)), Bar("flea", Figure(90, 80, 99))])],
    lines=[Lines("age", "Leaps by age", "years", "metres", [Line("cat", [(1, 1.0), (10, 0.5)])])],
)  # fmt: skip


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A page with a place for one benchmark, whose result is there."""
    path = tmp_path / "README.md"
    path.write_text("# Speed\n\n<!-- begin leaps -->\nold\n<!-- end leaps -->\n\nThe end.\n")
    FOUND.write(tmp_path / "results" / "leaps.json")
    return path


def test_a_ratio_is_taken_within_each_round() -> None:
    assert ratio([10, 20, 90], [1, 4, 3]) == Figure(median=10, low=5, high=30)


def test_rounds_that_cannot_be_paired_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        ratio([1, 2], [1])


def test_figures_are_written_with_three_digits_that_count() -> None:
    assert [number(value) for value in (12345.6, 99.94, 1.234, 0.0351)] == ["12,346", "99.9", "1.23", "0.035"]


def test_a_result_is_read_as_it_was_written(tmp_path: Path) -> None:
    FOUND.write(tmp_path / "leaps.json")

    read = Result.read(tmp_path / "leaps.json")

    assert read.aims == FOUND.aims
    assert read.bars[0].bars[1].figure == Figure(90, 80, 99)
    assert [tuple(point) for point in read.lines[0].lines[0].points] == [(1, 1.0), (10, 0.5)]


def test_the_page_shows_aims_tables_and_plots_between_the_markers(page: Path) -> None:
    report.report(page, page.parent / "results")

    words = page.read_text()
    assert "old" not in words
    assert words.startswith("# Speed")
    assert words.endswith("The end.\n")
    assert "| higher than a dog | ≥ 5× | 7.00× | met |" in words
    assert "| a leap | ≤ 1 ms | 3.00 ms | **missed**: heavy; eat less |" in words
    assert "| cat | 1.50 |" in words
    assert (page.parent / "plots" / "leaps.svg").exists()
    assert "(plots/leaps.svg)" in words


def test_making_the_page_again_changes_nothing(page: Path) -> None:
    report.report(page, page.parent / "results")
    once = page.read_text()
    report.report(page, page.parent / "results")

    assert page.read_text() == once


def test_a_benchmark_without_a_place_gets_one_at_the_end(page: Path) -> None:
    replace(FOUND, bench="jumps", title="Jumps", bars=[], lines=[]).write(page.parent / "results" / "jumps.json")

    report.report(page, page.parent / "results")

    assert "## Jumps\n\n<!-- begin jumps -->" in page.read_text()


def test_plots_are_documents_that_follow_the_readers_colours() -> None:
    for drawn in (bars(FOUND.bars[0]), lines(FOUND.lines[0])):
        assert ElementTree.fromstring(drawn).tag.endswith("svg")  # noqa: S314 - we have just written it
        assert "prefers-color-scheme: dark" in drawn


def test_a_longer_bar_means_more() -> None:
    drawn = ElementTree.fromstring(bars(FOUND.bars[0]))  # noqa: S314 - we have just written it
    cat, flea = (float(bar.attrib["width"]) for bar in drawn.iter() if bar.tag.endswith("rect"))

    assert 0 < cat < flea


def test_park_and_resume_sets_the_aims_beside_what_was_measured() -> None:
    def measured(name: str, rate: float) -> Measured:
        stretch = {"rate": rate, "p50_ms": 1.0, "p99_ms": 2.0, "cpu_ms": 0.9, "understanding_ms_a_cycle": 0.5}
        one = Measured(Entry(name, name.title(), ()), stretches={Setting(64): [{**stretch, "commits_a_cycle": 0.3}]})
        return replace(one, parked={} if name.startswith("lang") else {
            "conversations": 100, "disk_bytes": 9000.0, "disk_bytes_of_parking": 2048.0, "memory_bytes": 10.0,
            "filled": True,
        })  # fmt: skip

    found = result([measured("runtime_given_sqlite", 1600), measured("langgraph_sync_sqlite", 100)], ())

    assert {aim.what: (aim.met, round(aim.measured, 3)) for aim in found.aims} == {
        "the runtime against LangGraph on SQLite, 64 at once": (True, 16.0),
        "commits a cycle, the runtime on SQLite, 64 at once": (False, 0.3),
        "processor a cycle outside the understanding, the runtime on SQLite, 64 at once": (True, 0.4),
        "on disk per parked conversation, the runtime on SQLite": (True, 2.0),
        "in memory per parked conversation, the runtime on SQLite": (True, 0.01),
    }


def test_the_page_in_the_repository_is_made_from_the_results_beside_it(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    shutil.copy(report.README, page)

    report.report(page, RESULTS)

    assert page.read_text() == report.README.read_text(), "run `python -m bench.report`"
    for plot in (tmp_path / "plots").iterdir():
        assert plot.read_text() == (report.README.parent / "plots" / plot.name).read_text()
