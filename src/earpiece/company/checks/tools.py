"""tools.yaml against tools.py, and the rules that stand between an AI and an effect."""

import re

from earpiece.company.checks.remote import check_remote, check_servers
from earpiece.company.draft import Draft
from earpiece.company.methods import CUSTOMER, KEY, Method
from earpiece.company.report import did_you_mean
from earpiece.company.schema import ToolForm
from earpiece.domain.expressions import names_in
from earpiece.domain.playbook import Rule, Source, Tool

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def may_ask(tool: Tool) -> bool:
    """Whether a call may wait for an expert's approval."""
    asks = any(rule.verdict == "ask" for rule in tool.rules)
    return asks or (tool.effect == "write" and not has_catch_all(tool))


def may_refuse(tool: Tool) -> bool:
    """Whether a rule may refuse a call."""
    return any(rule.verdict == "refuse" for rule in tool.rules)


def has_catch_all(tool: Tool) -> bool:
    """Whether some rule always applies."""
    return any(rule.when is None for rule in tool.rules)


def check_tools(draft: Draft) -> None:
    check_servers(draft)
    for name, form in draft.tool_forms.items():
        tool = draft.tools[name]
        _check_needs(draft, tool)
        _check_rules(draft, tool)
        _check_method(draft, tool, form)
    for name in sorted(set(draft.methods) - draft.tool_names):
        remedy = "declare it in tools.yaml, or begin its name with `_`"
        draft.report.warn(draft.methods[name].source, f"nobody can call the tool `{name}`", remedy)


def _check_needs(draft: Draft, tool: Tool) -> None:
    if tool.verifies and tool.needs == "verified":
        message = f"`{tool.name}` establishes the identity, so it cannot need it"
        draft.report.error(tool.source, message, "write `needs: anyone`", "verifies_needs")
    if may_ask(tool) and not tool.effect_text:
        remedy = 'add `effect_text: "…"`, what will change, in words for the expert'
        draft.report.warn(tool.source, f"an expert who is asked about `{tool.name}` is not told its effect", remedy)


def _check_rules(draft: Draft, tool: Tool) -> None:
    final: Rule | None = None
    for rule in tool.rules:
        if final:
            message = f"this rule of `{tool.name}` is never reached: the one in line {final.source.line} always applies"
            remedy = "move it up, or give the earlier rule a `when`"
            draft.report.error(rule.source, message, remedy, "rule_unreachable")
        if rule.consult and not draft.report.unknown("consult", rule.consult, draft.consult_names, rule.source):
            _check_approval(draft, rule.consult, rule.source)
        final = final or (rule if rule.when is None else None)


def _check_approval(draft: Draft, consult: str, at: Source) -> None:
    spec = draft.consults.get(consult)
    if spec and spec.kind != "approval":
        message = f"a rule needs a yes or no, and `{consult}` is of kind {spec.kind}"
        draft.report.error(at, message, "ask a consult with `kind: approval`", "consult_kind")


def _check_method(draft: Draft, tool: Tool, form: ToolForm) -> None:
    method = draft.methods.get(tool.name)
    if not NAME.fullmatch(tool.name):
        remedy = "use letters, digits and underscores"
        draft.report.error(tool.source, f"`{tool.name}` cannot be the name of a tool", remedy, "name")
    elif form.from_ is not None:
        check_remote(draft, tool, form)
        if tool.name in draft.operations:
            _check_parameters(draft, tool, form, set(tool.parameters["properties"]))
    elif form.customer_as or form.key_as or form.outcome:
        message = "`customer_as`, `key_as` and `outcome` are said of a server's tool, and this one is in tools.py"
        remedy = "add `from: SERVER/OPERATION`; or see `customer`, `key` and the method `outcome` in tools.py"
        draft.report.error(tool.source, message, remedy, "no_server")
    elif "tools.py" not in draft.files:
        remedy = f"add tools.py with a class `Tools` and a method `{tool.name}`, or `from: SERVER/OPERATION`"
        draft.report.error(
            tool.source, f"nothing stands behind `{tool.name}`: there is no tools.py", remedy, "no_method"
        )
    elif method:
        _check_parameters(draft, tool, form, set(method.adapters))
        _check_injected(draft, tool, method)
    elif draft.tools_read:
        remedy = did_you_mean(tool.name, draft.methods, "method")
        draft.report.error(tool.source, f"tools.py has no method `{tool.name}`", remedy, "no_method")


def _check_parameters(draft: Draft, tool: Tool, form: ToolForm, names: set[str]) -> None:
    for name in tool.changeable:
        draft.report.unknown("parameter", name, names, form.at("changeable"))
    for name in sorted(names_in(tool.effect_text, template=True)):
        draft.report.unknown("parameter", name, names, form.at("effect_text"))
    for rule in tool.rules:
        for name in sorted(names_in(rule.when or "true")):
            draft.report.unknown("parameter", name, names, rule.source)


def _check_injected(draft: Draft, tool: Tool, method: Method) -> None:
    takes_customer = CUSTOMER in method.injected
    if tool.needs == "anyone" and takes_customer and not method.accepts_nobody:
        message = f"`{tool.name}` takes `customer`, but anyone may call it, also somebody unknown"
        remedy = "write `needs: verified`, or `customer: str | None` in tools.py"
        draft.report.error(tool.source, message, remedy, "customer_unknown")
    if tool.needs == "verified" and tool.effect == "write" and not takes_customer:
        message = f"nothing ties `{tool.name}` to the verified customer"
        draft.report.warn(
            method.source, message, "take a parameter `customer: str` and act on that customer's things only"
        )
    if tool.idempotent and KEY not in method.injected:
        message = f"`{tool.name}` is said to be idempotent by key, but does not take the key"
        remedy = "take a parameter `key: str` and use it, or remove `idempotent`"
        draft.report.error(tool.source, message, remedy, "no_key")
