"""The floor on a real server: experts and a supervisor at once, each in a browser of their own."""

import json
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.floor import AT_ONCE, SOON, Floor, hears, live, opened, pick, question, say, settle
from tests.support.server import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.kill]

FIRST_EXERCISE = 60_000
"""Milliseconds: simulated customers type as people do."""
SURGE = """customers => fetch("/demo/surge", {
  method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify({customers}),
})"""
MAYAS = "Credit Maya Chen £370.00"


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Floor]:
    """One bank for all tests of this module."""
    with opened(tmp_path_factory.mktemp("floor") / "data", "--demo") as server:
        floor = Floor(server)
        floor.begin()
        yield floor


@pytest.fixture
def floor(bank: Floor) -> Iterator[Floor]:
    """The bank with nobody in it but its people."""
    yield bank
    bank.clear()


def test_two_experts_and_a_supervisor(floor: Floor, new_page: NewPage) -> None:
    """Both see the question; one key answers; the other is told who and what; undone, the second answer counts."""
    dana, ravi = floor.desk(new_page, "dana"), floor.desk(new_page, "ravi")
    board = floor.board(new_page)
    customer = floor.disputing(new_page)
    question(dana, MAYAS)
    question(ravi, MAYAS)
    row = live(board, "Maya Chen")
    expect(row).to_contain_text("for disputes")
    expect(row).to_contain_text("£370.00 at stake")
    expect(board.locator(".clock", has_text=MAYAS)).to_contain_text("nobody has it")
    settle(dana)
    dana.keyboard.press("y")
    expect(dana.locator("earpiece-undo")).to_be_visible()
    expect(ravi.locator("earpiece-card .problem")).to_contain_text("Dana Reed was first: Yes", timeout=AT_ONCE)
    dana.keyboard.press("u")
    expect(dana.get_by_text("Taken back. Nothing was done.")).to_be_visible()
    expect(ravi.locator("earpiece-card .notice")).to_contain_text("Dana Reed is answering this", timeout=AT_ONCE)
    settle(dana)
    dana.keyboard.press("r")
    expect(ravi.locator(".choice.yes")).to_be_visible(timeout=AT_ONCE)
    settle(ravi)
    ravi.keyboard.press("y")
    hears(customer, "D-100")
    expect(dana.locator("earpiece-card .outcome")).to_contain_text("Ravi Shah answered", timeout=SOON)
    expect(board.locator(".clock", has_text=MAYAS)).to_have_count(0, timeout=AT_ONCE)
    row.click()
    board.get_by_role("button", name="Story").click()
    story = board.locator("earpiece-story")
    expect(story).to_contain_text("Ravi Shah answered")


def test_a_supervisor_leads_and_gives_back(floor: Floor, new_page: NewPage) -> None:
    """Guides, pauses, resumes, takes over, speaks with a reply by key and a completion by Tab, gives back."""
    asked = floor.rumour()
    lucia, board = floor.desk(new_page, "lucia"), floor.board(new_page)
    customer = floor.guest(new_page, asked)
    pick(lucia, asked)
    live(board, "for general").click()
    expect(board.locator(".talk-body .transcript").first).to_contain_text(asked)
    head = board.locator(".talk-head")
    board.get_by_role("button", name="Guide the agent").click()
    board.keyboard.type("tell them that the branch in Quay Street is open until six")
    board.keyboard.press("Enter")
    board.get_by_role("button", name="Yes, do that").press("Enter")
    hears(customer, "open until six")
    board.get_by_role("button", name="Pause").press("Enter")
    board.keyboard.type("let me read this")
    board.keyboard.press("Enter")
    expect(head).to_contain_text("paused by Sofia Lindqvist")
    expect(lucia.locator(".marks")).to_contain_text("Sofia Lindqvist has paused the agent", timeout=AT_ONCE)
    board.get_by_role("button", name="Resume").press("Enter")
    expect(head).to_contain_text("the agent leads")
    board.get_by_role("button", name="Take over").press("Enter")
    board.keyboard.type("a rumour")
    board.keyboard.press("Enter")
    words = board.get_by_label("What you say to the customer")
    expect(words).to_be_focused()
    expect(customer.locator(".about")).to_have_text("Sofia Lindqvist speaks with you, in person", timeout=AT_ONCE)
    expect(lucia.locator(".marks")).to_contain_text("Sofia Lindqvist speaks with the customer", timeout=AT_ONCE)
    expect(board.locator(".reply").first).to_be_visible()
    suggested = board.locator(".reply [dir=auto]").first.inner_text()
    board.keyboard.press("1")
    expect(words).to_have_value(suggested)
    board.keyboard.press("Enter")
    expect(customer.locator(".person .bubble")).to_have_text(suggested)
    expect(customer.locator(".person .by").first).to_contain_text("Sofia Lindqvist")
    board.keyboard.type(suggested[: len(suggested) // 2])
    expect(board.locator("earpiece-takeover .shade")).to_have_text(suggested)
    board.keyboard.press("Tab")
    expect(words).to_have_value(suggested)
    board.keyboard.press("Escape")
    board.keyboard.press("Escape")
    board.locator("earpiece-takeover").get_by_role("button", name="Give back").click()
    board.keyboard.type("The rumour is denied")
    board.keyboard.press("Enter")
    expect(customer.locator(".about")).to_contain_text("AI agent", timeout=AT_ONCE)
    say(customer, "What's your exchange rate?")
    hears(customer, "interbank")


def test_stop_switches_on_the_board(floor: Floor, new_page: NewPage) -> None:
    """A tool and everything: the agent says so within a second, and goes on by itself once they are lifted."""
    board = floor.board(new_page)
    stop(board, "Tool: credit_account", "the ledger is down")
    waiting = floor.known(new_page)
    say(waiting, "I don't recognise a payment")
    waiting.locator(".option", has_text="£370.00").click()
    waiting.locator(".option", has_text="Yes").click()
    hears(waiting, "this is stopped at the moment")
    assert waiting.locator(".agent .bubble", has_text="I have credited").count() == 0
    stop(board, "Everything: every agent", "look at all of it")
    expect(waiting.locator(".agent .bubble").last).to_contain_text("a person", timeout=AT_ONCE)
    newcomer = floor.guest(new_page, "What's your exchange rate?")
    expect(newcomer.locator(".agent .bubble", has_text="interbank")).to_have_count(0)
    board.get_by_role("button", name="Lift: everything").click()
    hears(newcomer, "interbank")
    board.get_by_role("button", name="Lift").click()
    expect(board.get_by_text("All is running.")).to_be_visible()
    floor.disputing(new_page)
    expect(board.locator(".clock", has_text=MAYAS)).to_be_visible(timeout=SOON)


def stop(board: Page, what: str, why: str) -> None:
    """Put a switch on."""
    unfold(board, "Stop something")
    board.get_by_role("combobox", name="What", exact=True).select_option(label=what)
    board.get_by_label("Why", exact=True).fill(why)
    board.get_by_label("Stop it on every node").check()
    board.get_by_role("button", name="Stop", exact=True).click()
    expect(board.locator("earpiece-controls")).to_contain_text(why)


def unfold(board: Page, name: str) -> None:
    """Open a form, unless it is."""
    part = board.locator("details.unfold").filter(has=board.get_by_text(name, exact=True))
    if part.get_attribute("open") is None:
        part.locator("summary").click()


def test_a_bulletin_answers_before_anybody_is_asked(floor: Floor, new_page: NewPage) -> None:
    """Posted on the board, said to the next customer; no card."""
    board, lucia = floor.board(new_page), floor.desk(new_page, "lucia")
    unfold(board, "New bulletin")
    board.get_by_label("What the agent says").fill("The lift in our Quay Street branch is out of order until Friday.")
    board.get_by_label("Where it is known from").fill("facilities")
    board.get_by_label("Words of messages").fill("lift, branch")
    board.get_by_role("button", name="Post").click()
    expect(board.get_by_text("Posted: in force from now on.")).to_be_visible()
    customer = floor.guest(new_page, "Is the lift in your branch broken, I use a wheelchair")
    hears(customer, "out of order until Friday")
    expect(customer.get_by_text("From: facilities")).to_be_visible()
    expect(lucia.locator(".row")).to_have_count(0)


def test_equal_questions_are_one_card(floor: Floor, new_page: NewPage) -> None:
    """Three customers ask the same; one is taken out; one answer reaches the two others."""
    asked = floor.rumour()
    lucia, board = floor.desk(new_page, "lucia"), floor.board(new_page)
    customers = [floor.guest(new_page, asked) for _ in range(3)]
    expect(lucia.locator(".row", has_text=asked)).to_have_count(1)
    expect(lucia.locator(".row", has_text=asked)).to_contain_text("×3", timeout=SOON)
    expect(board.locator(".clock", has_text=asked)).to_contain_text("3 customers", timeout=SOON)
    pick(lucia, asked)
    lucia.keyboard.press("g")
    lucia.locator(".waiting").get_by_role("button", name="Take out").first.click()
    expect(lucia.locator(".row", has_text=asked)).to_have_count(2)
    lucia.keyboard.press("s")
    lucia.keyboard.type("No, it is a dog")
    lucia.keyboard.press("Enter")
    lucia.get_by_role("button", name="Send this").press("Enter")
    heard = [customer.locator(".agent .bubble", has_text="it is a dog") for customer in customers]
    wait_until(lambda: sum(each.count() for each in heard) == 2, "two have heard it")
    expect(lucia.locator(".row", has_text=asked).filter(has_text="×")).to_have_count(0)
    assert sorted(each.count() for each in heard) == [0, 1, 1]


def test_what_may_be_a_slip_is_put_back(floor: Floor, new_page: NewPage) -> None:
    """Ten times the amount must be confirmed, a card number is refused."""
    sofia = floor.desk(new_page, "sofia")
    floor.disputing(new_page)
    question(sofia, MAYAS)
    sofia.keyboard.press("s")
    sofia.keyboard.type("yes, her card is 4111 1111 1111 1111")
    sofia.keyboard.press("Enter")
    expect(sofia.locator("earpiece-card .problem")).to_contain_text("leave card numbers")
    sofia.get_by_label("Say it in your words").fill("")
    sofia.keyboard.press("Escape")
    sofia.get_by_label("Amount, may be changed").fill("3700")
    sofia.keyboard.press("Escape")
    expect(sofia.locator(".choice.yes")).to_contain_text("with changes")
    sofia.keyboard.press("y")
    doubt = sofia.get_by_role("alertdialog", name="Please look again")
    expect(doubt).to_contain_text("The payment was only £370.00.")
    expect(doubt).to_contain_text("3,700")
    sofia.wait_for_timeout(450)  # what was doubted is not kept to by the same key press
    sofia.keyboard.press("Enter")
    expect(sofia.locator("earpiece-undo")).to_be_visible()
    sofia.keyboard.press("u")
    expect(sofia.get_by_text("Taken back. Nothing was done.")).to_be_visible()


def test_a_changed_question_must_be_seen(floor: Floor, new_page: NewPage) -> None:
    """The customer corrects themselves: no key answers until the change was looked at."""
    dana, customer = floor.desk(new_page, "dana"), floor.known(new_page)
    say(customer, "I need a refund for a broken item.")
    for choice in ("Blue Door Books", "it is broken", "Yes"):
        customer.locator(".option", has_text=choice).first.click()
    question(dana, "Blue Door Books")
    say(customer, "sorry, I meant the Northside Cycles payment")
    question(dana, "Northside Cycles")
    expect(dana.locator(".banner")).to_contain_text("The question changed")
    settle(dana)
    dana.keyboard.press("1")
    expect(dana.locator(".choices")).to_be_hidden()
    assert "answered" not in dana.locator("earpiece-card .outcome").inner_text()
    dana.keyboard.press("Enter")
    expect(dana.locator(".choices")).to_be_visible()
    dana.keyboard.press("1")
    hears(customer, "card claim")


def test_the_board_by_keyboard_alone(floor: Floor, new_page: NewPage) -> None:
    """From the address bar to a paused conversation and back, with Tab, arrows, Enter and Escape."""
    floor.talk(floor.rumour())
    floor.talk("this is ridiculous", floor.rumour())
    board = floor.board(new_page)
    live(board, "words of anger")
    live(board, "for general")
    tab_to(board, "button.live")
    board.keyboard.press("ArrowDown")
    board.keyboard.press("ArrowUp")
    board.keyboard.press("Enter")
    expect(board.locator(".talk-head")).to_contain_text("the agent leads")
    tab_to(board, ".act:text-is('Pause')")
    board.keyboard.press("Enter")
    board.keyboard.type("let me look")
    board.keyboard.press("Enter")
    expect(board.locator(".talk-head")).to_contain_text("paused by Sofia Lindqvist")
    tab_to(board, ".act:text-is('Resume')")
    board.keyboard.press("Enter")
    expect(board.locator(".talk-head")).to_contain_text("the agent leads")
    board.keyboard.press("Escape")
    expect(board.locator("button.live:focus")).to_have_count(1)


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until this has the focus."""
    target = page.locator(wanted).first
    for _ in range(40):
        if target.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {wanted}")


def test_a_lost_lease_brings_the_card_back(floor: Floor, new_page: NewPage) -> None:
    """The expert's browser is gone: the card is the other's, who reads why."""
    dana, ravi = floor.desk(new_page, "dana"), floor.desk(new_page, "ravi")
    floor.disputing(new_page)
    question(dana, MAYAS)
    question(ravi, MAYAS)
    dana.keyboard.press("c")
    expect(ravi.locator("earpiece-card .notice")).to_contain_text("Dana Reed is answering this", timeout=AT_ONCE)
    dana.context.close()
    expect(ravi.locator(".marks")).to_contain_text("Came back: ", timeout=SOON)
    expect(ravi.locator(".choice.yes")).to_be_visible()


def test_the_practice_desk(floor: Floor, new_page: NewPage) -> None:
    """A simulated customer's card, answered and graded; the real desk sees nothing of it."""
    page = floor.enter(new_page(), "sofia", "/practice")
    expect(page.locator("h2.question")).to_be_visible(timeout=FIRST_EXERCISE)
    page.wait_for_timeout(600)
    asked = page.locator("h2.question").inner_text()
    page.locator(".choice").first.click()
    if page.locator(".reasons .quick").first.is_visible():
        page.locator(".reasons .quick").first.click()
    expect(page.locator("earpiece-grades .last .mark")).to_be_visible(timeout=SOON)
    expect(page.locator("earpiece-grades .last")).to_contain_text(asked)
    assert floor.server.cards("sofia") == []


def test_an_admin_and_the_people(floor: Floor, new_page: NewPage) -> None:
    """An account is added, changed, let in by a link, given a token for programs, and disabled."""
    page = floor.enter(new_page(), "ada", "/admin")
    page.get_by_role("button", name="Add a person").click()
    page.get_by_label("Id").fill("kim")
    page.get_by_label("Name").fill("Kim Doyle")
    page.get_by_label("Skills").fill("general")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", name="Kim Doyle")).to_be_visible()
    page.get_by_label("Levels").fill("general 2")
    page.get_by_label("Capacity").fill("2")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("It counts from now on.")).to_be_visible()
    page.get_by_role("button", name="One-time link").click()
    link = page.locator("code.secret").inner_text()
    kim = new_page()
    kim.goto(link)
    kim.get_by_role("button", name="Sign in").click()
    expect(kim.locator("header.bar .me")).to_have_text("Kim Doyle")
    page.get_by_text("New token").click()
    page.get_by_label("What for").fill("nightly report")
    page.get_by_role("button", name="Issue").click()
    token = page.locator("section.part", has_text="API tokens").locator("code.secret").inner_text()
    shown = floor.server.ask("GET", "/desk/cards", token)
    assert shown.status_code == 200
    page.reload()
    page.get_by_role("button", name="Kim Doyle").click()
    expect(page.get_by_text("nightly report")).to_be_visible()
    assert token not in page.content()
    page.get_by_role("button", name="Disable").click()
    expect(page.get_by_role("button", name="Enable")).to_be_visible()
    assert floor.server.ask("GET", "/desk/cards", token).status_code == 401
    expect(kim.get_by_label("Password")).to_be_visible(timeout=SOON)
    assert json.loads(floor.server.ask("GET", "/people/kim", floor.server.service_token).text)["disabled"]


class Refusing(BaseHTTPRequestHandler):
    """A program that takes nothing."""

    def do_POST(self) -> None:
        """Answers that it cannot."""
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.send_response(410)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def refusing() -> Iterator[str]:
    """The address of a program that refuses every message."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Refusing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/told"
    server.shutdown()
    server.server_close()


def test_webhooks_that_are_not_delivered(floor: Floor, new_page: NewPage, refusing: str) -> None:
    """An admin finds the page from the accounts, adds an address, and sees what it did not take."""
    page = floor.enter(new_page(), "ada", "/admin")
    page.get_by_role("link", name="Webhooks").click()
    page.get_by_label("Address").fill(refusing)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("code.secret")).to_contain_text("whsec_")
    floor.talk(floor.rumour())
    hook = page.get_by_role("region", name=refusing)
    expect(hook.get_by_role("group", name="Not delivered")).to_contain_text("410", timeout=SOON)


def test_a_busy_demo(bank: Floor, tmp_path: Path, new_page: NewPage) -> None:
    """Simulated customers come, and the figures move."""
    shutil.copytree(bank.server.data / "learned", tmp_path / "busy" / "learned")
    with opened(tmp_path / "busy", "--demo", "--busy", "4") as server:
        server.start()
        page = new_page(1440, 900)
        page.goto(f"{server.url}/demo")
        live_now = page.locator("earpiece-busy dl > div", has_text="live conversations").locator("dd")
        expect(live_now).to_have_text("4", timeout=SOON)
        page.evaluate(SURGE, 6)
        row = page.locator(".row", has_text="×6")
        expect(row).to_be_visible(timeout=SOON)
        row.click()
        page.locator(".choice").first.click()
        answered = page.locator("earpiece-busy dl > div", has_text="customers answered").locator("dd")
        expect(answered).to_have_text("6", timeout=SOON)
