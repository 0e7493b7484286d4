"""Looks up what is known before the agent asks a person, and says whether it may decide alone."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

from earpiece.desk.waits import Standing
from earpiece.domain.conversation import Conversation
from earpiece.domain.forms import Question
from earpiece.domain.learning import class_of, drawn
from earpiece.domain.parts import RunState
from earpiece.domain.playbook import Company, ConsultSpec, Judgement, Policy
from earpiece.gate.judgement import Fit, Looked, Ruling, Settings, choice_of, judge
from earpiece.judgement.value import Asking, Value, value_of
from earpiece.runtime.learning.cases import case_of_question
from earpiece.runtime.learning.classes import Classes
from earpiece.runtime.learning.shelf import Fit as Found
from earpiece.runtime.ports import Ports
from earpiece.runtime.staff.people import People

STRONG = 0.8
"""From this likeness on a published answer may answer by itself, where whoever publishes vouches for it."""

SET_RIGHT = "set_right"
"""The value of a run that sets a wrong decision right: nothing in it is decided alone."""


class Lookup(Protocol):
    """Finds the published answer that fits a question; see `shelf.Shelf`."""

    async def fitting(
        self, question: Question, state: Conversation, company: Company, run: str | None = None
    ) -> Found | None: ...


class Deciding:
    """What the agent asks is ruled on here, if the company lets it learn the question."""

    def __init__(self, ports: Ports, classes: Classes, shelf: Lookup, people: People) -> None:
        self._ports = ports
        self._classes = classes
        self._shelf = shelf
        self._people = people

    async def rule(
        self, state: Conversation, run: str, question: Question, company: Company, desk: Standing, *, own: bool = False
    ) -> Ruling | None:
        """Whether the question is answered alone, and why; None where the agent may not learn it.

        A question in the asker's `own` words may be about anything: what people answered to others of that name says
        nothing of it. So it is only answered by a published answer that fits these very words.
        """
        spec = self._spec(question, company)
        if spec is None or _sets_right(state, state.runs[run]):
            return None
        looked = await self._look(state, run, question, company, spec, desk)
        if own:
            ruling = judge(replace(looked, choice=None, loading=False))
            return ruling if ruling.alone else None
        return judge(looked)

    def _spec(self, question: Question, company: Company) -> ConsultSpec | None:
        """The consult as the company has it today, if it may be learned today and might when the conversation began."""
        begun, now = company.consults.get(question.name), self._ports.companies.current().consults.get(question.name)
        if begun is None or begun.learn is None or question.authority or question.call is not None:
            return None
        return now if now is not None and now.learn is not None else begun

    async def _look(
        self, state: Conversation, run: str, question: Question, company: Company, spec: ConsultSpec, desk: Standing
    ) -> Looked:
        of, decision = class_of(question.name), f"{state.id}.ask{state.position + 1}"
        account = await self._classes.now(of)
        settings = settings_of(self._ports.companies.current().policy, spec)
        fits = await self._fits(question, state, company, run)
        hints = tuple((name, fit.likeness) for fit in fits if (name := choice_of(fit.answer)) is not None)
        case = case_of_question(state, run, question, hints)
        await self._classes.know(case)
        guess, risk = account.guess(case)
        verdict = account.verdict(risk, (settings.budget, settings.audits, settings.least))
        return Looked(
            of=of, decision=decision, conversation=state.id, question=question, settings=settings,
            version=account.position, answers=account.counts["answers"], times=account.chosen[guess.choice or ""],
            choice=guess.choice, share=guess.share, evidence=tuple(map(float, guess.evidence)), risk=risk,
            sure=verdict.alone, threshold=verdict.threshold, audit=verdict.audit, draw=drawn(decision, "audit"),
            fits=fits, vouched_audit=max(settings.audits, 1.0 / (2 + account.counts["vouched"])),
            vouching_lost=account.vouched.lower > settings.budget, strange=account.strange(guess),
            loading=account.loading,
            value=_value(question, state, risk, settings, spec, desk, self._ports.companies.current().policy),
        )  # fmt: skip

    async def _fits(self, question: Question, state: Conversation, company: Company, run: str) -> tuple[Fit, ...]:
        found = await self._shelf.fitting(question, state, company, run)
        if found is None or not found.published:
            return ()
        strong = found.likeness >= STRONG and not found.conflicts
        answered = datetime.fromtimestamp(found.made_at, UTC)
        source = f"{await self._people.name(found.by)}, {answered.day} {answered:%b}"
        guard = found.guard(self._ports.clock.now())
        return (Fit(found.precedent, found.answer, found.likeness, strong, source, guard),)


def settings_of(policy: Policy, spec: ConsultSpec) -> Settings:
    """How far the agent may go with this question."""
    usual, learn = policy.judgement or Judgement(), spec.learn
    assert learn is not None
    budget = learn.budget if learn.budget is not None else usual.budget
    return Settings(budget, usual.audits, learn.least, learn.precedents, learn.harm, policy.currency)


def _sets_right(state: Conversation, run: RunState) -> bool:
    return any(SET_RIGHT in each.values for each in state.line(run.id))


def _value(
    question: Question, state: Conversation, risk: float, settings: Settings, spec: ConsultSpec, desk: Standing,
    policy: Policy,
) -> Value | None:  # fmt: skip
    """What asking is worth, where the company says what an hour costs and something is known of the wait."""
    language = state.opened.language if state.opened is not None else "en"
    expected = desk.expected(question, desk.on_duty(question, language), spec.expected)
    if policy.costs is None or expected is None:
        return None
    asking = Asking(wait=expected.half, patience=policy.idle, hour=policy.costs.person_hour)
    return value_of(risk, settings.budget, asking, settings.harm)
