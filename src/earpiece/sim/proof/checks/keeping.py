"""What was acknowledged is there, reads back as it was written, holds no secret, and can be erased (1, 11, 12, 15)."""

import json
import re
from collections import Counter
from collections.abc import Iterator

from earpiece.domain.desk_events import CardDecided
from earpiece.domain.events import CustomerSaid
from earpiece.gate.secrets import remove_secrets
from earpiece.journal.chain import GENESIS, chained
from earpiece.journal.codec import Codec
from earpiece.sim.proof.evidence import Evidence


def messages_are_kept(evidence: Evidence) -> Iterator[str]:
    """A message the customer was told is safe is in the journal, once, and was durable by then."""
    for record in evidence.customers:
        stored = [each for each in evidence.of(record.conversation) if isinstance(each.event, CustomerSaid)]
        times = Counter(each.event.message for each in stored)  # type: ignore[attr-defined] # filtered above
        at = {each.event.message: each for each in stored}  # type: ignore[attr-defined]
        for sent in record.sent:
            if times[sent.id] > 1:
                yield f"The message “{sent.text}” is in the journal {times[sent.id]} times."
            if sent.acked is None:
                continue
            found = at.get(sent.id)
            if found is None:
                yield f"The message “{sent.text}” was acknowledged and is not in the journal."
            elif evidence.committed[found.seq] > sent.acked:
                yield f"The message “{sent.text}” was acknowledged before it was durable."
            elif not record.secrets and found.event.text != remove_secrets(sent.text.strip())[0]:  # type: ignore[attr-defined]
                yield f"The message “{sent.text}” is in the journal with other words."


def answers_are_kept(evidence: Evidence) -> Iterator[str]:
    """An answer the expert was told counts is the card's answer."""
    for click in evidence.clicks:
        card = evidence.cards.get(click.card)
        if click.outcome == "won" and (card is None or (card.by, card.answer) != (click.person, click.answer)):
            yield f"{click.person}'s answer to card {click.card} was acknowledged and is not the card's answer."
        decided = [each.event for each in evidence.streams.get(f"card/{click.card}", [])]
        kept = any(isinstance(e, CardDecided) and (e.by, e.answer) == (click.person, click.answer) for e in decided)
        if click.outcome == "decided" and not kept:
            yield f"{click.person}'s decision of card {click.card} was acknowledged and was not kept."


def no_secret_stays(evidence: Evidence) -> Iterator[str]:
    """No card number a customer typed is anywhere: journal, tools, logs; also not in two pieces."""
    everything = "\n".join([
        *(each.open for each in evidence.stored),
        *(each.event.model_dump_json() for each in evidence.journal),
        *(json.dumps(dict(entry.args or {})) for entry in evidence.back_office),
        *(str(line) for line in evidence.logs),
    ])  # fmt: skip
    for record in evidence.customers:
        said = evidence.events(record.conversation, CustomerSaid)
        joined = re.sub(r"\D", "", "".join(event.text for event in said))
        for secret in record.secrets:
            if secret in everything:
                yield f"The card number {secret} is in the record."
            elif secret in joined:
                yield f"The card number {secret} is in the record in two pieces."


def what_is_stored_reads_back(evidence: Evidence) -> Iterator[str]:
    """Every event, written again and read again, is the same."""
    codec = Codec()
    for each in evidence.journal:
        form = codec.encode(each.event)
        if codec.decode(form.type, form.version, form.open, form.personal) != each.event:
            yield f"Event {each.seq} ({form.type}) reads back as another one."


def what_was_written_is_read(evidence: Evidence) -> Iterator[str]:
    """Every event reads as the node wrote it."""
    for each in evidence.journal:
        wrote = evidence.written.get((each.stream, each.position))
        if wrote is not None and wrote != each.event:
            yield f"Event {each.seq} ({type(wrote).__name__}) reads otherwise than it was written."


def hashes_cover_everything(evidence: Evidence) -> Iterator[str]:
    """Each event's hash, reckoned here once more, covers the event before it and all that is stored of itself."""
    last: dict[str, bytes] = {}
    for each in evidence.stored:
        if each.hash != chained(last.get(each.stream, GENESIS), each):
            yield f"The hash of event {each.seq} does not cover what it has to."
        last[each.stream] = each.hash


def the_chain_holds(evidence: Evidence) -> Iterator[str]:
    """Every stream's hashes hold, before and after somebody was erased, and the record is the same."""
    for report, when in ((evidence.chain, "at the end"), (evidence.chain_after_erasing, "after an erasure")):
        if report.first_break is not None:
            broken = report.first_break
            yield f"The record is broken {when} at {broken.stream}, {broken.position}: {broken.what}."
    if evidence.chain.fingerprint != evidence.chain_after_erasing.fingerprint:
        yield "Erasing changed the record's fingerprint."
    numbers = [each.seq for each in evidence.stored]
    if numbers != list(range(1, len(numbers) + 1)):
        yield "The journal's numbers have gaps."


def who_is_erased_is_gone(evidence: Evidence) -> Iterator[str]:
    """Nothing of the erased customer's words can be read."""
    record = evidence.customers[0]
    number = record.visitor.number + 11
    own = re.compile(rf"Customer {number}\b|\bM{number}\b|\"c{number}\"|Elm Street")
    stream = f"conversation/{record.conversation}"
    known = any(item.event.__class__.__name__ == "CustomerVerified" for item in evidence.of(record.conversation))
    if not (record.visitor.vouched or known):
        return  # a guest: nobody can tell that it was them
    for each in evidence.after_erasing:
        if each.stream == stream and own.search(each.event.model_dump_json()):
            yield f"Event {each.seq} of the erased customer still reads {own.search(each.event.model_dump_json())}."
    for stored in evidence.stored:
        if stored.stream == stream and own.search(stored.open):
            yield f"Event {stored.seq} ({stored.type}) holds personal words in the open."
