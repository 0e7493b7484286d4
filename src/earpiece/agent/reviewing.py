"""What becomes of words that a person reviews first: they wait, are said as approved, or something neutral is said.

Only words of a playbook in progress are reviewed, so whatever waits is one request; others go on.
"""

from dataclasses import replace

from earpiece.agent.planning.steps import steps_of
from earpiece.agent.scope import family, playbook_of
from earpiece.agent.wording import phrase
from earpiece.domain.actions import Note, Step, Utter, Withdraw
from earpiece.domain.conversation import Conversation
from earpiece.domain.event import BaseEvent
from earpiece.domain.events import AnswerUnneeded, RunEnded
from earpiece.domain.parts import ConsultState, RunState
from earpiece.domain.playbook import Company, Open
from earpiece.domain.reviews import approved_words, needs_review, older_review, review_of, share_of


def reviewed(state: Conversation, company: Company, step: Step) -> Step | None:
    """The step as the review lets it be: unchanged, in the approved words, or None while a person looks at it."""
    if not isinstance(step, Utter) or not needs_review(step, state):
        return step
    consult = review_of(step, state)
    if consult is None:
        older = older_review(step, state)
        if older is not None and older.status != "open":
            return Note((AnswerUnneeded(consult=older.id, reason="the words changed since"),))
        return step  # the gate asks
    if consult.status == "open" or (consult.answer is not None and consult.answer.instead is not None):
        return None
    words = approved_words(consult)
    if words is None:
        return _instead(state, company, step, consult)
    return replace(
        step, text=words, sources=(*step.sources, f"consult {consult.id}"), releases=(*step.releases, consult.id)
    )  # fmt: skip


def tidy(state: Conversation, company: Company) -> Step | None:
    """Take back reviews of words that are not to be said any more, or need none any more."""
    for consult in state.consults.values():
        if consult.reviews is None or consult.released:
            continue
        run = state.runs[consult.run]
        program = playbook_of(company, run).program
        if run.outcome is None and consult.at >= len(program) and isinstance(program[run.at], Open):
            if _is_newest(state, company, run, consult):
                continue  # a model's words, at the dial's or the gate's wish
        elif run.outcome is None and run.at == consult.at and share_of(state, run.id, "message") > 0:
            continue
        if consult.status == "open":
            return Withdraw(consult.id, "the words are not to be reviewed any more")
        return Note((AnswerUnneeded(consult=consult.id, reason="the conversation went on without these words"),))
    return None


def _is_newest(state: Conversation, company: Company, run: RunState, consult: ConsultState) -> bool:
    """Whether the model has planned nothing since these words."""
    return bool(steps := steps_of(state, company, run)) and steps[-1].at == consult.at


def _instead(state: Conversation, company: Company, step: Utter, consult: ConsultState) -> Utter:
    """A person did not let it be said, or nobody looked in time. What it would have brought is recorded as unsaid; a
    request that needs the question it could not put comes to its end."""
    text, used = phrase(state, company, "not_said")
    unsaid = tuple(AnswerUnneeded(consult=id, reason="a reviewer kept it back") for id in step.releases)
    after: tuple[BaseEvent, ...] = (*unsaid, *step.after)
    if step.purpose == "question" and step.run is not None:
        members = [run for run in family(state, step.run) if state.runs[run].outcome is None]
        after = (*unsaid, *(RunEnded(run=run, outcome="unresolved") for run in reversed(members)))
    return Utter(
        text, "result", run=step.run, phrase=used, sources=("phrases",), releases=(consult.id,), after=after
    )  # fmt: skip
