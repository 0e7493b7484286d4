"""Seeded cards: put to one expert now and then, answered into their own stream, graded. Nothing else comes of them.

Supervisors choose the answers that are taken as known, and how large a share of each expert's cards is seeded.
"""

from pydantic import BaseModel

from earpiece.desk.answers import in_words
from earpiece.desk.grading import live_between, same, why_not_known
from earpiece.desk.offers import may_take, speaks
from earpiece.desk.people import Account, why_not
from earpiece.domain.card import Card, Decision
from earpiece.domain.desk_events import CardOpened
from earpiece.domain.digests import digest
from earpiece.domain.errors import Conflict, EarpieceError, Invalid, Moved, NotFound
from earpiece.domain.event import BaseEvent
from earpiece.domain.forms import Rung
from earpiece.domain.ports import News, Row, Write
from earpiece.domain.seeds import (
    MOST_SHARE,
    SHARE,
    Seed,
    SeedAnswered,
    SeedClosed,
    SeedDropped,
    SeedMade,
    SeedShareSet,
    seeded,
)
from earpiece.gate.secrets import remove_secrets
from earpiece.runtime.ports import Ports
from earpiece.runtime.staff.people import People
from earpiece.runtime.staff.staff import Staff
from earpiece.runtime.states import States
from earpiece.runtime.views import Grade, Person

EXPIRES = 8 * 3600.0
MOST_WAITING = 2
"""With more cards than this waiting for a skill, nobody is kept from them by one that is seeded."""
MOST_SEEDS = 1000
MOST_PUT = 1000
FRESH = 15.0
"""Seconds for which the share that another node has set may be overlooked."""
NOBODY_WAITS = "This card only asks whether a decision was right: nobody waits for it. Answer it, or leave it."
ASIDE = (
    "This card was a check: its customer has their answer long since, so nobody is asked and nobody else need look. "
    "It is closed, and counts neither way."
)


class SeedView(BaseModel):
    """An answer that is taken as known."""

    seed: str
    """Its card."""
    skill: str
    question: str
    answer: str
    because: str
    by: str
    name: str
    at: float
    put: int
    """How many experts got it."""
    answered: int
    right: int


class SeedsView(BaseModel):
    """All of them, the newest first, and how large a share of each expert's cards is seeded."""

    share: float
    seeds: list[SeedView]


class Seeds:
    """Who calls what supervisors do has been checked."""

    def __init__(self, ports: Ports, states: States, people: People, staff: Staff) -> None:
        self._ports = ports
        self._states = states
        self._people = people
        self._staff = staff
        self._share: tuple[float, float] | None = None
        """What was set, and until when that is believed."""
        ports.journal.subscribe(self._hear)

    def _hear(self, news: News) -> None:
        if news.streams is None or SHARE in news.streams:
            self._share = None

    # ── what supervisors do ───────────────────────────────────────────────────────────────────────────────────────

    async def all(self) -> SeedsView:
        """What is known, and how it was answered so far."""
        put: list[Row] = list(await self._ports.journal.rows("seeded", "open", MOST_PUT))
        for person in await self._people.list():
            put += await self._done(person.id)
        rows = await self._ports.journal.rows("seeds", "active", MOST_SEEDS, newest=True)
        seeds = [await self._view(row.id, [each for each in put if each.fields["seed"] == row.id]) for row in rows]
        return SeedsView(share=await self.share(), seeds=seeds)

    async def make(self, person: Person, card: str, because: str) -> SeedsView:
        """Take this card's answer as known to be right. Raises NotFound, Invalid with why it cannot be."""
        words = remove_secrets(because.strip()[:1000])[0]
        if not words:
            raise Invalid("Say why this answer is right.", field="because")
        found = await self._states.card(card)
        reason = why_not_known(found)
        if reason:
            raise Invalid(reason, field="card")
        subject = await self._ports.journal.subject_of(f"conversation/{found.conversation}")
        made = SeedMade(because=words, by=person.id)
        await self._ports.journal.append(Write(f"seed/{card}", (made,), self._ports.clock.now(), subject=subject))
        return await self.all()

    async def drop(self, person: Person, seed: str) -> None:
        """Put it to nobody any more; what was answered stays. Raises NotFound."""
        if await self._made(seed) is None:
            raise NotFound("There is no such check.")
        await self._ports.journal.append(Write(f"seed/{seed}", (SeedDropped(by=person.id),), self._ports.clock.now()))

    async def set_share(self, person: Person, share: float) -> SeedsView:
        """So large a share of each expert's cards is seeded from now on; 0: none. Raises Invalid."""
        if not 0 <= share <= MOST_SHARE:
            raise Invalid(f"The share goes from 0 to {MOST_SHARE:g}: at most one card in five.", field="share")
        event = SeedShareSet(share=share, by=person.id)
        await self._ports.journal.append(Write(SHARE, (event,), self._ports.clock.now()))
        return await self.all()

    async def share(self) -> float:
        """How large a share of each expert's cards is seeded."""
        now = self._ports.clock.now()
        if self._share is None or self._share[1] < now:
            set_ = [item.event for item in await self._ports.journal.read(SHARE)]
            share = next((event.share for event in reversed(set_) if isinstance(event, SeedShareSet)), 0.0)
            self._share = share, now + FRESH
        return self._share[0]

    # ── putting ───────────────────────────────────────────────────────────────────────────────────────────────────

    def consider(self, expert: str) -> None:
        """This person has answered a card: their next one may be seeded."""
        if self._share is None or self._share[1] < self._ports.clock.now() or self._share[0] > 0:
            self._ports.spawn("seeded card", self.put(expert))

    async def put(self, expert: str) -> None:
        """Put a seeded card to this person, if it is time for one, if there is one for them, and nobody has to wait."""
        between = live_between(await self.share())
        if between is None or not await self._due(expert, between):
            return
        account = await self._people.account(expert)
        had = {str(row.fields["seed"]) for row in await self._done(expert)}
        rows = [row for row in await self._ports.journal.rows("seeds", "active", MOST_SEEDS) if row.id not in had]
        for row in sorted(rows, key=lambda row: digest(["seed", row.id, expert])):
            card = await self._states.card(row.id)
            if await self._fits(card, account):
                await self._open(card, expert)
                return

    async def _due(self, expert: str, between: int) -> bool:
        """Whether this person has no such card open, and answered enough since the last one."""
        if any(row.fields["expert"] == expert for row in await self._ports.journal.rows("seeded", "open", MOST_PUT)):
            return False
        last = await self._ports.journal.rows("seeded", f"done {expert}", 1, newest=True)
        answered = await self._ports.journal.rows("held", f"done {expert}", between, newest=True)
        return len(answered) == between and (not last or answered[-1].at > last[0].at)

    async def _fits(self, card: Card, account: Account) -> bool:
        """Whether the answer still counts as known, this person has not seen it, and the floor is quiet."""
        made = await self._made(card.id)
        if made is None or why_not_known(card) or account.disabled:
            return False
        if account.id in {card.by, made[0].by, *(expert for expert, _ in card.seen)}:
            return False
        if not may_take(account, card) or why_not(account, card, card.question.authority):
            return False  # they could not say yes, so that their no would show nothing
        if card.skill not in account.skills or not speaks(account, card):
            return False
        standing = await self._staff.waits.look()
        return standing.queue.get(card.skill, 0) <= MOST_WAITING

    async def _open(self, card: Card, expert: str) -> None:
        """A copy of what was asked, for this expert alone."""
        now, asked_in = self._ports.clock.now(), (await self._states.conversation(card.conversation)).consults
        seed = Seed(card=card.id, expert=expert, position=asked_in[card.consult].asked_in, asked_at=card.asked_at)
        opened = CardOpened(
            conversation=card.conversation, consult=card.consult, question=card.question, summary=card.summary,
            ladder=(Rung(after=EXPIRES, do="expire"),), asked_at=now, language=card.language, channel=card.channel,
            expected=card.expected, seed=seed,
        )  # fmt: skip
        subject = await self._ports.journal.subject_of(f"conversation/{card.conversation}")
        try:
            stream = f"card/{seeded(card.id, expert)}"
            await self._ports.journal.append(Write(stream, (opened,), now, expected=0, subject=subject))
        except Moved:
            return  # another node has put it

    # ── answering ─────────────────────────────────────────────────────────────────────────────────────────────────

    async def take(self, card: Card, given: Decision) -> None:
        """Write down how it was answered. If nothing is known any more, the card ends. Raises Moved if it has moved."""
        assert card.seed is not None
        known = await self._states.card(card.seed.card)
        if why_not_known(known) or known.answer is None:
            await self._append(card, SeedClosed(expert=given.by, reason="dropped"))
            return
        event = SeedAnswered(
            by=given.by, answer=given.answer, right=same(given.answer, known.answer), revision=given.revision,
            seconds=given.seconds, sure=given.sure, shown=given.shown,
        )  # fmt: skip
        await self._append(card, event)

    async def set_aside(self, card: Card) -> None:
        """Before anybody else is brought in: there is nobody to be asked about a seeded card, nor to answer it.

        Raises Conflict if it is one; it is closed then, and counts neither way. Also for a look afterwards.
        """
        if card.audit is not None:
            raise Conflict(NOBODY_WAITS)
        if card.seed is not None and not card.ended:
            await self._append(card, SeedClosed(expert=card.seed.expert, reason="set aside"))
            raise Conflict(ASIDE, closed="set aside")

    async def grade(self, card: Card) -> Grade | None:
        """How a seeded card was answered, beside what is known; None while it is open, and of every other card."""
        if card.seed is None or card.answer is None:
            return None
        known, made = await self._states.card(card.seed.card), await self._made(card.seed.card, dropped=True)
        events = [item.event for item in await self._ports.journal.read(f"card/{card.id}")]
        answered = next((event for event in events if isinstance(event, SeedAnswered)), None)
        if known.answer is None or made is None or answered is None:
            return None
        company = self._ports.companies.version((await self._states.behind(card)).company)
        return Grade(
            card=card.id, question=card.question.text, given=in_words(card, card.answer, company.policy.currency),
            known=in_words(known, known.answer, company.policy.currency), right=answered.right,
            because=made[0].because, seconds=answered.seconds,
        )  # fmt: skip

    async def results(self, expert: str, since: float, until: float) -> tuple[int, int]:
        """How many seeded cards this person answered between two times, and how many of them right."""
        rows = [row for row in await self._done(expert) if since <= row.at <= until and "right" in row.fields]
        return len(rows), sum(bool(row.fields["right"]) for row in rows)

    # ── inside ────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _append(self, card: Card, event: BaseEvent) -> None:
        write = Write(f"card/{card.id}", (event,), self._ports.clock.now(), expected=card.position)
        await self._ports.journal.append(write)

    async def _done(self, expert: str) -> list[Row]:
        return await self._ports.journal.rows("seeded", f"done {expert}", MOST_PUT, newest=True)

    async def _made(self, seed: str, *, dropped: bool = False) -> tuple[SeedMade, float] | None:
        """The last time it was made, and when; None if there is none, or it was dropped since."""
        found: tuple[SeedMade, float] | None = None
        for item in await self._ports.journal.read(f"seed/{seed}"):
            match item.event:
                case SeedMade() as made:
                    found = made, item.at
                case SeedDropped() if not dropped:
                    found = None
        return found

    async def _view(self, seed: str, put: list[Row]) -> SeedView:
        card, made = await self._states.card(seed), await self._made(seed)
        if made is None:
            raise EarpieceError(f"The check {seed} is listed and was never made.")
        currency = self._ports.companies.current().policy.currency
        answered = [row for row in put if "right" in row.fields]
        return SeedView(
            seed=seed, skill=card.skill, question=card.question.text, because=made[0].because, by=made[0].by,
            answer=in_words(card, card.answer, currency) if card.answer is not None else "", at=made[1],
            name=await self._people.name(made[0].by), put=len(put), answered=len(answered),
            right=sum(bool(row.fields["right"]) for row in answered),
        )  # fmt: skip
