"""A stage for stories: one customer, the desk, and a clock that only moves when the story says so.

stage.opens("maya")
stage.says("refund please")
assert stage.card().question == "…"
stage.answers("ann", decision="yes")
assert "on its way" in stage.heard()
"""

import asyncio
import tempfile
from collections.abc import Coroutine, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from earpiece.company.shelf import Shelf
from earpiece.company.toolbox import load_toolbox
from earpiece.domain.conversation import Conversation
from earpiece.domain.event import BaseEvent
from earpiece.domain.forms import Answer
from earpiece.domain.ports import Briefer, Planner, Reader, Wording
from earpiece.runtime.engine import Engine
from earpiece.runtime.metered import metered_journal, metered_tools
from earpiece.runtime.ports import Ports
from earpiece.runtime.tasks import Tasks
from earpiece.runtime.views import AnswerRequest, CardView, Person
from earpiece.runtime.vouching import sign, voucher
from earpiece.sim.loop import START, VirtualLoop
from earpiece.sim.ports import SeededIds, VirtualClock, seeded_bytes
from earpiece.sim.proof.script import SCRIPT
from earpiece.sim.proof.shop import FOLDER
from earpiece.sim.proof.understanding import Meaning, ScriptedUnderstanding
from earpiece.sim.world import HOST_SECRET, add_experts
from earpiece.telemetry import Telemetry
from tests.support.backstage import Backstage
from tests.support.disk import Disk

SHOP = Shelf.of_folder(FOLDER)
BLINK = 0.01
"""Seconds that pass with everything a customer or expert does, so that all that needs no time is done."""

Result = TypeVar("Result")
Kind = TypeVar("Kind", bound=BaseEvent)


class Node:
    """One process of the platform: an engine with its background work."""

    def __init__(self, stage: "Stage") -> None:
        self.tasks = Tasks()
        meters = stage.telemetry.meters
        ports = Ports(
            metered_journal(stage.disk, meters), stage.clock, stage.ids, stage.understanding,
            metered_tools(stage.tools, meters), stage.shop, self.tasks.spawn, meters,
            stage.planner, stage.reader, stage.wording, stage.briefer,
        )  # fmt: skip
        self.engine = Engine(ports, voucher(HOST_SECRET, stage.clock.now), longest_sleep=3600.0, beat=3600.0)
        self.engine.begin()


class Stage:
    """Use as a context manager. `disk` is the journal as the nodes see it, `journal` the one behind it."""

    def __init__(
        self,
        script: Mapping[str, Meaning] | None = None,
        *,
        needs_io: bool = False,
        measured: bool = False,
        shop: Shelf = SHOP,
        planner: Planner | None = None,
        reader: Reader | None = None,
        wording: Wording | None = None,
        briefer: Briefer | None = None,
    ) -> None:
        self._runner = asyncio.Runner(loop_factory=lambda: VirtualLoop(START))
        self._folder = tempfile.TemporaryDirectory()
        data = Path(self._folder.name)
        self.shop, self.planner, self.reader, self.wording = shop, planner, reader, wording
        self.briefer = briefer
        self.clock, self.ids = VirtualClock(), SeededIds(0)
        self.disk = Disk(seeded_bytes(0).randbytes)
        self.understanding = ScriptedUnderstanding({**SCRIPT, **(script or {})}, needs_io=needs_io)
        self.tools = Backstage(load_toolbox(shop.files, data, self.clock.now, inline=True), data)
        self.telemetry = Telemetry.start(self.clock.now, data, page=measured, environment={})
        self.nodes: list[Node] = []
        self.chat = ""
        self._messages = 0
        self._seen = 0
        self._clicks = 0

    def __enter__(self) -> Self:
        self.run(self._start())
        return self

    async def _start(self) -> None:
        await self.shop.publish(self.disk, self.clock.now())
        self.nodes.append(Node(self))
        await add_experts(self.engine, self.shop.current().experts)
        self.telemetry.watch(self.engine, self.shop.current())

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for node in self.nodes:
            self.run(node.tasks.close())
        self._runner.close()
        self._folder.cleanup()

    @property
    def engine(self) -> Engine:
        """The node that the customer and the experts are connected to."""
        return self.nodes[0].engine

    def run(self, work: Coroutine[Any, Any, Result], wait: float = BLINK) -> Result:
        """Do something on the stage, and let everything that follows at once happen."""

        async def done() -> Result:
            result = await work
            await asyncio.sleep(wait)
            return result

        return self._runner.run(done())

    async def now(self) -> float:
        """The stage's present."""
        return self.clock.now()

    def joins(self) -> Node:
        """Another node comes up beside those that run."""

        async def begin() -> Node:
            return Node(self)

        self.nodes.append(self.run(begin()))
        return self.nodes[-1]

    def restarts(self) -> None:
        """Every node is gone at once, whatever it was doing, and a new one comes up."""
        for node in self.nodes:
            self.run(node.tasks.close(), wait=0)
        self.nodes.clear()
        self.joins()

    def background(self, work: Coroutine[Any, Any, Any]) -> None:
        """Begin something that may not end before the node does."""
        self.run(self._spawn(work))

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """The same, before any time passes."""
        self._runner.run(self._spawn(work))

    async def _spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        self.nodes[0].tasks.spawn("story", work)

    # ── the customer ──────────────────────────────────────────────────────────────────────────────────────────────

    def opens(self, customer: str | None = None) -> str:
        """A customer comes: vouched for by the host page, or as a guest. What the agent says."""
        token = self.token(customer) if customer is not None else None
        self.chat = self.run(self.engine.chats.open(token=token))
        self._seen = 0
        return self.heard()

    def token(self, customer: str) -> str:
        """The host page's word for a customer."""
        return sign(customer, customer.title(), HOST_SECRET, self.run(self.now(), wait=0))

    def says(self, *texts: str) -> str:
        """The customer writes these messages; what the agent says after the last one."""
        heard = ""
        for text in texts:
            self._messages += 1
            self.run(self.engine.chats.say(self.chat, f"m{self._messages}", text))
            heard = self.heard()
        return heard

    def heard(self) -> str:
        """What the agent said since the story last listened, one line each."""
        if not self.chat:
            return ""
        view = self.run(self.engine.chats.view(self.chat, self._seen), wait=0)
        self._seen = view.position
        return "\n".join(item.text for item in view.items if item.who == "agent")

    def offered(self) -> list[str]:
        """The quick replies under the agent's last words."""
        items = self.run(self.engine.chats.view(self.chat), wait=0).items
        return [option.label for option in items[-1].options]

    def passes(self, seconds: float) -> str:
        """Time goes by; what the agent says meanwhile."""
        self.run(asyncio.sleep(seconds))
        return self.heard()

    # ── the desk ──────────────────────────────────────────────────────────────────────────────────────────────────

    def person(self, name: str) -> Person:
        """The account of that name."""
        return next(person for person in self.run(self.engine.people.list(), wait=0) if person.id == name)

    def cards(self, expert: str = "cleo") -> list[CardView]:
        """The cards this expert sees, ended ones included."""
        return self.run(self.engine.desk.cards(self.person(expert)), wait=0)

    def card(self, expert: str = "cleo") -> CardView:
        """The one open card, as this expert sees it."""
        (card,) = [card for card in self.cards(expert) if card.status in ("open", "awaiting_customer")]
        return card

    def claims(self, expert: str) -> CardView:
        """The expert takes the one open card."""
        return self.run(self.engine.desk.claim(self.person(expert), self.card(expert).id))

    def answers(
        self,
        expert: str = "cleo",
        *,
        card: CardView | None = None,
        sure: Sequence[str] = (),
        shown: str = "",
        **answer: Any,
    ) -> CardView:
        """The expert answers the one open card, or one looked at earlier, and lets the time to undo it pass."""
        view = self.clicks(expert, card=card, sure=sure, shown=shown, **answer)
        if view.deciding is None:
            return view
        now = self.run(self.now(), wait=0)
        self.run(asyncio.sleep(max(view.deciding.until - now, 0.0)))
        return self.run(self.engine.desk.card(self.person(expert), view.id), wait=0)

    def clicks(
        self,
        expert: str = "cleo",
        *,
        card: CardView | None = None,
        sure: Sequence[str] = (),
        shown: str = "",
        **answer: Any,
    ) -> CardView:
        """The expert answers; whatever has an effect may still be undone."""
        seen = card or self.card(expert)
        self._clicks += 1
        fence = seen.holder.fence if seen.holder is not None and seen.holder.expert == expert else None
        request = AnswerRequest(
            answer=Answer(**answer), revision=seen.revision, fence=fence, key=f"k{self._clicks}", sure=[*sure],
            shown=shown,
        )  # fmt: skip
        return self.run(self.engine.desk.answer(self.person(expert), seen.id, request))

    def request(self, **answer: Any) -> AnswerRequest:
        """An answer to the one open card, to be given by hand."""
        self._clicks += 1
        return AnswerRequest(answer=Answer(**answer), revision=self.card().revision, key=f"k{self._clicks}")

    def asks_back(self, expert: str, question: str) -> CardView:
        """The expert wants to know something first."""
        card = self.claims(expert)
        assert card.holder is not None
        return self.run(self.engine.desk.ask_back(self.person(expert), card.id, question, card.holder.fence))

    # ── behind the scenes ─────────────────────────────────────────────────────────────────────────────────────────

    def state(self) -> Conversation:
        """The conversation as it is now."""
        return self.run(self.engine.states.conversation(self.chat), wait=0)

    def journal(self, kind: type[Kind], stream: str = "") -> list[Kind]:
        """All events of that type in the conversation, or in another stream."""
        recorded = self.run(self.disk.read(stream or f"conversation/{self.chat}"), wait=0)
        return [item.event for item in recorded if isinstance(item.event, kind)]

    def books(self) -> list[str]:
        """What really happened in the shop, as `tool value…`."""
        return [" ".join([line["tool"], *map(str, line["what"].values())]) for line in self.tools.books()]
