"""Who is at the desk, on any node: what workspaces say of themselves, and what follows from long silence."""

from typing import Literal

from earpiece.desk import people
from earpiece.desk.people import Account
from earpiece.desk.presence import ACTIVE, BELIEVED, SAYS_SO, Seen, fold
from earpiece.domain.desk_events import ExpertGone, ExpertSeen, PresenceSet
from earpiece.domain.event import BaseEvent
from earpiece.domain.ports import Write
from earpiece.runtime.ports import Ports
from earpiece.runtime.staff.hands import Hands
from earpiece.runtime.staff.people import People
from earpiece.runtime.states import Folds

CLOSED, SIGNED_OUT = "desk closed", "signed out"
MOST_PEOPLE = 10_000


class Presence:
    """Workspaces say again and again that they are open; several at one time count as one."""

    def __init__(self, ports: Ports, accounts: People, hands: Hands) -> None:
        self._ports = ports
        self._people = accounts
        self._hands = hands
        self._seen = Folds(ports.journal, "presence", Seen, fold)
        self._accounts = Folds(ports.journal, "expert", Account, people.fold)
        self._open: dict[str, int] = {}
        """Workspaces of each person that are connected to this node."""

    # ── what workspaces say ───────────────────────────────────────────────────────────────────────────────────────

    def opened(self, id: str) -> None:
        """A workspace of this person is connected to this node from now on."""
        self._open[id] = self._open.get(id, 0) + 1

    def closed(self, id: str) -> None:
        """It no longer is: noticed when it is next written to."""
        self._open[id] = self._open.get(id, 1) - 1
        if self._open[id] <= 0:
            del self._open[id]

    async def seen(self, id: str, workspace: str = "desk", *, active: bool = False, until: float = 0.0) -> None:
        """A workspace of this person is open, and will say so again in `SAYS_SO` seconds, or at `until` if it can tell
        that it stays open; `active`: they did something there just now. Raises NotFound for an unknown person."""
        account, now = await self._people.account(id), self._ports.clock.now()
        known = await self._seen.now(id)
        came = not known.here(now)
        if came or known.until - now <= BELIEVED - SAYS_SO / 2 or (active and now - known.active >= ACTIVE):
            believed = max(now + BELIEVED, known.until, until)
            seen = ExpertSeen(until=believed, workspace=workspace, active=now if active else None)
            await self._append(f"presence/{id}", seen)
        if (active or came) and _away_by_itself(account):
            await self._set(id, "available")
        elif not active and not came and known.still(now) and account.presence == "available":
            await self._set(id, "away")

    async def acted(self, id: str) -> None:
        """This person did something with a card: whoever was away by long silence is there again."""
        known = await self._seen.now(id)
        if known.here(self._ports.clock.now()):
            await self.seen(id, known.workspace, active=True)
        elif known.position and _away_by_itself(await self._people.account(id)):
            await self._set(id, "available")

    async def gone(self, id: str, reason: str = CLOSED) -> None:
        """The person's last workspace was closed, or they signed out: what they hold goes back to the queue at once.
        Where another workspace of theirs is open on this node, they are still there."""
        if reason == CLOSED and self._open.get(id, 0) > 1:
            return
        if (await self._seen.now(id)).here(self._ports.clock.now()):
            await self._append(f"presence/{id}", ExpertGone())
        await self._hands.let_go(id, reason)

    # ── who is there ──────────────────────────────────────────────────────────────────────────────────────────────

    async def here(self) -> frozenset[str] | None:
        """Who is there now; None where no workspace has ever said anything."""
        now = self._ports.clock.now()
        rows = await self._ports.journal.rows("presence", "here", MOST_PEOPLE, newest=True)
        if not rows and not await self._ports.journal.rows("presence", "gone", 1):
            return None
        return frozenset(row.id for row in rows if row.at > now)

    async def accounts(self) -> list[Account]:
        """All accounts, as far as this node knows."""
        rows = await self._ports.journal.rows("experts", limit=MOST_PEOPLE)
        return [await self._accounts.lately(row.id) for row in rows]

    # ── inside ────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _set(self, id: str, presence: Literal["available", "away"]) -> None:
        await self._append(f"expert/{id}", PresenceSet(presence=presence, by="automatic"))

    async def _append(self, stream: str, event: BaseEvent) -> None:
        await self._ports.journal.append(Write(stream, (event,), self._ports.clock.now()))


def _away_by_itself(account: Account) -> bool:
    return account.presence == "away" and account.presence_by == "automatic"
