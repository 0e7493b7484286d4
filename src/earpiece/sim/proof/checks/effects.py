"""What was done in the back office: once, as approved, by the rules, for the customer themselves (2, 3, 4, 14)."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from earpiece.domain.digests import call_digest
from earpiece.domain.events import ConsultAnswered, ToolFailed, ToolFinished, ToolRetried, ToolStarted
from earpiece.domain.parts import ConsultState
from earpiece.domain.ports import Recorded
from earpiece.sim.proof.books import WRITES, Entry
from earpiece.sim.proof.evidence import Evidence

LIMIT_WITHOUT_ASKING = 50.0
HIGHEST_REFUND = 500.0


@dataclass(frozen=True, slots=True)
class Attempt:
    """A tool call as the journal knows it."""

    conversation: str
    recorded: Recorded
    started: ToolStarted


def attempts(evidence: Evidence) -> Mapping[str, Attempt]:
    """The attempts of a run by their idempotency key."""
    return {
        each.event.key: Attempt(each.stream.removeprefix("conversation/"), each, each.event)
        for each in evidence.journal
        if isinstance(each.event, ToolStarted)
    }


def _happened(evidence: Evidence) -> list[Entry]:
    return [entry for entry in evidence.back_office if entry.what == "happened"]


def once_by_key(evidence: Evidence) -> Iterator[str]:
    """One effect per key; a tool that is not idempotent is called once per key."""
    for key, times in Counter(entry.key for entry in _happened(evidence)).items():
        if times > 1:
            yield f"The effect with the key {key} happened {times} times."
    tools = evidence.company.tools
    called = Counter(
        (entry.tool, entry.key)
        for entry in evidence.back_office
        if entry.what == "called" and entry.tool in WRITES and not tools[entry.tool].idempotent
    )
    for (tool, key), times in called.items():
        if times > 1:
            yield f"{tool} was called {times} times with the key {key}, and it is not idempotent."


def once_by_step(evidence: Evidence) -> Iterator[str]:
    """One effect per step of a playbook's run: not the same call again under another key."""
    known = attempts(evidence)
    steps = Counter(
        (found.conversation, found.started.run, found.started.at_instruction, found.started.digest)
        for entry in _happened(evidence)
        if (found := known.get(entry.key)) is not None
    )
    for (conversation, run, at, _), times in steps.items():
        if times > 1:
            yield f"Step {at} of {run} in {conversation} had its effect {times} times."


def written_before_the_call(evidence: Evidence) -> Iterator[str]:
    """*Started* was durable before the tool was called."""
    known = attempts(evidence)
    for entry in evidence.back_office:
        if entry.what == "called":
            found = known.get(entry.key)
            if found is None or found.recorded.seq > entry.seq:
                yield f"{entry.tool} was called with the key {entry.key} before that was in the journal."


def not_asked_too_early(evidence: Evidence) -> Iterator[str]:
    """What became of an attempt is asked only once its deadline has passed."""
    if any(trouble.kind == "clock jumps" for trouble in evidence.troubles):
        return
    known = attempts(evidence)
    for entry in evidence.back_office:
        found = known.get(entry.key)
        if entry.what == "asked" and found is not None and entry.at < found.started.deadline - 0.001:
            yield f"What became of {entry.tool} ({entry.key}) was asked before its deadline."


def not_called_too_late(evidence: Evidence) -> Iterator[str]:
    """No attempt begins after its deadline: a node that slept and wakes late leaves it alone."""
    if any(trouble.kind == "clock jumps" for trouble in evidence.troubles):
        return
    known = attempts(evidence)
    for entry in evidence.back_office:
        found = known.get(entry.key)
        if entry.what == "called" and found is not None and entry.at > _deadline(evidence, found, entry.seq) + 0.001:
            yield f"{entry.tool} ({entry.key}) was called after its deadline."


def _deadline(evidence: Evidence, found: Attempt, seq: int) -> float:
    """The attempt's deadline as the journal knew it at that event."""
    again = [
        each.event.deadline for each in evidence.of(found.conversation)
        if isinstance(each.event, ToolRetried) and each.event.call == found.started.call and each.seq <= seq
    ]  # fmt: skip
    return max([found.started.deadline, *again])


def outcomes_are_true(evidence: Evidence) -> Iterator[str]:
    """What the journal says of an attempt's outcome is what the back office knows; else it says that nobody knows."""
    happened = {entry.key for entry in _happened(evidence)}
    for attempt in attempts(evidence).values():
        started = attempt.started
        if started.effect != "write":
            continue
        for each in evidence.of(attempt.conversation):
            if isinstance(each.event, ToolFinished) and each.event.call == started.call and started.key not in happened:
                yield f"{started.tool} ({started.key}) is recorded as done, and it never was."
            if isinstance(each.event, ToolFailed) and each.event.call == started.call and started.key in happened:
                yield f"{started.tool} ({started.key}) is recorded as without effect, and it had one."


def what_was_approved(evidence: Evidence) -> Iterator[str]:
    """An effect that used a grant is exactly what a person said yes to, before the grant ended."""
    known = attempts(evidence)
    for entry in _happened(evidence):
        found = known.get(entry.key)
        if found is None or found.started.grant is None:
            continue
        consult = evidence.conversations[found.conversation].consults.get(found.started.grant)
        if consult is None or consult.answer is None or consult.answer.decision != "yes":
            yield f"{entry.tool} ({entry.key}) used a grant that no yes stands behind."
            continue
        tool = evidence.company.tools[entry.tool]
        if call_digest(found.conversation, tool, entry.args or {}) != consult.grant:
            yield f"{entry.tool} was called with {dict(entry.args or {})}, which is not what was approved."
        if consult.grant_expires is not None and found.recorded.at > consult.grant_expires:
            yield f"{entry.tool} used a grant that had expired."
        yield from _as_clicked(evidence, consult, entry)


def _as_clicked(evidence: Evidence, consult: ConsultState, entry: Entry) -> Iterator[str]:
    """The expert's own record: they said yes to these arguments."""
    proposed = consult.question.call.args if consult.question.call is not None else {}
    agreed = [
        {**proposed, **click.answer.changes}
        for click in evidence.clicks
        if click.card == consult.id and click.answer.decision == "yes"
    ]
    if dict(entry.args or {}) not in agreed:
        yield f"Nobody clicked yes to {entry.tool} with {dict(entry.args or {})}."


def grants_are_spent_once(evidence: Evidence) -> Iterator[str]:
    """No grant starts two attempts."""
    grants = Counter(
        (found.conversation, found.started.grant)
        for found in attempts(evidence).values()
        if found.started.grant is not None
    )
    for (_, grant), times in grants.items():
        if times > 1:
            yield f"The grant of {grant} was used {times} times."


def by_the_rules(evidence: Evidence) -> Iterator[str]:
    """What a rule wants asked is asked, what it refuses never happens; what no rule mentions is asked about."""
    known = attempts(evidence)
    for entry in _happened(evidence):
        amount = float((entry.args or {}).get("amount", 0.0))
        asks = entry.tool == "send_gift" or (entry.tool == "refund" and amount > LIMIT_WITHOUT_ASKING)
        found = known.get(entry.key)
        if entry.tool == "refund" and amount > HIGHEST_REFUND:
            yield f"A refund of {amount} happened, which the rules refuse."
        elif asks and (found is None or found.started.grant is None):
            yield f"{entry.tool} {dict(entry.args or {})} happened without anybody's permission."
        elif asks and found is not None and not _answered_before(evidence, found):
            yield f"{entry.tool} began before the answer that permits it."


def _answered_before(evidence: Evidence, found: Attempt) -> bool:
    return any(
        isinstance(each.event, ConsultAnswered)
        and each.event.consult == found.started.grant
        and each.seq < found.recorded.seq
        for each in evidence.of(found.conversation)
    )


def own_name_only(evidence: Evidence) -> Iterator[str]:
    """Tools get the identity of the customer whose conversation it is, whatever was typed."""
    known = attempts(evidence)
    truth = {record.conversation: record.customer for record in evidence.customers}
    for entry in evidence.back_office:
        found = known.get(entry.key)
        if entry.what != "called" or found is None or found.conversation not in truth:
            continue
        wanted = truth[found.conversation] if evidence.company.tools[entry.tool].needs == "verified" else None
        if entry.customer != wanted:
            yield f"{entry.tool} was called for {entry.customer} in the conversation of {truth[found.conversation]}."
