"""The expert's side: the queue, a card, claim, answer, pass on, ask the customer or the agent."""

from earpiece.desk import answers, free_text
from earpiece.desk.people import Account
from earpiece.domain.desk_events import CardAskedBack, CardClaimed, CardPassed, CardReturned, CardSeen, DraftSaved
from earpiece.domain.digests import digest
from earpiece.domain.errors import Conflict, Invalid, Moved
from earpiece.domain.events import AskedBack
from earpiece.domain.ports import Write
from earpiece.gate.secrets import remove_secrets
from earpiece.runtime.bell import CARDS, Bell
from earpiece.runtime.desk.answering import Answering
from earpiece.runtime.desk.board import Board
from earpiece.runtime.desk.cards import MOST_TRIES, Cards, plain
from earpiece.runtime.desk.grouping import Grouping
from earpiece.runtime.desk.lookups import Lookups
from earpiece.runtime.ports import Ports
from earpiece.runtime.staff.people import People
from earpiece.runtime.states import States
from earpiece.runtime.story import story_of
from earpiece.runtime.supervision.oversight import found_wrong
from earpiece.runtime.turn import Turns
from earpiece.runtime.views import AnswerRequest, CardList, CardView, OpinionRequest, Person, Reading, StoryLine

OTHERS = ("alike", "similar")
"""What a card shows of other customers; it is not kept with this one's, since they would not be erased with it."""


class Desk:
    """What a workspace needs; see web/desk.py for it over HTTP. Everything is checked here, on arrival."""

    def __init__(
        self, ports: Ports, states: States, turns: Turns, people: People, bell: Bell, cards: Cards, answering: Answering
    ) -> None:
        self._ports = ports
        self._states = states
        self._turns = turns
        self._people = people
        self._bell = bell
        self._cards = cards
        self._staff = cards.staff
        self._answering = answering
        self._grouping = Grouping(states, people, cards, answering.releases)
        self._lookups = Lookups(ports, states, cards)
        self._board = Board(ports, states, people, bell, cards.staff.waits)

    # ── looking ───────────────────────────────────────────────────────────────────────────────────────────────────

    async def cards(self, person: Person) -> list[CardView]:
        """The cards this person may see: the most urgent open ones first, then the last ones done; see `Board`."""
        return (await self.queue(person)).cards

    async def queue(self, person: Person) -> CardList:
        """The same, with how many more open ones there are. A card that did not change is the same object again."""
        return await self._board.look(await self._people.account(person.id))

    async def card(self, person: Person, card: str) -> CardView:
        """One card with its transcript and this person's draft. Raises NotFound, Forbidden."""
        account = await self._people.account(person.id)
        found = await self._cards.seen(account, card)
        return await self._cards.view(account, found, whole=True)

    async def posted(self, card: str) -> tuple[CardView, str]:
        """The card as nobody in particular sees it, for places where many look at it; and its answer in words, be it
        counted or still to be undone. Raises NotFound."""
        found = await self._states.card(card)
        answer = found.answer or (found.decision.answer if found.decision is not None else None)
        currency = (await self._cards.company(found)).policy.currency
        words = answers.in_words(found, answer, currency) if answer is not None else ""
        return await self._cards.view(Account(""), found), words

    async def seen(self, person: Person, card: str, revision: int) -> str:
        """Record that this person was shown this revision of the card, and what they were shown; its digest.

        Once per person and revision. Raises Conflict if the question is another one by now.
        """
        account = await self._people.account(person.id)
        found = await self._cards.seen(account, card)
        if revision != found.revision:
            raise Conflict("The question has changed; please look again.", revision=found.revision)
        if (person.id, revision) not in found.seen:
            view = await self._cards.view(account, found, whole=True)
            shown = view.model_dump(mode="json", exclude={"transcript", "draft", *OTHERS})
            seen = CardSeen(expert=person.id, revision=revision, shown=shown, digest=digest(shown))
            key = f"seen {card} {person.id} {revision}"
            write = Write(f"card/{card}", (seen,), self._cards.now(), key=key)
            if not (await self._ports.journal.append(write)).repeated:
                return seen.digest
        events = (item.event for item in await self._ports.journal.read(f"card/{card}"))
        return next(
            event.digest for event in events
            if isinstance(event, CardSeen) and (event.expert, event.revision) == (person.id, revision)
        )  # fmt: skip

    async def story(self, conversation: str) -> list[StoryLine]:
        """Who said, knew, saw, asked, decided what, and why. Raises NotFound."""
        state = await self._states.conversation(conversation)
        company = self._ports.companies.version(state.company)
        events = await self._ports.journal.read(f"conversation/{conversation}")
        names = {row.id: str(row.fields.get("name", row.id)) for row in await self._ports.journal.rows("experts")}
        wrong = await found_wrong(self._ports.journal, self._states, state, names)
        return sorted([*story_of(events, company, names), *wrong], key=lambda line: line.at)

    async def seq(self) -> int:
        """The journal's newest position, as far as this node knows."""
        return self._bell.seq

    async def wait(self, after: int, seconds: float) -> int:
        """Until a card has changed after that position, or so many seconds; the journal's newest position."""
        with self._bell.listen(CARDS) as rang:
            if self._bell.cards <= after:
                await rang(seconds)
        return self._bell.seq

    # ── holding a card ────────────────────────────────────────────────────────────────────────────────────────────

    async def claim(self, person: Person, card: str) -> CardView:
        """Take the card. Raises Conflict with the holder's name if somebody has it, or if the own hands are full."""
        account = await self._people.account(person.id)
        await self._staff.presence.acted(person.id)
        for _ in range(MOST_TRIES):
            found = await self._cards.open(account, card)
            if found.decision is not None and found.decision.by == person.id:
                return await self._cards.view(account, found, whole=True)
            await self._cards.check_undecided(account, found)
            await self._cards.check_hold(account, found, None)
            await self._grouping.check_free(account, found)
            held = found.held_by(self._cards.now())
            if held is None:
                await self._staff.hands.check_room(account, found.question.weight, card=card)
            fence = held.fence if held is not None else found.fence + 1
            claimed = CardClaimed(expert=person.id, fence=fence, until=self._cards.now() + self._lease())
            if await self._cards.append(found, claimed):
                return await self._cards.view(account, await self._states.card(card), whole=True)
        raise Conflict("The card is changing too fast; try again.")

    async def renew(self, person: Person, card: str, fence: int) -> CardView:
        """Keep the card. Raises Conflict when the lease was lost meanwhile."""
        account = await self._people.account(person.id)
        found = await self._cards.open(account, card)
        if found.claim is None or (found.claim.expert, found.claim.fence) != (person.id, fence):
            raise Conflict("You no longer hold this card.")
        return await self.claim(person, card)

    async def give_back(self, person: Person, card: str, reason: str) -> CardView:
        """Return the card to the queue, with the reason."""
        account = await self._people.account(person.id)
        await self._staff.presence.acted(person.id)
        found = await self._cards.open(account, card)
        if found.claim is not None and found.claim.expert == person.id and found.decision is None:
            words = remove_secrets(reason.strip()[:200])[0] or "not me"
            await self._cards.append(found, CardReturned(expert=person.id, reason=words))
        return await self._cards.view(account, await self._states.card(card))

    async def pass_on(self, person: Person, card: str, to: str, reason: str, fence: int | None) -> CardView:
        """Have another team answer: those with the skill `to`. Raises Invalid with the skills there are."""
        account = await self._people.account(person.id)
        await self._staff.presence.acted(person.id)
        words = plain(reason, "reason", "Write in a few words why another team should answer this.")
        skills = await self._skills()
        found = await self._cards.open(account, card)
        await self._cards.seeds.set_aside(found)
        await self._cards.check_undecided(account, found)
        await self._cards.check_hold(account, found, fence)
        if to not in skills or to == found.skill:
            others = ", ".join(sorted(skills - {found.skill}))
            why = "This card is with that team already." if to == found.skill else f"Nobody has the skill {to!r}."
            raise Invalid(f"{why} Pass it on to one of: {others}.", field="to")
        if not await self._cards.append(found, CardPassed(expert=person.id, to=to, reason=words)):
            raise Conflict("The card changed meanwhile; please look again.")
        return await self._cards.view(account, await self._states.card(card))

    # ── cards that ask the same ───────────────────────────────────────────────────────────────────────────────────

    async def take_out(self, person: Person, card: str, reason: str) -> CardView:
        """The card asks something of its own: it gets its own answer. Raises Invalid, Conflict."""
        return await self._grouping.take_out(person, card, reason)

    async def join(self, person: Person, card: str, other: str) -> CardView:
        """The card asks the same as the other, and gets its answer. Raises Invalid with why it cannot, Conflict."""
        return await self._grouping.join(person, card, other)

    # ── answering ─────────────────────────────────────────────────────────────────────────────────────────────────

    async def answer(self, person: Person, card: str, request: AnswerRequest) -> CardView:
        """The first valid answer wins, in one append with its consequence; a yes with an effect counts a moment later,
        unless it is undone. Where several people must say the same, it is one opinion.

        Raises Invalid (does not fit the form), Forbidden (skill, authority, their own request), Conflict (question
        changed, somebody else holds the card or has answered, closed), Doubtful (it may be a slip), AlreadyAnswered
        (with who and what; a late answer is kept and marked).
        """
        await self._staff.presence.acted(person.id)
        return await self._answering.answer(person, card, request)

    async def undo(self, person: Person, card: str) -> CardView:
        """Take back an answer before it counts; the card is this person's again.

        Raises Conflict if it counts already, Forbidden if it is somebody else's.
        """
        return await self._answering.undo(person, card)

    async def second_opinion(self, person: Person, card: str, request: OpinionRequest) -> CardView:
        """Have somebody else look too, who does not see this answer: it counts once they say the same."""
        return await self._answering.answer(person, card, request)

    async def set_aside(self, person: Person, card: str) -> None:
        """Before something comes of a card for others: if it is a check, it ends. Raises Conflict with that."""
        await self._cards.seeds.set_aside(await self._cards.seen(await self._people.account(person.id), card))

    # ── asking ────────────────────────────────────────────────────────────────────────────────────────────────────

    async def ask_back(self, person: Person, card: str, question: str, fence: int | None) -> CardView:
        """Ask the customer, through the agent, before answering."""
        account = await self._people.account(person.id)
        await self._staff.presence.acted(person.id)
        words = plain(question, "question", "Write what the customer should be asked.")
        found = await self._cards.open(account, card)
        await self._cards.seeds.set_aside(found)
        await self._cards.check_undecided(account, found)
        await self._cards.check_hold(account, found, fence)
        asked = Write(
            f"card/{card}", (CardAskedBack(expert=person.id, question=words),), self._cards.now(), found.position
        )
        fact = AskedBack(consult=found.consult, question=words, by=person.id)
        try:
            await self._turns.take(found.conversation, fact, beside=[asked])
        except Moved as moved:
            raise Conflict("The card changed meanwhile; please look again.") from moved
        return await self._cards.view(account, await self._states.card(card), whole=True)

    async def look_up(self, person: Person, card: str, question: str) -> CardView:
        """Ask the agent what it knows; what it finds stands on the card, each with its source."""
        account = await self._people.account(person.id)
        words = plain(question, "question", "Write what the agent should look for.")
        found = await self._cards.open(account, card)
        await self._lookups.ask(account, found, words)
        return await self._cards.view(account, await self._states.card(card), whole=True)

    async def read(self, person: Person, card: str, text: str) -> Reading:
        """Free text as the typed answer it amounts to; nothing is recorded. Raises Invalid for a secret in it."""
        answers.check_words(text)
        account = await self._people.account(person.id)
        found = await self._cards.seen(account, card)
        answer, problems = free_text.read_answer(found, text)
        if not problems:
            try:
                answers.check_form(found, answer)
            except Invalid as error:
                problems = [error.message]
        said_back = answers.in_words(found, answer, (await self._cards.company(found)).policy.currency)
        return Reading(answer=answer, in_words=said_back, problems=problems)

    async def save_draft(self, person: Person, card: str, text: str) -> None:
        """Keep what the person has typed so far."""
        await self._staff.presence.acted(person.id)
        await self._cards.seen(await self._people.account(person.id), card)
        subject = await self._ports.journal.subject_of(f"card/{card}")
        draft = DraftSaved(expert=person.id, text=remove_secrets(text[:4000])[0])
        await self._ports.journal.append(Write(f"draft/{card}", (draft,), self._cards.now(), subject=subject))

    # ── inside ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _lease(self) -> float:
        return self._ports.companies.current().policy.lease

    async def _skills(self) -> set[str]:
        """Every skill that the company's questions ask for or that somebody has."""
        asked = {
            skill for spec in self._ports.companies.current().consults.values()
            for skill in (spec.skill, *(rung.to for rung in spec.ladder if rung.to is not None))
        }  # fmt: skip
        return asked | {skill for person in await self._people.list() for skill in person.skills}
