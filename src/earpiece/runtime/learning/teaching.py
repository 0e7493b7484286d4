"""What people answered becomes a candidate, or one more voice for an answer that is known; each answer once.

It is done right after the answer, beside whatever else the node does; what a crash left undone is looked for at the
start and now and then. The append's key names the answer, so that two nodes at the same one teach it once.
"""

from collections import OrderedDict
from dataclasses import dataclass

import structlog

from earpiece.desk.people import Account
from earpiece.domain.card import Card
from earpiece.domain.conversation import Conversation
from earpiece.domain.desk_events import CardAnswered
from earpiece.domain.digests import digest, person
from earpiece.domain.errors import EarpieceError, Moved, NotFound
from earpiece.domain.event import ERASED
from earpiece.domain.playbook import Company
from earpiece.domain.ports import Write
from earpiece.domain.precedent import (
    Keep,
    Precedent,
    PrecedentAgreed,
    PrecedentChanged,
    PrecedentDiffered,
    PrecedentEvent,
    PrecedentProposed,
    PrecedentPublished,
    Scope,
    Taught,
)
from earpiece.precedents.candidate import KINDS, Kept, kept_of, without_private
from earpiece.precedents.grouping import Place, place
from earpiece.precedents.matching import Asked
from earpiece.runtime.learning.shelf import Shelf
from earpiece.runtime.ports import Ports
from earpiece.runtime.staff.people import People
from earpiece.runtime.states import States

log = structlog.get_logger()

RHYTHM = 600.0
"""Seconds between two looks for answers that nothing was learned from."""
LOOKED_AT = 500
"""So many of the newest answers are looked at then."""
MOST_DONE = 5_000
MOST_TRIES = 10


def may_publish(account: Account, skill: str, company: Company) -> bool:
    """Whether this person may say what holds for the next time, in questions to this team."""
    if account.disabled:
        return False
    return account.role != "expert" or (company.policy.publishers == "experts" and skill in account.skills)


def id_of(card: str) -> str:
    """The name of the precedent that this card's answer makes, if it makes one."""
    return f"p{digest(['precedent', card])[:16]}"


@dataclass(frozen=True, slots=True)
class Lesson:
    """An answered card with all that is learned from it."""

    card: Card
    by: str
    state: Conversation
    company: Company
    asked: Asked
    kept: Kept
    keep: Keep | None


class Teaching:
    """See the module's words."""

    def __init__(self, ports: Ports, states: States, people: People, shelf: Shelf) -> None:
        self._ports = ports
        self._states = states
        self._people = people
        self._shelf = shelf
        self._done: OrderedDict[str, None] = OrderedDict()
        """Cards that need not be looked at again."""

    def begin(self, card: Card) -> None:
        """Learn from an answer that has just won, beside whatever else this node does."""
        if card.question.kind in KINDS and card.answer is not None:
            self._ports.spawn(f"precedent {card.id}", self._try(card.id))

    async def run(self) -> None:
        """Look for answers that nothing was learned from, for ever."""
        while True:
            try:
                await self.catch_up()
            except EarpieceError as error:
                log.warning("cannot look for answers to learn from", error=error.message)
            except Exception as error:  # whatever is wrong with one look, the next may be better
                log.error("cannot look for answers to learn from", error=repr(error), exc_info=error)
            await self._ports.clock.sleep(RHYTHM)

    async def catch_up(self) -> None:
        """Learn from the answers that were given and not learned from, the oldest first; know what all mean."""
        for name in self._ports.companies.current().consults:
            await self._shelf.know(name)
        rows = await self._ports.journal.rows("answers", limit=LOOKED_AT, newest=True)
        left = [row.id for row in rows if row.id not in self._done]
        if not left:
            return
        taught = {row.id for row in await self._ports.journal.rows("taught", limit=4 * LOOKED_AT, newest=True)}
        for card in reversed(left):
            if card in taught:
                self._note(card)
            else:
                await self._try(card)

    async def _try(self, card: str) -> None:
        try:
            await self.learn(card)
        except NotFound:
            self._note(card)  # a version that nobody has any more, or a conversation that is gone
        except EarpieceError as error:
            log.warning("nothing was learned from an answer yet", card=card, error=error.message)
        except Exception as error:  # one answer's trouble must not keep others from being learned
            self._note(card)
            log.error("nothing was learned from an answer", card=card, error=repr(error), exc_info=error)

    def _note(self, card: str) -> None:
        self._done[card] = None
        if len(self._done) > MOST_DONE:
            self._done.popitem(last=False)

    async def learn(self, card: str) -> None:
        """Keep what was answered, unless there is nothing to be learned from it. Twice does no harm."""
        lesson = await self.lesson(card)
        if lesson is not None:
            for _ in range(MOST_TRIES):
                try:
                    await self._ports.journal.append(*await self._writes(lesson))
                    break
                except Moved:
                    continue
            await self._shelf.know(lesson.asked.name)
        self._note(card)

    async def lesson(self, card: str) -> Lesson | None:
        """What the answer to a card teaches; None where nothing is to be learned: from checks, from looks afterwards,
        from answers that were found wrong, from customers who were erased."""
        found = await self._states.card(card)
        if found.answer is None or found.by is None or found.via is not None or found.overturned is not None:
            return None
        if not found.waited_for or found.status != "answered" or found.question.kind not in KINDS:
            return None
        state = await self._states.conversation(found.conversation)
        company = self._ports.companies.version(state.company)
        consult = state.consults.get(found.consult)
        run = consult.run if consult is not None else None
        keep = await self._keep(card)
        known = self._shelf.private(state, run, company)
        kept = kept_of(found.question, found.answer, known, keep.reason if keep is not None else "")
        if kept is None:
            return None
        asked = await self._shelf.asked(found.question, state, company, run)
        if ERASED in (asked.said, asked.text):
            return None
        keep = keep and keep.model_copy(update={"reason": without_private(keep.reason, known)})
        return Lesson(found, found.by, state, company, asked, kept, keep)

    async def _keep(self, card: str) -> Keep | None:
        won = (item.event for item in await self._ports.journal.read(f"card/{card}"))
        return next((event.keep for event in won if isinstance(event, CardAnswered)), None)

    # ── what is written ───────────────────────────────────────────────────────────────────────────────────────────

    async def place(self, asked: Asked, kept: Kept, company: Company) -> Place:
        """Where an answer belongs among those that are known."""
        known = await self._shelf.of_consult(asked.name, "published", "candidate")
        return place(asked, kept.decision, known, self._shelf.matcher(company), self._ports.clock.now())

    async def _writes(self, lesson: Lesson) -> list[Write]:
        """The answer's own stream first; the precedents that say otherwise learn of it."""
        found = await self.place(lesson.asked, lesson.kept, lesson.company)
        subject = await self._ports.journal.subject_of(f"conversation/{lesson.state.id}") or f"guest/{lesson.state.id}"
        now, key = self._ports.clock.now(), f"precedent of {lesson.card.id}"
        if self._scope(lesson) != "always":  # it holds for these alone, and says nothing of what holds for all
            found = Place(None, ())
        agrees = found.agrees
        id = agrees.id if agrees is not None else id_of(lesson.card.id)
        first = self._taught(lesson, found, subject)
        others = [each for each in found.differs if each.id not in (agrees.differs if agrees is not None else ())]
        after = [PrecedentDiffered(name=lesson.asked.name, by=lesson.by, other=each.id) for each in others]
        events = (first, *(after if agrees is not None else ()), *await self._kept(lesson, found))
        expected = agrees.position if agrees is not None else 0
        return [
            Write(f"precedent/{id}", events, now, expected=expected, subject=subject, key=key),
            *(self._differing(each, lesson, id, now) for each in others),
        ]

    def _taught(self, lesson: Lesson, found: Place, subject: str) -> Taught:
        """The answer as a voice for one that is known, or as one of its own."""
        card, asked, kept, customer = lesson.card, lesson.asked, lesson.kept, lesson.state.customer
        told = {
            "name": asked.name, "by": lesson.by, "conversation": card.conversation, "consult": card.id,
            "person": subject, "customer": person(customer) if customer is not None else "", "question": asked.text,
            "situation": asked.said, "facts": asked.facts, "decision": kept.decision, "reason": kept.reason,
            "topics": asked.topics,
        }  # fmt: skip
        if found.agrees is not None:
            return PrecedentAgreed.model_validate(told)
        return PrecedentProposed.model_validate({
            **told, "skill": card.question.skill, "language": card.language, "company": lesson.company.digest,
            "scope": self._scope(lesson), "expires_at": lesson.keep.expires_at if lesson.keep is not None else None,
            "differs": tuple(each.id for each in found.differs), "private": kept.private,
        })  # fmt: skip

    def _scope(self, lesson: Lesson) -> Scope:
        """As it was wished; what speaks of one customer holds for nobody else, a guest's for this conversation."""
        wished: Scope = lesson.keep.scope if lesson.keep is not None else "always"
        narrow: Scope = "customer" if lesson.kept.private and wished == "always" else wished
        return "conversation" if narrow == "customer" and lesson.state.customer is None else narrow

    async def _kept(self, lesson: Lesson, found: Place) -> list[PrecedentEvent]:
        """What the person who answered wants to become of it, as far as they may."""
        keep = lesson.keep
        if keep is None:
            return []
        scope, name = self._scope(lesson), lesson.asked.name
        account = await self._people.account(lesson.by)
        may = may_publish(account, lesson.card.question.skill, lesson.company)
        if found.agrees is not None and found.agrees.standing == "published":
            return []
        if keep.publish and may and not found.differs:
            return [published(name, lesson.by, scope, keep.expires_at, lesson.kept.decision, lesson.kept.reason)]
        if found.agrees is None:
            return []  # the proposal says all of it
        return [PrecedentChanged(name=name, by=lesson.by, scope=scope, expires_at=keep.expires_at, reason=keep.reason)]

    def _differing(self, other: Precedent, lesson: Lesson, id: str, now: float) -> Write:
        event = PrecedentDiffered(name=lesson.asked.name, by=lesson.by, other=id)
        return Write(f"precedent/{other.id}", (event,), now)


def published(
    name: str, by: str, scope: Scope, expires_at: float | None, decision: object, reason: str, **more: object
) -> PrecedentPublished:
    """What holds for everybody is said in open words of the company; for one customer it stays under their key."""
    own = {"decision": decision, "reason": reason} if scope == "always" else {}
    return PrecedentPublished.model_validate(
        {"name": name, "by": by, "scope": scope, "expires_at": expires_at, **own, **more}
    )
