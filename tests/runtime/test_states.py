"""What is kept of streams: it saves reading, and nobody ever acts on it when it is old."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from earpiece.domain.conversation import Conversation, fold
from earpiece.domain.errors import Conflict, NotFound
from earpiece.domain.events import ConversationOpened, CustomerHeard, CustomerSaid, ToolStarted
from earpiece.domain.forms import Answer
from earpiece.domain.ports import News, Receipt, Recorded, Write
from earpiece.journal.memory import MemoryJournal, MemoryStore
from earpiece.runtime import states
from earpiece.runtime.states import Folds, States
from earpiece.runtime.views import AnswerRequest
from tests.support.stage import Node, Stage

OPENED = ConversationOpened(company="none", channel="chat")


class Watched(MemoryJournal):
    """Counts what is read; something else may happen while a read or an append is under way."""

    def __init__(self, store: MemoryStore | None = None) -> None:
        super().__init__(store=store)
        self.reads = 0
        self.meanwhile: Callable[[], Coroutine[Any, Any, object]] | None = None

    async def read(self, stream: str, after: int = 0) -> list[Recorded]:
        self.reads += 1
        found = await super().read(stream, after)
        await self._meanwhile()
        return found

    async def append(self, *writes: Write) -> Receipt:
        receipt = await super().append(*writes)
        await self._meanwhile()
        return receipt

    async def _meanwhile(self) -> None:
        if self.meanwhile is not None:
            happening, self.meanwhile = self.meanwhile, None
            await happening()


class Deaf(Watched):
    """A node whose connection for news is down: it hears of nothing but what it hears here."""

    def __init__(self, store: MemoryStore) -> None:
        super().__init__(store)
        self.listeners: list[Callable[[News], None]] = []

    def subscribe(self, listener: Callable[[News], None]) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: None

    def hears(self, news: News) -> None:
        for listener in self.listeners:
            listener(news)


def happens(number: int, expected: int | None = None) -> Write:
    """Something in conversation/a; number 0 begins it."""
    event = CustomerHeard(upto=number) if number else OPENED
    return Write("conversation/a", (event,), float(number), expected, subject="g")


def folds(journal: MemoryJournal) -> Folds[Conversation]:
    return Folds(journal, "conversation", Conversation, fold)


async def heard(kept: Folds[Conversation]) -> int:
    return (await kept.now("a")).heard


def test_what_nobody_has_changed_is_not_read_again() -> None:
    """One read, then none until something happens to that very stream."""

    async def story() -> None:
        journal = Watched()
        kept = folds(journal)
        await journal.append(happens(0))
        assert [await heard(kept), await heard(kept), journal.reads] == [0, 0, 1]
        await journal.append(Write("conversation/b", (OPENED,), 0.0, subject="g"))
        assert [await heard(kept), journal.reads] == [0, 1]
        await journal.append(happens(1))
        assert [await heard(kept), await heard(kept), journal.reads] == [1, 1, 2]

    asyncio.run(story())


def test_what_happens_while_a_stream_is_read_is_not_overlooked() -> None:
    """The state was looked up before the commit and is kept after its news: it does not count as the present."""

    async def story() -> None:
        journal = Watched()
        kept = folds(journal)
        await journal.append(happens(0))
        journal.meanwhile = lambda: MemoryJournal.append(journal, happens(1))
        assert await heard(kept) == 0
        assert await heard(kept) == 1

    asyncio.run(story())


def test_what_happens_behind_an_append_is_not_overlooked() -> None:
    """The state after an append is kept without reading it, unless more news have come than the append's own."""

    async def story() -> None:
        journal = Watched()
        kept = folds(journal)
        await journal.append(happens(0))
        before = await kept.now("a")

        keep = kept.writing("a")
        await journal.append(happens(1, expected=1))
        keep(Conversation("a", position=2, opened=OPENED, heard=1))
        assert [await heard(kept), journal.reads] == [1, 1]

        keep = kept.writing("a")
        journal.meanwhile = lambda: MemoryJournal.append(journal, happens(3))
        await journal.append(happens(2, expected=2))
        keep(Conversation("a", position=3, opened=OPENED, heard=2))
        assert await heard(kept) == 3
        assert before.heard == 0

    asyncio.run(story())


def test_a_late_reader_does_not_bring_back_the_past() -> None:
    """Two look at once; the one that saw less comes last."""

    async def story() -> None:
        journal = Watched()
        kept = folds(journal)
        await journal.append(happens(0))

        async def newer() -> None:
            await MemoryJournal.append(journal, happens(1))
            assert await heard(kept) == 1

        journal.meanwhile = newer
        assert [await heard(kept), await heard(kept)] == [1, 1]

    asyncio.run(story())


def test_news_of_everything_leave_nothing_kept() -> None:
    """After an erasure, say, or a broken connection: what was kept is gone, also from memory."""

    async def story() -> None:
        journal = Deaf(MemoryStore())
        kept = folds(journal)
        await journal.append(happens(0))
        first = await kept.lately("a")
        assert await kept.lately("a") is first
        journal.hears(News(1, None))
        assert journal.reads == 1
        assert await kept.lately("a") is not first
        assert journal.reads == 2

    asyncio.run(story())


def test_beside_other_nodes_now_is_looked_up_and_lately_is_not() -> None:
    """Another node's commit, of which this one has not heard."""

    async def story() -> None:
        store = MemoryStore()
        here, there = Deaf(store), MemoryJournal(store=store)
        kept = folds(here)
        await there.append(happens(0))
        await kept.now("a")
        await there.append(happens(1))
        assert (await kept.lately("a")).heard == 0
        assert (await kept.now("a")).heard == 1
        await there.append(happens(2))
        here.hears(News(3, ("conversation/a",)))
        assert (await kept.lately("a")).heard == 2

    asyncio.run(story())


def test_so_many_are_kept_and_no_unknown_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one that was not needed for longest goes; asking for what does not exist fills nothing."""
    monkeypatch.setattr(states, "MOST_KEPT", 2)

    async def story() -> None:
        journal = Watched()
        kept = folds(journal)
        for name in "abc":
            await journal.append(Write(f"conversation/{name}", (OPENED,), 0.0, subject="g"))
            await kept.now(name)
        await kept.now("b")
        assert journal.reads == 3
        await kept.now("a")
        assert journal.reads == 4
        with pytest.raises(NotFound):
            await States(journal).conversation("nobody")
        assert set(kept._kept) <= {"conversation/a", "conversation/b"}

    asyncio.run(story())


def _joins_deaf(stage: Stage) -> Node:
    """Another node, whose connection to the common store brings no news."""
    disk, stage.disk = stage.disk, Deaf(stage.disk.store)  # type: ignore[assignment]
    try:
        return stage.joins()
    finally:
        stage.disk = disk


def test_a_node_without_news_refuses_nobody_for_what_is_past(maya: Stage) -> None:
    """It saw the card in somebody's hands; meanwhile it was given back."""
    maya.says("refund please", "the lamp", "60", "broken")
    node, (ann, bob) = _joins_deaf(maya), map(maya.person, ("ann", "bob"))
    card = maya.claims("ann").id
    with pytest.raises(Conflict):
        maya.run(node.engine.desk.claim(bob, card))
    maya.run(maya.engine.desk.give_back(ann, card, "not me"))
    held = maya.run(node.engine.desk.claim(bob, card)).holder
    assert held is not None
    assert held.expert == "bob"


def test_a_node_without_news_accepts_nothing_for_what_is_past(maya: Stage) -> None:
    """It saw the question as it was; meanwhile the customer has changed it."""
    maya.says("refund please", "the lamp", "60", "broken")
    node, bob = _joins_deaf(maya), maya.person("bob")
    card = maya.run(node.engine.desk.card(bob, maya.card().id))
    maya.says("make it 70")
    answer = AnswerRequest(answer=Answer(decision="yes"), revision=card.revision, key="old")
    with pytest.raises(Conflict, match="changed while you were answering"):
        maya.run(node.engine.desk.answer(bob, card.id, answer))
    assert maya.journal(ToolStarted)[-1].effect == "read"


def test_a_node_without_news_decides_from_what_the_journal_has(maya: Stage) -> None:
    """Its first thought is from the past, which the journal refuses; then it thinks again."""
    node = _joins_deaf(maya)
    maya.run(node.engine.turns.take(maya.chat, CustomerHeard(upto=1)))
    assert "within 30 days" in maya.says("can I send it back")
    maya.run(node.engine.turns.take(maya.chat, CustomerSaid(message="there", text="no")))
    assert maya.state().outcome == "resolved"


def test_a_node_without_news_sees_what_others_did(maya: Stage) -> None:
    """A customer's page that is connected here shows what was said there."""
    node = _joins_deaf(maya)
    before = maya.run(node.engine.chats.view(maya.chat))
    maya.says("can I send it back")
    assert maya.run(node.engine.chats.wait(maya.chat, before.position, 0.0))
    after = maya.run(node.engine.chats.view(maya.chat, before.position))
    assert [item.who for item in after.items][:2] == ["customer", "agent"]
