"""An answer is kept with one key, given to the next customer, looked back at, and recalled: in a browser, for real."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.sound import faults
from tests.support.server import ROOT, Server, Talk, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.kill]

PASSWORD = "correct horse battery"
QUESTION = "I have a jar of old French francs from my grandmother, can I pay them in?"
ALIKE = "Do you accept old French franc coins? My grandmother left me a jar of them"
ANSWER = "We cannot take foreign coins; give them to charity at any branch."
RIGHT = "We do take foreign coins at any branch."


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Server]:
    """Hudson bank, where Sofia is a supervisor."""
    server = Server(ROOT / "companies" / "hudson", tmp_path / "data")
    server.start()
    server.ask("PUT", "/people/sofia/password", server.service_token, {"password": PASSWORD})
    yield server
    server.kill()


def sofia(page: Page, bank: Server) -> None:
    """Signed in."""
    signed_in = bank.ask("POST", "/session", None, {"id": "sofia", "password": PASSWORD, "bearer": True})
    page.context.add_cookies([{"name": "earpiece", "value": signed_in.json()["token"], "url": bank.url}])


def said(talk: Talk, words: str) -> None:
    """The agent tells the customer so."""
    wait_until(lambda: any(words in each["text"] for each in talk.view()["items"]), f"it says: {words}")


def guest(bank: Server, words: str) -> Talk:
    """Somebody who asks this."""
    talk = bank.open()
    talk.say(words)
    return talk


def test_an_answer_is_kept_given_again_looked_at_and_recalled(bank: Server, new_page: NewPage) -> None:
    """Asked once; the next who asks is answered at once, in other words; found wrong, both are told what is right."""
    first, page = guest(bank, QUESTION), new_page()
    sofia(page, bank)
    page.goto(f"{bank.url}/desk")
    page.locator(".row", has_text="francs").click()
    expect(page.get_by_text("Why it asks")).to_be_visible()
    page.get_by_role("button", name="Keep for next time").first.click()
    page.keyboard.press("s")
    page.keyboard.type(ANSWER)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Send this").click()
    expect(page.locator(".toast")).to_contain_text("kept for next time")
    said(first, ANSWER)
    kept = wait_until(lambda: bank.desk("sofia", "GET", "/precedents").json()["precedents"], "it is kept")
    assert [(one["standing"], one["answer"]) for one in kept] == [("published", ANSWER)]

    second = guest(bank, ALIKE)
    said(second, ANSWER)
    page.goto(f"{bank.url}/board?conversation={second.id}")
    page.get_by_role("button", name="Story").click()
    expect(page.locator("earpiece-story")).to_contain_text("answered its own question alone")
    page.locator("earpiece-story").get_by_role("link", name="precedent").first.click()
    expect(page.locator(".kept-answer")).to_have_text(ANSWER)
    expect(page.locator(".facts")).to_contain_text("answered 1 conversation alone")
    assert faults(page) == []

    page.keyboard.press("x")
    page.get_by_label("What was wrong with it").fill("We do")
    page.get_by_label("What is right").fill(RIGHT)
    page.keyboard.press("Enter")
    expect(page.locator(".touched li")).to_have_count(2)
    assert faults(page) == []
    for left in (1, 0):
        page.get_by_role("button", name="Have it said").first.click()
        expect(page.get_by_role("button", name="Have it said")).to_have_count(left)
    for talk in (first, second):
        said(talk, RIGHT)
    third = guest(bank, ALIKE)
    wait_until(lambda: any(card["conversation"] == third.id for card in bank.cards("sofia")), "a person is asked again")

    page.goto(f"{bank.url}/board")
    asked = page.get_by_role("region", name="What the agent decides alone").locator(".class", has_text="Ask expert")
    expect(asked).to_contain_text("2 asked")
    expect(asked).to_contain_text("1 alone")
