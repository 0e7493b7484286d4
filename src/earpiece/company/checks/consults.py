"""consults.yaml: answers fit the kind, ladders climb, speak to the customer in time, and end."""

import re

from earpiece.company.draft import Draft
from earpiece.company.schema import ConsultForm
from earpiece.domain.forms import CLOSING_RUNGS
from earpiece.domain.playbook import ASKED_OUTSIDE, Ask, ConsultSpec

SILENCE = 120.0
"""Seconds a customer may wait at most before being told that it takes longer."""

MOST_WORDS = 90
"""So many fixed words may stand on a card: with what is filled in, it is read without scrolling."""

_HOLE = re.compile(r"{{.*?}}|{%.*?%}")

RESERVED = ("yes", "no", "text", "choice", "expired", "fallback")
"""Branches of an `ask` that are no option's key."""


def check_consults(draft: Draft) -> None:
    for name, form in draft.consult_forms.items():
        _check_answers(draft, name, form)
        _check_options(draft, name, form)
        _check_order(draft, draft.consults[name], form)
        _check_end(draft, draft.consults[name], form)
        _check_promise(draft, draft.consults[name], form)
        _check_opinions(draft, name, form)
        _check_length(draft, draft.consults[name], form)
        _check_learn(draft, name, form)


def _check_answers(draft: Draft, name: str, form: ConsultForm) -> None:
    open_kind = form.kind in ("clarification", "instruction")
    ways = {"options": bool(form.options), "free_text": form.free_text, "suggest_targets": form.suggest_targets}
    given = [way for way, is_given in ways.items() if is_given]
    if open_kind and not given:
        remedy = "add `options`, `free_text: true` or `suggest_targets: true`"
        draft.report.error(form.at(), f"nobody could answer `{name}`", remedy, "no_answer")
    if not open_kind and given:
        message = f"`{name}` is of kind {form.kind}, which is answered with yes or no, not with `{given[0]}`"
        remedy = f"take `{given[0]}` out, or make it `kind: clarification` or `kind: instruction`"
        draft.report.error(form.at(given[0]), message, remedy, "answer_kind")


def _check_options(draft: Draft, name: str, form: ConsultForm) -> None:
    labels: dict[str, str] = {}
    for key, label in form.options.items():
        at = form.at("options", key)
        if key in RESERVED or "/" in key:
            message = f"the option `{key}` of `{name}` could be mistaken for another answer"
            draft.report.error(at, message, "give it another key, such as `refund` or `wait_five_days`", "option_clash")
        first = labels.setdefault(label.casefold(), key)
        if first != key:
            message = f"the options `{first}` and `{key}` of `{name}` read the same"
            draft.report.error(at, message, "make the labels differ", "option_clash")


def _check_order(draft: Draft, spec: ConsultSpec, form: ConsultForm) -> None:
    for index, (rung, above) in enumerate(zip(spec.ladder, spec.ladder[1:], strict=False)):
        if above.after <= rung.after:
            message = f"the ladder of `{spec.name}` does not climb: {above.after:g}s comes after {rung.after:g}s"
            remedy = "order the rungs by `after`, each later than the one before"
            draft.report.error(form.at("ladder", index + 1), message, remedy, "ladder_order")
    for index, rung in enumerate(spec.ladder):
        if rung.do == "reroute" and not rung.to:
            remedy = "add `to: SKILL`"
            draft.report.error(form.at("ladder", index), "`reroute` does not say to whom", remedy, "ladder_to")
        if rung.to and rung.do != "reroute":
            remedy = "take `to` out, or write `do: reroute`"
            draft.report.error(form.at("ladder", index), f"`to` means nothing with `{rung.do}`", remedy, "ladder_to")


def _check_end(draft: Draft, spec: ConsultSpec, form: ConsultForm) -> None:
    if spec.ladder[-1].do not in CLOSING_RUNGS:
        message = f"the ladder of `{spec.name}` never ends: the question could stay open for ever"
        remedy = "end it with `{after: 4h, do: expire}` or `{after: 4h, do: handoff}`"
        draft.report.error(form.at("ladder", len(spec.ladder) - 1), message, remedy, "ladder_open")
    for index, rung in enumerate(spec.ladder[:-1]):
        if rung.do in CLOSING_RUNGS:
            message = f"`{rung.do}` ends the ladder of `{spec.name}`; what stands after it never happens"
            draft.report.error(
                form.at("ladder", index), message, "move it to the end, or remove the rest", "ladder_end"
            )


def _check_promise(draft: Draft, spec: ConsultSpec, form: ConsultForm) -> None:
    told = [rung.after for rung in spec.ladder if rung.do == "promise" or rung.do in CLOSING_RUNGS]
    if told and min(told) > SILENCE and not _only_outside(draft, spec):
        message = f"a customer waiting for `{spec.name}` is not told within {SILENCE:g}s that it takes longer"
        remedy = "add `{after: 45s, do: promise}`"
        draft.report.error(form.at("ladder"), message, remedy, "no_promise")


def _only_outside(draft: Draft, spec: ConsultSpec) -> bool:
    """Whether only agents elsewhere ask it, so that no customer waits for us to say something."""
    asked = (
        step.consult == spec.name for playbook in draft.playbooks.values() if playbook.name != ASKED_OUTSIDE
        for step in playbook.program if isinstance(step, Ask)
    )  # fmt: skip
    return spec.outside and not any(asked)


def _check_opinions(draft: Draft, name: str, form: ConsultForm) -> None:
    """Several people can only say the same where there is something to choose from."""
    if draft.consults[name].opinions == 1:
        return
    at = form.at("opinions")
    if form.kind == "task":
        message = f"`{name}` is to be done, and {draft.consults[name].opinions} people would each do it"
        draft.report.error(at, message, "take `opinions` out, or ask with `kind: approval` first", "opinions")
    elif form.free_text or form.suggest_targets:
        way = "free_text" if form.free_text else "suggest_targets"
        message = f"several people must say the same to `{name}`, which own words hardly ever do"
        draft.report.error(at, message, f"take `{way}` out, and name the `options`", "opinions")


def _check_learn(draft: Draft, name: str, form: ConsultForm) -> None:
    """What has an effect, or needs somebody's authority, is never decided without a person."""
    if form.learn is None:
        return
    why = ""
    if form.kind not in ("clarification", "instruction"):
        why = f"is of kind {form.kind}: an effect is never decided without a person"
    elif form.authority:
        why = "needs somebody's authority, which is never learned away"
    elif draft.consults[name].opinions > 1:
        why = f"wants {draft.consults[name].opinions} people to say the same, which nobody's judgement stands for"
    if why:
        draft.report.error(form.at("learn"), f"`{name}` {why}", "take `learn` out", "learn")


def _check_length(draft: Draft, spec: ConsultSpec, form: ConsultForm) -> None:
    fixed = [spec.question, spec.why, *spec.options.values(), *(label for label, _ in spec.facts)]
    words = sum(len(_HOLE.sub(" ", text).split()) for text in fixed)
    if words > MOST_WORDS:
        message = f"the card of `{spec.name}` has {words} words before anything is filled in"
        remedy = "say it shorter: a card with more than 120 words is not read at one glance"
        draft.report.warn(form.at("question"), message, remedy, "long_card")
