"""The expert's side: the queue, a card, claim, answer, ask back."""

from collections.abc import Mapping

from earpiece.desk import answers, free_text
from earpiece.desk.people import Account, why_not
from earpiece.domain import card as cards
from earpiece.domain.card import Card
from earpiece.domain.desk_events import CardAnswered, CardAskedBack, CardClaimed, CardReturned, DraftSaved, LateAnswer
from earpiece.domain.errors import AlreadyAnswered, Conflict, Forbidden, Invalid, Moved
from earpiece.domain.event import BaseEvent
from earpiece.domain.events import AskedBack, ConsultAnswered
from earpiece.domain.forms import Answer
from earpiece.domain.playbook import Company
from earpiece.domain.ports import Write
from earpiece.gate.secrets import find_secrets, remove_secrets
from earpiece.runtime.bell import CARDS, Bell
from earpiece.runtime.board import Board, sees
from earpiece.runtime.card_views import card_view
from earpiece.runtime.people import People
from earpiece.runtime.ports import Ports
from earpiece.runtime.states import States
from earpiece.runtime.story import story_of
from earpiece.runtime.turn import Turns
from earpiece.runtime.views import AnswerRequest, CardList, CardView, Person, Reading, StoryLine

MOST_TRIES = 10


class Desk:
    """What a workspace needs; see web/desk.py for it over HTTP. Everything is checked here, on arrival."""

    def __init__(self, ports: Ports, states: States, turns: Turns, people: People, bell: Bell) -> None:
        self._ports = ports
        self._states = states
        self._turns = turns
        self._people = people
        self._bell = bell
        self._board = Board(ports, states, people)

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
        found = await self._seen(account, card)
        return await self._view(account, found, whole=True)

    async def story(self, conversation: str) -> list[StoryLine]:
        """Who said, knew, saw, asked, decided what, and why. Raises NotFound."""
        state = await self._states.conversation(conversation)
        company = self._ports.companies.version(state.company)
        events = await self._ports.journal.read(f"conversation/{conversation}")
        names = {row.id: str(row.fields.get("name", row.id)) for row in await self._ports.journal.rows("experts")}
        return story_of(events, company, names)

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
        """Take the card. Raises Conflict with the holder's name if somebody has it."""
        account = await self._people.account(person.id)
        for _ in range(MOST_TRIES):
            found = await self._open(account, card)
            held = found.held_by(self._now())
            if held is not None and held.expert != person.id:
                raise Conflict(f"{await self._people.name(held.expert)} has this card.", expert=held.expert)
            fence = held.fence if held is not None else found.fence + 1
            claimed = CardClaimed(expert=person.id, fence=fence, until=self._now() + self._lease())
            if await self._append(found, claimed):
                return await self._view(account, await self._states.card(card), whole=True)
        raise Conflict("The card is changing too fast; try again.")

    async def renew(self, person: Person, card: str, fence: int) -> CardView:
        """Keep the card. Raises Conflict when the lease was lost meanwhile."""
        account = await self._people.account(person.id)
        found = await self._open(account, card)
        if found.claim is None or (found.claim.expert, found.claim.fence) != (person.id, fence):
            raise Conflict("You no longer hold this card.")
        return await self.claim(person, card)

    async def give_back(self, person: Person, card: str, reason: str) -> CardView:
        """Return the card to the queue, with the reason."""
        account = await self._people.account(person.id)
        found = await self._open(account, card)
        if found.claim is not None and found.claim.expert == person.id:
            await self._append(
                found, CardReturned(expert=person.id, reason=remove_secrets(reason.strip()[:200])[0] or "not me")
            )
        return await self._view(account, await self._states.card(card))

    # ── answering ─────────────────────────────────────────────────────────────────────────────────────────────────

    async def answer(self, person: Person, card: str, request: AnswerRequest) -> CardView:
        """The first valid answer wins, in one append with its consequence.

        Raises Invalid (does not fit the form), Forbidden (skill, authority), Conflict (question changed, somebody
        else holds the card, closed), AlreadyAnswered (with who and what; a late answer is kept and marked).
        """
        account = await self._people.account(person.id)
        for _ in range(MOST_TRIES):
            found = await self._seen(account, card)
            if found.ended:
                if (found.by, found.answer) == (person.id, request.answer):
                    return await self._view(account, found)  # the same click twice
                await self._too_late(account, found, request.answer)
            company = await self._company(found)
            self._check(account, found, request, company)
            try:
                return await self._win(account, found, request, company)
            except Moved:
                continue
        raise Conflict("The card is changing too fast; try again.")

    def _check(self, account: Account, card: Card, request: AnswerRequest, company: Company) -> None:
        if request.revision != card.revision:
            raise Conflict("The question changed while you were answering; please look again.", revision=card.revision)
        self._check_hold(account, card, request.fence)
        answers.check_form(card, request.answer)
        _no_secrets(request.answer)
        limits = company.consults[card.question.name].authority if card.question.name in company.consults else {}
        reason = why_not(account, card, answers.authority_needed(card, request.answer, limits))
        if reason:
            raise Forbidden(reason)

    def _check_hold(self, account: Account, card: Card, fence: int | None) -> None:
        held = card.held_by(self._now())
        if held is not None and held.expert != account.id:
            raise Conflict("Somebody else holds this card now.", expert=held.expert)
        if fence is not None and fence != card.fence:
            raise Conflict("Your lease on this card was lost; please look again.")

    async def _win(self, account: Account, card: Card, request: AnswerRequest, company: Company) -> CardView:
        """Append the answer with all that follows from it. Raises Moved if the card has moved meanwhile."""
        now = self._now()
        tool = company.tools.get(card.question.call.tool) if card.question.call is not None else None
        grant = answers.grant_of(card, request.answer, tool)
        seconds = now - card.claim.since if card.claim is not None and card.claim.expert == account.id else 0.0
        won = CardAnswered(by=account.id, answer=request.answer, revision=card.revision, seconds=round(seconds, 3))
        fact = ConsultAnswered(
            consult=card.consult, answer=request.answer, by=account.id, grant=grant.digest if grant else None,
            grant_expires=now + company.policy.grant_lifetime if grant else None,
        )  # fmt: skip
        state = await self._turns.take(
            card.conversation, fact, key=f"answer {card.id} {account.id} {request.key}",
            beside=[Write(f"card/{card.id}", (won,), now, expected=card.position)],
        )  # fmt: skip
        consult = state.consults[card.consult]
        counts = (consult.by, consult.answer) == (account.id, request.answer)  # else this key was used before
        return await self._view(account, cards.apply(card, won, now) if counts else await self._states.card(card.id))

    async def _too_late(self, account: Account, card: Card, answer: Answer) -> None:
        """Keep the answer, marked; tell the person how the card ended."""
        _no_secrets(answer)
        late = LateAnswer(by=account.id, answer=answer)
        await self._ports.journal.append(Write(f"card/{card.id}", (late,), self._now()))
        self._ports.meters.late.add("closed" if card.by is None else "answered")
        if card.by is None or card.answer is None:
            raise Conflict(f"This card is closed ({card.closed}); your answer was kept but not applied.")
        name = await self._people.name(card.by)
        given = answers.in_words(card, card.answer, (await self._company(card)).policy.currency)
        raise AlreadyAnswered(f"{name} answered first: {given}", by=card.by, name=name, answer=given)

    async def ask_back(self, person: Person, card: str, question: str, fence: int | None) -> CardView:
        """Ask the customer, through the agent, before answering."""
        account = await self._people.account(person.id)
        words = question.strip()
        if not words:
            raise Invalid("Write what the customer should be asked.", field="question")
        if find_secrets(words):
            raise Invalid("Please do not put card numbers, codes or passwords into a question.", field="question")
        found = await self._open(account, card)
        self._check_hold(account, found, fence)
        asked = Write(f"card/{card}", (CardAskedBack(expert=person.id, question=words),), self._now(), found.position)
        fact = AskedBack(consult=found.consult, question=words, by=person.id)
        try:
            await self._turns.take(found.conversation, fact, beside=[asked])
        except Moved as moved:
            raise Conflict("The card changed meanwhile; please look again.") from moved
        return await self._view(account, await self._states.card(card), whole=True)

    async def read(self, person: Person, card: str, text: str) -> Reading:
        """Free text as the typed answer it amounts to; nothing is recorded."""
        account = await self._people.account(person.id)
        found = await self._seen(account, card)
        answer, problems = free_text.read_answer(found, text)
        if not problems:
            try:
                answers.check_form(found, answer)
            except Invalid as error:
                problems = [error.message]
        said_back = answers.in_words(found, answer, (await self._company(found)).policy.currency)
        return Reading(answer=answer, in_words=said_back, problems=problems)

    async def save_draft(self, person: Person, card: str, text: str) -> None:
        """Keep what the person has typed so far."""
        await self._seen(await self._people.account(person.id), card)
        subject = await self._ports.journal.subject_of(f"card/{card}")
        draft = DraftSaved(expert=person.id, text=remove_secrets(text[:4000])[0])
        await self._ports.journal.append(Write(f"draft/{card}", (draft,), self._now(), subject=subject))

    # ── inside ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _now(self) -> float:
        return self._ports.clock.now()

    def _lease(self) -> float:
        return self._ports.companies.current().policy.lease

    async def _company(self, card: Card) -> Company:
        """The version that the card's conversation is pinned to."""
        return self._ports.companies.version((await self._states.conversation(card.conversation)).company)

    async def _seen(self, account: Account, card: str) -> Card:
        found = await self._states.card(card)
        if not sees(account, found):
            raise Forbidden(why_not(account, found, {}))
        return found

    async def _open(self, account: Account, card: str) -> Card:
        found = await self._seen(account, card)
        if found.ended:
            who = await self._people.name(found.by) if found.by else None
            raise Conflict(f"{who} answered this card." if who else f"This card is closed ({found.closed}).")
        return found

    async def _append(self, card: Card, event: BaseEvent) -> bool:
        """Append to the card if it has not moved."""
        try:
            await self._ports.journal.append(Write(f"card/{card.id}", (event,), self._now(), card.position))
        except Moved:
            return False
        return True

    async def _view(self, account: Account, card: Card, *, whole: bool = False) -> CardView:
        state = await self._states.conversation(card.conversation)
        company = self._ports.companies.version(state.company)
        names = await self._names(card)
        draft = await self._draft(account, card) if whole else ""
        return card_view(card, state, company, account, self._now(), names, draft, whole=whole)

    async def _names(self, card: Card) -> Mapping[str, str]:
        ids = {card.by, card.claim.expert if card.claim is not None else None} - {None}
        return {str(id): await self._people.name(str(id)) for id in ids}

    async def _draft(self, account: Account, card: Card) -> str:
        saved = await self._ports.journal.read(f"draft/{card.id}")
        mine = [
            item.event.text for item in saved if isinstance(item.event, DraftSaved) and item.event.expert == account.id
        ]
        return mine[-1] if mine else ""


def _no_secrets(answer: Answer) -> None:
    for name in ("text", "reason", "reference", "note"):
        if find_secrets(getattr(answer, name) or ""):
            raise Invalid("Please leave card numbers, codes and passwords out of the answer.", field=name)
