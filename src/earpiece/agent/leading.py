"""Who leads the conversation: while it is not the agent, it says and does nothing but what follows from that.

paused, stopped ─▶ what the customer writes is read and kept, to be acted on when the agent leads again
person          ─▶ what the customer writes is for the person; who waits too long for them gets the agent back

Whoever asks for a person is heard in each of these.
"""

from dataclasses import replace

from earpiece.agent import holding, obey, promises, reading, talk, walk
from earpiece.agent.scope import family
from earpiece.agent.wording import phrase
from earpiece.domain.actions import Note, Step, Utter, Wait
from earpiece.domain.commands import DontKnow, Give, Unclear, WantsPerson
from earpiece.domain.conversation import Conversation
from earpiece.domain.events import CommandTaken, CustomerSaid
from earpiece.domain.interventions import GivenBack, PersonAwaited, PersonSaid
from earpiece.domain.playbook import Company
from earpiece.domain.records import replace as changed

MOMENT = 0.001
"""Seconds by which a timer may seem to be early, since times are floats."""


def lead(state: Conversation, company: Company) -> Step | None:
    """What there is to do because somebody else leads, or has led; None if the agent goes on as ever."""
    match state.leader[0]:
        case "agent":
            return talk.fall_silent(state, company) or _news(state, company) if _owes_news(state) else None
        case "person":
            return _news(state, company) or _listen(state, company) or promises.tidy(state, company) or Wait()
    return (
        reading.understand(state, company)
        or _news(state, company)
        or _for_a_person(state, company)
        or _still_paused(state, company)
        or promises.tidy(state, company)
        or Wait()
    )


# ── telling the customer ──────────────────────────────────────────────────────────────────────────────────────────────


def _owes_news(state: Conversation) -> bool:
    return state.leader != state.lead.known and state.outcome is None


def _news(state: Conversation, company: Company) -> Utter | None:
    """The one word that tells the customer of the change."""
    if not _owes_news(state):
        return None
    who, name = state.leader
    text, used = phrase(
        state, company, _phrase_of(state), person=name or state.lead.known[1], company=company.policy.name
    )
    stops = [stop.by for stop in state.controls.stops if stop.what == "everything"]
    by = stops[-1] if who == "stopped" and stops else state.lead.by
    said = Utter(
        text, "notice", phrase=used, sources=(f"expert {by}",) if by else ("phrases",),
        tells=(f"lead {max(state.lead.changed, state.controls.position)}",),
    )  # fmt: skip
    if who == "paused":
        return replace(said, purpose="holding", next_at=state.now + company.policy.holding_rhythm[0])
    nothing_open = not (state.stack or state.unread or state.todo or state.asked)
    return replace(said, purpose="result") if who == "agent" and nothing_open else said


def _phrase_of(state: Conversation) -> str:
    names = {"paused": "agent_paused", "stopped": "agent_stopped", "person": "taken_over"}
    if state.leader[0] != "agent":
        return names[state.leader[0]]
    if state.lead.known[0] != "person":
        return "agent_resumed"
    return "person_gone" if state.lead.reason == "fell silent" else "given_back"


def _still_paused(state: Conversation, company: Company) -> Utter | None:
    """A customer who waits while the agent is paused hears now and then that somebody is at it."""
    rhythm = company.policy.holding_rhythm
    forgotten = state.leader[0] != "paused" or state.outcome is not None or state.holdings >= len(rhythm)
    if forgotten or "holding" not in state.timers:
        return None
    text, used = phrase(state, company, "agent_paused_more")
    due = state.now + rhythm[min(state.holdings, len(rhythm) - 1)]
    return Utter(text, "holding", phrase=used, sources=(f"expert {state.lead.by}",), next_at=due)


# ── while a person leads ──────────────────────────────────────────────────────────────────────────────────────────────


def _listen(state: Conversation, company: Company) -> Note | None:
    """What the customer writes is for the person who leads. Whoever falls silent on them no longer leads."""
    if state.todo:
        return Note(tuple(CommandTaken(message=todo.message, index=todo.index) for todo in state.todo))
    since = _waits_since(state)
    due = since + company.policy.silence if since is not None else None
    if state.unread:
        return Note((PersonAwaited(message=state.unread[0][0], due=due),))
    if "lead" in state.timers and (due is None or state.now < due - MOMENT):
        return Note((PersonAwaited(due=due),))  # it was about words that have been answered meanwhile
    if "lead" in state.timers or "idle" in state.timers:
        return Note((GivenBack(by=state.lead.by, reason="fell silent"),))
    return None


def _waits_since(state: Conversation) -> float | None:
    """Since when the customer waits for a word of the person; None if it is theirs to speak."""
    since: float | None = state.lead.since
    for line in reversed(state.lines):
        if line.position < state.lead.changed:
            return since
        if isinstance(line.event, PersonSaid):
            break
    else:
        return since
    later = (each.at for each in state.lines if each.position > line.position and isinstance(each.event, CustomerSaid))
    return next(later, None)


# ── whoever asks for a person ─────────────────────────────────────────────────────────────────────────────────────────


def _for_a_person(state: Conversation, company: Company) -> Step | None:
    """Take up what the customer says about wanting a person, and take that request forward, and nothing else."""
    runs = {each for run in state.stack if state.runs[run].playbook == company.policy.wants_person
            for each in family(state, run)}  # fmt: skip
    about = state.asked is not None and state.asked.run in runs
    for todo in state.todo:
        reply = about and isinstance(todo.command, Give | DontKnow | Unclear)
        if reply or isinstance(todo.command, WantsPerson):
            return obey.take(state, company, todo)
    if not runs:
        return None
    alone = changed(
        state, stack=tuple(run for run in state.stack if run in runs), asked=state.asked if about else None,
        consults={id: consult for id, consult in state.consults.items() if consult.run in runs},
    )  # fmt: skip
    for policy in (holding.first_word, walk.advance, promises.promise, holding.next_word):
        step = policy(alone, company)
        if step is not None:
            return step
    return None
