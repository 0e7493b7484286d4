"""A person speaks with the customer from the desk, in a real browser: over, suggested replies, and back."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import NewPage, Server, sign_in
from tests.web import samples

pytestmark = pytest.mark.browser

REPLIES = [
    {"text": "Your credit of £370.00 is on its way.", "source": "tool credit_account"},
    {"text": "Disputes take up to 45 days.", "source": "page disputes"},
    {"text": "May I call you back today?", "source": "playbook"},
]


def answer(route: Route, body: Any) -> None:
    """Fulfil a request."""
    route.fulfill(status=200, content_type="application/json", body=json.dumps(body))


def help_with_words(page: Page) -> None:
    """Three suggested replies; every text that ends with `take` is completed."""
    page.route("**/replies", lambda route: answer(route, REPLIES))

    def complete(route: Route) -> None:
        text = json.loads(route.request.post_data or "{}")["text"]
        done = [f"{text} up to 45 days."] if text.endswith("take") else []
        hints = ["Say “you” rather than “the customer”."] if "customer" in text else []
        answer(route, {"completions": done, "hints": hints})

    page.route("**/completions", complete)


@pytest.fixture
def conversation(server: Server, new_page: NewPage) -> Page:
    """A customer's chat, with a card about it on the desk."""
    customer = new_page(480, 700)
    customer.goto(server.url)
    expect(customer.locator(".agent")).to_have_count(1)
    server.fakes.desk.put(samples.approval(server.fakes.clock.now(), conversation="conv_1"))
    return customer


def at_the_desk(server: Server, new_page: NewPage, who: str = "dana", **how: Any) -> Page:
    """An expert with words at hand."""
    page = new_page(**how)
    help_with_words(page)
    sign_in(page, server, who)
    expect(page.locator("h2.question")).to_be_visible()
    return page


def take_over(page: Page) -> None:
    """V, a reason, and the confirmation."""
    page.keyboard.press("v")
    expect(page.get_by_label("Why you take over")).to_be_focused()
    page.keyboard.type("She is upset")
    page.keyboard.press("Enter")
    expect(page.get_by_label("What you say to the customer")).to_be_focused()


def test_a_takeover_by_keys_only(server: Server, new_page: NewPage, conversation: Page) -> None:
    """Over, a suggestion edited, a completion taken, own words, and back with a note; the customer sees the name."""
    page = at_the_desk(server, new_page)
    take_over(page)
    expect(conversation.locator(".about")).to_have_text("Dana Reed speaks with you, in person")
    expect(page.locator(".reply").last).to_be_visible()
    page.keyboard.press("2")
    page.keyboard.press("Backspace")
    page.keyboard.type(", Maya.")
    page.keyboard.press("Enter")
    expect(conversation.locator(".person .bubble")).to_have_text("Disputes take up to 45 days, Maya.")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(conversation.locator(".person .bubble")).to_have_count(2)
    page.keyboard.type("They take")
    expect(page.locator("earpiece-takeover .shade")).to_contain_text("They take up to 45 days.")
    page.keyboard.press("Tab")
    expect(page.get_by_label("What you say to the customer")).to_have_value("They take up to 45 days.")
    page.keyboard.press("Enter")
    expect(conversation.locator(".person .bubble")).to_have_count(3)
    uses = [(use, suggested) for _, use, suggested in server.fakes.leading.said]
    assert uses == [("edited", 3), ("accepted", 3), ("own", 3)]
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.type("Told her about the 45 days")
    page.keyboard.press("Enter")
    expect(conversation.locator(".about")).to_contain_text("AI agent")
    expect(page.locator("h2.question")).to_be_visible()
    assert server.fakes.leading.notes == ["Told her about the 45 days"]


def test_what_the_customer_writes_is_there_at_once(server: Server, new_page: NewPage, conversation: Page) -> None:
    """And replies are suggested anew."""
    page = at_the_desk(server, new_page)
    take_over(page)
    conversation.get_by_label("Your message").fill("Is anybody there?")
    with page.expect_request("**/replies"):
        conversation.keyboard.press("Enter")
    expect(page.locator("earpiece-takeover .transcript")).to_contain_text("Is anybody there?")


def test_hints_on_the_brands_voice(server: Server, new_page: NewPage, conversation: Page) -> None:
    """Below the field, while typing."""
    page = at_the_desk(server, new_page)
    take_over(page)
    page.keyboard.type("The customer will see it")
    expect(page.locator("earpiece-takeover .hints")).to_have_text("Say “you” rather than “the customer”.")


def test_a_takeover_outlives_a_reload(server: Server, new_page: NewPage, conversation: Page) -> None:
    """So do words that were not sent, also while the server is away."""
    page = at_the_desk(server, new_page)
    take_over(page)
    page.keyboard.type("Hello Maya, I am")
    page.route("**/messages", lambda route: route.abort())
    page.keyboard.press("Enter")
    expect(page.locator("earpiece-takeover .problem")).to_contain_text("Your words are still here")
    page.unroute("**/messages")
    page.reload()
    expect(page.get_by_label("What you say to the customer")).to_have_value("Hello Maya, I am")
    page.keyboard.press("Enter")
    expect(conversation.locator(".person .bubble")).to_have_text("Hello Maya, I am")


def test_two_take_over_and_one_leads(server: Server, new_page: NewPage, conversation: Page) -> None:
    """The second one is told who does."""
    dana = at_the_desk(server, new_page)
    sam = at_the_desk(server, new_page, "sam")
    sam.keyboard.press("v")
    take_over(dana)
    sam.keyboard.press("Enter")
    expect(sam.locator("earpiece-card .problem")).to_have_text("Dana Reed speaks with the customer already.")


def test_who_lost_the_lead_is_told(server: Server, new_page: NewPage, conversation: Page) -> None:
    """The field is gone, the questions are one key away."""
    page = at_the_desk(server, new_page)
    take_over(page)
    server.fakes.leading.lead.clear()
    server.fakes.chats.person("conv_1", "")
    expect(page.locator("earpiece-takeover .notice")).to_contain_text("The agent leads this conversation again.")
    expect(page.get_by_label("What you say to the customer")).to_be_hidden()
    page.keyboard.press("d")
    expect(page.locator("h2.question")).to_be_visible()


def test_exact_words_through_the_agent(server: Server, new_page: NewPage, conversation: Page) -> None:
    """E, a suggestion or own words, Enter: the agent says exactly that, and the card stays open."""
    page = at_the_desk(server, new_page)
    page.keyboard.press("e")
    expect(page.get_by_label("Words for the customer")).to_be_focused()
    expect(page.locator("earpiece-card .reply").last).to_be_visible()
    page.keyboard.press("3")
    page.keyboard.press("Enter")
    expect(page.locator("earpiece-card .notice")).to_contain_text(
        "The agent was told to say: “May I call you back today?”"
    )
    assert server.fakes.leading.guided == [("say", "May I call you back today?")]
    assert server.fakes.desk.get("card_approval").given is None
