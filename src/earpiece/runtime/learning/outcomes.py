"""What answers teach: of each question that may be learned, what a person said is right."""

from collections.abc import Iterator

from earpiece.domain.events import ConsultAnswered
from earpiece.domain.learning import REQUESTS, OutcomeLearned
from earpiece.domain.parts import ConsultState
from earpiece.domain.ports import Write
from earpiece.gate.judgement import choice_of
from earpiece.runtime.draft import Draft
from earpiece.runtime.learning.alone import class_write

UNKNOWN = "unknown"
"""What is right of a request that is none of those the company knows."""


def outcomes(draft: Draft) -> list[Write]:
    """What becomes known with the events of this draft, for the classes it concerns."""
    return [
        write
        for event in draft.events if isinstance(event, ConsultAnswered)
        for write in _answered(draft, event)
    ]  # fmt: skip


def _answered(draft: Draft, event: ConsultAnswered) -> Iterator[Write]:
    consult = draft.state.consults[event.consult]
    if (consult.by, consult.answer) != (event.by, event.answer) or event.via is not None:
        return  # somebody else was first; or it was said to another card, and one answer is one lesson
    choice = choice_of(event.answer)
    if choice is None:
        return
    if consult.estimate is not None and not consult.alone and consult.revision == 1:
        outcome = OutcomeLearned(decision=consult.id, choice=choice, how="asked", by=event.by)
        yield class_write(consult.estimate.of, outcome, draft.now)
    reading = _reading(draft, consult)
    if reading is not None:
        right = event.answer.choice or UNKNOWN
        outcome = OutcomeLearned(decision=reading, choice=right, how="asked", by=event.by)
        yield class_write(REQUESTS, outcome, draft.now)


def _reading(draft: Draft, consult: ConsultState) -> str | None:
    """The reading of the message that led to this question, if nobody knew what the message is about."""
    reading = draft.state.runs[consult.run].values.get("reading")
    return reading if isinstance(reading, str) else None
