"""docs/numbers.md says what the figures mean, in the same words as every screen and report."""

from earpiece.insight.measures import MEASURES
from tests.docs.numbers_page import BEGIN, END, PAGE, made


def test_the_page_holds_every_definition() -> None:
    """To renew its table: python -m tests.docs.numbers_page"""
    page = PAGE.read_text("utf-8")
    assert BEGIN in page
    assert END in page
    assert page == made(page), "run: python -m tests.docs.numbers_page"
    assert all(f"`{measure.name}`" in page for measure in MEASURES)
