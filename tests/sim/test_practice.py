"""The practice desk: customers come while somebody practises, answers are graded, and nothing of it is live."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from earpiece.company.shelf import Shelf
from earpiece.domain.errors import Invalid
from earpiece.domain.forms import Answer
from earpiece.domain.ports import Understanding
from earpiece.runtime.views import AnswerRequest, CardView, Grades
from earpiece.sim.loop import run_virtual
from earpiece.sim.practice import AT_ONCE, Exercise, Practice, exercises_of
from earpiece.sim.script import Rehearsal, read_rehearsals
from earpiece.sim.world import World
from tests.sim.conftest import HUDSON

Play = Callable[[World, Practice], Coroutine[Any, Any, None]]
MINUTES = 4


@pytest.fixture(scope="module")
def exercises() -> list[Exercise]:
    """Those of the sample bank."""
    return exercises_of(read_rehearsals(HUDSON))


@pytest.fixture
def practise(hudson: Shelf, understanding: Understanding, exercises: list[Exercise]) -> Callable[[Play], None]:
    """Plays something beside a real desk and a practice desk, in simulated time."""

    async def both(play: Play) -> None:
        with World(hudson, understanding) as world:
            await world.start()
            floor = Practice(hudson, understanding, world.clock, world.ids, exercises, world.engine.ports, inline=True)
            try:
                await play(world, floor)
            finally:
                await floor.close()
                await world.close()

    return lambda play: run_virtual(both(play))


async def _answer_all(world: World, floor: Practice, right: bool) -> Grades:
    """Sofia practises for some minutes and answers every card as the exercises have it, or otherwise."""
    sofia = await world.engine.people.person("sofia")
    token = await world.engine.people.open_session("sofia", "demo")
    known = {(exercise.rehearsal.says, name): part.answer for exercise in exercises_of(read_rehearsals(HUDSON))
             for name, part in exercise.known.items()}  # fmt: skip
    for _ in range(MINUTES * 6):
        await floor.visitors.who(token)
        await asyncio.sleep(10)
        for card in await floor.engine.desk.cards(sofia):
            if card.status == "open" and card.deciding is None and card.may_answer:
                await _answer(floor, card, known, right)
    return floor.grades(sofia)


async def _answer(floor: Practice, card: CardView, known: dict[tuple[str, str], Answer | None], right: bool) -> None:
    sofia = await floor.engine.people.person("sofia")
    whole = await floor.engine.desk.card(sofia, card.id)
    said = [line.text for line in whole.transcript if line.who == "customer"]
    answer = next((known[words, card.name] for words in said if (words, card.name) in known), None)
    if answer is None or not right:
        answer = Answer(decision="no", reason="not now") if card.kind in ("approval", "task") else Answer(text="Later.")
    request = AnswerRequest(answer=answer, revision=card.revision, key=card.id, sure=["check 0", "ten_times"])
    await floor.engine.desk.answer(sofia, card.id, request)


def test_right_answers_are_found_right(practise: Callable[[Play], None]) -> None:
    """Each graded, with why; nothing of it is in the real journal."""

    async def play(world: World, floor: Practice) -> None:
        grades = await _answer_all(world, floor, right=True)
        assert grades.of >= 3
        assert grades.right == grades.of, grades
        assert all(grade.because and grade.known for grade in grades.grades)
        assert await world.journal.rows("conversations") == []
        assert await world.journal.rows("cards") == []

    practise(play)


def test_other_answers_are_not(practise: Callable[[Play], None]) -> None:
    """The grade says what would have been right."""

    async def play(world: World, floor: Practice) -> None:
        grades = await _answer_all(world, floor, right=False)
        assert grades.of >= 3
        assert grades.right == 0
        assert all(grade.given != grade.known for grade in grades.grades)

    practise(play)


def test_customers_come_only_while_somebody_practises(practise: Callable[[Play], None]) -> None:
    """So many for each; none after the last one has gone."""

    async def play(world: World, floor: Practice) -> None:
        await asyncio.sleep(60)
        assert await floor.engine.ports.journal.rows("conversations") == []
        await floor.visitors.who(await world.engine.people.open_session("dana", "demo"))
        await asyncio.sleep(30)
        assert len(await floor.engine.ports.journal.rows("conversations", "open")) == AT_ONCE

    practise(play)


def test_customers_ask_what_those_who_practise_may_answer(practise: Callable[[Play], None]) -> None:
    """Lucia has nothing to do with payments, and gets no questions about them."""

    async def play(world: World, floor: Practice) -> None:
        lucia = await world.engine.people.person("lucia")
        token = await world.engine.people.open_session("lucia", "demo")
        for _ in range(6):
            await floor.visitors.who(token)
            await asyncio.sleep(10)
        rows = await floor.engine.ports.journal.rows("cards")
        assert rows
        assert {row.fields["skill"] for row in rows} <= set(lucia.skills)

    practise(play)


def test_without_lessons_it_says_what_to_write() -> None:
    plain = Rehearsal.model_validate({"name": "x", "customer": "maya", "says": "hello", "expect": {}})
    with pytest.raises(Invalid, match="because"):
        exercises_of({"plain.yaml": [plain]})


def test_the_agent_learns_nothing_from_practice(hudson: Shelf, practise: Callable[[Play], None]) -> None:
    """Nobody who practises is asked whether an own decision was right, and no class hears of it."""
    assert hudson.current().policy.judgement is not None

    async def play(world: World, floor: Practice) -> None:
        company = floor.engine.ports.companies.current()
        assert company.policy.judgement is None
        assert [spec.name for spec in company.consults.values() if spec.learn is not None] == []

    practise(play)
