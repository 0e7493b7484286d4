"""Nobody is forgotten, everybody is heard, what is said is true and arrives once (7, 8, 9, 10, 14)."""

import re
from collections import Counter
from collections.abc import Iterator

from earpiece.domain.conversation import Conversation, apply
from earpiece.domain.desk_events import CardOpened
from earpiece.domain.events import AgentSaid, ConsultAsked, ConsultExpired, CustomerSaid, HandedOff
from earpiece.domain.ports import Recorded
from earpiece.sim.proof.evidence import Evidence

LONGEST_SILENCE = 50.0
"""The shop's slowest rhythm of holding is 45 seconds."""

FIRST_WORD = 8.0
"""Seconds until whoever speaks is answered, while no tool is at work; reading takes up to three of them."""

ARRIVES = 40.0
"""A line that was said so long before the page was closed has arrived on it."""

RECOVERY = 60.0
"""Seconds after a fault is over until everything has to be as if there had been none: a dead node's lease, a beat."""

MONEY = re.compile(r"£(\d[\d,]*(?:\.\d+)?)")


def nothing_is_left(evidence: Evidence) -> Iterator[str]:
    """At the end nothing is open: no question, no attempt, no message unread, no timer."""
    for name, state in evidence.conversations.items():
        for consult in state.open_consults:
            yield f"“{consult.question.text}” ({name}) was never answered and never closed."
        for call in state.calls.values():
            if call.status == "started":
                yield f"What became of {call.tool} ({name}) was never found out."
        if state.unread or state.todo:
            yield f"Words of the customer ({name}) were never acted on."
        if state.outcome is None:
            yield f"The conversation {name} was never ended."
    for id, card in evidence.cards.items():
        if not card.ended:
            yield f"Card {id} was never closed."
    for timer in evidence.timers:
        yield f"The timer {timer.name} of {timer.stream} is still set."


def a_question_has_its_card(evidence: Evidence) -> Iterator[str]:
    """A question to the human side and its card are one commit."""
    cards = {each.event.consult: each for each in evidence.journal if isinstance(each.event, CardOpened)}
    for each in evidence.journal:
        if isinstance(each.event, ConsultAsked):
            card = cards.get(each.event.consult)
            if card is None or evidence.committed[card.seq] != evidence.committed[each.seq]:
                yield f"The question {each.event.consult} came without its card."


def waiting_hears(evidence: Evidence) -> Iterator[str]:
    """Who waits for a person hears a word in time."""
    for name in evidence.conversations:
        since: float | None = None
        for before, each, after in _steps(evidence, name):
            now = evidence.committed[each.seq]
            if since is not None and _too_long(evidence, since, now, LONGEST_SILENCE):
                yield f"The customer ({name}) waited {now - since:.0f} seconds without a word."
            spoke = isinstance(each.event, AgentSaid | CustomerSaid)
            if not _waits(after):
                since = None
            elif spoke or since is None or not _waits(before):
                since = now


def _too_long(evidence: Evidence, since: float, now: float, longest: float) -> bool:
    """Whether that is more than somebody may have to wait; the time before everything recovered from faults is free."""
    calm = evidence.calm_since(since, now)
    return now - since > longest if calm <= since else now - calm > longest + RECOVERY


def _waits(state: Conversation) -> bool:
    """Whether the customer can do nothing but wait for a person, and was not told to come back later."""
    if state.leader[0] != "agent":  # see `a_silent_person_gives_back`
        return False
    waiting = [consult for consult in state.open_consults if consult.promised != "said"]
    return bool(waiting) and not state.asking and not state.calling and state.outcome is None


def handoffs_happen(evidence: Evidence) -> Iterator[str]:
    """A question whose ladder ended in a handoff is handed over."""
    for name in evidence.conversations:
        if any(event.handoff for event in evidence.events(name, ConsultExpired)) and not evidence.events(
            name, HandedOff
        ):
            yield f"A ladder ended in a handoff ({name}), and nothing was handed over."


def nobody_is_turned_away(evidence: Evidence) -> Iterator[str]:
    """Whoever speaks to a service that can be reached is heard: nobody is told an error."""
    for record in evidence.customers:
        for error in record.errors:
            yield f"The customer ({record.conversation}) was told an error: {error}"


def asking_is_true(evidence: Evidence) -> Iterator[str]:
    """“I am asking a colleague” is said only while somebody is being asked."""
    for name in evidence.conversations:
        for before, each, _ in _steps(evidence, name):
            said = each.event
            if isinstance(said, AgentSaid) and said.purpose == "holding" and not before.open_consults:
                if before.leader[0] == "paused":
                    continue  # “a colleague is looking at this”, which is so
                yield f"“{said.text}” was said ({name}) while nobody was being asked."


def whoever_speaks_is_heard(evidence: Evidence) -> Iterator[str]:
    """Words of the customer are answered soon, also while a question to a person is open."""
    for name in evidence.conversations:
        since: float | None = None
        for before, each, after in _steps(evidence, name):
            now = evidence.committed[each.seq]
            if isinstance(each.event, CustomerSaid) and since is None:
                since = now
            late = since is not None and _too_long(evidence, since, now, FIRST_WORD)
            if late and not before.calling:
                busy = " while a question was open" if before.open_consults else ""
                yield f"The customer ({name}) spoke and was not answered for {now - (since or now):.0f} seconds{busy}."
            if isinstance(each.event, AgentSaid) or after.calling or late or after.leader[0] != "agent":
                since = None
        if since is not None:
            yield f"The customer's last words ({name}) were never answered."


def a_silent_person_gives_back(evidence: Evidence) -> Iterator[str]:
    """Who waits for a person that leads gets their word or the agent back; who gets the agent back hears so."""
    for name in evidence.conversations:
        since: float | None = None
        for _, each, after in _steps(evidence, name):
            now = evidence.committed[each.seq]
            if since is not None and _too_long(evidence, since, now, evidence.company.policy.silence + FIRST_WORD):
                yield f"The customer ({name}) waited {now - since:.0f} seconds for a person who led."
            waits = after.leader[0] == "person" and (bool(after.lead.unanswered) or bool(after.unread))
            since = (now if since is None else since) if waits else None
        if since is not None:
            yield f"The customer ({name}) waits for a person who leads to the end of time."
        last = evidence.conversations[name]
        if last.outcome is None and last.leader != last.lead.known:
            yield f"The customer ({name}) was never told who leads."


def each_line_arrives_once(evidence: Evidence) -> Iterator[str]:
    """What the agent said is on the customer's page once, in the same words; nothing else is."""
    for record in evidence.customers:
        said = {each.position: each for each in evidence.of(record.conversation) if isinstance(each.event, AgentSaid)}
        seen = Counter(line.item.position for line in record.seen if line.item.who == "agent")
        for position, times in seen.items():
            if times > 1:
                yield f"A line of the agent ({record.conversation}) arrived {times} times."
            if position not in said:
                yield f"A line arrived ({record.conversation}) that the agent never said."
        for line in record.seen:
            found = said.get(line.item.position)
            if found is not None and found.event.text != line.item.text:  # type: ignore[attr-defined] # an AgentSaid
                yield f"A line arrived ({record.conversation}) in other words."
        left = record.left or evidence.ended
        for position, each in said.items():
            at = evidence.committed[each.seq]
            if position not in seen and at < left - ARRIVES and evidence.quiet(at, left, 60.0):
                yield f"“{each.event.text}” never arrived on the page ({record.conversation})."  # type: ignore[attr-defined]


def sources_hold(evidence: Evidence) -> Iterator[str]:
    """Everything said names its sources, and they exist."""
    for name, state in evidence.conversations.items():
        called = {call.tool for call in state.calls.values()}
        for said in evidence.events(name, AgentSaid):
            if not said.sources:
                yield f"“{said.text}” has no source."
            for source in said.sources:
                kind, _, rest = source.partition(",")[0].partition(" ")
                missing = {
                    "consult": rest not in state.consults,
                    "tool": rest not in called,
                    "page": rest not in evidence.company.pages,
                }.get(kind, False)
                if missing:
                    yield f"“{said.text}” names the source {source}, which is not there."


def figures_come_from_somewhere(evidence: Evidence) -> Iterator[str]:
    """An amount that the agent names was said by the customer, a tool, an expert or the company."""
    for name in evidence.conversations:
        known: set[str] = set()
        for each in evidence.of(name):
            if isinstance(each.event, AgentSaid):
                for amount in MONEY.findall(each.event.text):
                    if _plain(amount) not in known:
                        yield f"“{each.event.text}” ({name}) names an amount nobody gave."
            else:
                known |= {_plain(number) for number in re.findall(r"\d[\d,]*(?:\.\d+)?", each.event.model_dump_json())}
                known |= {"50", "500"}


def _plain(number: str) -> str:
    return f"{float(number.rstrip(',').replace(',', '')):g}" if number.count(",") < 3 else number


def nobody_elses_words(evidence: Evidence) -> Iterator[str]:
    """Nothing of another customer's orders is on anybody's page."""
    for record in evidence.customers:
        own = str(record.visitor.number + 11)
        for line in record.seen:
            others = set(re.findall(r"\bM(\d+)\b", line.item.text)) - {own}
            if others:
                yield f"Customer {own} read about the orders of customer {sorted(others)}: “{line.item.text}”."


def no_error_without_fault(evidence: Evidence) -> Iterator[str]:
    """The agent never gets stuck, and nothing fails by itself."""
    for line in evidence.logs:
        if line.get("event") == "the agent cannot go on":
            yield f"The agent could not go on: {line.get('why')}."
        elif line.get("log_level") == "error" and not evidence.troubles and "Moved" not in str(line.get("error")):
            yield f"Without any fault: {line.get('event')} ({line.get('error')})."


def _steps(evidence: Evidence, name: str) -> Iterator[tuple[Conversation, Recorded, Conversation]]:
    """Each event with the state before and after it."""
    state = Conversation(name)
    for each in evidence.of(name):
        after = apply(state, each.event, each.at)
        yield state, each, after
        state = after
