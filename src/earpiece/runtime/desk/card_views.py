"""Builds what an expert sees of a card."""

from collections.abc import Mapping
from dataclasses import dataclass

from earpiece.desk.offers import why_you
from earpiece.desk.people import Account, least_authority, why_not
from earpiece.domain.card import Card
from earpiece.domain.conversation import Conversation
from earpiece.domain.elsewhere import asking_of, is_elsewhere
from earpiece.domain.playbook import Company
from earpiece.runtime.chats import items
from earpiece.runtime.desk.answer_views import (
    answered_already,
    answerers_of,
    deciding_of,
    looked_of,
    opinions_for,
    opinions_of,
)
from earpiece.runtime.desk.glance import fitted
from earpiece.runtime.views import CardCustomer, CardView, ChatItem, Exchange, Given, Holder, Leader, NextRung

MOST_NEWS = 5


def card_view(
    card: Card,
    state: Conversation,
    company: Company,
    account: Account,
    now: float,
    names: Mapping[str, str],
    draft: str = "",
    *,
    whole: bool = False,
) -> CardView:
    """The card for this person at this moment; `whole` adds the transcript."""
    question = card.question
    refusal = _refusal(card, account)
    brief = card.brief if card.brief is not None and card.brief.summary else None
    summary, by = (brief.summary, brief.by.partition(",")[0]) if brief is not None else (card.summary, "")
    view = CardView(
        id=card.id, conversation=card.told, kind=question.kind, name=question.name, status=card.status,
        question=question.text, why=question.why, summary=summary, facts=list(question.facts),
        call=question.call, suggestions=list(question.suggestions), form=question.form, skill=card.skill,
        authority=question.authority, asked_at=card.asked_at, revision=card.revision,
        version=card.position, changed=card.changed,
        holder=_holder(card, now, names), next_rung=_next_rung(card), customer=_customer(state),
        exchanges=[Exchange(question=asked, reply=reply) for asked, reply in card.exchanges],
        given=_given(card, names), closed=card.closed, why_me=why_you(account, card),
        may_answer=not refusal and not card.ended, may_not=refusal, draft=draft,
        transcript=items(state, company) if whole else [], news=_news(card, state, company),
        draft_words=question.draft, lead=_lead(state, names), returned=card.returned, weight=question.weight,
        level=question.level, channel=card.channel, expected=card.expected, reminded=card.reminded,
        passed=_passed(card, names), overturned=_overturned(card, names), deciding=deciding_of(card, names),
        opinions=opinions_of(card, account, names), looked=looked_of(card), why_asked=card.why_asked,
        audit=card.audit is not None, summary_by=by,
    )  # fmt: skip
    return fitted(view, state)


@dataclass(frozen=True, slots=True)
class Mine:
    """What a card is to one person: offered to them now, whether they know the customer, the weight of what they hold
    (None: not known)."""

    offered: bool = True
    met: bool = False
    load: float | None = None


def as_if_asked_now(view: CardView, card: Card) -> CardView:
    """A seeded card's view, with the times of what was said as long before its asking as they were."""
    later = card.asked_at - card.seed.asked_at if card.seed is not None else 0.0
    items = [item.model_copy(update={"at": item.at + later}) for item in view.transcript]
    return view.model_copy(update={"transcript": items})


def for_person(view: CardView, card: Card, account: Account, known: Mine) -> CardView:
    """A card's view with what it says about the person who looks, for another person."""
    refusal = _refusal(card, account)
    mine = {
        "why_me": why_you(account, card, met=known.met, load=known.load), "offered": known.offered,
        "may_answer": not refusal and not card.ended, "may_not": refusal,
        "opinions": opinions_for(view.opinions, card, account),
    }  # fmt: skip
    return view.model_copy(update=mine)


def _refusal(card: Card, account: Account) -> str:
    """Why this person cannot answer the card, if so."""
    return why_not(account, card, least_authority(card)) or answered_already(card, account)


def _holder(card: Card, now: float, names: Mapping[str, str]) -> Holder | None:
    claim = card.held_by(now)
    if claim is None or card.ended:
        return None
    return Holder(expert=claim.expert, name=names.get(claim.expert, claim.expert), fence=claim.fence, until=claim.until)


def _next_rung(card: Card) -> NextRung | None:
    due = card.next_rung()
    return NextRung(at=due[0], do=due[1].do) if due is not None else None


def _customer(state: Conversation) -> CardCustomer:
    opened = state.opened
    asking = asking_of(state) if is_elsewhere(state) else None
    return CardCustomer(
        name=asking.asker if asking is not None else state.name, verified=state.customer is not None,
        language=opened.language if opened else "en",
        earlier=len(opened.earlier) if opened else 0, promises=list(opened.promises) if opened else [],
    )  # fmt: skip


def people_of(card: Card, state: Conversation) -> set[str]:
    """Whose names the card's view needs."""
    named = {card.by, card.claim and card.claim.expert, card.overturned and card.overturned[0], state.lead.by or None}
    return answerers_of(card) | {*(expert for expert, _, _ in card.passed), *(id for id in named if id)}


def _news(card: Card, state: Conversation, company: Company) -> list[ChatItem]:
    """The customer's last words since the question was asked, while it is open."""
    consult = state.consults.get(card.consult)
    if consult is None or card.ended:
        return []
    said = [item for item in items(state, company, consult.asked_in) if item.who == "customer"]
    return said[-MOST_NEWS:]


def _lead(state: Conversation, names: Mapping[str, str]) -> Leader:
    lead = state.lead
    name = lead.name or names.get(lead.by, lead.by)
    return Leader(who=lead.who, by=lead.by, name=name, reason=lead.reason, since=lead.since)


def _passed(card: Card, names: Mapping[str, str]) -> list[str]:
    """How it came to its team, one sentence for each time."""
    return [
        f"{names.get(expert, expert)} passed it on to {to}{': ' + reason if reason else ''}".rstrip(".") + "."
        for expert, to, reason in card.passed
    ]


def _overturned(card: Card, names: Mapping[str, str]) -> str | None:
    if card.overturned is None:
        return None
    by, reason = card.overturned
    return f"{names.get(by, by)}: {reason}" if reason else f"{names.get(by, by)} found the answer wrong."


def _given(card: Card, names: Mapping[str, str]) -> Given | None:
    if card.answer is None or card.by is None or card.ended_at is None:
        return None
    return Given(by=card.by, name=names.get(card.by, card.by), at=card.ended_at, answer=card.answer)
