"""The desk in a frame of another tool, in a real browser: whom it lets, and how it signs in; the page of webhooks."""

import dataclasses
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect

from earpiece.web.app import create_app
from earpiece.web.embed import HandOffs
from earpiece.web.services import WebSettings
from tests.browser.conftest import NewPage, Server
from tests.browser.sound import violations
from tests.web import samples
from tests.web.fakes import Fakes
from tests.web.test_webhooks import register

pytestmark = pytest.mark.browser

SECRET = b"s" * 32


class Embedded(Server):
    """The desk, which pages of one origin may show, with webhooks."""

    def __init__(self, fakes: Fakes, frames: str) -> None:
        self.frames = frames
        super().__init__(fakes)

    def app(self) -> FastAPI:
        """What is served."""
        services = dataclasses.replace(self.fakes.services(), webhooks=register(self.fakes))
        return create_app(services, WebSettings(secret=SECRET, service_token="t", allowed_frames=(self.frames,)))


class Quiet(SimpleHTTPRequestHandler):
    """Says nothing of the requests."""

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def tools(tmp_path: Path) -> Iterator[list[str]]:
    """The origins of two tools; each serves what is in the folder."""
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path))) for _ in range(2)]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    yield [f"http://127.0.0.1:{server.server_port}" for server in servers]
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def embedded(fakes: Fakes, tools: list[str]) -> Iterator[Embedded]:
    """The first tool may show the desk."""
    made = Embedded(fakes, tools[0])
    yield made
    made.stop()


def hold(tmp_path: Path, path: str) -> None:
    """The tool's page: a frame with ours."""
    (tmp_path / "index.html").write_text(
        f'<title>Tool</title><link rel=icon href="data:,"><iframe src="{path}" width="1000" height="700"></iframe>'
    )


def handed_over(embedded: Embedded, to: str) -> str:
    """What the tool's server got for its user."""
    token = HandOffs(SECRET).sign("dana", embedded.fakes.clock.now())
    return f"{embedded.url}/hand-off?to={to}#{token}"


def test_the_desk_in_a_tool(
    embedded: Embedded, fakes: Fakes, tools: list[str], tmp_path: Path, new_page: NewPage
) -> None:
    """Its user is signed in by the hand-over, sees the cards, and answers one."""
    card = fakes.desk.put(samples.clarification(fakes.clock.now()))
    hold(tmp_path, handed_over(embedded, "/desk/embed"))
    page: Page = new_page()
    page.goto(tools[0])
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name=card.question)).to_be_visible()


def test_a_single_card_in_a_tool(
    embedded: Embedded, fakes: Fakes, tools: list[str], tmp_path: Path, new_page: NewPage
) -> None:
    """A link to one card is a page of its own."""
    card = fakes.desk.put(samples.clarification(fakes.clock.now()))
    other = fakes.desk.put(samples.task(fakes.clock.now()))
    hold(tmp_path, handed_over(embedded, f"/card/{card.id}"))
    page: Page = new_page()
    page.goto(tools[0])
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name=card.question)).to_be_visible()
    expect(frame.get_by_text(other.question)).not_to_be_visible()


def test_another_tool_is_not_let(
    embedded: Embedded, fakes: Fakes, tools: list[str], tmp_path: Path, new_page: NewPage
) -> None:
    """The browser shows nothing of ours in a page whose origin is not on the list."""
    card = fakes.desk.put(samples.clarification(fakes.clock.now()))
    hold(tmp_path, handed_over(embedded, "/desk/embed"))
    page: Page = new_page()
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.goto(tools[1])
    page.wait_for_timeout(500)
    expect(page.frame_locator("iframe").get_by_text(card.question)).to_have_count(0)


def test_the_page_of_webhooks(embedded: Embedded, new_page: NewPage) -> None:
    """An admin adds one, copies its secret, pauses it and takes it away; nothing that axe finds."""
    page: Page = new_page()
    page.goto(f"{embedded.url}/sign-in?next=/admin/webhooks")
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill("correct horse")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Nobody is told anything yet.")).to_be_visible()
    page.get_by_label("Address").fill("https://crm.example/hook")
    page.get_by_label("card.claimed").uncheck()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("code.secret")).to_contain_text("whsec_")
    hook = page.get_by_role("region", name="https://crm.example/hook")
    expect(hook).not_to_contain_text("card.claimed")
    assert violations(page) == []
    hook.get_by_role("button", name="Pause").click()
    expect(hook).to_contain_text("paused")
    page.on("dialog", lambda dialog: dialog.accept())
    hook.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Nobody is told anything yet.")).to_be_visible()
    page.get_by_label("Address").fill("http://crm.example/hook")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".outcome")).to_contain_text("only https")
