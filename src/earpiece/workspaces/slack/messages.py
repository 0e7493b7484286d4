"""The messages in Slack: one for each open card, kept up to date by whichever node is first.

Before a node writes a message it appends *reserved* to the card's stream, conditional on its position; so one node does
it. One that dies in between is stood in for after a while. What the message shows is kept, so that a restart writes
again only what has changed meanwhile.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import structlog

from earpiece.desk.fan_in import groups_of
from earpiece.domain import workspace_events as w
from earpiece.domain.errors import EarpieceError, Moved, NotFound
from earpiece.domain.event import BaseEvent
from earpiece.domain.learning import is_audit
from earpiece.domain.ports import Recorded, Write
from earpiece.domain.seeds import is_seeded
from earpiece.runtime.engine import Engine
from earpiece.runtime.follower import Follower
from earpiece.runtime.states import Folds
from earpiece.runtime.views import CardView
from earpiece.workspaces.slack import blocks
from earpiece.workspaces.slack.api import SlackApi, SlackRefused
from earpiece.workspaces.slack.blocks import Shown

log = structlog.get_logger()

RHYTHM: Final = 5.0
"""Seconds after which all open messages are looked at, should news have been lost or Slack been away."""

IN_HAND: Final = 30.0
"""Seconds after which another node may write a message that one reserved and nobody saw done."""

AGAIN: Final = 10.0
"""Seconds until a message that Slack refused is tried again."""

MOST_OPEN: Final = 1000
MOST_AT_ONCE: Final = 8
EVERYTHING: Final = "*"
"""In the channels: whatever no other skill is named for."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A card's message as a fold over `slack/CARD`."""

    id: str
    position: int = 0
    channel: str = ""
    ts: str = ""
    skill: str = ""
    digest: str = ""
    final: bool = False
    reserved_at: float | None = None
    refused_at: float | None = None


def fold(posted: Posted, recorded: Iterable[Recorded]) -> Posted:
    """The message after these events, in order."""
    for item in recorded:
        posted = _apply(replace(posted, position=posted.position + 1), item.event, item.at)
    return posted


def _apply(posted: Posted, event: BaseEvent, at: float) -> Posted:
    match event:
        case w.SlackReserved():
            return replace(posted, reserved_at=at)
        case w.SlackPosted():
            return replace(posted, channel=event.channel, ts=event.ts, skill=event.skill)
        case w.SlackShown():
            return replace(posted, digest=event.digest, final=event.final, reserved_at=None, refused_at=None)
        case w.SlackRefused():
            return replace(posted, reserved_at=None, refused_at=at)
    return posted


class Messages:
    """`channels` by skill; `address` is where people reach the installation."""

    def __init__(self, engine: Engine, api: SlackApi, channels: Mapping[str, str], address: str) -> None:
        self._engine = engine
        self._ports = engine.ports
        self._api = api
        self._channels = channels
        self._address = address
        self._posted = Folds(engine.ports.journal, "slack", Posted, fold)
        self._follower = Follower(engine.ports, "slack", self._look, RHYTHM)
        self._busy: set[str] = set()
        self._again: set[str] = set()
        self._room = asyncio.Semaphore(MOST_AT_ONCE)
        self._alike: set[str] = set()
        """Cards that only ask the same as another one: they have no message of their own."""
        self._waiting: dict[str, int] = {}
        """By card that leads a group of equal ones: how many customers wait for its answer."""

    async def run(self) -> None:
        """Keep the messages up to date for ever."""
        try:
            await self._follower.run()
        finally:
            self._api.close()

    async def show(self, card: str, *, other: tuple[str, str] | None = None) -> None:
        """Let the card's message show how it stands; and the `other` one (channel, time), if somebody pressed a button
        there: then it is a copy that nobody keeps up to date."""
        await self._tend(card)
        posted = await self._posted.now(card)
        if other is not None and other != (posted.channel, posted.ts):
            view, words = await self._engine.desk.posted(card)
            await self._api.update(*other, blocks.message(view, words, self._address))

    # ── what moved ────────────────────────────────────────────────────────────────────────────────────────────────

    async def _look(self, moved: frozenset[str] | None) -> None:
        cards = None if moved is None else {name[5:] for name in moved if name.startswith("card/")}
        cards = None if cards is None else {card for card in cards if not (is_seeded(card) or is_audit(card))}
        if cards is not None and not cards:
            return
        groups = groups_of(await self._ports.journal.rows("cards", "open", MOST_OPEN))
        lead_of = {id: group.lead.id for group in groups for id in group.ids}
        self._alike = {row.id for group in groups for row in group.others}
        self._waiting = {group.lead.id: len(group.ids) for group in groups}
        if cards is None:
            kept = {row.id for row in await self._ports.journal.rows("slack", "open", MOST_OPEN)}
            cards = kept | set(self._waiting)
        for card in cards | {lead_of.get(card, card) for card in cards}:
            self._again.add(card)
            if card not in self._busy:
                self._busy.add(card)
                self._ports.spawn(f"slack {card}", self._keep(card))

    async def _keep(self, card: str) -> None:
        """Show it until nothing is new."""
        try:
            while card in self._again:
                self._again.discard(card)
                if card not in self._alike or (await self._posted.now(card)).position:
                    async with self._room:
                        await self._tend(card)
        except EarpieceError as error:
            log.warning("a card cannot be shown in Slack", card=card, error=error.message)
        finally:
            self._busy.discard(card)

    # ── one message ───────────────────────────────────────────────────────────────────────────────────────────────

    async def _tend(self, card: str) -> None:
        """Write the message until it shows how the card stands, unless another node is at it."""
        while True:
            posted = await self._posted.now(card)
            shown = await self._due(posted)
            if shown is None:
                return
            try:
                await self._append(card, w.SlackReserved(digest=shown[1].digest), expected=posted.position)
            except Moved:
                continue
            try:
                await self._write(posted, *shown)
            except SlackRefused as refused:
                log.warning("Slack refused a message", card=card, error=refused.message)
                await self._append(card, w.SlackRefused(error=refused.message))
                return

    async def _due(self, posted: Posted) -> tuple[CardView, Shown] | None:
        """What the message should show, if that is anything else than it does."""
        now = self._ports.clock.now()
        in_hand = posted.reserved_at is not None and now - posted.reserved_at < IN_HAND
        refused = posted.refused_at is not None and now - posted.refused_at < AGAIN
        if posted.final or in_hand or refused:
            return None
        try:
            view, words = await self._engine.desk.posted(posted.id)
        except NotFound:
            return None
        shown = blocks.message(view, words, self._address, self._waiting.get(posted.id, 1))
        if not posted.ts and not posted.position and (shown.final or not self._channel(view)):
            return None
        return None if shown.digest == posted.digest and posted.ts else (view, shown)

    async def _write(self, posted: Posted, view: CardView, shown: Shown) -> None:
        channel = self._channel(view)
        if not posted.ts and shown.final:  # it was never posted, and need not be any more
            await self._append(posted.id, w.SlackShown(digest=shown.digest, final=True))
            return
        if posted.ts and posted.skill != view.skill and channel and channel != self._channels.get(posted.skill):
            await self._api.update(posted.channel, posted.ts, blocks.passed_on(view))
            posted = replace(posted, ts="")
        events: list[BaseEvent] = []
        if posted.ts:
            await self._api.update(posted.channel, posted.ts, shown)
        else:
            where, ts = await self._api.post(str(channel), shown)
            events.append(w.SlackPosted(channel=where, ts=ts, skill=view.skill))
        await self._append(posted.id, *events, w.SlackShown(digest=shown.digest, final=shown.final))

    def _channel(self, view: CardView) -> str | None:
        return self._channels.get(view.skill) or self._channels.get(EVERYTHING)

    async def _append(self, card: str, *events: BaseEvent, expected: int | None = None) -> None:
        await self._ports.journal.append(Write(f"slack/{card}", events, self._ports.clock.now(), expected))
