"""Tells a run in words: who took part, what happened in which order, and which promise it broke.

The people's part comes from what they themselves noted, the agent's from the journal, both at true times. Ids are
replaced by plain names, so that a story can be read by somebody who knows nothing of it.
"""

import re
from collections.abc import Iterator

from earpiece.domain.desk_events import CardReturned, RungReached
from earpiece.domain.events import AgentSaid
from earpiece.runtime.story import story_of
from earpiece.sim.proof.evidence import Breach, Evidence
from earpiece.sim.proof.plan import Fault, Mood, Plan, StepIn, Visitor, Worker
from earpiece.sim.proof.visitors import Record
from earpiece.sim.proof.workers import people

SHOP = (
    "A lamp shop's agent serves customers in a chat. It may refund up to £50 by itself; above that an expert has to "
    "say yes; above £500 nobody may."
)

PROMISES = {
    1: "Nothing is lost", 2: "No effect twice", 3: "What was approved is what runs",
    4: "The gate cannot be talked away", 5: "Only a person answers", 6: "One answer wins", 7: "Nobody is forgotten",
    8: "Each answer reaches the customer exactly once", 9: "The customer may always speak",
    10: "Everything said has its sources", 11: "Secrets stop at the edge", 12: "Old journals load",
    13: "The error budget holds", 14: "Nobody sees another's data", 15: "The record proves itself",
}  # fmt: skip

AT_ONCE = 2.0
"""A line that is read within so many seconds is not told again when it is read."""

TOLD_ELSEWHERE = frozenset({
    "ConversationOpened", "CustomerSaid", "ConsultAnswered", "AskedBack", "MessageUnderstood", "ValueSet",
    "ValuesDropped", "RunStarted", "RunEnded", "TimerFired", "CustomerVerified",
})  # fmt: skip
"""Events that the people's own notes tell, or that say no more than the lines around them."""

Line = tuple[float, str]


def tell(evidence: Evidence, breach: Breach | None = None) -> list[str]:
    """The run's whole story; the last line is the breach, if there is one."""
    lines = [*((told.at, told.words) for told in evidence.told), *_journal(evidence), *_reading(evidence)]
    lines.sort(key=lambda line: line[0])
    names = _Names(evidence)
    story = [*tell_plan(evidence.plan), *(f"{clock(at)}  {names.plain(words)}" for at, words in lines)]
    if breach is not None:
        story.append(f"Broken is promise {breach.promise} ({PROMISES[breach.promise]}): {names.plain(breach.words)}")
    return story


def clock(seconds: float) -> str:
    """Time since the start, as h:mm:ss with hundredths."""
    minutes, rest = divmod(max(seconds, 0.0), 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours}:{minutes:02}:{rest:05.2f}"


class _Names:
    """Plain names for ids, numbered in the order in which they are met."""

    IDS = re.compile(r"\b(c[0-9a-f]{10})(?:\.(ask|call)(\d+))?\b")
    WORDS = {"ask": "question", "call": "attempt"}

    def __init__(self, evidence: Evidence) -> None:
        self._customers = {
            record.conversation: f"customer {record.visitor.number + 11}" for record in evidence.customers
        }
        self._known: dict[str, str] = {}

    def plain(self, words: str) -> str:
        """The words with ids replaced."""
        return self.IDS.sub(self._name, words)

    def _name(self, found: re.Match[str]) -> str:
        whole, conversation, kind = found[0], found[1], found[2]
        if kind is None:
            return self._customers.get(conversation, "somebody's lost conversation")
        if whole not in self._known:
            number = sum(name.startswith(self.WORDS[kind]) for name in self._known.values()) + 1
            self._known[whole] = f"{self.WORDS[kind]} {number}"
        return self._known[whole]


# ── what happened ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _journal(evidence: Evidence) -> Iterator[Line]:
    """What the agent, the tools and the clock did, by the journal."""
    names = {id: person.name for id, person in people().items()}
    for conversation in evidence.conversations:
        recorded = evidence.of(conversation)
        seqs = {each.position: each.seq for each in recorded}
        for line in story_of(recorded, evidence.company, names):
            if line.kind in TOLD_ELSEWHERE:
                continue
            at = evidence.committed[seqs[line.position]] - evidence.began
            if line.kind == "AgentSaid":
                yield at, f"The agent to {conversation}: {line.what}"
            else:
                detail = f" ({line.detail})" if line.detail and line.kind in ("ToolStarted", "Refused") else ""
                yield at, f"{line.who.capitalize()}, for {conversation}: {line.what}{detail}"
    yield from _ladders(evidence)


def _ladders(evidence: Evidence) -> Iterator[Line]:
    for each in evidence.journal:
        card = each.stream.removeprefix("card/")
        at = evidence.committed[each.seq] - evidence.began
        if isinstance(each.event, RungReached) and each.event.do not in ("promise", "expire", "handoff"):
            yield at, f"Nobody has answered {card} yet: {each.event.do}."
        elif isinstance(each.event, CardReturned):
            yield at, f"The card of {card} is back in the queue: {each.event.reason}."


def _reading(evidence: Evidence) -> Iterator[Line]:
    """What arrived on the customers' pages late, twice, never, or without having been said."""
    for record in evidence.customers:
        who = f"Customer {record.visitor.number + 11}"
        said = {
            each.position: (evidence.committed[each.seq], each.event.text)
            for each in evidence.of(record.conversation)
            if isinstance(each.event, AgentSaid)
        }
        yield from _arrivals(evidence, record, who, said)
        seen = {line.item.position for line in record.seen}
        for position, (at, text) in said.items():
            if position not in seen and record.left is not None and at < record.left:
                yield at - evidence.began, f"{who} does not get to read “{text}”."


def _arrivals(evidence: Evidence, record: Record, who: str, said: dict[int, tuple[float, str]]) -> Iterator[Line]:
    seen: set[int] = set()
    for line in record.seen:
        if line.item.who != "agent":
            continue
        at, _ = said.get(line.item.position, (0.0, ""))
        again = " again" if line.item.position in seen else ""
        late = line.at - at > AT_ONCE
        seen.add(line.item.position)
        if late or again:
            yield line.at - evidence.began, f"{who} reads{again or ' only now'}: “{line.item.text}”"


# ── who takes part, and what will go wrong ────────────────────────────────────────────────────────────────────────────


def tell_plan(plan: Plan) -> list[str]:
    """What a plan has in store, before it is played."""
    nodes = " and ".join(f"{'ABCDE'[number]}" for number in range(plan.nodes))
    where = "in a real file" if plan.on_disk else "in memory"
    lines = [f"Seed {plan.seed}. {SHOP}", f"{_count(plan.nodes, 'node')} ({nodes}) on one database {where}."]
    if plan.needs_io:
        lines.append("Reading a customer's message takes up to three seconds.")
    if plan.learns:
        lines.append("The shop lets its agent learn whether the warranty pays.")
    lines += map(_tell_visitor, plan.visitors)
    lines += map(_tell_worker, plan.workers)
    lines += map(_tell_step_in, plan.steps_in)
    lines += map(_tell_mood, plan.moods)
    lines += map(_tell_fault, plan.faults)
    return lines


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _tell_visitor(visitor: Visitor) -> str:
    known = "known to the shop's page" if visitor.vouched else "a guest"
    wishes = ", then ".join(f"“{wish}”" for wish in visitor.requests)
    more = [f"says besides “{aside.words}” after message {aside.after}" for aside in visitor.asides]
    more += [f"leaves for {away.seconds:g} s after message {away.after}" for away in visitor.absences]
    more += [f"thinks for {visitor.dawdles:g} s when asked why"] if visitor.dawdles else []
    more += ["sends every message twice"] if visitor.doubled else []
    more += (
        [f"does not get the answers to calls {', '.join(map(str, visitor.lost_calls))}"] if visitor.lost_calls else []
    )
    behaviour = f"; {'; '.join(more)}" if more else ""
    return (
        f"Customer {visitor.number + 11} ({known}) comes at {clock(visitor.arrives)} and wants: {wishes}; "
        f"types for {visitor.typing:g} s, waits {visitor.patience / 60:g} min{behaviour}."
    )


HABITS = {
    "twice": "clicks everything twice", "rival": "answers also what others hold", "asks back": "asks back",
    "forgets": "takes cards and goes away", "careless": "gives answers that do not fit",
    "stubborn": "answers what is answered already", "undoes": "thinks better of some answers and undoes them",
    "sorts": "says by hand what asks the same", "agrees": "answers as everybody does",
}  # fmt: skip


def _tell_worker(worker: Worker) -> str:
    more = [f"is away from {clock(begin)} to {clock(end)}" for begin, end in worker.absent]
    more += [HABITS[habit] for habit in sorted(worker.habits)]
    behaviour = f"; {'; '.join(more)}" if more else ""
    return f"Expert {people()[worker.person].name} needs {worker.pace:g} s for a card{behaviour}."


STEPS_IN = {
    "pauses": "pauses the agent of customer {who} at {at} for {seconds:g} s",
    "stops": "stops the agent of customer {who} at {at} for {seconds:g} s",
    "takes over": "takes over from the agent of customer {who} at {at} for {seconds:g} s",
    "falls silent": "takes over from the agent of customer {who} at {at} and is not seen again after one word",
}


def _tell_step_in(step: StepIn) -> str:
    what = STEPS_IN[step.kind].format(who=step.visitor + 11, at=clock(step.at), seconds=step.seconds)
    return f"Supervisor Cleo {what}."


MOODS = {
    "fails": "Call {attempt} of the tool {tool} does nothing and says so.",
    "slow": "Call {attempt} of the tool {tool} has its effect after {seconds:g} s.",
    "late answer": "Call {attempt} of the tool {tool} has its effect at once and answers after {seconds:g} s.",
    "lost": "Call {attempt} of the tool {tool} never gets as far as its effect, and never answers.",
    "hangs": "Call {attempt} of the tool {tool} has its effect and never answers.",
    "cannot tell": "Asked for time number {attempt} what became of a call, the tool {tool} does not know.",
}


def _tell_mood(mood: Mood) -> str:
    return MOODS[mood.kind].format(attempt=mood.attempt, tool=mood.tool, seconds=mood.seconds)


FAULTS = {
    "dies": "Node {node} dies at its step {count}.",
    "dies before write": "Node {node} dies just before its write {count} reaches the database.",
    "dies after write": "Node {node} dies when its write {count} is durable, before anybody hears of it.",
    "restarts": "Node {node} is stopped and started again at {at}.",
    "sleeps": "Node {node} stands still at {at} for {seconds:g} s.",
    "sleeps after write": "Node {node} stands still for {seconds:g} s as soon as its write {count} is durable.",
    "line lost before": "The line of node {node} breaks before its write {count} arrives.",
    "line lost after": "The line of node {node} breaks when its write {count} is durable, before it hears so.",
    "deaf": "Node {node} hears nothing of the others' commits at {at} for {seconds:g} s.",
    "database away": "The database is away at {at} for {seconds:g} s.",
    "disk full": "Nothing can be written at {at} for {seconds:g} s.",
    "clock jumps": "The clock of node {node} jumps by {seconds:g} s at {at}.",
}


def _tell_fault(fault: Fault) -> str:
    return FAULTS[fault.kind].format(
        node="ABCDE"[fault.node], at=clock(fault.at), count=fault.count, seconds=fault.seconds
    )
