"""The lamp shop in real time, with its pages, its API and a Slack beside it: what each workspace shows of one desk."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from earpiece.company.toolbox import load_toolbox
from earpiece.domain.playbook import Slack
from earpiece.journal.memory import MemoryJournal, MemoryStore
from earpiece.runtime.engine import Engine
from earpiece.runtime.ports import Ports
from earpiece.runtime.tasks import Tasks
from earpiece.runtime.vouching import sign, voucher
from earpiece.sim.proof.script import SCRIPT
from earpiece.sim.proof.understanding import ScriptedUnderstanding
from earpiece.sim.world import HOST_SECRET, add_experts
from earpiece.web.app import create_app
from earpiece.web.services import Services, WebSettings
from earpiece.wiring import RealClock, RealIds
from earpiece.workspaces.places import Places, SlackKeys, join
from tests.support.stage import SHOP
from tests.workspaces.site import served
from tests.workspaces.slack_stub import CHANNELS, SECRET, TOKEN, Message, SlackStub

PAUSE = 0.05
"""Seconds between two messages of a customer: what tools find is in by then."""

SERVICE = "the operator's service token"
PEOPLE = {"U0ANN": "ann", "U0BOB": "bob", "U0CLEO": "cleo", "U0DAN": "dan"}
SLACK_OF = {account: user for user, account in PEOPLE.items()}


@dataclass
class Node:
    """One process of the platform."""

    engine: Engine
    tasks: Tasks
    places: Places
    url: str = ""

    async def stops(self) -> None:
        """At once, whatever it was doing."""
        await self.tasks.close()


@dataclass
class Office:
    """One desk, with all its workspaces. Use `opened`."""

    slack: SlackStub
    slack_url: str
    store: MemoryStore
    folder: Path
    stack: AsyncExitStack
    nodes: list[Node] = field(default_factory=list)
    chat: str = ""
    posted: dict[str, Message] = field(default_factory=dict)
    """The message in Slack of each card."""
    _sent: int = 0

    async def joins(self) -> Node:
        """Another node comes up."""
        clock, tasks = RealClock(), Tasks()
        tools = load_toolbox(SHOP.files, self.folder, clock.now, inline=True)
        journal = MemoryJournal(store=self.store, node=f"node {len(self.nodes)}")
        understanding = ScriptedUnderstanding(SCRIPT)
        ports = Ports(journal, clock, RealIds(), understanding, tools, SHOP, tasks.spawn)
        engine = Engine(ports, voucher(HOST_SECRET, clock.now))
        if not self.nodes:
            await SHOP.publish(ports.journal, clock.now())
            await add_experts(engine, SHOP.current().experts)
        keys = SlackKeys(TOKEN, SECRET, f"{self.slack_url}/api/")
        wanted = Slack({skill: channel for channel, skill in CHANNELS.items()}, PEOPLE)
        places = join(engine, b"root", address="https://desk.example", private=True, keys=keys, slack=wanted)
        engine.begin()
        places.begin()
        node = Node(engine, tasks, places)
        services = Services(
            engine.chats, engine.desk, engine.people, clock, accounts=engine.accounts, webhooks=places.webhooks,
            slack=places.slack,
        )  # fmt: skip
        app = create_app(services, WebSettings(secret=b"s" * 32, service_token=SERVICE))
        node.url = await self.stack.enter_async_context(served(app))
        self.stack.push_async_callback(tasks.close)
        self.nodes.append(node)
        self.slack.program = node.url
        return node

    @property
    def engine(self) -> Engine:
        """The first node's."""
        return self.nodes[0].engine

    async def opens(self, customer: str = "maya") -> None:
        """A customer comes in."""
        token = sign(customer, customer.title(), HOST_SECRET, time.time())
        self.chat = await self.engine.chats.open(channel="chat", token=token)

    async def says(self, *texts: str) -> None:
        """The customer writes."""
        for text in texts:
            self._sent += 1
            await self.engine.chats.say(self.chat, f"m{self._sent}", text)
            await asyncio.sleep(PAUSE)

    async def asks(self) -> str:
        """A customer asks what only a person knows; the card's id."""
        await self.opens()
        await self.says("does the warranty pay", "it fell")
        return await self.card_id()

    async def wants_money(self, amount: str = "60") -> str:
        """A customer wants more money back than the agent may give; the card's id."""
        await self.opens()
        await self.says("refund please", "the lamp", amount, "broken")
        return await self.card_id()

    async def card_id(self) -> str:
        """The open card of the newest conversation."""

        async def look() -> list[str]:
            rows = await self.engine.ports.journal.rows("cards", "open")
            return [row.id for row in rows if row.fields["conversation"] == self.chat]

        (card,) = await soon(look, "there is a card")
        return str(card)

    async def heard(self) -> str:
        """All that the agent said."""
        view = await self.engine.chats.view(self.chat)
        return "\n".join(item.text for item in view.items if item.who == "agent")

    def client(self, account: str, **headers: str) -> httpx2.AsyncClient:
        """Requests of a program that acts as this account, at the newest node."""
        headers = {"Authorization": f"Bearer {SERVICE}", "X-Acting-As": account, **headers}
        return httpx2.AsyncClient(base_url=self.nodes[-1].url, headers=headers, trust_env=False)


@asynccontextmanager
async def opened(nodes: int = 1) -> AsyncIterator[Office]:
    """An office with so many nodes."""
    slack = SlackStub()
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = await stack.enter_async_context(served(slack.app()))
        office = Office(slack, url, MemoryStore(now=time.time), folder, stack)
        for _ in range(nodes):
            await office.joins()
        yield office


def play(story: Callable[[Office], Awaitable[None]], nodes: int = 1) -> None:
    """Have a story happen in an office."""

    async def go() -> None:
        async with opened(nodes) as office:
            await story(office)

    asyncio.run(go())


async def soon(true: Callable[[], Any], what: str, within: float = 5.0) -> Any:
    """What `true` gives as soon as that is something."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        found = true()
        if asyncio.iscoroutine(found):
            found = await found
        if found:
            return found
        await asyncio.sleep(0.01)
    raise AssertionError(f"not within {within:g} s: {what}")
