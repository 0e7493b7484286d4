"""A card's life as a fold: what each event makes of it, and that its end is the end."""

import pytest

from earpiece.domain.card import Card, apply
from earpiece.domain.desk_events import (
    CardAmended,
    CardAnswered,
    CardAskedBack,
    CardClaimed,
    CardClosed,
    CardOpened,
    CardReplied,
    CardReturned,
    LateAnswer,
    RungReached,
)
from earpiece.domain.event import ERASED_QUESTION, BaseEvent
from earpiece.domain.forms import Answer, Rung

LADDER = (Rung(after=15, do="widen"), Rung(after=45, do="promise"), Rung(after=60, do="reroute", to="x"),
          Rung(after=100, do="expire"))  # fmt: skip
OPENED = CardOpened(
    conversation="c", consult="q", question=ERASED_QUESTION, summary="", ladder=LADDER, asked_at=1000.0
)  # fmt: skip
YES = Answer(decision="yes")


def _card(*events: BaseEvent) -> Card:
    card = Card("q")
    for number, event in enumerate((OPENED, *events)):
        card = apply(card, event, 1000.0 + number)
    return card


def test_a_claim_holds_until_it_ends() -> None:
    """The lease is a time, so that nobody has to be told when it ran out."""
    card = _card(CardClaimed(expert="ann", fence=1, until=1030.0))
    held = card.held_by(1029.9)
    assert held is not None
    assert (held.expert, held.since) == ("ann", 1001.0)
    assert card.held_by(1030.0) is None


def test_renewing_keeps_the_beginning() -> None:
    """Human time is counted from the first claim."""
    claims = [CardClaimed(expert="ann", fence=1, until=until) for until in (1030.0, 1060.0)]
    claim = _card(*claims).claim
    assert claim is not None
    assert (claim.since, claim.until) == (1001.0, 1060.0)


def test_a_returned_card_keeps_its_fence() -> None:
    """So that the next claim has a higher one."""
    card = _card(CardClaimed(expert="ann", fence=4, until=1030.0), CardReturned(expert="ann", reason="not me"))
    assert (card.claim, card.fence, card.returned) == (None, 4, "not me")


def test_the_ladder_is_climbed_from_the_asking() -> None:
    """Each rung has its time from the moment the question was asked, whatever happened between."""
    card = _card(RungReached(index=0, do="widen"), CardAmended(revision=2, question=ERASED_QUESTION, because="x"))
    due = card.next_rung()
    assert due is not None
    assert (due[0], due[1].do, card.widened) == (1045.0, "promise", True)
    card = apply(card, RungReached(index=2, do="reroute", to="x"), 1060.0)
    assert card.skill == "x"


def test_asking_back_lets_go_of_the_card() -> None:
    """Nobody holds a card while its customer thinks; the reply belongs to the question."""
    card = _card(CardClaimed(expert="ann", fence=1, until=1030.0), CardAskedBack(expert="ann", question="Why?"))
    assert (card.status, card.claim) == ("awaiting_customer", None)
    card = apply(card, CardReplied(text="Because."), 1010.0)
    assert (card.status, card.exchanges) == ("open", (("Why?", "Because."),))


@pytest.mark.parametrize("end", [CardAnswered(by="ann", answer=YES, revision=1), CardClosed(reason="expired")])
@pytest.mark.parametrize(
    "later",
    [
        LateAnswer(by="bob", answer=YES),
        CardClaimed(expert="bob", fence=9, until=9e9),
        CardAskedBack(expert="bob", question="Why?"),
        CardReplied(text="Because."),
        CardAnswered(by="bob", answer=Answer(decision="no", reason="x"), revision=1),
        CardClosed(reason="withdrawn"),
        RungReached(index=0, do="widen"),
    ],
)
def test_nothing_changes_a_card_that_has_ended(end: BaseEvent, later: BaseEvent) -> None:
    """What comes later is kept in the stream and counts for nothing."""
    ended = _card(CardAskedBack(expert="ann", question="?"), end)
    after = apply(ended, later, 2000.0)
    assert (after.status, after.by, after.claim, after.exchanges) == (ended.status, ended.by, None, ended.exchanges)
    assert after.position == ended.position + 1
    assert after.next_rung() is None
