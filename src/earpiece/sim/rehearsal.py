"""Plays one written rehearsal in a world of its own and says what differed from what was expected."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from earpiece.company.shelf import Shelf
from earpiece.domain import events as e
from earpiece.domain.conversation import Conversation
from earpiece.domain.forms import Answer
from earpiece.domain.parts import Asked
from earpiece.domain.playbook import Company
from earpiece.domain.ports import Recorded, Understanding
from earpiece.runtime.views import CardView, StoryLine
from earpiece.sim.audit import brief, compare, matches
from earpiece.sim.casting import WORLD, bare_tools, load_stage
from earpiece.sim.customers import Customer, Pace, Record, Say, last_words
from earpiece.sim.experts import Experts, Reply
from earpiece.sim.fronts import InnerChat, InnerDesk
from earpiece.sim.loop import run_virtual
from earpiece.sim.script import Rehearsal, Scene
from earpiece.sim.wishes import ASK_BACK_REPLY, CALLED_OFF, GOODBYE
from earpiece.sim.world import World

PACE = Pace(typing=3.0, patience=3 * 86_400.0)
"""Long enough for every ladder to come to its end."""


@dataclass(frozen=True, slots=True)
class Result:
    """How a rehearsal went. Without differences it went as written."""

    file: str
    name: str
    differences: tuple[str, ...]
    seconds: float
    """Virtual seconds from beginning to end."""
    story: tuple[StoryLine, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.differences


class ScriptMind:
    """Implements `customers.Mind`: says what is written."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._then = list(scene.then)
        self._given: Counter[str] = Counter()
        self.problems: list[str] = []

    def opening(self) -> str:
        return self._scene.says

    def done(self, state: Conversation) -> bool:
        return not state.open_consults and not state.stack

    def stuck(self) -> bool:
        return bool(self.problems)

    def react(self, state: Conversation) -> Say | None:
        asked = state.asked
        if asked is None:
            last = last_words(state)
            return self._next() if last is not None and last.purpose == "holding" else None
        if asked.purpose == "anything_else":
            return self._next() or Say(GOODBYE)
        return self._answer(state, asked)

    def _next(self) -> Say | None:
        return Say(self._then[0], partial(self._then.pop, 0)) if self._then else None  # type: ignore[arg-type]

    def _answer(self, state: Conversation, asked: Asked) -> Say:
        if asked.consult is not None:
            name = state.consults[asked.consult].question.name
            return self._written([name]) or Say(ASK_BACK_REPLY)
        playbook = state.runs[asked.run].playbook if asked.run is not None else ""
        names = [f"{playbook}.{asked.slot}", asked.slot or asked.purpose]
        found = self._written(names) or (self._next() if asked.slot is None else None)
        if found is not None:
            return found
        self.problems.append(f"the agent asked for `{names[-1]}`, for which `answers` has nothing")
        return Say("I don't know.")

    def _written(self, names: Sequence[str]) -> Say | None:
        for name in names:
            lines = self._scene.answers.get(name)
            if lines:
                return Say(lines[min(self._given[name], len(lines) - 1)], partial(self._count, name))
        return None

    def _count(self, name: str) -> None:
        self._given[name] += 1


class ScriptJudge:
    """Implements `experts.Judge`: answers what is written."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        """The one that is being played."""
        self.problems: list[str] = []

    def reply(self, card: CardView) -> Reply:
        if card.audit:
            return Reply(None)  # nobody waits for it, and no rehearsal is about it
        part = self.scene.experts.get(card.name)
        if part is None:
            problem = f"the agent asked `{card.name}` ({card.question}), for which `experts` has nothing"
            if problem not in self.problems:
                self.problems.append(problem)
            return Reply(None)
        if part.never:
            return Reply(None)
        thinking = min(1.0, part.after)
        return Reply(part.answer or Answer(), part.after - thinking, thinking, part.by, part.ask_back, keep=part.keep)


def play_rehearsal(folder: Path, shelf: Shelf, understanding: Understanding, file: str, rehearsal: Rehearsal) -> Result:
    """Play it in a fresh world and virtual time."""

    async def main() -> Result:
        with World(shelf, understanding) as world:
            await world.start()
            try:
                return await _play(world, folder, file, rehearsal)
            finally:
                await world.close()

    return run_virtual(main())


async def _play(world: World, folder: Path, file: str, rehearsal: Rehearsal) -> Result:
    began = world.clock.now()
    judge = ScriptJudge(rehearsal)
    experts = Experts(InnerDesk(world.engine), world.clock, judge, world.tasks.spawn)
    world.tasks.spawn("experts", experts.work())
    differences: list[str] = []
    story: list[StoryLine] = []
    for number, scene in enumerate(rehearsal.scenes, start=1):
        judge.scene = scene
        found, conversation = await _scene(world, folder, scene, judge, experts)
        where = f"customer {number}: " if rehearsal.next else ""
        differences += [f"{where}{each}" for each in found]
        story += await world.engine.desk.story(conversation) if found else []
    seconds = round(world.clock.now() - began, 1)
    return Result(file, rehearsal.name, tuple(differences), seconds, tuple(story))


async def _scene(
    world: World, folder: Path, scene: Scene, judge: ScriptJudge, experts: Experts
) -> tuple[list[str], str]:
    """One customer's conversation: what differs from what is written, and its id."""
    judge.problems.clear()
    experts.problems.clear()
    mind, front = ScriptMind(scene), InnerChat(world.engine, world.token)
    token = front.vouch(scene.customer, _name(scene.customer)) if scene.verified else None
    record = await Customer(front, world.clock, mind, PACE, token).play()
    state = await front.state(record.conversation)
    recorded = await world.journal.read(f"conversation/{record.conversation}")
    differences = [*mind.problems, *judge.problems, *experts.problems]
    if not mind.stuck():
        effects = _effects(world, folder, state, scene.customer)
        differences += _differences(scene, state, effects, world.shelf.current())
        differences += _faults(record, state, recorded)
    return differences, record.conversation


def _name(customer: str) -> str:
    return customer.replace("-", " ").title()


def _effects(world: World, folder: Path, state: Conversation, customer: str) -> list[dict[str, Any]]:
    """What was done: from the company's own books where its world can read them, else from the journal."""
    if (folder / WORLD).exists():
        return load_stage(folder, bare_tools(world.shelf, world.data, world.clock.now)).effects(customer)
    return [
        {"tool": call.tool, **call.args}
        for call in state.calls.values()
        if call.effect == "write" and call.status == "finished"
    ]


def _differences(scene: Scene, state: Conversation, effects: list[dict[str, Any]], company: Company) -> list[str]:
    """What differs from `expect`."""
    expect = scene.expect
    said = [line.event.text for line in state.lines if isinstance(line.event, e.AgentSaid)]
    found = [f"the agent never said {words!r}" for words in expect.said if not any(words in text for text in said)]
    found += [f"the agent said {text!r}" for words in expect.not_said for text in said if words in text]
    consults = [consult.question.name for consult in state.consults.values() if not consult.alone]
    if expect.consults is not None and consults != expect.consults:
        found.append(f"consults were {_names(consults)}, expected {_names(expect.consults)}")
    alone = [consult.question.name for consult in state.consults.values() if consult.alone]
    if expect.alone is not None and alone != expect.alone:
        found.append(f"answered alone were {_names(alone)}, expected {_names(expect.alone)}")
    outcome = _outcome(state, company)
    if expect.outcome is not None and outcome != expect.outcome:
        found.append(f"the outcome was {outcome}, expected {expect.outcome}")
    if expect.bank is not None and not matches(effects, expect.bank):
        found.append(f"done was {brief(effects)}, expected {brief(expect.bank)}")
    return found


def _outcome(state: Conversation, company: Company) -> str | None:
    """How the customer's request ended: the first one that was not called off or passed on."""
    requests = [
        run.outcome for run in state.runs.values() if run.parent is None and company.playbooks[run.playbook].examples
    ]
    ended = [outcome for outcome in requests if outcome not in (CALLED_OFF, "routed")]
    return ended[0] if ended else state.outcome


def _names(names: Sequence[str]) -> str:
    return ", ".join(names) or "none"


def _faults(record: Record, state: Conversation, recorded: Sequence[Recorded]) -> list[str]:
    """What must never happen, whatever is expected."""
    lost, repeated = compare(record, state, recorded)
    found = [f"lost: {what}" for what in lost] + [f"repeated: {what}" for what in repeated]
    if state.lines and isinstance(state.lines[-1].event, e.CustomerSaid):
        found.append(f"the agent never replied to {state.lines[-1].event.text!r}")
    if not record.ended:
        found.append("the conversation did not come to an end")
    return found
