"""Makes the pictures of README and docs from the running demo: `bin/screenshots` calls it.

`python -m tests.browser.storyboard [FOLDER]` (docs/images unless told)
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import httpx2
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.browser.conftest import ARGS, chromium
from tests.browser.test_hudson import Hudson, say

ROOT = Path(__file__).parents[2]
WIDE = {"width": 1500, "height": 940}
SHARP = 1.5
SAME = "Is it true that you are moving all accounts to another bank next month?"
"""Pixels of the picture for each of the page."""


def main(folder: Path) -> None:
    """Six frames of one consult, the pages of the human side, and a transfer beside a consult."""
    folder.mkdir(parents=True, exist_ok=True)
    path = chromium()
    assert path is not None, "Chromium is not installed"
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        hudson = Hudson(Path(data) / "data")
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        try:
            page = _page(browser)
            storyboard(page, hudson, lambda what, name: take(what, folder / f"{name}.png"))
            human_side(page, hudson, lambda what, name: take(what, folder / f"{name}.png"))
            learned(page, hudson, lambda what, name: take(what, folder / f"{name}.png"))
            side_by_side(page, hudson, lambda what, name: take(what, folder / f"{name}.png"))
        finally:
            browser.close()
            hudson.close()


def _page(browser: Browser) -> Page:
    context = browser.new_context(viewport=WIDE, device_scale_factor=SHARP, color_scheme="light", locale="en-GB")  # type: ignore[arg-type]
    return context.new_page()


def take(what: Page | Locator, path: Path) -> None:
    """A picture, without a blinking cursor or anything in motion."""
    what.screenshot(path=path, animations="disabled", caret="hide")


def storyboard(page: Page, hudson: Hudson, shot: Callable[[Page | Locator, str], None]) -> None:
    """Ask, hold, card, key, reply, the story."""
    customer, expert = page.locator(".customer-side"), page.locator(".expert-side")
    page.goto(f"{hudson.url}/demo")
    page.get_by_role("button", name="I don't recognise a payment").click()
    expect(page.locator(".option", has_text="£370.00")).to_be_visible()
    shot(customer, "story-1-ask")
    dispute_goes_on(page)
    shot(customer, "story-2-hold")
    shot(expert, "story-3-card")
    shot(page, "demo")
    say(page, "Yes, I still have it")
    page.locator(".card-body").click()
    page.wait_for_timeout(700)  # a card that takes another's place takes no answer for half a second
    page.keyboard.press("y")
    expect(page.locator("earpiece-undo")).to_be_visible()
    shot(expert, "story-4-key")
    expect(page.locator(".bubble", has_text="D-1001")).to_be_visible(timeout=15_000)
    shot(customer, "story-5-reply")
    page.set_viewport_size({"width": 1100, "height": 2400})
    answered = page.locator(".story li", has_text="You answered")
    answered.evaluate("line => line.scrollIntoView({ block: 'start' })")
    shot(page.locator(".story-side"), "story-6-story")


def dispute_goes_on(page: Page) -> None:
    """The customer chooses the payment, hears that a colleague is asked, and asks something else meanwhile."""
    page.locator(".option", has_text="£370.00").click()
    expect(page.locator("h2.question")).to_contain_text("Credit Maya Chen £370.00")
    page.get_by_role("button", name="What's your exchange rate?").click()
    expect(page.locator(".bubble", has_text="interbank")).to_be_visible()


def human_side(page: Page, hudson: Hudson, shot: Callable[[Page | Locator, str], None]) -> None:
    """The desk with several questions, and a supervisor's board with a conversation beside it."""
    page.set_viewport_size({"width": 1280, "height": 800})
    for words in (*[SAME] * 3, "Do you rent out safes for jewels?"):
        guest(hudson, words)
    page.goto(f"{hudson.url}/demo")
    page.get_by_role("button", name="I don't recognise a payment").click()
    page.locator(".option", has_text="£370.00").click()
    expect(page.locator("h2.question")).to_be_visible()
    page.goto(f"{hudson.url}/desk")
    page.locator(".rows:not(.done) .row", has_text="Credit Maya Chen").click()
    page.keyboard.press("t")
    expect(page.locator(".transcript li").first).to_be_visible()
    shot(page, "desk")
    page.goto(f"{hudson.url}/board")
    page.get_by_text("at stake").first.click()
    expect(page.get_by_role("button", name="Take over")).to_be_visible()
    shot(page, "board")


def learned(page: Page, hudson: Hudson, shot: Callable[[Page | Locator, str], None]) -> None:
    """An answer that was kept, and has served the next customer."""
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{hudson.url}/demo")
    say(page, "I have a jar of old French francs from my grandmother, can I pay them in?")
    expect(page.locator("h2.question")).to_contain_text("French francs")
    page.locator(".card-body").click()
    page.wait_for_timeout(700)  # a card that takes another's place takes no answer for half a second
    page.keyboard.press("h")
    page.get_by_label("Why, for whoever reads it later").fill("The branches collect them for a children’s charity.")
    page.get_by_label("Say it in your words").fill(
        "We take no foreign coins; any branch gives them to charity for you."
    )
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Send this").click()
    expect(page.locator(".bubble", has_text="foreign coins")).to_be_visible()
    for words in (
        "Can I pay in a jar of old French francs from my grandmother?",
        "A jar of old French francs: pay in?",
    ):
        guest(hudson, words)
    page.goto(f"{hudson.url}/desk/precedents")
    page.get_by_role("button", name="In use", exact=True).click()
    expect(page.locator(".facts")).to_contain_text("answered 2 conversations alone")
    shot(page, "precedents")


def side_by_side(page: Page, hudson: Hudson, shot: Callable[[Page | Locator, str], None]) -> None:
    """The consult is done; after the transfer a person serves."""
    page.set_viewport_size({"width": 1280, "height": 1130})
    page.goto(f"{hudson.url}/demo/compare?channel=voice")
    expect(page.locator(".clock-now")).to_contain_text("0:00 /")
    page.locator(".moment").evaluate("range => { range.value = 176; range.dispatchEvent(new Event('input')); }")
    expect(page.locator(".side.transfer .now")).to_contain_text("The person serves")
    shot(page, "compare")


def guest(hudson: Hudson, words: str) -> None:
    """Somebody else who asks something."""
    with httpx2.Client(base_url=hudson.url) as client:
        opened = client.post("/chat/conversations", json={}).json()
        path = f"/chat/conversations/{opened['conversation']}/messages"
        said = client.post(
            path, json={"id": "m1", "text": words}, headers={"Authorization": f"Bearer {opened['token']}"}
        )
        said.raise_for_status()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images")
