"""Rules on what was looked up before a question to a person: rules first, then published answers, then people.

The agent may go by a published answer or by what people answered before only where the company lets it learn this
question, and only within the class's budget of errors. What has an effect or needs an authority never comes here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from earpiece.domain.digests import digest
from earpiece.domain.expressions import money
from earpiece.domain.forms import Answer, Question
from earpiece.domain.learning import DecisionJudged, Estimate
from earpiece.domain.ports import Write
from earpiece.judgement.value import Value

OWN_WORDS = "own words"
"""What begins the name of an answer in own words; the words themselves are not in it."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A published answer that fits a question. `likeness` from 0 to 1: how surely it is the same situation."""

    precedent: str
    answer: Answer
    likeness: float
    strong: bool
    """It fits well enough to answer by itself where its class may."""
    source: str
    """Who published it, and when it was answered: "Dana, 22 Nov"."""
    guard: Write | None = None
    """With this write an append is refused if the answer was taken back meanwhile."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How far the class may go."""

    budget: float
    audits: float
    least: int
    vouched: bool = False
    """Published answers are used from the first on."""
    harm: float | None = None
    currency: str = "GBP"


@dataclass(frozen=True, slots=True)
class Looked:
    """All that is known of a decision that is due."""

    of: str
    decision: str
    conversation: str
    question: Question
    settings: Settings
    version: int
    answers: int
    """So many answers of people are known in the class,"""
    times: int
    """so many of them the choice that is guessed."""
    choice: str | None
    share: float
    evidence: tuple[float, ...]
    risk: float
    sure: bool
    """The class's controller lets it be decided alone."""
    threshold: float
    audit: float
    draw: float
    """From 0 to 1; below `audit` it is looked at afterwards."""
    fits: tuple[Fit, ...] = ()
    """The best one first."""
    vouched_audit: float = 0.0
    """The same of an answer that somebody vouches for."""
    vouching_lost: bool = False
    """Too many answers that somebody vouched for were found wrong."""
    value: Value | None = None
    strange: bool = False
    """Nothing like it was answered before."""
    loading: bool = False
    """What was learned is still being read in: the node has just started."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What becomes of the question. `answer` None: it is asked."""

    answer: Answer | None
    by: str
    """`precedent ID` or `judgement CLASS`, with an answer."""
    estimate: Estimate
    judged: DecisionJudged
    guard: Write | None = None
    """To be appended with an answer that is a published one."""

    @property
    def alone(self) -> bool:
        return self.answer is not None


def choice_of(answer: Answer) -> str | None:
    """What an answer says, as a class names it: the option, or a name for own words which does not tell them."""
    if answer.choice is not None:
        return answer.choice
    if answer.text:
        return f"{OWN_WORDS} {digest(answer.text.casefold().split())[:16]}"
    return None


def answers_to(question: Question, fits: tuple[Fit, ...]) -> Mapping[str, Answer]:
    """What the agent could answer by itself: the options, and published answers in own words."""
    options = question.form.get("properties", {}).get("choice", {}).get("enum", ())
    found = {str(key): Answer(choice=str(key)) for key in options}
    return found | {choice: fit.answer for fit in fits if (choice := choice_of(fit.answer)) is not None}


def judge(looked: Looked) -> Ruling:
    """Alone, or ask; and why."""
    fit = looked.fits[0] if looked.fits else None
    if fit is not None and fit.strong and looked.settings.vouched and not looked.vouching_lost:
        return _vouched(looked, fit)
    answer = answers_to(looked.question, looked.fits).get(looked.choice or "")
    reason = _why_ask(looked, answer)
    if reason:
        return _ruling(looked, None, "", reason)
    same = next((each for each in looked.fits if choice_of(each.answer) == looked.choice), None)
    by = f"precedent {same.precedent}" if same is not None else f"judgement {looked.of}"
    return _ruling(looked, answer, by, _why_alone(looked, same), same)


def _vouched(looked: Looked, fit: Fit) -> Ruling:
    """A published answer of a class in which whoever publishes vouches."""
    why = f"published for questions like this one by {fit.source} (alike by {fit.likeness:.0%})"
    return _ruling(looked, fit.answer, f"precedent {fit.precedent}", why, fit, vouched=True)


def _why_ask(looked: Looked, answer: Answer | None) -> str:
    """Why a person is asked; empty if nobody need be."""
    settings = looked.settings
    if looked.loading:
        return "what people answered before is still being read in"
    if looked.choice is None:
        return "nobody has answered this question yet"
    if looked.answers < settings.least:
        return f"people have answered this {_times(looked.answers)}, and {settings.least} answers are needed first"
    if not looked.sure:
        if looked.strange:
            return "it is unlike anything that was answered before"
        most = f"{looked.threshold:.1%}" if looked.threshold > 0 else "nothing"
        return (
            f"the risk that a person would answer otherwise is about {looked.risk:.1%}; at the moment {most} may be "
            f"decided alone, so that no more than {settings.budget:.0%} of own answers are wrong"
        )
    if answer is None:
        return "the answer would be in a person's own words"
    if looked.value is not None and looked.value.ask:
        return f"{_money(looked)}, so asking is worth it"
    return ""


def _why_alone(looked: Looked, fit: Fit | None) -> str:
    label = _label(looked.question, looked.choice or "")
    said = f"people chose {label} {_times(looked.times)} in {looked.answers} answers, and this case is like those"
    known = said if looked.times else "it was published"
    why = f"{known}; estimated risk {looked.risk:.1%} under the {looked.settings.budget:.0%} budget"
    if fit is not None:
        why += f"; precedent from {fit.source}"
    return f"{why}; {_money(looked)}" if looked.value is not None else why


def _money(looked: Looked) -> str:
    value, currency = looked.value, looked.settings.currency
    assert value is not None
    wait = f"the customer would wait about {value.wait:.0f} s, and {value.leaves:.0%} leave"
    return f"being wrong costs about {money(value.wrong, currency)}, asking {money(value.asking, currency)} ({wait})"


def _times(count: int) -> str:
    return {0: "not once", 1: "once", 2: "twice"}.get(count, f"{count} times")


def _label(question: Question, choice: str) -> str:
    """The option in the company's words; own words are not repeated here, since they may be somebody's."""
    labels = {str(each.answer.get("choice")): each.label for each in question.suggestions if "choice" in each.answer}
    return f"“{labels[choice]}”" if choice in labels else "this answer" if choice.startswith(OWN_WORDS) else choice


def _ruling(
    looked: Looked, answer: Answer | None, by: str, why: str, fit: Fit | None = None, *, vouched: bool = False
) -> Ruling:
    alone = answer is not None
    choice = choice_of(answer) if answer is not None else looked.choice
    risk = 1.0 - fit.likeness if vouched and fit is not None else looked.risk
    audit = (looked.vouched_audit if vouched else looked.audit) if alone else 0.0
    audited = alone and looked.draw < audit
    estimate = Estimate(
        of=looked.of, decision=looked.decision, choice=choice, alone=alone, risk=risk, threshold=looked.threshold,
        budget=looked.settings.budget, audit=audit, audited=audited, version=looked.version, why=why,
    )  # fmt: skip
    judged = DecisionJudged(
        decision=looked.decision, conversation=looked.conversation, alone=alone, choice=choice, share=looked.share,
        evidence=() if vouched else looked.evidence, risk=risk, threshold=looked.threshold, audit=audit,
        hints=tuple((name, each.likeness) for each in looked.fits if (name := choice_of(each.answer)) is not None),
        audited=audited, version=looked.version, budget=looked.settings.budget, audits=looked.settings.audits,
        first=looked.settings.least, precedent=fit.precedent if fit is not None and alone else None, vouched=vouched,
    )  # fmt: skip
    return Ruling(answer, by, estimate, judged, fit.guard if fit is not None and alone else None)
