"""An answer that has something else done than what a model proposed: it counts like a yes to that other call."""

from jsonschema import Draft202012Validator

from earpiece.desk.answers import Granted
from earpiece.domain.card import Card
from earpiece.domain.digests import call_digest
from earpiece.domain.errors import Invalid
from earpiece.domain.expressions import evaluate
from earpiece.domain.forms import Answer
from earpiece.domain.playbook import Company


def check_instead(answer: Answer, company: Company) -> None:
    """Raises Invalid where the call that is wanted instead cannot be made so."""
    if answer.instead is None:
        return
    if answer.decision != "no":
        raise Invalid("Something else instead only goes with a no.", field="instead")
    tool = company.tools.get(answer.instead.tool)
    if tool is None:
        raise Invalid(f"There is no tool {answer.instead.tool!r}.", field="instead.tool")
    errors = sorted(Draft202012Validator(dict(tool.parameters)).iter_errors(answer.instead.args), key=str)
    if errors:
        where = ".".join(map(str, ("instead", "args", *errors[0].path)))
        raise Invalid(f"{tool.name} cannot be called so: {errors[0].message}.", field=where)


def grant_instead(card: Card, answer: Answer, company: Company) -> Granted | None:
    """The permission that comes with it: for exactly this call, at this point of the conversation."""
    if answer.instead is None:
        return None
    args = dict(answer.instead.args)
    return Granted(call_digest(card.conversation, company.tools[answer.instead.tool], args), args)


def limits_instead(answer: Answer, company: Company) -> dict[str, float]:
    """The limits that the answering person must have: those of every question that the tool's rules may ask. Raises
    Invalid where one of them cannot be reckoned from the arguments."""
    if answer.instead is None:
        return {}
    needed: dict[str, float] = {}
    for rule in company.tools[answer.instead.tool].rules:
        spec = company.consults.get(rule.consult or "")
        for limit, expression in spec.authority.items() if spec is not None else ():
            amount = float(evaluate(expression, answer.instead.args) or 0)
            needed[limit] = max(amount, needed.get(limit, 0.0))
    return needed


def effect_instead(answer: Answer, company: Company) -> bool:
    """Whether that other call changes something in the company's systems."""
    return answer.instead is not None and company.tools[answer.instead.tool].effect == "write"
