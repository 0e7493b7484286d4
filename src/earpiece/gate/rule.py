"""The gate: hard rules first, then guards. Each can turn *go* into *ask* or *refuse*, never the other way.

What turns *ask* into *go* is a grant: a person's yes, bound to the digest of exactly this call, used once.
"""

from earpiece.domain.actions import AskFirst, CallTool, Close, Go, PassReply, Proposal, Refuse, Utter, Verdict
from earpiece.domain.conversation import Conversation
from earpiece.domain.digests import call_digest
from earpiece.domain.errors import Invalid
from earpiece.domain.expressions import evaluate
from earpiece.domain.parts import ConsultState
from earpiece.domain.playbook import Company, Rule, Tool
from earpiece.gate.dials import dialled, review
from earpiece.gate.guards import guard
from earpiece.gate.guards.flags import wary
from earpiece.gate.guards.naming import unnamed
from earpiece.gate.model_words import ground
from earpiece.gate.stops import stops

MASKED = ("secret", "flagged")
"""Refusals of the company's own words, which are said nevertheless, without what must not be said."""


def rule(action: Proposal, state: Conversation, company: Company) -> Verdict:
    """Whether the agent may do this now."""
    held = stops(action, state, company)
    if isinstance(held, Refuse):
        return held
    match action:
        case CallTool():
            return _tool_call(action, state, company)
        case Utter():
            guarded = guard(action, state, company)
            if isinstance(guarded, Refuse) and guarded.code not in MASKED:
                return guarded
            grounded = ground(action, state, company)
            if not isinstance(grounded, Go):
                return grounded
            reviewed = review(action, state)
            return guarded if isinstance(reviewed, Go) else reviewed
        case PassReply():
            return guard(action.thanks, state, company)
        case Close() if state.open_consults and action.outcome != "promised":
            return Refuse("open_consults", "a question to an expert is still open")
    return Go()


def _tool_call(action: CallTool, state: Conversation, company: Company) -> Verdict:
    tool = company.tools.get(action.call.tool)
    if tool is None:
        return Refuse("unknown_tool", f"the company has no tool {action.call.tool!r}")
    if tool.needs == "verified" and state.customer is None:
        return Refuse("not_verified", "the customer's identity is not established")
    decided = _deciding_rule(tool, action)
    if tool.effect == "write" and (decided is None or decided.verdict == "go") and _looked_at(action, state, company):
        asked = next((rule.consult for rule in tool.rules if rule.consult is not None), company.policy.unlisted_effect)
        return _ask(action, state, tool, asked)
    if decided is None:
        return Go() if tool.effect == "read" else _ask(action, state, tool, company.policy.unlisted_effect)
    if decided.verdict == "refuse":
        return Refuse("rule", decided.reason)
    if decided.verdict == "ask" and decided.consult is not None:
        return _ask(action, state, tool, decided.consult)
    return Go()


def _looked_at(action: CallTool, state: Conversation, company: Company) -> bool:
    """Whether a person looks at this effect though the company's rules would let it go."""
    if wary(state) or dialled(action, state):
        return True
    return company.policy.unnamed == "ask" and unnamed(action, state, company) is not None


def _deciding_rule(tool: Tool, action: CallTool) -> Rule | None:
    """The first rule that applies. One that cannot be computed decides nothing in the call's favour."""
    for candidate in tool.rules:
        if candidate.when is None:
            return candidate
        try:
            applies = bool(evaluate(candidate.when, action.args))
        except Invalid:
            applies = candidate.verdict != "go"
        if applies:
            return candidate
    return None


def _ask(action: CallTool, state: Conversation, tool: Tool, consult: str) -> Verdict:
    exact = call_digest(state.id, tool, action.args)
    grant = _grant(state, action, exact)
    if grant is not None:
        return Go(grant.id)
    at_this_point = state.run_consult(action.run, action.at)
    if at_this_point is not None and at_this_point.status == "open":
        return AskFirst(consult, revises=at_this_point.id)
    return AskFirst(consult)


def _grant(state: Conversation, action: CallTool, exact: str) -> ConsultState | None:
    """An unspent yes to exactly this call, given for this point of this run and not expired."""
    for consult in state.consults.values():
        bound = consult.grant == exact and (consult.run, consult.at) == (action.run, action.at)
        alive = consult.grant_expires is None or consult.grant_expires > state.now
        if bound and alive and not consult.spent and consult.status == "answered":
            return consult
    return None
