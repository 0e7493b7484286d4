"""Judges what understanding read: whether a message means the request it was taken for, or a person is asked first.

Where the company starts with its examples, their readings hold from the start; what people and customers say later is
learned on top of them. More is asked once too many readings were found wrong, less where people's answers make it sure.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from earpiece.domain import commands as c
from earpiece.domain.actions import Understand
from earpiece.domain.conversation import Conversation
from earpiece.domain.forms import Question
from earpiece.domain.learning import REQUESTS, DecisionJudged, OutcomeLearned, Read, drawn
from earpiece.domain.playbook import Company, Judgement
from earpiece.domain.ports import Write
from earpiece.judgement.case import Guess
from earpiece.runtime.learning.account import Account, Settings
from earpiece.runtime.learning.alone import LITTLE, audit_form, audit_suggestions, class_write, look_later
from earpiece.runtime.learning.cases import case_of_words
from earpiece.runtime.learning.classes import Classes
from earpiece.runtime.ports import Ports

LEAST = 20
"""So many answers must be known before what people said counts beside the examples."""

MOST_NEAREST = 5
MOST_SHOWN = 7

Request = c.Start | c.Between | c.Unknown


@dataclass(frozen=True, slots=True)
class Judged:
    """A message's commands as they are acted on, what was judged of them, and what is written beside."""

    commands: tuple[c.Command, ...]
    judged: tuple[Read, ...] = ()
    beside: tuple[Write, ...] = ()


@dataclass(frozen=True, slots=True)
class Reached:
    """What becomes of one request: the command to act on, its risk, why, and how likely it is looked at later."""

    command: Request
    alone: bool
    choice: str | None
    risk: float
    threshold: float
    audit: float
    why: str


@dataclass(frozen=True, slots=True)
class Seen:
    """One request in a message, and what is known of it."""

    command: Request
    guess: Guess
    risk: float
    account: Account
    company: Company
    judgement: Judgement

    @property
    def settings(self) -> Settings:
        return self.judgement.budget, self.judgement.audits, LEAST

    @property
    def learned(self) -> bool:
        """People's answers say something about it."""
        choice = self.guess.choice
        return self.account.counts["answers"] >= LEAST and choice is not None and self.company.knows(choice)


class Reading:
    """Used by the turn, for each message it has read."""

    def __init__(self, ports: Ports, classes: Classes) -> None:
        self._ports = ports
        self._classes = classes

    async def judge(self, state: Conversation, need: Understand, commands: Sequence[c.Command]) -> Judged:
        """The commands as they are acted on. Nothing changes where the company wants no judgement of requests."""
        judgement = self._ports.companies.current().policy.judgement
        if judgement is None:
            return Judged(tuple(commands))
        company, now = self._ports.companies.version(state.company), self._ports.clock.now()
        acted, reads, beside = list(commands), [], _corrections(state, need, commands, now)
        for index, command in enumerate(commands):
            if not isinstance(command, Request) or _chosen(command, need):
                continue
            account = await self._classes.now(REQUESTS)
            words = _part(need.text, command.text)
            case = case_of_words(need.text[words[0] : words[1]], hints_of(command))
            await self._classes.know(case)
            guess, risk = account.guess(case)
            seen = Seen(command, guess, risk, account, company, judgement)
            reached = _reach(seen)
            read = _read(state, index, words, seen, reached)
            acted[index] = reached.command
            reads.append(read)
            beside.append(class_write(REQUESTS, _judged(state, read, seen, reached), now))
            if read.audited:
                beside.append(_look_later(state, read, seen, need.text, now))
        return Judged(tuple(acted), tuple(reads), tuple(beside))


# ── one request ───────────────────────────────────────────────────────────────────────────────────────────────────────


def hints_of(command: Request) -> tuple[tuple[str, float], ...]:
    """What understanding finds likely, each with its probability."""
    match command:
        case c.Start():
            return ((command.target, command.score),)
        case c.Between():
            return tuple((target, command.score / len(command.targets)) for target in command.targets)
        case c.Unknown():
            left = 1.0 - command.score
            return tuple((target, round(left / place, 3)) for place, target in enumerate(command.nearest, start=1))


def _reach(seen: Seen) -> Reached:
    """By the company's examples, as far as they hold; by what people said, where that is sure; else ask."""
    command = seen.command
    if seen.judgement.start == "examples" and isinstance(command, c.Start):
        return _by_examples(seen, command)
    verdict = seen.account.verdict(seen.risk, seen.settings)
    choice = seen.guess.choice
    if seen.learned and verdict.alone and choice is not None:
        start = c.Start(target=choice, score=1.0 - seen.risk, text=command.text)
        start = start.model_copy(update={"values": command.values}) if isinstance(command, c.Start) else start
        return Reached(start, True, choice, seen.risk, verdict.threshold, verdict.audit, _why_learned(seen))
    if seen.judgement.start == "examples":
        why = f"the examples do not tell which request this is, and people's answers {_not_enough(seen)}"
        return Reached(command, False, choice, seen.risk, verdict.threshold, 0.0, why)
    why = f"requests are asked about until people's answers tell them, and these {_not_enough(seen)}"
    return Reached(_unknown(seen), False, choice, seen.risk, verdict.threshold, 0.0, why)


def _by_examples(seen: Seen, command: c.Start) -> Reached:
    """A reading that the examples make sure; it is asked about where too many such readings were wrong."""
    risk = 1.0 - command.score
    if seen.learned:
        risk = seen.risk if seen.guess.choice == command.target else max(risk, 1.0 - seen.risk)
    verdict = seen.account.verdict(risk, seen.settings)
    if verdict.alone or not seen.account.overdrawn:
        audit = verdict.audit if verdict.alone else seen.judgement.audits
        why = f"the examples make it {command.score:.0%} sure"
        return Reached(command, True, command.target, risk, verdict.threshold, audit, why)
    wrong = seen.account.own.estimate or 0.0
    why = (
        f"about {wrong:.0%} of late readings were found wrong, more than the {seen.judgement.budget:.0%} that may be; "
        f"the risk here is about {risk:.0%}"
    )
    return Reached(_unknown(seen), False, command.target, risk, verdict.threshold, 0.0, why)


def _unknown(seen: Seen) -> c.Unknown:
    """The same request, to be asked about, with the likeliest readings as suggestions."""
    likely = [target for target, _ in hints_of(seen.command)] + [target for target, _ in seen.guess.next]
    nearest = [target for target in dict.fromkeys(likely) if seen.company.knows(target)][:MOST_NEAREST]
    return c.Unknown(text=seen.command.text, nearest=tuple(nearest), score=seen.risk)


def _why_learned(seen: Seen) -> str:
    choice = seen.guess.choice or ""
    times = seen.account.chosen[choice]
    return (
        f"people said “{seen.company.title(choice)}” {times} times; estimated risk {seen.risk:.1%} under the "
        f"{seen.judgement.budget:.0%} budget"
    )


def _not_enough(seen: Seen) -> str:
    answers = seen.account.counts["answers"]
    if answers < LEAST:
        return f"are too few ({answers} of {LEAST})"
    return f"are not sure enough (risk about {seen.risk:.0%})" if seen.learned else "have nothing like it"


# ── what is written ───────────────────────────────────────────────────────────────────────────────────────────────────


def _read(state: Conversation, index: int, words: tuple[int, int], seen: Seen, reached: Reached) -> Read:
    decision = f"{state.id}.read{state.position + 1}.{index}"
    audited = reached.alone and drawn(decision, "audit") < reached.audit
    return Read(
        of=REQUESTS, decision=decision, choice=reached.choice, alone=reached.alone, risk=reached.risk,
        threshold=reached.threshold, budget=seen.judgement.budget, audit=reached.audit, audited=audited,
        version=seen.account.position, why=reached.why, index=index, begins=words[0], ends=words[1],
    )  # fmt: skip


def _judged(state: Conversation, read: Read, seen: Seen, reached: Reached) -> DecisionJudged:
    guess = seen.guess
    of_guess = guess.choice is not None and guess.choice == reached.choice
    return DecisionJudged(
        decision=read.decision, conversation=state.id, alone=read.alone, choice=read.choice,
        share=guess.share if of_guess else 1.0 - reached.risk, hints=hints_of(seen.command), risk=read.risk,
        evidence=tuple(map(float, guess.evidence)) if of_guess else (), threshold=read.threshold, audit=read.audit,
        audited=read.audited, version=read.version, budget=seen.judgement.budget, audits=seen.judgement.audits,
        first=LEAST,
    )  # fmt: skip


def _look_later(state: Conversation, read: Read, seen: Seen, text: str, now: float) -> Write:
    """A card that asks whether a reading was right."""
    company, target = seen.company, read.choice or ""
    likely = [each for each, _ in (*hints_of(seen.command), *seen.guess.next) if company.knows(each) and each != target]
    others = {each: company.title(each) for each in list(dict.fromkeys(likely))[:MOST_SHOWN]}
    title = company.title(target)
    question = Question(
        kind="clarification", name=REQUESTS, why=f"A look afterwards, for nobody waits: {read.why}.",
        text=f"Was this right? The customer wrote “{text}”. The assistant took it as “{title}”.",
        form=audit_form(tuple(others), own_words=True), suggestions=audit_suggestions(title, others), weight=LITTLE,
    )  # fmt: skip
    return look_later(state, question, read, f"The customer wrote: “{text}”", now)


# ── what a customer's next words say of it ────────────────────────────────────────────────────────────────────────────


def _corrections(state: Conversation, need: Understand, commands: Sequence[c.Command], now: float) -> list[Write]:
    """Of readings before: that one was wrong, or which of those that were offered was meant."""
    if not state.read:
        return []
    last = state.read[-1][1]
    chosen = next((each.target for each in commands if isinstance(each, c.Start) and _chosen(each, need)), None)
    if chosen is not None and not last.alone:
        return [class_write(REQUESTS, _outcome(last, chosen), now)]
    if last.alone and any(isinstance(each, c.NotThat) for each in commands):
        meant = (each.target for each in commands if isinstance(each, c.Start) and each.target != last.choice)
        return [class_write(REQUESTS, _outcome(last, next(meant, None)), now)]
    return []


def _outcome(read: Read, choice: str | None) -> OutcomeLearned:
    return OutcomeLearned(decision=read.decision, choice=choice, how="corrected")


def _chosen(command: Request, need: Understand) -> bool:
    """The customer picked one of the readings that were offered: there is nothing to judge."""
    return isinstance(command, c.Start) and command.target in need.situation.choosing


def _part(text: str, part: str) -> tuple[int, int]:
    """Where a request's words stand in the message; the whole where that cannot be told."""
    begins = text.find(part) if part else -1
    return (begins, begins + len(part)) if begins >= 0 else (0, len(text))
