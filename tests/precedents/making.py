"""Precedents and questions for the tests, without a journal."""

from typing import Any

from earpiece.domain.forms import Answer, Fact, Question
from earpiece.domain.precedent import Precedent, PrecedentAgreed, PrecedentProposed, PrecedentPublished, apply
from earpiece.precedents.matching import Asked


def taught(words: str, **answer: Any) -> dict[str, Any]:
    """What one more person answered to a customer who said these words."""
    facts = answer.pop("facts", {})
    by, conversation = answer.pop("by", "dan"), answer.pop("conversation", "c1")
    return {
        "name": answer.pop("name", "ask-expert"), "by": by, "conversation": conversation,
        "consult": f"{conversation}.ask1", "person": f"customer/{conversation}", "customer": f"customer/{conversation}",
        "question": answer.pop("question", f"What should we answer? The customer says: “{words}”"), "situation": words,
        "facts": tuple(Fact(label=label, value=value, source="") for label, value in facts.items()),
        "decision": Answer(**answer),
    }  # fmt: skip


def proposed(words: str, id: str = "p1", published: bool = True, scope: str = "always", **answer: Any) -> Precedent:
    """A precedent of one answer."""
    more = {key: answer.pop(key) for key in ("expires_at", "language", "private") if key in answer}
    told = taught(words, **answer)
    event = PrecedentProposed.model_validate(
        {**told, "skill": "general", "company": "v1", "scope": scope, **more}
    )  # fmt: skip
    one = apply(Precedent(id), event, 100.0)
    if not published:
        return one
    own = PrecedentPublished(name=told["name"], by="cleo", scope=event.scope, expires_at=event.expires_at)
    return apply(one, own, 101.0)


def agreed(one: Precedent, words: str, **answer: Any) -> Precedent:
    """The same with one more answer."""
    told = {**taught(words, name=one.name, **answer)}
    if not answer.keys() & {"choice", "text"}:
        told["decision"] = one.decision
    return apply(one, PrecedentAgreed.model_validate(told), 200.0)


def asked(words: str, **more: Any) -> Asked:
    """A customer asks in these words."""
    text = more.pop("text", f"What should we answer? The customer says: “{words}”")
    facts = tuple(Fact(label=label, value=value, source="") for label, value in more.pop("facts", {}).items())
    return Asked(name=more.pop("name", "ask-expert"), text=text, said=words, facts=facts, **more)


def question(kind: str = "clarification", **fields: Any) -> Question:
    form = {"properties": {"text": {}, "choice": {"enum": ["refund", "shop"]}}}
    given = {"kind": kind, "name": "rate-policy", "text": "What holds?", "why": "", "form": form}
    return Question.model_validate({**given, **fields})
