"""The sample bank as a process, with its people in browsers of their own: what the tests of the floor share."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NewPage
from tests.support.server import ROOT, Json, Server, Talk, wait_until

AT_ONCE = 3000
"""Milliseconds: what is to be seen within a second, on a machine that runs other tests at the same time."""
SOON = 20_000
"""Milliseconds: what takes a step of the agent, an undo window or a lease."""
ADMIN = {"id": "ada", "name": "Ada Moss", "role": "admin"}
PEOPLE = ("dana", "ravi", "lucia", "femi", "sofia", "ada")
SHOP = "<!doctype html><html lang=en><title>Shop</title><script type=module src=/static/earpiece-chat.js></script>"


@dataclass
class Floor:
    """A running bank, and a session for each of its people."""

    server: Server
    sessions: dict[str, str] = field(default_factory=dict)
    serial: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def begin(self) -> None:
        """Start it, and let everybody in by a one-time link."""
        made = self.server.start().ask("POST", "/people", self.server.service_token, ADMIN)
        assert made.status_code == 201, made.text
        for who in PEOPLE:
            token = self.link(who).partition("token=")[2]
            entered = self.server.ask("POST", "/session", None, {"link": token, "bearer": True})
            assert entered.status_code == 201, entered.text
            self.sessions[who] = entered.json()["token"]

    def link(self, who: str) -> str:
        """The path of a new one-time link."""
        made = self.server.ask("POST", f"/people/{who}/link", self.server.service_token)
        assert made.status_code == 201, made.text
        path: str = made.json()["path"]
        return path

    def enter(self, page: Page, who: str, path: str) -> Page:
        """A page of the human side, signed in."""
        page.context.add_cookies([{"name": "earpiece", "value": self.sessions[who], "url": self.server.url}])
        page.goto(f"{self.server.url}{path}")
        expect(page.locator("header.bar, .bar, earpiece-queue").first).to_be_visible()
        return page

    def desk(self, new_page: NewPage, who: str, path: str = "/desk") -> Page:
        """An expert at the desk."""
        page = self.enter(new_page(1280, 900), who, path)
        page.locator("earpiece-queue").wait_for()
        return page

    def board(self, new_page: NewPage, who: str = "sofia") -> Page:
        """A supervisor at the board."""
        page = self.enter(new_page(1440, 900), who, "/board")
        expect(page.get_by_role("heading", name="Live conversations")).to_be_visible()
        return page

    def known(self, new_page: NewPage) -> Page:
        """Maya Chen in the chat of a page that vouches for her, with fresh books each time."""
        token = self.server.ask("GET", "/demo/session").json()["customer_token"]
        body = f'{SHOP}<earpiece-chat token="{token}" style="display: block; height: 95vh"></earpiece-chat></html>'
        page = new_page(480, 760)
        page.route("**/shop", lambda route: route.fulfill(body=body, content_type="text/html"))
        page.goto(f"{self.server.url}/shop")
        expect(page.locator(".agent").first).to_be_visible()
        return page

    def disputing(self, new_page: NewPage) -> Page:
        """Maya Chen, about whose £370.00 somebody is being asked."""
        page = self.known(new_page)
        say(page, "I don't recognise a payment")
        page.locator(".option", has_text="£370.00").click()
        expect(page.get_by_text("You can keep writing.")).to_be_visible()
        say(page, "yes")
        return page

    def guest(self, new_page: NewPage, *words: str) -> Page:
        """Somebody unknown in the chat, who has written this."""
        page = new_page(480, 760)
        page.goto(self.server.url)
        expect(page.locator(".agent").first).to_be_visible()
        for text in words:
            say(page, text)
        return page

    def talk(self, *words: str, customer: str | None = None, name: str | None = None) -> Talk:
        """A conversation without a browser."""
        talk = self.server.open(customer, name)
        for text in words:
            talk.say(text)
        return talk

    def rumour(self) -> str:
        """A question that nothing answers and nobody has asked before."""
        return f"Is it true that elephant number {next(self.serial)} guards your vault at night?"

    def card_of(self, talk: Talk) -> Json:
        """The open card of a conversation, as the supervisor sees it."""
        mine = lambda: [card for card in self.server.cards("sofia") if card["conversation"] == talk.id]  # noqa: E731
        cards: list[Json] = wait_until(mine, "there is a card")
        return cards[0]

    def clear(self) -> None:
        """Everybody goes home: all conversations end, all switches are lifted."""
        as_sofia = {"X-Acting-As": "sofia"}
        with self.server.client(self.server.service_token, **as_sofia) as client:
            for stop in client.get("/controls").json()["stops"]:
                client.delete("/controls/stops", params={"what": stop["what"], "name": stop["name"]})
            for bulletin in client.get("/desk/bulletins").json():
                client.delete(f"/desk/bulletins/{bulletin['id']}")
            for live in client.get("/board/conversations", params={"limit": 500}).json()["conversations"]:
                client.post(f"/conversations/{live['id']}/takeover", json={"reason": "the end of the day"})
                client.post(f"/conversations/{live['id']}/close", json={"outcome": "resolved"})


@contextmanager
def opened(data: Path, *options: str) -> Iterator[Server]:
    """A server that ends with the block."""
    here = {"EARPIECE_WEBHOOK_PRIVATE": "on"}
    server = Server(ROOT / "companies" / "hudson", data, here, options=options)
    try:
        yield server
    finally:
        server.kill()


def say(page: Page, text: str) -> None:
    """Type and press Enter in the chat."""
    page.get_by_label("Your message", exact=True).fill(text)
    page.keyboard.press("Enter")
    expect(page.locator(".pending")).to_have_count(0)


def hears(page: Page, words: str, timeout: int = SOON) -> None:
    """The customer reads it, once."""
    expect(page.locator(".agent .bubble", has_text=words)).to_have_count(1, timeout=timeout)


def question(page: Page, words: str) -> None:
    """The card that is shown asks this."""
    expect(page.locator("h2.question")).to_contain_text(words, timeout=SOON)


def pick(page: Page, words: str) -> None:
    """Choose the card that asks this, and have it in hand."""
    page.locator(".row", has_text=words).first.click()
    question(page, words)


def live(page: Page, words: str) -> Locator:
    """The row on the board with these words."""
    row = page.locator("button.live").filter(has_text=words).first
    expect(row).to_be_visible(timeout=SOON)
    return row


def settle(page: Page) -> None:
    """A card that takes another's place by itself takes no answer for half a second."""
    page.wait_for_timeout(600)
