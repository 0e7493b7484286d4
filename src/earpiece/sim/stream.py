"""Real messages one after the other on the real runtime: which were asked about, which were decided alone and were
right. What a message is about is known from its label; the product is never told."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from earpiece.company.shelf import Shelf
from earpiece.domain import events as e
from earpiece.domain.event import BaseEvent
from earpiece.domain.forms import Answer
from earpiece.domain.learning import DecidedAlone, Read
from earpiece.domain.playbook import ANSWER_PAGE, Company, Judgement
from earpiece.domain.ports import Recorded, Understanding
from earpiece.domain.precedent import Keep
from earpiece.insight.learning import BLOCK, Curve, Decision, How, curve_of
from earpiece.runtime.views import CardView
from earpiece.sim.casting import Message, bare_tools, cast_wishes, load_stage, read_labels
from earpiece.sim.crowd import Advance, Crowd, Played, human_seconds
from earpiece.sim.experts import Experts, Reply
from earpiece.sim.fronts import InnerChat, InnerDesk
from earpiece.sim.judges import Habits, Judge, in_words
from earpiece.sim.loop import run_virtual
from earpiece.sim.report import CrowdReport, report_on
from earpiece.sim.world import World

HABITS = Habits(
    fastest=1.0, slowest=4.0, slow=0.0, silent=0.0, own_words=0.0, asks_back=0.0, double_clicks=0.0, rivals=0.0
)
"""Every question is answered, soon and once: what is looked at here is what answers teach, not how people work."""

EVERY_S = 60.0
"""Seconds between two customers, on average (Poisson): so close that questions are asked while others are open."""


@dataclass(frozen=True, slots=True)
class Streamed:
    """What came of it: the decisions as they were, and how the conversations went."""

    curve: Curve
    report: CrowdReport


def learning(shelf: Shelf, budget: float | None, start: Literal["examples", "asking"]) -> Shelf:
    """The company with its judgement of requests beginning so; `budget` None: its own, or the usual one."""
    company = shelf.current()
    judgement = company.policy.judgement or Judgement()
    judgement = replace(judgement, start=start, budget=judgement.budget if budget is None else budget)
    return shelf.tuned(replace(company, policy=replace(company.policy, judgement=judgement)))


def play_stream(
    folder: Path,
    shelf: Shelf,
    understanding: Understanding,
    messages: Sequence[Message],
    customers: int,
    order: int,
    block: int = BLOCK,
    advance: Advance = lambda _: None,
) -> Streamed:
    """The messages in the random order `order`, each with a customer of its own, in virtual time; figures for each
    `block` of them."""

    async def main() -> Streamed:
        with World(shelf, understanding, seed=order) as world:
            await world.start()
            try:
                return await _play_in(world, folder, messages, customers, order, block, advance)
            finally:
                await world.close()

    return run_virtual(main())


async def _play_in(
    world: World,
    folder: Path,
    messages: Sequence[Message],
    customers: int,
    order: int,
    block: int,
    advance: Advance,
) -> Streamed:
    company = world.shelf.current()
    judgement = company.policy.judgement or Judgement()
    stage = load_stage(folder, bare_tools(world.shelf, world.data, world.clock.now))
    wishes = cast_wishes(stage, company, messages, read_labels(folder, company), customers, order)
    crowd = Crowd(company, stage, InnerChat(world.engine, world.token), world.clock, wishes)
    judge = Sorting(Judge(company, crowd.by_conversation, HABITS, order))
    experts = Experts(InnerDesk(world.engine), world.clock, judge, world.tasks.spawn)
    world.tasks.spawn("experts", experts.work())
    played = await crowd.play(advance, arrivals=list(arrivals(customers, order)))
    conversations = {one.record.conversation for one in played}
    report = report_on(await crowd.audit(played, world.journal), await human_seconds(world.journal, conversations))
    return Streamed(curve_of(await _decisions(world, played), judgement.budget, block), report)


class Sorting:
    """Implements `experts.Judge`: people who say which request it is, and publish nothing, so that whatever is learned
    here is learned from single answers."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge

    def reply(self, card: CardView) -> Reply:
        reply = self._judge.reply(card)
        return replace(reply, keep=Keep(scope="conversation")) if card.may_keep != "no" else reply


def arrivals(count: int, seed: int) -> Iterator[float]:
    """Seconds after the beginning at which each customer comes."""
    dice, at = random.Random(f"{seed} arrivals"), 0.0
    for _ in range(count):
        yield at
        at += dice.expovariate(1.0 / EVERY_S)


async def _decisions(world: World, played: Sequence[Played]) -> list[Decision]:
    """What became of each opening sentence, in the order in which they were decided."""
    company, found = world.shelf.current(), []
    for one in played:
        recorded = await world.journal.read(f"conversation/{one.record.conversation}")
        decided = decision(recorded, one.wish.target, company)
        if decided is not None:
            found.append(decided)
    return [each for _, each in sorted(found, key=lambda pair: pair[0])]


def decision(recorded: Sequence[Recorded], target: str | None, company: Company) -> tuple[int, Decision] | None:
    """Which request the first message is: when that was decided (its `seq`), and how; None if it never was.

    The agent decides alone what it begins, or answers from a page, or as people answered before; right is what
    `target` says. Where that is None the company has no page and no playbook, so that only people's words are right.
    """
    judged: tuple[Read, ...] = ()
    read = False
    for item in recorded:
        if isinstance(item.event, e.MessageUnderstood) and not read:
            read, judged = True, item.event.judged
        how, right = _outcome(item.event, target, company) if read else (None, False)
        if how is not None:
            own = (
                [item.event.estimate]
                if isinstance(item.event, DecidedAlone)
                else [each for each in judged if each.alone]
            )
            audited = how == "alone" and any(each.audited for each in own)
            return item.seq, Decision(how, wrong=how == "alone" and not right, audited=audited)
    return None


def _outcome(event: BaseEvent, target: str | None, company: Company) -> tuple[How | None, bool]:
    """Whether this event decides which request it is, and whether rightly."""
    own = company.policy.ask_expert
    match event:
        case e.ConsultAsked(question=question) if question.name == own:
            return "asked", True
        case DecidedAlone(question=question, answer=answer) if question.name == own:
            return "alone", answer in (Answer(choice=target), in_words(company, target))
        case e.RunStarted(playbook=name, values=values) if name == ANSWER_PAGE:
            return "alone", f"page/{values['page']}" == target
        case e.RunStarted(playbook=name, parent=None) if name != own:
            return "alone", f"playbook/{name}" == target
        case e.AgentSaid(purpose="between"):
            return "offered", True
        case e.AgentSaid(purpose="answer", targets=(said, *_)):
            return "alone", said == target
    return None, False
