"""Questions that agents elsewhere put to our experts: asked once, looked at, changed, taken back; a yes, spent once."""

from collections.abc import Iterable
from functools import partial

from earpiece.desk.hours import opens_at
from earpiece.domain import events as e
from earpiece.domain.conversation import Conversation
from earpiece.domain.desk_events import CardReplied
from earpiece.domain.digests import digest
from earpiece.domain.elsewhere import CHANNEL, Asking, asking_of, changes, consult_of, run_of, values_of
from earpiece.domain.errors import Conflict, Invalid, NotFound
from earpiece.domain.event import BaseEvent
from earpiece.domain.forms import Fact, Inquiry, PlannedCall
from earpiece.domain.inquiries import asked_digest, cleaned, question_from
from earpiece.domain.parts import ConsultState
from earpiece.domain.playbook import ASKED_OUTSIDE, Company, ConsultSpec
from earpiece.domain.ports import Write
from earpiece.gate.secrets import find_secrets, remove_secrets
from earpiece.runtime.ask_views import AskedView, AskInquiry, AskRequest, SpendView, Words, view_of
from earpiece.runtime.bell import Bell
from earpiece.runtime.ports import Fact as Happened
from earpiece.runtime.ports import Ports
from earpiece.runtime.staff.people import People
from earpiece.runtime.states import States
from earpiece.runtime.turn import Turns
from earpiece.runtime.views import Person

LONGEST_WAIT = 60.0
"""Seconds."""
ENDED = frozenset({"answered", "refused", "expired", "withdrawn"})
SETTLED = ENDED | {"asked_back"}
"""The asker has something to do now."""


class Asks:
    """See web/asks.py for it over HTTP. `account` is whose question it is: nobody else's is found."""

    def __init__(self, ports: Ports, states: States, turns: Turns, people: People, bell: Bell) -> None:
        self._ports = ports
        self._states = states
        self._turns = turns
        self._people = people
        self._bell = bell

    async def asker(self, token: str) -> Person:
        """In whose name may be asked with this token. Raises Unauthenticated, Forbidden."""
        return await self._people.asker(token)

    # ── asking ────────────────────────────────────────────────────────────────────────────────────────────────────

    async def ask(self, account: str, request: AskRequest) -> AskedView:
        """Put a question. With a `key` used before, the question of that time, also if it has ended since.

        Raises Invalid for what cannot be put to a person so, Conflict where the key stands for another question.
        """
        company = self._ports.companies.current()
        asking = _asking(account, request, company)
        ticket = f"ask_{digest([account, request.key])}" if request.key else self._ports.ids.new("ask")
        known = await self._known(ticket) if request.key else None
        if known is None:
            opened = e.ConversationOpened(company=company.digest, channel=CHANNEL, language=request.language)
            begun = e.RunStarted(run=f"{ticket}.run", playbook=ASKED_OUTSIDE, values=values_of(asking))
            lines = _lines("t", request.transcript, asking.asker)
            state = await self._turns.take(ticket, opened, begun, *lines, key=f"ask {ticket}")
        else:
            state = known
        before = asking_of(state)
        changed = [name for name in asking.prints if before and before.prints.get(name) != asking.prints[name]]
        if before is None or changed:
            raise Conflict(
                f"The key {request.key!r} stands for another question: {', '.join(changed) or 'erased since'} differs. "
                "Use a key of its own for each question, or amend the ticket.",
                ticket=ticket, changed=changed,
            )  # fmt: skip
        return (await self._view(state)).model_copy(update={"replayed": known is not None})

    async def _known(self, ticket: str) -> Conversation | None:
        try:
            return await self._states.conversation_afresh(ticket)
        except NotFound:
            return None

    async def look(self, account: str, ticket: str, wait: float = 0.0) -> AskedView:
        """What became of the question; with `wait` at most so many seconds later, as soon as that is another thing, or
        the asker has something to do. Raises NotFound."""
        first = await self._own(account, ticket)
        consult = consult_of(first)
        topics = [f"conversation/{ticket}", *([f"card/{consult.id}"] if consult is not None else [])]
        with self._bell.listen(*topics) as rang:
            view = before = await self._view(await self._own(account, ticket))
            until = self._ports.clock.now() + min(wait, LONGEST_WAIT)
            while view.status == before.status and view.status not in SETTLED:
                left = until - self._ports.clock.now()
                if left <= 0 or not await rang(left):
                    break
                view = await self._view(await self._own(account, ticket))
        return view

    # ── while it is open ──────────────────────────────────────────────────────────────────────────────────────────

    async def reply(self, account: str, ticket: str, text: str) -> AskedView:
        """Answer what the expert asked back. Raises Conflict where nothing is asked back."""
        state = await self._own(account, ticket)
        consult, words = _open(state), _plain(text)
        replied = Write(f"card/{consult.id}", (CardReplied(text=words),), self._ports.clock.now())

        def passed(state: Conversation) -> BaseEvent:
            if _open(state).back is None:
                raise Conflict("Nothing was asked back (any more).")
            return e.ReplyPassed(consult=consult.id, message=f"r{state.position}", text=words)

        return await self._view(await self._turns.take(ticket, passed, beside=[replied]))

    async def withdraw(self, account: str, ticket: str, reason: str) -> AskedView:
        """Take the question back. Again does no harm; raises Conflict where it was answered or has expired."""
        state = await self._own(account, ticket)
        consult = consult_of(state)
        if consult is not None and consult.status == "withdrawn":
            return await self._view(state)

        def taken_back(state: Conversation) -> BaseEvent:
            _open(state)
            return _set(state, "withdrawn", _plain(reason) or "no longer needed")

        return await self._view(await self._turns.take(ticket, taken_back))

    async def amend(self, account: str, ticket: str, inquiry: AskInquiry) -> AskedView:
        """Ask something else instead: answers to what was asked before no longer count."""
        state = await self._own(account, ticket)
        asking = _known_asking(state)
        company = self._ports.companies.version(state.company)
        wanted = _inquiry(inquiry, _spec(company, asking.consult), asking.asker)
        if wanted == asking.inquiry:
            return await self._view(state)
        after = asking.model_copy(update={"inquiry": wanted, "edition": asking.edition + 1})
        facts = [partial(_change, name, value, asking.edition) for name, value in changes(asking, after)]
        return await self._view(await self._turns.take(ticket, *facts))

    async def add(self, account: str, ticket: str, message: str, words: Words) -> AskedView:
        """Somebody said something while the question is open: it stands on the card at once. A repeated `message`
        changes nothing."""
        state = await self._own(account, ticket)
        if message in state.said:
            return await self._view(state)
        _open(state)
        lines = _lines("", [words], _known_asking(state).asker, message)
        return await self._view(await self._turns.take(ticket, *lines, key=f"say {ticket} {message}"))

    # ── a yes ─────────────────────────────────────────────────────────────────────────────────────────────────────

    async def spend(self, account: str, ticket: str, call: PlannedCall, key: str) -> SpendView:
        """Use a yes for exactly this call, once. The same `key` again is the same use, so that a lost reply does no
        harm. Raises Conflict, with `details["why"]`: open, refused, expired, withdrawn, changed, spent."""
        await self._own(account, ticket)
        exact = asked_digest(call.tool, call.args)
        replayed = False

        def spent(state: Conversation) -> BaseEvent | None:
            nonlocal replayed
            consult = consult_of(state)
            replayed = consult is not None and consult.spent and consult.spent_by == key != ""
            if consult is None or not replayed:
                _check_grant(consult, exact, call, self._ports.clock.now())
            assert consult is not None
            return None if replayed else e.GrantSpent(consult=consult.id, digest=exact, key=key)

        state = await self._turns.take(ticket, spent)
        return SpendView(ticket=ticket, tool=call.tool, args=call.args, replayed=replayed, at=state.now)

    # ── inside ────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _own(self, account: str, ticket: str) -> Conversation:
        """Raises NotFound for what is not this account's, as for what is not there."""
        state = await self._states.conversation(ticket)
        asking = asking_of(state)
        if asking is None or asking.account != account:
            raise NotFound("There is no such ticket.")
        return state

    async def _view(self, state: Conversation) -> AskedView:
        consult = consult_of(state)
        card = await self._states.card(consult.id) if consult is not None and not consult.alone else None
        names = {by: await self._people.name(by) for by in _who(consult, card.late if card is not None else ())}
        company = self._ports.companies.version(state.company)
        skill = _spec(company, _known_asking(state).consult).skill
        opening = opens_at(company.hours, skill, self._ports.clock.now())
        return view_of(state, card, names, self._ports.clock.now(), opening)


def _who(consult: ConsultState | None, late: Iterable[object]) -> set[str]:
    given = {consult.by} if consult is not None and consult.by is not None and not consult.alone else set()
    return given | {str(getattr(each, "by", "")) for each in late}


# ── what was asked ────────────────────────────────────────────────────────────────────────────────────────────────────


def _asking(account: str, request: AskRequest, company: Company) -> Asking:
    """The request as it is kept: without secrets, held against what a person can be asked."""
    consult = request.consult or ASKED_OUTSIDE
    asker = _plain(request.asker) or account
    inquiry = _inquiry(request.inquiry, _spec(company, consult), asker)
    parts = {
        "inquiry": inquiry.model_dump(mode="json"), "consult": consult, "asker": asker, "thread": request.thread,
        "timeout": request.timeout, "transcript": [words.model_dump() for words in request.transcript],
    }  # fmt: skip
    return Asking(
        account=account, asker=asker, inquiry=inquiry, consult=consult, timeout=request.timeout, thread=request.thread,
        prints={name: digest(part) for name, part in parts.items()},
    )  # fmt: skip


def _spec(company: Company, consult: str) -> ConsultSpec:
    """Raises Invalid for a consult that no agent elsewhere may name."""
    spec = company.consults.get(consult)
    if spec is None or not spec.outside:
        may = ", ".join(sorted(name for name, each in company.consults.items() if each.outside))
        raise Invalid(f"There is no consult {consult!r} for agents elsewhere. They may name: {may}.", field="consult")
    return spec


def _inquiry(given: AskInquiry, spec: ConsultSpec, asker: str) -> Inquiry:
    """Raises Invalid for what cannot be put to a person."""
    for name, value in (given.call.args if given.call is not None else {}).items():
        if find_secrets(str(value)):
            raise Invalid(
                f"{name} holds a card number, a code or a password. Send a handle for it: what a person allows is "
                "exactly what they are shown.",
                field=f"inquiry.call.args.{name}",
            )
    inquiry = Inquiry(
        question=given.question, why=given.why, kind=given.kind, options=given.options, form=given.form,
        call=given.call, summary=given.summary, draft=given.draft,
        facts=tuple(Fact(label=label, value=_shown(value), source="asker") for label, value in given.facts.items()),
    )  # fmt: skip
    inquiry = cleaned(inquiry, _plain)
    question_from(spec, inquiry, asker)
    return inquiry


def _shown(value: str | float | bool | None) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "unknown" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _plain(text: str) -> str:
    return remove_secrets(text)[0].strip()


def _lines(prefix: str, lines: Iterable[Words], asker: str, message: str = "") -> list[Happened]:
    """What was said elsewhere, as lines of the transcript; there is nothing in it for our agent to understand."""
    events: list[Happened] = []
    for number, words in enumerate(lines, start=1):
        text, removed = remove_secrets(words.text)
        id = message or f"{prefix}{number}"
        if words.who == "customer":
            events.append(e.CustomerSaid(message=id, text=text, removed=removed))
            events.append(e.MessageUnderstood(message=id, commands=(), by="asker"))
        else:
            events.append(e.AgentSaid(text=text, purpose="notice", sources=(f"asker {asker}",)))
    return events


# ── its state ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _known_asking(state: Conversation) -> Asking:
    asking = asking_of(state)
    if asking is None:
        raise NotFound("There is no such ticket.")
    return asking


def _open(state: Conversation) -> ConsultState:
    """The question, if it still waits for an answer. Raises Conflict with how it ended."""
    consult = consult_of(state)
    if consult is None or consult.status != "open" or _known_asking(state).withdrawn is not None:
        ended = consult.status if consult is not None else "withdrawn"
        raise Conflict(f"This question is no longer open: {ended}.", why=ended)
    return consult


def _set(state: Conversation, name: str, value: object) -> e.ValueSet:
    run = run_of(state)
    assert run is not None
    return e.ValueSet(run=run.id, name=name, value=value, source=f"asker {_known_asking(state).asker}")


def _change(name: str, value: object, edition: int, state: Conversation) -> e.ValueSet:
    """One value of a changed question. Raises Conflict where it was changed by somebody else meanwhile."""
    _open(state)
    if _known_asking(state).edition != edition:
        raise Conflict("The question was changed meanwhile; look at the ticket again.")
    return _set(state, name, value)


def _check_grant(consult: ConsultState | None, exact: str, call: PlannedCall, now: float) -> None:
    """Raises Conflict unless a person's yes to exactly this call is there to be used."""
    if consult is None or consult.status == "open":
        raise Conflict("Nobody has answered yet.", why="open")
    if consult.status != "answered" or consult.answer is None:
        raise Conflict(f"Nobody has said yes: the question is {consult.status}.", why=consult.status)
    if consult.answer.decision != "yes" or consult.grant is None or consult.question.call is None:
        raise Conflict("This question was not answered with a yes to a call.", why="refused")
    if exact != consult.grant:
        allowed = {**consult.question.call.args, **consult.answer.changes}
        names = sorted(name for name in {*allowed, *call.args} if allowed.get(name) != call.args.get(name))
        other = consult.question.call.tool if consult.question.call.tool != call.tool else ", ".join(names)
        raise Conflict(f"A yes was given to another call: {other} differs.", why="changed", allowed=allowed)
    if consult.spent:
        raise Conflict("This yes was used already.", why="spent")
    if consult.grant_expires is not None and consult.grant_expires <= now:
        raise Conflict("This yes is too old to be used: ask again.", why="expired")
