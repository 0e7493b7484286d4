"""The steps of an open part: what the model was asked, and what it wanted.

Step number n is the model's n-th reply in a run. What it leads to (a call, a question to an expert) stands at
instruction number n after the end of the program, so that a grant is bound to one step.
"""

from dataclasses import dataclass

from earpiece.domain.conversation import Conversation
from earpiece.domain.events import CustomerSaid
from earpiece.domain.parts import CallState, RunState
from earpiece.domain.planning import ASK_MODEL, Plan
from earpiece.domain.playbook import Company

SETTLED = "words of step"
"""The run's value that tells the last step whose words are settled: said, or held back."""


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One reply of the model, or one that is awaited (`plan` is None). `upto` is the position of the state the model
    was told, `replied` that at which it answered."""

    number: int
    at: int
    asked: CallState
    plan: Plan | None
    upto: int
    replied: int

    @property
    def failed(self) -> bool:
        """The model could not be reached, or gave nothing that can be used."""
        plan = self.plan
        nothing = plan is not None and not any((plan.say, plan.call, plan.ask, plan.take_back, plan.end))
        return nothing or self.asked.status in ("failed", "unknown")


def steps_of(state: Conversation, company: Company, run: RunState) -> list[PlannedStep]:
    """All steps of the run, the first one first."""
    end = len(company.playbooks[run.playbook].program)
    asked = [call for call in state.calls.values() if call.run == run.id and call.tool == ASK_MODEL]
    return [_step(number, end + number, call) for number, call in enumerate(asked)]


def _step(number: int, at: int, asked: CallState) -> PlannedStep:
    plan = Plan.model_validate(asked.result) if asked.status == "finished" else None
    return PlannedStep(number, at, asked, plan, int(asked.args.get("upto", 0)), asked.ended_in)


def outdated(state: Conversation, step: PlannedStep) -> bool:
    """Whether the customer spoke while the model was thinking: what it wanted then is not done."""
    return any(step.upto < position < step.replied for position in _heard(state))


def last_heard(state: Conversation) -> int:
    """The position of the customer's last words; 0 if there are none."""
    return max(_heard(state), default=0)


def _heard(state: Conversation) -> list[int]:
    return [line.position for line in state.lines if isinstance(line.event, CustomerSaid)]


def spent(state: Conversation) -> float:
    """What the model has cost so far in this conversation, in US dollars."""
    replies = (call.result for call in state.calls.values() if call.tool == ASK_MODEL and call.status == "finished")
    return state.costs + sum(float(reply.get("cost", 0.0)) for reply in replies)


def words_settled(run: RunState, step: PlannedStep) -> bool:
    """Whether nothing is left to say of the step."""
    return step.plan is None or not step.plan.say or run.values.get(SETTLED, -1) >= step.at
