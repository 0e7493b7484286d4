"""The desk on a real server: an answer that is undone and given again, one answer for a group, taking over and back."""

import httpx2
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.test_hudson import Hudson, hudson, say, walk_to_the_question

__all__ = ["hudson"]

pytestmark = [pytest.mark.browser, pytest.mark.kill]

SKILLS = ["disputes", "cards", "accounts", "payments", "general", "lending", "service"]
RUMOUR = "Is it true that you are moving all accounts to another bank next month?"


def desk(hudson: Hudson, new_page: NewPage, who: str = "robin") -> Page:
    """The desk of an expert with every skill, in a browser of their own."""
    token = (hudson.data / "service.token").read_text()
    person = {"id": who, "name": who.title(), "role": "expert", "skills": SKILLS, "authority": {"credit": 1000}}
    headers = {"Authorization": f"Bearer {token}"}
    made = httpx2.post(f"{hudson.url}/people", json={**person, "password": "correct horse battery"}, headers=headers)
    assert made.status_code == 201, made.text
    page = new_page(1280, 900)
    page.goto(f"{hudson.url}/desk")
    page.get_by_label("Name").fill(who)
    page.get_by_label("Password").fill("correct horse battery")
    page.keyboard.press("Enter")
    expect(page.get_by_text("All answered")).to_be_visible()
    return page


def ask(hudson: Hudson, new_page: NewPage, text: str) -> Page:
    """A guest's chat in which something was asked."""
    page = new_page(480, 700)
    page.goto(hudson.url)
    expect(page.locator(".agent").first).to_be_visible()
    say(page, text)
    expect(page.locator(".pending")).to_have_count(0)
    return page


def test_an_answer_undone_has_no_effect_and_given_again_has(hudson: Hudson, new_page: NewPage) -> None:
    """By keys alone: evidence, yes, undo in time, yes again; the customer hears once."""
    expert = desk(hudson, new_page)
    customer = new_page(1440, 900)
    walk_to_the_question(customer, hudson)
    say(customer, "yes")
    expect(expert.locator("h2.question")).to_contain_text("Credit Maya Chen £370.00")
    expect(expert.locator(".changes")).to_contain_text("→")
    expert.keyboard.press("f")
    expect(expert.locator(".evidence .said").first).to_be_visible()
    expert.keyboard.press("Escape")
    expert.keyboard.press("y")
    expect(expert.locator("earpiece-undo")).to_be_visible()
    expert.keyboard.press("u")
    expect(expert.get_by_text("Taken back. Nothing was done.")).to_be_visible()
    expect(expert.locator(".card-head")).to_contain_text("with you")
    expert.wait_for_timeout(5000)
    expect(customer.locator(".bubble", has_text="D-100")).to_have_count(0)
    expert.keyboard.press("y")
    expect(customer.locator(".bubble", has_text="D-100")).to_have_count(1, timeout=15_000)
    expect(expert.locator(".outcome")).to_contain_text("You answered")


def test_one_answer_for_all_who_ask_the_same(hudson: Hudson, new_page: NewPage) -> None:
    """Two customers, one card, one answer, each hears it."""
    expert = desk(hudson, new_page)
    customers = [ask(hudson, new_page, RUMOUR) for _ in range(2)]
    expect(expert.locator(".row")).to_have_count(1)
    expect(expert.locator(".row")).to_contain_text("×2")
    expert.keyboard.press("g")
    expect(expert.locator(".waiting li")).to_have_count(1)
    expert.keyboard.press("s")
    expert.keyboard.type("No, all accounts stay where they are")
    expert.keyboard.press("Enter")
    expect(expert.get_by_role("button", name="Send this")).to_be_visible()
    expert.keyboard.press("Enter")
    for customer in customers:
        expect(customer.locator(".bubble", has_text="stay where they are")).to_have_count(1, timeout=15_000)


def test_taking_over_and_giving_back(hudson: Hudson, new_page: NewPage) -> None:
    """By keys alone: the customer sees who speaks, writes, and is the agent's again afterwards."""
    expert = desk(hudson, new_page)
    customer = ask(hudson, new_page, RUMOUR)
    expect(expert.locator("h2.question")).to_be_visible()
    expert.keyboard.press("v")
    expert.keyboard.type("A rumour")
    expert.keyboard.press("Enter")
    expect(customer.locator(".about")).to_have_text("Robin speaks with you, in person")
    expect(expert.get_by_label("What you say to the customer")).to_be_focused()
    expert.keyboard.type("Hello, this is Robin. No, nothing moves.")
    expert.keyboard.press("Enter")
    expect(customer.locator(".person .bubble")).to_have_text("Hello, this is Robin. No, nothing moves.")
    say(customer, "Thank you, Robin")
    expect(expert.locator("earpiece-takeover .transcript")).to_contain_text("Thank you, Robin")
    expert.keyboard.press("Escape")
    expert.keyboard.press("g")
    expert.keyboard.type("The rumour is denied")
    expert.keyboard.press("Enter")
    expect(customer.locator(".about")).to_contain_text("AI agent", timeout=10_000)
    say(customer, "What's your exchange rate?")
    expect(customer.locator(".agent:not(.person) .bubble").last).to_contain_text("rate")
