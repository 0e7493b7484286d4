"""What the model is told: the conversation so far, in order, each call together with what is known of it."""

from datetime import UTC, datetime
from typing import Any

from earpiece.agent.planning.fates import APPROVING, ASKED, Fate, fate_of, open_questions
from earpiece.agent.planning.steps import PlannedStep, outdated, spent, steps_of
from earpiece.agent.scope import playbook_of
from earpiece.domain.conversation import Conversation
from earpiece.domain.digests import canonical
from earpiece.domain.events import AgentSaid, CustomerSaid
from earpiece.domain.forms import Inquiry
from earpiece.domain.parts import Line, RunState
from earpiece.domain.planning import ASK_EXPERT, FINISH, TAKE_BACK, Called, PlanRequest, Said, ToolOffer, Turn
from earpiece.domain.playbook import Company, Open


def request_of(state: Conversation, company: Company, run: RunState) -> PlanRequest:
    """All that the model is told for the next step of the run, which stands at an open part."""
    part = playbook_of(company, run).program[run.at]
    assert isinstance(part, Open), "only an open part asks the model"
    steps = steps_of(state, company, run)
    return PlanRequest(
        conversation=state.id,
        company=company.policy.name,
        agent=company.policy.agent_name,
        playbook=run.playbook,
        instructions=part.instructions,
        tools=tuple(_offer(company, name) for name in part.tools),
        consults=tuple((name, company.consults[name].why) for name in part.consults),
        outcomes=part.outcomes,
        turns=tuple(_turns(state, company, run, part, steps)),
        today=datetime.fromtimestamp(state.now, UTC).date().isoformat(),
        language=state.opened.language if state.opened is not None else "en",
        open=bool(open_questions(state, run, steps)),
        spent=spent(state),
    )


def _offer(company: Company, name: str) -> ToolOffer:
    tool = company.tools[name]
    return ToolOffer(name, tool.about, tool.parameters, tool.effect)


def _turns(state: Conversation, company: Company, run: RunState, part: Open, steps: list[PlannedStep]) -> list[Turn]:
    placed: list[tuple[int, Turn]] = [(line.position, _said(line)) for line in state.lines]
    for step in steps:
        if step.plan is not None and not outdated(state, step):
            placed += _of_step(step, fate_of(state, company, run, part, step))
    placed += _held_back(state, run, steps)
    return [turn for _, turn in sorted(placed, key=lambda item: item[0])]


def _said(line: Line) -> Said:
    match line.event:
        case CustomerSaid():
            return Said("customer", line.event.text)
        case AgentSaid():
            return Said("agent", line.event.text)
    return Said("person", line.event.text)


def _of_step(step: PlannedStep, fate: Fate | None) -> list[tuple[int, Turn]]:
    """The step's call, and the news of it where an expert was asked. Words that were said are lines already."""
    assert step.plan is not None
    if step.plan.call is not None:
        tool, args, at_once = step.plan.call.tool, dict(step.plan.call.args), APPROVING
    elif step.plan.ask is not None:
        tool, args, at_once = ASK_EXPERT, _inquiry(step.plan.ask), ASKED
    elif step.plan.take_back is not None:
        tool, args, at_once = TAKE_BACK, {"reason": step.plan.take_back}, "Taken back: no expert is asked any more."
    elif step.plan.end is not None:
        tool, args, at_once = FINISH, {"outcome": step.plan.end}, "Not yet: an expert's answer is still open."
    else:
        return [(fate.position, Said("note", fate.told))] if fate is not None and fate.status == "settled" else []
    if fate is not None and not fate.asked:
        return [(step.replied, Called(_id(step), tool, args, fate.told))]
    turns: list[tuple[int, Turn]] = [(step.replied, Called(_id(step), tool, args, at_once))]
    if fate is not None and fate.status == "settled":
        turns.append((fate.position, Said("note", f"News of {tool} {canonical(args)}: {fate.told}")))
    return turns


def _id(step: PlannedStep) -> str:
    return f"step_{step.number}"


def _inquiry(inquiry: Inquiry) -> dict[str, Any]:
    return inquiry.model_dump(include={"question", "why", "options"}, exclude_defaults=True)


# ── words that were not said ──────────────────────────────────────────────────────────────────────────────────────────


def _held_back(state: Conversation, run: RunState, steps: list[PlannedStep]) -> list[tuple[int, Turn]]:
    """Words of the model that the gate refused or a person kept back, and why."""
    found: list[tuple[int, Turn]] = []
    for step in steps:
        refused = state.refusals.get((run.id, f"say step {step.at}"))
        if refused is not None and step.plan is not None:
            text = f"Your words were not said, since {refused.reason}: “{step.plan.say}”"
            found.append((step.replied, Said("note", text)))
    for consult in state.consults.values():
        answer = consult.answer
        if (consult.run, consult.reviews is None) == (run.id, False) and answer is not None and answer.decision == "no":
            text = f"A person did not let you say: “{consult.question.draft}”. Reason: {answer.reason}"
            found.append((consult.ended_in, Said("note", text)))
    return found
