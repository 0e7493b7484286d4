"""Answers of experts: given by a person, one wins, each reaches the customer once (5, 6, 8)."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from jsonschema import Draft202012Validator

from earpiece.domain.card import Card, apply
from earpiece.domain.desk_events import CardAmended, CardAnswered, CardUndone, LateAnswer
from earpiece.domain.events import AgentSaid, AnswerUnneeded, ConsultAnswered, ConsultExpired, ConsultWithdrawn
from earpiece.sim.proof.evidence import Evidence
from earpiece.sim.proof.workers import Click, people


def only_a_person(evidence: Evidence) -> Iterator[str]:
    """Each recorded answer was clicked by the expert it names; what expired was not answered."""
    for name, state in evidence.conversations.items():
        for event in evidence.events(name, ConsultAnswered):
            given = event.via or event.consult  # perhaps to an equal question of somebody else
            clicks = [click for click in evidence.clicks if (click.card, click.person) == (given, event.by)]
            if not any(click.answer == event.answer for click in clicks):
                yield f"An answer of {event.by} to {event.consult} is recorded that they never gave."
        expired = {event.consult for event in evidence.events(name, ConsultExpired)}
        for consult in state.consults.values():
            if consult.id in expired and consult.grant is not None:
                yield f"{consult.id} expired, and yet it permits something."


def what_was_undone(evidence: Evidence) -> Iterator[str]:
    """A yes that was taken back in time is nobody's answer, unless they gave it once more."""
    for id, card in evidence.cards.items():
        mine = [click for click in evidence.clicks if (click.card, click.person) == (id, card.by)]
        undone = max((click.at for click in mine if click.outcome == "undone"), default=None)
        if undone is not None and not any(click.at > undone and click.answer == card.answer for click in mine):
            yield f"{card.by}'s answer to card {id} counts, though they took it back in time."


def effects_wait(evidence: Evidence) -> Iterator[str]:
    """A yes with an effect counts only as what was decided before, by the same person, in the same words."""
    for id, card, event in _answers(evidence):
        call, decided = card.question.call, card.decision
        if event.answer.decision != "yes" or call is None or evidence.company.tools[call.tool].effect != "write":
            continue
        if decided is None or (decided.by, decided.answer) != (event.by, event.answer):
            yield f"The yes to card {id} had its effect before it could be undone."


def decisions_come_to_something(evidence: Evidence) -> Iterator[str]:
    """What was decided counts, unless its giver undid it or the customer changed or withdrew the question."""
    for id in evidence.cards:
        card = Card(id)
        for each in evidence.streams[f"card/{id}"]:
            before, card = card, apply(card, each.event, each.at)
            if before.decision is None or card.decision is not None:
                continue
            by = before.decision.by
            clicks = [click for click in evidence.clicks if (click.card, click.person) == (id, by)]
            asked = any(click.outcome in ("undone", "unknown") for click in clicks)
            if isinstance(each.event, CardUndone) and not asked:
                yield f"{by}'s answer to card {id} was undone, and they did not ask for that."
            if card.closed == "expired":
                yield f"Card {id} expired while {by}'s answer to it could still be undone."
        if card.decision is not None:
            yield f"{card.decision.by}'s answer to card {id} never came to count."


def one_wins(evidence: Evidence) -> Iterator[str]:
    """A card has one answer, and its conversation the same one."""
    for id, card in evidence.cards.items():
        answered = [each.event for each in evidence.streams[f"card/{id}"] if isinstance(each.event, CardAnswered)]
        if len(answered) > 1:
            yield f"Card {id} has {len(answered)} answers."
        told = [event for event in evidence.events(card.conversation, ConsultAnswered) if event.consult == card.consult]
        if [(event.by, event.answer) for event in told] != [(event.by, event.answer) for event in answered[:1]]:
            yield f"Card {id} and its conversation do not have the same answer."
        if len({(click.person, click.answer.model_dump_json()) for click in _won(evidence, id)}) > 1:
            yield f"Two people were told that their answer to card {id} counts."


def _won(evidence: Evidence, card: str) -> list[Click]:
    return [click for click in evidence.clicks if click.card == card and click.outcome == "won"]


def _taken(evidence: Evidence, card: str) -> list[Click]:
    """Answers that the desk took, whether they counted at once or a moment later."""
    return [click for click in evidence.clicks if click.card == card and click.outcome in ("won", "decided")]


def the_loser_is_told(evidence: Evidence) -> Iterator[str]:
    """Who came too late hears who was first, and their answer is kept, marked."""
    names = {id: person.name for id, person in people().items()}
    for click in evidence.clicks:
        if click.outcome != "late":
            continue
        card = evidence.cards[click.card]
        if names.get(card.by or "", "?") not in click.told:
            yield f"{click.person} was too late for card {click.card} and was not told who won: “{click.told}”."
        kept = [
            each.event for each in evidence.streams[f"card/{click.card}"] if isinstance(each.event, LateAnswer)
        ]  # fmt: skip
        if not any((event.by, event.answer) == (click.person, click.answer) for event in kept):
            yield f"The late answer of {click.person} to card {click.card} was not kept."


def who_wins_may(evidence: Evidence) -> Iterator[str]:
    """The winner has the skill and the authority."""
    staff = people()
    for id, card in evidence.cards.items():
        if card.by is None or card.answer is None or card.via is not None:
            continue  # where one answer is for several, the right to give it was that of the card it was given to
        person = staff.get(card.by)
        if person is None or not (person.role != "expert" or card.widened or card.skill in person.skills):
            yield f"Card {id} was answered by {card.by}, who does not have the skill {card.skill}."
        elif card.answer.decision == "yes" and not _covers(card, person.authority):
            yield f"Card {id} was answered by {card.by}, whose authority does not reach so far."


def _covers(card: Card, authority: dict[str, float]) -> bool:
    call = card.question.call
    if call is None or call.tool != "refund" or card.answer is None:
        return True
    amount = float({**call.args, **card.answer.changes}.get("amount", 0.0))
    return authority.get("refund", 0.0) >= amount


def the_question_was_seen(evidence: Evidence) -> Iterator[str]:
    """An answer counts only for the question as it was when it was given."""
    for id, card in evidence.cards.items():
        amended = [each.event for each in evidence.streams[f"card/{id}"] if isinstance(each.event, CardAmended)]
        seen = {
            click.revision for click in _taken(evidence, id) if (click.person, click.answer) == (card.by, card.answer)
        }
        if seen and (last := max([1, *(event.revision for event in amended)])) not in seen:
            yield f"Card {id} was answered by somebody who saw revision {seen}, when it was at {last}."


def the_holder_answers(evidence: Evidence) -> Iterator[str]:
    """While somebody holds a card, nobody else's answer wins."""
    for id, card, event in _answers(evidence):
        held = card.held_by(_at(evidence, id, event))
        if held is not None and held.expert != event.by:
            yield f"{event.by}'s answer to card {id} counts, while {held.expert} held it."


def _at(evidence: Evidence, card: str, event: CardAnswered) -> float:
    return next(each.at for each in evidence.streams[f"card/{card}"] if each.event is event)


def a_lost_lease_is_lost(evidence: Evidence) -> Iterator[str]:
    """An answer under a claim that is no longer the last one does not win."""
    for id, card, event in _answers(evidence):
        given = (event.by, event.answer)
        fences = {click.fence for click in _taken(evidence, id) if (click.person, click.answer) == given}
        if fences and not fences & {None, card.fence}:
            yield f"The answer to card {id} counts, given under claim {fences}, when {card.fence} was the last one."


def the_answer_fits(evidence: Evidence) -> Iterator[str]:
    """An answer that counts fits the form in which it was asked for."""
    for id, card, event in _answers(evidence):
        given = event.answer.model_dump(exclude_none=True)
        given = {name: value for name, value in given.items() if value != {}}
        for error in Draft202012Validator(card.question.form).iter_errors(given):
            yield f"The answer to card {id} does not fit its form: {error.message}."


def _answers(evidence: Evidence) -> Iterator[tuple[str, Card, CardAnswered]]:
    """Each answer that counts, with its card as it stood before."""
    for id in evidence.cards:
        card = Card(id)
        for each in evidence.streams[f"card/{id}"]:
            if isinstance(each.event, CardAnswered) and not card.ended:
                yield id, card, each.event
            card = apply(card, each.event, each.at)


def released_once(evidence: Evidence) -> Iterator[str]:
    """Each answer, and each expiry, is said to the customer once, or recorded as no longer needed."""
    for name, state in evidence.conversations.items():
        released: Counter[str] = Counter()
        for said in evidence.events(name, AgentSaid):
            released.update(said.releases)
        released.update(event.consult for event in evidence.events(name, AnswerUnneeded))
        released.update(event.consult for event in evidence.events(name, ConsultWithdrawn))
        ended: defaultdict[str, int] = defaultdict(int)
        for consult in state.consults.values():
            ended[consult.id] = int(consult.status != "open")
        for id in sorted(ended.keys() | released.keys()):
            if released[id] > 1:
                yield f"The answer to {id} was given to the customer {released[id]} times."
            elif released[id] < ended[id]:
                yield f"The answer to {id} never reached the customer, and nobody recorded why."


def what_is_told_is_noted(evidence: Evidence) -> Iterator[str]:
    """An answer that the agent tells as one is recorded as released, not as no longer needed."""
    for name, state in evidence.conversations.items():
        unneeded = {event.consult for event in evidence.events(name, AnswerUnneeded)}
        for said in evidence.events(name, AgentSaid):
            for source in said.sources:
                id = source.removeprefix("consult ")
                consult = state.consults.get(id)
                about = consult is not None and consult.status == "answered" and said.purpose == "result"
                if about and id in unneeded:
                    yield f"“{said.text}” tells the answer to {id}, which is recorded as no longer needed."
