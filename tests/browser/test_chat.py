"""The customer's chat in a real browser."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage, Server, script_a_dispute

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script> & “quotes”"


def say(page: Page, text: str) -> None:
    """Type and press Enter."""
    page.get_by_label("Your message").fill(text)
    page.keyboard.press("Enter")


def said(server: Server) -> list[str]:
    """What the first conversation holds of the customer."""
    return [item.text for item in server.fakes.chats.chats["conv_1"].items if item.who == "customer"]


def test_a_conversation_goes_on_after_a_reload(server: Server, new_page: NewPage) -> None:
    """The same conversation, each line once, and hostile text shown as text."""
    page = new_page()
    page.goto(server.url)
    expect(page.get_by_text("Hudson", exact=True)).to_be_visible()
    say(page, HOSTILE)
    expect(page.locator(".customer .bubble")).to_have_text(HOSTILE)
    expect(page.locator(".pending")).to_have_count(0)
    page.reload()
    expect(page.locator(".line")).to_have_count(2)
    assert said(server) == [HOSTILE]
    assert list(server.fakes.chats.chats) == ["conv_1"]


def test_what_is_written_while_the_server_is_gone_arrives_once(server: Server, new_page: NewPage) -> None:
    """Messages outlive a crash of the server and a reload of the page."""
    page = new_page()
    page.goto(server.url)
    say(page, "first")
    expect(page.locator(".pending")).to_have_count(0)
    server.stop()
    say(page, "second")
    say(page, "third")
    expect(page.get_by_text("Will be sent as soon as possible").first).to_be_visible()
    expect(page.get_by_text("No connection.")).to_be_visible()
    server.start()
    expect(page.locator(".pending")).to_have_count(0, timeout=15_000)
    expect(page.locator(".customer")).to_have_count(3)
    expect(page.get_by_text("No connection.")).to_be_hidden(timeout=15_000)
    assert said(server) == ["first", "second", "third"]


def test_unsent_words_outlive_a_reload(server: Server, new_page: NewPage) -> None:
    """What could not be sent is still there on the next visit, and is sent then."""
    page = new_page()
    page.goto(server.url)
    expect(page.locator(".agent")).to_have_count(1)
    page.route("**/messages", lambda route: route.abort())
    say(page, "please keep this")
    expect(page.get_by_text("Will be sent as soon as possible")).to_be_visible()
    page.unroute("**/messages")
    page.reload()
    expect(page.locator(".customer .bubble")).to_have_text("please keep this")
    expect(page.locator(".pending")).to_have_count(0)
    assert said(server) == ["please keep this"]


def test_quick_replies_waiting_and_sources(server: Server, new_page: NewPage) -> None:
    """Options say their label once; while a specialist is asked the customer goes on; answers show their source."""
    script_a_dispute(server.fakes)
    page = new_page()
    page.goto(server.url)
    say(page, "I don't recognise a payment")
    page.get_by_role("button", name="Kestrel").click()
    expect(page.get_by_role("button", name="Kestrel")).to_have_count(0)
    expect(page.get_by_text("You can keep writing.")).to_be_visible()
    say(page, "What's your exchange rate?")
    expect(page.get_by_text("From: Exchange rates")).to_be_visible()
    assert said(server) == ["I don't recognise a payment", "Kestrel, £370.00", "What's your exchange rate?"]


def test_a_person_who_speaks_is_named_and_the_agent_comes_back(server: Server, new_page: NewPage) -> None:
    """The head and each line say who it is; while a person speaks nothing says that the agent is asking somebody."""
    page = new_page()
    page.goto(server.url)
    about = page.locator(".about")
    expect(about).to_have_text("AI agent · a specialist may read along")
    server.fakes.chats.set("conv_1", waiting=True)
    expect(page.get_by_text("You can keep writing.")).to_be_visible()
    server.fakes.chats.person("conv_1", "Sam Okoro", "Hello, this is Sam.")
    expect(page.locator(".person .by")).to_contain_text("Sam Okoro")
    expect(about).to_have_text("Sam Okoro speaks with you, in person")
    expect(page.get_by_text("You can keep writing.")).to_be_hidden()
    server.fakes.chats.person("conv_1", "")
    expect(about).to_have_text("AI agent · a specialist may read along")


def test_what_was_shown_is_acknowledged(server: Server, new_page: NewPage) -> None:
    """Only what the customer could see counts as heard."""
    page = new_page()
    with page.expect_request("**/heard") as request:
        page.goto(server.url)
    assert request.value.post_data_json == {"upto": 1}


def test_after_the_end_a_new_conversation(server: Server, new_page: NewPage) -> None:
    """The old one is closed, the new one is empty."""
    page = new_page()
    page.goto(server.url)
    expect(page.locator(".agent")).to_have_count(1)
    server.fakes.chats.agent("conv_1", "Goodbye!", "closing")
    server.fakes.chats.set("conv_1", closed=True)
    expect(page.get_by_label("Your message")).to_be_hidden()
    page.get_by_role("button", name="Start a new conversation").click()
    expect(page.get_by_label("Your message")).to_be_visible()
    expect(page.locator(".line")).to_have_count(1)
    assert list(server.fakes.chats.chats) == ["conv_1", "conv_2"]


def test_after_the_end_the_customer_says_how_it_was(server: Server, new_page: NewPage) -> None:
    """Five buttons that say what they mean, by keyboard too; thanks once; another choice replaces the first, and is
    known after a reload. Without the question nothing of it is there."""
    server.fakes.chats.survey = True
    page = new_page()
    page.goto(server.url)
    expect(page.locator(".agent")).to_have_count(1)
    survey = page.get_by_role("group", name="How was this conversation?")
    expect(survey).to_be_hidden()
    server.fakes.chats.set("conv_1", closed=True)
    expect(survey.get_by_role("button")).to_have_text(["Poor", "Fair", "OK", "Good", "Great"])
    survey.get_by_role("button", name="Poor").focus()
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".told")).to_have_text("Thank you for telling us.")
    expect(survey.get_by_role("button", pressed=True)).to_have_text("Good")
    with page.expect_response("**/rating"):
        survey.get_by_role("button", name="Great").click()
    expect(survey.get_by_role("button", pressed=True)).to_have_text("Great")
    page.reload()
    expect(survey.get_by_role("button", pressed=True)).to_have_text("Great")
    assert server.fakes.chats.chats["conv_1"].ratings == [4, 5]
    page.get_by_role("button", name="Start a new conversation").click()
    expect(survey).to_be_hidden()


def test_nothing_jumps(server: Server, new_page: NewPage) -> None:
    """Lines that arrive move nothing that is already there."""
    page = new_page()
    page.goto(server.url)
    expect(page.locator(".agent")).to_have_count(1)
    page.evaluate(
        "window.moved = 0; new PerformanceObserver(list => list.getEntries().forEach("
        "entry => window.moved += entry.value)).observe({type: 'layout-shift'})"
    )
    for number in range(3):
        server.fakes.chats.agent("conv_1", f"Line {number}", options=("Yes", "No"))
        expect(page.get_by_text(f"Line {number}", exact=True)).to_be_visible()
    server.fakes.chats.set("conv_1", waiting=True)
    expect(page.get_by_text("You can keep writing.")).to_be_visible()
    assert page.evaluate("window.moved") < 0.02


@pytest.fixture
def host_page(server: Server) -> Iterator[str]:
    """Another origin whose page, under a strict policy, embeds the chat; `?floating` as a button in the corner."""
    policy = f"default-src 'none'; script-src {server.url}; style-src {server.url}; connect-src {server.url}"

    class Shop(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            floating = "floating" if "floating" in self.path else ""
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(
                f"<!doctype html><title>Shop</title>"
                f'<script type="module" src="{server.url}/static/earpiece-chat.js"></script>'
                f'<earpiece-chat server="{server.url}" token="maya" {floating}></earpiece-chat>'.encode()
            )

        def log_message(self, *_: object) -> None:
            """Quiet."""

    shop = HTTPServer(("127.0.0.1", 0), Shop)
    thread = threading.Thread(target=shop.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{shop.server_address[1]}/"
    shop.shutdown()
    thread.join()
    shop.server_close()


@pytest.mark.parametrize("how", ["", "?floating"])
def test_it_works_in_a_host_page_with_a_strict_policy(host_page: str, new_page: NewPage, how: str) -> None:
    """Another origin embeds the element; its own styles hold, and nothing is blocked."""
    page = new_page()
    page.goto(host_page + how)
    if how:
        page.get_by_role("button", name="Open the chat").click()
    say(page, "Hello from the shop")
    expect(page.locator(".customer .bubble")).to_have_text("Hello from the shop")
    expect(page.locator(".pending")).to_have_count(0)
    colour = page.locator(".customer .bubble").evaluate("el => getComputedStyle(el).backgroundColor")
    assert colour != "rgba(0, 0, 0, 0)"
