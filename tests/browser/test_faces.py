"""Every page: accessible, readable in light and dark, at 320 pixels and at 200 % zoom; and the demo's first walk."""

from collections.abc import Callable, Sequence

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage, Server, script_a_dispute, sign_in
from tests.browser.sound import NARROW, WIDE, Screen, faults
from tests.browser.test_desk_leading import help_with_words, take_over
from tests.web import samples
from tests.web.fakes import FakeChat

pytestmark = pytest.mark.browser


def chat(page: Page, server: Server) -> None:
    """A chat with every kind of line."""
    script_a_dispute(server.fakes)
    page.goto(server.url)
    for text in ("I don't recognise a payment", "Kestrel, £370.00", "exchange rate? " + "verylongword" * 12):
        page.get_by_label("Your message").fill(text)
        page.keyboard.press("Enter")
        expect(page.locator(".pending")).to_have_count(0)
    expect(page.get_by_text("You can keep writing.")).to_be_visible()
    server.fakes.chats.agent("conv_1", "Is it one of these?", "question", ("Yes", "A rather long option " * 3))
    expect(page.get_by_text("Is it one of these?")).to_be_visible()


def desk(page: Page, server: Server) -> None:
    """A full queue, and a card with the transcript open."""
    now = server.fakes.clock.now()
    for card in samples.many(now, 40):
        server.fakes.desk.put(card)
    sign_in(page, server)
    page.locator(".row").first.click()
    expect(page.locator(".question")).to_be_visible()
    page.keyboard.press("t")
    expect(page.get_by_text("I don't recognise a payment")).to_be_visible()
    page.keyboard.press("t")


def declining(page: Page, server: Server) -> None:
    """A card with the question for a reason."""
    desk(page, server)
    page.keyboard.press("n")
    expect(page.get_by_label("Reason for the no")).to_be_focused()


def helping(page: Page, server: Server) -> None:
    """An empty desk with its key map."""
    sign_in(page, server)
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Keyboard")).to_be_visible()


def full_card(page: Page, server: Server) -> None:
    """A card with all that can be on one, its evidence open, and an answer that may still be undone."""
    server.fakes.desk.undo_for = 60
    server.fakes.desk.put(samples.instruction(server.fakes.clock.now(), skill="disputes"))
    server.fakes.desk.put(samples.everything(server.fakes.clock.now()))
    sign_in(page, server)
    page.locator(".row", has_text="Please order").click()
    page.keyboard.press("g")
    page.keyboard.press("f")
    expect(page.locator(".evidence .marked")).to_be_visible()
    server.fakes.desk.put(
        samples.approval(server.fakes.clock.now(), deciding=samples.decided(server.fakes.clock.now()))
    )
    expect(page.locator("earpiece-undo")).to_be_visible()


def doubting(page: Page, server: Server) -> None:
    """An answer that may be a slip."""
    server.fakes.desk.doubts = [{"code": "ten_times", "message": "Ten times what was asked.", "field": "amount"}]
    server.fakes.desk.put(samples.approval(server.fakes.clock.now()))
    sign_in(page, server)
    page.locator(".row").click()
    page.keyboard.press("y")
    expect(page.get_by_role("alertdialog")).to_be_visible()


def speaking(page: Page, server: Server) -> None:
    """A person speaks with the customer, with a suggestion, a completion and a hint."""
    server.fakes.chats.chats["conv_1"] = FakeChat()
    server.fakes.chats.agent("conv_1", "Hello, this is the assistant of Hudson.")
    server.fakes.desk.put(samples.approval(server.fakes.clock.now()))
    help_with_words(page)
    sign_in(page, server)
    page.locator(".row").click()
    take_over(page)
    page.keyboard.type("The customer payments take")
    expect(page.locator("earpiece-takeover .shade")).to_contain_text("up to 45 days")


def saying(page: Page, server: Server) -> None:
    """Exact words for the agent to say, on the embedded desk."""
    server.fakes.desk.put(samples.clarification(server.fakes.clock.now()))
    help_with_words(page)
    sign_in(page, server)
    page.goto(f"{server.url}/desk/embed")
    page.locator(".row").click()
    page.keyboard.press("e")
    expect(page.locator("earpiece-card .reply").last).to_be_visible()


def one_card(page: Page, server: Server) -> None:
    """The page of a single card."""
    server.fakes.desk.put(samples.clarification(server.fakes.clock.now()))
    sign_in(page, server)
    page.goto(f"{server.url}/card/card_clarification")
    expect(page.locator("h2.question")).to_contain_text("Does the refund window")


def in_person(page: Page, server: Server) -> None:
    """A chat in which a person speaks."""
    page.goto(server.url)
    expect(page.locator(".agent")).to_have_count(1)
    server.fakes.chats.person("conv_1", "Bartholomew Featherstonehaugh-Cholmondeley", "مرحبا، كيف أساعدك؟")
    expect(page.locator(".person .by")).to_be_visible()


def demo(page: Page, server: Server) -> None:
    """The demo page in the middle of its walk."""
    script_a_dispute(server.fakes)
    page.goto(f"{server.url}/demo")
    page.locator(".say").click()
    page.get_by_role("button", name="Kestrel").click()
    expect(page.locator(".coach")).to_contain_text("asking a specialist")


def door(page: Page, server: Server) -> None:
    """The sign-in page after a wrong password."""
    page.goto(f"{server.url}/sign-in")
    page.get_by_label("Name").fill("dana")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_have_text("The name or the password is wrong.")


def link(page: Page, server: Server) -> None:
    """The page behind a one-time link."""
    page.goto(f"{server.url}/link?token=link-dana")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


@pytest.mark.parametrize("screens", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize(
    "face",
    [chat, in_person, desk, full_card, declining, doubting, speaking, saying, one_card, helping, demo, door, link],
)
def test_every_face_is_accessible_at_every_size(
    server: Server, new_page: NewPage, face: Callable[[Page, Server], None], screens: Sequence[Screen]
) -> None:
    """Walked to on the first of the screens: no violation found by axe, and nothing to scroll sideways on any."""
    page = new_page(*screens[0])
    face(page, server)
    assert faults(page, *screens) == []


def test_a_faulty_page_is_told(new_page: NewPage) -> None:
    """With the screen it is on: grey on black only where it is dark, too wide only where it is narrow."""
    page = new_page()
    style = "p { width: 600px } @media (prefers-color-scheme: dark) { p { background: #000; color: #333 } }"
    page.set_content(f"<html lang=en><title>Page</title><style>{style}</style><main><h1>Page</h1><p>words</main>")
    assert faults(page, *WIDE) == ["1280 by 800 dark: color-contrast at p"]
    assert faults(page, *NARROW) == [
        "320 by 640 light: scrolls sideways by 288 pixels", "640 by 400 dark: color-contrast at p",
    ]  # fmt: skip


def test_the_link_signs_in_on_a_press_only(server: Server, new_page: NewPage) -> None:
    """And its token leaves the address bar."""
    page = new_page()
    link(page, server)
    assert "token" not in page.url
    assert "link-dana" in server.fakes.people.links
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Nothing to answer")).to_be_visible()


def test_the_demos_first_walk(server: Server, new_page: NewPage) -> None:
    """Press, pick, ask meanwhile, press Y; the coach follows what happened, and the story tells it."""
    script_a_dispute(server.fakes)
    page = new_page(1440, 900)
    page.goto(f"{server.url}/demo")
    coach = page.locator(".coach")
    page.get_by_role("button", name="I don't recognise a payment").click()
    expect(coach).to_contain_text("Pick the payment")
    page.get_by_role("button", name="Kestrel").click()
    expect(coach).to_contain_text("ask something else meanwhile")
    page.get_by_label("Your message").fill("What's your exchange rate?")
    page.keyboard.press("Enter")
    expect(coach).to_contain_text("Now you are the specialist")
    expect(page.locator("h2.question")).to_contain_text("Credit Maya Chen")
    page.keyboard.press("y")
    expect(coach).to_contain_text("That is Earpiece")
    expect(page.get_by_text("Good news: £370.00 is on its way.")).to_be_visible()
    expect(page.locator("earpiece-story")).to_contain_text("Dana Reed answered: yes")
    page.get_by_role("button", name="Start again").click()
    expect(coach).to_contain_text("You are the customer")
