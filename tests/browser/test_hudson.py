"""The sample company on a real server: the first walk of a new visitor, and a crash in the middle of it."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.support.server import ROOT, Server

pytestmark = [pytest.mark.browser, pytest.mark.kill]


class Hudson(Server):
    """`earpiece serve companies/hudson --demo` as a process of its own."""

    def __init__(self, data: Path) -> None:
        super().__init__(ROOT / "companies" / "hudson", data, options=("--demo",))
        self.start()

    def close(self) -> None:
        """End it, if it still runs."""
        self.kill()


@pytest.fixture
def hudson(tmp_path: Path) -> Iterator[Hudson]:
    """A fresh installation."""
    made = Hudson(tmp_path / "data")
    yield made
    made.close()


def say(page: Page, text: str) -> None:
    """Type and press Enter in the chat."""
    page.get_by_label("Your message", exact=True).fill(text)
    page.keyboard.press("Enter")


def walk_to_the_question(page: Page, hudson: Hudson) -> None:
    """From the first page up to the card on the desk."""
    page.goto(f"{hudson.url}/demo")
    dispute(page)


def dispute(page: Page) -> None:
    """From the greeting up to the card on the desk."""
    page.get_by_role("button", name="I don't recognise a payment").click()
    page.locator(".option", has_text="£370.00").click()
    expect(page.get_by_text("You can keep writing.")).to_be_visible()
    expect(page.locator("h2.question")).to_contain_text("Credit Maya Chen £370.00")


def approve(page: Page) -> None:
    """Answer the agent, press Y on the card, hear the result."""
    say(page, "yes")
    expect(page.get_by_text("You can keep writing.")).to_be_visible()
    page.locator(".card-body").click()
    page.wait_for_timeout(700)  # a card that takes another's place takes no answer for half a second
    page.keyboard.press("y")
    expect(page.locator(".bubble", has_text="D-100")).to_be_visible()


def test_the_first_walk(hudson: Hudson, new_page: NewPage) -> None:
    """Ask for a credit, ask something else meanwhile, press Y, and hear the result in the agent's own words."""
    page = new_page(1440, 900)
    walk_to_the_question(page, hudson)
    page.get_by_role("button", name="What's your exchange rate?").click()
    expect(page.get_by_text("From:", exact=False).first).to_be_visible()
    say(page, "Yes, I still have it")
    expect(page.locator(".coach")).to_contain_text("Now you are the specialist")
    page.locator(".card-body").click()
    page.keyboard.press("y")
    expect(page.locator(".coach")).to_contain_text("That is Earpiece")
    expect(page.locator(".bubble", has_text="D-1001")).to_be_visible()
    expect(page.locator("earpiece-story")).to_contain_text("You answered")


def test_the_walk_can_be_walked_again(hudson: Hudson, new_page: NewPage) -> None:
    """Start again gives another customer with the same books: the second visit ends like the first."""
    page = new_page(1440, 900)
    walk_to_the_question(page, hudson)
    approve(page)
    page.get_by_role("button", name="Start again").click()
    expect(page.locator("earpiece-chat .customer")).to_have_count(0)
    dispute(page)
    approve(page)


def test_a_crash_in_the_middle(hudson: Hudson, new_page: NewPage) -> None:
    """Killed while a specialist is being asked: chat and card come back, and the answer arrives once."""
    page = new_page(1440, 900)
    walk_to_the_question(page, hudson)
    hudson.kill()
    say(page, "Yes, I still have it")
    expect(page.get_by_text("Will be sent as soon as possible")).to_be_visible()
    hudson.start()
    expect(page.locator(".pending")).to_have_count(0, timeout=20_000)
    page.locator(".card-body").click()
    expect(page.get_by_text("Connection lost.")).to_be_hidden(timeout=20_000)
    page.keyboard.press("y")
    expect(page.locator(".bubble", has_text="D-1001")).to_be_visible()
    page.reload()
    expect(page.locator(".bubble", has_text="D-1001")).to_have_count(1)
    expect(page.locator("earpiece-chat .customer", has_text="Yes, I still have it")).to_have_count(1)


def expert_page(hudson: Hudson, new_page: NewPage) -> Page:
    """The desk of an expert with an account, in a browser of their own, signed in with a password."""
    token = (hudson.data / "service.token").read_text()
    person = {"id": "robin", "name": "Robin", "role": "expert", "skills": ["disputes"], "authority": {"credit": 1000}}
    body = {**person, "password": "correct horse battery"}
    made = httpx2.post(f"{hudson.url}/people", json=body, headers={"Authorization": f"Bearer {token}"})
    assert made.status_code == 201, made.text
    page = new_page(1280, 900)
    page.goto(f"{hudson.url}/desk")
    page.get_by_label("Name").fill("robin")
    page.get_by_label("Password").fill("correct horse battery")
    page.keyboard.press("Enter")
    expect(page.get_by_text("All answered")).to_be_visible()
    return page


def test_a_changed_amount_by_keyboard_reaches_customer_and_bank_once(hudson: Hudson, new_page: NewPage) -> None:
    """Held, served meanwhile, approved with another amount in the expert's own words: said once, credited exactly."""
    desk = expert_page(hudson, new_page)
    customer = new_page(1440, 900)
    walk_to_the_question(customer, hudson)
    say(customer, "yes")
    expect(customer.get_by_text("You can keep writing.")).to_be_visible()
    say(customer, "what's your exchange rate?")
    expect(customer.get_by_text("From: Exchange rates")).to_be_visible()
    expect(desk.locator("h2.question")).to_contain_text("Credit Maya Chen £370.00")
    desk.keyboard.press("s")
    desk.keyboard.type("yes but 150, tell her it takes five days")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Approve with amount £150.00")).to_be_visible()
    desk.keyboard.press("Enter")
    expect(customer.locator(".bubble", has_text="£150.00")).to_be_visible()
    customer.reload()
    expect(customer.locator(".bubble", has_text="£150.00")).to_have_count(1)
    expect(customer.locator(".bubble", has_text="five days")).to_have_count(1)
    with closing(sqlite3.connect(hudson.data / "bank.db")) as bank:
        made = bank.execute(
            "SELECT args FROM operations WHERE customer LIKE 'maya-%' AND tool = 'credit_account'"
        ).fetchall()
    assert [json.loads(args)["amount"] for (args,) in made] == [150]
