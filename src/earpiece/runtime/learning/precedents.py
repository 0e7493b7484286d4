"""The answers that are kept, for the agent, the desk and the command line: found, published, settled, taken back.

Each act is one conditional append: of two people who publish and retire at once, one comes first and the other sees it.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from earpiece.desk.people import Account
from earpiece.domain.card import Card
from earpiece.domain.conversation import Conversation
from earpiece.domain.errors import Conflict, Forbidden, Invalid, Moved, NotFound
from earpiece.domain.forms import Question
from earpiece.domain.playbook import Company
from earpiece.domain.ports import Row, Write
from earpiece.domain.precedent import (
    Precedent,
    PrecedentEvent,
    PrecedentRecalled,
    PrecedentRestored,
    PrecedentRetired,
    Scope,
)
from earpiece.gate.secrets import remove_secrets
from earpiece.precedents.grouping import Rehearsal, rehearse
from earpiece.precedents.matching import why_outdated
from earpiece.runtime.learning.keeping import MAY_NOT, Keeping, who_differs
from earpiece.runtime.learning.precedent_views import has_words, people_of, precedent_view, rehearsed_view
from earpiece.runtime.learning.recalling import Recalling
from earpiece.runtime.learning.shelf import Fit, Shelf
from earpiece.runtime.learning.suggesting import Suggesting
from earpiece.runtime.learning.teaching import Teaching, id_of, may_publish, published
from earpiece.runtime.learning.views import PrecedentsView, PrecedentView, RecallView
from earpiece.runtime.ports import Ports
from earpiece.runtime.staff.people import People
from earpiece.runtime.states import States
from earpiece.runtime.views import Person

PAGE = 25
MOST_LISTED = 5_000
MOST_REASON = 1_000
MOST_TRIES = 10
SETTLED = "settled otherwise"

MAY_NOT_SETTLE = "People answered this differently: a supervisor says which answer holds."


Acts = Callable[[Account, Precedent], Awaitable[list[Write]]]
"""What an act appends, seen from the precedent as it stands; nothing if it has been done already."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a precedent is to be published; what is not said stays as it is."""

    scope: Scope | None = None
    expires_at: float | None = None
    reason: str = ""
    situation: str = ""
    """In the company's own words."""
    settles: tuple[Precedent, ...] = field(default=())


class PrecedentBook:
    """See the module's words."""

    def __init__(self, ports: Ports, states: States, people: People, shelf: Shelf) -> None:
        self._ports = ports
        self._states = states
        self._people = people
        self.shelf = shelf
        self.teaching = Teaching(ports, states, people, shelf)
        self.suggesting = Suggesting(ports, people, shelf)
        self.keeping = Keeping(ports, states, people, shelf, self.teaching)
        self._recalling = Recalling(ports, states)

    async def fitting(
        self, question: Question, state: Conversation, company: Company, run: str | None = None
    ) -> Fit | None:
        """The published precedent that fits the question best; None if none does. See `Shelf.fitting`."""
        return await self.shelf.fitting(question, state, company, run)

    # ── looking ───────────────────────────────────────────────────────────────────────────────────────────────────

    async def search(self, person: Person, words: str = "", standing: str = "", page: int = 0) -> PrecedentsView:
        """Those with all these words, the newest first; experts see those of their skills."""
        account = await self._viewer(person)
        disputed = await self._disputed(account)
        candidates = [row for row in await self._rows("candidate") if _sees(account, row.fields.get("skill"))]
        found = disputed if standing == "contradicted" else await self._listed(account, standing)
        wanted, company = words.casefold().split(), self._company()
        if wanted:
            found = [each for each in found if has_words(each, wanted, company)]
        shown = found[page * PAGE : (page + 1) * PAGE]
        return PrecedentsView(
            precedents=[await self._view(account, each) for each in shown],
            more=max(len(found) - (page + 1) * PAGE, 0), candidates=len(candidates), contradicted=len(disputed),
        )  # fmt: skip

    async def look(self, person: Person, precedent: str) -> PrecedentView:
        """One of them, rehearsed on what people answered before. Raises NotFound, Forbidden."""
        account, one = await self._seen(person, precedent)
        return await self._view(account, one, whole=True)

    async def touched(self, person: Person, precedent: str) -> RecallView:
        """Every conversation it reached, each with a drafted correction."""
        account, one = await self._seen(person, precedent)
        return await self._recall_view(account, one, "")

    # ── publishing ────────────────────────────────────────────────────────────────────────────────────────────────

    async def publish(
        self, person: Person, precedent: str, scope: Scope | None = None, expires_at: float | None = None,
        reason: str = "", situation: str = "",
    ) -> PrecedentView:  # fmt: skip
        """It answers by itself from now on, where its class may. Published already, nothing changes.

        Raises Forbidden, Invalid (scope, expiry), Conflict (people answered otherwise, or the company has changed).
        """
        wanted = Wanted(scope, expires_at, _words(reason), _words(situation))

        async def events(account: Account, one: Precedent) -> list[Write]:
            if one.standing == "published" and scope is None and expires_at is None and not reason and not situation:
                return []
            rivals = await self._rivals(one)
            if rivals:
                raise Conflict(await who_differs(rivals, self._people, self._company()))
            return self._published(account, one, wanted)

        return await self._act(person, precedent, events)

    async def settle(self, person: Person, precedent: str, card: str) -> PrecedentView:
        """Of answers that differ, the one given on this card holds: it is published, the others are retired."""
        account, one = await self._seen(person, precedent)
        if account.role == "expert":
            raise Forbidden(MAY_NOT_SETTLE)
        all_of_it = [one, *await self._rivals(one)]
        right = next((each for each in all_of_it if any(card == taught.consult for taught, _ in each.taught)), None)
        if right is None:
            raise Invalid("None of these answers was given on that card.", field="card")

        async def events(account: Account, one: Precedent) -> list[Write]:
            return self._published(account, one, Wanted(settles=tuple(await self._rivals(one))))

        return await self._act(person, right.id, events)

    def _published(self, account: Account, one: Precedent, wanted: Wanted) -> list[Write]:
        """What publishing appends. Raises Invalid, Conflict."""
        now, company = self._ports.clock.now(), self._company()
        scope = wanted.scope or one.scope
        expires_at = wanted.expires_at if wanted.expires_at is not None else one.expires_at
        outdated = why_outdated(one, company)
        if outdated or not one.usable:
            raise Conflict(outdated or "Its words are erased; nothing is left that a question could be like.")
        if expires_at is not None and expires_at <= now:
            raise Invalid("It would end before it begins: choose a later time.", field="expires_at")
        if scope == "always" and one.private:
            raise Invalid("The answer speaks of one customer, so it can hold for nobody else.", field="scope")
        if scope == "customer" and not one.customer:
            raise Invalid("Nobody knows who this customer was: publish it for all, or not at all.", field="scope")
        event = published(
            one.name, account.id, scope, expires_at, one.decision, wanted.reason or one.reason,
            situation=wanted.situation, settles=tuple(each.id for each in wanted.settles),
        )  # fmt: skip
        gone = PrecedentRetired(name=one.name, by=account.id, reason=SETTLED)
        others = [self._write(each, gone) for each in wanted.settles]
        return [self._write(one, event), *others]

    # ── taking back ───────────────────────────────────────────────────────────────────────────────────────────────

    async def retire(self, person: Person, precedent: str, reason: str = "") -> PrecedentView:
        """It is used no more; what was said with it stands."""

        async def events(account: Account, one: Precedent) -> list[Write]:
            if one.standing in ("retired", "recalled"):
                return []
            return [self._write(one, PrecedentRetired(name=one.name, by=account.id, reason=_words(reason)))]

        return await self._act(person, precedent, events)

    async def recall(self, person: Person, precedent: str, reason: str, instead: str = "") -> RecallView:
        """It was found wrong: it is used no more, on any node, from this append on. All it touched, with corrections
        that say `instead` what is right; they are sent one by one, as guidance."""
        words = _words(reason)
        if not words:
            raise Invalid("Say what was wrong with the answer.", field="reason")

        async def events(account: Account, one: Precedent) -> list[Write]:
            if one.standing == "recalled":
                return []
            return [self._write(one, PrecedentRecalled(name=one.name, by=account.id, reason=words))]

        await self._act(person, precedent, events)
        await self._recalling.count(precedent, person.id)
        account, one = await self._seen(person, precedent)
        return await self._recall_view(account, one, _words(instead))

    async def of_card(self, card: Card) -> list[Precedent]:
        """What was kept of the answer on this card, as far as it may still be used."""
        lead = card.via or card.id
        known = await self.shelf.of_consult(card.question.name, "published", "candidate")
        own = [await self.shelf.one(id_of(lead))]  # also if it is older than all that are looked through
        mine = {each.id: each for each in [*known, *own] if any(taught.consult == lead for taught, _ in each.taught)}
        return [each for each in mine.values() if each.live]

    def overturned(self, made: Sequence[Precedent], by: str, reason: str) -> list[Write]:
        """What has to be appended when the answer they were made of is found wrong: they are recalled."""
        return [self._write(each, PrecedentRecalled(name=each.name, by=by, reason=reason)) for each in made]

    async def count_wrong(self, made: Sequence[Precedent], by: str) -> None:
        """Count against their classes what went by them."""
        for each in made:
            await self._recalling.count(each.id, by)

    async def restore(self, person: Person, precedent: str) -> PrecedentView:
        """Take the last publishing, retiring or recalling back, with all that it retired. Raises Conflict if there is
        nothing to take back."""

        async def events(account: Account, one: Precedent) -> list[Write]:
            if one.before is None:
                raise Conflict("There is nothing to take back.")
            back = PrecedentRestored(name=one.name, by=account.id, standing=one.before)
            others = [await self.shelf.one(each) for each in one.settled]
            return [self._write(one, back)] + [
                self._write(each, PrecedentRestored(name=each.name, by=account.id, standing=each.before))
                for each in others if each.standing == "retired" and each.before is not None
            ]  # fmt: skip

        return await self._act(person, precedent, events)

    # ── inside ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _company(self) -> Company:
        return self._ports.companies.current()

    def _write(self, one: Precedent, event: PrecedentEvent) -> Write:
        return Write(f"precedent/{one.id}", (event,), self._ports.clock.now(), expected=one.position)

    async def _act(self, person: Person, precedent: str, events: Acts) -> PrecedentView:
        """Append what the act comes to, for somebody with the right, from the precedent as it stands then."""
        for _ in range(MOST_TRIES):
            account, one = await self._seen(person, precedent)
            if not account.position:
                raise Forbidden("Name the person in whose name it is done: what holds is said by somebody.")
            if not may_publish(account, one.skill, self._company()):
                raise Forbidden(MAY_NOT)
            writes = await events(account, one)
            try:
                if writes:
                    await self._ports.journal.append(*writes)
            except Moved:
                continue
            return await self._view(account, await self.shelf.one(precedent), whole=True)
        raise Conflict("It is changing too fast; try again.")

    async def _viewer(self, person: Person) -> Account:
        """The person's account; a program that acts as nobody sees as much as an admin."""
        try:
            return await self._people.account(person.id)
        except NotFound:
            if person.role != "admin":
                raise
            return Account(person.id, name=person.name, role="admin")

    async def _seen(self, person: Person, precedent: str) -> tuple[Account, Precedent]:
        account = await self._viewer(person)
        one = await self.shelf.one(precedent)
        if not one.name:
            raise NotFound("There is no such answer.")
        if not _sees(account, one.skill):
            raise Forbidden(f"This answer belongs to the team {one.skill}.")
        return account, one

    async def _rows(self, standing: str) -> list[Row]:
        return await self._ports.journal.rows("precedents", standing, MOST_LISTED, newest=True)

    async def _listed(self, account: Account, standing: str) -> list[Precedent]:
        standings = {"": ("candidate", "published", "retired", "recalled"), "retired": ("retired", "recalled")}
        rows = [row for each in standings.get(standing, (standing,)) for row in await self._rows(each)]
        mine = [row.id for row in sorted(rows, key=lambda row: -row.at) if _sees(account, row.fields.get("skill"))]
        return [await self.shelf.lately(id) for id in mine]

    async def _disputed(self, account: Account) -> list[Precedent]:
        """Where people answered differently, one of each such group."""
        found: dict[str, Precedent] = {}
        for row in await self._ports.journal.rows("precedents_differing", limit=MOST_LISTED, newest=True):
            one = await self.shelf.lately(row.id)
            rivals = await self._rivals(one, look=False) if one.live and _sees(account, one.skill) else []
            if rivals and not any(each.id in found for each in rivals):
                found[one.id] = one
        return list(found.values())

    async def _rivals(self, one: Precedent, *, look: bool = True) -> list[Precedent]:
        """The live precedents of answers that contradict it; without a `look` into the journal, as far as this node
        knows, which does for a list."""
        now, read = self._ports.clock.now(), self.shelf.one if look else self.shelf.lately
        others = [await read(each) for each in one.differs]
        return [each for each in others if each.live and not each.expired(now)]

    async def _view(self, account: Account, one: Precedent, *, whole: bool = False) -> PrecedentView:
        company, rivals = self._company(), await self._rivals(one, look=whole)
        names = {id: await self._people.name(id) for id in people_of([one, *rivals])}
        rehearsed = rehearsed_view(await self._rehearse(one), why_outdated(one, company), company, names)
        return precedent_view(
            one, rivals, company, names, used=await self._count("precedent_used", one.id),
            suggested=await self._count("precedent_suggested", one.id),
            may_publish=may_publish(account, one.skill, company), rehearsed=rehearsed if whole else None,
        )  # fmt: skip

    async def _rehearse(self, one: Precedent) -> Rehearsal:
        others = await self.shelf.of_consult(one.name, "published", "candidate", "retired")
        return rehearse(one, others, self.shelf.matcher(self._company()))

    async def _recall_view(self, account: Account, one: Precedent, instead: str) -> RecallView:
        touched = await self._recalling.touched(one, self._company(), instead)
        return RecallView(precedent=await self._view(account, one, whole=True), touched=touched)

    async def _count(self, table: str, id: str) -> int:
        return len(await self._ports.journal.rows(table, id, MOST_LISTED))


def _sees(account: Account, skill: object) -> bool:
    return account.role != "expert" or skill in account.skills


def _words(text: str) -> str:
    return remove_secrets(text.strip()[:MOST_REASON])[0]
