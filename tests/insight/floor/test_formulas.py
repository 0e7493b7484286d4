"""The floor against queueing theory: within three standard errors, on fixed seeds."""

import pytest

from tests.insight.floor.lines import LINES, Line, compare


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_a_line_waits_as_the_formula_says(line: Line) -> None:
    assert [each for each in compare(line) if not each.fits] == []


@pytest.mark.slow
@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_it_still_does_with_ten_times_as_many_customers(line: Line) -> None:
    assert [each for each in compare(line, times=10.0) if not each.fits] == []
