"""What agents elsewhere send and see, as plain JSON shapes. Times are seconds since 1970."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from earpiece.domain.card import Card, Opinion
from earpiece.domain.conversation import Conversation
from earpiece.domain.elsewhere import asking_of, consult_of
from earpiece.domain.forms import Answer, ConsultKind, PlannedCall, Question

Scalar = str | float | bool | None
Name = Field("", max_length=200)
Status = Literal["open", "claimed", "asked_back", "answered", "refused", "expired", "withdrawn"]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AskInquiry(_Body):
    """The question. `options` (key → label) make it a choice, `form` (a JSON Schema of type object) a typed answer,
    `call` an approval of exactly that call, whose arguments may be changed within `form`; else it is answered in words,
    or with `kind: approval` by yes or no."""

    question: str = Field(min_length=1, max_length=600)
    why: str = Field("", max_length=600)
    kind: ConsultKind = "clarification"
    facts: dict[str, Scalar] = {}
    """What is known and bears on it, label → value."""
    options: dict[str, str] = {}
    form: dict[str, Any] | None = None
    call: PlannedCall | None = None
    summary: str = Field("", max_length=2000)
    """What has happened so far, in a few sentences."""
    draft: str = Field("", max_length=2000)
    """Words that the asker would say to its customer."""


class Words(_Body):
    """Something that was said where the question comes from."""

    who: Literal["customer", "agent"] = "customer"
    text: str = Field(min_length=1, max_length=4000)


class AskRequest(_Body):
    """A question to our experts. The same `key` gets the same ticket, whoever sends it again and how often."""

    inquiry: AskInquiry
    asker: str = Name
    """Who asks, as the card names it; without one, the account's id."""
    thread: str = Name
    """Your own name for what it is about: your conversation, your job."""
    key: str = Name
    consult: str = Name
    """One of the company's consults that agents elsewhere may name; it says who is asked."""
    timeout: float | None = Field(None, gt=0, le=30 * 86_400)
    """Seconds after which you no longer need an answer; without it the consult's own ladder ends it."""
    transcript: list[Words] = Field([], max_length=200)
    """What was said so far, oldest first."""
    language: str = Field("en", pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")


class GivenView(BaseModel):
    """An answer as the asker may know it. `by` is the name of who gave it; empty if an earlier answer did."""

    by: str
    at: float
    decision: Literal["yes", "no"] | None = None
    choice: str | None = None
    label: str | None = None
    """Of the choice."""
    text: str | None = None
    data: dict[str, Any] | None = None
    """What was asked for by `form`."""
    reason: str | None = None
    note: str | None = None
    """A word for the customer."""
    reference: str | None = None
    changes: dict[str, Any] = {}
    args: dict[str, Any] | None = None
    """With a yes to a call: its arguments as approved."""
    instead: PlannedCall | None = None


class GrantView(BaseModel):
    """A yes to a call: whether it was used, and until when it can be."""

    until: float | None
    spent: bool


class AskedView(BaseModel):
    """What became of a question. An end other than `answered` or `refused` is nobody's no."""

    ticket: str
    status: Status
    question: str
    asker: str
    thread: str
    consult: str
    skill: str
    asked_at: float
    until: float | None
    """When it ends if nobody answers."""
    opens_at: float | None = None
    """The desk is closed for it, until then."""
    edition: int = 1
    """Counts up with every change of the question."""
    asked_back: str | None = None
    """What the expert wants to know first."""
    answer: GivenView | None = None
    late: GivenView | None = None
    """Somebody answered after the end; kept, and not applied."""
    found_wrong: str | None = None
    """A supervisor found the answer wrong afterwards, and why."""
    grant: GrantView | None = None
    replayed: bool = False
    """This key was used before: it is the question of that time."""


class SpendView(BaseModel):
    """A yes was used for this call. Run it now."""

    ticket: str
    tool: str
    args: dict[str, Any]
    at: float
    replayed: bool = False
    """It is the same use as before, by the same key."""


def view_of(
    state: Conversation, card: Card | None, names: Mapping[str, str], now: float, opening: float | None
) -> AskedView:
    """The ticket as its asker sees it."""
    asking, consult = asking_of(state), consult_of(state)
    assert asking is not None
    view = AskedView(
        ticket=state.id, status=_status(state, card, now), question=asking.inquiry.question, asker=asking.asker,
        thread=asking.thread, consult=asking.consult, skill=card.skill if card is not None else "",
        asked_at=state.opened_at, until=_until(card), edition=asking.edition,
        opens_at=opening if opening is not None and opening > now else None,
    )  # fmt: skip
    if consult is None:
        return view
    question = consult.question
    late = card.late[0] if card is not None and card.late else None
    more: dict[str, Any] = {"asked_back": consult.back}
    if card is not None and card.overturned is not None:
        more["found_wrong"] = card.overturned[1] or "no reason given"
    if late is not None:
        more["late"] = _given(late, question, names)
    if consult.status == "answered" and consult.answer is not None:
        at = card.ended_at if card is not None and card.ended_at is not None else consult.asked_at
        by = "" if consult.alone or consult.by is None else consult.by
        more["answer"] = _given(Opinion(by, consult.answer, consult.revision, at), question, names)
        if consult.grant is not None:
            more["grant"] = GrantView(until=consult.grant_expires, spent=consult.spent)
    return view.model_copy(update=more)


def _status(state: Conversation, card: Card | None, now: float) -> Status:
    consult = consult_of(state)
    if consult is None:
        return "open"
    match consult.status:
        case "answered":
            return "refused" if consult.answer is not None and consult.answer.decision == "no" else "answered"
        case "expired" | "withdrawn":
            return consult.status
    if consult.back is not None:
        return "asked_back"
    held = card is not None and (card.held_by(now) is not None or card.decision is not None)
    return "claimed" if held else "open"


def _until(card: Card | None) -> float | None:
    return card.asked_at + card.ladder[-1].after if card is not None and card.ladder else None


def _given(given: Opinion, question: Question, names: Mapping[str, str]) -> GivenView:
    answer: Answer = given.answer
    labels = {str(each.answer.get("choice")): each.label for each in question.suggestions}
    yes = answer.decision == "yes" and question.call is not None
    return GivenView(
        by=names.get(given.by, given.by), at=given.at, decision=answer.decision, choice=answer.choice,
        label=labels.get(answer.choice) if answer.choice is not None else None, text=answer.text,
        data=answer.data or None, reason=answer.reason, note=answer.note, reference=answer.reference,
        changes=answer.changes, instead=answer.instead,
        args={**question.call.args, **answer.changes} if yes and question.call is not None else None,
    )  # fmt: skip
