"""Plays recordings one after the other in one world: a customer who says what was recorded, an expert who knows."""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from jsonschema import Draft202012Validator

from earpiece.company.shelf import Shelf
from earpiece.domain.commands import Command, Situation, Unclear
from earpiece.domain.conversation import Conversation
from earpiece.domain.errors import Invalid
from earpiece.domain.forms import Answer, PlannedCall
from earpiece.domain.planning import ASK_MODEL
from earpiece.domain.playbook import Company
from earpiece.models.generative.access import Access
from earpiece.models.generative.backends import backend_of
from earpiece.models.generative.client import Client
from earpiece.models.generative.planner import GenerativePlanner
from earpiece.runtime.chats import MOST_CHARACTERS
from earpiece.runtime.views import CardView
from earpiece.sim.experts import Experts
from earpiece.sim.experts import Reply as Treatment
from earpiece.sim.fronts import InnerDesk
from earpiece.sim.loop import run_virtual
from earpiece.sim.ports import VirtualClock
from earpiece.sim.provider import Provider, Through
from earpiece.sim.replay.acts import Kind
from earpiece.sim.replay.effects import TRANSFER, Effects, effects
from earpiece.sim.replay.gold import Asked, GoldExpert, changed_nothing
from earpiece.sim.replay.recording import Recording
from earpiece.sim.replay.settings import Act, Learning, Name, Questions, Watched, company_for, questions_of
from earpiece.sim.replay.tape import Tape
from earpiece.sim.replay.tools import RecordedTools
from earpiece.sim.world import World

START = 1_715_799_600.0
"""15 May 2024, 3 pm in New York: the day of the recordings."""
STEP, LONGEST = 5.0, 3600.0
"""Virtual seconds between two looks whether anything is still going on, and after which somebody is stuck."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one conversation ended. `consults` are the kinds of acts an expert was asked about, in order; of them
    `needless` changed nothing. `audits`: looks at acts afterwards. `stopped`: why it was not played to its end."""

    recording: Recording
    done: Effects
    right: Effects
    consults: tuple[Kind, ...]
    needless: int
    audits: int = 0
    stopped: str = ""

    @property
    def exactly_right(self) -> bool:
        """The writes that took effect are those that should have, each as often as it should."""
        return self.done == self.right

    @property
    def wrong(self) -> int:
        """How many writes took effect that should not have."""
        return sum((self.done - self.right).values())

    @property
    def missed(self) -> int:
        """How many right writes never took effect."""
        return sum((self.right - self.done).values())


class Unread:
    """Implements `domain.ports.Understanding`: all words go to the model, nobody else reads them."""

    version = "none"
    needs_io = False

    async def read(self, text: str, situation: Situation) -> list[Command]:
        """Nothing, as often as asked."""
        return [Unclear()]


def writes_of(company: Company) -> frozenset[str]:
    """The tools whose effects are compared."""
    return frozenset(name for name, tool in company.tools.items() if tool.effect == "write") - {TRANSFER}


class Studio:
    """A served company in one setting. Use inside `run_virtual(…, START)`."""

    def __init__(
        self, world: World, tape: Tape, tools: RecordedTools, watched: Watched, writes: frozenset[str]
    ) -> None:
        self.writes = writes
        self._world = world
        self._tape = tape
        self._tools = tools
        self._watched = watched
        self.judge = GoldJudge(tape, tools, watched, writes)
        self._experts = Experts(InnerDesk(world.engine), world.clock, self.judge, world.tasks.spawn)

    async def open(self) -> None:
        """Begin the world and send the expert to the desk."""
        await self._world.start()
        self._world.tasks.spawn("experts", self._experts.work())

    async def close(self) -> None:
        """End the world."""
        await self._world.close()

    async def play(self, recording: Recording, questions: Questions) -> Outcome:
        """The whole conversation, or as much of it as can be played."""
        self._watched.questions = questions
        self._tools.play(recording)
        self.judge.take(recording)
        chats = self._world.engine.chats
        conversation = await chats.open()
        reel = self._tape.put_on(conversation, recording)
        stopped = ""
        for number, exchange in enumerate(recording.exchanges):
            if not exchange.said or stopped:
                break
            reel.heard = number + 1
            await chats.say(conversation, f"m{number}", exchange.said[:MOST_CHARACTERS])
            stopped = await self._settle(conversation)
        state = await self._world.engine.states.conversation(conversation)
        audits = questions.audits.get(conversation, 0) if isinstance(questions, Learning) else 0
        return self._outcome(recording, state, audits, stopped)

    async def _settle(self, conversation: str) -> str:
        """Wait until the model has nothing more to say and nobody is asked; why it cannot go on, if so."""
        waited = 0.0
        while waited < LONGEST:
            await self._world.clock.sleep(STEP)
            waited += STEP
            state = await self._world.engine.states.conversation(conversation)
            if self._experts.problems:
                return f"the expert's answer was not taken: {self._experts.problems.pop()}"
            failed = [call for call in state.calls.values() if call.tool == ASK_MODEL and call.status == "failed"]
            if failed:
                return f"the model's message could not be used: {failed[0].message}"
            if self._tape.reels[conversation].left <= 0 and not state.calling and not state.open_consults:
                return ""
        return "nothing more happened, though the recording goes on"

    def _outcome(self, recording: Recording, state: Conversation, audits: int, stopped: str) -> Outcome:
        """As the journal has it."""
        calls = [call for call in state.calls.values() if call.status == "finished"]
        done = effects([PlannedCall(tool=call.tool, args=dict(call.args)) for call in calls], self.writes)
        answers = [consult.answer for consult in state.consults.values() if consult.answer is not None]
        needless = sum(changed_nothing(answer) for answer in answers)
        return Outcome(
            recording, done, effects(recording.gold, self.writes), tuple(self.judge.asked), needless, audits, stopped
        )  # fmt: skip


class GoldJudge:
    """Implements `sim.experts.Judge`: the expert who knows the right actions of the recording that is played.

    A correction that the card has no field for (a list of flights) is a no with the right call instead.
    """

    def __init__(self, tape: Tape, tools: RecordedTools, watched: Watched, writes: frozenset[str]) -> None:
        self._tape = tape
        self._tools = tools
        self._watched = watched
        self._writes = writes
        self._expert = GoldExpert((), writes)
        self._given: dict[str, Answer] = {}
        self.asked: list[Kind] = []
        """What the questions about this recording were about."""

    def take(self, recording: Recording) -> None:
        """From now on answer by this recording's right actions."""
        self._expert = GoldExpert(recording.gold, self._writes)
        self._given, self.asked = {}, []

    def reply(self, card: CardView) -> Treatment:
        """The answer to a card, the same however often it is looked at."""
        if card.audit:
            return Treatment(None)
        if card.id not in self._given:
            self._given[card.id] = self._decide(card)
        return Treatment(self._given[card.id], after=0.5, thinking=0.5)

    def look(self, act: Act) -> bool:
        """Whether an act that nobody was asked about was right as it was."""
        return changed_nothing(self._expert.answer(Asked(act.kind, act.words, act.call), self._done()))

    def _decide(self, card: CardView) -> Answer:
        act = self._watched.newest[card.conversation]
        answer = self._expert.answer(Asked(act.kind, act.words, act.call), self._done())
        self.asked.append(act.kind)
        self._watched.questions.answered(act, as_it_is=changed_nothing(answer))
        if answer.changes and act.call is not None:
            return self._corrected(card, act.call, answer)
        if answer.instead is not None:
            self._tools.order(answer.instead)
            self._tape.back(card.conversation)
        return answer

    def _corrected(self, card: CardView, call: PlannedCall, answer: Answer) -> Answer:
        changed = PlannedCall(tool=call.tool, args={**call.args, **answer.changes})
        self._tools.order(changed)
        if Draft202012Validator(card.form).is_valid(answer.model_dump(exclude_defaults=True)):
            return answer
        return Answer(decision="no", reason="Not like this.", instead=changed)

    def _done(self) -> Effects:
        return effects(self._tools.done, self._writes)


@contextmanager
def studio(shelf: Shelf, setting: Name) -> Iterator[Studio]:
    """A studio for the setting, with a stand-in provider of its own. Raises Invalid if no model leads the company."""
    company = shelf.current()
    if company.policy.begin_with is None:
        raise Invalid(f"{company.policy.name} has no begin_with in company.yaml: no model leads its conversations.")
    writes = writes_of(company)
    tape, tools = Tape(), RecordedTools(writes)
    provider = Provider(tape)
    with provider as address:
        client = Client([backend_of(Access("openai:recorded", address=address))], VirtualClock())
        watched = Watched(Through(provider, GenerativePlanner(client)), tape, writes)
        tuned = shelf.tuned(company_for(setting, company, writes))
        with World(tuned, Unread(), tools=tools, planner=watched) as world:
            yield Studio(world, tape, tools, watched, writes)
        provider.outside(client.close())


@dataclass(frozen=True, slots=True)
class Run:
    """One pass over all recordings. With `judged`: at which error budget, and in which order of the tasks."""

    setting: Name
    budget: float = 0.0
    order: int = 0


def play_run(shelf: Shelf, recordings: Sequence[Recording], run: Run) -> list[Outcome]:
    """All recordings in the run's order, a task's tries together; deterministic."""
    with studio(shelf, run.setting) as scene:
        return run_virtual(_play(scene, _in_order(recordings, run), run), START)


async def _play(scene: Studio, tasks: list[list[Recording]], run: Run) -> list[Outcome]:
    learning = Learning(run.budget, scene.writes, run.order, scene.judge.look)
    questions = learning if run.setting == "judged" else questions_of(run.setting, scene.writes)
    outcomes: list[Outcome] = []
    await scene.open()
    try:
        for tries in tasks:
            outcomes += [await scene.play(recording, questions) for recording in tries]
            learning.task_over()
    finally:
        await scene.close()
    return outcomes


def _in_order(recordings: Sequence[Recording], run: Run) -> list[list[Recording]]:
    """The tasks as they come in the file; with `judged` shuffled by the run's order."""
    tasks: dict[str, list[Recording]] = {}
    for recording in recordings:
        tasks.setdefault(recording.task, []).append(recording)
    found = list(tasks.values())
    if run.setting == "judged":
        random.Random(f"order {run.order}").shuffle(found)
    return found
