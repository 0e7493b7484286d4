"""The agent's words under review: which are, by what they are known again, what a person is asked about them.

Words are known by where they stand and what they are made of (the request's values, whose answers they bring), not by
their letters, since the same thing is said in many wordings. What was approved is said in exactly the approved words.
"""

from typing import Any

from earpiece.domain.actions import Utter
from earpiece.domain.conversation import Conversation
from earpiece.domain.digests import digest
from earpiece.domain.events import CommandTaken
from earpiece.domain.forms import Question
from earpiece.domain.parts import ConsultState

REVIEWED = ("answer", "result", "question")


def needs_review(action: Utter, state: Conversation) -> bool:
    """Whether the dial wants a person to see these words first.

    Not the company's fixed sentences, which it has seen; not what a person wrote; not the short reply that takes up
    the customer's words.
    """
    if action.purpose not in REVIEWED or action.run is None:
        return False
    if action.step is not None and (action.unsure or review_of(action, state) is not None):
        return True  # a model's words of which somebody is not sure, or that the gate had a person asked about
    if not state.controls.dials:
        return False
    fixed = all(source == "phrases" for source in action.sources)
    if fixed or action.asks_back is not None or any(isinstance(event, CommandTaken) for event in action.after):
        return False
    run = state.runs[action.run]
    return sampled(state, run.id, place_of(action, state), f"{action.purpose} {action.slot}", "message")


def place_of(action: Utter, state: Conversation) -> int:
    """The instruction that the words belong to."""
    assert action.run is not None
    return action.step if action.step is not None else state.runs[action.run].at


def sampled(state: Conversation, run: str, at: int, what: str, kind: str) -> bool:
    """Whether this point of this run is in the dial's sample: always the same answer for the same point."""
    share = share_of(state, run, kind)
    if share <= 0:
        return False
    drawn = int(digest([state.id, run, at, what, kind])[:8], 16) / 2**32
    return drawn < share


def share_of(state: Conversation, run: str, kind: str) -> float:
    """The largest share set for the playbook of the run or of one that began it."""
    return max((state.controls.share(each.playbook, kind) for each in state.line(run)), default=0.0)


def mark_of(action: Utter, state: Conversation) -> str:
    """By this, words under review are known again, in whatever wording they are proposed next."""
    assert action.run is not None
    run = state.runs[action.run]
    releases = [id for id in action.releases if state.consults[id].reviews is None]
    options = [option.label for option in action.options]
    made_of: list[Any] = [dict(run.values), state.customer, state.name, releases, options]
    return digest([run.id, place_of(action, state), action.purpose, action.slot, list(action.targets), made_of])


def review_of(action: Utter, state: Conversation) -> ConsultState | None:
    """The consult about these very words, open or ended, unless it was used up."""
    mark = mark_of(action, state)
    return next((each for each in state.consults.values() if each.reviews == mark and not each.released), None)


def older_review(action: Utter, state: Conversation) -> ConsultState | None:
    """A consult about other words at the same point of the run that is not used up."""
    assert action.run is not None
    at = place_of(action, state)
    here = (each for each in state.consults.values() if (each.run, each.at) == (action.run, at))
    return next((each for each in here if each.reviews is not None and not each.released), None)


def approved_words(consult: ConsultState) -> str | None:
    """What a person allowed the agent to say; None without a yes."""
    if consult.status != "answered" or consult.answer is None or consult.answer.decision != "yes":
        return None
    return consult.answer.text or consult.question.draft


def ask_about(question: Question, words: str) -> Question:
    """The question with the agent's words as they would be said; the answer may hold other ones."""
    form = {
        **question.form,
        "properties": {
            **{name: part for name, part in question.form["properties"].items() if name != "note"},
            "text": {"type": "string", "minLength": 1, "maxLength": 2000},
        },
    }
    return question.model_copy(update={"draft": words, "form": form})
