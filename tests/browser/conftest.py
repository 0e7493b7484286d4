"""A real browser, and a real server over small services in memory that a test can steer."""

import asyncio
import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from earpiece.runtime.views import CardView
from earpiece.web.app import create_app
from earpiece.web.services import WebSettings
from tests.web import samples
from tests.web.fakes import Fakes

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
EXPECTED = (
    "401 (Unauthorized)",
    "409 (Conflict)",
    "422 (Unprocessable",
    "ERR_",
    "404 (Not Found)",
    "frame-ancestors",
    "Blocked autofocusing",
)
"""What the console may say when a test provokes it."""

PATIENCE = 15_000
"""Milliseconds until something that should be on the screen is missed; two browsers share a small machine."""

expect.set_options(timeout=PATIENCE)

NewPage = Callable[..., Page]


class Server:
    """The web over fakes, on a port of its own; it can be stopped and started again."""

    def __init__(self, fakes: Fakes) -> None:
        self.fakes = fakes
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def app(self) -> FastAPI:
        """What is served."""
        settings = WebSettings(secret=b"s" * 32, demo=True, sign_ins_per_minute=1000, chat_origins=("*",))
        return create_app(self.fakes.services(), settings)

    def start(self) -> None:
        """Serve until stopped."""
        config = uvicorn.Config(
            self.app(), port=self.port, log_level="critical", timeout_graceful_shutdown=0, lifespan="off"
        )
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=asyncio.run, args=(self.server.serve(),))
        self.thread.start()
        end = time.monotonic() + 10
        while not self.server.started and time.monotonic() < end:
            time.sleep(0.02)

    def stop(self) -> None:
        """Gone, as after a crash."""
        self.server.should_exit = self.server.force_exit = True
        self.thread.join(10)


def chromium() -> str | None:
    """Where the machine's own Chromium is."""
    names = (os.environ.get("EARPIECE_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if name and (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium."""
    path = chromium()
    if path is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield started
        started.close()


@pytest.fixture
def fakes() -> Fakes:
    """Services with nothing in them."""
    return Fakes()


@pytest.fixture
def server(fakes: Fakes) -> Iterator[Server]:
    """A running server."""
    made = Server(fakes)
    yield made
    made.stop()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Pages that end with the test, which fails if a page complained."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(width: int = 1280, height: int = 800, scheme: str = "light") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [text for text in complaints if not any(known in text for known in EXPECTED)] == []


@pytest.fixture
def desk(server: Server, new_page: NewPage) -> Page:
    """Dana at the desk, with one card of each kind."""
    now = server.fakes.clock.now()
    for make in (samples.approval, samples.clarification, samples.task, samples.instruction):
        server.fakes.desk.put(make(now))
    page = new_page()
    sign_in(page, server)
    return page


def sign_in(page: Page, server: Server, who: str = "dana") -> None:
    """Through the sign-in page."""
    page.goto(f"{server.url}/desk")
    page.get_by_label("Name").fill(who)
    page.get_by_label("Password").fill("correct horse")
    page.get_by_role("button", name="Sign in").click()
    page.locator("earpiece-queue").wait_for()


def script_a_dispute(fakes: Fakes) -> None:
    """A conversation as the demo guides through it: choose the payment, wait for a yes, hear the result."""
    chats, desk = fakes.chats, fakes.desk

    async def reply(conversation: str, text: str) -> None:
        if "recognise" in text:
            chats.agent(conversation, "Which of these payments is it?", "question", ("Kestrel, £370.00", "Other"))
        elif "Kestrel" in text:
            chats.agent(conversation, "I’m checking with a specialist whether I may credit it.", "holding")
            chats.set(conversation, waiting=True)
            desk.put(samples.approval(fakes.clock.now(), conversation=conversation))
        elif "exchange" in text:
            chats.agent(conversation, "The card scheme’s rate.", "answer", sources=("Exchange rates",))
        desk.tell("customer", f"said: {text}", kind="CustomerSaid")

    async def result(card: CardView) -> None:
        chats.set(card.conversation, waiting=False)
        chats.agent(card.conversation, "Good news: £370.00 is on its way.", "result")
        desk.tell("expert", "Dana Reed answered: yes", kind="CardAnswered")

    chats.on_say, desk.on_answer = reply, result
