"""How the share asked about falls: counted block by block, told in words and drawn."""

import pytest

from earpiece.insight.learning import COLUMNS, Curve, Decision, as_page, curve_of, rows_of, told

ASKED, OFFERED = Decision("asked"), Decision("offered")
RIGHT, WRONG = Decision("alone"), Decision("alone", wrong=True)
SEEN = Decision("alone", audited=True)


@pytest.fixture
def curve() -> Curve:
    """Twenty-five decisions: first asked about, then taken alone."""
    return curve_of([*[ASKED] * 9, RIGHT, *[ASKED] * 2, OFFERED, *[RIGHT] * 5, WRONG, SEEN, *[RIGHT] * 5], 0.1, 10)


def test_each_decision_is_counted_once(curve: Curve) -> None:
    """In blocks, the last of which may be smaller, and in all."""
    assert [block.decided for block in curve.blocks] == [10, 10, 5]
    assert [block.asked_share for block in curve.blocks] == [0.9, 0.2, 0.0]
    assert [block.label for block in curve.blocks] == ["1 to 10", "11 to 20", "21 to 25"]
    assert (curve.whole.asked, curve.whole.offered, curve.whole.alone, curve.whole.wrong) == (11, 1, 13, 1)


def test_the_error_is_of_own_decisions_alone(curve: Curve) -> None:
    """One of thirteen was wrong; a block without any has no error; labels are questions and audits."""
    assert curve.whole.error == pytest.approx(1 / 13)
    assert curve_of([ASKED], 0.1).whole.error is None
    assert curve.labels == 12


@pytest.mark.parametrize(("budget", "held"), [(0.1, True), (1 / 13, True), (0.05, False)])
def test_the_budget_is_held_or_broken(curve: Curve, budget: float, held: bool) -> None:
    """By the whole stream: single blocks vary with chance."""
    found = Curve(budget, curve.whole, curve.blocks)
    assert found.held is held
    assert found.as_json()["held"] is held
    assert ("within" in told(found)) is held


def test_people_read_the_same(curve: Curve) -> None:
    """Rows have the columns, and the page has both pictures, the table and the notes."""
    rows = list(rows_of(curve))
    assert [row[0] for row in rows] == ["1 to 10", "11 to 20", "21 to 25", "all"]
    assert {len(row) for row in rows} == {len(COLUMNS)}
    assert rows[0][1:4] == ("90 %", "0 %", "10 %")
    page = as_page("A bank learns", curve, ["A note."], "Made.")
    assert page.count("<figure>") == 2
    assert "A note." in page
    assert "the budget" in page
