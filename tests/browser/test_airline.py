"""The airline's demo on a real server: a recorded model leads, the visitor plays its customer and is its expert."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewPage
from tests.support.server import ROOT, Server

pytestmark = [pytest.mark.browser, pytest.mark.kill]
RECORDED = ROOT / "companies" / "airline" / "recordings" / "fifteen.jsonl"


@pytest.fixture
def airline(tmp_path: Path) -> Iterator[Server]:
    """A fresh installation, with the stand-in for its model."""
    made = Server(ROOT / "companies" / "airline", tmp_path / "data", options=("--demo", "--recorded", str(RECORDED)))
    made.start()
    yield made
    made.kill()


def test_a_recorded_conversation_is_played_and_approved(airline: Server, new_page: NewPage) -> None:
    """The customer's words come by a button, the yes by a key, and the effect is told in the model's recorded words."""
    page = new_page(1400, 900)
    page.goto(f"{airline.url}/demo")
    for words, reply in (
        ("Hello, I'd like to cancel", "What is your user id"),
        ("It's nora_lindgren_4821", "What is the reason"),
        ("My plans have changed", "Shall I go ahead?"),
        ("Yes, please", "You can keep writing."),
    ):
        page.get_by_role("button", name=words).click()
        expect(page.get_by_text(reply).last).to_be_visible()
    expect(page.locator("h2.question")).to_contain_text("Cancel reservation BQ7T2M")
    page.locator(".card-body").click()
    page.wait_for_timeout(700)  # a card that takes another's place takes no answer for half a second
    page.keyboard.press("y")
    expect(page.locator(".bubble", has_text="BQ7T2M is cancelled")).to_be_visible()
    page.get_by_role("combobox", name="Recorded conversation").select_option("3")
    expect(page.get_by_role("button", name="Please cancel my reservation LK4W9D")).to_be_visible()


def test_the_page_fits_a_telephone(airline: Server, new_page: NewPage) -> None:
    page = new_page(360, 800)
    page.goto(f"{airline.url}/demo")
    expect(page.get_by_role("combobox", name="Recorded conversation")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
