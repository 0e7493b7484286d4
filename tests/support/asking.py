"""The lamp shop in real time behind its HTTP interface, for programs elsewhere that ask its experts."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI

from earpiece.company.toolbox import load_toolbox
from earpiece.journal.memory import MemoryJournal, MemoryStore
from earpiece.runtime.engine import Engine
from earpiece.runtime.ports import Ports
from earpiece.runtime.tasks import Tasks
from earpiece.runtime.views import AnswerRequest, CardView, Person
from earpiece.runtime.vouching import voucher
from earpiece.sim.proof.script import SCRIPT
from earpiece.sim.proof.understanding import ScriptedUnderstanding
from earpiece.sim.world import HOST_SECRET, add_experts
from earpiece.web.app import create_app
from earpiece.web.services import Services, WebSettings
from earpiece.web.state import build
from earpiece.wiring import RealClock, RealIds
from tests.support.stage import SHOP
from tests.workspaces.site import Quiet

PATIENCE = 30.0
"""Seconds until a test gives up waiting for something that should come at once."""

company = SHOP.current()
AT_ONCE = SHOP.tuned(replace(company, policy=replace(company.policy, undo=0.0)))
"""The shop, where an answer counts at once."""


SETTINGS = WebSettings(secret=b"s" * 32, service_token="service")
_apps: list[FastAPI] = []


def app_of(services: Services) -> FastAPI:
    """The app for these services: one for all tests, since it makes itself ready with its first requests, in the third
    of a second."""
    if not _apps:
        _apps.append(create_app(services, SETTINGS))
    _apps[0].state.web = build(services, SETTINGS)
    return _apps[0]


@dataclass
class Shop:
    """The server, and its experts. Use `shop`."""

    engine: Engine
    url: str
    token: str
    """May ask, and nothing else."""
    stop: Callable[[], Awaitable[None]]
    start: Callable[[], Awaitable[None]]
    clicks: int = 0

    async def expert(self, name: str = "cleo") -> Person:
        return await self.engine.people.person(name)

    async def cards(self) -> list[CardView]:
        """The open ones, in the order in which they were asked."""
        cards = await self.engine.desk.cards(await self.expert())
        return sorted((card for card in cards if card.status == "open"), key=lambda card: card.asked_at)

    async def card(self, question: str = "") -> CardView:
        """The open card with these words in its question, as soon as there is one."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            for card in await self.cards():
                if question in card.question:
                    return card
            await asyncio.sleep(0.01)
        raise AssertionError(f"there is no card about {question!r}")

    async def answers(
        self, question: str = "", expert: str = "cleo", seen: CardView | None = None, **answer: Any
    ) -> None:
        """An expert answers the card as soon as it is there."""
        card = seen or await self.card(question)
        self.clicks += 1
        request = AnswerRequest.model_validate(
            {"answer": answer, "revision": card.revision, "key": f"k{self.clicks}"}
        )  # fmt: skip
        await self.engine.desk.answer(await self.expert(expert), card.id, request)


@asynccontextmanager
async def shop() -> AsyncIterator[Shop]:
    """A running server; `stop` and `start` are its operator's, the journal stays."""
    store, clock = MemoryStore(), RealClock()
    with tempfile.TemporaryDirectory() as folder:
        running: dict[str, Any] = {}

        async def start() -> None:
            tasks = Tasks()
            tools = load_toolbox(SHOP.files, Path(folder), clock.now, inline=True)
            journal = MemoryJournal(store=store, node=f"node {len(running)}")
            understanding = ScriptedUnderstanding(SCRIPT)
            ports = Ports(journal, clock, RealIds(), understanding, tools, AT_ONCE, tasks.spawn)
            engine = Engine(ports, voucher(HOST_SECRET, clock.now))
            await AT_ONCE.publish(journal, clock.now())
            await add_experts(engine, AT_ONCE.current().experts)
            engine.begin()
            services = Services(
                engine.chats, engine.desk, engine.people, clock, accounts=engine.accounts, asks=engine.asks
            )
            app = app_of(services)
            config = uvicorn.Config(
                app, log_config=None, lifespan="off", timeout_graceful_shutdown=1, port=running.get("port", 0)
            )
            server = Quiet(config)
            serving = asyncio.create_task(server.serve())
            while not server.started:  # noqa: ASYNC110 - it has no event for it
                await asyncio.sleep(0.01)
            port = server.servers[0].sockets[0].getsockname()[1]
            running.update(tasks=tasks, engine=engine, server=server, serving=serving, port=port)

        async def stop() -> None:
            running["engine"].bell.end()
            running["server"].should_exit = True
            await running["serving"]
            await running["tasks"].close()

        await start()
        engine: Engine = running["engine"]
        await engine.people.add(Person(id="billing-bot", name="Billing bot", role="expert"))
        token = await engine.people.issue_token("billing-bot", "asks", 1, "test", "ask")

        async def again() -> None:
            await start()
            made.engine = running["engine"]

        made = Shop(engine, f"http://127.0.0.1:{running['port']}", token, stop, again)
        try:
            yield made
        finally:
            await stop()
