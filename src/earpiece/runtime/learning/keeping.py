"""What an answer on a card may become for the next time, checked before the answer counts."""

from collections.abc import Iterable

from earpiece.desk.people import Account
from earpiece.domain.card import Card
from earpiece.domain.errors import Conflict, Forbidden, Invalid
from earpiece.domain.playbook import Company
from earpiece.domain.precedent import Keep, Precedent
from earpiece.precedents.candidate import KINDS, kept_of
from earpiece.runtime.learning.precedent_views import answer_in_words
from earpiece.runtime.learning.shelf import Shelf
from earpiece.runtime.learning.teaching import Teaching, may_publish
from earpiece.runtime.ports import Ports
from earpiece.runtime.staff.people import People
from earpiece.runtime.states import States
from earpiece.runtime.views import AnswerRequest, MayKeep

MAY_NOT = "Only supervisors may say what holds for the next time; your answer stays a proposal."


class Keeping:
    """See the module's words."""

    def __init__(self, ports: Ports, states: States, people: People, shelf: Shelf, teaching: Teaching) -> None:
        self._ports = ports
        self._states = states
        self._people = people
        self._shelf = shelf
        self._teaching = teaching

    def may(self, account: Account, card: Card, company: Company) -> MayKeep:
        """What this person's answer to the card may become."""
        question = card.question
        if card.ended or not card.waited_for or question.kind not in KINDS or question.call is not None:
            return "no"
        return "publish" if may_publish(account, question.skill, company) else "propose"

    async def check(self, account: Account, card: Card, request: AnswerRequest, company: Company) -> None:
        """Raises what stands against it: Forbidden (right), Invalid (scope, end), Conflict (others say otherwise)."""
        keep = request.keep
        if keep is None or card.seed is not None:  # a check is answered like any other card
            return
        state = await self._states.behind(card)
        consult = state.consults.get(card.consult)
        run = consult.run if consult is not None else None
        kept = kept_of(card.question, request.answer, self._shelf.private(state, run, company), keep.reason)
        if kept is None or not card.waited_for:
            raise Invalid("Nothing can be kept of this answer for the next time.", field="keep")
        _possible(keep, self._ports.clock.now(), private=kept.private, known=state.customer is not None)
        if not keep.publish:
            return
        if not may_publish(account, card.question.skill, company):
            raise Forbidden(MAY_NOT)
        if keep.scope != "always":
            return  # an exception for these alone contradicts nobody
        asked = await self._shelf.asked(card.question, state, company, run)
        rivals = (await self._teaching.place(asked, kept, company)).differs
        if rivals:
            raise Conflict(await who_differs(rivals, self._people, company), field="keep")


def _possible(keep: Keep, now: float, *, private: bool, known: bool) -> None:
    """Raises Invalid for a scope or an end that cannot be."""
    if keep.expires_at is not None and keep.expires_at <= now:
        raise Invalid("It would end before it begins: choose a later time.", field="keep.expires_at")
    if keep.scope == "customer" and not known:
        raise Invalid("Nobody knows who this customer is yet: keep it for all, or for this talk.", field="keep.scope")
    if keep.publish and keep.scope == "always" and private:
        raise Invalid("The answer speaks of this customer: keep it for this customer only.", field="keep.scope")


async def who_differs(rivals: Iterable[Precedent], people: People, company: Company) -> str:
    """Who answered otherwise, and who settles it."""
    said = [
        f"{await people.name(taught.by)} answered: {answer_in_words(each.decision, each.name, company)}"
        for each in rivals for taught, _ in each.taught[-1:]
    ]  # fmt: skip
    told = " ".join(words if words.endswith((".", "!", "?")) else f"{words}." for words in said)
    return f"This was answered otherwise before. {told} A supervisor says which of the answers holds."
