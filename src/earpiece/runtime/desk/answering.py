"""An answer's way: checked on arrival, put back where it may be a slip, open to be undone for a moment, and counted."""

from earpiece.desk import answers, doubts, opinions
from earpiece.desk.instead import check_instead, effect_instead, grant_instead, limits_instead
from earpiece.desk.people import Account, why_not
from earpiece.domain import card as cards
from earpiece.domain.card import Card, Decision
from earpiece.domain.desk_events import (
    CardAnswered,
    CardClaimed,
    CardDecided,
    CardReturned,
    CardUndone,
    LateAnswer,
    OpinionGiven,
    SecondOpinionWanted,
)
from earpiece.domain.errors import AlreadyAnswered, Conflict, Doubtful, Forbidden, Moved
from earpiece.domain.event import BaseEvent
from earpiece.domain.events import ConsultAnswered
from earpiece.domain.forms import Answer
from earpiece.domain.playbook import Company
from earpiece.domain.ports import Write
from earpiece.domain.precedent import Keep
from earpiece.precedents.candidate import KINDS
from earpiece.runtime.desk.cards import MOST_TRIES, Cards, plain
from earpiece.runtime.desk.releases import Releases
from earpiece.runtime.learning.audits import Audits
from earpiece.runtime.ports import Ports
from earpiece.runtime.staff.people import People
from earpiece.runtime.states import States
from earpiece.runtime.turn import Turns
from earpiece.runtime.views import AnswerRequest, CardView, OpinionRequest, Person


class Answering:
    """Takes answers. The first valid one wins, in one append with its consequence; one with an effect may be undone
    for the company's `undo` seconds before."""

    def __init__(
        self, ports: Ports, states: States, turns: Turns, people: People, desk: Cards, releases: Releases
    ) -> None:
        self._ports = ports
        self._states = states
        self._turns = turns
        self._people = people
        self._cards = desk
        self.releases = releases
        self._audits = Audits(ports, states, turns)

    async def answer(self, person: Person, card: str, request: AnswerRequest) -> CardView:
        """See `Desk.answer`."""
        account = await self._people.account(person.id)
        for _ in range(MOST_TRIES):
            found = await self._cards.seen(account, card)
            if found.ended:
                if (found.by, found.answer) == (person.id, request.answer):
                    return await self._cards.view(account, found)  # the same click twice
                await self._too_late(account, found, request.answer)
            if isinstance(request, OpinionRequest):
                await self._cards.seeds.set_aside(found)
            if _given(account, found, request):
                return await self._cards.view(account, found)  # again the same click
            company = await self._cards.company(found)
            try:
                sure = await self._check(account, found, request, company)
                return await self._take(account, found, request, company, sure)
            except Moved:
                continue
            except Conflict:
                if not await self._cards.moved(found):  # else there may be more to tell by now
                    raise
        raise Conflict("The card is changing too fast; try again.")

    async def undo(self, person: Person, card: str) -> CardView:
        """Take back an answer that does not count yet; the card is this person's again. Twice does no harm.

        Raises Conflict if it counts already, Forbidden if it is somebody else's.
        """
        account = await self._people.account(person.id)
        for _ in range(MOST_TRIES):
            found = await self._cards.seen(account, card)
            if found.ended:
                raise Conflict("It is too late to undo this: the card is closed.", closed=found.status)
            if found.decision is None:
                return await self._cards.view(account, found, whole=True)
            if found.decision.by != person.id:
                name = await self._people.name(found.decision.by)
                raise Forbidden(f"This is {name}'s answer; only {name} can undo it.")
            mine = CardClaimed(expert=person.id, fence=found.fence + 1, until=self._cards.now() + self._lease())
            if await self._cards.append(found, CardUndone(by=person.id), mine):
                return await self._cards.view(account, await self._states.card(card), whole=True)
        raise Conflict("The card is changing too fast; try again.")

    async def count(self, card: Card) -> None:
        """The time to undo is over: the decision counts, if it would still be taken at this moment; else the card is
        back in the queue and says why. Raises Moved if the card has moved meanwhile."""
        decision = card.decision
        if decision is None or card.ended or decision.until > self._cards.now():
            return
        company = await self._cards.company(card)
        account = await self._people.account(decision.by)
        reason = await self._why_not(account, card, decision.answer, company)
        if reason:
            returned = CardReturned(expert=account.id, reason=f"{account.name}'s answer did not count: {reason}")
            await self._cards.append(card, CardUndone(by=account.id), returned)
            return
        await self._win(card, decision, company)

    # ── on arrival ────────────────────────────────────────────────────────────────────────────────────────────────

    async def _check(self, account: Account, card: Card, request: AnswerRequest, company: Company) -> tuple[str, ...]:
        """Raises what stands against the answer; returns the doubts that this person has put aside."""
        if request.revision != card.revision:
            raise Conflict("The question changed while you were answering; please look again.", revision=card.revision)
        await self._cards.check_undecided(account, card)
        await self._cards.check_hold(account, card, request.fence)
        answers.check_form(card, request.answer)
        answers.check_secrets(request.answer)
        check_instead(request.answer, company)
        reason = await self._why_not(account, card, request.answer, company)
        if reason:
            raise Forbidden(reason)
        await self._cards.precedents.keeping.check(account, card, request, company)
        return _sure(card, request, company)

    async def _why_not(self, account: Account, card: Card, answer: Answer, company: Company) -> str:
        """Why this person may not give this answer; empty if they may."""
        if account.disabled:
            return "This account is disabled."
        limits = company.consults[card.question.name].authority if card.question.name in company.consults else {}
        needed = answers.authority_needed(card, answer, limits) | limits_instead(answer, company)
        reason = why_not(account, card, needed)
        if reason or not (answers.has_effect(card, answer, company.tools) or effect_instead(answer, company)):
            return reason
        return answers.own_request(account, await self._states.behind(card))

    async def _too_late(self, account: Account, card: Card, answer: Answer) -> None:
        """Keep the answer, marked; tell the person how the card ended."""
        answers.check_secrets(answer)
        late = LateAnswer(by=account.id, answer=answer)
        await self._ports.journal.append(Write(f"card/{card.id}", (late,), self._cards.now()))
        if card.waited_for:
            self._ports.meters.late.add("closed" if card.by is None else "answered")
        if card.by is None or card.answer is None:
            raise Conflict(f"This card is closed ({card.closed}); your answer was kept but not applied.")
        name = await self._people.name(card.by)
        given = answers.in_words(card, card.answer, (await self._cards.company(card)).policy.currency)
        raise AlreadyAnswered(f"{name} answered first: {given}", by=card.by, name=name, answer=given)

    # ── what becomes of it ────────────────────────────────────────────────────────────────────────────────────────

    async def _take(
        self, account: Account, card: Card, request: AnswerRequest, company: Company, sure: tuple[str, ...]
    ) -> CardView:
        """A valid answer: one of several opinions, or the answer. Raises Moved if the card has moved meanwhile."""
        given = self._decision(account, card, request, company, sure)
        if card.seed is not None:
            await self._cards.seeds.take(card, given)
            return await self._cards.view(account, await self._states.card(card.id))
        if card.audit is not None:
            await self._audits.take(card, given)
            return await self._cards.view(account, await self._states.card(card.id))
        before = _wanting(account, card, request)
        if before or card.opinions_wanted > 1:
            wanted = request.opinions if isinstance(request, OpinionRequest) and before else card.opinions_wanted
            before = (*before, *await self._opinion(account, card, given))
            if before and not opinions.agreed(card, given.answer, wanted):
                return await self._note(account, card, before, request)
        if given.until > self._cards.now():
            decided = CardDecided(
                by=given.by, answer=given.answer, revision=given.revision, until=given.until, seconds=given.seconds,
                sure=given.sure, shown=given.shown,
            )  # fmt: skip
            return await self._note(account, card, (*before, decided), request)
        key = _key(account, card, request)
        won = await self._win(card, given, company, before, key, alone=request.alone, keep=request.keep)
        return await self._cards.view(account, won)

    def _decision(
        self, account: Account, card: Card, request: AnswerRequest, company: Company, sure: tuple[str, ...]
    ) -> Decision:
        """The answer as it will count, and when: at once, unless it has an effect."""
        now, claim = self._cards.now(), card.claim
        effect = answers.has_effect(card, request.answer, company.tools) or effect_instead(request.answer, company)
        waits = company.policy.undo if effect else 0.0
        seconds = round(now - claim.since, 3) if claim is not None and claim.expert == account.id else 0.0
        return Decision(account.id, request.answer, card.revision, now + waits, seconds, sure, request.shown)

    async def _opinion(self, account: Account, card: Card, given: Decision) -> tuple[BaseEvent, ...]:
        """The answer as one of several; nothing if it settles what others differ about. Raises Conflict, Forbidden."""
        if opinions.of(account, card) is not None:
            raise Conflict("You have given your opinion already; now it is for somebody else to say.")
        if not opinions.complete(card):
            return (OpinionGiven(by=given.by, answer=given.answer, revision=given.revision, seconds=given.seconds),)
        desk = [await self._people.account(person.id) for person in await self._people.list()]
        reason = opinions.why_not_settle(account, card, desk)
        if reason:
            raise Forbidden(reason)
        return ()

    async def _note(
        self, account: Account, card: Card, events: tuple[BaseEvent, ...], request: AnswerRequest
    ) -> CardView:
        """Write down what does not count yet. Raises Moved."""
        if not await self._cards.append(card, *events, key=_key(account, card, request)):
            raise Moved("The card has moved meanwhile.")
        return await self._cards.view(account, await self._states.card(card.id))

    async def _win(
        self,
        card: Card,
        given: Decision,
        company: Company,
        before: tuple[BaseEvent, ...] = (),
        key: str | None = None,
        *,
        alone: bool = False,
        keep: Keep | None = None,
    ) -> Card:
        """Append the answer with all that follows from it, after the events `before`; the card as it is then. Those who
        asked the same get it too, unless it is for this card `alone`.

        Raises Moved if the card has moved meanwhile.
        """
        now = self._cards.now()
        tool = company.tools.get(card.question.call.tool) if card.question.call is not None else None
        grant = grant_instead(card, given.answer, company) or answers.grant_of(card, given.answer, tool)
        won = CardAnswered(
            by=given.by, answer=given.answer, revision=card.revision, seconds=given.seconds, sure=given.sure,
            shown=given.shown, releases=() if alone else await self.releases.alike(card), fan=card.fan,
            name=card.question.name if card.question.kind in KINDS else "", keep=keep,
        )  # fmt: skip
        fact = ConsultAnswered(
            consult=card.consult, answer=given.answer, by=given.by, grant=grant.digest if grant else None,
            grant_expires=now + company.policy.grant_lifetime if grant else None,
        )  # fmt: skip
        state = await self._turns.take(
            card.conversation, fact, key=key, beside=[Write(f"card/{card.id}", (*before, won), now, card.position)],
        )  # fmt: skip
        consult = state.consults[card.consult]
        if (consult.by, consult.answer) != (given.by, given.answer):
            return await self._states.card(card.id)  # this key was used before
        for event in (*before, won):
            card = cards.apply(card, event, now)
        self.releases.begin(card)
        self._cards.precedents.teaching.begin(card)
        self._cards.seeds.consider(given.by)
        return card

    def _lease(self) -> float:
        return self._ports.companies.current().policy.lease


def _key(account: Account, card: Card, request: AnswerRequest) -> str:
    return f"answer {card.id} {account.id} {request.key}"


def _wanting(account: Account, card: Card, request: AnswerRequest) -> tuple[BaseEvent, ...]:
    """What makes it a question for several people, if that is asked for here and new."""
    if not isinstance(request, OpinionRequest) or card.opinions_wanted >= request.opinions or opinions.complete(card):
        return ()
    reason = plain(request.reason, "reason", "Write in a few words why somebody else should look at this too.")
    return (SecondOpinionWanted(expert=account.id, opinions=request.opinions, reason=reason),)


def _given(account: Account, card: Card, request: AnswerRequest) -> bool:
    """Whether this person has given this very answer already, and it does not count yet."""
    if card.decision is not None and (card.decision.by, card.decision.answer) == (account.id, request.answer):
        return True
    mine = opinions.of(account, card)
    return mine is not None and mine.answer == request.answer


def _sure(card: Card, request: AnswerRequest, company: Company) -> tuple[str, ...]:
    """The doubts about an answer that its giver keeps to; raises Doubtful for those they were not asked about."""
    found = doubts.about(card, request.answer, company.policy.currency)
    new = [doubt for doubt in found if doubt.code not in request.sure]
    if new:
        listed = [{"code": doubt.code, "message": doubt.message, "field": doubt.field} for doubt in found]
        raise Doubtful(" ".join(doubt.message for doubt in new), doubts=listed)
    return tuple(doubt.code for doubt in found)
