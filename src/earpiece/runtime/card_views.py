"""Builds what an expert sees of a card."""

from collections.abc import Mapping

from earpiece.desk.people import Account, why_not, why_you
from earpiece.domain.card import Card
from earpiece.domain.conversation import Conversation
from earpiece.domain.playbook import Company
from earpiece.runtime.chats import items
from earpiece.runtime.views import CardCustomer, CardView, Exchange, Given, Holder, NextRung


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
    refusal = why_not(account, card, _least_authority(card))
    return CardView(
        id=card.id, conversation=card.conversation, kind=question.kind, name=question.name, status=card.status,
        question=question.text, why=question.why, summary=card.summary, facts=list(question.facts),
        call=question.call, suggestions=list(question.suggestions), form=question.form, skill=card.skill,
        authority=question.authority, asked_at=card.asked_at, revision=card.revision, changed=card.changed,
        holder=_holder(card, now, names), next_rung=_next_rung(card), customer=_customer(state),
        exchanges=[Exchange(question=asked, reply=reply) for asked, reply in card.exchanges],
        given=_given(card, names), closed=card.closed, why_me=why_you(account, card),
        may_answer=not refusal and not card.ended, may_not=refusal, draft=draft,
        transcript=items(state, company) if whole else [],
    )  # fmt: skip


def for_person(view: CardView, card: Card, account: Account) -> CardView:
    """A card's view with what it says about the person who looks, for another person."""
    refusal = why_not(account, card, _least_authority(card))
    mine = {"why_me": why_you(account, card), "may_answer": not refusal and not card.ended, "may_not": refusal}
    return view.model_copy(update=mine)


def _least_authority(card: Card) -> Mapping[str, float]:
    """What any yes would need: nothing, where the amount may be changed."""
    call = card.question.call
    return {} if call is not None and call.changeable else card.question.authority


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
    return CardCustomer(
        name=state.name, verified=state.customer is not None, language=opened.language if opened else "en",
        earlier=len(opened.earlier) if opened else 0, promises=list(opened.promises) if opened else [],
    )  # fmt: skip


def _given(card: Card, names: Mapping[str, str]) -> Given | None:
    if card.answer is None or card.by is None or card.ended_at is None:
        return None
    return Given(by=card.by, name=names.get(card.by, card.by), at=card.ended_at, answer=card.answer)
