"""Every page with a full floor behind it: forty open cards, long names, words from right to left; at every size."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.floor import SOON, Floor, opened, say
from tests.browser.sound import show, violations
from tests.support.server import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.kill]

SIZES = [(1280, 800, "light"), (1280, 800, "dark"), (320, 640, "light"), (320, 640, "dark"), (640, 400, "light")]
"""The last is 1280 by 800 at 200 %."""
LONG = "Maximiliana Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh y Villanueva-O"
ARABIC = "هل صحيح أن الفيل يحرس الخزنة ليلاً؟"
HEBREW = "האם נכון שהפיל שומר על הכספת בלילה?"
CARDS = 40
CUT_OFF = """[...document.querySelectorAll("body *")]
  .filter((each) => each.clientWidth > 0 && each.scrollWidth > each.clientWidth + 1)
  .filter((each) => !each.matches("input, textarea, select, .line, .scroll, .visually-hidden"))
  .map((each) => [each, getComputedStyle(each)])
  .filter(([, style]) => style.overflowX !== "visible" && style.textOverflow !== "ellipsis")
  .map(([each]) => `${each.tagName} ${each.className}`)"""
"""Parts of which something cannot be seen without scrolling sideways, but for tables and the line of keys."""


@pytest.fixture(scope="module")
def floor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Floor]:
    """A bank on a busy day."""
    with opened(tmp_path_factory.mktemp("faces") / "data", "--demo") as server:
        floor = Floor(server)
        floor.begin()
        crowd(floor)
        yield floor


def crowd(floor: Floor) -> None:
    """Forty open cards of all kinds of customers, and an answered one."""
    floor.talk("this is ridiculous", "Do you rent elephants " + "averylongword" * 12)
    floor.talk(f"Is it true: {ARABIC}", customer="long-1", name=LONG)
    floor.talk(f"Is it true: {HEBREW}", customer="long-2", name=LONG[::-1])
    maya = floor.talk("I don't recognise a payment", customer="maya", name="Maya Chen")
    wait_until(lambda: "Lumen" in str(maya.view()), "she is asked which")
    maya.say("Lumen Electronics Berlin")
    floor.card_of(maya)
    maya.say("yes")
    while len(floor.server.cards("sofia")) < CARDS:
        floor.talk(floor.rumour())
        floor.talk(floor.rumour())
    done = floor.card_of(floor.talk("May I pay with acorns?"))
    given = floor.server.answer(done, "sofia", text="No, acorns are not taken.")
    assert given.status_code == 200, given.text
    hook = {"url": "https://crm.example/" + "long-path/" * 12, "types": ["card.opened"], "details": False}
    assert floor.server.ask("POST", "/webhooks", floor.server.service_token, hook).status_code == 201


def chat(page: Page, floor: Floor) -> None:
    """A guest who writes from right to left."""
    page.goto(floor.server.url)
    expect(page.locator(".agent").first).to_be_visible()
    say(page, ARABIC)
    say(page, "averylongword" * 12)


def desk(page: Page, floor: Floor, path: str = "/desk") -> None:
    """Forty cards, Maya's in hand, its transcript open."""
    floor.enter(page, "sofia", path)
    page.locator(".row", has_text="Maya Chen").first.click()
    expect(page.locator("h2.question")).to_contain_text("£370.00")
    page.locator(".to-transcript").first.click()
    page.evaluate("document.querySelector('earpiece-desk').removeAttribute('reading')")
    expect(page.locator("earpiece-card .held").first).to_be_visible()


def embedded(page: Page, floor: Floor) -> None:
    """The same without the bar, with a card in words from right to left."""
    floor.enter(page, "sofia", "/desk/embed")
    page.locator(".row", has_text=ARABIC).first.click()
    expect(page.locator("h2.question")).to_contain_text(ARABIC)


def one_card(page: Page, floor: Floor) -> None:
    """A card by itself."""
    card = next(card for card in floor.server.cards("sofia") if HEBREW in card["question"])
    page.context.add_cookies([{"name": "earpiece", "value": floor.sessions["lucia"], "url": floor.server.url}])
    page.goto(f"{floor.server.url}/card/{card['id']}")
    expect(page.locator("h2.question")).to_contain_text(HEBREW)


def board(page: Page, floor: Floor) -> None:
    """All live conversations, all forms open."""
    floor.enter(page, "sofia", "/board")
    expect(page.locator("button.live").nth(20)).to_be_visible()
    expect(page.locator("earpiece-controls form")).to_have_count(3)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")


def reading(page: Page, floor: Floor) -> None:
    """A conversation of somebody with a long name, with its story."""
    floor.enter(page, "sofia", "/board")
    page.locator("button.live", has_text=LONG).click()
    page.get_by_role("button", name="Story").click()
    expect(page.locator("earpiece-story li").nth(2)).to_be_visible()


def oversight(page: Page, floor: Floor) -> None:
    """An answered card as it was seen."""
    floor.enter(page, "sofia", "/oversight")
    page.locator(".pick").first.click()
    expect(page.get_by_role("heading", name="As it was seen")).to_be_visible()


def admin(page: Page, floor: Floor) -> None:
    """An account."""
    floor.enter(page, "ada", "/admin")
    page.get_by_role("button", name="Sofia Lindqvist").click()
    expect(page.get_by_role("heading", name="API tokens")).to_be_visible()
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")


def webhooks(page: Page, floor: Floor) -> None:
    """An address with a long path."""
    floor.enter(page, "ada", "/admin/webhooks")
    expect(page.get_by_role("heading", name="https://crm.example").first).to_be_visible()


def practice(page: Page, floor: Floor) -> None:
    """Before the first customer has asked."""
    floor.enter(page, "lucia", "/practice")
    expect(page.get_by_text("These customers are simulated")).to_be_visible()


def demo(page: Page, floor: Floor) -> None:
    """The visitor's own customer, and the forty cards of the others."""
    page.goto(f"{floor.server.url}/demo")
    page.locator(".say").click()
    expect(page.locator(".option").first).to_be_visible(timeout=SOON)
    expect(page.locator(".row").first).to_be_visible()


def door(page: Page, floor: Floor) -> None:
    """Signing in, after a wrong password."""
    page.goto(f"{floor.server.url}/sign-in")
    page.get_by_label("Name").fill("dana")
    page.get_by_label("Password").fill("wrong password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).not_to_be_empty()


def link(page: Page, floor: Floor) -> None:
    """Behind a one-time link."""
    page.goto(f"{floor.server.url}{floor.link('femi')}")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


FACES: list[Callable[[Page, Floor], None]] = [
    chat, desk, embedded, one_card, board, reading, oversight, admin, webhooks, practice, demo, door, link,
]  # fmt: skip


@pytest.mark.parametrize("face", FACES)
def test_every_page_on_a_full_floor(floor: Floor, new_page: NewPage, face: Callable[[Page, Floor], None]) -> None:
    """No violation found by axe, nothing cut off at the side."""
    page = new_page(*SIZES[0])
    face(page, floor)
    for width, height, scheme in SIZES:
        show(page, width, height, scheme)
        assert [(width, scheme, found) for found in violations(page)] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"cut off at {width}"
        assert (width, page.evaluate(CUT_OFF)) == (width, [])
