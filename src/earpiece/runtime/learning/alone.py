"""Writes down what the agent decides without asking: in the conversation, its class, and on a card for a look later."""

from earpiece.desk.summary import summary_of
from earpiece.domain.actions import AskExpert, CallTool
from earpiece.domain.asking import MOST_SUGGESTIONS
from earpiece.domain.conversation import Conversation
from earpiece.domain.desk_events import CardOpened
from earpiece.domain.event import BaseEvent
from earpiece.domain.forms import Answer, Question, Rung, Suggestion
from earpiece.domain.learning import Audit, DecidedAlone, Estimate, audit_of
from earpiece.domain.playbook import Company
from earpiece.domain.ports import Write
from earpiece.gate.judgement import Ruling
from earpiece.runtime.draft import Draft

LOOKED_WITHIN = 24 * 3600.0
"""Seconds after which nobody is asked any more whether a decision was right."""

LITTLE = 0.25
"""How much of a person's capacity such a card takes."""


def decide_alone(
    draft: Draft, action: AskExpert | CallTool, consult: str, question: Question, company: Company
) -> None:
    """Take the ruling's answer as the question's. If it was drawn, a card asks later whether it was right."""
    ruling = draft.ruling
    assert ruling is not None
    assert ruling.answer is not None
    decided = DecidedAlone(
        consult=consult, run=action.run, at_instruction=action.at, question=question, answer=ruling.answer,
        by=ruling.by, estimate=ruling.estimate,
    )  # fmt: skip
    draft.add(decided)
    draft.beside(write_judged(ruling, draft.now))
    if ruling.guard is not None:
        draft.beside(ruling.guard)
        draft.guarded = True
    if ruling.estimate.audited:
        asked = _was_this_right(question, ruling.answer, ruling.estimate)
        summary = summary_of(draft.state, company, action.run)
        draft.beside(look_later(draft.state, asked, ruling.estimate, summary, draft.now))


def write_judged(ruling: Ruling, now: float) -> Write:
    """The decision as its class counts it."""
    return class_write(ruling.estimate.of, ruling.judged, now)


def class_write(of: str, event: BaseEvent, now: float) -> Write:
    """A fact of a class. Nothing in it is personal: its stream is nobody's."""
    return Write(f"class/{of}", (event,), now, subject=f"class/{of}")


def look_later(state: Conversation, question: Question, estimate: Estimate, summary: str, now: float) -> Write:
    """A card that asks whether a decision was right. Nobody waits for it, and it ends by itself."""
    opened = state.opened
    audit = Audit(of=estimate.of, decision=estimate.decision, choice=estimate.choice or "")
    card = CardOpened(
        conversation=state.id, consult=estimate.decision, question=question, summary=summary,
        ladder=(Rung(after=LOOKED_WITHIN, do="expire"),), asked_at=now,
        language=opened.language if opened is not None else "en",
        channel=opened.channel if opened is not None else "chat", audit=audit,
    )  # fmt: skip
    return Write(f"card/{audit_of(estimate.decision)}", (card,), now, expected=0)


def audit_form(choices: tuple[str, ...], *, own_words: bool) -> dict[str, object]:
    """JSON Schema of what may be said of a decision: that it was right, or what would have been, or why it was not."""
    text = {"type": "string", "minLength": 1, "maxLength": 2000}
    properties: dict[str, object] = {"decision": {"enum": ["yes", "no"]}, "reason": text, "note": text}
    if choices:
        properties["choice"] = {"enum": list(choices)}
    if own_words:
        properties["text"] = text
    ways = [{"required": [name]} for name in ("decision", "choice", "text") if name in properties]
    refusal = {
        "if": {"properties": {"decision": {"const": "no"}}, "required": ["decision"]},
        "then": {"required": ["reason"]},
    }
    return {"type": "object", "additionalProperties": False, "properties": properties, "anyOf": ways, **refusal}


def audit_suggestions(right: str, others: dict[str, str]) -> tuple[Suggestion, ...]:
    """Y: it was right; N: it was not; a number: what would have been. `others`: key → label."""
    yes = Suggestion(key="y", label="It was right", answer={"decision": "yes"}, leads_to=right)
    no = Suggestion(key="n", label="It was not", answer={"decision": "no"}, leads_to="Say what was wrong with it")
    better = [
        Suggestion(key=str(number), label=f"No: {label}", answer={"choice": key}, leads_to="This would have been right")
        for number, (key, label) in enumerate(list(others.items())[: MOST_SUGGESTIONS - 2], start=1)
    ]
    return (yes, no, *better)


def label_of(question: Question, answer: Answer) -> str:
    """An answer in words: the option as the company calls it, or what would be said."""
    labels = {str(each.answer.get("choice")): each.label for each in question.suggestions if "choice" in each.answer}
    return labels.get(answer.choice or "", answer.choice or "") if answer.choice is not None else answer.text or ""


def _was_this_right(question: Question, answer: Answer, estimate: Estimate) -> Question:
    """The question that was answered alone, as one about the answer."""
    properties = question.form.get("properties", {})
    choices = tuple(str(each) for each in properties.get("choice", {}).get("enum", ()) if each != answer.choice)
    labels = {key: label_of(question, Answer(choice=key)) for key in choices}
    said = label_of(question, answer)
    return question.model_copy(
        update={
            "text": f"Was this right? {question.text} The assistant answered alone: “{said}”.",
            "why": f"A look afterwards, for nobody waits: {estimate.why}.",
            "form": audit_form(choices, own_words="text" in properties),
            "suggestions": audit_suggestions(said, labels), "weight": LITTLE, "checks": (), "opinions": 1,
        }
    )  # fmt: skip
