"""What the agent decides without asking: earned, within the class's threshold, looked at, and counted once (13).

Whether a class had earned it is reckoned anew from the class's stream, up to the place that the decision names: so all
nodes have to have come to the same account.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from math import isclose

from earpiece.domain.desk_events import CardOpened
from earpiece.domain.events import ConsultAnswered
from earpiece.domain.learning import (
    REQUESTS,
    AuditAnswered,
    DecidedAlone,
    DecisionJudged,
    OutcomeLearned,
    audit_of,
    drawn,
)
from earpiece.domain.ports import Recorded
from earpiece.gate.judgement import choice_of
from earpiece.runtime.learning.account import Account
from earpiece.runtime.learning.outcomes import UNKNOWN
from earpiece.sim.proof import shop
from earpiece.sim.proof.evidence import Evidence


def alone_is_earned(evidence: Evidence) -> Iterator[str]:
    """An answer of the agent's own: enough answers of people were known, and the account let it."""
    for of, items in _classes(evidence):
        for event, account, answers in _judgements(of, items):
            verdict = account.verdict(event.risk, (event.budget, event.audits, event.first))
            if not isclose(event.threshold, verdict.threshold, rel_tol=1e-9, abs_tol=1e-12):
                at = f"at event {event.version} it was {verdict.threshold:.6f}, by the class's own stream"
                yield f"{event.decision} names {event.threshold:.6f} as the threshold of {of}; {at}."
            if event.alone and not verdict.alone and (of != REQUESTS or account.overdrawn):
                yield f"{event.decision} was decided alone at a risk of {event.risk:.4f}, and {of} did not let it."
            if event.alone and of != REQUESTS and answers < shop.LEAST:
                yield f"{event.decision} was decided alone when {answers} answers were known."
            if (event.budget, event.audits) != (shop.BUDGET, shop.AUDITS):
                yield f"{event.decision} was judged by another budget than the company's."


def no_effect_alone(evidence: Evidence) -> Iterator[str]:
    """What was decided alone permits nothing: no call, nothing that needs an authority, nothing not to be learned."""
    for name in evidence.conversations:
        for event in evidence.events(name, DecidedAlone):
            question, spec = event.question, evidence.company.consults.get(event.question.name)
            if question.call is not None or question.authority or spec is None or spec.learn is None:
                yield f"{event.estimate.decision} was decided alone, and is not the agent's to decide."
            if evidence.conversations[name].consults[event.consult].grant is not None:
                yield f"{event.estimate.decision} was decided alone, and yet permits something."


def own_decisions_are_on_record(evidence: Evidence) -> Iterator[str]:
    """Each answer of the agent's own stands in its class, once, as it was given."""
    judged = defaultdict(list)
    for _, items in _classes(evidence):
        for item in items:
            if isinstance(item.event, DecisionJudged):
                judged[item.event.decision].append(item.event)
    given = {
        event.estimate.decision: event
        for name in evidence.conversations for event in evidence.events(name, DecidedAlone)
    }  # fmt: skip
    for decision, events in judged.items():
        if len(events) != 1:
            yield f"{decision} was counted {len(events)} times."
        if events[0].alone and ".ask" in decision and decision not in given:
            yield f"{decision} is counted as decided alone, and was not."
    for decision, event in given.items():
        told = [(each.alone, each.choice, each.audit) for each in judged[decision]]
        if told != [(True, choice_of(event.answer), event.estimate.audit)]:
            yield f"{decision} was decided alone, and its class has it otherwise."


def own_decisions_may_be_looked_at(evidence: Evidence) -> Iterator[str]:
    """Each says how probable a look is; those that were drawn have a card, and no others."""
    for _, items in _classes(evidence):
        for event in (item.event for item in items if isinstance(item.event, DecisionJudged)):
            card = evidence.streams.get(f"card/{audit_of(event.decision)}", [])
            opened = bool(card) and isinstance(card[0].event, CardOpened)
            if event.alone and event.audit <= 0.0:
                yield f"{event.decision} was decided alone, and nobody could ever look at it."
            if event.audited != (event.alone and drawn(event.decision, "audit") < event.audit):
                yield f"Whether {event.decision} is looked at was not drawn by the probability that it names."
            if opened != event.audited:
                drawn_or_not = "drawn" if event.audited else "not drawn"
                yield f"{event.decision} was {drawn_or_not} for a look, and the desk knows otherwise."


def labels_count_once(evidence: Evidence) -> Iterator[str]:
    """What people say is learned: each answer and each look once, as they said it (one for many is one); no more."""
    for of, items in _classes(evidence):
        judged = {item.event.decision: item.event for item in items if isinstance(item.event, DecisionJudged)}
        learned = [item.event for item in items if isinstance(item.event, OutcomeLearned)]
        times = Counter((event.decision, event.how) for event in learned if event.how != "corrected")
        for (decision, how), count in times.items():
            if count > 1:
                yield f"What was right in {decision} is in {of} {count} times ({how})."
        said = dict(_said(evidence, judged))
        known: dict[tuple[str, str], tuple[str | None, str]] = {
            (event.decision, event.how): (event.choice, event.by) for event in learned if event.how != "corrected"
        }
        for key, what in said.items():
            if known.get(key) != what:
                yield f"{what[1]} said what is right in {key[0]} ({what[0]}), and {of} learned {known.get(key)}."
        for key in known.keys() - said.keys():
            if of != REQUESTS or key[1] == "audited":
                yield f"{of} learned what is right in {key[0]}, and nobody said it."


def looks_are_peoples(evidence: Evidence) -> Iterator[str]:
    """What is on record about an own decision was clicked by the person it names, and once."""
    for stream, items in evidence.streams.items():
        looks = [item.event for item in items if isinstance(item.event, AuditAnswered)]
        card = stream.removeprefix("card/")
        if len(looks) > 1:
            yield f"Card {card} was answered {len(looks)} times."
        for look in looks:
            clicks = [click for click in evidence.clicks if (click.card, click.person) == (card, look.by)]
            if not any(click.answer == look.answer for click in clicks):
                yield f"A look of {look.by} at {card} is recorded that they never gave."


def _classes(evidence: Evidence) -> Iterator[tuple[str, list[Recorded]]]:
    for stream, items in evidence.streams.items():
        if stream.startswith("class/"):
            yield stream.removeprefix("class/"), items


def _judgements(of: str, items: list[Recorded]) -> Iterator[tuple[DecisionJudged, Account, int]]:
    """Each decision with the class as it stood where the decision says it looked, and the answers known by then."""
    by_version = defaultdict(list)
    for item in items:
        if isinstance(item.event, DecisionJudged):
            by_version[item.event.version].append(item.event)
    account, answered = Account(of), set()
    for event in by_version[0]:
        yield event, account, 0
    for item in items:
        account.apply(item)
        if isinstance(item.event, OutcomeLearned) and item.event.choice is not None:
            answered.add(item.event.decision)
        for event in by_version[item.position]:
            yield event, account, len(answered)


def _right(look: AuditAnswered, decision: str) -> str | None:
    """What a look that found something wrong says is right, as the class names it."""
    if ".read" in decision:
        return look.answer.choice or (UNKNOWN if look.answer.text else None)
    return choice_of(look.answer)


def _said(
    evidence: Evidence, judged: dict[str, DecisionJudged]
) -> Iterator[tuple[tuple[str, str], tuple[str | None, str]]]:
    """What people said about these decisions, by decision and way."""
    for id, event in judged.items():
        card = evidence.streams.get(f"card/{audit_of(id)}", [])
        look = next((item.event for item in card if isinstance(item.event, AuditAnswered)), None)
        if look is not None:
            yield (id, "audited"), (event.choice if look.right else _right(look, id), look.by)
        consult = evidence.conversations[event.conversation].consults.get(id)
        if event.alone or consult is None or consult.revision != 1:
            continue
        for answer in evidence.events(event.conversation, ConsultAnswered):
            counts = answer.consult == id and answer.via is None and consult.answer == answer.answer
            if counts and choice_of(answer.answer) is not None:
                yield (id, "asked"), (choice_of(answer.answer), answer.by)
