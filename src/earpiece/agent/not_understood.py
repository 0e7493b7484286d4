"""What the agent does when it cannot make out an answer, or the customer has none."""

from earpiece.agent.requests import consult, drop, notice
from earpiece.agent.scope import values_of, words_of
from earpiece.agent.slots import slot_owner
from earpiece.agent.wording import phrase, vary
from earpiece.domain.actions import Note, Step, Utter
from earpiece.domain.conversation import Conversation
from earpiece.domain.events import CommandTaken, CustomerSaid, ValueSet
from earpiece.domain.playbook import Company

MOST_TRIES = 3
"""After so many answers that could not be understood the agent consults instead of asking again."""


def dont_know(state: Conversation, company: Company, taken: CommandTaken) -> Step:
    asked = state.asked
    found = slot_owner(state, company, asked.slot) if asked is not None and asked.slot else None
    if asked is None or found is None:
        return unclear(state, company, taken)
    run, slot = found
    if slot.optional:
        return Note((taken, ValueSet(run=run.id, name=slot.name, value=None, source=f"customer {taken.message}")))
    if asked.times >= MOST_TRIES - 1:
        return _give_up(state, company, taken)
    return _again(state, company, "dont_know_required", taken)


def unclear(state: Conversation, company: Company, taken: CommandTaken) -> Step:
    """Nothing could be made of the words: ask again, in the end an expert."""
    asked = state.asked
    if asked is None:
        return notice(state, company, "talk_filler", taken)
    if asked.times >= MOST_TRIES:
        return _give_up(state, company, taken)
    return _again(state, company, "ask_again", taken)


def noted(state: Conversation, company: Company) -> Step | None:
    """The customer spoke last, and it was no answer to what is being asked: they get a word, and the question again."""
    spoke_last = bool(state.lines) and isinstance(state.lines[-1].event, CustomerSaid)
    if not spoke_last or state.outcome is not None or state.calling:
        return None
    if state.asking:
        return _again(state, company, "noted")
    return notice(state, company, "status_open") if state.open_consults else None


def _again(state: Conversation, company: Company, name: str, *taken: CommandTaken) -> Step:
    """Ask the open question once more, in other words."""
    asked = state.asked
    assert asked is not None
    question = ""
    found = slot_owner(state, company, asked.slot) if asked.slot and asked.consult is None else None
    if found is not None:
        run, slot = found
        question, _ = vary(state, f"ask {slot.name}", slot.ask, values_of(state, run))
    text, used = phrase(state, company, name, question=question)
    return Utter(
        text.strip(), asked.purpose if state.asking else "notice",  # type: ignore[arg-type]
        run=asked.run, slot=asked.slot, options=asked.options, targets=asked.targets, asks_back=asked.consult,
        phrase=used, sources=("phrases",), after=taken,
    )  # fmt: skip


def _give_up(state: Conversation, company: Company, taken: CommandTaken) -> Step:
    """The customer and the agent do not find together: an expert looks at it, the request waits for nobody."""
    ended = drop(state, state.asked.run) if state.asked is not None and state.asked.run else ()
    step = consult(state, company, words_of(state, taken.message), taken, *ended)
    text, used = phrase(state, company, "clarify_gave_up")
    events = step.events if isinstance(step, Note) else ()
    return Utter(text, "notice", phrase=used, sources=("phrases",), after=events)
