"""The customer corrects an earlier value: go back to where it was collected, and never silently undo an effect."""

from earpiece.agent.not_understood import unclear
from earpiece.agent.scope import family, new_run, playbook_of
from earpiece.agent.slots import collected_at, failed_check, in_words, possible, said_source, slot_owner
from earpiece.agent.wording import phrase
from earpiece.domain.actions import Note, Step, Utter
from earpiece.domain.conversation import Conversation
from earpiece.domain.event import BaseEvent
from earpiece.domain.events import CommandTaken, RunMoved, RunStarted, ValueSet
from earpiece.domain.parts import RunState
from earpiece.domain.playbook import Company


def correct(state: Conversation, company: Company, name: str, value: object, taken: CommandTaken) -> Step:
    """Set the new value and walk again from where it was asked. After an effect, an expert says what to do."""
    found = slot_owner(state, company, name)
    if found is None:
        return unclear(state, company, taken)
    run, slot = found
    if not possible(state, run, slot, value):
        return unclear(state, company, taken)
    if run.values.get(name) == value:
        return Note((taken,))
    wrong = failed_check(state, company, run, slot, value)
    if wrong is not None:
        return Utter(wrong, "notice", run=run.id, sources=(f"playbook {run.playbook}",), after=(taken,))
    done = _effects_since(state, company, run, name)
    if done:
        before = in_words(slot, run.values.get(name))
        values = {"slot": name, "before": before, "after": in_words(slot, value), "done": "; ".join(done)}
        return Note((taken, RunStarted(run=new_run(state), playbook=company.policy.correction, values=values)))
    text, used = phrase(state, company, "correction_done")
    after = (taken, *_rewind(company, run, name, value, taken))
    return Utter(text, "notice", run=run.id, phrase=used, sources=("phrases",), after=after)


def _rewind(company: Company, run: RunState, name: str, value: object, taken: CommandTaken) -> list[BaseEvent]:
    source = said_source(playbook_of(company, run).slots[name], taken.message)
    events: list[BaseEvent] = [ValueSet(run=run.id, name=name, value=value, source=source)]
    at = collected_at(company, run, name)
    if at is not None and at < run.at:
        events.append(RunMoved(run=run.id, to=at))
    return events


def _effects_since(state: Conversation, company: Company, run: RunState, name: str) -> list[str]:
    """Tools with an effect that ran (or may have run) after the slot was collected."""
    at = collected_at(company, run, name) or 0
    members = set(family(state, run.id))
    return [
        company.tools[call.tool].about
        for call in state.calls.values()
        if call.effect == "write"
        and call.status != "failed"
        and call.run in members
        and (call.run != run.id or call.at > at)
    ]
