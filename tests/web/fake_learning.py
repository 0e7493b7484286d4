"""Precedents and classes of decisions in memory, with the few rules a page must be able to show."""

from earpiece.domain.errors import Conflict, Forbidden, Invalid, NotFound
from earpiece.domain.precedent import Scope
from earpiece.runtime.learning.views import (
    ClassView,
    LearningView,
    Point,
    PrecedentsView,
    PrecedentView,
    RecallView,
    Rehearsed,
    Said,
    Touched,
)
from earpiece.runtime.views import Person

PAGE = 50


def said(name: str, answer: str, card: str = "card_1", **changes: object) -> Said:
    """Who said so, in the first conversation."""
    made = Said(by=name.split()[0].lower(), name=name, at=1e9, conversation="conv_1", card=card, answer=answer)
    return made.model_copy(update=changes)


def precedent(id: str = "p1", **changes: object) -> PrecedentView:
    """A bank's question about coins, answered by Dana and not yet published."""
    made = PrecedentView(
        id=id, consult="instruction", question="How do we help a customer who wants to pay in foreign coins?",
        situation="I have a jar of old French francs from my late grandmother. Can I pay them in at a branch?",
        facts=[("Request", "not one of ours"), ("Language", "en")],
        answer="Foreign coins cannot be paid in. The customer can give them to charity at any branch.",
        reason="No bank takes foreign coins; the branches collect them for a children’s charity.",
        owner="dana", owner_name="Dana Reed", made_at=1e9,
        agreed=[said("Dana Reed", "Foreign coins cannot be paid in.")], rehearsed=Rehearsed(fits=6, same=6, other=0),
    )  # fmt: skip
    return made.model_copy(update=changes)


class FakePrecedents:
    """A dict of precedents; supervisors may publish, everybody may look."""

    def __init__(self, *made: PrecedentView) -> None:
        self.all = {one.id: one for one in made}
        self.before: dict[str, PrecedentView] = {}
        self.reached = [
            Touched(
                conversation=f"conv_{number}", at=1e9 + number, customer=name, draft="I have to correct myself: we do.",
                said="Foreign coins cannot be paid in, I’m afraid.",
            )
            for number, name in ((1, "Maya Chen"), (2, None))
        ]  # fmt: skip

    async def search(self, person: Person, words: str = "", standing: str = "", page: int = 0) -> PrecedentsView:
        found = [
            one
            for one in self.all.values()
            if all(word in f"{one.question} {one.situation} {one.answer}".lower() for word in words.lower().split())
        ]
        seen = [self._seen(person, one) for one in found if self._stands(one, standing)]
        shown = [one.model_copy(update={"rehearsed": None}) for one in seen]  # a look at one of them rehearses it
        return PrecedentsView(
            precedents=shown[page * PAGE : (page + 1) * PAGE],
            more=max(0, len(shown) - (page + 1) * PAGE),
            candidates=sum(one.standing == "candidate" for one in found),
            contradicted=sum(bool(one.differed) for one in found),
        )

    def _stands(self, one: PrecedentView, standing: str) -> bool:
        if standing == "contradicted":
            return bool(one.differed)
        return standing in ("", one.standing) or (standing == "retired" and one.standing == "recalled")

    def _seen(self, person: Person, one: PrecedentView) -> PrecedentView:
        return one.model_copy(update={"may_publish": person.role != "expert"})

    async def look(self, person: Person, precedent: str) -> PrecedentView:
        if precedent not in self.all:
            raise NotFound("There is no such precedent.")
        return self._seen(person, self.all[precedent])

    async def _change(self, person: Person, precedent: str, **changes: object) -> PrecedentView:
        found = await self.look(person, precedent)
        if not found.may_publish:
            raise Forbidden("Only supervisors may do this.")
        self.before[precedent] = found
        self.all[precedent] = found.model_copy(update=changes)
        return self.all[precedent]

    async def publish(
        self, person: Person, precedent: str, scope: Scope | None = None, expires_at: float | None = None,
        reason: str = "", situation: str = "",
    ) -> PrecedentView:  # fmt: skip
        found = await self.look(person, precedent)
        if found.differed:
            raise Conflict("People answered differently. Settle first which answer holds.")
        told = {"scope": scope, "expires_at": expires_at, "reason": reason, "situation": situation}
        changes = {name: value for name, value in told.items() if value}
        return await self._change(person, precedent, standing="published", published_by=person.id, **changes)

    async def retire(self, person: Person, precedent: str, reason: str = "") -> PrecedentView:
        return await self._change(person, precedent, standing="retired")

    async def settle(self, person: Person, precedent: str, card: str) -> PrecedentView:
        one = await self.look(person, precedent)
        given = next((each for each in [*one.agreed, *one.differed] if each.card == card), None)
        if given is None:
            raise Invalid("That card did not answer this question.")
        return await self._change(person, precedent, answer=given.answer, differed=[], standing="published")

    async def recall(self, person: Person, precedent: str, reason: str, instead: str = "") -> RecallView:
        await self._change(person, precedent, standing="recalled")
        if instead:
            self.reached = [one.model_copy(update={"draft": instead}) for one in self.reached]
        return await self.touched(person, precedent)

    async def touched(self, person: Person, precedent: str) -> RecallView:
        return RecallView(precedent=await self.look(person, precedent), touched=self.reached)

    async def restore(self, person: Person, precedent: str) -> PrecedentView:
        before = self.before.get(precedent)
        restored = await self._change(person, precedent, standing=before.standing if before else "candidate")
        if before is None:
            raise Conflict("There is nothing to take back.")
        return restored


def curve(asked: list[float], error: float = 0.02, every: int = 100) -> list[Point]:
    """Shares asked, day after day."""
    return [
        Point(at=1e9 + 86_400 * day, decided=every, asked=share, error=error if share < 1 else None)
        for day, share in enumerate(asked)
    ]


def learned() -> LearningView:
    """One class of each standing."""
    return LearningView(
        precedents=31, candidates=4, answered_alone=212,
        classes=[
            ClassView(
                id="requests", title="Which request it is", decided=1200, asked=210, alone=990, audited=22,
                error=0.017, error_upper=0.034, budget=0.05, threshold=0.11, standing="alone",
                curve=curve([1.0, 0.8, 0.42, 0.3, 0.18, 0.12, 0.09]),
            ),
            ClassView(
                id="consult instruction", title="What to do with a request that is none of ours", decided=64, asked=64,
                alone=0, audited=0, budget=0.05, threshold=0.0, standing="asking", curve=curve([1.0, 1.0]),
            ),
            ClassView(
                id="consult refund-window", title="From when the refund window counts", decided=140, asked=101,
                alone=39, audited=5, error=0.03, error_upper=0.09, budget=0.05, threshold=0.02, standing="earning",
                curve=curve([1.0, 0.9, 0.7, 0.62], 0.03),
            ),
            ClassView(
                id="consult courier", title="Which courier delivers to an island", decided=88, asked=70, alone=18,
                audited=4, error=0.12, error_upper=0.2, budget=0.05, threshold=0.0, standing="lost",
                words="The agent was wrong too often, and asks again.", curve=curve([1.0, 0.4, 0.3, 1.0], 0.12),
            ),
        ],
    )  # fmt: skip


class FakeLearning:
    """Always the same."""

    def __init__(self, view: LearningView | None = None) -> None:
        self.view = view or learned()

    async def classes(self) -> LearningView:
        return self.view
