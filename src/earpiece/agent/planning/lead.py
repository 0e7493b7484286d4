"""The next step of an open part: first what the model's earlier steps still lead to, then its newest, then its next.

One action at a time: the model is asked again only when there is something it does not know yet (the customer spoke, a
result is in, an expert answered). With a question open it is not waited for: whatever the customer says goes to the
model, which is told that the question is open.
"""

from earpiece.agent import calls
from earpiece.agent.endings import end_telling
from earpiece.agent.planning.fates import Fate, consult_for, fate_of, open_questions, review_with_instead
from earpiece.agent.planning.steps import (
    SETTLED,
    PlannedStep,
    last_heard,
    outdated,
    spent,
    steps_of,
    words_settled,
)
from earpiece.agent.requests import consult
from earpiece.agent.scope import unsaid, values_of
from earpiece.domain.actions import AskExpert, CallTool, Note, Step, Utter, Withdraw
from earpiece.domain.conversation import Conversation
from earpiece.domain.events import AnswerUnneeded, CommandTaken, RunEnded, RunMoved, ValueSet
from earpiece.domain.parts import ConsultState, RunState
from earpiece.domain.planning import ASK_MODEL, Plan
from earpiece.domain.playbook import Call, Company, Open
from earpiece.domain.waiting_words import claims_waiting

AWAY = "model_away"
"""The outcome of a run whose model cannot be reached: what the customer said is then read as if there were none."""


def lead(state: Conversation, company: Company, run: RunState, part: Open) -> Step | None:
    """The next step of a run that stands at an open part; None while the model, a tool, or the customer is at it."""
    steps = steps_of(state, company, run)
    if not steps:
        return _ask_model(state, company, run, part, steps)
    last = steps[-1]
    if last.asked.status == "started":
        return None
    done = [step for step in steps if step.plan is not None and not step.failed and not outdated(state, step)]
    fates = [(step, fate) for step in done if (fate := fate_of(state, company, run, part, step)) is not None]
    if last in done and not words_settled(run, last):
        return _heard(state, last) or _say_or_drop(state, company, run, last)
    if last in done and last.plan is not None and last.plan.take_back and (asked := open_questions(state, run, steps)):
        return _heard(state, last) or Withdraw(asked[0].id, last.plan.take_back)
    for step, fate in fates:
        if fate.status == "due":
            return _heard(state, last) or _do(state, company, run, part, step, fate)
    if last.failed:
        return _without(state, company, run, part, steps, fates)
    return _go_on(state, company, run, part, steps, fates)


def _go_on(
    state: Conversation,
    company: Company,
    run: RunState,
    part: Open,
    steps: list[PlannedStep],
    fates: list[tuple[PlannedStep, Fate]],
) -> Step | None:
    """Nothing is left to do of what the model wanted: end the part, ask what comes next, or wait."""
    last = steps[-1]
    in_motion = any(fate.status == "waiting" for _, fate in fates)
    current = last.plan is not None and not outdated(state, last)
    if current and last.plan is not None and last.plan.end is not None and not in_motion:
        return _heard(state, last) or _finish(run, part, last.plan.end)
    if state.calling:
        return None
    news = max([last_heard(state), *(fate.position for _, fate in fates), *_refused_words(state, run, last)])
    if current and last.plan is not None and last.plan.take_back:
        news = max(news, last.replied)
    return _ask_model(state, company, run, part, steps) if news > last.upto else None


# ── asking the model ──────────────────────────────────────────────────────────────────────────────────────────────────


def _ask_model(
    state: Conversation, company: Company, run: RunState, part: Open, steps: list[PlannedStep]
) -> Step | None:
    if state.stack[-1] != run.id or not last_heard(state):
        return None  # something else is in hand, or nobody has said anything yet
    why = _too_much(state, company, run, steps)
    if why:
        return _leave(state, company, run, part, why)
    return CallTool(run.id, run.at, Call(ASK_MODEL, {}, part.source), {"upto": state.position}, values_of(state, run))


def _too_much(state: Conversation, company: Company, run: RunState, steps: list[PlannedStep]) -> str:
    """Why the model is not asked any more; empty if it may be."""
    since = [step for step in steps if step.replied > last_heard(state)]
    most = company.policy.model_cost
    if any(of == run.id and action.startswith(f"call {ASK_MODEL} ") for of, action in state.refusals):
        return "the model is stopped"
    if len(since) >= company.policy.model_steps:
        return "the model goes round in circles"
    return "the conversation has cost what it may cost" if most is not None and spent(state) >= most else ""


def _without(
    state: Conversation,
    company: Company,
    run: RunState,
    part: Open,
    steps: list[PlannedStep],
    fates: list[tuple[PlannedStep, Fate]],
) -> Step | None:
    """The model cannot be reached. What experts are asked stays asked; when that is settled, it is tried again."""
    last = steps[-1]
    if any(fate.status == "waiting" for _, fate in fates):
        return None
    if any(fate.position > last.upto for _, fate in fates) and state.stack[-1] == run.id:
        return _ask_model(state, company, run, part, steps)
    return _away(state, company, run, part, last)


def _away(state: Conversation, company: Company, run: RunState, part: Open, last: PlannedStep) -> Step:
    failed = last.asked.status in ("failed", "unknown")
    return _leave(state, company, run, part, last.asked.message or last.asked.error if failed else "of no use")


def _leave(state: Conversation, company: Company, run: RunState, part: Open, why: str) -> Step:
    """Go on without the model: where the playbook says; else with what the customer said, as understanding reads it, or
    with an expert's help if the model had taken that up. Answers that it has not told are told first."""
    known = ValueSet(run=run.id, name=AWAY, value={"why": why, "at": state.position}, source="playbook")
    if part.away is not None:
        return Note((known, RunMoved(run=run.id, to=part.away)))
    ended = RunEnded(run=run.id, outcome=AWAY)
    if state.todo or unsaid(state, run.id):
        return end_telling(state, company, run, known, ended)
    return consult(state, company, "", known, ended)


# ── doing what it wants ───────────────────────────────────────────────────────────────────────────────────────────────


def _heard(state: Conversation, step: PlannedStep) -> Step | None:
    """What the model was told is taken up with its reply: no other reading of those words counts any more."""
    told = {line.event.message for line in state.lines if line.position <= step.upto and hasattr(line.event, "message")}
    taken = [CommandTaken(message=todo.message, index=todo.index) for todo in state.todo if todo.message in told]
    return Note(tuple(taken)) if taken else None


def _say_or_drop(state: Conversation, company: Company, run: RunState, step: PlannedStep) -> Step:
    """The step's words; those that were refused, or for which a person wants something done instead, are left out."""
    late = last_heard(state) > step.replied  # they were under review, and the customer has spoken meanwhile
    refused = late or (run.id, f"say step {step.at}") in state.refusals
    instead = review_with_instead(state, run, step)
    if instead is not None:
        dropped = AnswerUnneeded(consult=instead.id, reason="something else is done instead")
        return Note((dropped, _settled(run, step)))
    return Note((_settled(run, step),)) if refused else _say(state, company, run, step)


def _say(state: Conversation, company: Company, run: RunState, step: PlannedStep) -> Utter:
    assert step.plan is not None
    text = step.plan.say
    tools = {f"tool {call.tool}" for call in state.calls.values() if call.run == run.id and call.tool != ASK_MODEL}
    brought = _brought(state, run, step)
    return Utter(
        text, "question" if text.rstrip().endswith("?") else "result", run=run.id,
        sources=(
            f"playbook {run.playbook}", f"model {step.plan.model}", f"prompt {step.plan.prompt}", *sorted(tools),
            *(f"consult {consult.id}" for consult in brought),
        ),
        releases=tuple(consult.id for consult in brought), claims_waiting=claims_waiting(text),
        after=(_settled(run, step),), step=step.at, unsure=_unsure_of_words(company, step.plan),
    )  # fmt: skip


def _brought(state: Conversation, run: RunState, step: PlannedStep) -> list[ConsultState]:
    """The answers that reach the customer with the step's words: those that the model knew, with what came of them."""
    known = [consult for consult in unsaid(state, run.id) if consult.ended_in <= step.upto]
    made = [call for call in state.calls.values() if call.run == run.id and call.tool != ASK_MODEL]
    unknown = {call.at for call in made if call.status == "started" or call.ended_in > step.upto}
    return [consult for consult in known if consult.at not in unknown]


def _unsure_of_words(company: Company, plan: Plan) -> bool:
    """Words that come with an effect are not looked at apart: the effect is."""
    tool = company.tools.get(plan.call.tool) if plan.call is not None else None
    return bool(plan.unsure) and (tool is None or tool.effect == "read")


def _settled(run: RunState, step: PlannedStep) -> ValueSet:
    return ValueSet(run=run.id, name=SETTLED, value=step.at, source="playbook")


def _refused_words(state: Conversation, run: RunState, step: PlannedStep) -> list[int]:
    """Where the step's words were refused by the gate, if they were."""
    return [step.replied] if (run.id, f"say step {step.at}") in state.refusals else []


def _do(state: Conversation, company: Company, run: RunState, part: Open, step: PlannedStep, fate: Fate) -> Step | None:
    assert step.plan is not None
    if step.plan.ask is not None:
        return AskExpert(run.id, step.at, consult_for(part, step.plan), values_of(state, run), inquiry=step.plan.ask)
    return _carry_out(state, company, run, part, step, fate)


def _carry_out(
    state: Conversation, company: Company, run: RunState, part: Open, step: PlannedStep, fate: Fate
) -> Step | None:
    """Propose the call that is due, or have a person find out what became of an attempt; None while it is found out
    who the customer is."""
    if fate.unknown is not None:
        return calls.find_out(state, company, run, step.at, fate.unknown)
    assert fate.call is not None, "what is due is a call, or an attempt nobody saw end"
    identity = calls.identify_first(state, company, run, company.tools[fate.call.tool])
    if identity is not calls.NOT_NEEDED:
        return identity  # type: ignore[return-value]
    unsure = step.plan is not None and bool(step.plan.unsure) and not fate.asked
    wanted = Call(fate.call.tool, {}, part.source)
    return CallTool(run.id, step.at, wanted, dict(fate.call.args), values_of(state, run), unsure=unsure)


def _finish(run: RunState, part: Open, outcome: str) -> Note:
    value = outcome if outcome in part.outcomes else part.outcomes[0]
    known = ValueSet(run=run.id, name=part.save, value=value, source="playbook")
    return Note((known, RunMoved(run=run.id, to=run.at + 1)))
