"""Conversations to choose guests from: the company's own customers, each played once with people who answer at once.

What is read from the journal is what the day's customers need, however they are then served: how many turns their
conversation takes, and at which of them which person's answer.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from earpiece.company.shelf import Shelf
from earpiece.domain.digests import digest
from earpiece.domain.errors import Invalid
from earpiece.domain.events import ConsultAsked, CustomerSaid
from earpiece.domain.ports import Recorded, Understanding
from earpiece.sim.casting import Manners, Message, Wish, cast_wishes, first_number, read_labels
from earpiece.sim.compare.guests import Gap
from earpiece.sim.compare.house import as_compared, competent, opening, skills_of, stage_in
from earpiece.sim.compare.ways import Features
from earpiece.sim.crowd import Crowd
from earpiece.sim.customers import Pace
from earpiece.sim.experts import Experts
from earpiece.sim.fronts import InnerChat, InnerDesk
from earpiece.sim.judges import Habits, Judge
from earpiece.sim.loop import run_virtual
from earpiece.sim.world import World, passing_folder

BATCH = 50
"""So many conversations are played at a time."""
MOST_BATCHES = 60
ENOUGH = 5
"""People who answer at once; some questions need several."""
NINE = "09:00"
AT_ONCE = Habits(fastest=0.0, slowest=0.0, slow=0.0, silent=0.0, asks_back=0.0, double_clicks=0.0, rivals=0.0)
"""People answer what a competent person would, without any delay."""
PROMPT = Pace(typing=0.1, patience=3600.0, stay=0.0)

COMMON = (
    "Everything shows fault Q47 since this morning, what is going on?",
    "What does the purple banner mean that Q47 put on every screen today?",
    "Is it true what the radio said about Q47 and you this morning?",
)
"""Questions of an outage that hardly a company's knowledge answers."""
COMMON_WORD = "q47"
"""In all of them."""


@dataclass(frozen=True, slots=True)
class Found:
    """One conversation: what the customer wants, how many messages they wrote, at which a person was needed."""

    wish: Wish
    turns: int
    gaps: tuple[Gap, ...]


class Pool:
    """Grows as more conversations are wanted; the same arguments give the same conversations in the same order."""

    def __init__(
        self, folder: Path, shelf: Shelf, understanding: Understanding, messages: Sequence[Message], seed: int
    ) -> None:
        self._folder = folder
        self._shelf = as_compared(shelf, Features())
        self._understanding = understanding
        self._messages = messages
        self._seed = seed
        self._start = opening(shelf.current(), NINE)
        self._batches: list[list[Found]] = []
        self._common: Found | None = None

    def first(self, count: int) -> list[Found]:
        """So many, as they come."""
        while len(found := self._all()) < count:
            self._more("so many conversations")
        return found[:count]

    def split(self, helped: int, alone: int) -> tuple[list[Found], list[Found]]:
        """So many in which a person is needed, and so many in which none is. Raises Invalid if the company's messages
        hardly ever need a person, or always do."""
        while True:
            found = self._all()
            needy, others = [each for each in found if each.gaps], [each for each in found if not each.gaps]
            if len(needy) >= helped and len(others) >= alone:
                return needy[:helped], others[:alone]
            self._more(f"{helped} conversations that need a person and {alone} that do not")

    def common(self) -> Found:
        """A question of everybody's to which the company has no answer, asked once. Raises Invalid if it has answers
        to all that were tried."""
        if self._common is None:
            tried = (self._probe(words) for words in COMMON)
            self._common = next((found for found in tried if found is not None), None)
        if self._common is None:
            raise Invalid("The company's knowledge answers every question that an outage was tried with.")
        return self._common

    def plain(self) -> dict[str, Any]:
        """What was found, as JSON: for another process, which need not play it again."""
        return {
            "digest": self._shelf.current().digest,
            "batches": [
                [[each.wish.number, each.turns, [_plain(gap) for gap in each.gaps]] for each in batch]
                for batch in self._batches
            ],
        }  # fmt: skip

    def restore(self, plain: Mapping[str, Any]) -> None:
        """Take what another process found beyond what is here. Raises Invalid if it is of another version of the
        company."""
        if plain["digest"] != self._shelf.current().digest:
            raise Invalid("These conversations were found with another version of the company; find them anew.")
        for number, batch in list(enumerate(plain["batches"]))[len(self._batches) :]:
            with passing_folder() as books:
                wishes = {wish.number: wish for wish in self._cast(number, Path(books))}
            self._batches.append(
                [Found(wishes[id], turns, tuple(Gap(**gap) for gap in gaps)) for id, turns, gaps in batch]
            )

    # ── playing ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _all(self) -> list[Found]:
        return [found for batch in self._batches for found in batch]

    def _more(self, wanted: str) -> None:
        if len(self._batches) >= MOST_BATCHES:
            raise Invalid(
                f"Among {MOST_BATCHES * BATCH:,} conversations with the company's messages there were not {wanted}; "
                "set `needs.helped` to null, or give messages of another mix."
            )
        with passing_folder() as books:
            wishes = self._cast(len(self._batches), Path(books))
            self._batches.append(self._play(wishes, Path(books)))

    def _cast(self, batch: int, books: Path) -> list[Wish]:
        """The customers of a batch, entered in these books. Their numbers tell their world who they are."""
        seed = batch_seed(self._seed, batch)
        stage, company = stage_in(self._folder, self._shelf, books, self._start), self._shelf.current()
        wishes = cast_wishes(stage, company, self._messages, read_labels(self._folder, company), BATCH, seed)
        return [replace(plain_spoken(wish), number=first_number(seed) + wish.number) for wish in wishes]

    def _probe(self, words: str) -> Found | None:
        """A conversation that opens with these words, if it leads to the one question what to answer."""
        number = common_number(self._seed, 0)
        with passing_folder() as books:
            persona = stage_in(self._folder, self._shelf, Path(books), self._start).cast(number, None)
            manners = Manners(verified=False, pace=PROMPT)
            asker = Wish(number, Message(id="common", text=words), None, persona, manners, (words,))
            found = self._play([asker], Path(books))
        asked = [gap.name for each in found for gap in each.gaps]
        return found[0] if asked == [self._shelf.current().policy.ask_expert] else None

    def _play(self, wishes: Sequence[Wish], books: Path) -> list[Found]:
        return run_virtual(self._played(wishes, books), self._start)

    async def _played(self, wishes: Sequence[Wish], books: Path) -> list[Found]:
        company = self._shelf.current()
        with World(self._shelf, self._understanding, seed=self._seed, books=books) as world:
            await world.start()
            for number in range(ENOUGH):
                id = f"person-{number + 1}"
                await world.engine.people.add(competent(company, id, id, skills_of(company)))
            stage = stage_in(self._folder, self._shelf, world.data, self._start)
            crowd = Crowd(company, stage, InnerChat(world.engine, world.token), world.clock, wishes)
            judge = Judge(company, crowd.by_conversation, AT_ONCE, 0)
            experts = Experts(InnerDesk(world.engine), world.clock, judge, world.tasks.spawn)
            world.tasks.spawn("experts", experts.work())
            played = await crowd.play(lambda _: None, at_once=1)
            found = [
                _found(one.wish, await world.journal.read(f"conversation/{one.record.conversation}"))
                for one in played
                if one.record.ended and not one.record.gave_up
            ]
            await world.close()
            return found


def batch_seed(seed: int, batch: int) -> int:
    """Customers of another day's seed, or of another batch, are other people."""
    return 1000 * seed + batch


def common_number(seed: int, index: int) -> int:
    """The number of the `index`-th customer who comes for the outage's question."""
    return first_number(batch_seed(seed, 999)) + index


def plain_spoken(wish: Wish) -> Wish:
    """Without what a customer does only while they wait, which would differ with how they are served."""
    return replace(wish, manners=replace(wish.manners, pace=PROMPT, aside=None, asks_news=False))


def _found(wish: Wish, recorded: Sequence[Recorded]) -> Found:
    turns, gaps, before = 0, [], Counter[str]()
    for item in recorded:
        match item.event:
            case CustomerSaid():
                turns += 1
            case ConsultAsked(question=question):
                gaps.append(Gap(question.name, question.kind, question.skill, turns, before[question.name]))
                before[question.name] += 1
    return Found(wish, turns, tuple(gaps))


def _plain(gap: Gap) -> dict[str, Any]:
    return {"name": gap.name, "kind": gap.kind, "skill": gap.skill, "after": gap.after, "nth": gap.nth}


_POOLS: dict[tuple[str, str, str, int], Pool] = {}


def pool_of(folder: Path, shelf: Shelf, understanding: Understanding, seed: int, messages: Sequence[Message]) -> Pool:
    """The pool of this version of the company, these messages and this seed, kept as long as the process lives."""
    said = digest([[str(message.id), message.text, message.label] for message in messages])
    key = (shelf.current().digest, understanding.version, said, seed)
    if key not in _POOLS:
        _POOLS[key] = Pool(folder, shelf, understanding, messages, seed)
    return _POOLS[key]
