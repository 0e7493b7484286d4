"""An answer kept for the next time: stream `precedent/ID`, from the first answer to when it is no longer used.

proposed (candidate) → published ⇄ retired, or recalled. Words that come from a customer are personal, under the key of
that customer: each answer that is added names whose words it brings, so that erasing one customer takes those alone.
What holds for everybody is published as the company's own words, without anything of a customer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from earpiece.domain.event import ERASED, BaseEvent, Personal, WhatIsAnswered, Words
from earpiece.domain.forms import Answer, Fact
from earpiece.domain.ports import Recorded
from earpiece.domain.records import replace

Scope = Literal["conversation", "customer", "always"]
Standing = Literal["candidate", "published", "retired", "recalled"]

NOTHING = Answer()


class Keep(BaseModel):
    """What whoever answers a card wants to become of the answer. `expires_at` in seconds; None: never."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="strings")
    scope: Scope = "always"
    expires_at: float | None = None
    reason: str = Field("", max_length=1000)
    """Why it is right, for whoever reads it later."""
    publish: bool = False
    """It is to be used from now on, if this person has the right; otherwise it is proposed."""


# ── precedent/ID ──────────────────────────────────────────────────────────────────────────────────────────────────────


class PrecedentEvent(BaseEvent):
    """Something that happened to a precedent."""

    name: str
    """The company's consult that asks."""
    by: str


class Taught(PrecedentEvent):
    """A person answered a question of the company's consult. Private facts are taken out of all words."""

    conversation: str
    consult: str
    """The question's id, which is also its card's."""
    person: str
    """Whose words these are: the subject whose key encrypts them."""
    customer: str = ""
    """The same by the name under which a known customer is listed; empty for a guest."""
    question: Words
    situation: Words
    """What the customer said."""
    facts: Annotated[tuple[Fact, ...], Personal(())] = ()
    decision: WhatIsAnswered
    reason: Words = ""
    topics: tuple[str, ...] = ()
    """What understanding read in the customer's words: `playbook/NAME`, `page/NAME`."""


class PrecedentProposed(Taught):
    """An answer that is unlike all known ones: a candidate. `differs` are the precedents that people answered otherwise
    in the same situation."""

    skill: str
    language: str = "en"
    company: str
    """Digest of the version in which it was asked."""
    scope: Scope = "always"
    expires_at: float | None = None
    private: bool = False
    """The answer speaks of this customer, so that it can hold for nobody else."""
    differs: tuple[str, ...] = ()


class PrecedentAgreed(Taught):
    """A person answered the same again."""


class PrecedentDiffered(PrecedentEvent):
    """A person answered the same situation otherwise: `other` is the precedent of that answer."""

    other: str


class PrecedentPublished(PrecedentEvent):
    """Somebody with the right said that it holds. With the scope `always` these are the company's words from now on,
    which stay when a customer is erased."""

    scope: Scope = "always"
    expires_at: float | None = None
    decision: Answer | None = None
    reason: str = ""
    situation: str = ""
    """In the company's own words, where somebody wrote it."""
    settles: tuple[str, ...] = ()
    """Precedents that say otherwise, and are retired with it."""


class PrecedentChanged(PrecedentEvent):
    """The reason, the scope or the expiry is another one from now on."""

    scope: Scope
    expires_at: float | None = None
    reason: Words = ""


class PrecedentRetired(PrecedentEvent):
    """It is not used any more. What was said with it stands."""

    reason: Words = ""


class PrecedentRecalled(PrecedentEvent):
    """It was found wrong: it is not used any more, and what was said with it is to be set right."""

    reason: Words


class PrecedentRestored(PrecedentEvent):
    """The last publishing or retiring was taken back; it is `standing` again."""

    standing: Standing


class PrecedentForgot(BaseEvent):
    """A customer was erased: the words that came from `person` are gone. `left` False: nothing is left by which it
    could be known again, so that it is retired."""

    name: str
    person: str
    left: bool


# ── the state ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)  # without slots, for `records.replace`
class Precedent:
    """An answer kept for the next time, as it stands after its stream's events up to `position`."""

    id: str
    position: int = 0
    name: str = ""
    skill: str = ""
    language: str = "en"
    company: str = ""
    standing: Standing = "candidate"
    scope: Scope = "always"
    expires_at: float | None = None
    conversation: str = ""
    """Where it was answered first,"""
    person: str = ""
    """to whom,"""
    customer: str = ""
    owner: str = ""
    """by whom, and when."""
    made_at: float = 0.0
    private: bool = False
    own: Answer = NOTHING
    """What was published, in the company's own words, and why."""
    own_reason: str = ""
    noted: str = ""
    """A reason that somebody gave later."""
    situation: str = ""
    """In the company's own words; empty: those of `taught` hold."""
    taught: tuple[tuple[Taught, float], ...] = ()
    """Who answered so, each with the time; those of erased customers are gone."""
    differs: tuple[str, ...] = ()
    published_by: str | None = None
    before: Standing | None = None
    """What it was before the last publishing, retiring or recalling; None: there is nothing to take back."""
    settled: tuple[str, ...] = ()
    """What was retired with the last publishing."""
    ended: str = ""
    """Why it was retired or recalled."""
    ended_by: str = ""

    @property
    def decision(self) -> Answer:
        """The answer; nothing, once it is erased."""
        own = self.own is not NOTHING and self.own != NOTHING  # most have none, and comparing them takes its time
        return self.own if own else next((each.decision for each, _ in self.taught), NOTHING)

    @property
    def reason(self) -> str:
        """Why, as far as somebody said so."""
        return self.noted or self.own_reason or next((each.reason for each, _ in self.taught if each.reason), "")

    @property
    def live(self) -> bool:
        """Whether it is used, or may be yet."""
        return self.standing in ("candidate", "published") and self.usable

    @property
    def usable(self) -> bool:
        """Whether anything is left by which a question could be known as the same."""
        return bool(self.situation or self.taught) and self.decision != NOTHING

    def expired(self, now: float) -> bool:
        return self.expires_at is not None and self.expires_at <= now


def fold(state: Precedent, recorded: Iterable[Recorded]) -> Precedent:
    """The state after these events, in order."""
    for item in recorded:
        state = apply(replace(state, position=state.position + 1), item.event, item.at)
    return state


def apply(state: Precedent, event: BaseEvent, at: float) -> Precedent:
    """The state after one more event."""
    match event:
        case PrecedentProposed():
            state = replace(
                state, name=event.name, skill=event.skill, language=event.language, company=event.company,
                scope=event.scope, expires_at=event.expires_at, conversation=event.conversation, person=event.person,
                customer=event.customer, owner=event.by, made_at=at, differs=event.differs, private=event.private,
            )  # fmt: skip
            return _taught(state, event, at)
        case PrecedentAgreed():
            return _taught(state, event, at)
        case PrecedentDiffered():
            return replace(state, differs=tuple(dict.fromkeys((*state.differs, event.other))))
        case PrecedentPublished():
            return replace(
                state, standing="published", before=state.standing, published_by=event.by, scope=event.scope,
                expires_at=event.expires_at, own=event.decision or state.own, own_reason=event.reason,
                situation=event.situation or state.situation, settled=event.settles, ended="", ended_by="",
            )  # fmt: skip
        case PrecedentChanged():
            noted = _kept(event.reason) or state.noted
            return replace(state, scope=event.scope, expires_at=event.expires_at, noted=noted)
        case PrecedentRetired() | PrecedentRecalled():
            now: Standing = "retired" if isinstance(event, PrecedentRetired) else "recalled"
            ended = _kept(event.reason)
            return replace(state, standing=now, before=state.standing, settled=(), ended=ended, ended_by=event.by)
        case PrecedentRestored():
            by = state.published_by if event.standing == "published" else None
            return replace(
                state, standing=event.standing, before=None, published_by=by, settled=(), ended="", ended_by=""
            )
        case PrecedentForgot():
            return _forgotten(state, event)
    return state


def _kept(words: str) -> str:
    """Nothing for words that are erased."""
    return "" if words == ERASED else words


def _taught(state: Precedent, event: Taught, at: float) -> Precedent:
    """With one more answer, unless its words are gone."""
    return state if event.situation == ERASED else replace(state, taught=(*state.taught, (event, at)))


def _forgotten(state: Precedent, event: PrecedentForgot) -> Precedent:
    """Without the words of that customer: also those that are still in memory."""
    taught = tuple(each for each in state.taught if each[0].person != event.person)
    state = replace(state, taught=taught, noted="")
    if event.left or state.standing in ("retired", "recalled"):
        return state
    return replace(state, standing="retired", before=None, ended="erased", ended_by="")
