"""One answer for several: only for those who asked the same, looked at again, and nobody left without a word (6, 8)."""

from collections.abc import Iterator

from earpiece.domain.card import Card, apply
from earpiece.domain.desk_events import CardAnswered, CardsReleased
from earpiece.sim.proof.evidence import Evidence


def only_the_same(evidence: Evidence) -> Iterator[str]:
    """Who got another card's answer was among those it was meant for, and still asked the same at that moment."""
    meant = dict(_meant(evidence))
    for id, before, event in _shared(evidence):
        lead = evidence.cards.get(event.via or "")
        if lead is None or id not in meant.get(lead.id, ()):
            yield f"Card {id} got the answer of {event.via}, which was not meant for it."
        elif (event.by, event.answer) != (lead.by, lead.answer):
            yield f"Card {id} got another answer than {lead.id}, by which it was answered."
        elif before.ended:
            yield f"Card {id} was closed when it got the answer of {lead.id}."
        elif before.fan is None or before.fan != lead.fan:
            yield f"Card {id} no longer asked the same as {lead.id} when it got its answer."
        elif before.question.call is not None or before.question.kind != "clarification":
            yield f"Card {id} is about one customer alone, and got the answer of {lead.id}."


def none_is_left_out(evidence: Evidence) -> Iterator[str]:
    """Each card that an answer was meant for got it, or it is on record why not."""
    for lead, meant in _meant(evidence):
        done = [e.event for e in evidence.streams[f"card/{lead}"] if isinstance(e.event, CardsReleased)]
        if len(done) != 1:
            yield f"Who gets the answer of {lead} was settled {len(done)} times."
            continue
        for id in meant:
            card = evidence.cards.get(id)
            if (card is None or card.via != lead) and id not in done[0].left:
                yield f"Card {id} did not get the answer of {lead}, and nobody recorded why."


def _meant(evidence: Evidence) -> Iterator[tuple[str, tuple[str, ...]]]:
    """For which cards each answer was meant besides its own."""
    for id in evidence.cards:
        for each in evidence.streams[f"card/{id}"]:
            if isinstance(each.event, CardAnswered) and each.event.releases:
                yield id, each.event.releases


def _shared(evidence: Evidence) -> Iterator[tuple[str, Card, CardAnswered]]:
    """Each answer that came by another card, with the card that got it as it stood before."""
    for id in evidence.cards:
        card = Card(id)
        for each in evidence.streams[f"card/{id}"]:
            if isinstance(each.event, CardAnswered) and each.event.via is not None:
                yield id, card, each.event
            card = apply(card, each.event, each.at)
