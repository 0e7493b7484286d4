"""The customer's answer to a question: a slot's value, a correction, or a reply for an expert."""

from earpiece.agent import corrections
from earpiece.agent.not_understood import unclear
from earpiece.agent.slots import failed_check, possible, said_source, slot_owner
from earpiece.agent.wording import phrase
from earpiece.domain.actions import Note, PassReply, Step, Utter
from earpiece.domain.conversation import Conversation
from earpiece.domain.events import CommandTaken, ValueSet
from earpiece.domain.playbook import Company


def give(state: Conversation, company: Company, name: str, value: object, taken: CommandTaken) -> Step:
    asked = state.asked
    if asked is not None and asked.consult is not None and asked.slot == name:
        text, used = phrase(state, company, "reply_passed")
        thanks = Utter(text, "notice", phrase=used, sources=("phrases",))
        return PassReply(asked.consult, taken.message, str(value), thanks, after=(taken,))
    if asked is not None and asked.slot == name and name.startswith("guide "):
        text, used = phrase(state, company, "reply_passed")
        return Utter(text, "result", phrase=used, sources=("phrases",), after=(taken,))
    found = slot_owner(state, company, name)
    if found is None:
        return unclear(state, company, taken)
    run, slot = found
    if not possible(state, run, slot, value):
        return unclear(state, company, taken)
    if run.values.get(name) is not None:
        return corrections.correct(state, company, name, value, taken)
    wrong = failed_check(state, company, run, slot, value)
    if wrong is not None:
        return Utter(wrong, "question", run=run.id, slot=name, sources=(f"playbook {run.playbook}",), after=(taken,))
    source = said_source(slot, taken.message)
    return Note((taken, ValueSet(run=run.id, name=name, value=value, source=source)))
